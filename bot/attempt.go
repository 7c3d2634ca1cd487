package bot

import (
	"context"
	"errors"
	"strconv"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
	"capheso/store"
)

// retries is how long a message waits after each failed attempt. After the
// last one it is given up.
var retries = []time.Duration{
	5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute,
	time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour,
}

// wait is how long to wait after a message failed once more.
func wait(tries int) time.Duration { return retries[min(tries, len(retries)-1)] }

// attempt sends one message when its moment comes, and returns the learner's
// next one if its attempt has begun then. One that the bot's end overtakes is
// the first of the next start.
func (b *Bot) attempt(ctx context.Context, p *post, m store.Message) (next store.Message, more bool) {
	// Before it takes a moment that others want.
	if b.withdrawn(ctx, p, m) || !b.tries(ctx, p, &m) || b.late(ctx, p, m) {
		return next, false
	}
	if p.pace.rest(ctx, m.To) != nil || !b.promise(ctx, p) {
		b.putBack(m)
		return next, false
	}
	defer b.keepPromise(p)
	if !b.moment(ctx, p, m) {
		b.putBack(m)
		return next, false
	}
	if b.withdrawn(ctx, p, m) || b.late(ctx, p, m) {
		<-p.slots
		return next, false
	}
	return b.send(p, m)
}

// tries puts a message on an attempt, unless it was handed over on one, and
// reports whether it may be sent.
func (b *Bot) tries(ctx context.Context, p *post, m *store.Message) bool {
	if m.Tries > 0 && b.clock.at(b.now).Before(m.Next) {
		return true
	}
	// An attempt that a crash ate is no failure: it does not wait longer each
	// time.
	err := b.store.Trying(ctx, m.ID, b.clock.at(b.now).Add(store.FirstAttempt))
	switch {
	case errors.Is(err, store.ErrNotFirst):
		p.pace.lookAgain(m.To) // something else is
		return false
	case err != nil:
		b.logged(ctx, "begin to send", err)
		return false
	}
	m.Tries++
	if p.clogged.Load() {
		p.wake() // it is no longer in the way of those behind it
	}
	return true
}

// promise waits until one more message may be sent before its record is kept.
// While the database of a shared store is away no more than these are: another
// process may have to send them again. keepPromise is the other end of it.
func (b *Bot) promise(ctx context.Context, p *post) bool {
	_, shared := b.store.(store.Shared)
	return !shared || take(ctx, p.unrecorded) == nil
}

func (b *Bot) keepPromise(p *post) {
	if _, shared := b.store.(store.Shared); shared {
		<-p.unrecorded
	}
}

// moment waits for a slot and for the network's next moment. When it reports
// true the caller has the slot.
func (b *Bot) moment(ctx context.Context, p *post, m store.Message) bool {
	if take(ctx, p.slots) != nil {
		return false
	}
	if p.pace.wait(ctx, m.Reply.Bulk) == nil && b.sends(p) {
		return true
	}
	<-p.slots
	return false
}

// sends says whether it is this process that sends for a channel.
func (b *Bot) sends(p *post) bool {
	shared, ok := b.store.(store.Shared)
	return !ok || shared.Sends(p.channel.Name())
}

// putBack ends an attempt that was not made. It is nobody's failure.
func (b *Bot) putBack(m store.Message) {
	ctx := b.ending.noting // the bot's own has ended
	err := b.store.Postpone(ctx, m.ID, b.clock.at(b.now))
	if !errors.Is(err, store.ErrNotFirst) { // else another process has begun it
		b.logged(ctx, "put a message back", err)
	}
}

// send makes one attempt and records what became of it, even when the bot is
// stopping, so that no message is sent without a record. Only a network that
// takes longer than a stop may is not waited for: the message is tried again
// after the next start. The caller's slot is free again once the request is
// over.
func (b *Bot) send(p *post, m store.Message) (next store.Message, more bool) {
	ctx, cancel := context.WithTimeout(b.ending.sending, sendTime)
	defer cancel()
	began := b.now()
	remote, err := p.channel.Send(adapters.Fenced(ctx, func() bool { return b.sends(p) }), m.To, m.Reply)
	<-p.slots
	ended, since := b.now(), time.Duration(0)
	if err == nil && m.Tries <= 1 && !m.Reply.Bulk {
		since = ended.Sub(m.Queued)
	}
	b.meter.Send(p.channel.Name(), fate(err), m.Reply.Bulk, ended.Sub(began), since)
	if err != nil && b.ending.sending.Err() != nil {
		b.putBack(m)
		return next, false
	}
	if err == nil {
		p.parked.Store(0)
		next, more, err = b.store.SettleNext(b.ending.noting, m.ID, remote, b.clock.at(b.now))
		b.logged(b.ending.noting, "record a sent message", err)
	} else {
		b.failed(b.ending.noting, p, m, err)
	}
	b.settled()
	return next, more
}

// failed keeps what became of an attempt that failed.
func (b *Bot) failed(ctx context.Context, p *post, m store.Message, err error) {
	var failed *adapters.SendError
	if !errors.As(err, &failed) || failed.Fate != adapters.Parked {
		p.parked.Store(0)
	}
	switch {
	case errors.Is(err, adapters.ErrFenced):
		b.putBack(m)
	case failed == nil || failed.Fate == adapters.Again:
		if b.hopeless(m, failed) {
			b.giveUp(ctx, p, m, err)
			break
		}
		b.postpone(ctx, p, m, failed)
	case failed.Fate == adapters.Parked:
		// Not the message's fault: it is never given up for it.
		until := b.clock.at(b.now).Add(max(failed.After, look))
		p.parked.Store(until.UnixNano())
		b.logged(ctx, "park a message", b.store.Postpone(ctx, m.ID, until))
	case failed.Fate == adapters.Closed:
		b.logged(ctx, "hold a message", b.store.Postpone(ctx, m.ID, time.Time{}))
		b.logged(ctx, "note that a learner is asleep", b.Inlet(ctx, dialogs.Event{
			ID: dialogs.EventID("asleep:" + messageID(m) + ":" + strconv.Itoa(m.Tries)), User: m.To, At: b.now(), Body: dialogs.Asleep{}}))
	default:
		b.giveUp(ctx, p, m, err)
		if failed.Fate == adapters.Gone {
			b.logged(ctx, "note that a learner left", b.Inlet(ctx, dialogs.Event{
				ID: dialogs.EventID("gone:" + messageID(m)), User: m.To, At: b.now(), Body: dialogs.Left{}}))
		}
	}
}

// giveUp ends a message that was not sent, and has the next one looked for.
func (b *Bot) giveUp(ctx context.Context, p *post, m store.Message, why error) {
	b.logged(ctx, "give up a message", b.store.Settle(ctx, m.ID, "", why))
	p.pace.lookAgain(m.To)
}

// hopeless reports a message that failed too often. A network that names a
// time has not failed: it is only full.
func (b *Bot) hopeless(m store.Message, failed *adapters.SendError) bool {
	if m.Tries <= len(retries) {
		return false
	}
	full := failed != nil && failed.After > 0
	return !full || b.clock.at(b.now).Sub(m.Queued) > patience
}

// postpone ends an attempt that may be made again. When the network names a
// time it is obeyed: for this learner, and for everybody when it was a bulk
// message, since then it is the whole that is too much.
func (b *Bot) postpone(ctx context.Context, p *post, m store.Message, failed *adapters.SendError) {
	again := b.clock.at(b.now).Add(wait(m.Tries - 1))
	if failed != nil && failed.After > 0 {
		again = b.clock.at(b.now).Add(failed.After)
		if m.Reply.Bulk {
			p.pace.hold(again)
		}
	}
	b.logged(ctx, "postpone a message", b.store.Postpone(ctx, m.ID, again))
}
