package search

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"capheso/lessons/viet"
)

// The peers the report measures against, each as a newcomer would set it up:
// the same documents, the same fields with the same weights, no thresholds.

// plainBM25 is BM25 over lower-case words between spaces, with all the fields
// of a document in one bag.
func plainBM25(docs []Doc) finder {
	df := map[string]int{}
	bags := make([]map[string]float64, len(docs))
	sizes := make([]float64, len(docs))
	average := 0.0
	for i, d := range docs {
		bags[i] = map[string]float64{}
		for _, w := range strings.Fields(strings.ToLower(allText(d))) {
			bags[i][w]++
			sizes[i]++
		}
		for w := range bags[i] {
			df[w]++
		}
		average += sizes[i] / float64(len(docs))
	}
	return func(question string) Result {
		var hits []Hit
		words := strings.Fields(strings.ToLower(question))
		for i, d := range docs {
			score := 0.0
			for _, w := range words {
				tf := bags[i][w]
				score += idf(df[w], len(docs)) * tf * (k1 + 1) / (tf + k1*(1-b+b*sizes[i]/average))
			}
			if score > 0 {
				hits = append(hits, Hit{d.ID, d.Topic, score})
			}
		}
		return ranking(hits)
	}
}

func allText(d Doc) string {
	parts := append([]string{d.Title, d.Summary}, d.Keywords...)
	return strings.Join(append(append(parts, d.Questions...), d.Body...), " ")
}

func ranking(hits []Hit) Result {
	slices.SortStableFunc(hits, func(a, b Hit) int { return int(math.Copysign(1, b.Score-a.Score)) })
	return Result{Band: Middle, Hits: hits[:min(len(hits), 5)]}
}

// bleveFinder is bleve in memory on scorch, its default analyzer, the fields
// boosted as ours are. NewMemOnly would be the old index format.
func bleveFinder(t testing.TB, docs []Doc) finder {
	t.Helper()
	index, err := bleve.NewUsing("", bleve.NewIndexMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { index.Close() })
	topics := map[string]Doc{}
	batch := index.NewBatch()
	for _, d := range docs {
		topics[d.ID] = d
		if err := batch.Index(d.ID, map[string]any{"title": d.Title, "keywords": d.Keywords,
			"questions": d.Questions, "summary": d.Summary, "body": d.Body}); err != nil {
			t.Fatal(err)
		}
	}
	if err := index.Batch(batch); err != nil {
		t.Fatal(err)
	}
	boosts := map[string]float64{"title": fieldWeight[title], "keywords": fieldWeight[keywords],
		"questions": fieldWeight[asked], "summary": fieldWeight[summary], "body": fieldWeight[body]}
	return func(question string) Result {
		query := bleve.NewDisjunctionQuery()
		for field, boost := range boosts {
			q := bleve.NewMatchQuery(question)
			q.SetField(field)
			q.SetBoost(boost)
			query.AddQuery(q)
		}
		found, err := index.Search(bleve.NewSearchRequestOptions(query, 5, 0, false))
		if err != nil {
			t.Fatal(err)
		}
		var hits []Hit
		for _, h := range found.Hits {
			hits = append(hits, Hit{h.ID, topics[h.ID].Topic, h.Score})
		}
		return ranking(hits)
	}
}

// foldedFinder is bleve on texts without marks, for questions without marks:
// the best a newcomer gets from it with one line of preparation.
func foldedFinder(t testing.TB, docs []Doc) finder {
	fold := func(texts []string) []string {
		out := make([]string, len(texts))
		for i, s := range texts {
			out[i] = viet.Fold(s)
		}
		return out
	}
	folded := make([]Doc, len(docs))
	for i, d := range docs {
		folded[i] = Doc{ID: d.ID, Topic: d.Topic, Title: viet.Fold(d.Title), Keywords: fold(d.Keywords),
			Questions: fold(d.Questions), Summary: viet.Fold(d.Summary), Body: fold(d.Body)}
	}
	find := bleveFinder(t, folded)
	return func(question string) Result { return find(viet.Fold(question)) }
}
