package dialogs

import (
	"strings"
	"testing"
	"time"
)

// TestStreak: x is a day on which something was done, a week begins on Monday.
func TestStreak(t *testing.T) {
	for _, c := range []struct {
		days string
		want int
	}{
		{"x", 1}, {"xx", 2}, {"xxxxxxx xxxxxxx", 14},
		{"x--x", 2}, {"x---x", 1}, // three missed in a week
		{"x-x-x", 3}, {"x-x-x-x", 1},
		{"xxxxx-- x", 6}, {"xxxxx-- --x", 6}, {"xxxxx-- ---x", 1}, {"xxxx--- x", 1},
		{"x-x-xxx x-x-x", 8}, {"x-x-xxx x-x-x-x", 1},
		{"xxxxxxx ------- x", 1}, {"xxx---- ------- -----x-", 1},
	} {
		var s Streak
		day := time.Date(2026, 11, 23, 23, 30, 0, 0, vietnam) // a Monday
		for _, did := range strings.ReplaceAll(c.days, " ", "") {
			if did == 'x' {
				s = s.with(day.Add(-time.Hour)).with(day)
			}
			day = day.AddDate(0, 0, 1)
		}
		if s.Days != c.want {
			t.Errorf("%s: %d days, want %d", c.days, s.Days, c.want)
		}
	}
}

// TestStreakLine: shown while it goes on and is not hidden, kept with consent
// only, and one that was lost is not mentioned.
func TestStreakLine(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, vietnam)
	turn := &Turn{At: at, s: Session{Consent: Consent{Given: true}, Learners: []Learner{{}}}}
	for range 3 {
		turn.did()
		turn.At = turn.At.AddDate(0, 0, 1)
	}
	if line := turn.streakLine(); !strings.Contains(line, "3 ngày") {
		t.Errorf("line %q", line)
	}
	turn.me().Streak.Hidden = true
	if line := turn.streakLine(); line != "" {
		t.Errorf("hidden: %q", line)
	}
	turn.me().Streak.Hidden = false
	turn.At = turn.At.AddDate(0, 0, 9)
	if line := turn.streakLine(); line != "" {
		t.Errorf("lost: %q", line)
	}
	turn.s.Consent.Given = false
	turn.did()
	if turn.me().Streak != (Streak{}) {
		t.Errorf("kept without consent: %+v", turn.me().Streak)
	}
}
