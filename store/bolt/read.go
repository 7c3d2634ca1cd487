package bolt

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"capheso/dialogs"
	"capheso/store"
)

// Session is described in package store.
func (s *Store) Session(ctx context.Context, user dialogs.UserID) (found dialogs.Session, ok bool, err error) {
	if err := checkUser(user); err != nil {
		return found, false, err
	}
	key := learnerKey(user, kindSession, "")
	var row []byte
	err = s.view(ctx, func(t *tx) error {
		row = bytes.Clone(t.get(learners, key))
		return t.checkKnown(user, row != nil)
	})
	if err != nil || row == nil {
		return found, false, err
	}
	_, encoded, err := unsealSession(key, row)
	if err != nil {
		return found, false, err
	}
	found, err = decodeSession(key, user, encoded)
	return found, err == nil, err
}

// Sessions is described in package store.
func (s *Store) Sessions(ctx context.Context) iter.Seq2[dialogs.Session, error] {
	return func(yield func(dialogs.Session, error) bool) {
		for from := []byte{}; from != nil; {
			var list []row
			err := s.view(ctx, func(t *tx) error {
				list, from = t.sessionRows(from)
				return nil
			})
			if err != nil {
				yield(dialogs.Session{}, err)
				return
			}
			for _, r := range list {
				if !yield(r.session()) {
					return
				}
			}
		}
	}
}

// sessionRows are the rows of some sessions, without a look at what lies
// between them, and where the next begin; nil is nowhere.
func (t *tx) sessionRows(from []byte) (list []row, next []byte) {
	c := t.in(learners).Cursor()
	for k, _ := c.Seek(from); k != nil; k, _ = c.Seek(from) {
		if len(list) == chunk {
			return list, from
		}
		user, _, _, _ := splitLearnerKey(k)
		key := learnerKey(user, kindSession, "")
		if k, v := c.Seek(key); bytes.Equal(k, key) {
			list = append(list, row{key, bytes.Clone(v)})
		}
		from = append([]byte(user), 1) // the next user's key is greater than this one's and 0
	}
	return list, nil
}

// session is what a session row says.
func (r row) session() (dialogs.Session, error) {
	user, _, _, _ := splitLearnerKey(r.key)
	_, encoded, err := unsealSession(r.key, r.value)
	if err != nil {
		return dialogs.Session{}, err
	}
	return decodeSession(r.key, user, encoded)
}

// Due is described in package store.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]store.Due, error) {
	var due []store.Due
	var bad []error
	err := s.view(ctx, func(t *tx) error {
		last := string(appendTime(nil, now))
		c := t.in(alarms).Cursor()
		for k, v := c.First(); k != nil && len(due) < limit; k, v = c.Next() {
			if len(k) >= timeSize && string(k[:timeSize]) > last {
				break
			}
			_, intact := unseal(k, v)
			d, ok := splitAlarmKey(k)
			if !intact || !ok {
				bad = append(bad, damaged(alarms, k))
				continue
			}
			due = append(due, d)
		}
		return nil
	})
	return due, errors.Join(append(bad, err)...)
}

// Asked is described in package store.
func (s *Store) Asked(ctx context.Context, limit int) ([]store.Asked, error) {
	var open []store.Asked
	var bad []error
	err := s.view(ctx, func(t *tx) error {
		c := t.in(asked).Cursor()
		for k, v := c.First(); k != nil && len(open) < limit; k, v = c.Next() {
			if _, intact := unseal(k, v); !intact || len(k) <= timeSize {
				bad = append(bad, damaged(asked, k))
				continue
			}
			user := dialogs.UserID(k[timeSize:])
			key := learnerKey(user, kindSession, "")
			_, encoded, err := unsealSession(key, t.get(learners, key))
			if err != nil {
				bad = append(bad, err)
				continue
			}
			session, err := decodeSession(key, user, bytes.Clone(encoded))
			if err != nil {
				bad = append(bad, err)
				continue
			}
			if q, ok := session.Open(); ok && q.At.Equal(timeOf(k[:timeSize])) {
				open = append(open, store.Asked{User: user, Question: q})
			}
		}
		return nil
	})
	return open, errors.Join(append(bad, err)...)
}

// Erasing is described in package store.
func (s *Store) Erasing(ctx context.Context, limit int) ([]dialogs.UserID, error) {
	var users []dialogs.UserID
	err := s.view(ctx, func(t *tx) error {
		c := t.in(erase).Cursor()
		for k, _ := c.First(); k != nil && len(users) < limit; k, _ = c.Next() {
			users = append(users, dialogs.UserID(k))
		}
		return nil
	})
	return users, err
}

// chunk is how many rows are read in one transaction by what goes over many. A
// transaction that stays open keeps old pages from being used again.
const chunk = 512

// row is a copy of one, good after its transaction.
type row struct{ key, value []byte }

// rows yields the rows of a table from a key on, as long as while is true of
// the key. Rows that come meanwhile may or may not be among them.
func (s *Store) rows(ctx context.Context, in table, from []byte, while func(key []byte) bool) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		for from != nil {
			batch, next, err := s.someRows(ctx, in, from, while)
			for _, r := range batch {
				if !yield(r, nil) {
					return
				}
			}
			if err != nil {
				yield(row{}, err)
				return
			}
			from = next
		}
	}
}

// someRows reads one chunk, and says where the next begins; nil is nowhere.
func (s *Store) someRows(ctx context.Context, in table, from []byte, while func(key []byte) bool) (batch []row, next []byte, err error) {
	err = s.view(ctx, func(t *tx) error {
		c := t.in(in).Cursor()
		for k, v := c.Seek(from); k != nil && while(k); k, v = c.Next() {
			if len(batch) == chunk {
				next = bytes.Clone(k)
				return nil
			}
			batch = append(batch, row{bytes.Clone(k), bytes.Clone(v)})
		}
		return nil
	})
	return batch, next, err
}

// learnerRows yields a learner's rows of a kind that grows with each event, from
// the table it has: those first that format 1 kept among the others.
func (s *Store) learnerRows(ctx context.Context, in table, user dialogs.UserID, kind byte) iter.Seq2[row, error] {
	prefix := learnerKey(user, kind, "")
	from := []table{in}
	if s.old.Load() {
		from = []table{learners, in}
	}
	return func(yield func(row, error) bool) {
		for _, in := range from {
			for r, err := range s.rows(ctx, in, prefix, func(key []byte) bool { return bytes.HasPrefix(key, prefix) }) {
				if !yield(r, err) || err != nil {
					return
				}
			}
		}
	}
}

// Ledger is described in package store. The rows lie in the order of the event
// ids, so they are put in order first.
func (s *Store) Ledger(ctx context.Context, user dialogs.UserID) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		type entry struct {
			revision uint64
			store.Entry
		}
		var list []entry
		var last error
		skip := len(learnerKey(user, kindLedger, ""))
		for r, err := range s.learnerRows(ctx, ledger, user, kindLedger) {
			if err != nil {
				last = errors.Join(last, err)
				continue
			}
			revision, at, ok := unsealEntry(r.key, r.value)
			if !ok {
				last = errors.Join(last, damaged(ledger, r.key))
				continue
			}
			list = append(list, entry{revision, store.Entry{ID: dialogs.EventID(r.key[skip:]), At: at}})
		}
		slices.SortFunc(list, func(a, b entry) int { return cmp.Compare(a.revision, b.revision) })
		for _, e := range list {
			if !yield(e.Entry, nil) {
				return
			}
		}
		if last != nil {
			yield(store.Entry{}, last)
		}
	}
}

// Outcomes is described in package store.
func (s *Store) Outcomes(ctx context.Context, user dialogs.UserID) iter.Seq2[store.Outcome, error] {
	return func(yield func(store.Outcome, error) bool) {
		for r, err := range s.learnerRows(ctx, past, user, kindOutcome) {
			var o store.Outcome
			if err == nil {
				body, intact := unseal(r.key, r.value)
				good := false
				if intact {
					o, good = readOutcome(body)
				}
				if !good {
					err = damaged(past, r.key)
				}
			}
			if !yield(o, err) {
				return
			}
		}
	}
}

// Facts is described in package store.
func (s *Store) Facts(ctx context.Context, from, to time.Time) iter.Seq2[store.FactOf, error] {
	return func(yield func(store.FactOf, error) bool) {
		end := string(appendTime(nil, to))
		before := func(key []byte) bool { return string(key) < end }
		for r, err := range s.rows(ctx, facts, appendTime(nil, from), before) {
			var f store.FactOf
			if err == nil {
				body, intact := unseal(r.key, r.value)
				good := false
				if intact {
					f, good = readFact(body)
				}
				if !good {
					err = damaged(facts, r.key)
				}
			}
			if !yield(f, err) {
				return
			}
		}
	}
}
