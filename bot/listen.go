package bot

import (
	"context"

	"capheso/adapters"
	"capheso/dialogs"
	"capheso/store"
)

// HearBy has voice notes written down by somebody outside the conversation. It
// is called before Run; the world says when the conversation listens
// (World.Model.Hears).
func (b *Bot) HearBy(e adapters.Ears) { b.ears = e }

// hear fetches a voice note from its network and has it written down. What it
// says goes through the same door as a typed text.
func (b *Bot) hear(ctx context.Context, q store.Asked) dialogs.Body {
	none := dialogs.Unanswered{Number: q.Number, Why: "none"}
	p := b.posts[q.User.Channel()]
	if p == nil || b.ears == nil {
		return none
	}
	recorder, ok := p.channel.(adapters.Recorder)
	if !ok {
		return none
	}
	ctx, cancel := context.WithDeadline(ctx, q.Late)
	defer cancel()
	if take(ctx, b.asking.slots) != nil {
		b.busy(q)
		return none
	}
	defer func() { <-b.asking.slots }()
	sound, err := recorder.Fetch(ctx, q.Note)
	text := ""
	if err == nil {
		text, err = b.ears.Hear(ctx, sound)
	}
	if err != nil {
		if ctx.Err() == nil {
			b.log.Warn("a voice note was not written down", "channel", q.User.Channel(), "err", err)
		}
		none.Why = "failed"
		return none
	}
	return dialogs.Mask(dialogs.Heard{Number: q.Number, Text: text})
}
