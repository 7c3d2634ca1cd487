package health

import (
	"context"
	"fmt"
	"time"
)

// A clock this much off confuses tokens and signatures, and sends tips at the
// wrong hour.
const (
	clockOff   = 30 * time.Second
	clockWrong = 5 * time.Minute
)

// Clock checks the machine's clock. jumped is by how much somebody has set it
// since the start; off is by how much it is ahead of what a network says, and
// ok whether one has said so.
func Clock(jumped func() time.Duration, off func() (d time.Duration, ok bool)) Check {
	return func(context.Context) []Finding {
		const do = "Let the clock be kept: timedatectl set-ntp true"
		d, known := off()
		switch j := jumped(); {
		case known && d.Abs() > clockWrong:
			return []Finding{broken("clock", "The clock of this machine is "+Span(d.Abs())+" "+side(d)+" that of the networks.", do)}
		case known && d.Abs() > clockOff:
			return []Finding{attention("clock", "The clock of this machine is "+Span(d.Abs())+" "+side(d)+" that of the networks.", do)}
		case j.Abs() > clockOff:
			return []Finding{attention("clock", fmt.Sprintf("The clock was set %s %s since the start.", Span(j.Abs()), direction(j)), "If it is right now, start the bot again; else: timedatectl set-ntp true")}
		case !known:
			return []Finding{well("clock", "The clock has run evenly since the start; no network has told the time yet.")}
		}
		return []Finding{well("clock", "The clock agrees with the networks.")}
	}
}

func side(ahead time.Duration) string {
	if ahead > 0 {
		return "ahead of"
	}
	return "behind"
}

func direction(d time.Duration) string {
	if d > 0 {
		return "forward"
	}
	return "back"
}
