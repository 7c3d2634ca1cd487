package dialogs

import (
	"strconv"
	"time"
)

// forgiven is how many missed days a week break nothing.
const forgiven = 2

// did counts the day of the event.
func (t *Turn) did() {
	if t.s.Consent.Given {
		t.me().Streak = t.me().Streak.with(t.now())
	}
}

// with is the streak after something was done at now.
func (s Streak) with(now time.Time) Streak {
	missed, alive := s.reach(now)
	switch {
	case !s.On.IsZero() && !dayOf(s.On.In(now.Location())).Before(dayOf(now)):
		return s
	case alive:
		s.Days, s.Missed = s.Days+1, missed
	default:
		s.Days, s.Missed = 1, 0
	}
	s.On = now.UTC()
	return s
}

// reach is how many missed days are forgiven in the week of now, if the streak
// can go on then.
func (s Streak) reach(now time.Time) (missed int, alive bool) {
	today, last, missed := dayOf(now), dayOf(s.On.In(now.Location())), s.Missed
	if s.On.IsZero() || last.AddDate(0, 0, 7).Before(today) {
		return 0, false
	}
	for day := last.AddDate(0, 0, 1); !day.After(today); day = day.AddDate(0, 0, 1) {
		if day.Weekday() == time.Monday {
			missed = 0
		}
		if day.Before(today) {
			missed++
		}
		if missed > forgiven {
			return 0, false
		}
	}
	return missed, true
}

// dayOf is the day of a moment on its clock.
func dayOf(at time.Time) time.Time { return nextDay(at).AddDate(0, 0, -1) }

// streakLine says how many days, while the streak goes on. A lost one is not
// mentioned.
func (t *Turn) streakLine() string {
	s := t.me().Streak
	if _, alive := s.reach(t.now()); !alive || s.Hidden || s.Days < 2 {
		return ""
	}
	return " {Bác} giữ nếp học được " + strconv.Itoa(s.Days) + " ngày rồi."
}

// streakChoice hides the days, or shows them again.
func (t *Turn) streakChoice() Choice {
	if t.me().Streak.Hidden {
		return Choice{"Hiện số ngày học", "streak"}
	}
	return Choice{"Giấu số ngày học", "streak"}
}
