package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"capheso/dialogs"
	"capheso/store"
)

func firstOnItsWay(t *testing.T, s *suite) {
	queued := s.says(s.event(sau, 0), "one", "two", "bulk")
	want(t, "queued", texts(queued), []string{"one", "two", "bulk"})
	for i, m := range queued {
		tries, next := 0, at(0)
		if i == 0 {
			tries, next = 1, at(0).Add(store.FirstAttempt)
		}
		if m.Tries != tries || !m.Next.Equal(next) || !m.Queued.Equal(at(0)) || m.To != sau {
			t.Errorf("queued as %+v", m)
		}
		if i > 0 && m.ID <= queued[i-1].ID {
			t.Errorf("message %d was queued after %d", m.ID, queued[i-1].ID)
		}
	}
	want(t, "ready at once", s.ready("web", 0), nil)
	late := s.readyMessages("web", 1)
	want(t, "ready when the attempt vanished", texts(late), []string{"one"})
	if late[0].Tries != 1 || late[0].ID != queued[0].ID {
		t.Errorf("kept as %+v", late[0])
	}
	// One that is not first in line is not on its way.
	if next := s.says(s.event(sau, 1), "three"); next[0].Tries != 0 {
		t.Errorf("behind others, yet queued as %+v", next[0])
	}
}

func oneAtATime(t *testing.T, s *suite) {
	s.says(s.event(sau, 0), "one", "two")
	s.says(s.event(sau, 0), "three")
	for i, text := range []string{"one", "two", "three"} {
		now := 1 + 2*i
		list := s.readyMessages("web", now)
		want(t, "ready", texts(list), []string{text})
		s.ok(s.Trying(s.ctx, list[0].ID, at(now+1)))
		want(t, "ready in flight", s.ready("web", now), nil)
		s.settle(list[0].ID)
	}
	want(t, "ready at the end", s.ready("web", 100), nil)
	if n, err := s.Waiting(s.ctx, sau); n != 0 || err != nil {
		t.Fatalf("waiting %d, %v", n, err)
	}
}

func personalFirst(t *testing.T, s *suite) {
	s.says(s.event("web:1", 0), "bulk 1")
	s.says(s.event("web:2", 1), "bulk 2")
	s.says(s.event("web:3", 2), "personal 3")
	s.says(s.event("web:4", 3), "bulk 4", "personal 4")
	want(t, "ready", s.ready("web", 10), []string{"personal 3", "personal 4", "bulk 1", "bulk 2"})
	list, err := s.Ready(s.ctx, "web", at(10), 3)
	s.ok(err)
	want(t, "the first three", texts(list), []string{"personal 3", "personal 4", "bulk 1"})
}

func overtakes(t *testing.T, s *suite) {
	s.says(s.event(sau, 0), "bulk 1", "bulk 2")
	want(t, "ready", s.ready("web", 0), []string{"bulk 1"})
	queued := s.says(s.event(sau, 1), "answer", "more")
	if queued[0].Tries != 1 || queued[1].Tries != 0 {
		t.Fatalf("the personal reply is not first in line: %+v", queued)
	}
	order := []string{"answer", "more", "bulk 1", "bulk 2"}
	for i, text := range order {
		list := s.readyMessages("web", 10+i)
		want(t, "ready", texts(list), []string{text})
		s.settle(list[0].ID)
	}
}

func noOvertakingInFlight(t *testing.T, s *suite) {
	bulk := s.says(s.event(sau, 0), "bulk 1")[0]
	s.ok(s.Trying(s.ctx, bulk.ID, at(5)))
	queued := s.says(s.event(sau, 1), "answer")
	if queued[0].Tries != 0 {
		t.Fatalf("two in flight: %+v", queued[0])
	}
	want(t, "ready", s.ready("web", 4), nil)
	want(t, "ready when the attempt vanished", s.ready("web", 5), []string{"bulk 1"})
	s.settle(bulk.ID)
	want(t, "ready when it was settled", s.ready("web", 4), []string{"answer"})
}

func overtakenMayNotBeSent(t *testing.T, s *suite) {
	bulk := s.says(s.event(sau, 0), "bulk 1")[0]
	want(t, "ready", s.ready("web", 0), []string{"bulk 1"}) // a sender has it in hand
	s.says(s.event(sau, 1), "answer")
	s.wantErr(s.Trying(s.ctx, bulk.ID, at(5)), store.ErrNotFirst, "Trying")
	s.wantErr(s.Postpone(s.ctx, bulk.ID, at(5)), store.ErrNotFirst, "Postpone")
	want(t, "ready later", s.ready("web", 3), []string{"answer"})
}

func vanished(t *testing.T, s *suite) {
	m := s.says(s.event(sau, 0), "one")[0]
	for try := 2; try < 5; try++ {
		now := try * 10
		list := s.readyMessages("web", now)
		want(t, "ready", texts(list), []string{"one"})
		s.ok(s.Trying(s.ctx, m.ID, at(now+5)))
		want(t, "ready in flight", s.ready("web", now+4), nil)
		if list = s.readyMessages("web", now+5); len(list) != 1 || list[0].Tries != try || !list[0].Next.Equal(at(now+5)) {
			t.Fatalf("after attempt %d: %+v", try, list)
		}
	}
}

func postponed(t *testing.T, s *suite) {
	m := s.says(s.event(sau, 0), "one", "two")[0]
	s.ok(s.Postpone(s.ctx, m.ID, at(30)))
	want(t, "ready before", s.ready("web", 29), nil)
	list := s.readyMessages("web", 30)
	want(t, "ready then", texts(list), []string{"one"})
	if list[0].Tries != 1 {
		t.Fatalf("postponing counted as an attempt: %+v", list[0])
	}
	s.says(s.event(sau, 31), "three")
	want(t, "ready after another", s.ready("web", 40), []string{"one"})
}

func postponedBulk(t *testing.T, s *suite) {
	bulk := s.says(s.event(sau, 0), "bulk 1", "bulk 2")[0]
	s.ok(s.Trying(s.ctx, bulk.ID, at(5)))
	s.says(s.event(sau, 1), "one", "two")
	s.ok(s.Postpone(s.ctx, bulk.ID, at(3)))
	for _, text := range []string{"one", "two", "bulk 1", "bulk 2"} {
		list := s.readyMessages("web", 60)
		want(t, "ready", texts(list), []string{text})
		s.settle(list[0].ID)
	}
}

func heldUntilTheyWrite(t *testing.T, s *suite) {
	m := s.says(s.event(sau, 0), "one", "two")[0]
	s.ok(s.Postpone(s.ctx, m.ID, time.Time{}))
	s.says(s.rang(sau, 5), "three")
	want(t, "ready while held", s.ready("web", 10000), nil)
	if n, err := s.Waiting(s.ctx, sau); n != 0 || err != nil {
		t.Fatalf("waiting %d, %v: behind one that is held nothing moves", n, err)
	}
	s.says(s.event(sau, 20), "four")
	if n, err := s.Waiting(s.ctx, sau); n != 4 || err != nil {
		t.Fatalf("waiting %d, %v, want 4", n, err)
	}
	for _, text := range []string{"one", "two", "three", "four"} {
		list := s.readyMessages("web", 20)
		want(t, "ready when they wrote", texts(list), []string{text})
		s.settle(list[0].ID)
	}
}

func heldBulk(t *testing.T, s *suite) {
	bulk := s.says(s.event(sau, 0), "bulk")[0]
	s.ok(s.Trying(s.ctx, bulk.ID, at(1)))
	s.ok(s.Postpone(s.ctx, bulk.ID, time.Time{}))
	m := s.says(s.rang(sau, 5), "one")[0]
	want(t, "ready", s.ready("web", 10), []string{"one"})
	s.settle(m.ID)
	want(t, "ready then", s.ready("web", 10), []string{"bulk"})

	// The same when the personal one came while it was in flight.
	s.ok(s.Trying(s.ctx, bulk.ID, at(20)))
	m = s.says(s.rang(sau, 11), "two")[0]
	s.ok(s.Postpone(s.ctx, bulk.ID, time.Time{}))
	want(t, "ready", s.ready("web", 12), []string{"two"})
	s.settle(m.ID)
	want(t, "ready then", s.ready("web", 12), []string{"bulk"})
	s.settle(bulk.ID)
	want(t, "ready at the end", s.ready("web", 10000), nil)
}

func channelsApart(t *testing.T, s *suite) {
	s.says(s.event(sau, 0), "to the web")
	s.says(s.event(tam, 0), "to zalo")
	s.says(s.event("zalo:1", 0), "to another zalo")
	want(t, "web", s.ready("web", 10), []string{"to the web"})
	want(t, "zalooa", s.ready("zalooa", 10), []string{"to zalo"})
	want(t, "zalo", s.ready("zalo", 10), []string{"to another zalo"})
	want(t, "none", s.ready("telegram", 10), nil)
}

func longestWaiting(t *testing.T, s *suite) {
	for i := range 20 {
		s.says(s.event(dialogs.UserID(fmt.Sprintf("web:%d", i)), 20-i), fmt.Sprint(i))
	}
	list, err := s.Ready(s.ctx, "web", at(100), 3)
	s.ok(err)
	want(t, "the longest waiting three", texts(list), []string{"19", "18", "17"})
	want(t, "not before their time", s.ready("web", 3), []string{"19", "18"})
}

func outcomes(t *testing.T, s *suite) {
	s.says(s.event(sau, 0), "one", "two")
	s.says(s.event(tam, 0), "another's")
	first := s.readyMessages("web", 5)[0]
	s.ok(s.Settle(s.ctx, first.ID, "m-1", nil))
	second := s.readyMessages("web", 5)[0]
	why := errors.New("bot was blocked by the user \xff" + strings.Repeat("!", 5000))
	s.ok(s.Settle(s.ctx, second.ID, "", why))
	list := collect(t, s.Outcomes(s.ctx, sau))
	if len(list) != 2 {
		t.Fatalf("%d outcomes, want 2", len(list))
	}
	a, b := list[0], list[1]
	if a.ID != first.ID || a.Reply.Text != "one" || a.Remote != "m-1" || a.Failed != "" || a.Tries != 1 || a.To != sau || a.At.IsZero() {
		t.Errorf("sent: %+v", a)
	}
	if b.ID != second.ID || b.Remote != "" || !strings.HasPrefix(b.Failed, "bot was blocked") || len(b.Failed) > 1024 {
		t.Errorf("given up: %+v", b)
	}
}

func settleNext(t *testing.T, s *suite) {
	first := s.says(s.event(sau, 0), "one", "two", "three", "bulk")[0]
	for i, text := range []string{"two", "three"} {
		next, ok, err := s.SettleNext(s.ctx, first.ID, "m", at(10+i))
		s.ok(err)
		again := at(10 + i).Add(store.FirstAttempt)
		if !ok || next.Reply.Text != text || next.Tries != 1 || next.To != sau || !next.Next.Equal(again) || !next.Queued.Equal(at(0)) {
			t.Fatalf("after %q came %v, %+v", first.Reply.Text, ok, next)
		}
		want(t, "ready in flight", s.ready("web", 10+i), nil)
		want(t, "ready when the attempt vanished", s.ready("web", 11+i), []string{text})
		first = next
	}
	if next, ok, err := s.SettleNext(s.ctx, first.ID, "m", at(20)); ok || err != nil {
		t.Fatalf("a bulk message was begun: %+v, %v", next, err)
	}
	want(t, "ready then", s.ready("web", 20), []string{"bulk"})
	want(t, "remote ids", remotes(collect(t, s.Outcomes(s.ctx, sau))), []string{"m", "m", "m"})
	_, ok, err := s.SettleNext(s.ctx, first.ID, "m", at(20))
	s.wantErr(err, store.ErrNotFirst, "SettleNext")
	if ok {
		t.Error("one that is gone has a next one")
	}
}

// settleNextNotYet: what was postponed keeps its moment, and what is not first
// begins nothing.
func settleNextNotYet(t *testing.T, s *suite) {
	bulk := s.says(s.event(sau, 0), "bulk")[0]
	s.ok(s.Trying(s.ctx, bulk.ID, at(1)))
	queued := s.says(s.event(sau, 5), "one", "two")
	if _, ok, err := s.SettleNext(s.ctx, queued[0].ID, "m", at(6)); ok || err != nil {
		t.Fatalf("begun beside one in flight: %v", err)
	}
	if next, ok, err := s.SettleNext(s.ctx, bulk.ID, "m", at(4)); ok || err != nil {
		t.Fatalf("begun before its time: %+v, %v", next, err)
	}
	want(t, "ready then", s.ready("web", 5), []string{"two"})
}

func remotes(list []store.Outcome) []string {
	out := []string{}
	for _, o := range list {
		out = append(out, o.Remote)
	}
	return out
}

func giveUpLater(t *testing.T, s *suite) {
	queued := s.says(s.event(sau, 0), "one", "two", "three")
	s.ok(s.Settle(s.ctx, queued[1].ID, "", errors.New("no longer wanted")))
	s.settle(queued[0].ID)
	want(t, "ready", s.ready("web", 0), []string{"three"})
}

func notThere(t *testing.T, s *suite) {
	m := s.says(s.event(sau, 0), "one")[0]
	s.settle(m.ID)
	for _, id := range []store.MessageID{m.ID, 0, 4711} {
		s.wantErr(s.Trying(s.ctx, id, at(1)), store.ErrNotFirst, "Trying")
		s.wantErr(s.Postpone(s.ctx, id, at(1)), store.ErrNotFirst, "Postpone")
		s.wantErr(s.Settle(s.ctx, id, "", nil), store.ErrNotFirst, "Settle")
	}
	if n := len(collect(t, s.Outcomes(s.ctx, sau))); n != 1 {
		t.Fatalf("%d outcomes of one message", n)
	}
}
