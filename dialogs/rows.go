package dialogs

import (
	"encoding/binary"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-json"
	"github.com/tinylib/msgp/msgp"
)

// rows is a list that grows for months. It is written as one text, its rows
// after commas and their fields after spaces: that is a third of an array of
// objects and is read several times as fast, and every event of a learner reads
// or writes the whole session.
//
// A field keeps its place for ever; a new one goes behind the others, and is
// zero where it is missing. A list with a row that cannot be written so is
// written as a JSON array, as earlier releases wrote all of them.
type rows[T any, P row[T]] []T

// row is what one can do.
type row[T any] interface {
	*T
	appendTo(b []byte) []byte
	readFrom(f *fields)
	size() int   // about how many bytes the fields take
	plain() bool // it can be written as fields: no id but one that a course may have
}

// IsZero reports whether there are no rows.
func (r rows[T, P]) IsZero() bool { return len(r) == 0 }

// The MessagePack of a list is a string.
const (
	str32    = 0xdb // before its length in four bytes
	headerOf = 5    // bytes before the text
)

// Msgsize is about the size of what MarshalMsg writes.
func (r rows[T, P]) Msgsize() int {
	size := headerOf
	for i := range r {
		size += P(&r[i]).size()
	}
	return size
}

// MarshalMsg writes the text behind b.
func (r rows[T, P]) MarshalMsg(b []byte) ([]byte, error) {
	from := len(b)
	b = append(b, str32, 0, 0, 0, 0)
	for i := range r {
		if !P(&r[i]).plain() {
			array, err := json.Marshal([]T(r))
			return msgp.AppendStringFromBytes(b[:from], array), err
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = P(&r[i]).appendTo(b)
	}
	binary.BigEndian.PutUint32(b[from+1:], uint32(len(b)-from-headerOf))
	return b, nil
}

// UnmarshalMsg reads what MarshalMsg wrote, in this release or another, and
// returns what is left of b.
func (r *rows[T, P]) UnmarshalMsg(b []byte) ([]byte, error) {
	text, rest, err := msgp.ReadStringBytes(b)
	if err != nil {
		return b, err
	}
	*r = nil
	if strings.HasPrefix(text, "[") {
		return rest, json.Unmarshal([]byte(text), (*[]T)(r))
	}
	return rest, r.read(text)
}

var errRows = errors.New("a list in a session is no text of rows")

// UnmarshalJSON reads what an earlier release wrote: the array, or the text in
// quotes.
func (r *rows[T, P]) UnmarshalJSON(data []byte) error {
	*r = nil
	if len(data) > 0 && data[0] == '[' {
		return json.Unmarshal(data, (*[]T)(r))
	}
	if string(data) == "null" {
		return nil
	}
	if len(data) < 2 || data[0] != '"' || data[len(data)-1] != '"' {
		return errRows
	}
	return r.read(string(data[1 : len(data)-1]))
}

// read fills an empty list from the text.
func (r *rows[T, P]) read(text string) error {
	if text == "" {
		return nil
	}
	list := make([]T, strings.Count(text, ",")+1)
	f := fields{}
	for i := range list {
		f.rest, text = cutAt(text, ',')
		if P(&list[i]).readFrom(&f); f.bad {
			return errRows
		}
	}
	*r = list
	return nil
}

// isPlain reports whether an id is one that a course may have: letters, digits
// and hyphens.
func isPlain(id string) bool {
	for i := range len(id) {
		if c := id[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return id != ""
}

func appendInt(b []byte, n int) []byte { return strconv.AppendInt(append(b, ' '), int64(n), 10) }

func appendFlag(b []byte, on bool) []byte {
	if on {
		return append(b, " 1"...)
	}
	return append(b, " 0"...)
}

// appendFloat writes as many digits as bring the same number back.
func appendFloat(b []byte, x float64) []byte {
	return strconv.AppendFloat(append(b, ' '), x, 'g', -1, 64)
}

// appendMoment writes the seconds since 1970, and the rest of them when there is
// one.
func appendMoment(b []byte, at time.Time) []byte {
	b = strconv.AppendInt(append(b, ' '), at.Unix(), 10)
	if ns := at.Nanosecond(); ns != 0 {
		point := len(b)
		b = strconv.AppendInt(b, int64(time.Second)+int64(ns), 10) // a 1 and nine digits
		b[point] = '.'
	}
	return b
}

// fields takes the fields off the front of a row.
type fields struct {
	rest string
	bad  bool // one was not what it should be
}

func (f *fields) next() (field string) {
	field, f.rest = cutAt(f.rest, ' ')
	return field
}

// cutAt is strings.Cut at a byte, several times as fast.
func cutAt(s string, at byte) (before, after string) {
	if i := strings.IndexByte(s, at); i >= 0 {
		return s[:i], s[i+1:]
	}
	return s, ""
}

func (f *fields) id() string {
	id := f.next()
	f.bad = f.bad || id == ""
	return id
}

func (f *fields) int() int { return f.number(f.next()) }

func (f *fields) flag() bool { return f.number(f.next()) != 0 }

// number is zero for a field that an earlier release did not write.
func (f *fields) number(s string) int {
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	f.bad = f.bad || err != nil
	return n
}

func (f *fields) float() float64 {
	x, err := strconv.ParseFloat(f.next(), 64)
	f.bad = f.bad || err != nil
	return x
}

func (f *fields) moment() time.Time {
	s, ns := cutAt(f.next(), '.')
	if s == "" {
		return time.Time{}
	}
	f.bad = f.bad || ns != "" && len(ns) != len("000000000")
	return time.Unix(int64(f.number(s)), int64(f.number(ns))).UTC()
}
