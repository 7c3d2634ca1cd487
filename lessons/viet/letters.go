package viet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letter is how one precomposed letter is folded and keyed.
type letter struct {
	fold byte   // 0: not in the table
	stem string // in lower case, without the tone
	tone rune   // or 0
}

// lastLetter ends the blocks that hold every precomposed letter of Vietnamese.
const lastLetter = 0x1EFF

// letters spares nearly every text the general road through Unicode
// normalisation, which costs ten times as much. It holds the letters that fold
// to one ASCII letter; a text with anything else takes the general road.
var letters = func() (table [lastLetter + 1]letter) {
	for r := rune(0xC0); r <= lastLetter; r++ {
		fold := slowFold(string(r))
		if len(fold) != 1 || !unicode.IsLetter(r) {
			continue
		}
		stem, tone := slowKey(string(r))
		table[r] = letter{fold[0], stem, tone}
	}
	return table
}()

// quickFold folds a text of ASCII, known letters and combining marks.
func quickFold(s string) (string, bool) {
	var room [64]byte
	out, ok := appendFold(room[:0], s)
	return string(out), ok
}

// appendFold is quickFold for those who only look at the result.
func appendFold(out []byte, s string) ([]byte, bool) {
	for _, r := range s {
		switch {
		case 'A' <= r && r <= 'Z':
			out = append(out, byte(r)+'a'-'A')
		case r < 0x80:
			out = append(out, byte(r))
		case r <= lastLetter && letters[r].fold != 0:
			out = append(out, letters[r].fold)
		case '\u0300' <= r && r <= '\u036f':
		default:
			return nil, false
		}
	}
	return out, true
}

// quickKey keys a syllable of ASCII and known letters.
func quickKey(s string) (string, bool) {
	var room [64]byte
	out, ok := appendKey(room[:0], s)
	return string(out), ok
}

// appendKey is quickKey for those who only look at the result.
func appendKey(out []byte, s string) ([]byte, bool) {
	tone := rune(0)
	for _, r := range s {
		switch {
		case 'A' <= r && r <= 'Z':
			out = append(out, byte(r)+'a'-'A')
		case r < 0x80:
			out = append(out, byte(r))
		case r <= lastLetter && letters[r].fold != 0:
			out = append(out, letters[r].stem...)
			if letters[r].tone != 0 {
				tone = letters[r].tone
			}
		default:
			return nil, false
		}
	}
	if tone != 0 {
		out = utf8.AppendRune(out, tone)
	}
	return out, true
}

func slowFold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, "\ufffd")) { // norm stops short at a broken rune
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		b.WriteRune(bare(unicode.ToLower(r)))
	}
	return b.String()
}

// slowKey is a syllable without its tone, and the tone.
func slowKey(s string) (stem string, tone rune) {
	var b strings.Builder
	b.Grow(len(s) + 2)
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, "\ufffd")) {
		switch r {
		case '\u0300', '\u0301', '\u0303', '\u0309', '\u0323':
			tone = r
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String(), tone
}
