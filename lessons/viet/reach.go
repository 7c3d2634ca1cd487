package viet

import (
	"math/bits"
)

// Most texts are questions and name no option. A glance finds that out from
// their letters alone, before anything is read in other ways.

// outlook is what a glance finds.
type outlook int

const (
	open    outlook = iota // nothing is certain
	unnamed                // it fits no option; it may be a place, a yes or a no
	beside                 // it is about something else
)

// glance reports what is certain of a text. A text is beside the menu when two
// of its words mean nothing to this package and come near no word of a label:
// no reading can fit then, for one word too many is all that a fit bears, and
// the text is neither a place nor an answer. One such word is enough when none
// of the others comes near a label either.
func (m *Menu) glance(text string) outlook {
	var g glimpse
	if !g.read(text) || m.joinsAny(&g) {
		return open
	}
	var words [mostTokens + 2]*syllable // with an empty one at both ends
	words[0], words[g.n+1] = &edge, &edge
	for i := range g.n {
		words[i+1] = spellings()[string(g.token(i))]
	}
	strange, common, far := 0, 0, true
	for i := 1; i <= g.n; i++ {
		w := words[i]
		if w == nil {
			far = false
			continue
		}
		kept := !w.retold && apartFrom(words[i-1], w) && apartFrom(w, words[i+1]) && !m.reaches(w)
		far = far && kept && !(w.number && m.figures)
		if !w.special {
			if i <= g.answer {
				common++
			}
			if kept {
				strange++
			}
		}
	}
	switch {
	case (strange > 1 || strange > 0 && far) && (common > 0 || !m.signed):
		return beside
	case far:
		return unnamed
	}
	return open
}

// glimpse is a text in folded tokens, as far as letters alone tell.
type glimpse struct {
	room   [mostBytes]byte
	ends   [mostTokens + 1]int // token i ends at ends[i+1]
	n      int
	answer int // tokens before the first comma, where an answer would stand
}

// read cuts a text of ASCII and known letters; false is any other text.
func (g *glimpse) read(text string) bool {
	at := 0
	g.answer = mostTokens
	for len(text) > 0 {
		c, size := foldedAt(text)
		if size == 0 {
			return false
		}
		if isLetter(c) || isDigit(c) {
			g.room[at] = c
			at++
		} else if !g.cut(at) {
			return false
		}
		if c == ',' {
			g.answer = min(g.answer, g.n)
		}
		text = text[size:]
	}
	return g.cut(at)
}

// cut ends a token, if one has begun; false when there are too many.
func (g *glimpse) cut(at int) bool {
	if at == g.ends[g.n] {
		return true
	}
	if g.n == mostTokens {
		return false
	}
	g.n++
	g.ends[g.n] = at
	return true
}

func (g *glimpse) token(i int) []byte { return g.room[g.ends[i]:g.ends[i+1]] }

// foldedAt is the first letter of s, folded, or its first other character when
// that is ASCII, and its length in s: 0 for all that is not so simple.
func foldedAt(s string) (c byte, size int) {
	if c = s[0]; c < 0x80 {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		return c, 1
	}
	for i, r := range s {
		if i > 0 {
			return c, i
		}
		if c = FoldRune(r); c == 0 {
			return 0, 0
		}
	}
	return c, len(s)
}

// reaches reports whether a word may meet a word of a label: the same, or a few
// letters off.
func (m *Menu) reaches(w *syllable) bool {
	for i := range m.words {
		l := &m.words[i]
		if l.fold == w.fold || !l.exact && bits.OnesCount32(l.set^w.set) <= 4 && near(w.fold, l.fold) >= 0 {
			return true
		}
	}
	return false
}

// joinsAny reports two neighbours that together may be a word of a label.
func (m *Menu) joinsAny(g *glimpse) bool {
	for i := 1; i < g.n; i++ {
		if m.joins(g.token(i-1), g.token(i)) {
			return true
		}
	}
	return false
}

// joins does not compare the first and the last letter: they may be written in
// another way.
func (m *Menu) joins(a, b []byte) bool {
	n := len(a) + len(b)
	for i := range m.words {
		l := m.words[i].fold
		if len(l) != n && !(len(l) == n+1 && a[0] == 'f') {
			continue
		}
		if l = l[len(l)-n+1 : len(l)-1]; l[:len(a)-1] == string(a[1:]) && l[len(a)-1:] == string(b[:len(b)-1]) {
			return true
		}
	}
	return false
}

// lettersOf is the set of letters of a folded word, a bit each. Two words that
// are n edits apart differ in at most 2n of them.
func lettersOf(fold string) uint32 {
	set := uint32(0)
	for i := range len(fold) {
		if isLetter(fold[i]) {
			set |= 1 << (fold[i] - 'a')
		}
	}
	return set
}
