package bot

import (
	"sync"
	"sync/atomic"
)

// hands are the goroutines that send the messages of a channel. One that is done
// waits for the next message: a new goroutine has to grow its stack through all
// of a network's client, which was a twentieth of the work of a turn.
type hands struct {
	all  sync.WaitGroup
	jobs chan func()
	idle atomic.Int32
}

// mostIdle hands wait; those of a rush go home after it.
const mostIdle = 64

func newHands() *hands { return &hands{jobs: make(chan func())} }

// do has a job done beside the caller. Nobody calls it after end.
func (h *hands) do(job func()) {
	select {
	case h.jobs <- job:
	default:
		h.all.Go(func() { h.work(job) })
	}
}

func (h *hands) work(job func()) {
	for ; job != nil; job = h.next() {
		job()
	}
}

// next is another job; nil is none.
func (h *hands) next() func() {
	defer h.idle.Add(-1)
	if h.idle.Add(1) > mostIdle {
		return nil
	}
	return <-h.jobs
}

// end waits for the jobs that were begun.
func (h *hands) end() {
	close(h.jobs)
	h.all.Wait()
}
