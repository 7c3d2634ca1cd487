package viet

import (
	"unicode"
	"unicode/utf8"
)

// How the marks of a typed syllable stand to those of the word it may be.
type accord int

const (
	clash accord = iota // a mark was typed that the word does not have
	part                // no mark is wrong, some are missing
	same
)

// agreement compares the marks of two syllables with the same folded form.
// Marks left out do not count against the typed one; a misplaced tone neither.
func agreement(typed, word string) accord {
	if typed == word {
		return same
	}
	if isASCII(typed) {
		return part
	}
	var room, room2 [48]byte
	t, w := keyInto(room[:0], typed), keyInto(room2[:0], word)
	if string(t) == string(w) {
		return same
	}
	return inside(t, w)
}

func keyInto(room []byte, s string) []byte {
	if key, ok := appendKey(room, s); ok {
		return key
	}
	return append(room, Key(s)...)
}

// inside walks two keys letter by letter: every mark of t has to be in w.
func inside(t, w []byte) accord {
	for len(t) > 0 || len(w) > 0 {
		a, n := utf8.DecodeRune(t)
		b, k := utf8.DecodeRune(w)
		switch {
		case n > 0 && k > 0 && (a == b || a == 'd' && b == 'đ'):
			t, w = t[n:], w[k:]
		case k > 0 && unicode.Is(unicode.Mn, b):
			w = w[k:]
		default:
			return clash
		}
	}
	return part
}

// agrees reports whether a typed token may be the word: the same letters, and
// no mark that contradicts it.
func agrees(typed, word string) bool {
	return typed == word || sameLetters(typed, word) && agreement(typed, word) != clash
}

// sameLetters reports two tokens that fold alike.
func sameLetters(a, b string) bool {
	if a == "" || b == "" {
		return a == b
	}
	if x, y := firstLetter(a), firstLetter(b); x != y && x != 0 && y != 0 {
		return false // nearly always
	}
	var room, room2 [48]byte
	return string(foldInto(room[:0], a)) == string(foldInto(room2[:0], b))
}

// firstLetter is what Fold(s) begins with; 0 when a look does not tell.
func firstLetter(s string) byte {
	r, _ := utf8.DecodeRuneInString(s)
	return FoldRune(r)
}

func foldInto(room []byte, s string) []byte {
	if f, ok := appendFold(room, s); ok {
		return f
	}
	return append(room, Fold(s)...)
}
