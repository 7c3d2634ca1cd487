package dialogs

import (
	"strings"
	"testing"
	"time"
)

// TestTheClockIsPutBack: a machine whose clock was a day ahead keeps nobody
// waiting for that day to come.
func TestTheClockIsPutBack(t *testing.T) {
	w := testWorld(t)
	right := time.Date(2026, 11, 21, 1, 0, 0, 0, time.UTC)
	n := 0
	var s Session
	step := func(at time.Time, b Body) Out {
		n++
		var out Out
		s, out = Step(w, s, Event{ID: EventID(rune('a' + n)), User: "test:1", At: at, Body: b})
		return out
	}
	answered := func(what string, out Out, part string) {
		t.Helper()
		if len(out.Replies) == 0 || !strings.Contains(out.Replies[0].Text, part) {
			t.Errorf("%s: %+v", what, out.Replies)
		}
	}
	wrong := right.Add(24 * time.Hour)
	step(wrong, Said{Text: "chào"})
	step(wrong, Said{Text: "2"})
	step(wrong, Helped{})
	answered("a hush of tomorrow", step(right, Said{Text: "8"}), "muốn làm gì")
	for range 2 * w.Burst {
		step(wrong, Said{Text: "8"})
	}
	if out := step(wrong, Said{Text: "8"}); len(out.Replies) > 0 {
		t.Fatalf("nobody was told to rest: %+v", out.Replies)
	}
	answered("a rest of tomorrow", step(right, Said{Text: "8"}), "muốn làm gì")
	step(wrong, Said{Text: "cà phê"})
	answered("a tap on the screen before", step(right, Chose{Offer: s.Offer - 1, Value: "learn"}), "lúc trước")
}

// TestHasteKeepsEverything: what is not answered is applied all the same.
func TestHasteKeepsEverything(t *testing.T) {
	w := testWorld(t)
	at := time.Date(2026, 11, 21, 1, 0, 0, 0, time.UTC)
	s := Session{User: "test:1"}
	replies, told := 0, 0
	for i := range 6000 { // a hundred a second, for a minute
		var out Out
		s, out = Step(w, s, Event{ID: "x", User: s.User, At: at.Add(time.Duration(i) * 10 * time.Millisecond), Body: Said{Text: "8"}})
		replies += len(out.Replies)
		for _, r := range out.Replies {
			if strings.Contains(r.Text, "đọc chậm") {
				told++
			}
		}
	}
	if s.Events != 6000 || told != 1 || replies > 3*w.Burst+1 {
		t.Errorf("%d events, told %d times, %d replies", s.Events, told, replies)
	}
	for i := range 100 { // one every second and a half, as a quick hand types
		var out Out
		at := at.Add(time.Hour + time.Duration(i)*1500*time.Millisecond)
		if s, out = Step(w, s, Event{ID: "x", User: s.User, At: at, Body: Said{Text: "8"}}); len(out.Replies) == 0 {
			t.Fatalf("message %d of somebody who types quickly was not answered", i)
		}
	}
	if s.Haste != (Haste{}) {
		t.Errorf("at leisure, and still %+v", s.Haste)
	}
}
