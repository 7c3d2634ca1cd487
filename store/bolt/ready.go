package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"time"

	"capheso/dialogs"
	"capheso/store"
)

// Ready is described in package store.
func (s *Store) Ready(ctx context.Context, channel string, now time.Time, limit int) ([]store.Message, error) {
	var found []store.Message
	var bad []error
	err := s.view(ctx, func(t *tx) error {
		for _, class := range []byte{classPersonal, classBulk} {
			prefix := readyPrefix(channel, class)
			last := string(appendTime(nil, now))
			c := t.in(ready).Cursor()
			for k, _ := c.Seek(prefix); len(found) < limit && bytes.HasPrefix(k, prefix); k, _ = c.Next() {
				when := k[len(prefix):]
				if len(when) == timeSize+8 && string(when[:timeSize]) > last {
					break
				}
				m, err := t.readyMessage(k)
				if err != nil {
					bad = append(bad, err)
					continue
				}
				found = append(found, m)
			}
		}
		return nil
	})
	return found, errors.Join(append(bad, err)...)
}

// readyMessage is the message a row of the index stands for.
func (t *tx) readyMessage(key []byte) (store.Message, error) {
	if len(key) < 8 {
		return store.Message{}, damaged(ready, key)
	}
	m, err := t.message(store.MessageID(binary.BigEndian.Uint64(key[len(key)-8:])))
	if err != nil {
		return store.Message{}, err
	}
	if m == nil || m.state == held || !bytes.Equal(readyKey(m), key) {
		return store.Message{}, damaged(ready, key)
	}
	out, err := m.public()
	if err != nil {
		return out, damagedBy(outbox, idKey(m.ID), err)
	}
	return out, nil
}

// Waiting is described in package store. Behind one that is held nothing moves.
func (s *Store) Waiting(ctx context.Context, user dialogs.UserID) (n int, err error) {
	if err := checkUser(user); err != nil {
		return 0, err
	}
	err = s.view(ctx, func(t *tx) error {
		q, err := t.queueOf(user)
		if err == nil && q.head != nil && q.head.state != held {
			n = len(q.line)
		}
		return err
	})
	return n, err
}
