package lessons

import "slices"

// Tally is how much of a course is about one topic, or teaches one skill.
type Tally struct {
	Name     string // a Topic, or the skill group of lessons
	Articles int
	Guides   int
	Steps    int
	Screens  int // steps with a sketch
	Stuck    int // branches for those who are stuck
	Lessons  int
	Quiz     int // questions of lessons
	Review   int // the same asked otherwise
	Tips     int
}

// Stats counts a course by topic, in the order of Topics with what belongs to
// none of them last, and its lessons by skill, in the order of the names. The
// last of topics is the sum.
func Stats(c *Course) (topics, skills []Tally) {
	byTopic, bySkill := map[string]*Tally{}, map[string]*Tally{}
	sum := &Tally{Name: "all"}
	for _, a := range c.Articles {
		count(byTopic, string(a.Topic), sum, func(t *Tally) { t.Articles++ })
	}
	for _, g := range c.Guides {
		count(byTopic, string(g.Topic), sum, func(t *Tally) { t.guide(&g) })
	}
	for _, s := range c.Lessons {
		lesson := func(t *Tally) {
			t.Lessons, t.Quiz, t.Review = t.Lessons+1, t.Quiz+len(s.Questions), t.Review+len(s.Review)
		}
		count(byTopic, string(s.Topic), sum, lesson)
		count(bySkill, s.Skill, &Tally{}, lesson)
	}
	for _, tip := range c.Tips {
		count(byTopic, string(tip.Topic), sum, func(t *Tally) { t.Tips++ })
	}
	for _, topic := range append(slices.Clone(Topics), "") {
		if t := byTopic[string(topic)]; t != nil {
			topics = append(topics, *t)
		}
	}
	return append(topics, *sum), sortedTallies(bySkill)
}

func count(in map[string]*Tally, name string, sum *Tally, add func(*Tally)) {
	t := in[name]
	if t == nil {
		t = &Tally{Name: name}
		in[name] = t
	}
	add(t)
	add(sum)
}

func (t *Tally) guide(g *Guide) {
	t.Guides++
	t.Steps += len(g.Steps)
	for _, s := range g.Steps {
		t.Stuck += len(s.Stuck)
		if s.Screen != nil {
			t.Screens++
		}
	}
}

func sortedTallies(of map[string]*Tally) []Tally {
	var names []string
	for name := range of {
		names = append(names, name)
	}
	slices.Sort(names)
	list := make([]Tally, len(names))
	for i, name := range names {
		list[i] = *of[name]
	}
	return list
}
