package bot

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Each calls do with 0 to n-1, several at a time on several processors, and
// returns when all calls have.
func Each(n int, do func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}

// Beside runs f beside the caller, who does not wait: something that is wanted
// soon is made ready while nobody asks for it yet.
func Beside(f func()) { go f() }
