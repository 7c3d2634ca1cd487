package bolt

import (
	"bytes"
	"encoding/binary"

	"capheso/dialogs"
)

// sieve tells which rows belong to learners who are to be forgotten.
type sieve struct {
	gone  map[dialogs.UserID]bool
	known map[string]bool // their keys in the table of known learners
	ids   map[uint64]bool // their messages; filled while the outbox goes by
}

func newSieve(gone map[dialogs.UserID]bool) *sieve {
	s := &sieve{gone, make(map[string]bool), make(map[uint64]bool)}
	for u := range gone {
		s.known[string(knownKey(u))] = true
	}
	return s
}

// holds says whether a row is held back. Of a row that cannot be read it holds
// back whatever contains one of the ids.
func (s *sieve) holds(n table, key, value []byte) bool {
	switch n {
	case known:
		return s.known[string(key)]
	case erase:
		return s.gone[dialogs.UserID(key)]
	case learners, past, ledger, lines:
		if user, _, _, ok := splitLearnerKey(key); ok {
			return s.gone[user]
		}
	case alarms:
		if d, ok := splitAlarmKey(key); ok {
			return s.gone[d.User]
		}
	case asked:
		if len(key) > timeSize {
			return s.gone[dialogs.UserID(key[timeSize:])]
		}
	case outbox:
		return s.holdsMessage(key, value)
	case ready:
		return len(key) >= 8 && s.ids[binary.BigEndian.Uint64(key[len(key)-8:])]
	case facts:
		if body, intact := unseal(key, value); intact {
			if f, ok := readFact(body); ok {
				return s.gone[f.User]
			}
		}
	}
	return s.mentioned(key) || s.mentioned(value)
}

func (s *sieve) holdsMessage(key, value []byte) bool {
	body, intact := unseal(key, value)
	m, ok := readMessage(0, body)
	if !intact || !ok || len(key) != 8 {
		return s.mentioned(value)
	}
	if s.gone[m.To] {
		s.ids[binary.BigEndian.Uint64(key)] = true
		return true
	}
	return false
}

func (s *sieve) mentioned(b []byte) bool {
	for u := range s.gone {
		if bytes.Contains(b, []byte(u)) {
			return true
		}
	}
	return false
}
