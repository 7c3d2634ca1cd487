// Package recall says when a question should be asked again: just before it
// would be forgotten. It is FSRS-6, the open spaced repetition scheduler, with
// its published default weights. It is pure: no clock, no chance, no state.
//
// # Settings
//
// Of the four grades of FSRS only Again and Good are given: an answer was
// wrong, or right. The chance of recall wanted when a question comes back is
// 0.90, and it comes back after 1 to 90 days. Intervals are not spread by
// chance ("fuzz" is off). There are no learning or relearning steps of
// minutes, so that nothing comes back on the same day; the formula for answers
// on one day ("short term") is on, for a lesson that is taken twice.
//
// These are the results of the reference implementation
// github.com/open-spaced-repetition/go-fsrs/v4 v4.0.0, to the bit, with
// EnableShortTerm on, LearningSteps and RelearningSteps empty, EnableFuzz off,
// RequestRetention 0.9 and MaximumInterval 90; testdata says for which
// histories.
//
// The formulas are those of the FSRS-6 page of
// github.com/open-spaced-repetition/awesome-fsrs ("The Algorithm").
package recall

import (
	"math"
	"time"
)

// Grade is how a question was answered.
type Grade int

// The grades. The numbers are those of FSRS, whose formulas count with them;
// hard, which nobody gives, is needed to tell how far Good must be behind it.
const (
	Again Grade = 1 // wrong
	hard  Grade = 2
	Good  Grade = 3 // right
	easy  Grade = 4
)

// MaxDays is the longest interval.
const MaxDays = 90

// Card is what is remembered of one question for one learner. The zero value
// is a question that was never answered.
type Card struct {
	Stability  float64   `json:"s"`           // days until the chance of recall is 0.90
	Difficulty float64   `json:"d"`           // 1 to 10
	Last       time.Time `json:"t"`           // when it was answered last
	Days       int       `json:"in"`          // from Last until it is due
	Reps       int       `json:"n"`           // answers
	Lapses     int       `json:"x,omitempty"` // wrong answers but the first
}

// Due is when the question should come back.
func (c Card) Due() time.Time { return c.Last.Add(time.Duration(c.Days) * day) }

const day = 24 * time.Hour

// Next is the card after an answer at now. Days between answers are counted as
// the reference does, by the calendar in UTC, and a day in Vietnam so begins
// at seven. A now before the last answer counts as the same day.
func Next(c Card, g Grade, now time.Time) Card {
	next := Card{Last: now, Reps: c.Reps + 1, Lapses: c.Lapses}
	if c.Reps == 0 {
		next.Stability, next.Difficulty = firstStability(g), clampDifficulty(firstDifficulty(g))
		next.Days = interval(next.Stability)
		return next
	}
	gone := calendarDays(c.Last, now)
	next.Stability, next.Difficulty = stability(c, g, gone), difficulty(c.Difficulty, g)
	next.Days = interval(next.Stability)
	if g == Again {
		next.Lapses++
		return next
	}
	// Good comes back at least a day later than Hard would.
	if harder := min(interval(stability(c, hard, gone)), next.Days); next.Days == harder {
		next.Days = min(next.Days+1, MaxDays)
	}
	return next
}

// Retrievability is the chance, from 0 to 1, that the question would be
// answered right at now; 0 when it was never asked. It counts whole days since
// the last answer.
func Retrievability(c Card, now time.Time) float64 {
	if c.Reps == 0 {
		return 0
	}
	return forgetting(math.Max(0, math.Floor(now.Sub(c.Last).Hours()/24)), c.Stability)
}

// calendarDays is how many midnights in UTC are between two moments.
func calendarDays(from, to time.Time) float64 {
	midnight := func(t time.Time) time.Time {
		t = t.UTC()
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	return math.Max(0, midnight(to).Sub(midnight(from)).Hours()/24)
}
