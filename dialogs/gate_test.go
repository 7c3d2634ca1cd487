package dialogs

import (
	"testing"
	"time"
)

// TestGate: what keeps a message from a learner who did not ask for it.
func TestGate(t *testing.T) {
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, vietnam) }
	calm := func() Session {
		return Session{User: "test:1", Consent: Consent{Given: true, At: at(1, 8, 0)}, Learners: []Learner{{}},
			Dialog: Menu{}, Seen: at(9, 8, 0), Unasked: at(9, 7, 0)}
	}
	for _, c := range []struct {
		name string
		now  time.Time
		turn func(*Session)
		want hindrance
	}{
		{"a morning", at(10, 7, 0), func(*Session) {}, ""},
		{"never before", at(10, 7, 0), func(s *Session) { s.Unasked = time.Time{} }, ""},
		{"no consent", at(10, 7, 0), func(s *Session) { s.Consent.Given = false }, noConsent},
		{"erased", at(10, 7, 0), func(s *Session) { *s = Session{User: "test:1", Erase: true} }, noConsent},
		{"blocked", at(10, 7, 0), func(s *Session) { s.Gone = true }, isGone},
		{"off", at(10, 7, 0), func(s *Session) { s.Coffee.Off = true }, isPaused},
		{"paused", at(10, 7, 0), func(s *Session) { s.Coffee.Paused = at(10, 7, 1) }, isPaused},
		{"the pause is over", at(10, 7, 0), func(s *Session) { s.Coffee.Paused = at(10, 7, 0) }, ""},
		{"outside the window", at(10, 7, 0), func(s *Session) { s.Asleep = true }, isAsleep},
		{"with a person", at(10, 7, 0), func(s *Session) { s.Hush = at(10, 7, 10) }, withHuman},
		{"in a guide", at(10, 7, 0), func(s *Session) { s.Dialog, s.Seen = Guide{ID: "g"}, at(9, 21, 0) }, isBusy},
		{"a test behind an answer", at(10, 7, 0), func(s *Session) { s.Past, s.Seen = []Dialog{Test{}}, at(9, 21, 0) }, isBusy},
		{"a guide left yesterday", at(10, 9, 0), func(s *Session) { s.Dialog = Guide{ID: "g"} }, ""},
		{"evening", at(10, 19, 59), func(*Session) {}, ""},
		{"night", at(10, 20, 0), func(*Session) {}, isQuiet},
		{"before dawn", at(11, 6, 29), func(*Session) {}, isQuiet},
		{"dawn", at(11, 6, 30), func(*Session) {}, ""},
		{"the same day", at(9, 19, 0), func(*Session) {}, enough},
		{"the next day within 20 hours", at(10, 6, 59), func(s *Session) { s.Unasked = at(9, 11, 0) }, enough},
		{"the next day after 20 hours", at(10, 7, 0), func(s *Session) { s.Unasked = at(9, 11, 0) }, ""},
		{"the same day after 20 hours", at(10, 6, 30), func(s *Session) { s.Unasked = at(10, 6, 30).Add(-apart) }, ""},
		{"three silent weeks", at(30, 7, 0), func(s *Session) { s.Unasked = at(29, 7, 0) }, ""},
		{"a silent month, a message yesterday", at(9+30, 9, 0), func(s *Session) { s.Unasked = at(8+30, 7, 0) }, isSilent},
		{"a silent month, a message six days ago", at(9+36, 19, 0), func(s *Session) { s.Unasked = at(9+30, 7, 0) }, isSilent},
		{"a silent month, a message a week ago", at(9+37, 7, 0), func(s *Session) { s.Unasked = at(9+30, 9, 0) }, ""},
		{"three silent months", at(9+90, 9, 0), func(*Session) {}, isSilent},
		{"a clock that was years ahead, an hour later", at(10, 8, 0), func(s *Session) { s.Unasked = at(10+2000, 7, 0) }, enough},
	} {
		s := calm()
		c.turn(&s)
		turn := &Turn{World: &World{}, At: c.now, s: s}
		turn.clockBack()
		if got := turn.hindrance(); got != c.want || turn.mayDisturb() != (c.want == "") {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestAnOldSessionHasItsCoffee: what an earlier release kept has its tip in the
// morning, once, and not those it had.
func TestAnOldSessionHasItsCoffee(t *testing.T) {
	s, err := Decode([]byte(`{"user":"web:1","events":9,"consent":{"given":true,"at":"2026-11-01T01:00:00Z"},"learners":[{}],
		"coffee":{"minute":420,"poured":[{"tip":"meo-goi-lai","at":"2026-11-20T00:00:03Z"}]},"place":{"at":"tip","is":{"id":"meo-goi-lai"}},
		"alarms":[{"name":"coffee","at":"2026-11-21T00:00:00Z"}],"seen":"2026-11-19T08:00:00Z"}`))
	if err != nil {
		t.Fatal(err)
	}
	w, at := testWorld(t), time.Date(2026, 11, 21, 0, 0, 7, 0, time.UTC)
	ring := func(at time.Time) (out Out) {
		s, out = Step(w, s, Event{ID: "1", User: s.User, At: at, Body: Rang{Alarm: coffeeAlarm}})
		return out
	}
	out := ring(at)
	if len(out.Replies) != 1 || !out.Replies[0].Bulk || s.Dialog == (AtTip{ID: "meo-goi-lai"}) || !s.Unasked.Equal(at) {
		t.Errorf("%+v, %+v", out, s)
	}
	if want := time.Date(2026, 11, 21, 13, 0, 0, 0, time.UTC); !out.Replies[0].Until.Equal(want) {
		t.Errorf("it may go until %v, want %v", out.Replies[0].Until, want)
	}
	if out = ring(at.Add(time.Minute)); len(out.Replies) != 0 {
		t.Errorf("again: %+v", out)
	}
	if want := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC); !s.alarm(coffeeAlarm).Equal(want) {
		t.Errorf("the next is at %v", s.alarm(coffeeAlarm))
	}
}
