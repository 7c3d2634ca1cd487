// Package bot is the shell around the conversation: it takes events in, keeps
// what they change, and sends what they say. It is the only package that
// starts goroutines.
package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"capheso/adapters"
	"capheso/bot/meter"
	"capheso/bot/notices"
	"capheso/dialogs"
	"capheso/store"
)

// Bot connects channels, dialogs and the store.
type Bot struct {
	store  store.Store
	world  *dialogs.World
	log    *slog.Logger
	meter  *meter.Meter
	now    func() time.Time
	limits map[string]adapters.Limits
	posts  map[string]*post // one for each channel
	all    []adapters.Channel
	clock  clock
	ending ending
	ears   adapters.Ears // nil hears nothing
	asking asking

	// Keep is for how long what is remembered. It may be set before Run.
	Keep Keep
	// Notices is where operators put up notices; nil is nowhere. It may be set
	// before Run.
	Notices *notices.Folder

	heard map[string]*atomic.Int64 // by channel: when somebody last wrote, unix seconds

	mu   sync.Mutex
	calm *sync.Cond    // a message was settled
	kick chan struct{} // something was applied or settled: an erasure may be due
}

// New makes a bot. Nothing happens until Run; Inlet may be used before.
func New(st store.Store, world *dialogs.World, log *slog.Logger, channels ...adapters.Channel) *Bot {
	b := &Bot{
		store: st, world: world, log: log, now: time.Now, all: channels,
		limits: make(map[string]adapters.Limits), posts: make(map[string]*post),
		kick: make(chan struct{}, 1), clock: newClock(time.Now), ending: newEnding(), asking: newAsking(),
		heard: make(map[string]*atomic.Int64),
		Keep:  Keep{Events: 14 * 24 * time.Hour},
	}
	b.calm = sync.NewCond(&b.mu)
	for _, ch := range channels {
		b.limits[ch.Name()] = ch.Limits()
		b.posts[ch.Name()] = newPost(ch)
		b.heard[ch.Name()] = new(atomic.Int64)
	}
	return b
}

// SetClock has the bot take the time from now instead of the system's clock, for
// what plays a morning at another hour. It may be called before Run and Inlet
// only.
func (b *Bot) SetClock(now func() time.Time) { b.now, b.clock = now, newClock(now) }

// Meter has the bot counted. Call it before Run and Inlet.
func (b *Bot) Meter(m *meter.Meter) { b.meter = m }

// Run does the bot's work until ctx ends: it sends, rings alarms, erases and
// prunes, and runs the channels that have something to do all the time. It
// returns when everything it started has stopped, which takes six seconds at
// most after ctx has ended; the error is nil when ctx ended it.
func (b *Bot) Run(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	defer b.ending.begins(ctx)()
	var wg sync.WaitGroup
	for _, ch := range b.all {
		wg.Go(func() { b.deliver(ctx, b.posts[ch.Name()]) })
		if h, ok := ch.(adapters.Helper); ok {
			for _, help := range h.Helpers() {
				wg.Go(func() { help(ctx) })
			}
		}
		if r, ok := ch.(adapters.Runner); ok {
			wg.Go(func() {
				if err := r.Run(ctx, b.Inlet); err != nil && ctx.Err() == nil {
					stop(fmt.Errorf("%s: %w", ch.Name(), err))
				}
			})
		}
	}
	if shared, ok := b.store.(store.Shared); ok {
		for _, help := range shared.Helpers(b.woken) {
			wg.Go(func() { help(ctx) })
		}
	}
	wg.Go(func() { b.ring(ctx) })
	wg.Go(func() { b.sweep(ctx) })
	wg.Go(func() { b.answer(ctx) })
	if b.Notices != nil {
		wg.Go(func() { b.tellNotices(ctx) })
	}
	wg.Wait()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// woken has the sender of a channel look at the outbox.
func (b *Bot) woken(channel string) {
	if p := b.posts[channel]; p != nil {
		p.wake()
	}
}

// logged reports an error that nobody else will hear of, unless the bot is
// stopping.
func (b *Bot) logged(ctx context.Context, doing string, err error) {
	if err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrClosed) {
		b.meter.Fault(doing)
		b.log.Error(doing, "err", err)
	}
}

// Go starts Run beside the caller and returns a channel that gets its result
// once, when everything has stopped. Then ended are called.
func (b *Bot) Go(ctx context.Context, ended ...func()) <-chan error {
	done := make(chan error, 1)
	go func() {
		done <- b.Run(ctx)
		for _, f := range ended {
			f()
		}
	}()
	return done
}
