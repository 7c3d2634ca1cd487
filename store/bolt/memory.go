package bolt

import (
	"bytes"
	"sync"

	"capheso/dialogs"
)

// memorySize is how many sessions stay decoded: those who are talking just now,
// at some kilobytes each. Decoding is the dearest part of an event.
const memorySize = 8192

// memory keeps sessions as the last step left them, so that the next event of
// the talk need not decode them. What counts is the row: a session is used only
// when the row still has the checksum and the revision it was remembered with.
//
// A session is taken out to be used and comes back only after a commit. So a
// step that spoils what it was given spoils nothing that is used again.
type memory struct {
	mu       sync.Mutex
	sessions map[dialogs.UserID]remembered
}

type remembered struct {
	head    []byte // of its row
	session dialogs.Session
}

// take gives the session out if it is the one of the row.
func (m *memory) take(user dialogs.UserID, row []byte) (dialogs.Session, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.sessions[user]
	delete(m.sessions, user)
	return r.session, ok && bytes.HasPrefix(row, r.head)
}

// keep remembers what was committed. When there is no room it forgets anyone.
func (m *memory) keep(user dialogs.UserID, row []byte, s dialogs.Session) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.sessions == nil {
		m.sessions = make(map[dialogs.UserID]remembered)
	}
	if len(m.sessions) >= memorySize {
		for anyone := range m.sessions {
			delete(m.sessions, anyone)
			break
		}
	}
	m.sessions[user] = remembered{bytes.Clone(row[:headSize]), s}
}

// clear forgets everybody.
func (m *memory) clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions = nil
}
