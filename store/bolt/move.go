package bolt

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"iter"
	"slices"

	"github.com/goccy/go-json"

	"capheso/dialogs"
	"capheso/store"
)

var _ store.Movable = (*Store)(nil)

var keyMoving = []byte("moving")

// livesAtOnce is how many learners are read in one transaction.
const livesAtOnce = 64

// Lives is described in package store.
func (s *Store) Lives(ctx context.Context, after dialogs.UserID) iter.Seq2[store.Life, error] {
	return func(yield func(store.Life, error) bool) {
		for {
			var list []store.Life
			err := s.view(ctx, func(t *tx) (err error) {
				list, err = t.lives(after)
				for i := range list {
					err = errors.Join(err, t.addGrown(&list[i]))
				}
				return err
			})
			if err != nil {
				yield(store.Life{}, err)
				return
			}
			for _, l := range list {
				if !yield(l, nil) {
					return
				}
				after = l.User
			}
			if len(list) < livesAtOnce {
				return
			}
		}
	}
}

// lives reads the learners that follow one.
func (t *tx) lives(after dialogs.UserID) (list []store.Life, err error) {
	var from []byte
	if after != "" {
		from = append([]byte(after), 0, 0xff)
	}
	c := t.in(learners).Cursor()
	for k, v := seek(c, from); k != nil; k, v = c.Next() {
		user, kind, rest, ok := splitLearnerKey(k)
		if !ok {
			return nil, damaged(learners, k)
		}
		if len(list) == 0 || list[len(list)-1].User != user {
			if len(list) == livesAtOnce {
				return list, nil
			}
			list = append(list, store.Life{User: user})
		}
		if kind == kindLine && t.has(lines) {
			continue // it was moved there
		}
		if err := t.addRow(&list[len(list)-1], kind, rest, k, v); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// addGrown adds what lies apart from the other rows of a life.
func (t *tx) addGrown(l *store.Life) error {
	for _, in := range []struct {
		table
		kind byte
	}{{past, kindOutcome}, {ledger, kindLedger}, {lines, kindLine}} {
		if !t.has(in.table) {
			continue
		}
		prefix := learnerKey(l.User, in.kind, "")
		c := t.in(in.table).Cursor()
		for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
			if err := t.addRow(l, in.kind, k[len(prefix):], k, v); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(l.Ledger, func(a, b store.Numbered) int { return cmp.Compare(a.Revision, b.Revision) })
	return nil
}

// addRow adds what one row says to a life.
func (t *tx) addRow(l *store.Life, kind byte, rest, key, value []byte) error {
	switch kind {
	case kindSession:
		revision, encoded, err := unsealSession(key, value)
		l.Revision, l.Session = revision, bytes.Clone(encoded)
		return err
	case kindLedger:
		revision, at, ok := unsealEntry(key, value)
		if !ok {
			return damaged(ledger, key)
		}
		l.Ledger = append(l.Ledger, store.Numbered{Revision: revision, Entry: store.Entry{ID: dialogs.EventID(rest), At: at}})
	case kindOutcome:
		body, ok := unseal(key, value)
		if !ok {
			return damaged(past, key)
		}
		o, ok := readOutcome(body)
		if !ok {
			return damaged(past, key)
		}
		l.Outcomes = append(l.Outcomes, o)
	case kindLine:
		ids, err := lineOf(key, value)
		if err != nil {
			return err
		}
		return t.addLine(l, ids)
	}
	return nil
}

func (t *tx) addLine(l *store.Life, ids line) error {
	for i := range ids {
		m, err := t.headOf(ids[i:])
		if err != nil {
			return err
		}
		public, err := m.public()
		if err != nil {
			return damagedBy(outbox, idKey(m.ID), err)
		}
		l.Line = append(l.Line, store.InLine{Message: public, State: store.State(m.state)})
	}
	return nil
}

// Moving is described in package store.
func (s *Store) Moving(ctx context.Context) (moving bool, err error) {
	err = s.view(ctx, func(t *tx) error {
		moving = t.get(identity, keyMoving) != nil
		return nil
	})
	return moving, err
}

// Taken is described in package store.
func (s *Store) Taken(ctx context.Context) (last dialogs.UserID, n int, err error) {
	err = s.view(ctx, func(t *tx) error {
		if k, _ := t.in(learners).Cursor().Last(); k != nil {
			last, _, _, _ = splitLearnerKey(k)
		}
		n = t.in(facts).Stats().KeyN
		return nil
	})
	return last, n, err
}

// Begin is described in package store.
func (s *Store) Begin(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		t.put(identity, keyMoving, present)
		return nil
	})
}

// End is described in package store.
func (s *Store) End(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		t.del(identity, keyMoving)
		return nil
	})
}

// TakeLives is described in package store.
func (s *Store) TakeLives(ctx context.Context, lives []store.Life) error {
	return s.write(ctx, func(t *tx) error {
		for _, l := range lives { // nothing is written when one of them is bad
			if err := errors.Join(checkUser(l.User), checkLife(l)); err != nil {
				return err
			}
		}
		for _, n := range []table{learners, ledger, past} {
			t.in(n).FillPercent = 0.75 // they come in order; what comes later wants some room
		}
		for _, l := range lives {
			if err := t.takeLife(l); err != nil {
				t.failed = err
			}
		}
		return nil
	})
}

func checkLife(l store.Life) error {
	_, err := dialogs.Decode(l.Session)
	return err
}

func (t *tx) takeLife(l store.Life) error {
	key := learnerKey(l.User, kindSession, "")
	if t.get(learners, key) != nil {
		return nil
	}
	session, err := dialogs.Decode(l.Session)
	if err != nil {
		return err
	}
	t.put(learners, key, seal(key, append(sessionHead(l.Revision), l.Session...)))
	t.put(known, knownKey(l.User), present)
	t.writeMarks(l.User, marks{}, marksOf(&session))
	for _, e := range l.Ledger {
		key := learnerKey(l.User, kindLedger, string(e.ID))
		t.put(ledger, key, sealEntry(key, e.Revision, e.At))
	}
	for _, o := range l.Outcomes {
		if err := t.takeOutcome(l.User, o); err != nil {
			return err
		}
	}
	return t.takeLine(l)
}

func (t *tx) takeOutcome(user dialogs.UserID, o store.Outcome) error {
	reply, err := json.Marshal(&o.Reply)
	if err != nil {
		return err
	}
	m := &message{Message: o.Message, bulk: o.Reply.Bulk, state: flies, reply: reply}
	key := learnerKey(user, kindOutcome, string(binary.BigEndian.AppendUint64(nil, t.sequence(past))))
	t.put(past, key, seal(key, appendOutcome(make([]byte, sumSize), m, o.Remote, o.Failed, o.At)))
	t.atLeast(m.ID)
	return nil
}

func (t *tx) takeLine(l store.Life) error {
	var ids line
	for i, in := range l.Line {
		reply, err := json.Marshal(&in.Reply)
		if err != nil {
			return err
		}
		m := &message{Message: in.Message, bulk: in.Reply.Bulk, state: state(in.State), reply: reply}
		t.putMessage(m)
		if i == 0 {
			t.index(m)
		}
		ids = append(ids, place{m.ID, m.bulk})
		t.atLeast(m.ID)
	}
	if len(ids) > 0 {
		t.putLine(lineKey(l.User), ids)
	}
	return nil
}

// atLeast has later messages get higher numbers than id.
func (t *tx) atLeast(id store.MessageID) {
	if b := t.in(outbox); b.Sequence() < uint64(id) {
		t.dirty = true
		if err := b.SetSequence(uint64(id)); err != nil && t.failed == nil {
			t.failed = err
		}
	}
}

// TakeFacts is described in package store.
func (s *Store) TakeFacts(ctx context.Context, list []store.FactOf) error {
	encoded := make([][]byte, len(list))
	for i := range list {
		b, err := json.Marshal(&list[i].Fact)
		if err != nil {
			return err
		}
		encoded[i] = b
	}
	return s.write(ctx, func(t *tx) error {
		for i, f := range list {
			t.writeFact(f.User, f.Fact, encoded[i])
		}
		return nil
	})
}
