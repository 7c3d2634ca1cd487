package search

import (
	"capheso/lessons/viet"
)

// longest is how many syllables of a question are read. Somebody who pastes a
// newspaper is not asking a question.
const (
	longest  = 120
	maxBytes = 4 << 10 // and how much of it is looked at for them
)

// question is a text in the terms of the index.
type question struct {
	words  []word
	grams  [][]int32 // of the words no document has
	silent []bool    // of the same: fillers and numbers
	folds  []string  // of the same: how they are written
	marked bool      // some word carries a mark, so marks count
	spans  []span    // in order, apart from each other
	reads  []reading // memory of the spans
}

// span is a part of the question that can be read otherwise.
type span struct {
	from, to int
	readings []reading
}

// starts reports whether a span starts at a word.
func (q *question) starts(i int) bool {
	for _, sp := range q.spans {
		if sp.from == i {
			return true
		}
	}
	return false
}

// read puts a text into the terms of the index.
func (x *Index) read(text string, q *question) {
	q.words, q.grams, q.silent, q.folds = q.words[:0], q.grams[:0], q.silent[:0], q.folds[:0]
	q.spans, q.reads = q.spans[:0], q.reads[:0]
	if len(text) > maxBytes {
		text = text[:maxBytes]
	}
	q.marked = viet.Marked(text)
	tokens := viet.Tokens(text)
	if plain := viet.Polite(tokens); len(plain) > 1 { // "cháu ơi" is no part of the question
		tokens = plain
	}
	if len(tokens) > longest {
		tokens = tokens[:longest]
	}
	x.sentence(q, tokens)
	x.slips(q)
	x.otherNames(q)
}

// sentence reads tokens as they stand. A short form the index does not know is
// replaced by its likeliest reading, a misspelling by what was meant; whatever
// else the tokens may stand for becomes a span.
func (x *Index) sentence(q *question, tokens []string) {
	readings := viet.Standard(tokens)
	var repaired [][]string
	for i := 0; i < len(tokens); {
		for len(readings) > 0 && readings[0].From < i {
			readings = readings[1:]
		}
		if n := x.spoken(q, tokens, i, readings); n > 0 {
			i += n
			continue
		}
		if !x.words.knows(tokens[i]) && repaired == nil {
			repaired = viet.RepairAll(tokens, x.words.knows)
		}
		if repaired != nil && repaired[i] != nil {
			for _, t := range repaired[i] {
				x.push(q, t)
			}
		} else {
			x.push(q, tokens[i])
		}
		i++
	}
}

// spoken reads the tokens from i on by the longest of the readings that start
// there and returns how many tokens it took, 0 if there is no reading.
func (x *Index) spoken(q *question, tokens []string, i int, readings []viet.Reading) int {
	n, sure := 0, false
	for _, r := range readings {
		if r.From != i {
			break
		}
		if r.To-i > n {
			n, sure = r.To-i, r.Sure
		}
	}
	if n == 0 {
		return 0
	}
	known := true
	for _, t := range tokens[i : i+n] {
		known = known && x.words.knows(t)
	}
	from, before := len(q.words), len(q.reads)
	if known || !sure {
		for _, t := range tokens[i : i+n] {
			x.push(q, t)
		}
	}
	for _, r := range readings {
		switch {
		case r.From != i || r.To != i+n:
		case len(q.words) == from: // nothing stands there yet
			for _, t := range r.Words {
				x.push(q, t)
			}
		default:
			q.reads = append(q.reads, x.reading(r, n))
		}
	}
	if len(q.reads) > before {
		q.spans = append(q.spans, span{from, len(q.words), q.reads[before:]})
	}
	return n
}

// reading is one of the readings of n tokens.
func (x *Index) reading(r viet.Reading, n int) reading {
	ws := make([]word, len(r.Words))
	for i, t := range r.Words {
		ws[i] = x.words.find(t)
	}
	if r.Sure {
		return reading{ws, 1}
	}
	return reading{ws, lighter(n, len(ws))}
}

// push adds a token to the sentence.
func (x *Index) push(q *question, tok string) {
	w := x.words.find(tok)
	q.words = append(q.words, w)
	if w.fold != none {
		q.grams, q.silent, q.folds = append(q.grams, nil), append(q.silent, false), append(q.folds, "")
		return
	}
	fold := viet.Fold(tok)
	q.folds = append(q.folds, fold)
	q.grams = append(q.grams, x.words.inName(fold))
	q.silent = append(q.silent, isNumber(fold) || stopKeys[viet.Key(tok)])
}

// slips looks again at the words no document has.
func (x *Index) slips(q *question) {
	at := func(i int) int32 {
		if i < 0 || i >= len(q.words) {
			return none
		}
		return q.words[i].fold
	}
	for i, w := range q.words {
		if w.fold == none && !q.silent[i] {
			q.words[i] = x.slip(q.folds[i], at(i-1), at(i+1))
		}
	}
}

// otherNames adds the readings of the list of synonyms. The longer of two that
// start at one word counts; what it covers is not read again.
func (x *Index) otherNames(q *question) {
	old := q.spans
	q.spans = nil
	for i := 0; i < len(q.words); {
		before := len(q.reads)
		n, reads := x.rewrite.at(q, i, q.reads)
		for len(old) > 0 && old[0].from < i {
			old = old[1:]
		}
		if len(old) > 0 && old[0].from == i && old[0].to-i >= n {
			if old[0].to-i == n {
				reads = append(reads, old[0].readings...)
			} else {
				reads = append(reads[:before], old[0].readings...)
			}
			n = old[0].to - i
		}
		q.reads = reads
		if len(reads) > before {
			q.spans = append(q.spans, span{i, i + n, reads[before:]})
		}
		i += max(n, 1)
	}
}
