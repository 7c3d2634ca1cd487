package search

import (
	"flag"
	"slices"
	"testing"
	"time"
)

var misses = flag.Bool("misses", false, "list the questions whose right article is not first")

// TestReport prints what the search reaches on the questions of testdata with
// the course as it is, beside plain BM25 and bleve, all figures in per cent:
//
//	go test ./lessons/search -run Report -v
//
// Times at larger sizes come from the benchmarks Find and New.
func TestReport(t *testing.T) {
	if !testing.Verbose() {
		t.Skip("prints a table; run it with -v")
	}
	docs := Docs(course(t))
	start := time.Now()
	x := New(docs)
	took := time.Since(start)
	mb := heap(func() any { return New(docs) })
	t.Logf("%d documents, thresholds %.2f and %.2f, built in %v, %.1f MB",
		x.Len(), x.low, x.high, took.Round(time.Millisecond), mb)
	t.Logf("%-14s %-12s %5s %5s %5s | %6s %6s %6s | %9s %9s | %8s %8s", "questions", "engine",
		"first", "three", "topic", "sure", "wrong", "low", "out: sure", "turned", "p50", "p99")
	peers := []struct {
		name string
		find finder
	}{
		{"capheso", func(q string) Result { return x.Find(q, 5) }},
		{"plain BM25", plainBM25(docs)},
		{"bleve", bleveFinder(t, docs)},
		{"bleve folded", foldedFinder(t, docs)},
	}
	for _, file := range questionFiles {
		qs := askings(t, file)
		ours := 0
		for i, p := range peers {
			f := measure(p.find, qs, func(a asking, r Result) {
				if *misses && i == 0 {
					report(t, a, r)
				}
			})
			p50, p99 := latency(p.find, qs)
			f.log(t, file, p.name, p50, p99)
			if i == 0 {
				ours = f.first
			} else if f.in > 0 && f.first >= ours {
				t.Errorf("%s: %s finds %d, we find %d", file, p.name, f.first, ours)
			}
		}
	}
}

func (f figures) log(t *testing.T, file, name string, p50, p99 time.Duration) {
	t.Helper()
	t.Logf("%-14s %-12s %5.1f %5.1f %5.1f | %6.1f %6.1f %6.1f | %9.1f %9.1f | %8v %8v", file, name,
		percent(f.first, f.in), percent(f.three, f.in), percent(f.topic, f.in),
		percent(f.sure, f.in), percent(f.sureWrong, f.in), percent(f.low, f.in),
		percent(f.outSure, f.out), percent(f.outLow, f.out), p50, p99)
}

func report(t *testing.T, a asking, r Result) {
	ids := ""
	for _, h := range r.Hits[:min(3, len(r.Hits))] {
		ids += " " + h.ID
	}
	t.Logf("  %s %q %v %.2f %.2f:%s", a.topic, a.text, r.Band, r.Confidence, r.Coverage, ids)
}

// latency asks every question three times; it is for reading, not for passing.
func latency(find finder, qs []asking) (p50, p99 time.Duration) {
	var took []time.Duration
	for range 3 {
		for _, q := range qs {
			start := time.Now()
			find(q.text)
			took = append(took, time.Since(start))
		}
	}
	slices.Sort(took)
	return took[len(took)/2].Round(100 * time.Nanosecond), took[len(took)*99/100].Round(100 * time.Nanosecond)
}

// TestBars holds the search to what is promised of it, over all the questions
// of testdata together. It watches the course as much as the engine: an article
// that takes the words of another shows here.
func TestBars(t *testing.T) {
	x := New(Docs(course(t)))
	var qs []asking
	for _, file := range questionFiles {
		qs = append(qs, askings(t, file)...)
	}
	f := measure(func(q string) Result { return x.Find(q, 5) }, qs, func(asking, Result) {})
	for _, bar := range []struct {
		what          string
		got, min, max float64
	}{
		{"right article first", percent(f.first, f.in), 80, 100},
		{"right article among three", percent(f.three, f.in), 90, 100},
		{"wrong article as a sure answer", percent(f.sureWrong, f.in), 0, 4},
		{"article as a sure answer to a question outside", percent(f.outSure, f.out), 0, 5},
	} {
		if bar.got < bar.min || bar.got > bar.max {
			t.Errorf("%s: %.1f %%, want %v to %v", bar.what, bar.got, bar.min, bar.max)
		}
	}
}
