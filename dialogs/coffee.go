package dialogs

import (
	"time"

	"capheso/lessons"
)

// The alarm of the Morning Coffee, and its habits.
const (
	coffeeAlarm   = "coffee"
	coffeeDefault = 7 * 60 // minute of the day: 07:00
	coffeeOver    = 12 * 60
	coffeePause   = 7 * 24 * time.Hour
	coffeeMemory  = 120 * 24 * time.Hour // no tip comes twice within it
)

// setCoffee sets the alarm to the next morning on which a tip may go, at the
// learner's hour on the learner's clock; there is none for who wants none or
// cannot be reached before they write.
func (t *Turn) setCoffee() { t.s.setAlarm(coffeeAlarm, t.nextCoffee()) }

// rearrange sets the alarm anew after the learner said how they want their
// coffee: nothing waits any more.
func (t *Turn) rearrange() {
	t.s.Coffee.Waits = false
	t.setCoffee()
}

// nextCoffee is when the next tip may go; zero when none may before the
// learner writes.
func (t *Turn) nextCoffee() time.Time {
	if !t.s.Consent.Given || t.s.Coffee.Off || t.s.Gone || t.s.Asleep {
		return time.Time{}
	}
	next := t.morning(t.At)
	if t.At.Before(t.s.Coffee.Paused) {
		next = t.morning(t.s.Coffee.Paused)
	}
	if free := t.s.Unasked.Add(apart); !t.s.Unasked.IsZero() && next.Before(free) {
		if next = free; minuteOf(next.In(t.zone())) >= coffeeOver || minuteOf(next.In(t.zone())) < t.coffeeMinute() {
			next = t.morning(free)
		}
	}
	if t.s.Seen.IsZero() {
		return next
	}
	if week := t.inAWeek(); next.Sub(t.s.Seen) >= rarely && next.Before(week) {
		next = t.morning(week)
	}
	if next.Sub(t.s.Seen) >= never {
		return time.Time{}
	}
	return next
}

// morning is the learner's hour after a moment. Where the clocks change, the
// hour stays the same on the wall.
func (t *Turn) morning(after time.Time) time.Time {
	from, minute := after.In(t.zone()), t.coffeeMinute()
	at := time.Date(from.Year(), from.Month(), from.Day(), minute/60, minute%60, 0, 0, from.Location())
	if !at.After(from) {
		at = time.Date(from.Year(), from.Month(), from.Day()+1, minute/60, minute%60, 0, 0, from.Location())
	}
	return at.UTC()
}

func (t *Turn) coffeeMinute() int {
	if m := t.s.Coffee.Minute; m >= quietUntil && m < coffeeOver {
		return m
	}
	return coffeeDefault
}

// coffeeTime reports whether it is between the learner's hour and noon.
func (t *Turn) coffeeTime() bool {
	m := minuteOf(t.now())
	return m >= t.coffeeMinute() && m < coffeeOver
}

// rang answers an alarm. However late it rings, a tip comes in the morning or
// not at all; one that would break into something waits for the learner's next
// message.
func (t *Turn) rang(alarm string) {
	t.quiet = true
	if alarm == silentAlarm {
		t.silent()
		return
	}
	if alarm == noticeAlarm {
		t.waitingNotice()
		return
	}
	if alarm != coffeeAlarm {
		t.s.setAlarm(alarm, time.Time{})
		return
	}
	if due := t.s.alarm(coffeeAlarm); due.IsZero() || due.After(t.At) {
		return // it was moved meanwhile
	}
	t.setCoffee()
	why := t.hindrance()
	t.s.Coffee.Waits = why.passes() && why != enough
	if why == "" && t.coffeeTime() && !t.waitingNotice() {
		t.coffee()
	}
}

// wake has the coffee come again to somebody who writes after it had stopped
// or come more seldom.
func (t *Turn) wake() {
	next := t.nextCoffee()
	if at := t.s.alarm(coffeeAlarm); at.IsZero() || next.Before(at) {
		t.s.setAlarm(coffeeAlarm, next)
	}
}

// pourWaiting pours the tip that waited, behind the answer to what the learner
// did, when nothing is in the way and before noon. A notice that waited goes
// first, at any hour of the day.
func (t *Turn) pourWaiting(body Body) {
	if !t.s.Coffee.Waits && len(t.s.Notices) == 0 || t.quiet || t.again || !t.atRest(body) {
		return
	}
	if t.waitingNotice() {
		return
	}
	if t.s.Coffee.Waits && t.coffeeTime() && t.mayDisturb() {
		t.coffee()
	}
}

// atRest reports whether what the learner did leaves nothing open: it led home, or
// they look in again after a while. The turn that ends a guide or a lesson is not
// followed by a tip, since praise is read slowly, nor is an answer, whose choices
// lead on: one message, one question.
func (t *Turn) atRest(body Body) bool {
	home := t.s.Dialog == (Menu{})
	if t.s.Dialog != t.start {
		return home
	}
	return t.idle >= 10*time.Minute && (home && len(t.out.Replies) == 0 || looksIn(body))
}

// looksIn reports what asks for nothing: opening the chat, and a sticker.
func looksIn(body Body) bool {
	switch b := body.(type) {
	case Joined:
		return b.Payload == ""
	case Sent:
		return b.Kind == Sticker && b.Caption == ""
	}
	return false
}

// coffee begins with how it went with what was asked for the day before, or
// with the tip of the day. A tip that is over tomorrow is not put off.
func (t *Turn) coffee() {
	tip, act := t.nextTip(), t.nextAct()
	switch {
	case act != nil && (tip == nil || !tip.Until.Equal(dateOf(t.now()))):
		t.disturb()
		t.place(t.speakOf(*act, true))
	case tip != nil:
		t.disturb()
		t.pour(tip)
	default:
		return
	}
	t.s.Coffee.Waits = false
}

// second is now for what is remembered for months, which takes room.
func (t *Turn) second() time.Time { return t.At.Truncate(time.Second) }

// place goes to a message of the coffee, in the place of the one before.
func (t *Turn) place(d Dialog) {
	switch t.s.Dialog.(type) {
	case AtTip, AtAct, Unable:
		t.moved = true
	}
	t.enter(d)
}

// pour shows a tip and remembers that it was shown.
func (t *Turn) pour(tip *lessons.Tip) {
	kept := make([]Poured, 0, len(t.s.Coffee.Poured)+1)
	for _, p := range t.s.Coffee.Poured {
		if t.At.Sub(p.At) < coffeeMemory {
			kept = append(kept, p)
		}
	}
	if t.s.Consent.Given {
		t.s.Coffee.Poured = append(kept, Poured{Tip: tip.ID, At: t.second()})
	}
	t.Count(Fact{Kind: "tip.sent", About: tip.ID})
	t.askFor(tip)
	t.place(AtTip{ID: tip.ID})
}
