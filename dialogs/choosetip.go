package dialogs

import (
	"slices"
	"time"

	"capheso/lessons"
)

// nextTip is the tip of the morning; nil when none is left. Only tips of the
// season that were not shown for 120 days count. Among them
//
//   - what is over soonest comes first, or it would mostly be over before its
//     turn;
//   - then the mornings take turns: a tip about what the learner got wrong, a
//     tip about what they study, a tip about anything. One that has no tip left
//     gives its turn to the next;
//   - the rest is in an order that mixes the topics and is the same for
//     everybody.
//
// What was got wrong is the topic of the question that is remembered worst, as
// long as that is worse than after one right answer. What is studied is the
// topic of the next lesson of the learner's track.
func (t *Turn) nextTip() *lessons.Tip {
	tips, seen := t.World.Course.Tips, t.poured()
	wanted, today := t.wanted(), dateOf(t.now())
	var best *lessons.Tip
	place := 0 // of its topic among those wanted
	for _, i := range t.World.Course.Mornings() {
		tip := &tips[i]
		if best != nil && (place == 0 || !tip.Until.Equal(best.Until)) {
			break
		}
		at := placeAmong(wanted, tip.Topic)
		if best != nil && at >= place || seen[i] || !inSeason(tip, today) || t.hidden(&tip.Meta) {
			continue
		}
		best, place = tip, at
	}
	return best
}

// placeAmong is where a topic is in a list, or its end.
func placeAmong(list []lessons.Topic, topic lessons.Topic) int {
	if i := slices.Index(list, topic); i >= 0 {
		return i
	}
	return len(list)
}

// wanted are the topics of this morning, the first the most.
func (t *Turn) wanted() []lessons.Topic {
	wrong, studied := t.gotWrong(), t.studied()
	var list []lessons.Topic
	switch dayOf(t.now()).YearDay() % 3 {
	case 0:
		list = []lessons.Topic{wrong, studied}
	case 1:
		list = []lessons.Topic{studied, wrong}
	}
	return slices.DeleteFunc(list, func(topic lessons.Topic) bool { return topic == "" })
}

// shaky is the stability in days below which a question was got wrong: one
// right answer gives more.
const shaky = 2

// gotWrong is the topic of the question that is remembered worst.
func (t *Turn) gotWrong() lessons.Topic {
	cards := t.me().Cards
	worst := -1
	for i := range cards {
		if s := cards[i].Stability; s < shaky && (worst < 0 || s < cards[worst].Stability) {
			worst = i
		}
	}
	if worst < 0 {
		return ""
	}
	l, ok := t.World.Course.Lesson(cards[worst].Lesson)
	if !ok {
		return ""
	}
	return l.Topic
}

// studied is the topic of the next lesson of the learner's track, or of the
// track when all are done.
func (t *Turn) studied() lessons.Topic {
	track, ok := t.World.Course.Track(t.me().Track)
	if !ok {
		return ""
	}
	_, next := t.progress(track)
	if l, ok := t.World.Course.Lesson(next); ok {
		return l.Topic
	}
	return track.Topic
}

// poured marks the tips, by their index in the course, that were shown within
// the memory of the coffee.
func (t *Turn) poured() []bool {
	seen := make([]bool, len(t.World.Course.Tips))
	for _, p := range t.s.Coffee.Poured {
		if i := t.World.Course.TipIndex(p.Tip); i >= 0 && t.At.Sub(p.At) < coffeeMemory {
			seen[i] = true
		}
	}
	return seen
}

// inSeason reports whether a tip makes sense on a date.
func inSeason(tip *lessons.Tip, today time.Time) bool {
	return (tip.From.IsZero() || !today.Before(tip.From)) && (tip.Until.IsZero() || !today.After(tip.Until))
}

// dateOf is the date of a moment on its clock, as the days of tips are written.
func dateOf(now time.Time) time.Time {
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
}
