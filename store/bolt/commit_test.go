package bolt

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"capheso/dialogs"
	"capheso/store"
)

// hold keeps everybody from committing until the returned function is called,
// and waits until n requests wait.
func hold(t *testing.T, s *Store, n int, start func()) {
	t.Helper()
	s.token <- struct{}{}
	start()
	for waiting := -1; waiting < n; {
		s.queue.Lock()
		waiting = len(s.waiting)
		s.queue.Unlock()
		time.Sleep(time.Millisecond)
	}
	<-s.token
}

// TestOneCommitForAll: what waits is committed together, a thousand at most.
func TestOneCommitForAll(t *testing.T) {
	const n = 2500
	s := open(t, newFile(t, 1))
	before := txid(s)
	errs := make(chan error, n)
	hold(t, s, n, func() {
		for i := range n {
			go func() {
				_, err := s.Apply(ctx, said(learner(i%7), fmt.Sprint(i)), counts)
				errs <- err
			}()
		}
	})
	for range n {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	if commits := txid(s) - before; commits != 3 {
		t.Errorf("%d commits for %d events, want 3", commits, n)
	}
}

// txid is the number of the last commit.
func txid(s *Store) int {
	tx, err := s.db.Begin(false)
	if err != nil {
		panic(err)
	}
	defer tx.Rollback()
	return tx.ID()
}

// TestDuplicatesCommitNothing: a network that delivers everything twice must
// not cost the disk twice.
func TestDuplicatesCommitNothing(t *testing.T) {
	s := open(t, newFile(t, 1))
	ev := said(learner(0), "e1")
	before := txid(s)
	for range 5 {
		if mustApply(t, s, ev, counts).Fresh {
			t.Fatal("applied twice")
		}
	}
	if after := txid(s); after != before {
		t.Errorf("%d commits for nothing", after-before)
	}
}

// TestStepsAheadAreChecked: steps that ran before the commit, all on the same
// session, are run again when they guessed wrong.
func TestStepsAheadAreChecked(t *testing.T) {
	s := open(t, newFile(t, 1))
	errs := make(chan error, 50)
	hold(t, s, 50, func() {
		for i := range 50 {
			go func() {
				_, err := s.Apply(ctx, said(learner(0), fmt.Sprint("x", i)), counts)
				errs <- err
			}()
		}
	})
	for range 50 {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	if got, _, _ := s.Session(ctx, learner(0)); got.Events != 51 {
		t.Errorf("%d events, want 51", got.Events)
	}
}

func TestCancelWhileWaiting(t *testing.T) {
	s := open(t, newFile(t, 1))
	c, cancel := context.WithCancel(ctx)
	result := make(chan error, 1)
	s.token <- struct{}{}
	go func() {
		_, err := s.Apply(c, said(learner(0), "e2"), counts)
		result <- err
	}()
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	<-s.token
	if !mustApply(t, s, said(learner(0), "e2"), counts).Fresh {
		t.Error("the event was kept though its caller was told it was not")
	}
}

// TestStepEndsGoroutine: a step may call what ends its goroutine, as a test's
// FailNow does, even while it commits for others.
func TestStepEndsGoroutine(t *testing.T) {
	s := open(t, newFile(t, 1))
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = s.Apply(ctx, said(learner(0), "e2"), func(dialogs.Session, dialogs.Event) (dialogs.Session, dialogs.Out) {
			runtime.Goexit()
			panic("not reached")
		})
	}()
	<-done
	if !mustApply(t, s, said(learner(0), "e2"), counts).Fresh {
		t.Error("the event was kept")
	}
}

// TestOnePanicInACommit: when bbolt panics over one request, as it does over a
// damaged page, the others in the commit are kept.
func TestOnePanicInACommit(t *testing.T) {
	const n = 20
	s := open(t, newFile(t, 1))
	errs := make(chan error, n)
	broken := make(chan error, 1)
	hold(t, s, n+1, func() {
		go func() { broken <- s.write(ctx, func(*tx) error { panic("page 39: unexpected page type") }) }()
		for i := range n {
			go func() {
				_, err := s.Apply(ctx, said(learner(i), "e2"), counts)
				errs <- err
			}()
		}
	})
	if err := <-broken; !errors.Is(err, store.ErrDamaged) {
		t.Errorf("got %v", err)
	}
	for range n {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

// TestDiskError: after a failed flush nothing is trusted until a restart.
func TestDiskError(t *testing.T) {
	path := newFile(t, 1)
	s := open(t, path)
	failing := s.write(ctx, func(t *tx) error {
		t.failed = syscall.EIO
		return nil
	})
	if !errors.Is(failing, syscall.EIO) {
		t.Fatalf("got %v", failing)
	}
	if _, err := s.Apply(ctx, said(learner(0), "e2"), counts); !errors.Is(err, syscall.EIO) {
		t.Fatalf("it went on: %v", err)
	}
	if _, ok, err := s.Session(ctx, learner(0)); !ok || err != nil {
		t.Errorf("reading: %v, %v", ok, err)
	}
	s.Close()
	mustApply(t, open(t, path), said(learner(0), "e2"), counts)
}

// TestABulkRequestIsNoQueue: what is short waits for one bulk commit at most,
// and bulk ones go on however many short ones come.
func TestABulkRequestIsNoQueue(t *testing.T) {
	s := &Store{}
	come := func(kinds string) {
		for _, k := range kinds {
			s.waiting = append(s.waiting, &request{bulk: k == 'B'})
		}
	}
	var got []string
	commit := func() {
		b := ""
		for _, r := range s.next() {
			if r.bulk {
				b += "B"
			} else {
				b += "s"
			}
		}
		got = append(got, b)
	}
	come("BBs")
	commit() // the short one rides along
	come("ss")
	commit() // the last one was bulk: only those who wait
	come("s")
	commit() // the bulk one's turn
	commit() // nobody waits
	come("B")
	commit()
	commit() // nothing left
	want := []string{"Bs", "ss", "Bs", "", "B", ""}
	if !slices.Equal(got, want) {
		t.Errorf("commits %q, want %q", got, want)
	}
}

// TestAMorningLeavesTheTalks: rung learners do not drive out those who talk.
func TestAMorningLeavesTheTalks(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "test.db"))
	mustApply(t, s, said("web:sau", "1"), counts)
	evs := make([]dialogs.Event, 50)
	for i := range evs {
		evs[i] = said(dialogs.UserID(fmt.Sprintf("web:%02d", i)), "rang")
	}
	evs = append(evs, said("web:sau", "rang"))
	for _, r := range s.ApplyAll(ctx, evs, counts) {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
	}
	if n := len(s.memory.sessions); n != 1 {
		t.Errorf("%d sessions in memory", n)
	}
	if r := s.memory.sessions["web:sau"]; r.session.Events != 2 {
		t.Errorf("who talks is remembered as %+v", r.session)
	}
}
