package dialogs

import (
	"strings"
	"time"

	"capheso/lessons"
)

// Asking waits for a model. It shows nothing: what comes next is the answer.
type Asking struct {
	Number   int       `json:"n"`
	Question string    `json:"q"` // masked
	Sure     bool      `json:"sure,omitempty"`
	First    string    `json:"1"`
	Second   string    `json:"2,omitempty"`
	Third    string    `json:"3,omitempty"`
	At       time.Time `json:"at"` // when it was asked, in UTC
}

// How long a learner waits before they hear that it takes longer, and before
// they have the guide's own words.
const (
	slowTime = 5 * time.Second
	lateTime = 8 * time.Second
)

// The alarms of a question: at Slow and at Late.
const (
	SlowAlarm = "answer.slow"
	LateAlarm = "answer.late"
)

// add takes up what the question may be answered from. It is false when the
// first of it must not be rephrased.
func (d *Asking) add(t *Turn, f Finding) bool {
	var ids []string
	for i, h := range f.Hits {
		m := t.World.meta(h.ID)
		fit := m != nil && h.Topic != lessons.Outside && h.Topic != lessons.Safety && !t.hidden(m)
		if i == 0 && !fit {
			return false
		}
		if fit && len(ids) < mostPieces {
			ids = append(ids, h.ID)
		}
	}
	for i, id := range ids {
		*[]*string{&d.First, &d.Second, &d.Third}[i] = id
	}
	return len(ids) > 0
}

func (d Asking) ids() (all []string) {
	for _, id := range []string{d.First, d.Second, d.Third} {
		if id != "" {
			all = append(all, id)
		}
	}
	return all
}

func (d Asking) question() Question {
	return Question{Number: d.Number, Text: d.Question, IDs: d.ids(), At: d.At, Slow: d.At.Add(slowTime), Late: d.At.Add(lateTime)}
}

// own is the place that answers without a model.
func (d Asking) own() Dialog {
	if d.Sure {
		return Answer{ID: d.First, Question: d.Question}
	}
	return Unsure{Question: d.Question, First: d.First, Second: d.Second}
}

// Show says nothing. The alarms are set here, so that none can be forgotten.
func (d Asking) Show(t *Turn) {
	q := d.question()
	t.s.setAlarm(LateAlarm, q.Late)
	if t.start != d {
		t.s.setAlarm(SlowAlarm, q.Slow)
		t.s.Offer++ // the buttons further up belong to what was left
		t.s.Offered = nil
	}
}

// Step is never asked: whatever the learner does ends the wait.
func (Asking) Step(*Turn) Dialog { return nil }

// waitText is said once when a model takes its time.
const waitText = "{Cháu} đang tìm, {bác} chờ một chút nhé."

// overtaken ends the wait because the learner goes on: the new message is
// answered from where the old one would have led. unshown says that nobody has
// seen that place yet.
func (t *Turn) overtaken() {
	t.unheard()
	if d, ok := t.s.Dialog.(Asking); ok {
		t.s.Dialog, t.unshown = d.own(), true
	}
}

// unwait removes the alarms of a question that nobody waits for any more.
func (t *Turn) unwait() {
	if _, open := t.s.Open(); !open && len(t.s.Alarms) > 0 {
		t.s.setAlarm(SlowAlarm, time.Time{})
		t.s.setAlarm(LateAlarm, time.Time{})
	}
}

// waited answers an alarm of a question; false when it is none of them.
func (t *Turn) waited(alarm string) bool {
	if alarm != SlowAlarm && alarm != LateAlarm {
		return false
	}
	set := !t.s.alarm(alarm).IsZero()
	t.s.setAlarm(alarm, time.Time{})
	d, asking := t.s.Dialog.(Asking)
	_, listening := t.s.Dialog.(Listening)
	if !asking && !listening || !set || t.mute() {
		t.quiet = true
		return true
	}
	if alarm == SlowAlarm {
		if listening {
			t.Say(listenText)
		} else {
			t.Say(waitText)
		}
		t.quiet = true
		return true
	}
	if listening {
		t.deaf("late")
		return true
	}
	t.Count(Fact{Kind: "model.late"})
	t.enter(t.instead(d.own()))
	return true
}

// mute reports a learner who hears nothing now: the wait ends in silence, and
// the guide's own words are there when they come back.
func (t *Turn) mute() bool {
	if !t.s.Gone && !t.hushed() {
		return false
	}
	if d, ok := t.s.Dialog.(Asking); ok {
		t.s.Dialog = d.own()
	}
	t.unheard()
	return true
}

// answered takes a model's answer, if it is waited for, in time, and says
// nothing that the articles do not.
func (t *Turn) answered(a Answered) {
	d, ok := t.s.Dialog.(Asking)
	switch {
	case !ok || d.Number != a.Number || t.mute():
		t.quiet = true
	case t.At.After(d.question().Late):
		t.Count(Fact{Kind: "model.late"})
		t.enter(t.instead(d.own()))
	case a.Draft.NeedsHuman:
		t.Count(Fact{Kind: "model.human"})
		t.Say("Việc này {bác} nên hỏi thêm người thật cho chắc, {bác} nhắn số 0. Đây là bài {cháu} có:")
		own := d.own()
		if a, ok := own.(Answer); ok {
			a.Human = true
			own = a
		}
		t.enter(t.instead(own))
	default:
		told, why := t.World.told(d, a.Draft)
		if why != "" {
			t.Count(Fact{Kind: "model.dropped", About: d.First, Text: why})
			t.enter(t.instead(d.own()))
			return
		}
		t.Count(Fact{Kind: "model.answered", About: told.ID})
		t.enter(t.instead(told))
	}
}

// noAnswer gives the guide's own words because no model will answer.
func (t *Turn) noAnswer(u Unanswered) {
	if l, ok := t.s.Dialog.(Listening); ok && l.Number == u.Number && !t.mute() {
		t.deaf(u.Why)
		return
	}
	d, ok := t.s.Dialog.(Asking)
	if !ok || d.Number != u.Number || t.mute() {
		t.quiet = true
		return
	}
	t.Count(Fact{Kind: "model.failed", Text: strings.TrimSpace(u.Why)})
	t.enter(t.instead(d.own()))
}
