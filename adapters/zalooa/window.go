package zalooa

import (
	"context"
	"errors"
	"sync"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
)

// How long after a learner last did something an account may write to them.
const (
	freeTime = 48 * time.Hour
	paidTime = 7 * 24 * time.Hour
)

// What is counted, in the book of counts.
const (
	CountFree = "free"
	CountPaid = "paid"
)

var (
	errAsleep = errors.New("zalo oa: the learner has not written for seven days; waiting until they do")
	errPaid   = errors.New("zalo oa: the learner has not written for two days and paid messages are off; waiting until they do")
)

// open reports whether a learner may be written to now, and whether it costs.
// Somebody of whom nothing is known – their data was just erased and a goodbye
// is on its way – is left to Zalo to judge.
func (c *Channel) open(ctx context.Context, to dialogs.UserID) (paid bool, no *adapters.SendError) {
	if c.o.Wrote == nil {
		return false, nil
	}
	wrote, err := c.o.Wrote(ctx, to)
	if err != nil {
		return false, &adapters.SendError{Fate: adapters.Again, Err: err}
	}
	since := c.now().Sub(wrote)
	switch {
	case wrote.IsZero() || since <= freeTime:
		return false, nil
	case since > paidTime:
		return false, &adapters.SendError{Fate: adapters.Closed, Err: errAsleep}
	case !c.o.AllowPaid:
		return false, &adapters.SendError{Fate: adapters.Closed, Err: errPaid}
	}
	return true, nil
}

// counted writes a message into the book. Zalo names the quota a message was
// taken from; outside the free time a message without one was billed, and so
// was one of a bought quota.
func (c *Channel) counted(to dialogs.UserID, paid bool, done sentMessage) {
	kind := CountFree
	if paid {
		kind = CountPaid
		if q := done.Quota; q != nil && (q.Type == "reply" || q.Type == "welcome_msg") {
			kind = CountFree
		}
	}
	if c.o.Counts != nil {
		if err := c.o.Counts.Add(c.now(), string(to), kind); err != nil {
			c.told.uncounted.count(c, "zalo oa: sent messages could not be counted", "err", err)
		}
	}
}

// pause is a moment before which nothing is sent.
type pause struct {
	mu sync.Mutex
	at time.Time
}

func (p *pause) until(t time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t.After(p.at) {
		p.at = t
	}
}

func (p *pause) left(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(0, p.at.Sub(now))
}
