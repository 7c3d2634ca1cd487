package bot

import (
	"context"
	"slices"
	"sync"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
	"capheso/store"
)

// pace keeps the sends of one channel inside what its network allows, and one
// at a time for each learner.
type pace struct {
	every time.Duration // between two messages, whoever they are for; 0 is none
	gap   func(dialogs.UserID) time.Duration
	turn  chan struct{} // held by who is next
	bulk  chan struct{} // held by the one bulk message that may be next

	mu   sync.Mutex
	next time.Time                     // nothing is sent before
	busy map[dialogs.UserID]*followers // an attempt is under way
	free map[dialogs.UserID]time.Time  // when the gap after their last message ends
}

func newPace(l adapters.Limits) *pace {
	p := &pace{gap: l.Gap, turn: make(chan struct{}, 1), bulk: make(chan struct{}, 1), busy: map[dialogs.UserID]*followers{}, free: map[dialogs.UserID]time.Time{}}
	if l.Rate > 0 {
		p.every = time.Duration(float64(time.Second) / (l.Rate * (1 - spare)))
	}
	return p
}

// A moment that was taken a little late is made up for, or timers that wake
// late would cost most of a high rate. spare keeps that within the limit: what
// is made up for is less than what the rate leaves free in any second.
const (
	spare  = 0.01
	makeUp = spare * float64(time.Second)
)

// followers are the fresh messages after an attempt under way, and whether the
// learner's line in the outbox may hold others.
type followers struct {
	queue []store.Message
	look  bool
}

// mostFollowers of one learner wait in memory; the outbox has the others.
const mostFollowers = 16

// enter begins an attempt, and reports false when there is one for the same
// learner already: the store lists a message again when its attempt takes
// long. A fresh message, which nobody would look for, is kept for leave.
func (p *pace) enter(m store.Message, fresh bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.busy[m.To]
	switch {
	case f == nil:
		p.busy[m.To] = &followers{look: !fresh}
		return true
	case fresh && len(f.queue) < mostFollowers:
		f.queue = append(f.queue, m)
	case fresh, m.Reply.Bulk:
		f.look = true
	}
	return false
}

// leave ends an attempt and returns the message that follows, if any; then the
// learner's next attempt has begun. Without one, look says whether the outbox
// may have something for the learner. The gap runs from here, so that it holds
// on the wire however long the request took.
func (p *pace) leave(user dialogs.UserID, now time.Time) (next store.Message, more, look bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rested(user, now)
	f := p.busy[user]
	if len(f.queue) == 0 {
		delete(p.busy, user)
		return next, false, f.look
	}
	next, f.queue = f.queue[0], f.queue[1:]
	return next, true, false
}

// follow ends an attempt and begins the one of the learner's next message,
// which may be among the fresh ones that wait for leave.
func (p *pace) follow(m store.Message, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rested(m.To, now)
	f := p.busy[m.To]
	f.queue = slices.DeleteFunc(f.queue, func(q store.Message) bool { return q.ID == m.ID })
}

// lookAgain makes leave say that the outbox is to be looked at.
func (p *pace) lookAgain(user dialogs.UserID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy[user].look = true
}

// rested notes when a learner may be written to again.
func (p *pace) rested(user dialogs.UserID, now time.Time) {
	if p.gap == nil {
		return
	}
	if len(p.free) >= handed {
		for u, t := range p.free {
			if !t.After(now) {
				delete(p.free, u)
			}
		}
	}
	p.free[user] = now.Add(p.gap(user))
}

// hold lets nothing go out for a while.
func (p *pace) hold(until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until.After(p.next) {
		p.next = until
	}
}

// rest waits for the gap after a learner's last message.
func (p *pace) rest(ctx context.Context, user dialogs.UserID) error {
	p.mu.Lock()
	d := time.Until(p.free[user])
	p.mu.Unlock()
	return sleep(ctx, d)
}

// wait waits for the next free moment of the channel and takes it; personal
// messages stand behind one bulk message at most. A process that was held up
// for longer than makeUp does not make up for it in one burst.
func (p *pace) wait(ctx context.Context, bulk bool) error {
	if bulk {
		if err := take(ctx, p.bulk); err != nil {
			return err
		}
		defer func() { <-p.bulk }()
	}
	if err := take(ctx, p.turn); err != nil {
		return err
	}
	defer func() { <-p.turn }()
	for {
		d := p.claim(time.Now())
		if d <= 0 {
			return ctx.Err()
		}
		if err := sleep(ctx, d); err != nil {
			return err
		}
	}
}

// claim takes the moment now, or returns how long it is until the next.
func (p *pace) claim(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if d := p.next.Sub(now); d > 0 {
		return d
	}
	if late := now.Add(-time.Duration(makeUp)); p.next.Before(late) {
		p.next = late
	}
	p.next = p.next.Add(p.every)
	return 0
}

// take fills a place that may have to become free first.
func take(ctx context.Context, place chan struct{}) error {
	select {
	case place <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// sleep waits, unless ctx ends first.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
