package bot

import (
	"context"
	"sync/atomic"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
	"capheso/store"
)

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
