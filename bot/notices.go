package bot

import (
	"context"
	"errors"
	"time"

	"capheso/bot/notices"
	"capheso/dialogs"
	"capheso/store"
)

// noticeEvery is how often the folder of notices is looked into.
const noticeEvery = 10 * time.Second

// errWithdrawn is why a message of a cancelled notice is given up.
var errWithdrawn = errors.New("the notice was cancelled")

// tellNotices puts operators' notices to their learners when they are due,
// until ctx ends.
func (b *Bot) tellNotices(ctx context.Context) {
	for ctx.Err() == nil {
		due, err := b.Notices.Due(b.now())
		b.logged(ctx, "look for notices", err)
		for _, n := range due {
			b.logged(ctx, "tell notice "+n.ID, b.tellNotice(ctx, n))
		}
		select {
		case <-ctx.Done():
		case <-time.After(noticeEvery):
		}
	}
}

// tellNotice puts a notice to everybody it is for. A stop in the middle does no
// harm: who had it is known by the ledger, and the next start goes on.
func (b *Bot) tellNotice(ctx context.Context, n notices.Notice) error {
	audience, err := notices.Parse(n.To, b.world.Units)
	if err != nil {
		return err
	}
	reached := 0
	var evs []dialogs.Event
	tell := func() error {
		for _, r := range b.applyAll(ctx, evs) {
			if r.Err != nil {
				return r.Err
			}
		}
		reached += len(evs)
		evs = evs[:0]
		if b.Notices.Withdrawn(n.ID) {
			return errWithdrawn
		}
		return ctx.Err()
	}
	for s, err := range b.store.Sessions(ctx) {
		if err != nil {
			return err
		}
		if !audience.Has(s) {
			continue
		}
		if evs = append(evs, n.Event(s.User, b.now())); len(evs) == ringOnce {
			if err := tell(); err != nil {
				return b.unlessWithdrawn(err)
			}
		}
	}
	if err := tell(); err != nil {
		return b.unlessWithdrawn(err)
	}
	_, err = b.Notices.Change(n.ID, func(n *notices.Notice) error {
		n.Told, n.Reached = b.now(), reached
		return nil
	})
	return err
}

func (b *Bot) unlessWithdrawn(err error) error {
	if errors.Is(err, errWithdrawn) {
		return nil
	}
	return err
}

// withdrawn gives up a message of a notice that was cancelled, and reports
// whether it is one.
func (b *Bot) withdrawn(ctx context.Context, p *post, m store.Message) bool {
	if m.Reply.Notice == "" || b.Notices == nil || !b.Notices.Withdrawn(m.Reply.Notice) {
		return false
	}
	b.letGo(ctx, p, m, errWithdrawn)
	return true
}
