package bot

import (
	"context"
	"time"
)

// Keep is for how long the store remembers what it needs no longer.
type Keep struct {
	// Events is for events and for what became of messages. Networks send
	// again within days, never weeks: an event that comes after it counts anew.
	Events time.Duration
	// Facts is months, for what the reports are made of; 0 is as long as the
	// learner is remembered.
	Facts int
}

// prune forgets what is older than it is kept.
func (b *Bot) prune(ctx context.Context) {
	_, err := b.store.Prune(ctx, b.now().Add(-b.Keep.Events))
	b.logged(ctx, "prune the store", err)
	if b.Keep.Facts > 0 {
		_, err = b.store.PruneFacts(ctx, b.now().AddDate(0, -b.Keep.Facts, 0))
		b.logged(ctx, "prune the facts", err)
	}
}
