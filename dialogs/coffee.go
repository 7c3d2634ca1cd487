package dialogs

import (
	"time"

	"capheso/lessons"
)

// The alarm of the Morning Coffee, and its habits.
const (
	coffeeAlarm   = "coffee"
	coffeeDefault = 7 * 60 // minute of the day: 07:00
	coffeePause   = 7 * 24 * time.Hour
	coffeeLate    = 3 * time.Hour        // a morning is over then
	coffeeMemory  = 120 * 24 * time.Hour // no tip comes twice within it
)

// setCoffee sets the alarm to the next morning at the learner's hour.
func (t *Turn) setCoffee() {
	if !t.s.Consent.Given || t.s.Coffee.Off {
		t.s.setAlarm(coffeeAlarm, time.Time{})
		return
	}
	now := t.now()
	from := now
	if p := t.s.Coffee.Paused; p.After(now) {
		from = p.In(vietnam)
	}
	minute := t.s.Coffee.Minute
	if minute == 0 {
		minute = coffeeDefault
	}
	next := time.Date(from.Year(), from.Month(), from.Day(), minute/60, minute%60, 0, 0, vietnam)
	if !next.After(from) {
		next = next.AddDate(0, 0, 1)
	}
	t.s.setAlarm(coffeeAlarm, next.UTC())
}

// rang answers an alarm. The tip never breaks into a guide, a lesson or a
// test, and does not come when the morning is long over.
func (t *Turn) rang(alarm string) {
	t.quiet = true
	var due time.Time
	for _, a := range t.s.Alarms {
		if a.Name == alarm {
			due = a.At
		}
	}
	if alarm != coffeeAlarm || due.IsZero() {
		t.s.setAlarm(alarm, time.Time{})
		return
	}
	t.setCoffee()
	if t.s.Gone || t.s.Asleep || t.hushed() || t.s.Coffee.Off || t.At.Before(t.s.Coffee.Paused) || t.At.Sub(due) > coffeeLate || t.engaged() {
		return
	}
	if tip := t.nextTip(); tip != nil {
		t.bulk, t.quiet = true, false
		t.pour(tip)
	}
}

// engaged reports a learner who is in the middle of something. What was left
// a day ago was left: it waits behind the tip.
func (t *Turn) engaged() bool {
	return (running(t.s.Dialog) || t.interrupted()) && t.At.Sub(t.s.Seen) < idleReturn
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
		t.s.Coffee.Poured = append(kept, Poured{Tip: tip.ID, At: t.At})
	}
	t.Count(Fact{Kind: "tip.sent", About: tip.ID})
	if _, ok := t.s.Dialog.(AtTip); ok {
		t.moved = true
	}
	t.enter(AtTip{ID: tip.ID})
}
