package search

import "slices"

// posting says how much a term adds to the score of a document. Everything
// BM25F knows of the two, and the weight of the kind of term, is in it.
type posting struct {
	doc    int32
	impact float32
}

// lists holds the postings of one kind of term, by term and then by document.
type lists struct {
	starts []int32 // of each term, and the end of the last
	posts  []posting
}

// of is the postings of a term; there are none for the term none.
func (l *lists) of(term int32) []posting {
	if term < 0 || int(term) >= len(l.starts)-1 {
		return nil
	}
	return l.posts[l.starts[term]:l.starts[term+1]]
}

// has reports whether a document has a term.
func (l *lists) has(term, doc int32) bool {
	posts := l.of(term)
	lo, hi := 0, len(posts)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if posts[mid].doc < doc {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < len(posts) && posts[lo].doc == doc
}

// gather collects the occurrences of one kind of term while the index is
// built, one document after the other.
type gather struct {
	occs  []occurrence
	freq  []float32 // by term: its weighted frequency in this document so far
	seen  []int32   // by term: 1 + the last document that is about it
	terms []int32   // of this document
	about []int32   // documents with the term in title, keywords or summary
	other []int32   // documents that have it elsewhere only
}

// occurrence is a term in a document with its BM25F frequency.
type occurrence struct {
	term, doc int32
	freq      float32
}

// add counts a term in a field of the given weight; about says that the field
// tells what the document is about.
func (g *gather) add(term, doc int32, weight float32, about bool) {
	for int(term) >= len(g.freq) {
		g.freq = append(g.freq, 0)
		g.seen = append(g.seen, 0)
		g.about = append(g.about, 0)
		g.other = append(g.other, 0)
	}
	if g.freq[term] == 0 {
		g.terms = append(g.terms, term)
	}
	g.freq[term] += weight
	if about {
		g.seen[term] = doc + 1
	}
}

// close ends a document.
func (g *gather) close(doc int32) {
	for _, t := range g.terms {
		g.occs = append(g.occs, occurrence{t, doc, g.freq[t]})
		g.freq[t] = 0
		if g.seen[t] == doc+1 {
			g.about[t]++
		} else {
			g.other[t]++
		}
	}
	g.terms = g.terms[:0]
}

// idf is the information of a term. Steps and sample questions are kept out of
// it: every other step mentions the identity card, and few documents are about
// it.
func (g *gather) idf(term int32, docs int) float64 {
	df := g.about[term]
	if df == 0 {
		df = g.other[term]
	}
	return idf(int(df), docs)
}

// lists lays the postings out; weight is that of the kind of term.
func (g *gather) lists(docs int, weight float64) lists {
	l := lists{starts: make([]int32, len(g.freq)+1), posts: make([]posting, len(g.occs))}
	for _, o := range g.occs {
		l.starts[o.term+1]++
	}
	for t := range g.freq {
		l.starts[t+1] += l.starts[t]
	}
	next := slices.Clone(l.starts)
	info := make([]float64, len(g.freq))
	for t := range info {
		info[t] = g.idf(int32(t), docs)
	}
	for _, o := range g.occs {
		f := float64(o.freq)
		impact := weight * info[o.term] * f / (k1 + f)
		l.posts[next[o.term]] = posting{o.doc, float32(impact)}
		next[o.term]++
	}
	return l
}
