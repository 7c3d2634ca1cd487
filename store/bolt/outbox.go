package bolt

import (
	"context"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"capheso/dialogs"
	"capheso/store"
)

// queue is a learner's line and the message at its head, nil when it is empty.
type queue struct {
	key  []byte
	line line
	head *message
}

func (t *tx) queueOf(user dialogs.UserID) (q queue, err error) {
	q.key = lineKey(user)
	if q.line, err = t.readLine(q.key); err != nil {
		return q, err
	}
	q.head, err = t.headOf(q.line)
	return q, err
}

func (t *tx) headOf(l line) (*message, error) {
	if len(l) == 0 {
		return nil, nil
	}
	m, err := t.message(l[0].id)
	if err == nil && m == nil {
		err = damaged(outbox, idKey(l[0].id))
	}
	return m, err
}

// message reads a row of the outbox; nil when there is none.
func (t *tx) message(id store.MessageID) (*message, error) {
	key := idKey(id)
	value := t.get(outbox, key)
	if value == nil {
		return nil, nil
	}
	body, ok := unseal(key, value)
	if !ok {
		return nil, damaged(outbox, key)
	}
	m, ok := readMessage(id, body)
	if !ok {
		return nil, damaged(outbox, key)
	}
	return &m, nil
}

func (t *tx) putMessage(m *message) {
	key := idKey(m.ID)
	t.put(outbox, key, m.seal(key))
}

// index puts the first in line where Ready looks, unless it is held.
func (t *tx) index(m *message) {
	if m.state != held {
		t.put(ready, readyKey(m), present)
	}
}

func (t *tx) unindex(m *message) {
	if m.state != held {
		t.del(ready, readyKey(m))
	}
}

// enqueue puts the replies of an event in line, and lets go of what was held
// until the learner wrote.
func (t *tx) enqueue(q queue, a *application, e *effect) []store.Message {
	if q.head != nil && q.head.state == held && store.Wrote(a.ev.Body) {
		q.head.state, q.head.Next = waits, a.ev.At
		t.putMessage(q.head)
		t.index(q.head)
	}
	if len(e.replies) == 0 {
		return nil
	}
	queued := make([]store.Message, len(e.replies))
	for i, encoded := range e.replies {
		m := &message{reply: encoded, bulk: e.out.Replies[i].Bulk}
		m.ID = store.MessageID(t.sequence(outbox))
		m.To, m.Queued, m.Next = a.ev.User, a.ev.At, a.ev.At
		t.join(&q, m)
		queued[i] = m.Message
		queued[i].Reply = e.out.Replies[i]
		queued[i].Reply.Choices = slices.Clone(queued[i].Reply.Choices) // the session may have the same
	}
	t.putLine(q.key, q.line)
	return queued
}

// join puts one new message in line.
func (t *tx) join(q *queue, m *message) {
	at := q.line.position(m.bulk, q.head != nil && q.head.state == flies)
	q.line = slices.Insert(q.line, at, place{m.ID, m.bulk})
	if at > 0 {
		t.putMessage(m)
		return
	}
	if q.head != nil {
		t.unindex(q.head)
		if q.head.state == held {
			q.head.state = waits
			t.putMessage(q.head)
		}
	}
	if !m.bulk {
		m.state, m.Tries, m.Next = flies, 1, m.Queued.Add(store.FirstAttempt)
	}
	t.putMessage(m)
	t.index(m)
	q.head = m
}

// first is the queue whose head is a message, or ErrNotFirst.
func (t *tx) first(id store.MessageID) (queue, error) {
	m, err := t.message(id)
	if err != nil {
		return queue{}, err
	}
	if m == nil {
		return queue{}, store.ErrNotFirst
	}
	q, err := t.queueOf(m.To)
	if err == nil && (q.head == nil || q.head.ID != id) {
		err = store.ErrNotFirst
	}
	return q, err
}

// Trying is described in package store.
func (s *Store) Trying(ctx context.Context, id store.MessageID, again time.Time) error {
	return s.write(ctx, func(t *tx) error {
		q, err := t.first(id)
		if err != nil {
			return err
		}
		t.unindex(q.head)
		q.head.state, q.head.Next = flies, again
		q.head.Tries++
		t.putMessage(q.head)
		t.index(q.head)
		return nil
	})
}

// Postpone is described in package store.
func (s *Store) Postpone(ctx context.Context, id store.MessageID, next time.Time) error {
	return s.write(ctx, func(t *tx) error {
		q, err := t.first(id)
		if err != nil {
			return err
		}
		// Personal ones that came while a bulk one was in flight go first now.
		rest := q.line[1:]
		back := rest.position(false, false)
		overtaken := q.line[0].bulk && back > 0
		l := slices.Insert(slices.Clone(rest), back, q.line[0])
		var promoted *message
		if overtaken {
			if promoted, err = t.headOf(l); err != nil {
				return err
			}
		}
		t.unindex(q.head)
		q.head.state, q.head.Next = waits, next
		if next.IsZero() && !overtaken {
			q.head.state = held
		}
		t.putMessage(q.head)
		if !overtaken {
			t.index(q.head)
			return nil
		}
		t.putLine(q.key, l)
		t.index(promoted)
		return nil
	})
}

// Settle is described in package store.
func (s *Store) Settle(ctx context.Context, id store.MessageID, remote string, failed error) error {
	now, why := time.Now(), ""
	if failed != nil {
		why = cut(failed.Error())
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.settle(id, cut(remote), why, now, nil)
		return err
	})
}

// SettleNext is described in package store.
func (s *Store) SettleNext(ctx context.Context, id store.MessageID, remote string, now time.Time) (next store.Message, ok bool, err error) {
	settled := time.Now()
	err = s.write(ctx, func(t *tx) error {
		_, err := t.settle(id, cut(remote), "", settled, func(m *message) bool {
			next, ok = m.begin(now)
			return ok
		})
		return err
	})
	return next, ok && err == nil, err
}

// begin puts a personal message that may be sent at now on an attempt. One that
// cannot be read is left to Ready, which says so.
func (m *message) begin(now time.Time) (begun store.Message, ok bool) {
	if m.bulk || m.state != waits || m.Next.After(now) {
		return begun, false
	}
	begun, err := m.public()
	if err != nil {
		return begun, false
	}
	m.state, m.Next = flies, now.Add(store.FirstAttempt)
	m.Tries++
	begun.Next, begun.Tries = m.Next, m.Tries
	return begun, true
}

// settle moves a message to the record of outcomes, and returns the one whose
// turn that makes it, if any, once begin had a look at it.
func (t *tx) settle(id store.MessageID, remote, why string, now time.Time, begin func(*message) bool) (next *message, err error) {
	m, err := t.message(id)
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, store.ErrNotFirst
	}
	l, next, err := t.lineWithout(m)
	if err != nil {
		return nil, err
	}
	if next != nil {
		if begin != nil && begin(next) {
			t.putMessage(next)
		}
		t.index(next)
	}
	t.unindex(m)
	t.del(outbox, idKey(id))
	t.putLine(lineKey(m.To), l)
	n := binary.BigEndian.AppendUint64(nil, t.sequence(past))
	key := learnerKey(m.To, kindOutcome, string(n))
	t.put(past, key, seal(key, appendOutcome(make([]byte, sumSize), m, remote, why, now)))
	return next, nil
}

// lineWithout is the line once a message has left it, and the message whose
// turn that makes it, if any.
func (t *tx) lineWithout(m *message) (l line, next *message, err error) {
	key := lineKey(m.To)
	if l, err = t.readLine(key); err != nil {
		return nil, nil, err
	}
	at := slices.IndexFunc(l, func(p place) bool { return p.id == m.ID })
	if at < 0 {
		return nil, nil, damaged(lines, key)
	}
	l = slices.Delete(l, at, at+1)
	if at == 0 {
		next, err = t.headOf(l)
	}
	return l, next, err
}

// cut keeps what a network said to a size that fits beside a message.
func cut(s string) string {
	const most = 1000
	if len(s) > most {
		s = s[:most]
	}
	return strings.ToValidUTF8(s, "")
}
