package search

import (
	"slices"

	"capheso/lessons"
)

// Hit is a document that may answer the question.
type Hit struct {
	ID    string
	Topic lessons.Topic
	Score float64 // > 0; comparable within one result only
}

// Result is what is known about a question. When the first hit is
// lessons.Outside and the band is not Low, its reply is the answer: there is
// nothing to ask back about what the course does not cover.
type Result struct {
	Band Band
	Hits []Hit // best first, equal scores by id; an article or its guide, not both
	// Confidence is how well the first hit covers the question, whatever the
	// size of the course: about 3 for noise, 7 for a title.
	Confidence float64
	Coverage   float64 // 0 … 1: the part of the question the first hit knows
}

// Find lists the documents that may answer a question, at most limit of them.
// The same index and question give the same result.
func (x *Index) Find(question string, limit int) Result {
	x.later()
	s := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	x.read(question, &s.q)
	x.score(s)
	return x.result(s, limit, none)
}

// scratch is the memory of one search.
type scratch struct {
	q                question
	total, unit, alt []float32 // by document
	best             []ranked
}

func newScratch(docs int) *scratch {
	return &scratch{total: make([]float32, docs), unit: make([]float32, docs), alt: make([]float32, docs)}
}

// score fills s.total for the question s.q.
func (x *Index) score(s *scratch) {
	q := &s.q
	clear(s.total)
	at := 0
	for _, sp := range q.spans {
		x.add(s.total, q.words[at:sp.from], q.marked, 1)
		x.addSpan(s, sp)
		at = sp.to
	}
	x.add(s.total, q.words[at:], q.marked, 1)
	for _, sp := range q.spans { // the pairs across the edges of spans
		x.addPair(s.total, q.words, sp.from, q.marked, 1)
		if sp.to < len(q.words) && !q.starts(sp.to) {
			x.addPair(s.total, q.words, sp.to, q.marked, 1)
		}
	}
	for i, w := range q.words {
		if w.fold != none {
			x.addGrams(s.total, x.words.inside[w.fold])
		} else {
			x.addGrams(s.total, q.grams[i])
		}
	}
}

// add scores words in a row.
func (x *Index) add(acc []float32, ws []word, marked bool, weight float32) {
	for i, w := range ws {
		own := weight
		if x.words.fills(w, marked) {
			own *= fillerWeight
		}
		bump(acc, x.folded.of(w.fold), own)
		if marked {
			bump(acc, x.exact.of(w.exact), own)
		}
		x.addPair(acc, ws, i, marked, weight)
	}
}

// addPair scores a word together with the one before it.
func (x *Index) addPair(acc []float32, ws []word, i int, marked bool, weight float32) {
	if i == 0 {
		return
	}
	p, w := ws[i-1], ws[i]
	if p.fold == none || w.fold == none {
		return
	}
	if x.words.fills(p, marked) && x.words.fills(w, marked) {
		weight *= fillerWeight
	}
	if n, ok := x.words.pairs[pair(p.fold, w.fold)]; ok {
		bump(acc, x.pairs.of(n), weight)
	}
	if !marked || p.exact == none || w.exact == none {
		return
	}
	if n, ok := x.words.twins[pair(p.exact, w.exact)]; ok {
		bump(acc, x.exacts.of(n), weight)
	}
}

// addSpan scores words that can be said otherwise: every document gets the
// better of the readings. Adding them up would let one word with many readings
// outweigh the rest of the question.
func (x *Index) addSpan(s *scratch, sp span) {
	clear(s.unit)
	x.add(s.unit, s.q.words[sp.from:sp.to], s.q.marked, 1)
	for _, r := range sp.readings {
		clear(s.alt)
		x.add(s.alt, r.words, s.q.marked, r.weight)
		for d, v := range s.alt {
			s.unit[d] = max(s.unit[d], v)
		}
	}
	for d, v := range s.unit {
		s.total[d] += v
	}
}

func (x *Index) addGrams(acc []float32, grams []int32) {
	for _, g := range grams {
		bump(acc, x.grams.of(g), 1)
	}
}

func bump(acc []float32, posts []posting, weight float32) {
	for _, p := range posts {
		acc[p.doc] += p.impact * weight
	}
}

// ranked is a document on its way into the result.
type ranked struct {
	doc   int32
	score float32
}

// spares is how many more than the limit are ranked, for those left out.
const spares = 3

// result ranks what score found. The document without and those it is related
// to are left out (none: nothing is).
func (x *Index) result(s *scratch, limit int, without int32) Result {
	limit = min(max(limit, 0), len(x.docs))
	keep := max(limit, 2) + spares // the margin needs a second
	s.best = s.best[:0]
	least := float32(0) // to get among the best
	for d, v := range s.total {
		doc := int32(d)
		if v <= least || without != none && (doc == without || x.related(doc, without)) {
			continue
		}
		s.best = rank(s.best, ranked{doc, v}, keep)
		if len(s.best) == keep {
			least = s.best[keep-1].score
		}
	}
	if len(s.best) == 0 {
		return Result{}
	}
	r := x.judge(&s.q, s.best[0])
	r.Band = x.band(r.Confidence, x.lead(s.best))
	r.Hits = x.hits(s.best, limit)
	return r
}

// rank puts c, better than the last of them if there are keep, in its place
// among the best. Documents come in the order of their ids, so that an equal
// score goes behind.
func rank(best []ranked, c ranked, keep int) []ranked {
	if len(best) == keep {
		best = best[:keep-1]
	}
	best = append(best, c)
	for i := len(best) - 1; i > 0 && best[i].score > best[i-1].score; i-- {
		best[i], best[i-1] = best[i-1], best[i]
	}
	return best
}

// lead is how far the first is ahead of the next that is another answer, 0 to 1.
func (x *Index) lead(best []ranked) float32 {
	for _, o := range best[1:] {
		if !x.related(best[0].doc, o.doc) {
			return (best[0].score - o.score) / best[0].score
		}
	}
	return 1
}

func (x *Index) hits(best []ranked, limit int) []Hit {
	var hits []Hit
	for i, b := range best {
		if len(hits) == limit {
			break
		}
		listed := func(o ranked) bool { return x.spare(b.doc, o.doc) }
		if !slices.ContainsFunc(best[:i], listed) {
			hits = append(hits, Hit{x.docs[b.doc].id, x.docs[b.doc].topic, float64(b.score)})
		}
	}
	return hits
}
