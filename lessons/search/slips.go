package search

import "strings"

// sounds are the starts and ends of syllables that are said alike in one
// region or another, and so written for each other.
var (
	starts = [][2]string{{"x", "s"}, {"s", "x"}, {"tr", "ch"}, {"ch", "tr"}, {"d", "gi"}, {"gi", "d"},
		{"r", "d"}, {"d", "r"}, {"gi", "r"}, {"r", "gi"}, {"n", "l"}, {"l", "n"}, {"v", "d"}, {"z", "d"}}
	ends = [][2]string{{"n", "ng"}, {"ng", "n"}, {"t", "c"}, {"c", "t"}}
)

// slip is the syllable that was meant by one no document has, written as it is
// heard: "khai xinh" is khai sinh. It must make a pair the documents know with
// a word beside it, or every misspelling would find something.
func (x *Index) slip(fold string, before, after int32) word {
	for _, s := range starts {
		if rest, ok := strings.CutPrefix(fold, s[0]); ok {
			if w := x.beside(s[1]+rest, before, after); w.fold != none {
				return w
			}
		}
	}
	for _, s := range ends {
		if stem, ok := strings.CutSuffix(fold, s[0]); ok {
			if w := x.beside(stem+s[1], before, after); w.fold != none {
				return w
			}
		}
	}
	return word{none, none}
}

// beside is the word of a folded syllable if it makes a known pair.
func (x *Index) beside(fold string, before, after int32) word {
	f, ok := x.words.folds[fold]
	if !ok {
		return word{none, none}
	}
	_, left := x.words.pairs[pair(before, f)]
	_, right := x.words.pairs[pair(f, after)]
	if left || right {
		return word{f, none}
	}
	return word{none, none}
}
