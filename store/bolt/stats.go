package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"

	"capheso/store"
)

// Stats is described in package store. It goes over the index of what may be
// sent, which has a row for each learner who waits, and over the pages of the
// list of learners; of the messages it reads one for each channel.
func (s *Store) Stats(ctx context.Context) (st store.Stats, err error) {
	st.Outbox = map[string]store.Line{}
	oldest := map[string]store.MessageID{}
	err = s.view(ctx, func(t *tx) error {
		st.Sessions = int64(t.in(known).Stats().KeyN)
		c := t.in(ready).Cursor()
		for k, _ := c.First(); k != nil; k, _ = c.Next() {
			channel, rest, ok := bytes.Cut(k, []byte{0})
			if !ok || len(rest) != 1+timeSize+8 {
				return damaged(ready, k)
			}
			id := store.MessageID(binary.BigEndian.Uint64(rest[1+timeSize:]))
			line := st.Outbox[string(channel)]
			if line.Waiting++; line.Waiting == 1 || id < oldest[string(channel)] {
				oldest[string(channel)] = id
			}
			st.Outbox[string(channel)] = line
		}
		for channel, id := range oldest {
			m, err := t.message(id)
			if err != nil {
				return err
			}
			if line := st.Outbox[channel]; m != nil {
				line.Oldest = m.Queued
				st.Outbox[channel] = line
			}
		}
		return nil
	})
	if info, failed := os.Stat(s.path); failed == nil {
		st.Bytes = info.Size()
	}
	st.Commits = s.commits.Load()
	return st, err
}

// keyProbe is what Probe writes: a mark without a meaning.
var keyProbe = []byte("probe")

// Probe is described in package store.
func (s *Store) Probe(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		t.put(identity, keyProbe, present)
		return nil
	})
}
