package search

import (
	"flag"
	"slices"
	"testing"
	"time"
)

var misses = flag.Bool("misses", false, "list the questions whose right article is not first")

// TestReport prints what the search reaches on the questions of testdata with
// the course as it is, beside plain BM25 and bleve:
//
//	go test ./lessons/search -run Report -v
//
// Times at larger sizes come from the benchmarks Find and New.
func TestReport(t *testing.T) {
	docs := Docs(course(t))
	start := time.Now()
	x := New(docs)
	took := time.Since(start)
	mb := heap(func() any { return New(docs) })
	t.Logf("%d documents, thresholds %.2f and %.2f, built in %v, %.1f MB", x.Len(), x.low, x.high, took.Round(time.Millisecond), mb)
	ours := func(q string) Result { return x.Find(q, 5) }
	t.Logf("%-14s %-12s %5s %5s | %6s %6s %6s | %9s %9s | %8s %8s", "questions", "engine", "first", "three",
		"sure", "wrong", "low", "out: sure", "turned", "p50", "p99")
	for _, file := range []string{"questions.tsv", "unseen.tsv", "holdout.tsv"} {
		qs := askings(t, file)
		for _, e := range []struct {
			name string
			find finder
		}{{"capheso", ours}, {"plain BM25", plainBM25(docs)}, {"bleve", bleveFinder(t, docs)}} {
			f := measure(e.find, qs, func(a asking, r Result) {
				if *misses && e.name == "capheso" {
					report(t, a, r)
				}
			})
			p50, p99 := latency(e.find, qs)
			t.Logf("%-14s %-12s %5.1f %5.1f | %6.1f %6.1f %6.1f | %9.1f %9.1f | %8v %8v", file, e.name,
				percent(f.first, f.in), percent(f.three, f.in),
				percent(f.sure, f.in), percent(f.sureWrong, f.in), percent(f.low, f.in),
				percent(f.outSure, f.out), percent(f.outLow, f.out), p50, p99)
			if e.name == "capheso" && f.in == 0 {
				t.Errorf("%s: no questions of the course", file)
			}
		}
	}
}

func report(t *testing.T, a asking, r Result) {
	ids := ""
	for _, h := range r.Hits[:min(3, len(r.Hits))] {
		ids += " " + h.ID
	}
	t.Logf("  %s %q %v %.2f %.2f:%s", a.topic, a.text, r.Band, r.Confidence, r.Coverage, ids)
}

func latency(find finder, qs []asking) (p50, p99 time.Duration) {
	var took []time.Duration
	for range 10 {
		for _, q := range qs {
			start := time.Now()
			find(q.text)
			took = append(took, time.Since(start))
		}
	}
	slices.Sort(took)
	return took[len(took)/2].Round(100 * time.Nanosecond), took[len(took)*99/100].Round(100 * time.Nanosecond)
}
