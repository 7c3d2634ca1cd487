package bot

import (
	"fmt"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
)

// queueBulk puts one bulk message for each of n learners on the outbox.
func (h *house) queueBulk(n int) {
	h.t.Helper()
	var evs []dialogs.Event
	for i := range n {
		evs = append(evs, dialogs.Event{ID: "tip", User: dialogs.UserID(fmt.Sprintf("fake:%06d", i)), At: time.Now(), Body: dialogs.Rang{Alarm: "x"}})
	}
	step := func(s dialogs.Session, ev dialogs.Event) (dialogs.Session, dialogs.Out) {
		return s, dialogs.Out{Replies: []dialogs.Reply{{Text: "mẹo", Bulk: true}}}
	}
	for _, r := range h.store.ApplyAll(h.t.Context(), evs, step) {
		if r.Err != nil {
			h.t.Fatal(r.Err)
		}
	}
	h.bot.woken("fake")
}

// TestTheOutboxUsesTheWholeLimit: a morning's queue leaves at 98 % of what the
// network allows or more, never at more, and who writes meanwhile is answered
// at once. The network takes 150 ms for each request. Time is the bubble's, so
// the figures are exact.
func TestTheOutboxUsesTheWholeLimit(t *testing.T) {
	for _, c := range []struct {
		rate   float64
		queued int
	}{{1.5, 30}, {30, 600}, {1000, 2000}} {
		t.Run(fmt.Sprint(c.rate), func(t *testing.T) {
			ch := &fake{limits: adapters.Limits{Rate: c.rate}, slow: 150 * time.Millisecond}
			inHouse(t, ch, func(h *house) {
				h.home(sau)
				time.Sleep(time.Minute)
				before := len(ch.all())
				h.queueBulk(c.queued)
				time.Sleep(time.Duration(float64(c.queued) / c.rate / 2 * float64(time.Second)))
				asked, waits := time.Now(), len(ch.all())-before
				h.bot.Inlet(h.t.Context(), dialogs.Event{ID: "asks", User: sau, At: time.Now(), Body: dialogs.Said{Text: "8"}})
				synctest.Wait()
				time.Sleep(10 * time.Minute)
				all := ch.all()[before:]
				if waits < c.queued/3 || waits > 2*c.queued/3 {
					t.Errorf("%d of %d were sent when somebody asked", waits, c.queued)
				}
				h.measure(all, c.rate, c.queued, asked)
			})
		})
	}
}

// measure looks at when messages left.
func (h *house) measure(all []sent, rate float64, queued int, asked time.Time) {
	h.t.Helper()
	bulk := 0
	for i, s := range all {
		from := i
		for from > 0 && s.at.Sub(all[from-1].at) < time.Second {
			from--
		}
		if in := i - from + 1; in > int(math.Ceil(rate)) {
			h.t.Fatalf("%d messages within a second, at a limit of %v", in, rate)
		}
		if s.bulk {
			bulk++
		}
		if most := time.Duration(float64(3*time.Second)/rate) + 200*time.Millisecond; s.to == sau && s.at.Sub(asked) > most {
			h.t.Errorf("who asked waited %v", s.at.Sub(asked))
		}
	}
	if bulk != queued {
		h.t.Errorf("%d of %d tips were sent", bulk, queued)
	}
	took := all[len(all)-1].at.Sub(all[0].at)
	used := float64(len(all)-1) / took.Seconds() / rate
	h.t.Logf("%d messages in %v: %.1f %% of the limit", len(all), took, 100*used)
	if used < 0.98 {
		h.t.Errorf("%.1f %% of the limit are used", 100*used)
	}
}
