package dialogs

import "time"

// vietnam has one time zone and no daylight saving.
var vietnam = time.FixedZone("ICT", 7*60*60)

// zone is the clock the learner lives by.
func (t *Turn) zone() *time.Location { return vietnam }

// now is the moment of the event on the learner's clock.
func (t *Turn) now() time.Time { return t.At.In(t.zone()) }

// nextDay is the midnight after a moment on its clock.
func nextDay(now time.Time) time.Time {
	return time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, now.Location())
}
