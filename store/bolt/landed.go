package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"time"

	"capheso/store"
)

// landed makes ready at once the personal messages whose attempt was under way
// when the last process ended: this one alone has the file, so nobody sends
// them any more. Each may have reached its learner already; then it reaches
// them twice, at once instead of a minute later.
//
// When it cannot be written they wait for their minute; whatever is wrong with
// the file is for the methods to say.
func (s *Store) landed(now time.Time) {
	var ids []store.MessageID
	err := s.view(context.Background(), func(t *tx) error {
		ids = t.flying(now)
		return nil
	})
	if err != nil || len(ids) == 0 {
		return
	}
	_ = s.write(context.Background(), func(t *tx) error {
		for _, id := range ids {
			m, err := t.message(id)
			if err != nil || m == nil || m.state != flies || m.bulk {
				continue
			}
			t.unindex(m)
			m.state, m.Next = waits, now
			t.putMessage(m)
			t.index(m)
		}
		return nil
	})
}

// flying are the personal messages that are first in line and ready within the
// time of an attempt, and with them all that are on one.
func (t *tx) flying(now time.Time) (ids []store.MessageID) {
	c := t.in(ready).Cursor()
	for k, _ := c.First(); k != nil; {
		channel, _, _ := bytes.Cut(k, []byte{0})
		prefix := readyPrefix(string(channel), classPersonal)
		last := appendTime(bytes.Clone(prefix), now.Add(store.FirstAttempt))
		for k, _ = c.Seek(appendTime(bytes.Clone(prefix), now)); bytes.HasPrefix(k, prefix) && len(k) == len(last)+8; k, _ = c.Next() {
			if bytes.Compare(k[:len(last)], last) > 0 {
				break
			}
			ids = append(ids, store.MessageID(binary.BigEndian.Uint64(k[len(last):])))
		}
		k, _ = c.Seek(readyPrefix(string(channel), classBulk+1))
	}
	return ids
}
