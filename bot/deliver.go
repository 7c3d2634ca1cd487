package bot

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

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
	atOnce   = 16               // sends in progress
	batch    = 64               // messages looked up at a time
	handed   = 1024             // fresh messages waiting in memory
	look     = 5 * time.Second  // between looks at the outbox when nobody kicks
	sendTime = 30 * time.Second // for one attempt
)

// post sends the messages of one channel.
type post struct {
	channel adapters.Channel
	fresh   chan store.Message // already on their first attempt
	kick    chan struct{}      // something may be ready
	slots   chan struct{}
	rate    *rate.Limiter
	parked  atomic.Int64 // unix nanoseconds; until then the channel can send nothing
}

func newPost(ch adapters.Channel) *post {
	limit := rate.Inf
	if r := ch.Limits().Rate; r > 0 {
		limit = rate.Limit(r)
	}
	return &post{
		channel: ch, fresh: make(chan store.Message, handed), kick: make(chan struct{}, 1),
		slots: make(chan struct{}, atOnce), rate: rate.NewLimiter(limit, 1),
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
	case now.UnixNano() >= parked:
		return 1
	}
	return 0
}

// handOver gives fresh messages to their senders without a look at the store.
// One that finds no room waits in the outbox for its next attempt.
func (b *Bot) handOver(queued []store.Message) {
	for _, m := range queued {
		p := b.posts[m.To.Channel()]
		if p == nil {
			continue
		}
		if m.Tries == 0 {
			p.wake()
			continue
		}
		select {
		case p.fresh <- m:
		default:
		}
	}
}

// deliver sends the messages of one channel until ctx ends, and then waits for
// the sends in progress.
func (b *Bot) deliver(ctx context.Context, p *post) {
	var sends sync.WaitGroup
	defer sends.Wait()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case m := <-p.fresh:
			b.start(ctx, p, m, &sends)
			continue
		case <-p.kick:
		case <-timer.C:
		}
		full := b.sendReady(ctx, p, &sends)
		if full {
			p.wake()
		}
		timer.Reset(look)
	}
}

// sendReady starts an attempt for every message that may be sent now, and
// reports whether there may be more.
func (b *Bot) sendReady(ctx context.Context, p *post, sends *sync.WaitGroup) (full bool) {
	room := p.room(b.now())
	if room == 0 {
		return false
	}
	ready, err := b.store.Ready(ctx, p.channel.Name(), b.now(), room)
	b.logged(ctx, "look at the outbox", err)
	for _, m := range ready {
		err := b.store.Trying(ctx, m.ID, b.now().Add(wait(m.Tries)))
		if errors.Is(err, store.ErrNotFirst) {
			continue
		}
		if err != nil {
			b.logged(ctx, "begin to send", err)
			return false
		}
		m.Tries++
		b.start(ctx, p, m, sends)
	}
	return len(ready) == batch
}

// wait is how long to wait after a message failed once more.
func wait(tries int) time.Duration { return retries[min(tries, len(retries)-1)] }

// start sends one message beside the others.
func (b *Bot) start(ctx context.Context, p *post, m store.Message, sends *sync.WaitGroup) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return
	}
	sends.Go(func() {
		defer func() { <-p.slots }()
		if p.rate.Wait(ctx) == nil {
			b.send(p, m)
		}
		p.wake()
	})
}

// send makes one attempt and records what became of it. It is finished even
// when the bot is stopping, so that no message is sent without a record.
func (b *Bot) send(p *post, m store.Message) {
	ctx, cancel := context.WithTimeout(context.Background(), sendTime)
	defer cancel()
	remote, err := p.channel.Send(ctx, m.To, m.Reply)
	var failed *adapters.SendError
	if !errors.As(err, &failed) || failed.Fate != adapters.Parked {
		p.parked.Store(0)
	}
	switch {
	case err == nil:
		b.logged(ctx, "record a sent message", b.store.Settle(ctx, m.ID, remote, nil))
	case failed == nil || failed.Fate == adapters.Again:
		if m.Tries > len(retries) {
			b.logged(ctx, "give up a message", b.store.Settle(ctx, m.ID, "", err))
			break
		}
		b.postpone(ctx, m, failed)
	case failed.Fate == adapters.Parked:
		// Not the message's fault: it is never given up for it.
		until := b.now().Add(max(failed.After, look))
		p.parked.Store(until.UnixNano())
		b.logged(ctx, "park a message", b.store.Postpone(ctx, m.ID, until))
	case failed.Fate == adapters.Closed:
		b.logged(ctx, "hold a message", b.store.Postpone(ctx, m.ID, time.Time{}))
	default:
		b.logged(ctx, "give up a message", b.store.Settle(ctx, m.ID, "", err))
		if failed.Fate == adapters.Gone {
			b.logged(ctx, "note that a learner left", b.Inlet(ctx, dialogs.Event{
				ID: dialogs.EventID("gone:" + messageID(m)), User: m.To, At: b.now(), Body: dialogs.Left{}}))
		}
	}
	b.settled()
}

// postpone ends an attempt that may be made again.
func (b *Bot) postpone(ctx context.Context, m store.Message, failed *adapters.SendError) {
	after := wait(m.Tries - 1)
	if failed != nil {
		after = max(after, failed.After)
	}
	b.logged(ctx, "postpone a message", b.store.Postpone(ctx, m.ID, b.now().Add(after)))
}
