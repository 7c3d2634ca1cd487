// Package viettest types Vietnamese the way people do when the input method is
// off: for tests that what is meant is understood however it is typed.
package viettest

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Telex is the keys a Telex typist presses for s, each tone at the end of its
// syllable: "Đồng ý" is "DDoongf ys".
func Telex(s string) string {
	return retype(s, map[rune]string{
		'\u0301': "s", '\u0300': "f", '\u0309': "r", '\u0303': "x", '\u0323': "j",
		'\u0306': "w", '\u031b': "w", 'đ': "dd", 'Đ': "DD",
	}, "")
}

// VNI is the keys a VNI typist presses for s: "Đồng ý" is "D9o6ng2 y1".
func VNI(s string) string {
	return retype(s, map[rune]string{
		'\u0301': "1", '\u0300': "2", '\u0309': "3", '\u0303': "4", '\u0323': "5",
		'\u0306': "8", '\u031b': "7", 'đ': "d9", 'Đ': "D9",
	}, "6")
}

// retype writes marks as keys. The circumflex is the key hat, or the letter
// typed twice when hat is empty.
func retype(s string, keys map[rune]string, hat string) string {
	var b strings.Builder
	tone, letter := "", rune(0)
	for _, r := range norm.NFD.String(s) {
		switch {
		case r == '\u0302' && hat == "":
			b.WriteRune(letter)
		case r == '\u0302':
			b.WriteString(hat)
		case strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", r):
			tone = keys[r]
			continue
		case !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r):
			b.WriteString(tone)
			tone = ""
			b.WriteRune(r)
		default:
			if key, ok := keys[r]; ok {
				b.WriteString(key)
			} else {
				b.WriteRune(r)
			}
		}
		letter = r
	}
	return b.String() + tone
}
