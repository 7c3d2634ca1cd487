package zalooa

import (
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
)

var bodies = flag.Int("bodies", 20_000, "how many mutated bodies TestMutatedBodies reads; ten million is the promise")

// TestMutatedBodies reads deliveries that were cut, joined and overwritten at
// random, the same ones each time. It knows less than FuzzWebhookBody and is
// many times as fast.
func TestMutatedBodies(t *testing.T) {
	files, err := filepath.Glob("testdata/events/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	var seeds [][]byte
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		seeds = append(seeds, data)
	}
	workers := runtime.GOMAXPROCS(0)
	count := make([][4]int, workers)
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			r := rand.New(rand.NewPCG(uint64(w), 2026))
			for range *bodies / workers {
				body := mutate(r, seeds)
				in := decode(body)
				count[w][in.kind]++
				if (in.kind == taken) != (in.ev.Body != nil) || in.kind == taken && (in.ev.ID == "" || in.ev.User.Channel() != name) {
					t.Errorf("%q became %+v", body, in)
				}
			}
		})
	}
	all.Wait()
	var sum [4]int
	for _, c := range count {
		for k, n := range c {
			sum[k] += n
		}
	}
	t.Logf("%d bodies: %d taken, %d ignored, %d unknown, %d malformed", *bodies, sum[taken], sum[ignored], sum[unknown], sum[malformed])
	if sum[taken] == 0 || sum[malformed] == 0 || sum[unknown] == 0 {
		t.Error("the mutations are too weak or too strong to test anything")
	}
}

// spice is what JSON is sensitive to.
const spice = "\"\"\"{}[]:,,\\\\0019-+.eEtfnu\x00\x1f\xff\xc3 \n"

// mutate changes a few places of a seed.
func mutate(r *rand.Rand, seeds [][]byte) []byte {
	body := append([]byte(nil), seeds[r.IntN(len(seeds))]...)
	for range 1 + r.IntN(4) {
		at := r.IntN(len(body))
		switch r.IntN(6) {
		case 0, 1:
			body[at] = spice[r.IntN(len(spice))]
		case 2:
			body[at] = byte(r.Uint32())
		case 3: // a piece goes
			body = append(body[:at:at], body[min(len(body), at+1+r.IntN(30)):]...)
		case 4: // a piece of another comes
			other := seeds[r.IntN(len(seeds))]
			from := r.IntN(len(other))
			piece := other[from:min(len(other), from+1+r.IntN(80))]
			body = append(body[:at:at], append(append([]byte(nil), piece...), body[at:]...)...)
		case 5: // the end goes, seldom
			if r.IntN(4) == 0 {
				body = body[:at]
			}
		}
		if len(body) == 0 {
			return []byte("{")
		}
	}
	return body
}
