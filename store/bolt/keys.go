package bolt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"capheso/dialogs"
	"capheso/store"
)

// The tables, each a bucket. What every event of a learner reads and writes is their one row
// in learners: a morning that rings them all goes over little else. What grows with each
// event lies apart from it; the others grow at their end, or are indexes.
//
//	learners  user 0 's'                  → the session
//	          user 0 'f' key              → nothing: this achievement was counted
//	ledger    user 0 'e' event id         → revision and time: one look-up tells a duplicate
//	lines     user 0 'q'                  → the ids of the messages in line; none, no row
//	past      user 0 'o' sequence         → a settled message
//	known     hash of the user            → nothing: this learner has a session
//	outbox    id                          → message
//	ready     channel 0 class time id     → nothing: first in line, not held
//	alarms    time user 0 name            → checksum
//	erase     user                        → nothing
//	asked     time user                   → checksum: an open question
//	facts     time sequence               → user, fact
//	capheso   "format"                    → what this file is
type table int

const (
	learners table = iota
	known
	outbox
	ready
	alarms
	erase
	asked
	facts
	identity
	past
	ledger
	lines
	tableCount
)

var names = [tableCount][]byte{
	learners: []byte("learners"),
	known:    []byte("known"),
	outbox:   []byte("outbox"),
	ready:    []byte("ready"),
	alarms:   []byte("alarms"),
	erase:    []byte("erase"),
	asked:    []byte("asked"),
	facts:    []byte("facts"),
	identity: []byte("capheso"),
	past:     []byte("past"),
	ledger:   []byte("ledger"),
	lines:    []byte("lines"),
}

// tableNamed is the reverse of names; tableCount is none of ours.
func tableNamed(name []byte) table {
	for n := range names {
		if bytes.Equal(names[n], name) {
			return table(n)
		}
	}
	return tableCount
}

// The kinds of row a learner has. Format 1 kept all of them in learners: see upgrade.
const (
	kindLedger  = 'e'
	kindFact    = 'f'
	kindOutcome = 'o'
	kindLine    = 'q'
	kindSession = 's'
)

// The classes of message, in the order they are sent.
const (
	classPersonal = 0
	classBulk     = 1
)

const (
	maxUser  = 512
	maxEvent = 1024
	timeSize = 12
)

// checkUser refuses ids that cannot be part of a key.
func checkUser(user dialogs.UserID) error {
	if user == "" || len(user) > maxUser || strings.IndexByte(string(user), 0) >= 0 {
		return fmt.Errorf("store: %.40q is no user id: 1 to %d bytes, none of them zero", user, maxUser)
	}
	return nil
}

func checkEvent(ev dialogs.Event) error {
	if ev.ID == "" || len(ev.ID) > maxEvent {
		return fmt.Errorf("store: %.40q is no event id: 1 to %d bytes", ev.ID, maxEvent)
	}
	return checkUser(ev.User)
}

// learnerKey is the key of a row of a learner.
func learnerKey(user dialogs.UserID, kind byte, rest string) []byte {
	key := make([]byte, 0, len(user)+2+len(rest))
	key = append(key, user...)
	key = append(key, 0, kind)
	return append(key, rest...)
}

func lineKey(user dialogs.UserID) []byte { return learnerKey(user, kindLine, "") }

// splitLearnerKey is the reverse of learnerKey.
func splitLearnerKey(key []byte) (user dialogs.UserID, kind byte, rest []byte, ok bool) {
	u, row, found := bytes.Cut(key, []byte{0})
	if !found || len(row) == 0 {
		return "", 0, nil, false
	}
	return dialogs.UserID(u), row[0], row[1:], true
}

func idKey(id store.MessageID) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(id))
}

// appendTime writes a time so that bytes sort as times do, at any year.
func appendTime(b []byte, t time.Time) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(t.Unix())^(1<<63))
	return binary.BigEndian.AppendUint32(b, uint32(t.Nanosecond()))
}

// timeOf is the reverse of appendTime, in UTC.
func timeOf(b []byte) time.Time {
	sec := int64(binary.BigEndian.Uint64(b) ^ (1 << 63))
	return time.Unix(sec, int64(binary.BigEndian.Uint32(b[8:]))).UTC()
}

func readyPrefix(channel string, class byte) []byte {
	key := make([]byte, 0, len(channel)+2+timeSize+8)
	key = append(key, channel...)
	return append(key, 0, class)
}

func readyKey(m *message) []byte {
	key := readyPrefix(m.To.Channel(), class(m.bulk))
	key = appendTime(key, m.Next)
	return binary.BigEndian.AppendUint64(key, uint64(m.ID))
}

func class(bulk bool) byte {
	if bulk {
		return classBulk
	}
	return classPersonal
}

func alarmKey(user dialogs.UserID, a dialogs.Alarm) []byte {
	key := make([]byte, 0, timeSize+len(user)+1+len(a.Name))
	key = appendTime(key, a.At)
	key = append(key, user...)
	key = append(key, 0)
	return append(key, a.Name...)
}

// splitAlarmKey is the reverse of alarmKey.
func splitAlarmKey(key []byte) (d store.Due, ok bool) {
	if len(key) < timeSize {
		return d, false
	}
	user, name, ok := bytes.Cut(key[timeSize:], []byte{0})
	d.User = dialogs.UserID(user)
	d.Alarm = dialogs.Alarm{Name: string(name), At: timeOf(key)}
	return d, ok
}

// askedKey is the key of the open question of a learner.
func askedKey(user dialogs.UserID, at time.Time) []byte {
	key := appendTime(make([]byte, 0, timeSize+len(user)), at)
	return append(key, user...)
}

// present is the value of a row that says all in its key. It is not nil, which
// bbolt would give back as "no such row" within the same transaction.
var present = []byte{}
