package search

import (
	_ "embed"
	"math"
	"slices"
	"strings"

	"capheso/lessons/viet"
)

// readingWeight is what another way to say something weighs beside the words
// that were said.
const readingWeight = 0.7

//go:embed synonyms.tsv
var synonymLines string

// reading is another way to say some words of a question.
type reading struct {
	words  []word
	weight float32
}

// rule says that some words can be read otherwise.
type rule struct {
	from []word
	to   reading
}

// rewriter knows the other readings by their first folded syllable, longest
// first.
type rewriter struct{ rules [][]rule }

// newRewriter compiles the lists for a vocabulary. Their words are learnt, so
// that they are not taken for misspellings; the documents are not touched.
func newRewriter(v *vocabulary) rewriter {
	var r rewriter
	for line := range strings.Lines(synonymLines) {
		from, to, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if ok && !strings.HasPrefix(from, "#") {
			r.add(v, from, to)
		}
	}
	for _, rules := range r.rules {
		slices.SortStableFunc(rules, func(a, b rule) int { return len(b.from) - len(a.from) })
	}
	return r
}

func (r *rewriter) add(v *vocabulary, from, to string) {
	f, t := v.learnAll(viet.Tokens(from)), v.learnAll(viet.Tokens(to))
	first := int(f[0].fold)
	for len(r.rules) <= first {
		r.rules = append(r.rules, nil)
	}
	r.rules[first] = append(r.rules[first], rule{f, reading{t, lighter(len(f), len(t))}})
}

// lighter is the weight of a reading of n words in m: a reading of many words
// must not outweigh what was said.
func lighter(n, m int) float32 {
	return float32(readingWeight * math.Sqrt(float64(n)/float64(m)))
}

func (v *vocabulary) learnAll(tokens []string) []word {
	ws := make([]word, len(tokens))
	for i, t := range tokens {
		ws[i] = v.learn(t)
	}
	return ws
}

// at adds the readings of the longest phrase that starts at a word of a
// question to out and returns its length, 0 for none.
func (r *rewriter) at(q *question, i int, out []reading) (int, []reading) {
	first := q.words[i].fold
	if first < 0 || int(first) >= len(r.rules) {
		return 0, out
	}
	n := 0
	for _, rule := range r.rules[first] {
		if len(rule.from) < n {
			break
		}
		if rule.matches(q, i) {
			n = len(rule.from)
			out = append(out, rule.to)
		}
	}
	return n, out
}

// matches compares with marks when the question has any.
func (r *rule) matches(q *question, i int) bool {
	if i+len(r.from) > len(q.words) {
		return false
	}
	for k, f := range r.from {
		w := q.words[i+k]
		if w.fold != f.fold || q.marked && w.exact != f.exact {
			return false
		}
	}
	return true
}
