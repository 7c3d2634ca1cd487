package dialogs

import (
	"strings"
	"unicode/utf8"
)

// mayHide reports whether a text is worth a close look: it has three digits of
// any kind, an @, four number words in a row, or a word for password with
// something after it that may be one. It runs on every message, so it goes
// through the bytes once and looks at no more than it must.
func mayHide(s string) bool {
	l := look{start: -1}
	for i := 0; i < len(s) && !l.found; i++ {
		switch c := s[i]; {
		case 'a' <= c|0x20 && c|0x20 <= 'z', 0x80 <= c && c <= 0xC6,
			c == 0xE1 && i+1 < len(s) && (s[i+1] == 0xBA || s[i+1] == 0xBB): // as far as Vietnamese letters go
			if l.start < 0 {
				l.start = i
			}
		case c == ' ':
			l.end(s, i)
		case c < utf8.RuneSelf:
			l.end(s, i)
			l.sign(c)
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			l.other(s, i, r)
			i += n - 1
		}
	}
	l.end(s, len(s))
	return l.found
}

// look is what mayHide has seen so far.
type look struct {
	start  int // of the word being read, -1 between words
	digits int
	spoken int  // number words in a row
	hint   bool // there was a word for password
	at     bool // there was a word for @
	found  bool
}

// end ends the word being read.
func (l *look) end(s string, i int) {
	if l.start < 0 {
		return
	}
	w := s[l.start:i]
	l.start = -1
	if spokenLike(w) {
		if l.spoken++; l.spoken == 4 {
			l.found = true
		}
		return
	}
	l.spoken = 0
	switch w[0] | 0x20 {
	case 'k', 'm', 'p':
		l.hint = l.hint || passwordLike(w)
	case 'l':
		l.found = l.found || l.hint && (w == "là" || w == "la" || w == "LA" || w == "Là" || w == "La" || w == "LÀ")
	case 'c':
		l.at = l.at || w == "cong" || w == "còng"
	case 'g', 'y', 'h', 'o', 'i':
		l.found = l.found || l.at && mailService(strings.ToLower(w))
	}
}

// sign notes a character that is no letter.
func (l *look) sign(c byte) {
	switch {
	case isDigit(c):
		l.digits++
		l.found = l.digits >= 3 || l.hint
	case c == '@':
		l.found = true
	case l.hint:
		l.found = strings.IndexByte(`:="!#$%^&*_`, c) >= 0
	}
}

// other notes a character outside the Vietnamese alphabet.
func (l *look) other(s string, i int, r rune) {
	switch g := glyph(r); {
	case isWord(g) && !isDigit(g):
		if l.start < 0 {
			l.start = i
		}
	case g == hidden:
	default:
		l.end(s, i)
		l.sign(g)
	}
}

// spokenLike takes a word for a number word by how it begins and ends; it may
// be another word, but no number word is missed.
func spokenLike(w string) bool {
	if len(w) < 2 || len(w) > 7 {
		return false
	}
	last := w[len(w)-1]
	if last < utf8.RuneSelf {
		last |= 0x20
	}
	switch w[0] | 0x20 {
	case 'k':
		return last == 'g'
	case 'm':
		return last == 't'
	case 'h':
		return last == 'i'
	case 'b':
		return last == 'a' || last == 'n' || last == 'y'
	case 't':
		return last == 'm' || last == 'u' || len(w) == 3 && last >= utf8.RuneSelf
	case 'n', 'l':
		return last == 'm'
	case 's':
		return last == 'u'
	case 'c':
		return last == 'n'
	}
	return false
}

// passwordLike reports the words people call a password by, the last syllable
// of mật khẩu among them.
func passwordLike(w string) bool {
	switch len(w) {
	case 2, 4, 6, 7, 8, 10:
	default:
		return false
	}
	switch strings.ToLower(w) {
	case "khẩu", "khau", "mk", "mkhau", "pass", "pw", "pwd", "passwd", "password", "matkhau", "mậtkhẩu":
		return true
	}
	return false
}

// mailService reports the names people write after an @.
func mailService(w string) bool {
	switch w {
	case "gmail", "yahoo", "hotmail", "outlook", "icloud":
		return true
	}
	return false
}
