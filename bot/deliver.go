package bot

import (
	"context"
	"errors"
	"strconv"
	"sync/atomic"
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

// The sizes of the sender of one channel.
const (
	atOnce   = 16               // sends in progress, at least …
	inflight = time.Second / 4  // … and as many as the rate allows within this: networks are slow
	begun    = 1024             // messages begun, most of them waiting for their moment
	batch    = 64               // messages looked up at a time
	handed   = 1024             // fresh messages waiting in memory
	look     = 5 * time.Second  // between looks at the outbox when nobody kicks
	sendTime = 30 * time.Second // for one attempt
	patience = 48 * time.Hour   // with a network that keeps asking to wait
)

// post sends the messages of one channel.
type post struct {
	channel adapters.Channel
	fresh   chan store.Message // personal and new: not to be looked up
	kick    chan struct{}      // something may be ready
	pace    *pace
	slots   chan struct{} // sends in progress
	bulk    chan struct{} // bulk messages begun
	all     chan struct{} // messages begun
	clogged atomic.Bool   // the last look found more than it could take
	parked  atomic.Int64  // unix nanoseconds; until then the channel can send nothing

	unrecorded chan struct{} // of a shared store: from before a send until its record
}

func newPost(ch adapters.Channel) *post {
	slots := max(atOnce, int(ch.Limits().Rate*inflight.Seconds()))
	return &post{
		channel: ch, fresh: make(chan store.Message, handed), kick: make(chan struct{}, 1), pace: newPace(ch.Limits()),
		slots: make(chan struct{}, slots), unrecorded: make(chan struct{}, atOnce), all: make(chan struct{}, begun),
		bulk: make(chan struct{}, slots-slots/4), // the rest can be overtaken, and finds a slot
	}
}

// admit finds room for one more message; false means that a finished one will
// wake the sender again.
func (p *post) admit(bulk bool) bool {
	select {
	case p.all <- struct{}{}:
	default:
		return false
	}
	if !bulk {
		return true
	}
	select {
	case p.bulk <- struct{}{}:
		return true
	default:
		<-p.all
		return false
	}
}

// hasRoom reports whether admit might find room.
func (p *post) hasRoom() bool { return len(p.all) < cap(p.all) && len(p.bulk) < cap(p.bulk) }

// release gives the room back.
func (p *post) release(bulk bool) {
	<-p.all
	if bulk {
		<-p.bulk
	}
}

func (p *post) wake() {
	select {
	case p.kick <- struct{}{}:
	default:
	}
}

// forget lets the channel forget a learner who was erased.
func (p *post) forget(user dialogs.UserID) {
	if f, ok := p.channel.(adapters.Forgetter); ok {
		f.Forget(user)
	}
}

// room is how many messages to look up now. While a channel is parked that is
// none, and then a single one to try whether it is over.
func (p *post) room(now time.Time) int {
	switch parked := p.parked.Load(); {
	case parked == 0:
		return batch
	case now.UnixNano() >= parked && len(p.all) == 0:
		return 1
	}
	return 0
}

// handOver gives the fresh message whose first attempt has begun to its sender
// without a look at the store. The others of its turn follow it, one by one, as
// the record of the one before begins the next. What finds no room waits in the
// outbox, for the next look.
func (b *Bot) handOver(queued []store.Message) {
	led := false // by one that is on its way
	for _, m := range queued {
		p := b.posts[m.To.Channel()]
		switch {
		case p == nil, led && !m.Reply.Bulk:
			continue
		case m.Reply.Bulk && p.clogged.Load():
			continue // the first of those in the way that is done has it looked for
		case m.Tries > 0:
			select {
			case p.fresh <- m:
				led = true
				continue
			default:
			}
		}
		p.wake()
	}
}

// deliver sends the messages of one channel until ctx ends, and then waits for
// the sends in progress.
func (b *Bot) deliver(ctx context.Context, p *post) {
	sends := newHands()
	defer b.handBack(p)
	defer sends.end()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case m := <-p.fresh:
			select {
			case p.all <- struct{}{}:
				if !b.begin(ctx, p, m, true, sends) {
					p.release(false)
				}
			case <-ctx.Done():
			}
			continue
		case <-p.kick:
		case <-timer.C:
		}
		full := b.sendReady(ctx, p, sends)
		if full {
			p.wake()
		}
		timer.Reset(look)
	}
}

// handBack lets the next start send at once what was to be sent next: on disk
// its first attempt has begun.
func (b *Bot) handBack(p *post) {
	for {
		select {
		case m := <-p.fresh:
			if m.Tries > 0 {
				b.putBack(m)
			}
		default:
			return
		}
	}
}

// sendReady starts an attempt for every message that may be sent now, and
// reports whether there may be more.
func (b *Bot) sendReady(ctx context.Context, p *post, sends *hands) (full bool) {
	room := p.room(b.clock.at(b.now))
	if room == 0 {
		return false
	}
	p.clogged.Store(false) // before the look, so that what is queued during it wakes us again
	ready, err := b.store.Ready(ctx, p.channel.Name(), b.clock.at(b.now), room)
	b.logged(ctx, "look at the outbox", err)
	p.clogged.Store(len(ready) == batch)
	started := 0
	for _, m := range ready {
		if !p.admit(m.Reply.Bulk) {
			p.clogged.Store(true)
			if p.hasRoom() { // it came before anybody saw that it is wanted
				p.wake()
			}
			return false
		}
		if b.begin(ctx, p, m, false, sends) {
			started++
		} else {
			p.release(m.Reply.Bulk)
		}
	}
	return len(ready) == batch && started > 0
}

// wait is how long to wait after a message failed once more.
func wait(tries int) time.Duration { return retries[min(tries, len(retries)-1)] }

// begin starts an attempt beside the others, unless one for the same learner
// is under way: a fresh message then follows that one, and what was looked up
// is found again.
func (b *Bot) begin(ctx context.Context, p *post, m store.Message, fresh bool, sends *hands) bool {
	if !p.pace.enter(m, fresh) {
		return false
	}
	sends.do(func() {
		look := false
		for next, more := m, true; more; {
			if next, more = b.attempt(ctx, p, next); more {
				p.pace.follow(next, time.Now())
			} else {
				next, more, look = p.pace.leave(m.To, time.Now())
			}
		}
		p.release(m.Reply.Bulk)
		if look || p.clogged.Load() || p.parked.Load() > 0 {
			p.wake()
		}
	})
	return true
}

// attempt sends one message when its moment comes, and returns the learner's
// next one if its attempt has begun then. One that the bot's end overtakes is
// the first of the next start.
func (b *Bot) attempt(ctx context.Context, p *post, m store.Message) (next store.Message, more bool) {
	if b.withdrawn(ctx, p, m) { // before it takes a moment that others want
		return next, false
	}
	if m.Tries == 0 || !b.clock.at(b.now).Before(m.Next) {
		// An attempt that a crash ate is no failure: it does not wait longer
		// each time.
		err := b.store.Trying(ctx, m.ID, b.clock.at(b.now).Add(store.FirstAttempt))
		if err != nil {
			if errors.Is(err, store.ErrNotFirst) {
				p.pace.lookAgain(m.To) // something else is
			} else {
				b.logged(ctx, "begin to send", err)
			}
			return next, false
		}
		m.Tries++
		if p.clogged.Load() {
			p.wake() // it is no longer in the way of those behind it
		}
	}
	if b.late(ctx, p, m) {
		return next, false
	}
	if p.pace.rest(ctx, m.To) != nil {
		b.putBack(m)
		return next, false
	}
	if _, shared := b.store.(store.Shared); shared {
		// While its database is away no more is sent than these, which wait for
		// their record: another process may have to send them again.
		if take(ctx, p.unrecorded) != nil {
			b.putBack(m)
			return next, false
		}
		defer func() { <-p.unrecorded }()
	}
	if take(ctx, p.slots) != nil {
		b.putBack(m)
		return next, false
	}
	if p.pace.wait(ctx, m.Reply.Bulk) != nil || !b.sends(p) {
		<-p.slots
		b.putBack(m)
		return next, false
	}
	if b.withdrawn(ctx, p, m) || b.late(ctx, p, m) {
		<-p.slots
		return next, false
	}
	return b.send(p, m)
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
