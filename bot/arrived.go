package bot

import (
	"context"

	"capheso/dialogs"
)

// arrived keeps that a notice is on a phone. Nobody asks that of other messages,
// and of one whose sending is not recorded yet nothing is known: it stays at
// “sent”.
func (b *Bot) arrived(ctx context.Context, ev dialogs.Event) error {
	said := ev.Body.(dialogs.Arrived)
	for _, user := range []dialogs.UserID{ev.User, said.Or} {
		notice, err := b.noticeSent(ctx, user, said.Remote)
		if err != nil {
			return err
		}
		if notice != "" {
			return b.apply(ctx, dialogs.Event{ID: dialogs.EventID("arrived:" + said.Remote), User: user, At: ev.At, Body: dialogs.Arrived{Notice: notice}})
		}
	}
	return nil
}

// noticeSent is the id of the notice that a learner was sent as a message of the
// network, or empty.
func (b *Bot) noticeSent(ctx context.Context, user dialogs.UserID, remote string) (id string, err error) {
	if user == "" || remote == "" {
		return "", nil
	}
	for o, err := range b.store.Outcomes(ctx, user) {
		if err != nil {
			return "", err
		}
		if o.Remote == remote && o.Failed == "" && o.Reply.Notice != "" {
			return o.Reply.Notice, nil
		}
	}
	return "", nil
}
