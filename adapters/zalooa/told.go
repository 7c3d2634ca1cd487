package zalooa

import (
	"sync"
	"time"
)

// tally counts something that may come in floods, and says so in the log once
// a minute at most.
type tally struct {
	mu   sync.Mutex
	n    int // ever
	said int // of them, told
	next time.Time
}

// count counts one. An empty message is only counted. The attributes are those
// of the one that happens to be told.
func (t *tally) count(c *Channel, message string, attrs ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
	now := c.now()
	if message == "" || now.Before(t.next) {
		return
	}
	c.o.Log.Warn(message, append(attrs, "since", t.n-t.said)...)
	t.said, t.next = t.n, now.Add(time.Minute)
}

func (t *tally) total() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n
}

// told is everything that is counted since the start.
type told struct {
	taken, ignored, unknown, malformed, forged, stranger, unkept tally
	limited, blocked, refused, uncounted                         tally
}

// Deliveries is what became of the deliveries of the webhook since the start.
type Deliveries struct {
	Taken     int // became events
	Ignored   int // known, and nothing to do
	Unknown   int // of a name this release does not know
	Malformed int // signed, but not to be read
	Forged    int // without a good signature, dropped
	Unkept    int // could not be kept; Zalo sends them again
}

// Deliveries says what became of the deliveries so far.
func (c *Channel) Deliveries() Deliveries {
	t := &c.told
	return Deliveries{
		Taken: t.taken.total(), Ignored: t.ignored.total(), Unknown: t.unknown.total(),
		Malformed: t.malformed.total(), Forged: t.forged.total(), Unkept: t.unkept.total(),
	}
}
