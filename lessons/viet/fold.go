// Package viet understands Vietnamese as it is typed: with and without
// diacritics, in any Unicode form, with tone marks in the old or the new place.
//
// Clean, Fold, Key and Tokens bring a text into one form. Repair undoes what an
// input method left behind. Readings and Standard say how short forms, dialect
// and names as heard read in full. Number, YesNo and Polite read short answers,
// and Choose finds the option of a menu that a learner means.
//
// It knows nothing of the rest of the project and keeps no state; everything
// in it is safe for concurrent use.
package viet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean is what a text goes through at the door: valid UTF-8, NFC, no control,
// bidirectional or invisible characters (a line break stays), no more than one
// space in a row and none at the ends.
func Clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, " ")
	}
	var b strings.Builder
	b.Grow(len(s))
	gap := rune(0) // the white space waiting to be written
	for _, r := range s {
		switch {
		case r == '\n':
			gap = '\n'
		case unicode.IsSpace(r):
			if gap == 0 {
				gap = ' '
			}
		case invisible(r):
		default:
			if gap != 0 && b.Len() > 0 {
				b.WriteRune(gap)
			}
			gap = 0
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String()) // last: what was between a letter and its mark is gone now
}

// invisible reports the characters nobody sees: controls, zero-width and
// bidirectional marks, soft hyphen, the tag block. The zero-width joiner and
// the variation selectors hold emoji together and stay.
func invisible(r rune) bool {
	switch {
	case r == '\u200d' || r == '\ufe0f' || r == '\ufe0e':
		return false
	case r == '\u00ad' || r >= 0xE0000 && r <= 0xE007F:
		return true
	}
	return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r)
}

// Fold writes a text in lower-case letters without marks: "Đồng ý" is "dong y"
// in NFC, in NFD and in full-width letters. Everything else stays as it is.
func Fold(s string) string {
	if plain(s) {
		return s
	}
	if t, ok := quickFold(s); ok {
		return t
	}
	return slowFold(s)
}

// bare maps the one Vietnamese letter that does not decompose.
func bare(r rune) rune {
	switch r {
	case 'đ', 'ð', 'Đ', 'Ð':
		return 'd'
	}
	return r
}

// plain reports a text of lower-case ASCII, which folds to itself.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

// Key is one syllable with its tone at the end, so that "hoà" and "hòa",
// "thuỷ" and "thủy", NFC and NFD are one and "hoa" is another.
func Key(syllable string) string {
	if plain(syllable) {
		return syllable
	}
	if key, ok := quickKey(syllable); ok {
		return key
	}
	stem, tone := slowKey(syllable)
	if tone != 0 {
		stem += string(tone)
	}
	return stem
}

// Marked reports whether a text carries any Vietnamese mark, đ included.
// Marks that were typed count; marks left out do not.
func Marked(s string) bool {
	for _, r := range s {
		if r >= utf8.RuneSelf && r <= lastLetter && letters[r].fold != 0 {
			return true
		}
	}
	return !isASCII(s) && Fold(s) != strings.ToLower(norm.NFKC.String(s))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Tokens cuts a text into its runs of letters, digits and marks, in NFC and
// lower case. Keycap emoji and full-width forms come out as plain characters.
func Tokens(s string) []string {
	if !isASCII(s) {
		s = norm.NFKC.String(s)
	}
	s = strings.ToLower(s)
	return strings.FieldsFunc(s, func(r rune) bool {
		if r < utf8.RuneSelf {
			return (r < 'a' || r > 'z') && (r < '0' || r > '9')
		}
		return (r > lastLetter || letters[r].fold == 0) && !unicode.IsLetter(r) && !unicode.IsDigit(r) &&
			(!unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Variation_Selector, r))
	})
}
