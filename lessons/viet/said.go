package viet

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed teencode.tsv
var teencode string

//go:embed dialect.tsv
var dialect string

// Reading is another way to read a run of tokens: tokens[From:To] may stand for
// Words, which are in full spelling with marks. It is an alternative. Unless
// Sure, the tokens are also words of their own (chi, mô, ni) and must not be
// thrown away.
type Reading struct {
	From, To int
	Words    []string
	Sure     bool // the tokens are no Vietnamese words: short forms, names as heard
}

// Readings are what a short form (ko, đt, cccd) may stand for, in full spelling
// with marks, the likeliest first; nil when it is none. A form with marks is
// met only with those marks. The result is shared: do not change it.
//
// The forms are lines of teencode.tsv.
func Readings(token string) []string {
	forms := shorts()
	if words, ok := forms[token]; ok {
		return words
	}
	if isASCII(token) {
		return nil
	}
	return forms[Key(token)]
}

// Standard lists how the short forms, the words of the regions, the old names
// and the names as heard among tokens read in standard Vietnamese: teencode.tsv
// by token, dialect.tsv by phrase, the longest phrase at each place. Readings
// are in the order of From, for one place the likeliest first, and may overlap.
//
// Phrases meet tokens typed without marks, with the same ones, or with part of
// them; a phrase of two words or more also with wrong ones ("mân răng").
func Standard(tokens []string) []Reading {
	var all []Reading
	for i, t := range tokens {
		fold := Fold(t)
		if w := spellings()[fold]; w != nil && !w.retold && w.phrase == 0 {
			continue
		}
		for _, r := range Readings(t) {
			all = append(all, Reading{i, i + 1, strings.Fields(r), !Syllable(fold)})
		}
		all = append(all, phrasesAt(tokens, i)...)
	}
	return all
}

var shorts = sync.OnceValue(func() map[string][]string {
	m := make(map[string][]string)
	for form, rest := range entries(teencode) {
		words := strings.Split(rest[0], "|")
		m[form], m[Key(form)] = words, words
	}
	return m
})

// phrase is one line of dialect.tsv.
type phrase struct {
	said  []string // as written
	fold  []string
	words []string
	marks bool // met only when typed with its marks
	sure  bool
}

// phrases are the lines by first folded word, the longest first.
var phrases = sync.OnceValue(func() map[string][]phrase {
	m := make(map[string][]phrase)
	for said, rest := range entries(dialect) {
		p := phrase{said: strings.Fields(said), words: strings.Fields(rest[0])}
		p.marks = len(rest) > 1 && rest[1] == "marks"
		for _, w := range p.said {
			p.fold = append(p.fold, Fold(w))
			p.sure = p.sure || !Syllable(Fold(w))
		}
		m[p.fold[0]] = append(m[p.fold[0]], p)
	}
	for _, list := range m {
		slices.SortStableFunc(list, func(a, b phrase) int { return len(b.said) - len(a.said) })
	}
	return m
})

func phrasesAt(tokens []string, i int) []Reading {
	var all []Reading
	for _, p := range phrases()[Fold(tokens[i])] {
		n := len(p.said)
		if len(all) > 0 && all[0].To > i+n {
			break
		}
		if i+n <= len(tokens) && p.meets(tokens[i:i+n]) && !has(all, p.words) {
			all = append(all, Reading{i, i + n, p.words, p.sure})
		}
	}
	return all
}

// has reports words already read: two spellings of one phrase fold alike.
func has(all []Reading, words []string) bool {
	return slices.ContainsFunc(all, func(r Reading) bool { return slices.Equal(r.Words, words) })
}

func (p *phrase) meets(tokens []string) bool {
	for k, t := range tokens {
		if Fold(t) != p.fold[k] {
			return false
		}
		if p.marks && Key(t) != Key(p.said[k]) || len(tokens) == 1 && agreement(t, p.said[k]) == clash {
			return false
		}
	}
	return true
}

// entries are the lines of a table: the first cell and the other ones.
func entries(table string) func(yield func(string, []string) bool) {
	return func(yield func(string, []string) bool) {
		for line := range strings.Lines(table) {
			line = strings.TrimSpace(line)
			if line == "" || line[0] == '#' {
				continue
			}
			cells := strings.Split(line, "\t")
			if len(cells) > 1 && !yield(cells[0], cells[1:]) {
				return
			}
		}
	}
}
