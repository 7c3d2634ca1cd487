package bolt

import (
	"bytes"
	"context"
	"time"

	bbolt "go.etcd.io/bbolt"
)

const (
	pruneScan   = 20_000 // rows looked at in one read transaction
	pruneDelete = 1_000  // rows deleted in one commit
)

// Prune is described in package store. It goes over all rows of learners, a
// piece at a time, so that nobody waits for it longer than for another commit,
// and the file does not fill the memory.
func (s *Store) Prune(ctx context.Context, before time.Time) (int, error) {
	entries, err := s.pruneTable(ctx, learners, before)
	if err != nil {
		return entries, err
	}
	outcomes, err := s.pruneTable(ctx, past, before)
	return entries + outcomes, err
}

func (s *Store) pruneTable(ctx context.Context, in table, before time.Time) (int, error) {
	total := 0
	for from := []byte(nil); ; {
		old, next, err := s.oldRows(ctx, in, from, before)
		if err != nil {
			return total, err
		}
		n := 0
		err = s.writeBulk(ctx, func(t *tx) error {
			n = 0
			for _, key := range old {
				if t.get(in, key) != nil { // the learner may have been forgotten
					t.del(in, key)
					n++
				}
			}
			return nil
		})
		if err != nil {
			return total, err
		}
		if total += n; next == nil {
			return total, nil
		}
		from = next
	}
}

// oldRows finds ledger entries and outcomes to forget, and where to go on.
func (s *Store) oldRows(ctx context.Context, in table, from []byte, before time.Time) (old [][]byte, next []byte, err error) {
	err = s.view(ctx, func(t *tx) error {
		c := t.in(in).Cursor()
		seen := 0
		for k, v := seek(c, from); k != nil; k, v = c.Next() {
			if seen++; seen > pruneScan || len(old) == pruneDelete {
				next = bytes.Clone(k)
				return nil
			}
			if at, ok := rowTime(k, v); ok && at.Before(before) {
				old = append(old, bytes.Clone(k))
			}
		}
		return nil
	})
	return old, next, err
}

func seek(c *bbolt.Cursor, from []byte) (key, value []byte) {
	if from == nil {
		return c.First()
	}
	return c.Seek(from)
}

// rowTime is the time of a row that grows old. A damaged row has none: it stays
// until somebody has looked at it.
func rowTime(key, value []byte) (at time.Time, ok bool) {
	_, kind, _, ok := splitLearnerKey(key)
	if !ok {
		return at, false
	}
	switch kind {
	case kindLedger:
		_, at, ok = unsealEntry(key, value)
		return at, ok
	case kindOutcome:
		if body, intact := unseal(key, value); intact {
			r := reader{rest: body}
			at = r.time()
			return at, !r.short
		}
	}
	return at, false
}

// PruneFacts is described in package store. That an achievement was counted
// stays known.
func (s *Store) PruneFacts(ctx context.Context, before time.Time) (total int, err error) {
	end := string(appendTime(nil, before))
	for more := true; more; {
		n := 0
		err := s.write(ctx, func(t *tx) error {
			n = 0
			c := t.in(facts).Cursor()
			var old [][]byte
			for k, _ := c.First(); k != nil && string(k) < end && len(old) < pruneDelete; k, _ = c.Next() {
				old = append(old, bytes.Clone(k))
			}
			for _, key := range old {
				t.del(facts, key)
			}
			n = len(old)
			return nil
		})
		if err != nil {
			return total, err
		}
		total += n
		more = n == pruneDelete
	}
	return total, nil
}
