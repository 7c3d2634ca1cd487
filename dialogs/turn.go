package dialogs

import (
	"slices"
	"strings"
	"time"

	"capheso/lessons"
)

// Turn is one event on its way through the dialogs: what happened, the session
// as it becomes, and what is said.
type Turn struct {
	World *World
	At    time.Time // when the event happened
	Value string    // of the choice that was taken; empty when none was
	Text  string    // what was typed, when it is none of the choices

	s       Session
	out     Out
	start   Dialog        // where the turn began
	idle    time.Duration // since the learner last wrote
	moved   bool          // the history is already as it should be
	quiet   bool          // nothing is to be shown
	missed  bool          // the bot did not understand: show the ways out
	unshown bool          // the learner has not seen this place yet
	again   bool          // the learner wants to read the same screen
	bulk    bool          // nobody is waiting for the replies
	until   time.Time     // and from then on they are not to be sent
	nobody  Learner       // stands in for the learner where nothing may be kept
}

// me is the learner at the phone. What is written into it is kept only after
// the learner agreed to be remembered.
func (t *Turn) me() *Learner {
	if !t.s.Consent.Given || len(t.s.Learners) == 0 {
		return &t.nobody
	}
	return &t.s.Learners[t.s.Active]
}

// Say adds a message that asks nothing.
func (t *Turn) Say(text string) {
	t.out.Replies = append(t.out.Replies, Reply{Text: address(text, t.me().Call), Bulk: t.bulk, Until: t.until})
}

// Ask adds the message that ends the turn, and offers its choices. The same
// choices shown again at the same place keep their number, so that a button
// further up still works.
func (t *Turn) Ask(text string, choices ...Choice) {
	call := t.me().Call
	choices = slices.Clone(choices) // they may be a list that others are asked too
	for i := range choices {
		choices[i].Label = address(choices[i].Label, call)
	}
	if t.s.Dialog != t.start || !sameChoices(choices, t.s.Offered) {
		t.s.Offer++
		t.s.Offered = choices
	}
	t.out.Replies = append(t.out.Replies, Reply{
		Text: address(text, call), Choices: choices, Offer: t.s.Offer, Bulk: t.bulk, Until: t.until,
	})
}

func sameChoices(a, b []Choice) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// Count keeps a fact for the reports, if the learner agreed to be remembered.
func (t *Turn) Count(f Fact) {
	if !t.s.Consent.Given {
		return
	}
	f.At, f.Learner = t.At, t.s.Active
	t.out.Facts = append(t.out.Facts, f)
}

// pastDepth is how many screens "quay lại" can go back.
const pastDepth = 12

// enter makes next the place of the session and remembers the one it leaves.
func (t *Turn) enter(next Dialog) {
	if next == nil {
		return
	}
	if !t.moved && t.s.Dialog != nil && next != t.s.Dialog {
		t.s.Past = append(t.s.Past, t.s.Dialog)
		if n := len(t.s.Past); n > pastDepth {
			t.s.Past = t.s.Past[n-pastDepth:]
		}
	}
	t.moved = false
	t.s.Dialog = next
	if g, ok := next.(Guide); ok {
		t.me().Walking = &g
	}
}

// back leads to the screen before this one.
func (t *Turn) back() Dialog {
	n := len(t.s.Past)
	if n == 0 {
		return t.home()
	}
	t.moved = true
	last := t.s.Past[n-1]
	t.s.Past = t.s.Past[: n-1 : n-1]
	return last
}

// home leads to the menu, from which nothing leads back. Who was never asked
// whether they want to be remembered is asked first, and what they were in the
// middle of waits behind the question.
func (t *Turn) home() Dialog {
	if t.s.Consent.At.IsZero() {
		return Welcome{Met: t.met()}
	}
	return t.finish(Menu{})
}

// finish leads to d and empties the history: what was counted on the way
// cannot be counted again by going back.
func (t *Turn) finish(d Dialog) Dialog {
	t.moved = true
	t.s.Past = nil
	return d
}

// instead leads to d in the place of this screen.
func (t *Turn) instead(d Dialog) Dialog {
	t.moved = true
	return d
}

// resume leads back to what was interrupted.
func (t *Turn) resume() Dialog {
	for len(t.s.Past) > 0 {
		if d := t.back(); running(d) || len(t.s.Past) == 0 {
			return d
		}
	}
	return t.home()
}

// interrupted reports whether a guide, a lesson or a test waits behind this
// screen.
func (t *Turn) interrupted() bool {
	for _, d := range t.s.Past {
		if running(d) {
			return true
		}
	}
	return false
}

// running reports the places a tip must not break into and a question only
// interrupts.
func running(d Dialog) bool {
	switch d.(type) {
	case Guide, Stuck, AtLesson, Quiz, Test, Review:
		return true
	}
	return false
}

// sourceWord begins what sourceLine says.
const sourceWord = "Nguồn: "

// sourceLine says where a text comes from and when it was last checked.
func (w *World) sourceLine(m *lessons.Meta) string {
	if len(m.Sources) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(sourceWord)
	for i, code := range m.Sources[:min(2, len(m.Sources))] {
		if i > 0 {
			b.WriteString("; ")
		}
		src := w.Course.Sources[code]
		b.WriteString(src.Name)
		if src.Date != "" {
			b.WriteString(", " + src.Date)
		}
	}
	if !m.Checked.IsZero() {
		b.WriteString(". Xem lại ngày " + m.Checked.Format("2/1/2006"))
	}
	b.WriteString(".")
	return b.String()
}
