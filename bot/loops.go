package bot

import (
	"context"
	"strconv"
	"time"

	"capheso/dialogs"
	"capheso/store"
)

// How often the store is pruned, and how many are erased at once.
const (
	pruneEvery = time.Hour
	eraseBatch = 1000 // at once: for a store that copies itself many cost no more than one
)

// sweep erases who asked for it, once their goodbye is out, and prunes.
func (b *Bot) sweep(ctx context.Context) {
	tick := time.NewTicker(pruneEvery)
	defer tick.Stop()
	for {
		b.erase(ctx)
		select {
		case <-ctx.Done():
			return
		case <-b.kick:
		case <-tick.C:
			b.prune(ctx)
		}
	}
}

// erase forgets the sessions that asked to be erased and have nothing left to
// be told.
func (b *Bot) erase(ctx context.Context) {
	asked, err := b.store.Erasing(ctx, eraseBatch)
	b.logged(ctx, "look for erasures", err)
	var ready []dialogs.UserID
	for _, user := range asked {
		n, err := b.store.Waiting(ctx, user)
		b.logged(ctx, "look for a goodbye", err)
		if err == nil && n > 0 && b.gone(ctx, user) {
			n = 0
		}
		if err == nil && n == 0 {
			ready = append(ready, user)
		}
	}
	if len(ready) == 0 {
		return
	}
	if err := b.store.Forget(ctx, ready...); err != nil {
		b.logged(ctx, "erase", err)
		return
	}
	b.meter.Erased(len(ready))
	for _, user := range ready {
		if f, ok := b.posts[user.Channel()]; ok {
			f.forget(user)
		}
	}
}

// gone reports a learner who hears nothing any more, so that an erasure need
// not wait for what is on its way.
func (b *Bot) gone(ctx context.Context, user dialogs.UserID) bool {
	s, _, err := b.store.Session(ctx, user)
	return err == nil && s.Gone
}

// settled tells whoever waits for a learner's messages, and the eraser.
func (b *Bot) settled() {
	b.mu.Lock()
	b.calm.Broadcast()
	b.mu.Unlock()
	b.nudge()
}

// Calm waits until nothing is on its way to a learner: their question is
// answered, and everything that was kept for them is sent, or waits for a later
// attempt.
func (b *Bot) Calm(ctx context.Context, user dialogs.UserID) error {
	stop := context.AfterFunc(ctx, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.calm.Broadcast()
	})
	defer stop()
	b.mu.Lock()
	defer b.mu.Unlock()
	for {
		if !b.asking.waits(user) {
			if n, err := b.store.Waiting(ctx, user); err != nil || n == 0 {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		b.calm.Wait()
	}
}

func messageID(m store.Message) string { return strconv.FormatUint(uint64(m.ID), 10) }
