package search

import (
	"runtime"
	"slices"
	"testing"
	"time"
)

// TestReport prints what the search reaches; go test -run Report -v shows it.
func TestReport(t *testing.T) {
	docs := Docs(course(t))
	x := New(docs)
	t.Logf("%d documents, thresholds %.2f %.2f", x.Len(), x.low, x.high)
	for _, file := range []string{"questions.tsv", "unseen.tsv"} {
		qs := askings(t, file)
		find := func(q string) Result { return x.Find(q, 5) }
		f := measure(find, qs, func(a asking, r Result) {
			if testing.Verbose() {
				s := ""
				for _, h := range r.Hits[:min(3, len(r.Hits))] {
					s += " " + h.ID
				}
				t.Logf("  %s %q %v %.2f:%s", a.topic, a.text, r.Band, r.Confidence, s)
			}
		})
		t.Logf("%s: first %.1f three %.1f | sure %.1f wrong %.1f low %.1f | out sure %.1f refused %.1f",
			file, percent(f.first, f.in), percent(f.three, f.in), percent(f.sure, f.in), percent(f.sureWrong, f.in), percent(f.low, f.in),
			percent(f.outSure, f.out), percent(f.outLow, f.out))
		p50, p99 := latency(find, qs)
		t.Logf("%s: p50 %v p99 %v", file, p50, p99)
	}
	_ = runtime.NumCPU
}

func latency(find finder, qs []asking) (p50, p99 time.Duration) {
	var took []time.Duration
	for range 20 {
		for _, q := range qs {
			start := time.Now()
			find(q.text)
			took = append(took, time.Since(start))
		}
	}
	slices.Sort(took)
	return took[len(took)/2], took[len(took)*99/100]
}
