package dialogs

import (
	"fmt"
	"testing"
	"time"

	"capheso/lessons"
)

// A tip of one day comes on that day however many others wait, and of two
// seasons the one that ends first; before and after they are never shown.
func TestTipsOfTheDayComeFirst(t *testing.T) {
	date := func(month time.Month, day int) time.Time { return time.Date(2027, month, day, 0, 0, 0, 0, time.UTC) }
	tip := func(id string, from, until time.Time) lessons.Tip {
		return lessons.Tip{Meta: lessons.Meta{ID: id}, From: from, Until: until}
	}
	course := &lessons.Course{Tips: []lessons.Tip{
		tip("season", date(3, 1), date(3, 20)),
		tip("day", date(3, 8), date(3, 8)),
		tip("week", date(3, 5), date(3, 10)),
	}}
	for i := range 50 {
		course.Tips = append(course.Tips, tip(fmt.Sprint("always-", i), time.Time{}, time.Time{}))
	}
	turn := &Turn{World: &World{Course: course}}
	shown := map[string]string{}
	for day := date(2, 20); !day.After(date(4, 1)); day = day.AddDate(0, 0, 1) {
		turn.At = day
		best := turn.nextTip()
		if best == nil {
			t.Fatalf("no tip on %s", day.Format(time.DateOnly))
		}
		shown[best.ID] = day.Format(time.DateOnly)
		turn.s.Coffee.Poured = append(turn.s.Coffee.Poured, Poured{Tip: best.ID, At: turn.At})
	}
	for id, want := range map[string]string{"season": "2027-03-01", "week": "2027-03-05", "day": "2027-03-08"} {
		if shown[id] != want {
			t.Errorf("%s came on %q, want %s", id, shown[id], want)
		}
	}
	if len(shown) != 41 {
		t.Errorf("%d different tips in 41 mornings", len(shown))
	}
}
