package viet

import (
	"slices"
	"strings"
)

// read fits every option to the text, in each way the text can be read.
func (m *matching) read(tokens, mended []string) {
	m.weigh(tokens, 1)
	const other = 0.98 // what had to be read in another way counts a little less
	if !slices.Equal(mended, tokens) {
		m.weigh(mended, other)
	}
	for _, t := range m.retold(mended) {
		m.weigh(t, other)
	}
}

// knows reports a folded word of a label, or one this file knows by itself.
func (m *Menu) knows(fold string) bool {
	if m.inLabel(fold) || len(fold) > 2 && Readings(fold) != nil {
		return true
	}
	k := knownByFold[fold]
	return k != nil && k.any&(particle|light|denying|asking) != 0 && (len(fold) > 1 || fold == "a")
}

// mended repairs the leftovers of input methods, and joins what a label joins:
// "vietcom bank", "i phone".
func (m *Menu) mended(tokens []string) []string {
	known := func(f string) bool { return m.knows(f) || f == "h" || f == "g" }
	var out []string
	all := RepairAll(tokens, known)
	for i := 0; i < len(tokens); i++ {
		words := all[i]
		if i+1 < len(tokens) && !m.inLabel(Fold(tokens[i])) {
			if both := Fold(tokens[i] + tokens[i+1]); m.inLabel(both) {
				out = append(out, both)
				i++
				continue
			}
		}
		if words == nil || len(words) == 1 && words[0] == Fold(tokens[i]) {
			out = append(out, tokens[i])
			continue
		}
		out = append(out, words...)
	}
	return out
}

// mostRetold keeps a text full of short forms from being read in a hundred ways.
const mostRetold = 6

// retold reads short forms and dialect: all first readings together, and each
// further one alone; and number words as digits where labels have digits.
func (m *Menu) retold(tokens []string) [][]string {
	var out [][]string
	readings := Standard(tokens)
	if len(readings) > 0 {
		out = append(out, replace(tokens, readings))
	}
	for i := 0; i < len(readings) && len(readings) > 1 && len(out) < mostRetold; i++ {
		out = append(out, replace(tokens, readings[i:i+1]))
	}
	if !m.digits {
		return out
	}
	for _, t := range append(out, tokens) {
		if d := m.inDigits(t); d != nil {
			out = append(out, d)
		}
	}
	return out
}

// replace puts the first reading of each place in, from left to right.
func replace(tokens []string, readings []Reading) []string {
	out := make([]string, 0, len(tokens)+4)
	at := 0
	for _, r := range longestFirst(readings) {
		if r.From < at {
			continue
		}
		out = append(out, tokens[at:r.From]...)
		out = append(out, r.Words...)
		at = r.To
	}
	return append(out, tokens[at:]...)
}

// longestFirst orders the readings of one place by length.
func longestFirst(readings []Reading) []Reading {
	if len(readings) < 2 {
		return readings
	}
	sorted := slices.Clone(readings)
	slices.SortStableFunc(sorted, func(a, b Reading) int {
		if a.From != b.From {
			return a.From - b.From
		}
		return b.To - a.To
	})
	return sorted
}

// inDigits writes the number words of a text as digits; nil when it has none.
func (m *Menu) inDigits(tokens []string) []string {
	var out []string
	found := false
	for i := 0; i < len(tokens); {
		n := min(5, len(tokens)-i)
		for ; n > 0; n-- {
			if v, ok := hundreds(tokens[i : i+n]); ok && (n > 1 || !m.inLabel(Fold(tokens[i]))) {
				out = append(out, itoa(v))
				found = true
				break
			}
		}
		if n == 0 {
			out = append(out, tokens[i])
			n = 1
		}
		i += n
	}
	if !found {
		return nil
	}
	return out
}

var (
	naming    = words(`gọi kêu xưng hô bằng`)
	doneWords = words(`xong được rồi`)
	stressed  = words(`đâu hết cả`)
)

// readVNI is the last try, when nothing fits: a digit at the end may be a VNI
// mark ("co1", "co6") and not a number.
func (m *matching) readVNI(tokens []string) {
	out := slices.Clone(tokens)
	found := false
	for i, t := range tokens {
		if n := len(t); n > 1 && isDigit(t[n-1]) && !hasDigit(t[:n-1]) && m.inLabel(Fold(t[:n-1])) {
			out[i], found = Fold(t[:n-1]), true
		}
	}
	if found {
		m.weigh(out, 0.98)
	}
}

// units are the tokens of a text, with what courtesy makes of them.
func (m *Menu) units(tokens []string) (us []unit, asked bool) {
	from, to := courtesies(tokens)
	us = make([]unit, len(tokens))
	for i, t := range tokens {
		us[i] = newUnit(t)
		if m.people && naming.has(t) || us[i].fold == "lam" && i+1 < len(tokens) && doneWords.has(tokens[i+1]) {
			us[i].size = 0
		}
		if m.digits && us[i].number > 0 {
			us[i].kind, us[i].size = figure, 1
		} else if i < from || i >= to {
			us[i].size = 0
			if us[i].kind != denial || i > 0 {
				us[i].kind = word
			}
		}
		if i > 0 && (us[0].kind == denial || us[i-1].fold == "xong") && stressed.has(t) {
			us[i].kind, us[i].size = word, 0 // "không xóa đâu", "không ai hết", "xong hết"
		}
		if i+1 < len(tokens) && us[i].person && isCall(tokens[i+1]) {
			us[i].kind, us[i].size = call, 0
		}
	}
	return us, takeRequest(us[:to])
}

// takeRequest takes the "được không" off a request and reports that it was there.
func takeRequest(us []unit) bool {
	n := len(us)
	if n < 3 || us[n-1].kind != denial || strings.HasPrefix(us[n-1].fold, "tho") {
		return false
	}
	switch us[n-2].fold {
	case "duoc", "dc", "đc":
		us[n-1] = unit{raw: us[n-1].raw, fold: us[n-1].fold, exact: true}
		return true
	}
	return false
}
