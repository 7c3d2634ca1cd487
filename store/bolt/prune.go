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

// Prune is described in package store. It goes over all rows that grow old, a
// piece at a time, so that nobody waits for it longer than for another commit,
// and the file does not fill the memory.
func (s *Store) Prune(ctx context.Context, before time.Time) (total int, err error) {
	tables := []table{ledger, past}
	if s.old.Load() {
		tables = []table{learners, ledger, past}
	}
	for _, in := range tables {
		n, left, err := s.pruneTable(ctx, in, before)
		if total += n; err != nil {
			return total, err
		}
		if in == learners && !left {
			if err := s.forgetOld(ctx); err != nil {
				return total, err
			}
		}
	}
	return total, nil
}

// pruneTable also says whether there are rows left that will grow old.
func (s *Store) pruneTable(ctx context.Context, in table, before time.Time) (total int, left bool, err error) {
	for from := []byte(nil); ; {
		p, err := s.oldRows(ctx, in, from, before)
		if err != nil {
			return total, left, err
		}
		n := 0
		err = s.writeBulk(ctx, func(t *tx) error {
			n = 0
			for _, key := range p.old {
				if t.get(in, key) != nil { // the learner may have been forgotten
					t.del(in, key)
					n++
				}
			}
			return nil
		})
		if err != nil {
			return total, left, err
		}
		total, left = total+n, left || p.left
		if from = p.next; from == nil {
			return total, left, nil
		}
	}
}

// piece is what was found in a part of a table.
type piece struct {
	old  [][]byte // keys of rows to forget
	left bool     // there are others that will grow old
	next []byte   // where to go on; nil is the end
}

// oldRows finds ledger entries and outcomes to forget.
func (s *Store) oldRows(ctx context.Context, in table, from []byte, before time.Time) (p piece, err error) {
	err = s.view(ctx, func(t *tx) error {
		c := t.in(in).Cursor()
		seen := 0
		for k, v := seek(c, from); k != nil; k, v = c.Next() {
			if seen++; seen > pruneScan || len(p.old) == pruneDelete {
				p.next = bytes.Clone(k)
				return nil
			}
			switch at, ages := rowTime(k, v); {
			case !ages:
			case at.Before(before):
				p.old = append(p.old, bytes.Clone(k))
			default:
				p.left = true
			}
		}
		return nil
	})
	return p, err
}

func seek(c *bbolt.Cursor, from []byte) (key, value []byte) {
	if from == nil {
		return c.First()
	}
	return c.Seek(from)
}

// rowTime is the time of a row that grows old. A damaged row is not so old that
// it may go before somebody has looked at it.
func rowTime(key, value []byte) (at time.Time, ages bool) {
	_, kind, _, ok := splitLearnerKey(key)
	if !ok || kind != kindLedger && kind != kindOutcome {
		return at, false
	}
	if kind == kindLedger {
		if _, at, ok := unsealEntry(key, value); ok {
			return at, true
		}
	} else if body, intact := unseal(key, value); intact {
		if r := (reader{rest: body}); len(body) >= timeSize {
			return r.time(), true
		}
	}
	return farAway, true
}

// farAway is later than anything kept here.
var farAway = time.Unix(1<<40, 0)

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
