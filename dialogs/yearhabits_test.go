package dialogs

import (
	"fmt"
	"strings"
	"time"
)

// disturbed holds a message that nobody asked for against the habits.
func (y *livedYear) disturbed(before Session, out Out, rang bool, now time.Time) error {
	silent, since := now.Sub(before.Seen), now.Sub(y.unasked)
	bulk, end := 0, 12*60
	for _, r := range out.Replies {
		if r.Bulk {
			bulk++
		}
		if r.Notice != "" {
			end = 20 * 60
		}
		if strings.Contains(r.Text, "vẫn ở đây") {
			y.Warm++
		}
	}
	switch m := now.Hour()*60 + now.Minute(); {
	case bulk != 1 || rang && len(out.Replies) != 1:
		return fmt.Errorf("%d messages that nobody asked for, of %d", bulk, len(out.Replies))
	case since < 20*time.Hour || y.unasked.In(now.Location()).Format(time.DateOnly) == now.Format(time.DateOnly):
		return fmt.Errorf("the last one was %v ago", since)
	case m < 6*60+30 || m >= end:
		return fmt.Errorf("one at %02d:%02d", m/60, m%60)
	case before.Gone && rang || before.Asleep && rang || before.Coffee.Off || now.Before(before.Coffee.Paused) || now.Before(before.Hush):
		return fmt.Errorf("one to somebody who is away or paused: gone %v, asleep %v, %+v", before.Gone, before.Asleep, before.Coffee.Paused)
	case rang && running(before.Dialog) && silent < 24*time.Hour:
		return fmt.Errorf("one into %T", before.Dialog)
	case rang && silent >= 90*24*time.Hour:
		return fmt.Errorf("one after %v", silent)
	case rang && silent >= 30*24*time.Hour:
		y.Weekly++
		if since < 6*24*time.Hour {
			return fmt.Errorf("one after %v of silence, %v after the last", silent, since)
		}
	}
	y.notices.before, y.unasked = y.unasked, now
	return nil
}

// facts holds what was counted against the habits.
func (y *livedYear) facts(facts []Fact, wished bool, now time.Time) error {
	for _, f := range facts {
		switch f.Kind {
		case "tip.sent":
			y.Tips++
			if last, ok := y.shown[f.About]; ok && now.Sub(last) < coffeeMemory {
				return fmt.Errorf("%s again after %v", f.About, now.Sub(last))
			}
			if !wished && now.Sub(y.tip) < 20*time.Hour {
				return fmt.Errorf("a tip %v after the last", now.Sub(y.tip))
			}
			if y.shown[f.About] = now; !wished {
				y.tip = now
			}
		case "act.done":
			y.Acts++
		case "review.done":
			y.Reviews++
			day := fmt.Sprint(f.Learner, now.Format(" 2006-01-02 MST"))
			if y.reviews[day]++; y.reviews[day] > mostReviews {
				return fmt.Errorf("%d reviews on %s", y.reviews[day], day)
			}
		}
	}
	return nil
}
