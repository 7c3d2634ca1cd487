package bolt

import (
	"bytes"
	"context"
	"strconv"
)

// Format 1 kept the ledger, the lines and, at first, the outcomes of a learner
// among their other rows in learners. Millions of rows are not moved while
// somebody waits for a start: upgrade moves the lines of those who wait for a
// message, and notes that old rows are left. They are read where they are, and
// Prune ends them as they grow old; when it finds none, nobody looks for them any
// more.
//
// Format 2 wrote sessions as JSON. They stay so until the learner's next event.

// formatApart is the first format that keeps them apart.
const formatApart = 2

var keyOld = []byte("old rows")

// upgrade brings a file of an earlier release to this format, in one
// transaction. That release then refuses it.
func (s *Store) upgrade() error {
	if s.found == format {
		return nil
	}
	return s.update(func(t *tx) error {
		if s.found < formatApart {
			if err := t.takeApart(); err != nil {
				return err
			}
		}
		t.put(identity, keyFormat, []byte(strconv.Itoa(format)))
		return nil
	})
}

// takeApart makes the tables that format 1 did not have.
func (t *tx) takeApart() error {
	for _, name := range names {
		if _, err := t.bolt.CreateBucketIfNotExists(name); err != nil {
			return err
		}
	}
	t.moveLines()
	t.put(identity, keyOld, present)
	return nil
}

// moveLines copies the lines of all who have a message in the outbox. A message
// that cannot be read is named when its turn comes.
func (t *tx) moveLines() {
	c := t.in(outbox).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		body, _ := unseal(k, v)
		m, ok := readMessage(0, body)
		if !ok {
			continue
		}
		key := lineKey(m.To)
		if line := t.get(learners, key); line != nil && t.get(lines, key) == nil {
			t.put(lines, key, bytes.Clone(line))
		}
	}
}

// forgetOld notes that no old rows are left.
func (s *Store) forgetOld(ctx context.Context) error {
	err := s.write(ctx, func(t *tx) error {
		t.del(identity, keyOld)
		return nil
	})
	if err == nil {
		s.old.Store(false)
	}
	return err
}

// has says whether the file has a table: one of an earlier release that is only
// read may not.
func (t *tx) has(n table) bool { return t.bolt.Bucket(names[n]) != nil }
