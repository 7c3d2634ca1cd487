package dialogs

import "time"

// hindrance is why a message that the learner did not ask for may not go now.
// It is kept with what was not sent: a name keeps its meaning.
type hindrance string

const (
	noConsent hindrance = "no consent" // never agreed to be remembered, or was erased
	isGone    hindrance = "gone"       // blocked the bot
	isPaused  hindrance = "paused"     // wants no messages, for a week or at all
	isSilent  hindrance = "silent"     // wrote so long ago that the bot writes less, or no more
	isAsleep  hindrance = "asleep"     // the network takes nothing until they write
	withHuman hindrance = "person"     // somebody of the team is answering
	isBusy    hindrance = "busy"       // in the middle of a guide, a lesson or a test
	isQuiet   hindrance = "quiet"      // it is night
	enough    hindrance = "enough"     // one came today already, or within 20 hours
)

// The habits of messages that nobody asked for.
const (
	quietFrom  = 20 * 60   // minute of the day: nothing from 20:00 …
	quietUntil = 6*60 + 30 // … to 06:30
	apart      = 20 * time.Hour
	rarely     = 30 * 24 * time.Hour // of silence: one message a week
	never      = 90 * 24 * time.Hour // of silence: none until they write
)

// passes reports a hindrance that may be over within hours: the message can
// wait for the learner's next one.
func (h hindrance) passes() bool {
	switch h {
	case isAsleep, withHuman, isBusy, isQuiet, enough:
		return true
	}
	return false
}

// mayDisturb reports whether a message that the learner did not ask for, a tip
// or a notice, may go now. It is the only gate for them: whoever sends one asks
// here in the same step, and then calls disturb. One goes a day at most, by the
// calendar and the clock of the learner, and never two within 20 hours; none
// from 20:00 to 06:30, none to somebody who is in the middle of something, talks
// to a person, paused or blocked the bot, or whom nothing reaches; after 30
// silent days one a week, and after 90 none.
func (t *Turn) mayDisturb() bool { return t.hindrance() == "" }

// hindrance is why mayDisturb says no, what lasts before what passes; empty
// when it says yes.
func (t *Turn) hindrance() hindrance {
	silent := t.At.Sub(t.s.Seen)
	switch {
	case !t.s.Consent.Given:
		return noConsent
	case t.s.Gone:
		return isGone
	case t.s.Coffee.Off, t.At.Before(t.s.Coffee.Paused):
		return isPaused
	case !t.s.Seen.IsZero() && (silent >= never || silent >= rarely && t.At.Before(t.inAWeek())):
		return isSilent
	case t.s.Asleep:
		return isAsleep
	case t.hushed():
		return withHuman
	case t.engaged():
		return isBusy
	case t.night():
		return isQuiet
	case t.disturbed():
		return enough
	}
	return ""
}

// Hindrance is why a message that the learner did not ask for cannot go at a
// moment, for as long as they do nothing about it themselves; empty when it can,
// or can within a day or so.
func Hindrance(w *World, s Session, at time.Time) string {
	t := &Turn{World: w, At: at, s: s}
	if why := t.hindrance(); !why.passes() {
		return string(why)
	}
	return ""
}

// disturb notes that a message goes now that the learner did not ask for. What
// is said after it is sent behind what others wait for, and before the night or
// not at all. The coffee keeps its distance.
func (t *Turn) disturb() {
	t.s.Unasked = t.At
	t.bulk, t.quiet = true, false
	t.until = nextDay(t.now()).Add(-(24*60 - quietFrom) * time.Minute).UTC() // no clock changes in the evening
	t.setCoffee()
}

// disturbed reports whether such a message went today or less than 20 hours
// ago.
func (t *Turn) disturbed() bool {
	last := t.s.Unasked
	return !last.IsZero() && (t.At.Sub(last) < apart || !nextDay(t.now()).After(nextDay(last.In(t.now().Location()))))
}

// inAWeek is the start of the day a week after the last message that nobody
// asked for.
func (t *Turn) inAWeek() time.Time {
	if t.s.Unasked.IsZero() {
		return time.Time{}
	}
	return nextDay(t.s.Unasked.In(t.now().Location())).AddDate(0, 0, 6)
}

// night reports whether it is night where the learner is.
func (t *Turn) night() bool { return t.nightAt(t.At) }

// nightAt reports whether it is night there at a moment.
func (t *Turn) nightAt(at time.Time) bool {
	m := minuteOf(at.In(t.zone()))
	return m >= quietFrom || m < quietUntil
}

// minuteOf is the minute of the day.
func minuteOf(now time.Time) int { return now.Hour()*60 + now.Minute() }

// engaged reports a learner who is in the middle of something. What was left
// a day ago was left: it waits behind the tip.
func (t *Turn) engaged() bool {
	return (running(t.s.Dialog) || t.interrupted() || introducing(t.s.Dialog)) && t.At.Sub(t.s.Seen) < idleReturn
}

// introducing reports the places of the first minutes.
func introducing(d Dialog) bool {
	switch d.(type) {
	case Welcome, Call, Where:
		return true
	}
	return false
}

// clockBack lets a clock that was far ahead and was put right not silence the
// bot for as long as it was ahead.
func (t *Turn) clockBack() {
	if t.s.Unasked.Sub(t.At) > 24*time.Hour {
		t.s.Unasked = t.At
	}
}
