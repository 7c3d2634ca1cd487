// Package search finds the article that answers a question, offline and in
// microseconds: BM25F over folded syllables, exact syllables, pairs of
// syllables and trigrams of letters, with the question cleaned up first.
//
// It also says how sure it is. A question gets an answer (High), a question
// back (Middle) or an honest "that is not in the course" (Low); the two
// thresholds come from the documents themselves, so they follow the course as
// it grows. An Index is built once, is never changed and is safe for
// concurrent use; nothing in the package blocks, but the first use of an index
// made by Later.
package search

import (
	"slices"
	"strings"
	"sync"

	"capheso/lessons"
)

// Doc is one thing that can be found.
type Doc struct {
	ID    string // unique among the documents of an index
	Topic lessons.Topic
	// Guide is the id of the guide an article leads to, or empty. The two do
	// not compete: either is a good answer where the other is.
	Guide     string
	Title     string
	Keywords  []string
	Questions []string // ways people ask; they help a little and bind nothing
	Summary   string
	Body      []string // messages or steps
}

// Docs lists what can be found in a course: articles, guides and the replies
// to what is outside it, whose Topic is lessons.Outside.
func Docs(c *lessons.Course) []Doc {
	docs := make([]Doc, 0, len(c.Articles)+len(c.Guides)+len(c.Outsides))
	for _, a := range c.Articles {
		d := doc(a.Meta, a.Messages)
		d.Guide = a.Guide
		docs = append(docs, d)
	}
	for _, g := range c.Guides {
		body := []string{g.Intro}
		for _, s := range g.Steps {
			body = append(body, s.Title, s.Text)
		}
		docs = append(docs, doc(g.Meta, body))
	}
	for _, o := range c.Outsides {
		// What such a reply says ("hỏi bác sĩ") is not what it is asked for.
		d := doc(o.Meta, nil)
		d.Topic, d.Summary = lessons.Outside, ""
		docs = append(docs, d)
	}
	return docs
}

func doc(m lessons.Meta, body []string) Doc {
	return Doc{ID: m.ID, Topic: m.Topic, Title: m.Title, Keywords: m.Keywords,
		Questions: m.Questions, Summary: m.Summary, Body: body}
}

// Index finds documents.
type Index struct {
	later func() // builds it at the first use

	docs    []entry
	words   vocabulary
	rewrite rewriter
	folded  lists // by folded syllable
	exact   lists // by syllable with its marks
	pairs   lists // by two folded syllables in a row
	exacts  lists // by two exact syllables in a row
	grams   lists // by three letters in a row
	idf     []float32
	maxIDF  float32 // of a word no document has

	low, high float64 // confidences between the bands
	scratch   sync.Pool
}

// entry is what is left of a document when it is indexed.
type entry struct {
	id    string
	topic lessons.Topic
	guide int32 // the document it leads to, or none
	only  bool  // no other document leads there
}

// New builds the index of docs. The order of docs does not matter.
func New(docs []Doc) *Index {
	x := &Index{later: func() {}}
	x.build(docs)
	return x
}

// Later is an index of the same documents that is built when it is first
// needed: by Find, Len, or Ready. Who comes meanwhile waits.
func Later(docs func() []Doc) *Index {
	x := &Index{}
	x.later = sync.OnceFunc(func() { x.build(docs()) })
	return x
}

// Ready builds an index made by Later, or waits until somebody else has.
func (x *Index) Ready() { x.later() }

func (x *Index) build(docs []Doc) {
	docs = slices.Clone(docs)
	slices.SortStableFunc(docs, func(a, b Doc) int { return strings.Compare(a.ID, b.ID) })
	x.docs = entries(docs)
	x.scratch.New = func() any { return newScratch(len(docs)) }
	newBuilder(x).build(docs)
	x.rewrite = newRewriter(&x.words)
	x.words.settle()
	x.low, x.high = x.thresholds(docs)
}

// entries wants docs sorted by id.
func entries(docs []Doc) []entry {
	out := make([]entry, len(docs))
	leading := make([]int, len(docs)) // how many lead to each
	for i, d := range docs {
		out[i] = entry{id: d.ID, topic: d.Topic, guide: none}
		at, ok := slices.BinarySearchFunc(docs, d.Guide, func(o Doc, id string) int { return strings.Compare(o.ID, id) })
		if ok && d.Guide != "" && at != i {
			out[i].guide = int32(at)
			leading[at]++
		}
	}
	for i := range out {
		out[i].only = out[i].guide != none && leading[out[i].guide] == 1
	}
	return out
}

// related reports whether one of two documents leads to the other.
func (x *Index) related(a, b int32) bool {
	return x.docs[a].guide == b || x.docs[b].guide == a
}

// spare reports whether a document adds nothing to a list that has the other:
// the guide of an article that is there, or the only article to such a guide.
func (x *Index) spare(doc, listed int32) bool {
	d := &x.docs[doc]
	return x.docs[listed].guide == doc || d.guide == listed && d.only
}

// Len is the number of documents.
func (x *Index) Len() int {
	x.later()
	return len(x.docs)
}
