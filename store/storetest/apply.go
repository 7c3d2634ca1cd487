package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"capheso/dialogs"
	"capheso/store"
)

func newLearner(t *testing.T, s *suite) {
	if _, ok, err := s.Session(s.ctx, sau); ok || err != nil {
		t.Fatalf("before the first event: %v, %v", ok, err)
	}
	var given dialogs.Session
	applied := s.apply(s.event(sau, 0), func(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
		given = session
		return session, dialogs.Out{}
	})
	if !applied.Fresh || given.User != sau || given.Events != 0 {
		t.Fatalf("fresh %v, the step was given %+v", applied.Fresh, given)
	}
	if got := s.session(sau); got.User != sau {
		t.Fatalf("kept %+v", got)
	}
}

func nextSeesLast(t *testing.T, s *suite) {
	for range 3 {
		s.apply(s.event(sau, 0), counts)
	}
	s.apply(s.event(tam, 0), counts)
	if a, b := s.session(sau).Events, s.session(tam).Events; a != 3 || b != 1 {
		t.Fatalf("events: %d and %d, want 3 and 1", a, b)
	}
}

func duplicate(t *testing.T, s *suite) {
	ev := s.event(sau, 0)
	s.apply(ev, counts)
	s.apply(s.event(sau, 1), counts)
	ev.At = at(9)
	again := s.apply(ev, counts)
	if again.Fresh || len(again.Queued) != 0 {
		t.Fatalf("the second time: %+v", again)
	}
	if n := s.session(sau).Events; n != 2 {
		t.Fatalf("applied %d times", n)
	}
	if n := len(s.ledger(sau)); n != 2 {
		t.Fatalf("%d ledger entries", n)
	}
}

func duplicatesAtOnce(t *testing.T, s *suite) {
	ev := s.event(sau, 0)
	var fresh atomic.Int32
	together(t, 32, func(int) error {
		applied, err := s.Apply(s.ctx, ev, counts)
		if applied.Fresh {
			fresh.Add(1)
		}
		return err
	})
	if n := s.session(sau).Events; n != 1 || fresh.Load() != 1 {
		t.Fatalf("applied %d times, called fresh %d times", n, fresh.Load())
	}
}

func sameIDOfTwo(t *testing.T, s *suite) {
	ev := s.event(sau, 0)
	s.apply(ev, counts)
	ev.User = tam
	if !s.apply(ev, counts).Fresh {
		t.Fatal("the second learner's event was taken for the first's")
	}
}

// together runs a function many times at once.
func together(t *testing.T, n int, f func(i int) error) {
	t.Helper()
	var wg sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// neverOverlap has 32 callers send events of 5 learners. A lost update would
// show as a count too low, an overlap as a count given twice.
func neverOverlap(t *testing.T, s *suite) {
	const callers, each, learners = 32, 20, 5
	user := func(i int) dialogs.UserID { return dialogs.UserID(fmt.Sprintf("web:%d", i%learners)) }
	var mu sync.Mutex
	answers := map[dialogs.UserID]map[dialogs.EventID]string{}
	together(t, callers, func(i int) error {
		for j := range each {
			ev := dialogs.Event{ID: dialogs.EventID(fmt.Sprintf("%02d-%02d", i, j)), User: user(j), At: at(0)}
			applied, err := s.Apply(s.ctx, ev, counts)
			if err != nil {
				return err
			}
			mu.Lock()
			if answers[ev.User] == nil {
				answers[ev.User] = map[dialogs.EventID]string{}
			}
			answers[ev.User][ev.ID] = applied.Queued[0].Reply.Text
			mu.Unlock()
		}
		return nil
	})
	for i := range learners {
		ids := s.ledger(user(i))
		if n := callers * each / learners; s.session(user(i)).Events != n || len(ids) != n {
			t.Fatalf("%s: %d events counted, %d in the ledger, want %d", user(i), s.session(user(i)).Events, len(ids), n)
		}
		for n, id := range ids {
			if got := answers[user(i)][id]; got != fmt.Sprint(n+1) {
				t.Fatalf("%s: event %d of the ledger was answered with %s", user(i), n+1, got)
			}
		}
	}
}

// stepRunAgain has a step that is run whenever the store likes, with all the
// trouble it can make for itself; only one run may count.
func stepRunAgain(t *testing.T, s *suite) {
	s.apply(s.event(sau, 0), counts)
	var nested atomic.Bool
	other := s.event(sau, 1)
	s.apply(s.event(sau, 2), func(session dialogs.Session, ev dialogs.Event) (dialogs.Session, dialogs.Out) {
		if session.Events == 1 && nested.CompareAndSwap(false, true) {
			// Another event of the session comes between: whoever ran this step
			// ahead must run it again. One that holds a lock lets it wait.
			done := make(chan struct{})
			go func() {
				defer close(done)
				_, _ = s.Apply(s.ctx, other, counts)
			}()
			t.Cleanup(func() { <-done })
		}
		return counts(session, ev)
	})
	for len(s.ledger(sau)) < 3 { // the other one is still on its way
		s.apply(other, counts)
	}
	if n := s.session(sau).Events; n != 3 {
		t.Fatalf("%d events counted, want 3", n)
	}
}

func stepReusesMemory(t *testing.T, s *suite) {
	s.apply(s.event(sau, 0), setAlarms(dialogs.Alarm{Name: "coffee", At: at(10)}))
	s.apply(s.event(sau, 1), func(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
		session.Alarms[0] = dialogs.Alarm{Name: "coffee", At: at(20)}
		return session, dialogs.Out{}
	})
	due, err := s.Due(s.ctx, at(15), 10)
	s.ok(err)
	if len(due) != 0 {
		t.Fatalf("an alarm that was moved still rings: %v", due)
	}
}

// spoiled writes into everything a step is given and Apply returns: what the
// next event sees must be what was kept.
func spoiled(t *testing.T, s *suite) {
	offer := func(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
		session.Offered = []dialogs.Choice{{Label: "Có", Value: "yes"}}
		return session, dialogs.Out{Replies: []dialogs.Reply{{Text: "?", Choices: session.Offered}}}
	}
	s.apply(s.event(sau, 0), offer).Queued[0].Reply.Choices[0].Label = "by the caller"
	_, err := s.Apply(s.ctx, s.event(sau, 1), func(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
		if session.Offered[0].Label != "Có" {
			t.Errorf("the caller of Apply has changed the session: %v", session.Offered)
		}
		session.Offered[0].Label = "by a step that failed"
		panic("so it is not kept")
	})
	if err == nil {
		t.Fatal("a panic is no error")
	}
	s.apply(s.event(sau, 2), func(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
		if session.Offered[0].Label != "Có" {
			t.Errorf("a step that was not kept has changed the session: %v", session.Offered)
		}
		return session, dialogs.Out{}
	})
}

func panicAlone(t *testing.T, s *suite) {
	s.apply(s.event(sau, 0), counts)
	cause := errors.New("a bug in a lesson")
	bad := s.event(sau, 1)
	bad.ID = "bad"
	together(t, 32, func(i int) error {
		if i == 7 {
			_, err := s.Apply(s.ctx, bad, func(dialogs.Session, dialogs.Event) (dialogs.Session, dialogs.Out) { panic(cause) })
			var p *store.PanicError
			if !errors.As(err, &p) || !errors.Is(err, cause) || !strings.Contains(string(p.Stack), "storetest") {
				return fmt.Errorf("the panic came back as %v", err)
			}
			return nil
		}
		_, err := s.Apply(s.ctx, dialogs.Event{ID: dialogs.EventID(fmt.Sprint(i)), User: sau, At: at(2)}, counts)
		return err
	})
	if n := s.session(sau).Events; n != 32 {
		t.Fatalf("%d events counted, want 32", n)
	}
	if !s.apply(bad, counts).Fresh {
		t.Fatal("the event that panicked was kept as applied")
	}
}

func badIDs(t *testing.T, s *suite) {
	for _, ev := range []dialogs.Event{
		{ID: "", User: sau},
		{ID: "e", User: ""},
		{ID: "e", User: "web:a\x00b"},
		{ID: "e", User: dialogs.UserID("web:" + strings.Repeat("x", 100_000))},
		{ID: dialogs.EventID(strings.Repeat("x", 100_000)), User: sau},
	} {
		if _, err := s.Apply(s.ctx, ev, counts); err == nil {
			t.Errorf("Apply took event %.20q of %.20q", ev.ID, ev.User)
		}
	}
	s.apply(s.event(sau, 0), counts) // and it goes on
}

func ended(t *testing.T, s *suite) {
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	ev := s.event(sau, 0)
	_, err := s.Apply(ctx, ev, counts)
	s.wantErr(err, context.Canceled, "Apply")
	_, _, err = s.Session(ctx, sau)
	s.wantErr(err, context.Canceled, "Session")
	for _, err := range s.Facts(ctx, at(0), at(1)) {
		s.wantErr(err, context.Canceled, "Facts")
	}
	if _, ok, _ := s.Session(s.ctx, sau); ok {
		t.Fatal("an event was kept though the context had ended")
	}
	if !s.apply(ev, counts).Fresh {
		t.Fatal("the event counts as applied")
	}
}

func strangeTexts(t *testing.T, s *suite) {
	long := strings.Repeat("Bác Sáu ơi, <b>đừng</b> đọc mã OTP & \u2028 cho ai. ", 3000)
	reply := dialogs.Reply{
		Text: long, Image: "a/b.png", Offer: 7,
		Choices: []dialogs.Choice{{Label: "Có ạ 👵🏽", Value: "có\x01"}, {Label: "", Value: ""}},
	}
	fact := dialogs.Fact{Kind: "unanswered", At: at(0), Text: "e\u0309 " + long}
	s.apply(s.event(sau, 0), func(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
		session.Offered = []dialogs.Choice{{Label: long, Value: "x"}}
		return session, dialogs.Out{Replies: []dialogs.Reply{reply}, Facts: []dialogs.Fact{fact}}
	})
	if got := s.session(sau); len(got.Offered) != 1 || got.Offered[0].Label != long {
		t.Error("the session came back changed")
	}
	list := s.readyMessages("web", 5)
	if len(list) != 1 || fmt.Sprint(list[0].Reply) != fmt.Sprint(reply) || list[0].To != sau || !list[0].Queued.Equal(at(0)) {
		t.Errorf("the reply came back changed: %.300v", list)
	}
	facts := collect(t, s.Facts(s.ctx, at(0), at(1)))
	if len(facts) != 1 || facts[0].Text != fact.Text || facts[0].User != sau || !facts[0].At.Equal(fact.At) {
		t.Errorf("the fact came back changed: %.300v", facts)
	}
}
