package bot

import (
	"context"
	"errors"

	"capheso/bot/notices"
	"capheso/store"
)

// errTooLate is why a message was not sent whose time was over.
var errTooLate = errors.New("too late: its time was over")

// late lets go of a message whose time is over, and reports whether it is one.
func (b *Bot) late(ctx context.Context, p *post, m store.Message) bool {
	if over := m.Reply.Until; over.IsZero() || b.now().Before(over) {
		return false
	}
	b.letGo(ctx, p, m, errTooLate)
	return true
}

// letGo ends a message that is not to be sent any more. A notice is put to its
// learner anew first: a crash between the two puts it twice, which the ledger
// knows, and never not at all.
func (b *Bot) letGo(ctx context.Context, p *post, m store.Message, why error) {
	if err := b.untell(ctx, m); err != nil {
		b.logged(ctx, "take back a notice", err)
		return // it is found again in a minute
	}
	b.giveUp(ctx, p, m, why)
	b.settled()
}

// untell says to the conversation that a notice was not sent. One whose file was
// taken away is nobody's any more.
func (b *Bot) untell(ctx context.Context, m store.Message) error {
	if m.Reply.Notice == "" || b.Notices == nil {
		return nil
	}
	n, err := b.Notices.Get(m.Reply.Notice)
	if errors.Is(err, notices.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	return b.Inlet(ctx, n.Untold(m.To, messageID(m), m.Queued, b.now()))
}
