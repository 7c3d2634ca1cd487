package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"capheso/dialogs"
	"capheso/store"
)

func (s *suite) applyAll(evs []dialogs.Event, step store.Step) []store.Result {
	s.Helper()
	results := s.ApplyAll(s.ctx, evs, step)
	if len(results) != len(evs) {
		s.Fatalf("%d results of %d events", len(results), len(evs))
	}
	return results
}

// applyBy has every other caller give events together, and the rest one by one.
func (s *suite) applyBy(caller int, evs []dialogs.Event, step store.Step) []store.Result {
	if caller%2 == 0 {
		return s.ApplyAll(s.ctx, evs, step)
	}
	results := make([]store.Result, len(evs))
	for i, ev := range evs {
		results[i].Applied, results[i].Err = s.Apply(s.ctx, ev, step)
	}
	return results
}

// allLikeEach gives the same events to two stores, to one together and to the
// other one by one, and compares what is kept.
func allLikeEach(t *testing.T, s *suite) {
	other := &suite{T: t, Store: s.open(t, nil), open: s.open, ctx: s.ctx}
	t.Cleanup(func() { other.Store.Close() })
	step := func(session dialogs.Session, ev dialogs.Event) (dialogs.Session, dialogs.Out) {
		session.Events++
		session.Alarms = []dialogs.Alarm{{Name: "coffee", At: at(100 * session.Events)}}
		return session, dialogs.Out{
			Replies: []dialogs.Reply{{Text: fmt.Sprint("one of ", ev.ID)}, {Text: "bulk", Bulk: true}},
			Facts:   []dialogs.Fact{{Kind: "tip.sent", At: ev.At}, {Kind: "lesson.done", At: ev.At, Key: "once"}},
		}
	}
	var users []dialogs.UserID
	for round := range 3 {
		var evs []dialogs.Event
		for i := range 20 {
			user := dialogs.UserID(fmt.Sprintf("web:%02d", i))
			evs = append(evs, dialogs.Event{ID: dialogs.EventID(fmt.Sprint("rang:", round)), User: user, At: at(round), Body: dialogs.Rang{Alarm: "coffee"}})
			if round == 0 {
				users = append(users, user)
			}
		}
		results := s.applyAll(evs, step)
		for i, ev := range evs {
			want := other.apply(ev, step)
			if got := results[i]; got.Err != nil || fmt.Sprint(got.Applied) != fmt.Sprint(want) {
				t.Fatalf("event %d: got %+v\nwant %+v", i, got, want)
			}
		}
	}
	if got, want := s.dump(users...), other.dump(users...); got != want {
		t.Fatalf("kept together:\n%s\none by one:\n%s", got, want)
	}
}

// allDuplicates has events that were applied before, and one that comes twice
// in the same call.
func allDuplicates(t *testing.T, s *suite) {
	before, fresh := s.event(sau, 0), s.event(tam, 1)
	s.apply(before, counts)
	results := s.applyAll([]dialogs.Event{before, fresh, fresh}, counts)
	for i, want := range []bool{false, true, false} {
		if r := results[i]; r.Err != nil || r.Fresh != want || (len(r.Queued) > 0) != want {
			t.Errorf("event %d: %+v", i, r)
		}
	}
	if a, b := s.session(sau).Events, s.session(tam).Events; a != 1 || b != 1 {
		t.Errorf("applied %d and %d times", a, b)
	}
}

// allInOrder has several events of one learner in a call: each sees what the
// one before it left.
func allInOrder(t *testing.T, s *suite) {
	var evs []dialogs.Event
	for i := range 6 {
		evs = append(evs, s.event([]dialogs.UserID{sau, tam}[i%2], i))
	}
	for i, r := range s.applyAll(evs, counts) {
		if want := fmt.Sprint(i/2 + 1); r.Err != nil || !r.Fresh || r.Queued[0].Reply.Text != want {
			t.Errorf("event %d: %+v, want %s", i, r, want)
		}
	}
	want(t, "ledger", s.ledger(sau), []dialogs.EventID{evs[0].ID, evs[2].ID, evs[4].ID})
}

// allButTheBad has events that fail beside events that do not.
func allButTheBad(t *testing.T, s *suite) {
	evs := []dialogs.Event{s.event(sau, 0), s.event("web:panics", 0), {ID: "", User: sau}, s.event(tam, 0)}
	results := s.applyAll(evs, func(session dialogs.Session, ev dialogs.Event) (dialogs.Session, dialogs.Out) {
		if ev.User == "web:panics" {
			panic("a bug in a tip")
		}
		return counts(session, ev)
	})
	var panicked *store.PanicError
	if !errors.As(results[1].Err, &panicked) || results[2].Err == nil {
		t.Errorf("the bad ones: %v, %v", results[1].Err, results[2].Err)
	}
	for _, i := range []int{0, 3} {
		if results[i].Err != nil || !results[i].Fresh {
			t.Errorf("a good one: %+v", results[i])
		}
	}
	if _, found, err := s.Session(s.ctx, "web:panics"); found || err != nil {
		t.Errorf("an event that panicked is kept: %v, %v", found, err)
	}
	if n := s.session(sau).Events; n != 1 {
		t.Errorf("%d events", n)
	}
}

// allBesideOthers rings learners while they talk: nothing is lost and nothing
// overlaps.
func allBesideOthers(t *testing.T, s *suite) {
	const learners, rounds = 8, 15
	user := func(i int) dialogs.UserID { return dialogs.UserID(fmt.Sprintf("web:%d", i)) }
	var mu sync.Mutex
	seen := map[string]bool{} // learner and count: given twice if two overlapped
	note := func(ev dialogs.Event, applied store.Applied) error {
		mu.Lock()
		defer mu.Unlock()
		key := string(ev.User) + " " + applied.Queued[0].Reply.Text
		if seen[key] {
			return fmt.Errorf("two events of %s were answered with %s", ev.User, applied.Queued[0].Reply.Text)
		}
		seen[key] = true
		return nil
	}
	together(t, 4, func(caller int) error {
		for round := range rounds {
			var evs []dialogs.Event
			for i := range learners {
				evs = append(evs, dialogs.Event{ID: dialogs.EventID(fmt.Sprintf("%d-%d", caller, round)), User: user(i), At: at(0)})
			}
			for i, r := range s.applyBy(caller, evs, counts) {
				err := r.Err
				if err == nil {
					err = note(evs[i], r.Applied)
				}
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
	for i := range learners {
		if n := s.session(user(i)).Events; n != 4*rounds {
			t.Errorf("%s: %d events, want %d", user(i), n, 4*rounds)
		}
	}
}

func allEnded(t *testing.T, s *suite) {
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	for _, r := range s.ApplyAll(ctx, []dialogs.Event{s.event(sau, 0), s.event(tam, 0)}, counts) {
		s.wantErr(r.Err, context.Canceled, "ApplyAll")
	}
	if _, found, _ := s.Session(s.ctx, sau); found {
		t.Error("an event was kept though the context had ended")
	}
	if len(s.applyAll(nil, counts)) != 0 {
		t.Error("no events have results")
	}
}
