package fastjson

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"
)

// reader takes values off the front of a text. It is lost when something else
// stands there than is written here.
type reader struct {
	text []byte
	at   int // what is before was taken
	lost bool
}

// next takes c when it is next.
func (r *reader) next(c byte) bool {
	if r.at == len(r.text) || r.text[r.at] != c {
		return false
	}
	r.at++
	return true
}

// take is next where nothing else may stand.
func (r *reader) take(c byte) bool {
	ok := r.next(c)
	r.lost = r.lost || !ok
	return ok
}

// word takes text when it is next.
func (r *reader) word(text []byte) bool {
	if !bytes.HasPrefix(r.text[r.at:], text) {
		return false
	}
	r.at += len(text)
	return true
}

var null, yes, no = []byte("null"), []byte("true"), []byte("false")

// number takes what stands before the end of a value that is not in quotes.
func (r *reader) number() []byte {
	from := r.at
	for r.at < len(r.text) && r.text[r.at] != ',' && r.text[r.at] != ']' && r.text[r.at] != '}' {
		r.at++
	}
	return r.text[from:r.at]
}

// quoted takes a string with its quotes.
func (r *reader) quoted() (text []byte, escaped bool) {
	from := r.at
	if !r.take('"') {
		return nil, false
	}
	for ; r.at < len(r.text) && r.text[r.at] >= ' '; r.at++ {
		switch r.text[r.at] {
		case '"':
			r.at++
			return r.text[from:r.at], escaped
		case '\\':
			escaped = true
			r.at++
		}
	}
	r.lost = true
	return nil, false
}

func appendStringOf(b []byte, v reflect.Value) ([]byte, bool) { return appendString(b, v.String()) }

// appendString writes strings in which nothing is escaped itself.
func appendString(b []byte, s string) ([]byte, bool) {
	if plain(s) {
		b = append(b, '"')
		b = append(b, s...)
		return append(b, '"'), true
	}
	data, err := json.Marshal(s)
	return append(b, data...), err == nil
}

// plain reports that encoding/json escapes nothing in s: no control character,
// quote, backslash, letter of HTML, line separator of JavaScript, and no
// broken character.
func plain(s string) bool {
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			ascii = false
			if c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2]&^1 == 0xA8 { // U+2028, U+2029
				return false
			}
		case c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&':
			return false
		}
	}
	return ascii || utf8.ValidString(s)
}

func readString(r *reader, v reflect.Value) {
	text, escaped := r.quoted()
	if r.lost {
		return
	}
	if !escaped && utf8.Valid(text) {
		v.SetString(string(text[1 : len(text)-1]))
		return
	}
	var s string
	r.lost = json.Unmarshal(text, &s) != nil
	v.SetString(s)
}

func appendInt(b []byte, v reflect.Value) ([]byte, bool) {
	return strconv.AppendInt(b, v.Int(), 10), true
}

func readInt(r *reader, v reflect.Value) {
	n, ok := integer(r.number())
	r.lost = !ok
	v.SetInt(n)
}

// longestInteger has as many digits as surely fit.
const longestInteger = 9

// integer reads digits as they are written here: no sign but a minus, no zero
// before others.
func integer(word []byte) (n int64, ok bool) {
	digits, negative := bytes.CutPrefix(word, []byte("-"))
	if len(digits) == 0 || len(digits) > longestInteger || digits[0] == '0' && len(word) > 1 {
		return 0, false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int64(c-'0')
	}
	if negative {
		n = -n
	}
	return n, true
}

func appendBool(b []byte, v reflect.Value) ([]byte, bool) {
	return strconv.AppendBool(b, v.Bool()), true
}

func readBool(r *reader, v reflect.Value) {
	if r.word(yes) {
		v.SetBool(true)
		return
	}
	r.lost = !r.word(no)
}

// appendFloat writes the numbers that have no exponent itself.
func appendFloat(b []byte, v reflect.Value) ([]byte, bool) {
	f := v.Float()
	if size := math.Abs(f); size >= 1e-6 && size < 1e21 || f == 0 {
		return strconv.AppendFloat(b, f, 'f', -1, 64), true
	}
	data, err := json.Marshal(f)
	return append(b, data...), err == nil
}

func readFloat(r *reader, v reflect.Value) {
	word := r.number()
	f, err := strconv.ParseFloat(string(word), 64)
	r.lost = err != nil || !json.Valid(word) // ParseFloat knows more than JSON
	v.SetFloat(f)
}

// timeOf is the time in v without a copy on the heap where v allows it.
func timeOf(v reflect.Value) time.Time {
	if v.CanAddr() {
		return *v.Addr().Interface().(*time.Time)
	}
	return v.Interface().(time.Time)
}

func appendTime(b []byte, v reflect.Value) ([]byte, bool) {
	out, err := timeOf(v).AppendText(append(b, '"'))
	return append(out, '"'), err == nil
}

func readTime(r *reader, v reflect.Value) {
	text, escaped := r.quoted()
	if r.lost || escaped {
		r.lost = true
		return
	}
	r.lost = v.Addr().Interface().(*time.Time).UnmarshalJSON(text) != nil
}

// appendRaw writes what Append made. Of other JSON, only encoding/json takes
// out the spaces.
func appendRaw(b []byte, v reflect.Value) ([]byte, bool) {
	if v.IsNil() {
		return append(b, "null"...), true
	}
	return append(b, v.Bytes()...), true
}

// readRaw takes an object as it is. It is a part of what was given to Read, no
// copy.
func readRaw(r *reader, v reflect.Value) {
	n := objectEnd(r.text[r.at:])
	raw := r.text[r.at : r.at+n : r.at+n]
	r.lost = n != len("{}") && !json.Valid(raw)
	v.SetBytes(raw)
	r.at += n
}

// objectEnd is where the object ends that text begins with, or 0.
func objectEnd(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{':
			depth++
		case '}':
			depth--
		case '"':
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		}
		switch {
		case depth == 0 && i > 0 && i < len(text):
			return i + 1
		case depth <= 0:
			return 0
		}
	}
	return 0
}
