package search

import (
	"math"
	"slices"

	"capheso/lessons"
	"capheso/lessons/viet"
)

// Band says what to do with a result.
type Band int

// The bands, from the least to the most certain.
const (
	Low    Band = iota // the course does not know: say so
	Middle             // ask back with the first two or three hits
	High               // the first hit is the answer
)

func (b Band) String() string { return [...]string{"low", "middle", "high"}[b] }

const (
	// Percentiles of the confidences of questions without an answer. The lower
	// one is low because the replies to what is outside do most of the refusing:
	// of what fell below the 35th, two in three were questions of the course
	// with the right article first.
	lowShare  = 25
	highShare = 88

	margin = .15 // by which the first hit must lead for that
	sample = 500 // phrases to measure with
)

func (x *Index) band(confidence float64, lead float32) Band {
	switch {
	case confidence < x.low:
		return Low
	case confidence < x.high || lead < margin:
		return Middle
	}
	return High
}

// thresholds finds the two confidences between the bands without labels: what
// a document is called is asked with that document left out, so that the index
// cannot have the answer. What such questions reach by chance is the measure,
// and it moves with the course.
func (x *Index) thresholds(docs []Doc) (low, high float64) {
	type phrase struct {
		text string
		doc  int
	}
	var all []phrase
	for i, d := range docs {
		if d.Topic == lessons.Outside {
			continue
		}
		for _, p := range append([]string{d.Title}, d.Keywords...) {
			all = append(all, phrase{viet.Fold(p), i})
		}
	}
	if len(all) == 0 {
		return 0, 0
	}
	n := min(len(all), sample)
	confidences := make([]float64, n)
	s := newScratch(len(docs))
	for i := range n {
		p := all[i*len(all)/n]
		x.read(p.text, &s.q)
		x.score(s)
		confidences[i] = x.result(s, 0, int32(p.doc)).Confidence
	}
	slices.Sort(confidences)
	return confidences[n*lowShare/100], confidences[n*highShare/100]
}

// judge says how sure the first hit is. Three things are worth adding up: the
// evidence in all, the part of the question the document knows, and how much
// evidence there is for what was asked, which tells a title from words picked
// up here and there in a long text.
func (x *Index) judge(q *question, first ranked) Result {
	asked, found := x.coverage(q, first.doc)
	score := float64(first.score)
	r := Result{Confidence: math.Log1p(4 * score / float64(x.maxIDF))}
	if asked > 0 {
		r.Coverage = found / asked
		r.Confidence += 2 * r.Coverage
	}
	if said := x.said(q); said > 0 {
		r.Confidence += 0.5 * score / said
	}
	return r
}

// said is the information in all the words of a question, as they are scored.
func (x *Index) said(q *question) float64 {
	sum := 0.0
	for i, w := range q.words {
		if x.silent(q, i) {
			sum += fillerWeight * x.info(w)
		} else {
			sum += x.info(w)
		}
	}
	return sum
}

// coverage is the information in a question, and what a document knows of it:
// rare words count more, fillers nothing, and words no document has count most.
func (x *Index) coverage(q *question, doc int32) (asked, found float64) {
	at := 0
	for _, sp := range q.spans {
		a, f := x.tally(q, at, sp.from, doc)
		asked, found = asked+a, found+f
		a, f = x.tallySpan(q, sp, doc)
		asked, found = asked+a, found+f
		at = sp.to
	}
	a, f := x.tally(q, at, len(q.words), doc)
	return asked + a, found + f
}

// tally is the coverage of the words from one to another.
func (x *Index) tally(q *question, from, to int, doc int32) (asked, found float64) {
	for i := from; i < to; i++ {
		if x.silent(q, i) {
			continue
		}
		info := x.info(q.words[i])
		asked += info
		found += info * x.knows(doc, q.words[i], q.marked)
	}
	return asked, found
}

// tallySpan is the coverage of words that can be said otherwise: the best of
// their readings counts. If one of them says nothing of the subject, neither
// do the words.
func (x *Index) tallySpan(q *question, sp span, doc int32) (asked, found float64) {
	asked, found = x.tally(q, sp.from, sp.to, doc)
	for _, r := range sp.readings {
		share, filler := x.share(r.words, doc, q.marked)
		if filler {
			return 0, 0
		}
		found = max(found, asked*share*float64(r.weight))
	}
	return asked, found
}

// share is the part of the words of a reading a document knows; filler reports
// a reading of fillers only.
func (x *Index) share(ws []word, doc int32, marked bool) (share float64, filler bool) {
	var all, found float64
	for _, w := range ws {
		if x.words.fills(w, marked) {
			continue
		}
		info := x.info(w)
		all += info
		found += info * x.knows(doc, w, marked)
	}
	if all == 0 {
		return 0, true
	}
	return found / all, false
}

// knows says how well a document knows a word, 0 to 1. A word typed with its
// marks is only half known by one with other marks (kỳ is not ký), unless no
// document writes it that way: then the marks are a slip (chử ký).
func (x *Index) knows(doc int32, w word, marked bool) float64 {
	switch {
	case !x.folded.has(w.fold, doc):
		return 0
	case marked && w.exact != none && x.words.marked[w.exact] && !x.exact.has(w.exact, doc):
		return 0.5
	}
	return 1
}

// info is the information of a word.
func (x *Index) info(w word) float64 {
	if w.fold == none || int(w.fold) >= len(x.idf) {
		return float64(x.maxIDF)
	}
	return float64(x.idf[w.fold])
}

// silent reports a word that says nothing of the subject: a filler or a number
// the course never mentions.
func (x *Index) silent(q *question, i int) bool {
	if w := q.words[i]; w.fold != none {
		return x.words.fills(w, q.marked)
	}
	return q.silent[i]
}
