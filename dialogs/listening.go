package dialogs

import (
	"strings"
	"time"
	"unicode/utf8"

	"capheso/lessons"
)

// Recording is a voice note as a network names it. Nobody here can hear it; the
// shell fetches it from the network and has it written down.
type Recording struct {
	Ref     string `json:"ref"`           // what the channel fetches it by
	Seconds int    `json:"sec,omitempty"` // how long it is; 0 is not known
}

// Listening waits for a voice note to be written down. It shows nothing: what
// comes next says what was heard.
type Listening struct {
	Number int       `json:"n"`
	Note   Recording `json:"note"`
	At     time.Time `json:"at"` // when it came, in UTC
}

// How long a voice note may be, and how long its learner waits. The text of a
// note is as long as anybody speaks in a minute.
const (
	longestNote  = 60 // seconds
	heardTime    = 15 * time.Second
	longestHeard = 1200 // runes
)

func (d Listening) question() Question {
	return Question{Number: d.Number, Note: d.Note.Ref, At: d.At, Slow: d.At.Add(slowTime), Late: d.At.Add(heardTime)}
}

// Show says nothing. The buttons on the screen stay good: who taps one does not
// wait any longer.
func (d Listening) Show(t *Turn) {
	q := d.question()
	t.s.setAlarm(LateAlarm, q.Late)
	if t.start != d {
		t.s.setAlarm(SlowAlarm, q.Slow)
	}
}

// Step is never asked: whatever the learner does ends the wait.
func (Listening) Step(*Turn) Dialog { return nil }

// What is said of voice notes.
const (
	listenText = "{Cháu} đang nghe tin của {bác}, {bác} chờ một chút nhé."
	deafText   = "{Cháu} chưa nghe ra tin này, lỗi tại {cháu}. {Bác} nói lại gần máy hơn, hoặc gõ vài chữ, không cần dấu cũng được."
	longText   = "Tin nói này dài, {cháu} chỉ nghe được một phút. {Bác} nói lại ngắn hơn giúp {cháu} nhé."
	againText  = "Dạ, {bác} nói lại chậm hơn, hoặc gõ vài chữ giúp {cháu} nhé."
)

// listen has a voice note written down, if there is somebody who can. It needs
// what a question to a model needs: who did not agree to be remembered was not
// told that another machine listens along.
func (t *Turn) listen(r Recording) bool {
	if !t.World.Model.Hears || r.Ref == "" || !t.s.Consent.Given {
		return false
	}
	if r.Seconds > longestNote {
		t.Say(longText)
		return true
	}
	if !t.mayAsk() {
		return false
	}
	t.s.Asks.N++
	if _, ok := t.s.Dialog.(Spoken); ok { // they say it again instead of tapping
		t.s.Dialog, t.moved = t.back(), false
	}
	t.enter(Listening{Number: t.s.Events, Note: r, At: t.At})
	return true
}

// unheard ends the wait for a voice note at the place it came to.
func (t *Turn) unheard() {
	if _, ok := t.s.Dialog.(Listening); ok {
		t.s.Dialog, t.moved = t.back(), false
	}
}

// deaf says that a voice note was not understood.
func (t *Turn) deaf(why string) {
	t.Count(Fact{Kind: "voice.failed", Text: why})
	t.unheard()
	t.Say(deafText)
	t.missed = true
}

// heardWords takes what a voice note says, if it is waited for and in time. A
// loss and other danger are answered at once, everything else is shown back
// first: a machine hears badly.
func (t *Turn) heardWords(h Heard) {
	d, ok := t.s.Dialog.(Listening)
	switch {
	case !ok || d.Number != h.Number || t.mute():
		t.quiet = true
		return
	case t.At.After(d.question().Late):
		t.deaf("late")
		return
	case h.Text == "" || utf8.RuneCountInString(h.Text) > longestHeard:
		t.deaf("nothing")
		return
	}
	t.Count(Fact{Kind: "voice.heard"})
	t.unheard()
	if exposed(h.Text) {
		t.Say(secretText)
	} else if f := t.World.alarmed(h.Text); f.Verdict == lessons.Emergency {
		t.enter(f.dialog(h.Text))
		return
	}
	t.enter(Spoken{Text: h.Text})
}

// Spoken shows back what was heard, and answers it when that is right.
type Spoken struct {
	Text string `json:"text"` // masked
}

func (d Spoken) Show(t *Turn) {
	t.Ask("{Cháu} nghe {bác} hỏi: “"+shortened(d.Text)+"”. Đúng không ạ?", Choice{"Đúng", "yes"}, Choice{"Không", "no"})
}

// shortened is as much of what was heard as fits into a message.
func shortened(text string) string {
	const most = 200
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}

func (d Spoken) Step(t *Turn) Dialog {
	switch t.Value {
	case "yes":
		t.asTyped(d.Text)
	case "no":
		t.Say(againText)
		return t.back()
	}
	return nil
}

// asTyped answers a text as if it were typed at the place before this one.
func (t *Turn) asTyped(text string) {
	t.s.Dialog, t.moved, t.Value = t.back(), false, ""
	for _, tag := range tags { // they were warned when it was heard
		text = strings.ReplaceAll(text, tag, "")
	}
	peek := &Turn{World: t.World, At: t.At, s: t.s.clone()}
	peek.s.Dialog.Show(peek)
	t.s.Offered = peek.s.Offered
	t.said(text)
}
