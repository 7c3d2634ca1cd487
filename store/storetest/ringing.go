package storetest

import (
	"sync/atomic"
	"testing"

	"capheso/dialogs"
	"capheso/store"
)

// ringing is the event of an alarm that was set for a minute of the morning.
func (s *suite) ringing(user dialogs.UserID, due, now int) dialogs.Event {
	ev := s.event(user, now)
	ev.Body = dialogs.Rang{Alarm: "coffee", Due: at(due)}
	return ev
}

// setTo answers with a tip and sets the alarm to another minute.
func setTo(minute int) store.Step {
	return func(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
		session.Events++
		session.Alarms = []dialogs.Alarm{{Name: "coffee", At: at(minute)}}
		return session, dialogs.Out{Replies: []dialogs.Reply{{Text: "tip", Bulk: true}}, Facts: []dialogs.Fact{{Kind: "tip.sent", At: at(minute)}}}
	}
}

// ringsOnce rings each of two learners twice, one alone and one among others.
// The ledger says nothing of it.
func ringsOnce(t *testing.T, s *suite) {
	for _, user := range []dialogs.UserID{sau, tam} {
		s.apply(s.event(user, 0), setTo(10))
	}
	for round, fresh := range []bool{true, false} {
		alone := s.apply(s.ringing(sau, 10, 11), setTo(100))
		among := s.applyAll([]dialogs.Event{s.ringing(tam, 10, 11), s.ringing(tam, 10, 11)}, setTo(100))
		if alone.Fresh != fresh || among[0].Fresh != fresh || among[1].Fresh || among[0].Err != nil || among[1].Err != nil {
			t.Errorf("round %d: %v %+v", round, alone.Fresh, among)
		}
	}
	want(t, "alarms", s.due(100, 10), []string{"web:sau coffee 08:40", "zalooa:tam coffee 08:40"})
	for _, user := range []dialogs.UserID{sau, tam} {
		if n := s.session(user).Events; n != 2 {
			t.Errorf("%s: %d events", user, n)
		}
		if list := s.ledger(user); len(list) != 1 {
			t.Errorf("%s: the ledger has %v", user, list)
		}
	}
	if list := collect(t, s.Facts(s.ctx, at(0), at(1000))); len(list) != 4 {
		t.Errorf("facts %+v", list)
	}
	if applied := s.apply(s.ringing("web:nobody", 10, 11), setTo(100)); applied.Fresh {
		t.Error("an alarm of nobody rang")
	}
}

// ringsAgain puts the alarm back to a moment at which it rang already, as when
// somebody sets the clock back.
func ringsAgain(t *testing.T, s *suite) {
	s.apply(s.event(sau, 0), setTo(10))
	first := s.ringing(sau, 10, 10)
	for range 3 {
		if !s.apply(first, setTo(10)).Fresh {
			t.Fatal("the alarm that was set again did not ring")
		}
	}
	s.apply(first, setTo(11))
	if s.apply(first, setTo(11)).Fresh {
		t.Error("the alarm that was set to another moment rang")
	}
	if n := s.session(sau).Events; n != 5 {
		t.Errorf("%d events", n)
	}
}

// ringsOnceForMany has several processes, or goroutines, find the same alarm.
func ringsOnceForMany(t *testing.T, s *suite) {
	s.apply(s.event(sau, 0), setTo(10))
	s.apply(s.event(tam, 0), setTo(10))
	evs := []dialogs.Event{s.ringing(sau, 10, 11), s.ringing(tam, 10, 11)}
	var fresh atomic.Int64
	together(t, 6, func(caller int) error {
		for _, r := range s.applyBy(caller, evs, setTo(100)) {
			if r.Err != nil {
				return r.Err
			}
			if r.Fresh {
				fresh.Add(1)
			}
		}
		return nil
	})
	if n := fresh.Load(); n != 2 {
		t.Errorf("two alarms rang %d times", n)
	}
}
