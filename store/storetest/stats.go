package storetest

import (
	"testing"
	"time"

	"capheso/dialogs"
	"capheso/store"
)

func stats(t *testing.T, s *suite) {
	look := func(what string, channel string, waiting, oldest int) store.Stats {
		t.Helper()
		st, err := s.Stats(s.ctx)
		s.ok(err)
		line := st.Outbox[channel]
		if line.Waiting != waiting || waiting > 0 && !line.Oldest.Equal(at(oldest)) {
			t.Errorf("%s: %+v, want %d learners since minute %d", what, line, waiting, oldest)
		}
		return st
	}
	if st := look("nobody", "web", 0, 0); st.Sessions != 0 {
		t.Errorf("an empty store has %d sessions", st.Sessions)
	}
	s.ok(s.Probe(s.ctx))
	first := s.says(s.event(sau, 1), "one", "two")
	s.says(s.event("web:3", 2), "one")
	before := look("two of them", "web", 2, 1)
	s.says(s.event(tam, 4), "one")
	after := look("another channel", "zalooa", 1, 4)
	if after.Sessions != 3 || after.Bytes <= 0 || after.Commits <= before.Commits {
		t.Errorf("%+v after %+v", after, before)
	}
	s.settle(first[0].ID)
	look("the next of the same", "web", 2, 1)
	s.ok(s.Trying(s.ctx, first[1].ID, at(9)))
	look("one in flight", "web", 2, 1)
	s.ok(s.Postpone(s.ctx, first[1].ID, at(100)))
	look("one put off", "web", 2, 1)
	s.ok(s.Postpone(s.ctx, first[1].ID, time.Time{}))
	look("one held", "web", 1, 2)
	s.ok(s.Forget(s.ctx, "web:3"))
	look("nobody left", "web", 0, 0)
}

func pruneFacts(t *testing.T, s *suite) {
	done := dialogs.Fact{Kind: "lesson.done", At: at(2), Key: "lesson/1"}
	s.apply(s.event(sau, 0), keepFacts(dialogs.Fact{Kind: "a", At: at(1)}, done, dialogs.Fact{Kind: "b", At: at(3)}))
	s.apply(s.event(tam, 0), keepFacts(dialogs.Fact{Kind: "a", At: at(2)}))
	n, err := s.PruneFacts(s.ctx, at(3))
	s.ok(err)
	left := collect(t, s.Facts(s.ctx, at(-1000), at(1000)))
	if n != 3 || len(left) != 1 || left[0].Kind != "b" || left[0].User != sau {
		t.Errorf("%d facts forgotten, left is %+v", n, left)
	}
	if s.session(sau).User != sau || len(s.ledger(sau)) != 1 {
		t.Error("more than facts was forgotten")
	}
}
