package viet

import (
	"strings"
	"unicode"
)

// longest is the longest token worth repairing; the cost of a split grows with
// the square of the length, and nobody joins more than a short sentence.
const longest = 40

// Repair makes of one token, as Tokens cuts it, the folded word or words it was
// meant to be: what an input method left behind (Telex "maatj", VNI "ma65t"),
// a number glued on ("muc2"), letters held too long ("alooo"), i for y, or
// syllables joined ("quenmatkhau"). known says which folded words count; with
// nil every well-formed syllable does.
//
// It is meant for tokens that are not known yet. A token that is comes back
// folded; when nothing known can be made of it, ok is false. Words that look
// like leftovers and are not (visa, test) are never changed.
func Repair(token string, known func(folded string) bool) (words []string, ok bool) {
	return repair(token, known, false)
}

// RepairAll repairs the unknown ones of a sentence: the result has an entry
// for each token, nil where there was nothing to repair. It sees more than
// Repair does: when one token shows that VNI is being typed ("d9o6ng"), or two
// end in a digit, the digit at the end of each ("ky1") is a tone and not a number.
func RepairAll(tokens []string, known func(folded string) bool) [][]string {
	known = orSyllable(known)
	vni, mixed := false, 0
	for _, t := range tokens {
		vni = vni || inner(t)
		if isLetter(t[0]) && isDigit(t[len(t)-1]) {
			mixed++
		}
	}
	vni = vni || mixed > 1
	all := make([][]string, len(tokens))
	for i, t := range tokens {
		if known(Fold(t)) {
			continue
		}
		if words, ok := repair(t, known, vni); ok {
			all[i] = words
		}
	}
	return all
}

func orSyllable(known func(string) bool) func(string) bool {
	if known == nil {
		return Syllable
	}
	return known
}

func repair(token string, known func(string) bool, vni bool) ([]string, bool) {
	known = orSyllable(known)
	s := Fold(token)
	if known(s) {
		return []string{s}, true
	}
	if len(s) < 2 || len(s) > longest || !latin(s) || foreign[s] {
		return nil, false
	}
	if Syllable(s) && !strings.Contains(s, "oo") { // xoong is one, and the Telex of xông
		return one(swapY(s, known))
	}
	if t := squeeze(s); t != s && known(t) {
		return []string{t}, true
	}
	if hasDigit(s) {
		return digits(s, known, vni)
	}
	if w := telex(s, known); w != "" {
		return []string{w}, true
	}
	if t := squeeze(s); t != s {
		if w := telex(t, known); w != "" {
			return []string{w}, true
		}
	}
	if w := swapY(s, known); w != "" {
		return []string{w}, true
	}
	return split(s, known)
}

func one(w string) ([]string, bool) {
	if w == "" {
		return nil, false
	}
	return []string{w}, true
}

// foreign are words of other languages that read like Telex. Kept short: only
// what the people we serve really type.
var foreign = set(`box card cards fax file flash gas gps hard laser mail nfc post pos reset sms star taxi
test text tour user visa web`)

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

func latin(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isDigit(c) && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c && c <= 'z' }

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// inner reports a VNI leftover beyond doubt: a digit with letters on both
// sides, or a mark and a tone one after the other ("ke61").
func inner(s string) bool {
	if s == "" || !isLetter(s[0]) {
		return false
	}
	first := strings.IndexAny(s, "0123456789")
	return first > 0 && strings.IndexFunc(s[first:], func(r rune) bool { return 'a' <= r && r <= 'z' }) > 0 ||
		shapeTone(s)
}

// shapeTone reports an end like "61": a VNI mark and a VNI tone.
func shapeTone(s string) bool {
	n := len(s)
	if n < 3 || !isLetter(s[n-3]) {
		return false
	}
	mark, tone := s[n-2], s[n-1]
	if isTone(mark) {
		mark, tone = tone, mark
	}
	return '6' <= mark && mark <= '9' && isTone(tone)
}

func isTone(c byte) bool { return '1' <= c && c <= '5' }

// digits reads a token of letters and digits: VNI when it looks like it,
// otherwise a word and a number.
func digits(s string, known func(string) bool, vni bool) ([]string, bool) {
	bare := strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return -1
		}
		return r
	}, s)
	if vni || inner(s) {
		if w := reshape(bare, known); w != "" && isLetter(s[0]) {
			return []string{w}, true
		}
	}
	i := strings.IndexFunc(s, func(r rune) bool { return isDigit(byte(r)) != isDigit(s[0]) })
	if i < 0 {
		return nil, false
	}
	head, tail := s[:i], s[i:]
	if strings.IndexFunc(tail, func(r rune) bool { return isDigit(byte(r)) == isDigit(s[0]) }) >= 0 {
		return nil, false
	}
	word := &head
	if isDigit(head[0]) {
		word = &tail
	}
	if *word = reshape(*word, known); *word == "" {
		return nil, false
	}
	return []string{head, tail}, true
}

// reshape is s itself, squeezed or with the other i, whichever is known.
func reshape(s string, known func(string) bool) string {
	for _, t := range [...]string{s, squeeze(s)} {
		if known(t) {
			return t
		}
	}
	return swapY(s, known)
}

// squeeze writes a letter held down three times or more once, and a last
// letter held twice. Digits stay.
func squeeze(s string) string { return squeezeRunes([]rune(s)) }

// squeezeRunes does it with marks: of "cóoo" the first o stays.
func squeezeRunes(s []rune) string {
	b := make([]rune, 0, len(s))
	for i := 0; i < len(s); {
		j := i + 1
		for j < len(s) && sameLetter(s[j], s[i]) {
			j++
		}
		held := j-i >= 3 || j-i == 2 && j == len(s)
		if held && !unicode.IsDigit(s[i]) {
			b = append(b, s[i])
		} else {
			b = append(b, s[i:j]...)
		}
		i = j
	}
	return string(b)
}

func sameLetter(a, b rune) bool {
	if x, y := FoldRune(a), FoldRune(b); a == b || x != 0 && y != 0 {
		return a == b || x == y
	}
	return Fold(string(a)) == Fold(string(b))
}

// swapY tries y for i and i for y at the end: ki and ky, mi and my, qui and quy.
func swapY(s string, known func(string) bool) string {
	n := len(s)
	if n < 2 || s[n-1] != 'i' && s[n-1] != 'y' || isVowel(s[n-2]) && !strings.HasPrefix(s, "qu") {
		return ""
	}
	other := "i"
	if s[n-1] == 'i' {
		other = "y"
	}
	if t := s[:n-1] + other; known(t) {
		return t
	}
	return ""
}

func isVowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }

// split cuts joined syllables into the fewest known words of two letters and
// more; a last "y" may stand alone, for đồng ý. Of two ways with as many words
// the one with the longer first word wins.
func split(s string, known func(string) bool) ([]string, bool) {
	n := len(s)
	least := make([]int, n+1) // words needed from here to the end; 0 is none
	next := make([]int, n+1)
	for i := n - 2; i >= 0; i-- {
		for j := n; j >= i+2; j-- {
			rest := least[j]
			if j < n && rest == 0 || !whole(s[i:j], known) {
				continue
			}
			if least[i] == 0 || rest+1 < least[i] {
				least[i], next[i] = rest+1, j
			}
		}
		if i == n-2 && s[n-1] == 'y' && known("y") {
			least[n-1], next[n-1] = 1, n
		}
	}
	if least[0] < 2 {
		return nil, false
	}
	var words []string
	for i := 0; i < n; i = next[i] {
		words = append(words, s[i:next[i]])
	}
	return words, true
}

// whole reports a known word that may be part of a joined token: a syllable,
// or a name long enough not to be found by chance.
func whole(s string, known func(string) bool) bool {
	return (Syllable(s) || len(s) >= 4) && known(s)
}
