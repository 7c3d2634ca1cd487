package dialogs

import (
	"fmt"
	"time"
)

// silentAlarm looks whether a learner has been silent for so long that what is
// kept of them is to be erased. It is set once and moved only when it rings,
// so that a talk does not have to change it at each message.
const silentAlarm = "silent"

// silentAt is when a learner who writes nothing more will be erased.
func (t *Turn) silentAt() time.Time { return t.s.Seen.AddDate(0, t.World.Silence, 0).UTC() }

// watchSilence sets the alarm when there is none.
func (t *Turn) watchSilence() {
	if t.World.Silence <= 0 || t.s.Erase {
		return
	}
	if t.s.alarm(silentAlarm).IsZero() {
		t.s.setAlarm(silentAlarm, t.silentAt())
	}
}

// silent answers the alarm: whoever wrote meanwhile is looked at again later,
// and of who did not nothing is left. They are told when they agree to be
// remembered, and not once more: a message about an old talk would frighten.
func (t *Turn) silent() {
	switch {
	case t.World.Silence <= 0 || t.s.Seen.IsZero():
		t.s.setAlarm(silentAlarm, time.Time{})
	case t.At.Before(t.silentAt()):
		t.s.setAlarm(silentAlarm, t.silentAt())
	default:
		t.forget()
	}
}

// silenceText says how long a silence may last, as people say it; empty when
// it may last for ever.
func (w *World) silenceText() string {
	switch {
	case w.Silence <= 0:
		return ""
	case w.Silence%12 == 0:
		return fmt.Sprintf("%d năm", w.Silence/12)
	}
	return fmt.Sprintf("%d tháng", w.Silence)
}
