package bolt

import (
	"context"
	"errors"
	"runtime/debug"
	"slices"
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
	bulk bool // long, and nobody waits for it
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
	return s.submit(ctx, &request{do: do, done: make(chan struct{})})
}

// writeBulk is write for a change that is as long as a commit may be. No two of
// them share one, and everything else that waits goes before the next.
func (s *Store) writeBulk(ctx context.Context, do func(*tx) error) error {
	return s.submit(ctx, &request{do: do, bulk: true, done: make(chan struct{})})
}

func (s *Store) submit(ctx context.Context, r *request) error {
	if err := ctx.Err(); err != nil {
		return err
	}
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

// busy says whether a commit is under way, so that there is time to prepare.
func (s *Store) busy() bool { return len(s.token) > 0 }

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
	batch := s.next()
	if len(batch) == 0 {
		return
	}
	defer func() {
		for _, r := range batch {
			close(r.done)
		}
	}()
	s.commit(batch)
	if s.touched++; s.lastBulk {
		s.touched += bulkTouches - 1
	}
	if s.touched >= letGoEvery {
		s.touched = 0
		s.letGo()
	}
}

// letGoEvery is after how many commits the pages they touched leave the memory
// of the process; a bulk one counts for as many as it is long.
const (
	letGoEvery  = 32
	bulkTouches = 8
)

// next takes the requests of the next commit off the queue: all that are short,
// and one bulk one unless the last commit had one and somebody waits for a
// short one. So a short request waits for one bulk one at most, and bulk ones
// go on however many people talk.
func (s *Store) next() (batch []*request) {
	s.queue.Lock()
	defer s.queue.Unlock()
	short := slices.ContainsFunc(s.waiting, func(r *request) bool { return !r.bulk })
	room := !s.lastBulk || !short
	s.lastBulk = false
	var rest []*request
	for _, r := range s.waiting {
		switch {
		case len(batch) == maxBatch || r.bulk && !room:
			rest = append(rest, r)
			continue
		case r.bulk:
			room, s.lastBulk = false, true
		}
		batch = append(batch, r)
	}
	s.waiting = rest
	return batch
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
	if s.wedged {
		return fileError(s.path, store.ErrDamaged, "stop, put the last backup in its place and start again")
	}
	defer s.recovered(&err)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	err = s.transact(func(b *bbolt.Tx) error {
		t := &tx{bolt: b, old: s.old.Load(), trace: s.trace}
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
	if err == nil {
		s.commits.Add(1)
	}
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

// transact is bbolt's Update, but for what it does after a panic: that one reads
// the list of free pages again, and panics again with its lock held when that
// page is the one that is damaged. Dropping what the transaction did needs no
// page.
func (s *Store) transact(fn func(*bbolt.Tx) error) error {
	s.wedged = true // until bbolt has let go of its lock
	b, err := s.db.Begin(true)
	if err != nil {
		s.wedged = false
		return err
	}
	defer func() {
		_ = b.Rollback() // after a commit it does nothing
		s.wedged = false
	}()
	s.size = b.Size()
	if err := fn(b); err != nil {
		return err
	}
	return b.Commit()
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
		return fn(&tx{bolt: b, old: s.old.Load()})
	})
}

// tx is a transaction. Its tables are opened when they are first asked for.
type tx struct {
	bolt   *bbolt.Tx
	tables [tableCount]*bbolt.Bucket
	old    bool // learners may have rows of format 1

	dirty  bool  // something was written
	failed error // a write failed: the whole transaction must

	trace func(bucket, key, value []byte) // sees each put, and each delete with a nil value
}

// in opens a table. One that is missing panics as a damaged page does.
func (t *tx) in(n table) *bbolt.Bucket {
	if b := t.tables[n]; b != nil {
		return b
	}
	b := t.bolt.Bucket(names[n])
	if b == nil {
		panic("there is no table " + string(names[n]))
	}
	if n == outbox || n == ready || n == facts {
		b.FillPercent = 0.9 // they grow at their end: a full page is never written into again
	}
	t.tables[n] = b
	return b
}

func (t *tx) get(n table, key []byte) []byte { return t.in(n).Get(key) }

// put and del write. They fail only when the whole transaction must, so that
// nobody has to look at an error after each.
func (t *tx) put(n table, key, value []byte) {
	t.dirty = true
	if t.trace != nil {
		t.trace(names[n], key, value)
	}
	if err := t.in(n).Put(key, value); err != nil && t.failed == nil {
		t.failed = err
	}
}

func (t *tx) del(n table, key []byte) {
	t.dirty = true
	if t.trace != nil {
		t.trace(names[n], key, nil)
	}
	if err := t.in(n).Delete(key); err != nil && t.failed == nil {
		t.failed = err
	}
}

func (t *tx) sequence(n table) uint64 {
	next, err := t.in(n).NextSequence()
	if err != nil && t.failed == nil {
		t.failed = err
	}
	return next
}
