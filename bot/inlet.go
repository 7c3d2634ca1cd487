package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
	"capheso/store"
)

// Inlet takes events into the bot, in order. When it returns nil they are kept
// and will be answered, whatever happens to this process. It implements
// adapters.Inlet and may be called from many goroutines at once.
func (b *Bot) Inlet(ctx context.Context, events ...dialogs.Event) error {
	for _, ev := range events {
		take := b.apply
		if _, ok := ev.Body.(dialogs.Arrived); ok {
			take = b.arrived
		}
		if err := take(ctx, door(ev)); err != nil {
			return err
		}
	}
	return nil
}

// door is what every event goes through before anything is kept: texts are
// cleaned and secrets masked.
func door(ev dialogs.Event) dialogs.Event {
	ev.Body = dialogs.Mask(ev.Body)
	return ev
}

// apply keeps one event and hands the first of its replies to the sender.
func (b *Bot) apply(ctx context.Context, ev dialogs.Event) error {
	if ev.At.IsZero() {
		ev.At = b.now()
	}
	ev.At = ev.At.Round(0).UTC() // what is kept in memory is what will be read again
	began := time.Now()
	var t turned
	done, err := b.store.Apply(ctx, ev, func(s dialogs.Session, ev dialogs.Event) (dialogs.Session, dialogs.Out) {
		next, out := b.step(s, ev)
		t = turned{s, next, out.Facts}
		return next, out
	})
	var panicked *store.PanicError
	if errors.As(err, &panicked) {
		done, err = b.apologise(ctx, ev, panicked)
	}
	b.count(ev, &t, done, err, time.Since(began))
	if err != nil {
		return err
	}
	if at := b.heard[ev.User.Channel()]; at != nil && done.Fresh && store.Wrote(ev.Body) {
		at.Store(b.now().Unix())
	}
	b.handOver(done.Queued)
	if done.Fresh {
		b.follow(ctx, ev.User, done.Open)
	}
	b.nudge()
	return nil
}

// apologise keeps an event that made the conversation panic. See
// panicText.
func (b *Bot) apologise(ctx context.Context, ev dialogs.Event, p *store.PanicError) (store.Applied, error) {
	b.meter.Fault("a dialog panicked")
	b.log.Error("a dialog panicked; the event is put aside", "channel", ev.User.Channel(), "panic", panicText(p), "stack", string(p.Stack))
	return b.store.Apply(ctx, ev, sorry)
}

// panicText is what went wrong in a dialog. Only what the language itself says
// is told: anything else may hold what somebody wrote.
func panicText(p *store.PanicError) string {
	var known runtime.Error
	if errors.As(p, &known) {
		return known.Error()
	}
	return fmt.Sprintf("%T", p.Value)
}

// step is the conversation, its replies packed for the channel.
func (b *Bot) step(s dialogs.Session, ev dialogs.Event) (dialogs.Session, dialogs.Out) {
	next, out := dialogs.Step(b.world, s, ev)
	out.Replies = adapters.Pack(b.limits[ev.User.Channel()], out.Replies)
	return next, out
}

// sorry is the step for an event that made the conversation panic: the learner
// hears a fixed apology, the session stays as it was, and the event is kept
// for the operator.
func sorry(s dialogs.Session, ev dialogs.Event) (dialogs.Session, dialogs.Out) {
	s.Events++
	if rang, ok := ev.Body.(dialogs.Rang); ok {
		s.Alarms = tomorrow(s.Alarms, rang.Alarm, ev.At)
	}
	out := dialogs.Out{Facts: []dialogs.Fact{{Kind: "quarantined", At: ev.At, Text: string(ev.ID)}}}
	if store.Wrote(ev.Body) {
		out.Replies = []dialogs.Reply{{Text: "Máy đang trục trặc một chút, lỗi tại máy. Xin nhắn lại sau ít phút. Cần gấp thì ra Tổ công nghệ số cộng đồng ở xã, phường."}}
	}
	return s, out
}

// tomorrow puts an alarm off by a day: one that stayed due would be in the way
// of the others for ever.
func tomorrow(alarms []dialogs.Alarm, name string, now time.Time) []dialogs.Alarm {
	out := slices.Clone(alarms)
	for i := range out {
		if out[i].Name == name && !out[i].At.After(now) {
			out[i].At = out[i].At.AddDate(0, 0, 1)
		}
	}
	return out
}

// nudge wakes the loops that look for alarms and erasures.
func (b *Bot) nudge() {
	select {
	case b.kick <- struct{}{}:
	default:
	}
}
