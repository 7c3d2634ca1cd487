package viet

import "strings"

// telex undoes what a Telex typist meant and the machine left standing, and
// returns the known word or "". Marks may be typed at their vowel (maatj), at
// the end of the syllable (matja, quene, dangdw) or anywhere between.
func telex(s string, known func(string) bool) string {
	base := untone(s)
	forms := [...]string{base, undouble(base), faraway(base), faraway(undouble(base))}
	for _, t := range forms {
		if t != s && known(t) {
			return t
		}
	}
	for _, t := range forms {
		if w := swapY(t, known); w != "" {
			return w
		}
	}
	return ""
}

// untone drops the tone keys s f r x j z and the w after the first vowel; a w
// before any vowel is the letter ư.
func untone(s string) string {
	b := make([]byte, 0, len(s))
	vowel := false
	for i := range len(s) {
		c := s[i]
		switch {
		case vowel && strings.IndexByte("sfrxjzw", c) >= 0:
			continue
		case c == 'w':
			c, vowel = 'u', true
		case isVowel(c):
			vowel = true
		}
		b = append(b, c)
	}
	return string(b)
}

// undouble writes aa ee oo and dd once.
func undouble(s string) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if i > 0 && s[i] == s[i-1] && strings.IndexByte("aeod", s[i]) >= 0 {
			continue
		}
		b = append(b, s[i])
	}
	return string(b)
}

// faraway drops a mark key typed after the end of the syllable: the second d
// of dangd, the second e of quene.
func faraway(s string) string {
	for len(s) > 2 {
		n := len(s) - 1
		last := s[n]
		switch {
		case last == 'd' && s[0] == 'd':
		case strings.IndexByte("aeo", last) >= 0 && strings.IndexByte(s[:n], last) >= 0 && !isVowel(s[n-1]):
		case strings.IndexByte("aeo", last) >= 0 && isVowel(s[n-1]) && strings.IndexByte(s[:n-1], last) >= 0:
		default:
			return s
		}
		s = s[:n]
	}
	return s
}
