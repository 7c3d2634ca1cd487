package bolt

import (
	"encoding/binary"
	"hash/crc32"
	"time"

	"github.com/goccy/go-json"

	"capheso/dialogs"
	"capheso/store"
)

// A sealed value starts with a checksum of its key and its body, because bbolt
// has none on data pages: a flipped byte, or a row under another's key, is
// noticed when it is read.

const sumSize = 4

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(key, body []byte) uint32 {
	return crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, body)
}

// seal fills in the checksum of a value whose first sumSize bytes are free.
func seal(key, value []byte) []byte {
	binary.LittleEndian.PutUint32(value, checksum(key, value[sumSize:]))
	return value
}

// unseal is the body of a sealed value; ok is false when it is damaged.
func unseal(key, value []byte) (body []byte, ok bool) {
	if len(value) < sumSize {
		return nil, false
	}
	body = value[sumSize:]
	return body, binary.LittleEndian.Uint32(value) == checksum(key, body)
}

// Session rows: checksum, revision, what dialogs.Encode wrote. The revision
// counts the events applied and numbers the ledger.

const headSize = sumSize + 8

// sessionHead is the head of a session row. What is written behind it is sealed
// with it.
func sessionHead(revision uint64) []byte {
	return binary.BigEndian.AppendUint64(make([]byte, sumSize), revision)
}

// unsealSession reads a session row; no row is revision 0.
func unsealSession(key, value []byte) (revision uint64, encoded []byte, err error) {
	if value == nil {
		return 0, nil, nil
	}
	body, ok := unseal(key, value)
	if !ok || len(value) < headSize {
		return 0, nil, damaged(learners, key)
	}
	return binary.BigEndian.Uint64(body), body[8:], nil
}

// decodeSession reads what unsealSession found, or starts a new session.
func decodeSession(key []byte, user dialogs.UserID, encoded []byte) (dialogs.Session, error) {
	if encoded == nil {
		return dialogs.Session{User: user}, nil
	}
	s, err := dialogs.Decode(encoded)
	if err != nil {
		return s, damagedBy(learners, key, err)
	}
	return s, nil
}

// Ledger rows: checksum, the revision the event led to, its time.

func sealEntry(key []byte, revision uint64, at time.Time) []byte {
	value := make([]byte, sumSize, sumSize+8+timeSize)
	value = binary.BigEndian.AppendUint64(value, revision)
	return seal(key, appendTime(value, at))
}

func unsealEntry(key, value []byte) (revision uint64, at time.Time, ok bool) {
	body, ok := unseal(key, value)
	if !ok || len(body) != 8+timeSize {
		return 0, at, false
	}
	return binary.BigEndian.Uint64(body), timeOf(body[8:]), true
}

// message is a row of the outbox. Its reply stays as the JSON it was queued in
// until somebody wants to read it.
type message struct {
	store.Message // without Reply
	bulk          bool
	state         state
	reply         []byte
}

// state is what the first in line is doing. The others only wait.
type state byte

const (
	waits state = iota // may be sent at Next, or its turn has not come
	flies              // an attempt has begun; Next is for when it vanishes
	held               // until the learner writes
)

// bulkBit marks bulk messages beside their state, and beside their id in a line.
const bulkBit = 0x80

func (m *message) append(b []byte) []byte {
	flags := byte(m.state)
	if m.bulk {
		flags |= bulkBit
	}
	b = append(b, flags)
	b = binary.AppendUvarint(b, uint64(m.Tries))
	b = appendTime(b, m.Queued)
	b = appendTime(b, m.Next)
	b = appendString(b, string(m.To))
	return append(b, m.reply...)
}

func (m *message) seal(key []byte) []byte {
	value := make([]byte, sumSize, sumSize+40+len(m.To)+len(m.reply))
	return seal(key, m.append(value))
}

// readMessage reads what append wrote. The reply is a part of b.
func readMessage(id store.MessageID, b []byte) (m message, ok bool) {
	r := reader{rest: b}
	flags := r.next(1)
	m.ID = id
	m.Tries = int(r.uvarint())
	m.Queued = r.time()
	m.Next = r.time()
	m.To = dialogs.UserID(r.string())
	m.reply = r.rest
	if r.short {
		return m, false
	}
	m.bulk = flags[0]&bulkBit != 0
	m.state = state(flags[0] &^ bulkBit)
	return m, true
}

// public is the message with its reply decoded.
func (m *message) public() (store.Message, error) {
	out := m.Message
	return out, json.Unmarshal(m.reply, &out.Reply)
}

// Outcome rows: checksum, time settled, remote id, why it failed, the message.

func appendOutcome(b []byte, m *message, remote, failed string, at time.Time) []byte {
	b = appendTime(b, at)
	b = appendString(b, remote)
	b = appendString(b, failed)
	b = binary.BigEndian.AppendUint64(b, uint64(m.ID))
	return m.append(b)
}

func readOutcome(b []byte) (o store.Outcome, ok bool) {
	r := reader{rest: b}
	o.At = r.time()
	o.Remote = r.string()
	o.Failed = r.string()
	id := r.next(8)
	if r.short {
		return o, false
	}
	m, ok := readMessage(store.MessageID(binary.BigEndian.Uint64(id)), r.rest)
	if !ok {
		return o, false
	}
	msg, err := m.public()
	o.Message = msg
	return o, err == nil
}

func sealFact(key []byte, user dialogs.UserID, fact []byte) []byte {
	value := make([]byte, sumSize, sumSize+2+len(user)+len(fact))
	value = appendString(value, string(user))
	return seal(key, append(value, fact...))
}

func readFact(b []byte) (f store.FactOf, ok bool) {
	r := reader{rest: b}
	f.User = dialogs.UserID(r.string())
	if r.short {
		return f, false
	}
	return f, json.Unmarshal(r.rest, &f.Fact) == nil
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// reader takes fields off the front of a row and remembers when one was short.
type reader struct {
	rest  []byte
	short bool
}

func (r *reader) next(n int) []byte {
	if r.short || n > len(r.rest) {
		r.short = true
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) uvarint() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.short = true
		return 0
	}
	r.next(size)
	return n
}

func (r *reader) string() string {
	n := r.uvarint()
	if n > uint64(len(r.rest)) {
		r.short = true
		return ""
	}
	return string(r.next(int(n)))
}

func (r *reader) time() time.Time {
	if b := r.next(timeSize); b != nil {
		return timeOf(b)
	}
	return time.Time{}
}
