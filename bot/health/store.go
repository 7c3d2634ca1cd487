package health

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"capheso/store"
)

// How old the oldest message may be.
const (
	oldMessage = 10 * time.Minute
	deadOutbox = 2 * time.Hour
)

// probeEvery is how often an idle store is written to, to see that it can be.
const probeEvery = time.Minute

// prober looks whether a store can be written. One that has committed something
// meanwhile can; an idle one is asked to.
type prober struct {
	mu      sync.Mutex
	at      time.Time
	commits uint64
	err     error
}

func (p *prober) look(ctx context.Context, st store.Store, commits uint64) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil && !p.at.IsZero() && (commits > p.commits || time.Since(p.at) < probeEvery) {
		p.commits = commits
		return nil
	}
	p.at, p.commits, p.err = time.Now(), commits+1, st.Probe(ctx)
	return p.err
}

// Store checks that the store can be read and written.
func Store(st store.Store) Check {
	var p prober
	return func(ctx context.Context) []Finding {
		stats, err := st.Stats(ctx)
		if err == nil {
			err = p.look(ctx, st, stats.Commits)
		}
		if err != nil {
			f := broken("store", "The store cannot be used: "+err.Error()+".", "Do what the line says; until then networks keep what people write and send it again.")
			f.Stops = true
			return []Finding{f}
		}
		return []Finding{well("store", fmt.Sprintf("The store can be written: %d learners, %s.", stats.Sessions, Bytes(stats.Bytes)))}
	}
}

// Outbox checks that messages leave, channel by channel.
func Outbox(st store.Store, now func() time.Time, channels ...string) Check {
	return func(ctx context.Context) []Finding {
		stats, err := st.Stats(ctx)
		if err != nil {
			return nil // Store says so
		}
		var found []Finding
		for _, channel := range slices.Sorted(slices.Values(channels)) {
			found = append(found, outbox(channel, stats.Outbox[channel], now()))
		}
		return found
	}
}

func outbox(channel string, line store.Line, now time.Time) Finding {
	name, age := "outbox "+channel, now.Sub(line.Oldest)
	what := fmt.Sprintf("%d people wait for a message by %s, the longest for %s.", line.Waiting, channel, Span(age))
	switch {
	case line.Waiting == 0:
		return well(name, "Nobody waits for a message by "+channel+".")
	case age > deadOutbox:
		return broken(name, what, "Look at the lines about "+channel+" in the log: the network refuses us, or cannot be reached. Nothing is lost meanwhile.")
	case age > oldMessage:
		return attention(name, what, "If it grows, look at the lines about "+channel+" in the log.")
	}
	return well(name, what)
}

// The least that should be free on a disk.
const (
	leastFree = 200 << 20
	fewFree   = 1 << 30
)

// Disk checks that there is room: for what comes, and for the copy that a store
// in one file writes to erase somebody. free says how much there is.
func Disk(st store.Store, free func() (int64, error)) Check {
	return func(ctx context.Context) []Finding {
		left, err := free()
		if err != nil {
			return []Finding{attention("disk", "Nobody knows how much room the disk has: "+err.Error()+".", "Look at it yourself: df -h")}
		}
		stats, _ := st.Stats(ctx)
		what := fmt.Sprintf("The disk has %s left; the store takes %s.", Bytes(left), Bytes(stats.Bytes))
		switch {
		case left < leastFree:
			return []Finding{broken("disk", what, "Make room now: without it nothing people write can be kept.")}
		case left < stats.Bytes:
			return []Finding{attention("disk", what, "Make room: to erase somebody the store is written anew beside itself.")}
		case left < fewFree:
			return []Finding{attention("disk", what, "Make room within days.")}
		}
		return []Finding{well("disk", what)}
	}
}

// Bytes is a size as people read it.
func Bytes(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d kB", (n+1023)/1024)
}

// Span is a length of time as people read it.
func Span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d hours", int(d.Hours()))
	case d >= 2*time.Minute:
		return fmt.Sprintf("%d minutes", int(d.Minutes()))
	}
	return fmt.Sprintf("%d seconds", max(0, int(d.Seconds())))
}
