package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"capheso/dialogs"
	"capheso/store"
)

// How alarms are rung. In the morning all learners are due in the same minute:
// they are listed by the thousand, kept by the hundred in one transaction that
// nobody who writes meanwhile has to notice, and while one transaction is on
// its way to the disk the next ones are prepared.
const (
	ringEvery = time.Minute // between looks, when no alarm is near
	ringList  = 8192        // alarms listed at a time
	ringOnce  = 192         // alarms in a transaction
	ringers   = 4           // transactions prepared at a time
)

// ring turns alarms that are due into events.
func (b *Bot) ring(ctx context.Context) {
	for {
		due, err := b.store.Due(ctx, b.now(), ringList)
		b.logged(ctx, "look for alarms", err)
		if b.ringAll(ctx, due) > 0 && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(b.untilAlarm(ctx)):
		}
	}
}

// ringAll rings alarms, many at a time, and returns how many rang.
func (b *Bot) ringAll(ctx context.Context, due []store.Due) int {
	if len(due) == ringList {
		defer wasteful()()
	}
	var next, rung atomic.Int64
	var wg sync.WaitGroup
	for range ringers {
		wg.Go(func() {
			for ctx.Err() == nil {
				from := int(next.Add(ringOnce)) - ringOnce
				if from >= len(due) {
					return
				}
				rung.Add(b.ringSome(ctx, due[from:min(from+ringOnce, len(due))]))
			}
		})
	}
	wg.Wait()
	return int(rung.Load())
}

// wasteful has the memory of a crowd collected less often until done is called.
// What a ring leaves behind is bounded by what it prepares at a time, and
// collecting it at the usual pace is a fifth of the work of a morning.
func wasteful() (done func()) {
	const percent = 400
	usual := debug.SetGCPercent(percent)
	if usual < 0 || usual > percent {
		debug.SetGCPercent(usual) // the operator's own word
	}
	return func() { debug.SetGCPercent(usual) }
}

// ringSome rings alarms in one go, and returns how many rang.
func (b *Bot) ringSome(ctx context.Context, due []store.Due) (rung int64) {
	evs := make([]dialogs.Event, len(due))
	for i, d := range due {
		evs[i] = rang(d, b.now())
	}
	for i, r := range b.applyAll(ctx, evs) {
		if r.Err != nil {
			b.logged(ctx, "ring an alarm", fmt.Errorf("%w (one of %d)", r.Err, len(evs)-i))
			break // the others would say the same
		}
		if r.Fresh {
			rung++
		}
	}
	return rung
}

// applyAll keeps events that nobody waits for, and wakes the senders. One that
// makes the conversation panic is put aside as in apply.
func (b *Bot) applyAll(ctx context.Context, evs []dialogs.Event) []store.Result {
	for i := range evs {
		evs[i].At = evs[i].At.Round(0).UTC()
	}
	began := time.Now()
	var one sync.Mutex // the steps of several may run side by side
	facts := make(map[dialogs.EventID][]dialogs.Fact)
	results := b.store.ApplyAll(ctx, evs, func(s dialogs.Session, ev dialogs.Event) (dialogs.Session, dialogs.Out) {
		next, out := b.step(s, ev)
		if len(out.Facts) > 0 {
			one.Lock()
			facts[keyOf(ev)] = out.Facts
			one.Unlock()
		}
		return next, out
	})
	took := time.Since(began)
	for i := range results {
		var panicked *store.PanicError
		if errors.As(results[i].Err, &panicked) {
			results[i].Applied, results[i].Err = b.apologise(ctx, evs[i], panicked)
		}
		b.count(evs[i], &turned{facts: facts[keyOf(evs[i])]}, results[i].Applied, results[i].Err, took)
		b.handOver(results[i].Queued)
	}
	b.nudge()
	return results
}

// keyOf is unique among events of several learners.
func keyOf(ev dialogs.Event) dialogs.EventID { return dialogs.EventID(ev.User) + " " + ev.ID }

// untilAlarm is how long until the next alarm, at most until the next look.
func (b *Bot) untilAlarm(ctx context.Context) time.Duration {
	now := b.now()
	next, err := b.store.Due(ctx, now.Add(ringEvery), 1)
	if err != nil || len(next) == 0 {
		return ringEvery
	}
	return max(next[0].Alarm.At.Sub(now), time.Second)
}

// rang is the event of a due alarm.
func rang(d store.Due, now time.Time) dialogs.Event {
	id := "rang:" + d.Alarm.Name + ":" + strconv.FormatInt(d.Alarm.At.Unix(), 10)
	return dialogs.Event{ID: dialogs.EventID(id), User: d.User, At: now, Body: dialogs.Rang{Alarm: d.Alarm.Name, Due: d.Alarm.At}}
}
