package dialogs

import (
	"fmt"
	"math/rand/v2"
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
	course.Index()
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

// TestTheLearnerDecidesTheTip: by turns what was got wrong, what is studied and
// anything; a topic that has no tip left gives its turn to the next.
func TestTheLearnerDecidesTheTip(t *testing.T) {
	course := &lessons.Course{
		Lessons: []lessons.Lesson{{Meta: lessons.Meta{ID: "bai-tien", Topic: lessons.Payment}}, {Meta: lessons.Meta{ID: "bai-xong", Topic: lessons.AI}}, {Meta: lessons.Meta{ID: "bai-zalo", Topic: lessons.Basics}}},
		Tracks:  []lessons.Track{{Meta: lessons.Meta{ID: "track"}, Lessons: []string{"bai-xong", "bai-zalo"}}},
	}
	for _, topic := range []lessons.Topic{lessons.Payment, lessons.Basics, lessons.Safety} {
		for i := range 12 {
			course.Tips = append(course.Tips, lessons.Tip{Meta: lessons.Meta{ID: fmt.Sprintf("%s-%02d", topic, i), Topic: topic}})
		}
	}
	course.Index()
	start := time.Date(2027, 1, 3, 0, 0, 0, 0, time.UTC)
	turn := &Turn{World: &World{Course: course}, At: start, s: Session{Consent: Consent{Given: true}, Learners: []Learner{{
		Track: "track", Done: []Done{{Lesson: "bai-xong"}}}}}}
	turn.enrol("bai-zalo", 0, true)
	turn.enrol("bai-tien", 0, false)
	left := map[lessons.Topic]int{lessons.Payment: 12, lessons.Basics: 12, lessons.Safety: 12}
	for day := range 36 {
		turn.At = start.AddDate(0, 0, day)
		order := [][]lessons.Topic{{lessons.Payment, lessons.Basics}, {lessons.Basics, lessons.Payment}, nil}[turn.now().YearDay()%3]
		tip := turn.nextTip()
		turn.s.Coffee.Poured = append(turn.s.Coffee.Poured, Poured{Tip: tip.ID, At: turn.At})
		for _, topic := range order {
			if left[topic] > 0 && tip.Topic != topic {
				t.Errorf("day %d: a tip about %s while %d about %s are left", day, tip.Topic, left[topic], topic)
			}
			if left[topic] > 0 {
				break
			}
		}
		left[tip.Topic]--
	}
	if len(turn.s.Coffee.Poured) != 36 {
		t.Errorf("%d mornings had a tip", len(turn.s.Coffee.Poured))
	}
}

// BenchmarkNextTip is the choice for a learner who had a tip every morning.
func BenchmarkNextTip(b *testing.B) {
	course, err := lessons.Load(lessons.Embedded())
	if err != nil {
		b.Fatal(err)
	}
	turn := &Turn{World: &World{Course: course}, At: time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC)}
	for i := range 119 {
		turn.s.Coffee.Poured = append(turn.s.Coffee.Poured, Poured{Tip: course.Tips[i*2].ID, At: turn.At.AddDate(0, 0, i-119)})
	}
	for b.Loop() {
		turn.nextTip()
	}
}

// TestTheFirstOfTheOrderIsTheBest: the tip found by going through the order is
// the one that nothing else comes before, whatever was shown and is wanted.
func TestTheFirstOfTheOrderIsTheBest(t *testing.T) {
	w, chance := testWorld(t), rand.New(rand.NewPCG(5, 7))
	tips := w.Course.Tips
	for range 2000 {
		turn := &Turn{World: w, At: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, chance.IntN(400)), s: Session{Consent: Consent{Given: true}}}
		turn.s.Learners = []Learner{{Track: w.Course.Tracks[chance.IntN(len(w.Course.Tracks))].ID}}
		turn.enrol(w.Course.Lessons[chance.IntN(len(w.Course.Lessons))].ID, 0, chance.IntN(2) == 0)
		for range chance.IntN(2 * len(tips)) {
			turn.s.Coffee.Poured = append(turn.s.Coffee.Poured, Poured{tips[chance.IntN(len(tips))].ID, turn.At})
		}
		seen, wanted, today := turn.poured(), turn.wanted(), dateOf(turn.now())
		var best *lessons.Tip
		for i := range tips {
			if !seen[i] && inSeason(&tips[i], today) && !turn.hidden(&tips[i].Meta) && (best == nil || before(&tips[i], best, wanted)) {
				best = &tips[i]
			}
		}
		if got := turn.nextTip(); got != best {
			t.Fatalf("%s, wanted %v: got %+v, want %+v", today, wanted, got, best)
		}
	}
}

// before reports whether a is to be poured before b.
func before(a, b *lessons.Tip, wanted []lessons.Topic) bool {
	if !a.Until.Equal(b.Until) {
		return !a.Until.IsZero() && (b.Until.IsZero() || a.Until.Before(b.Until))
	}
	for _, topic := range wanted {
		if (a.Topic == topic) != (b.Topic == topic) {
			return a.Topic == topic
		}
	}
	return a.Mix < b.Mix
}
