package postgres

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"capheso/dialogs"
	"capheso/store"
)

// execute runs a statement beside the store.
func execute(t *testing.T, url, sql string, args ...any) {
	t.Helper()
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, sql, args...); err != nil {
		t.Fatal(err)
	}
}

// texts is what Ready lists in the distant future.
func texts(t *testing.T, s *Store, channel string) []string {
	t.Helper()
	list, err := s.Ready(ctx, channel, morning.AddDate(1, 0, 0), 100)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, m := range list {
		out = append(out, string(m.To))
	}
	return out
}

// eventually waits for what another process may do first.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 3000 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("it never happened that %s", what)
}

func TestManyStartAtOnce(t *testing.T) {
	url := database(t)
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() {
			s, err := Open(ctx, url)
			if errs[i] = err; err == nil {
				_, errs[i] = s.Apply(ctx, said(learner(i), "e"), counts)
				s.Close()
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// TestOneSender: of two processes one gets the messages of a channel, the other
// leaves what it queues to that one, and takes over when it stops or dies.
func TestOneSender(t *testing.T) {
	for name, end := range map[string]func(t *testing.T, url string, s *Store){
		"stops": func(_ *testing.T, _ string, s *Store) { s.Close() },
		"dies": func(t *testing.T, url string, _ *Store) {
			execute(t, url, "UPDATE capheso.leases SET until = now() - interval '1 second'")
		},
	} {
		t.Run(name, func(t *testing.T) {
			url := database(t)
			a, b := open(t, url), open(t, url)
			if q := mustApply(t, a, said("zalooa:1", "e"), counts).Queued; q[0].Tries != 1 {
				t.Fatalf("the first process does not send: %+v", q)
			}
			if q := mustApply(t, b, said("zalooa:2", "e"), counts).Queued; q[0].Tries != 0 {
				t.Fatalf("two send at once: %+v", q)
			}
			if got := texts(t, b, "zalooa"); len(got) != 0 {
				t.Errorf("the second process got %v", got)
			}
			if got := texts(t, a, "zalooa"); len(got) != 2 {
				t.Errorf("the first process got %v", got)
			}
			late, err := a.Ready(ctx, "zalooa", morning.AddDate(1, 0, 0), 1)
			if err != nil {
				t.Fatal(err)
			}
			end(t, url, a)
			eventually(t, "the second process took over", func() bool { return len(texts(t, b, "zalooa")) == 2 })
			if err := a.Trying(ctx, late[0].ID, morning); !errors.Is(err, store.ErrNotFirst) && !errors.Is(err, store.ErrClosed) {
				t.Errorf("the first process begins to send: %v", err)
			}
			if err := b.Trying(ctx, late[0].ID, morning); err != nil {
				t.Errorf("the second process does not begin: %v", err)
			}
		})
	}
}

// TestLocal: on a local channel each process has its own, and those of one that
// is gone.
func TestLocal(t *testing.T) {
	url := database(t)
	a, b := open(t, url, Local("web")), open(t, url, Local("web"))
	for _, s := range []*Store{a, b} {
		if ours, err := s.plays(ctx, processRole+fmt.Sprint(s.me)); !ours || err != nil {
			t.Fatal(ours, err)
		}
	}
	for i, s := range []*Store{a, b} {
		if q := mustApply(t, s, said(learner(i), "e"), counts).Queued; q[0].Tries != 1 {
			t.Fatalf("process %d does not send: %+v", i, q)
		}
	}
	for i, s := range []*Store{a, b} {
		if got := texts(t, s, "web"); len(got) != 1 || got[0] != string(learner(i)) {
			t.Errorf("process %d got %v", i, got)
		}
	}
	a.Close()
	if got := texts(t, b, "web"); len(got) != 2 {
		t.Errorf("what the other one left: %v", got)
	}
}

// TestCalls: a process that does not send wakes the one that does.
func TestCalls(t *testing.T) {
	url := database(t)
	a, b := open(t, url), open(t, url)
	if ours, err := a.sends(ctx, "zalooa"); !ours || err != nil {
		t.Fatal(ours, err)
	}
	woken := make(chan string, 100)
	var wg sync.WaitGroup
	defer wg.Wait()
	running, stop := testContext(t)
	defer stop()
	for _, s := range []*Store{a, b} {
		for _, help := range s.Helpers(func(c string) { woken <- c }) {
			wg.Go(func() { help(running) })
		}
	}
	for i := 0; ; i++ {
		mustApply(t, b, said("zalooa:1", fmt.Sprint(i)), counts)
		if i > 0 { // from the second on nothing is newly first in line
			mustApply(t, b, said(dialogs.UserID(fmt.Sprint("zalooa:", i)), "e"), counts)
		}
		select {
		case c := <-woken:
			if c != "zalooa" {
				t.Errorf("woken for %q", c)
			}
			return
		case <-time.After(50 * time.Millisecond): // it may not be listening yet
		}
		if i > 600 {
			t.Fatal("nobody was woken")
		}
	}
}

// TestClaims: two processes that look for alarms at once never get the same.
func TestClaims(t *testing.T) {
	url := database(t)
	stores := []*Store{open(t, url), open(t, url), open(t, url)}
	const n = 150
	for i := range n {
		mustApply(t, stores[0], said(learner(i), "e"), func(s dialogs.Session, ev dialogs.Event) (dialogs.Session, dialogs.Out) {
			s.Alarms = []dialogs.Alarm{{Name: "coffee", At: ev.At}}
			return s, dialogs.Out{}
		})
	}
	var mu sync.Mutex
	got := map[dialogs.UserID]int{}
	var wg sync.WaitGroup
	for _, s := range stores {
		wg.Go(func() {
			due, err := s.Due(ctx, morning, 50)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, d := range due {
				got[d.User]++
			}
		})
	}
	wg.Wait()
	for user, times := range got {
		if times > 1 {
			t.Errorf("%d processes ring for %s", times, user)
		}
	}
	if len(got) < 50 {
		t.Errorf("only %d alarms were claimed", len(got))
	}
	execute(t, url, "UPDATE capheso.alarms SET claimed_until = now() - interval '1 second'")
	due, err := stores[2].Due(ctx, morning, n)
	if err != nil || len(due) != n {
		t.Errorf("when the claims have run out: %d alarms, %v", len(due), err)
	}
}

// TestSharedOrder: events of one learner through three processes never overlap.
func TestSharedOrder(t *testing.T) {
	url := database(t)
	stores := []*Store{open(t, url), open(t, url), open(t, url)}
	var wg sync.WaitGroup
	for i, s := range stores {
		for j := range 4 {
			wg.Go(func() {
				for k := range 10 {
					if _, err := s.Apply(ctx, said("web:1", fmt.Sprint(i, j, k)), counts); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	wg.Wait()
	s, _, err := stores[0].Session(ctx, "web:1")
	if err != nil || s.Events != 120 {
		t.Errorf("%d events counted, want 120; %v", s.Events, err)
	}
	if n, err := stores[1].Waiting(ctx, "web:1"); n != 120 || err != nil {
		t.Errorf("%d in line, %v", n, err)
	}
	sender := stores[0]
	for _, s := range stores {
		if ours, _ := s.sends(ctx, "web"); ours {
			sender = s
		}
	}
	settled := 0
	for ; settled < 200; settled++ {
		ready, err := sender.Ready(ctx, "web", morning.AddDate(1, 0, 0), 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(ready) == 0 {
			break
		}
		if len(ready) > 1 {
			t.Fatalf("%d first in line", len(ready))
		}
		if err := sender.Settle(ctx, ready[0].ID, "m", nil); err != nil {
			t.Fatal(err)
		}
	}
	if settled != 120 {
		t.Errorf("%d messages were settled, want 120", settled)
	}
}

// TestReturningSender: who lost the role of sender, and has it again, neither
// begins nor ends what another began meanwhile.
func TestReturningSender(t *testing.T) {
	url := database(t)
	a, b := open(t, url), open(t, url)
	takes := func(s *Store) {
		execute(t, url, "UPDATE capheso.leases SET until = now() - interval '1 second'")
		eventually(t, "the other process takes over", func() bool {
			ours, _, err := s.lease(ctx, senderRole+"zalooa")
			return ours && err == nil
		})
	}
	id := mustApply(t, a, said("zalooa:1", "e"), counts).Queued[0].ID
	if err := a.Postpone(ctx, id, morning); err != nil {
		t.Fatal(err)
	}
	takes(b)
	if got := texts(t, b, "zalooa"); len(got) != 1 {
		t.Fatalf("the second process got %v", got)
	}
	if err := b.Trying(ctx, id, morning); err != nil {
		t.Fatal(err)
	}
	takes(a)
	if err := a.Trying(ctx, id, morning); !errors.Is(err, store.ErrNotFirst) {
		t.Errorf("what the other has begun is begun again: %v", err)
	}
	if err := a.Postpone(ctx, id, morning); !errors.Is(err, store.ErrNotFirst) {
		t.Errorf("what the other has begun is ended: %v", err)
	}
	if got := texts(t, a, "zalooa"); len(got) != 1 {
		t.Fatalf("the first process got %v", got)
	}
	if err := a.Trying(ctx, id, morning); err != nil {
		t.Errorf("looked up anew: %v", err)
	}
}

// TestBothClocks: a role is over when either clock says so, and an answer that
// comes late says nothing about what was asked since.
func TestBothClocks(t *testing.T) {
	var r roles
	now := time.Now()
	r.state("x", now)
	if !r.note("x", now, true) {
		t.Fatal("not won")
	}
	if ours, _ := r.state("x", now.Add(leaseTime-leaseSlack-1)); !ours {
		t.Error("lost before its time")
	}
	if ours, _ := r.state("x", now.Add(leaseTime-leaseSlack)); ours {
		t.Error("kept beyond its time")
	}
	if ours, _ := r.state("x", now.Round(0).Add(leaseTime)); ours {
		t.Error("kept beyond its time by the clock on the wall")
	}
	r.note("x", now.Add(2*leaseTime), false)
	if r.note("x", now.Add(leaseTime), true); r.known["x"].held(now.Add(leaseTime)) {
		t.Error("a late answer counts")
	}
}

// TestStalledInTheMiddle: a process stands still in the middle of as many events
// as another has connections. The other is not held up for long, and neither
// are its roles.
func TestStalledInTheMiddle(t *testing.T) {
	url := database(t)
	stalled, s := open(t, url), open(t, url)
	for i := range connections {
		mustApply(t, s, said(learner(i), "e0"), counts)
		c, err := stalled.pool.Acquire(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Release()
		for _, sql := range []string{"BEGIN", "UPDATE sessions SET erase = false WHERE learner = '" + string(learner(i)) + "'"} {
			if _, err := c.Exec(ctx, sql); err != nil {
				t.Fatal(err)
			}
		}
	}
	var wg sync.WaitGroup
	for i := range connections {
		wg.Go(func() {
			if _, err := s.Apply(ctx, said(learner(i), "e1"), counts); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if ours, _, err := s.lease(ctx, senderRole+"web"); !ours || err != nil {
		t.Errorf("the sender lost its role: %v, %v", ours, err)
	}
}

// TestTakeOver: what a sender had begun when it died does not wait for its
// minute; what one had begun that only lost sight of its database does.
func TestTakeOver(t *testing.T) {
	url := database(t)
	a, b := open(t, url), open(t, url)
	const n = 5
	for i := range n {
		ev := said(dialogs.UserID(fmt.Sprint("zalooa:", i)), "e")
		ev.At = time.Now()
		if q := mustApply(t, a, ev, counts).Queued; q[0].Tries != 1 {
			t.Fatalf("it is not on its way: %+v", q)
		}
	}
	ready := func(s *Store) int {
		list, err := s.Ready(ctx, "zalooa", time.Now(), 100)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	execute(t, url, "UPDATE capheso.leases SET until = now() - interval '1 second'")
	if ours, _, err := a.lease(ctx, senderRole+"zalooa"); !ours || err != nil {
		t.Fatal(ours, err)
	}
	if got := ready(a); got != 0 {
		t.Errorf("%d messages that are on their way are sent again", got)
	}
	execute(t, url, "UPDATE capheso.leases SET until = now() - interval '1 second'")
	eventually(t, "what it had begun is another's", func() bool { return ready(b) == n })
}
