package viet

import "strings"

// lexicon is a set of words in full spelling, found by their folded form.
type lexicon map[string][]string

func words(list string) lexicon {
	l := make(lexicon)
	for w := range strings.FieldsSeq(list) {
		l[Fold(w)] = append(l[Fold(w)], w)
	}
	return l
}

// union is a lexicon of the words of all.
func union(all ...lexicon) lexicon {
	u := make(lexicon)
	for _, l := range all {
		for fold, list := range l {
			u[fold] = append(u[fold], list...)
		}
	}
	return u
}

// has reports a token that may be one of the words: same letters, and no mark
// that contradicts it.
func (l lexicon) has(token string) bool {
	for _, w := range l.alike(token) {
		if agreement(token, w) != clash {
			return true
		}
	}
	return false
}

// alike are the words with the letters of token.
func (l lexicon) alike(token string) []string {
	var room [48]byte
	return l[string(foldInto(room[:0], token))]
}

// exactly is has for words whose letters mean something else without marks:
// nothing may be left out.
func (l lexicon) exactly(token string) bool {
	for _, w := range l.alike(token) {
		if agreement(token, w) == same {
			return true
		}
	}
	return false
}

var (
	persons   = words(`cháu bác ông bà cô chú anh chị em con tôi tui mình tớ cậu mợ dì thím mẹ bố má ba bạn ad cụ`)
	listeners = words(`cháu em con bạn ad`) // those an older person speaks to
)
