package dialogs

import (
	"strconv"
	"strings"

	"capheso/lessons"
	"capheso/lessons/search"
	"capheso/lessons/viet"
)

// World is everything a conversation reads and never changes.
type World struct {
	Course  *lessons.Course
	Index   *search.Index
	Units   *lessons.Units
	Contact Contact
	Model   Model
	Zone    *lessons.Zone // the clock of learners who chose none; nil is Vietnam's

	// Burst is how many messages somebody may write at once; more are kept and
	// not answered. 0 is no limit.
	Burst int
	// Silence is after how many months without a word a session is erased. 0 is
	// never.
	Silence int

	menus viet.Menus // what choose remembers; the answers are the same without
}

// Contact is the commune's digital team, from the operator's configuration. An
// empty one leads to the commune's office in general.
type Contact struct {
	Name  string // "Tổ công nghệ số cộng đồng phường An Biên"
	Phone string
	Hours string
}

// Finding is what the bot makes of a question.
type Finding struct {
	Verdict lessons.Verdict
	ID      string       // of the article, guide or fixed reply; empty when there is none
	Hits    []search.Hit // best first, however unlikely
	Close   bool         // the first hits are worth asking back
	Signs   []string     // of a scam, in plain words
}

const unsure = lessons.Unsure

// candidates is how many hits a Finding carries.
const candidates = 5

// Find answers a question from the course. Rules for danger and scams come
// before the search, and a question with somebody's secret in it is refused.
func (w *World) Find(question string) Finding {
	f := w.search(question)
	if alarm := w.alarmed(question); alarm.Verdict != "" {
		alarm.Hits, alarm.Close = f.Hits, f.Close
		return alarm
	}
	return f
}

// search is Find without the rules for danger and scams.
func (w *World) search(question string) Finding {
	res := w.Index.Find(question, candidates)
	f := Finding{Hits: res.Hits, Close: len(res.Hits) > 0 && res.Band != search.Low}
	switch {
	case exposed(question):
		f.Verdict = lessons.Refuse
	case !f.Close:
		f.Verdict = unsure
	case res.Hits[0].Topic == lessons.Outside:
		f.ID, f.Verdict = res.Hits[0].ID, lessons.Refuse
		if o, ok := w.Course.Outside(f.ID); ok {
			f.Verdict = o.Verdict
		}
	case res.Band == search.High:
		f.ID, f.Verdict = res.Hits[0].ID, lessons.Sure
	default:
		f.Verdict = unsure
	}
	return f
}

// meta is what the file of an id says of itself, whichever kind it is.
func (w *World) meta(id string) *lessons.Meta {
	if a, ok := w.Course.Article(id); ok {
		return &a.Meta
	}
	if g, ok := w.Course.Guide(id); ok {
		return &g.Meta
	}
	if o, ok := w.Course.Outside(id); ok {
		return &o.Meta
	}
	return nil
}

// Payload is the word behind a link that leads to a place of the course: the
// id of an article or a lesson, or of a guide and one of its steps, which count
// from 0. Every network allows its letters in a link.
func Payload(id string, step int) string {
	if step <= 0 {
		return id
	}
	return id + "_" + strconv.Itoa(step+1)
}

// open is the place that a Payload leads to, for links and buttons from
// outside; nil when there is none.
func (w *World) open(payload string) Dialog {
	id, step, _ := strings.Cut(payload, "_")
	if id == "" {
		return nil
	}
	if g, ok := w.Course.Guide(id); ok {
		if n, err := strconv.Atoi(step); err == nil && n > 1 && n <= len(g.Steps) {
			return Guide{ID: id, At: n - 1}
		}
		return Guide{ID: id}
	}
	if _, ok := w.Course.Article(id); ok {
		return Answer{ID: id}
	}
	if _, ok := w.Course.Lesson(id); ok {
		return AtLesson{ID: id}
	}
	return nil
}

// Opens reports whether a Payload leads anywhere.
func (w *World) Opens(payload string) bool { return w.open(payload) != nil }

// Likeliest is the id of what was found or, of an unsure finding, the best
// guess.
func (f Finding) Likeliest() string {
	if f.ID == "" && f.Verdict == unsure && len(f.Hits) > 0 {
		return f.Hits[0].ID
	}
	return f.ID
}

// TopicOf is the topic of an id; empty when there is no such id.
func (w *World) TopicOf(id string) lessons.Topic {
	if m := w.meta(id); m != nil {
		return m.Topic
	}
	return ""
}

// SourcesOf names the sources of an id, as people read them.
func (w *World) SourcesOf(id string) []string {
	if m := w.meta(id); m != nil {
		return w.Course.Cite(m.Sources)
	}
	return nil
}

// FindingText is what the bot says to a finding, addressed to a learner who
// has not chosen how.
func (w *World) FindingText(question string, f Finding) []string {
	t := &Turn{World: w}
	d := f.dialog(question)
	if d == nil {
		d = Missed{}
	}
	if f.Verdict == lessons.Refuse && f.ID == "" {
		t.Say(secretText)
	}
	t.s.Dialog = d
	d.Show(t)
	texts := make([]string, len(t.out.Replies))
	for i, r := range t.out.Replies {
		texts[i] = r.Text
		for _, c := range r.Choices {
			if f.Verdict == unsure {
				texts[i] += "\n– " + c.Label
			}
		}
	}
	return texts
}
