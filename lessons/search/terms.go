package search

import (
	"iter"

	"capheso/lessons/viet"
)

// none is the number of a term no document has.
const none = -1

// word is a syllable of a document or a question by the numbers of its terms.
type word struct {
	fold  int32 // without marks
	exact int32 // with them, wherever the tone mark stands
}

// vocabulary numbers the terms of the documents. It only grows while the index
// is built.
type vocabulary struct {
	spelt  map[string]word // by the token as it was typed: one look-up for most words
	folds  map[string]int32
	exacts map[string]int32
	pairs  map[uint64]int32 // of two folded syllables
	twins  map[uint64]int32 // of two exact syllables
	grams  map[gram]int32
	names  []string  // by folded syllable: how it is written
	inside [][]int32 // by folded syllable: its trigrams
	stop   []bool    // by folded syllable: says nothing of the subject
	filler []bool    // by exact syllable: the same, its marks seen
	marked []bool    // by exact syllable: it has marks
}

// gram is three folded letters in a row; a syllable starts and ends with a
// space.
type gram [3]byte

func newVocabulary() vocabulary {
	return vocabulary{
		spelt: map[string]word{}, folds: map[string]int32{}, exacts: map[string]int32{},
		pairs: map[uint64]int32{}, twins: map[uint64]int32{}, grams: map[gram]int32{},
	}
}

// learn numbers a token of a document.
func (v *vocabulary) learn(token string) word {
	if w, ok := v.spelt[token]; ok && w.exact != none {
		return w
	}
	fold, key := viet.Fold(token), viet.Key(token)
	f, ok := v.folds[fold]
	if !ok {
		f = int32(len(v.folds))
		v.folds[fold] = f
		v.names = append(v.names, fold)
		v.stop = append(v.stop, stopFolds[fold])
	}
	e, ok := v.exacts[key]
	if !ok {
		e = int32(len(v.exacts))
		v.exacts[key] = e
		v.filler = append(v.filler, stopKeys[key])
		v.marked = append(v.marked, key != fold)
	}
	w := word{f, e}
	v.spelt[token] = w
	if _, ok := v.spelt[fold]; !ok {
		v.spelt[fold] = word{f, none} // unmarked questions are the common case
	}
	return w
}

// find numbers a token of a question: none for what no document has.
func (v *vocabulary) find(token string) word {
	if w, ok := v.spelt[token]; ok {
		return w
	}
	w := word{none, none}
	if f, ok := v.folds[viet.Fold(token)]; ok {
		w.fold = f
		if e, ok := v.exacts[viet.Key(token)]; ok {
			w.exact = e
		}
	}
	return w
}

// fills reports a word that says nothing of the subject, seen with its marks
// when the question has any: "cái" is one, "cài" is not.
func (v *vocabulary) fills(w word, marked bool) bool {
	switch {
	case w.fold == none:
		return false
	case marked && w.exact != none:
		return v.filler[w.exact]
	}
	return v.stop[w.fold]
}

// knows reports whether some document has a token, whatever its marks.
func (v *vocabulary) knows(token string) bool { return v.find(token).fold != none }

// pair is the key of two terms in a row.
func pair(a, b int32) uint64 { return uint64(uint32(a))<<32 | uint64(uint32(b)) }

// number gives a key of m its place, a new one if need be.
func number[K comparable](m map[K]int32, key K) int32 {
	n, ok := m[key]
	if !ok {
		n = int32(len(m))
		m[key] = n
	}
	return n
}

// grams is the trigrams of a folded syllable.
func grams(fold string) iter.Seq[gram] {
	at := func(i int) byte {
		if i < 0 || i >= len(fold) {
			return ' '
		}
		return fold[i]
	}
	return func(yield func(gram) bool) {
		for i := range len(fold) {
			if !yield(gram{at(i - 1), at(i), at(i + 1)}) {
				return
			}
		}
	}
}

// dropGrams forgets the trigrams that more than most documents have.
func (v *vocabulary) dropGrams(df []int32, most int) {
	for g, n := range v.grams {
		if int(df[n]) > most {
			delete(v.grams, g)
		}
	}
}

// settle ends the learning: the trigrams of every syllable are looked up once.
func (v *vocabulary) settle() {
	v.inside = make([][]int32, len(v.names))
	for f, name := range v.names {
		v.inside[f] = v.inName(name)
	}
}

// inName is the known trigrams of a folded syllable.
func (v *vocabulary) inName(fold string) []int32 {
	var out []int32
	for g := range grams(fold) {
		if n, ok := v.grams[g]; ok {
			out = append(out, n)
		}
	}
	return out
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
