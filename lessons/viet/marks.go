package viet

import (
	"unicode"
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
	t, w := Key(typed), Key(word)
	if t == w {
		return same
	}
	return inside([]rune(t), []rune(w))
}

// inside walks two keys letter by letter: every mark of t has to be in w.
func inside(t, w []rune) accord {
	i, j := 0, 0
	for i < len(t) || j < len(w) {
		switch {
		case i < len(t) && j < len(w) && t[i] == w[j]:
			i, j = i+1, j+1
		case j < len(w) && unicode.Is(unicode.Mn, w[j]):
			j++
		case i < len(t) && j < len(w) && t[i] == 'd' && w[j] == 'đ':
			i, j = i+1, j+1
		default:
			return clash
		}
	}
	return part
}

// agrees reports whether a typed token may be the word: the same letters, and
// no mark that contradicts it.
func agrees(typed, word string) bool {
	return typed == word || Fold(typed) == Fold(word) && agreement(typed, word) != clash
}
