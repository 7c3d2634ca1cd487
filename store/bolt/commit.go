package bolt

import (
	"context"
	"errors"
	"runtime/debug"
	"strings"
	"syscall"

	bbolt "go.etcd.io/bbolt"

	"capheso/store"
)

// maxBatch is how many requests one commit takes along. It bounds the memory of
// a transaction and how long a failing disk keeps callers waiting.
const maxBatch = 1000

// A request is a change that waits for a commit.
type request struct {
	// do makes the change. When it returns an error it has written nothing.
	do   func(*tx) error
	err  error
	done chan struct{} // closed when err is final
}

// write has a change committed and returns when it is on the disk.
//
// There is no goroutine behind it. Whoever gets the token leads: it takes all
// requests that wait, its own among them, commits them in one transaction and
// answers them. Those that come meanwhile wait for the next leader, who is one
// of them. So one caller pays for one commit, and many share it.
func (s *Store) write(ctx context.Context, do func(*tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r := &request{do: do, done: make(chan struct{})}
	s.queue.Lock()
	s.waiting = append(s.waiting, r)
	s.queue.Unlock()
	for {
		select {
		case <-r.done:
			return r.err
		case s.token <- struct{}{}:
			s.lead()
		case <-ctx.Done():
			if s.withdraw(r) {
				return ctx.Err()
			}
			ctx = context.Background() // it is being committed: wait
		}
	}
}

// withdraw takes back a request that no leader has taken yet.
func (s *Store) withdraw(r *request) bool {
	s.queue.Lock()
	defer s.queue.Unlock()
	for i, w := range s.waiting {
		if w == r {
			s.waiting = append(s.waiting[:i], s.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// lead commits what waits and gives the token back.
func (s *Store) lead() {
	defer func() { <-s.token }()
	s.queue.Lock()
	n := min(len(s.waiting), maxBatch)
	batch := s.waiting[:n:n]
	s.waiting = s.waiting[n:]
	s.queue.Unlock()
	if n == 0 {
		return
	}
	defer func() {
		for _, r := range batch {
			close(r.done)
		}
	}()
	s.commit(batch)
}

// commit runs requests in one transaction. When bbolt panics in it, which takes
// a damaged page, they are run one by one, so that only those suffer that need
// that page.
func (s *Store) commit(batch []*request) {
	err := errLeft
	defer func() {
		if err != nil {
			for _, r := range batch {
				r.err = err
			}
		}
	}()
	err = s.update(func(t *tx) error {
		for _, r := range batch {
			r.err = r.do(t)
		}
		return nil
	})
	if errors.Is(err, store.ErrDamaged) && len(batch) > 1 {
		err = nil
		for _, r := range batch {
			s.commit([]*request{r})
		}
	}
}

// errLeft is for the others in a batch when a step ends the goroutine that
// commits it, as testing.T.FailNow does.
var errLeft = errors.New("store: a step ended its goroutine in the middle of a commit")

// errNothing rolls back a transaction that has changed nothing.
var errNothing = errors.New("nothing to commit")

// update runs one transaction. It is called by whoever holds the token.
func (s *Store) update(fn func(*tx) error) (err error) {
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.db == nil {
		return s.closed()
	}
	if s.broken != nil {
		return s.broken
	}
	defer s.recovered(&err)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	err = s.db.Update(func(b *bbolt.Tx) error {
		t, err := begin(b)
		if err != nil {
			return err
		}
		t.trace = s.trace
		if err := fn(t); err != nil {
			return err
		}
		if t.failed != nil {
			return t.failed
		}
		if !t.dirty {
			return errNothing
		}
		return nil
	})
	if err == nil || errors.Is(err, errNothing) {
		return nil
	}
	err = explain(s.path, err)
	if strings.Contains(err.Error(), syscall.EIO.Error()) {
		// After a failed flush the kernel may call pages clean that are not on
		// the disk. Only a restart, which reads the disk, can be trusted.
		s.broken = err
	}
	return err
}

// view runs a read transaction. A commit that another is flushing may be seen.
func (s *Store) view(ctx context.Context, fn func(*tx) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.db == nil {
		return s.closed()
	}
	defer s.recovered(&err)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	return s.db.View(func(b *bbolt.Tx) error {
		t, err := begin(b)
		if err != nil {
			return err
		}
		return fn(t)
	})
}

// tx is a transaction and its tables.
type tx struct {
	learners, known, outbox, ready, alarms, erase, facts table

	dirty  bool  // something was written
	failed error // a write failed: the whole transaction must

	trace func(bucket, key, value []byte) // sees each put, and each delete with a nil value
}

// table is a bucket that knows its name.
type table struct {
	*bbolt.Bucket
	name []byte
}

func begin(b *bbolt.Tx) (*tx, error) {
	t := &tx{}
	for _, open := range []struct {
		name []byte
		at   *table
	}{
		{bucketLearners, &t.learners}, {bucketKnown, &t.known}, {bucketOutbox, &t.outbox},
		{bucketReady, &t.ready}, {bucketAlarms, &t.alarms}, {bucketErase, &t.erase},
		{bucketFacts, &t.facts},
	} {
		*open.at = table{b.Bucket(open.name), open.name}
		if open.at.Bucket == nil {
			return nil, damaged(open.name, nil)
		}
	}
	// These grow at their end, where a full page is never written into again.
	t.outbox.FillPercent, t.ready.FillPercent, t.facts.FillPercent = 0.9, 0.9, 0.9
	return t, nil
}

// put and del write. They fail only when the whole transaction must, so that
// nobody has to look at an error after each.
func (t *tx) put(b table, key, value []byte) {
	t.dirty = true
	if t.trace != nil {
		t.trace(b.name, key, value)
	}
	if err := b.Put(key, value); err != nil && t.failed == nil {
		t.failed = err
	}
}

func (t *tx) del(b table, key []byte) {
	t.dirty = true
	if t.trace != nil {
		t.trace(b.name, key, nil)
	}
	if err := b.Delete(key); err != nil && t.failed == nil {
		t.failed = err
	}
}

func (t *tx) sequence(b table) uint64 {
	n, err := b.NextSequence()
	if err != nil && t.failed == nil {
		t.failed = err
	}
	return n
}
