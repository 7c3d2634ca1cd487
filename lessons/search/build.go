package search

import (
	"math"

	"capheso/lessons/viet"
)

// BM25F as measured: every one of these figures can move by half without
// moving the results by more than a point, so they are not worth tuning.
const (
	k1 = 1.2
	b  = 0.5

	foldWeight  = 1.0
	exactWeight = 0.35
	pairWeight  = 0.8
	twinWeight  = 0.28
	gramWeight  = 0.12

	// commonGrams: a trigram that more than one document in so many has tells
	// nothing and would take most of the time of a search.
	commonGrams = 4

	// fillerWeight is what words count that say nothing of the subject, or two
	// of them in a row: "là gì" must not decide between articles, but leaving
	// such words out altogether is worse.
	fillerWeight = 0.5
)

// field is a part of a document that is weighed on its own.
type field int

const (
	title field = iota
	keywords
	asked
	summary
	body
	fields
)

var fieldWeight = [fields]float64{title: 3, keywords: 2.5, asked: 0.5, summary: 1.2, body: 0.7}

// idf is the information of a term that df of docs documents have.
func idf(df, docs int) float64 {
	n := float64(df)
	return math.Log1p((float64(docs) - n + 0.5) / (n + 0.5))
}

// parts is a field as read: pairs do not cross from one part to the next.
type parts [][]word

func (p parts) len() int {
	n := 0
	for _, ws := range p {
		n += len(ws)
	}
	return n
}

// builder fills an index.
type builder struct {
	x                               *Index
	fold, exact, pairs, twins, gram gather
	texts                           [][fields]parts
	average                         [fields]float64 // length, of the documents that have the field
	gramAverage                     float64
}

func newBuilder(x *Index) *builder {
	x.words = newVocabulary()
	return &builder{x: x}
}

func (bd *builder) build(docs []Doc) {
	for _, d := range docs {
		bd.texts = append(bd.texts, bd.read(d))
	}
	bd.averages()
	for i := range docs {
		bd.count(int32(i))
	}
	bd.fillers()
	n, x := len(docs), bd.x
	x.folded = bd.fold.lists(n, foldWeight)
	x.exact = bd.exact.lists(n, exactWeight)
	x.pairs = bd.pairs.lists(n, pairWeight)
	x.exacts = bd.twins.lists(n, twinWeight)
	x.grams = bd.gram.lists(n, gramWeight)
	x.words.dropGrams(bd.gram.about, n/commonGrams)
	x.maxIDF = float32(idf(0, n))
	x.idf = make([]float32, len(bd.fold.freq))
	for t := range x.idf {
		x.idf[t] = float32(bd.fold.idf(int32(t), n))
	}
}

// read turns a document into numbers.
func (bd *builder) read(d Doc) [fields]parts {
	return [fields]parts{
		title:    bd.parts([]string{d.Title}, false),
		keywords: bd.parts(d.Keywords, false),
		asked:    bd.parts(d.Questions, true),
		summary:  bd.parts([]string{d.Summary}, false),
		body:     bd.parts(d.Body, false),
	}
}

// parts reads texts; bare leaves out the fillers of spoken questions.
func (bd *builder) parts(texts []string, bare bool) parts {
	var out parts
	for _, s := range texts {
		var ws []word
		for _, tok := range viet.Tokens(s) {
			if bare && stopKeys[viet.Key(tok)] {
				continue
			}
			ws = append(ws, bd.x.words.learn(tok))
		}
		if len(ws) > 0 {
			out = append(out, ws)
		}
	}
	return out
}

// averages measures the fields. Only documents that have a field count, or a
// few documents without keywords would push all the others down.
func (bd *builder) averages() {
	var sum, have [fields]float64
	for _, t := range bd.texts {
		for f := range fields {
			if n := t[f].len(); n > 0 {
				sum[f] += float64(n)
				have[f]++
			}
		}
	}
	for f := range fields {
		bd.average[f] = sum[f] / max(have[f], 1)
	}
	bd.gramAverage = bd.average[title] + bd.average[keywords]
}

// count adds the terms of a document.
func (bd *builder) count(doc int32) {
	t := &bd.texts[doc]
	for f := range fields {
		if n := t[f].len(); n > 0 {
			norm := 1 - b + b*float64(n)/bd.average[f]
			bd.countField(doc, t[f], float32(fieldWeight[f]/norm), f != asked && f != body)
		}
	}
	n := float64(t[title].len() + t[keywords].len())
	norm := float32(1 - b + b*n/max(bd.gramAverage, 1))
	for _, f := range [...]field{title, keywords} {
		for _, ws := range t[f] {
			bd.countGrams(doc, ws, 1/norm)
		}
	}
	for _, g := range [...]*gather{&bd.fold, &bd.exact, &bd.pairs, &bd.twins, &bd.gram} {
		g.close(doc)
	}
}

func (bd *builder) countField(doc int32, p parts, weight float32, about bool) {
	v := &bd.x.words
	for _, ws := range p {
		for i, w := range ws {
			bd.fold.add(w.fold, doc, weight, about)
			bd.exact.add(w.exact, doc, weight, about)
			if i > 0 {
				bd.pairs.add(number(v.pairs, pair(ws[i-1].fold, w.fold)), doc, weight, about)
				bd.twins.add(number(v.twins, pair(ws[i-1].exact, w.exact)), doc, weight, about)
			}
		}
	}
}

// fillers decides which folded words are fillers in a question without marks:
// those that are more often fillers than not in titles and keywords. There lai
// is lái more than lại, and cai is cài.
func (bd *builder) fillers() {
	v := &bd.x.words
	balance := make([]int, len(v.stop))
	for _, t := range bd.texts {
		for _, f := range [...]field{title, keywords} {
			for _, ws := range t[f] {
				for _, w := range ws {
					if v.filler[w.exact] {
						balance[w.fold]++
					} else {
						balance[w.fold]--
					}
				}
			}
		}
	}
	for f, n := range balance {
		v.stop[f] = v.stop[f] && n >= 0
	}
}

func (bd *builder) countGrams(doc int32, ws []word, weight float32) {
	v := &bd.x.words
	for _, w := range ws {
		for g := range grams(v.names[w.fold]) {
			bd.gram.add(number(v.grams, g), doc, weight, true)
		}
	}
}
