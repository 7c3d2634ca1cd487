package bot

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
)

// TestSilentLearnersAreErased: two years without a word, and nothing is left
// of a learner; who wrote in between stays.
func TestSilentLearnersAreErased(t *testing.T) {
	ch := &fake{}
	inHouse(t, ch, func(h *house) {
		h.bot.world.Silence = 24
		const bay dialogs.UserID = "fake:bay"
		for _, user := range []dialogs.UserID{sau, bay} {
			for _, text := range []string{"chào", "không đồng ý"} {
				h.send(user, text, 0)
			}
		}
		year := 365 * 24 * time.Hour
		h.later(year)
		h.send(bay, "later", 0)
		h.later(year + 48*time.Hour)
		before := len(ch.all())
		if _, ok, err := h.store.Session(h.t.Context(), sau); ok || err != nil {
			t.Errorf("silent for two years, and still there: %v", err)
		}
		if _, ok, _ := h.store.Session(h.t.Context(), bay); !ok {
			t.Error("somebody who wrote a year ago was erased")
		}
		h.later(year)
		if _, ok, _ := h.store.Session(h.t.Context(), bay); ok {
			t.Error("the other was never erased")
		}
		if len(ch.all()) != before {
			t.Error("something was said to people who had been silent for years")
		}
		ch.mu.Lock()
		defer ch.mu.Unlock()
		if len(ch.forgotten) != 2 {
			t.Errorf("the channel forgot %v", ch.forgotten)
		}
	})
}

// TestOldThingsAreForgotten: events after two weeks, facts only when they are
// told to.
func TestOldThingsAreForgotten(t *testing.T) {
	for _, months := range []int{0, 3} {
		inHouse(t, &fake{}, func(h *house) {
			h.bot.Keep.Facts = months
			h.home(sau)
			h.says(sau, "0")
			counted := func() (facts, events int) {
				for range h.store.Facts(h.t.Context(), time.Time{}, h.bot.now()) {
					facts++
				}
				for range h.store.Ledger(h.t.Context(), sau) {
					events++
				}
				return facts, events
			}
			facts, events := counted()
			if facts == 0 || events == 0 {
				t.Fatal("nothing to forget")
			}
			h.says(sau, "tạm dừng") // no tips, which are facts too
			h.says(sau, "cà phê")
			h.says(sau, "bật lại")
			h.says(sau, "cà phê")
			h.says(sau, "không nhận nữa")
			h.later(120 * 24 * time.Hour)
			after, events := counted()
			if events != 0 {
				t.Errorf("%d events are remembered after four months", events)
			}
			if months == 0 && after < facts || months > 0 && after != 0 {
				t.Errorf("keeping facts for %d months: %d of %d are left", months, after, facts)
			}
		})
	}
}

// TestTheClockIsSetRight: what was put off by a clock an hour ahead is not put
// off by that hour when the clock is set right.
func TestTheClockIsSetRight(t *testing.T) {
	ch := &fake{fail: []error{&adapters.SendError{Fate: adapters.Again, Err: errors.New("away")}}, ahead: time.Hour}
	inHouse(t, ch, func(h *house) {
		h.hear("1")
		time.Sleep(time.Second)
		h.ahead.Store(0)
		time.Sleep(30 * time.Second)
		if n := len(ch.all()); n != 3 {
			t.Errorf("%d of 3 messages were sent", n)
		}
		h.hear("2")
		time.Sleep(time.Second)
		if n := len(ch.all()); n != 4 {
			t.Errorf("after the clock was set right: %d of 4 messages", n)
		}
	})
}

// hear takes in a message that the bot itself gives its time.
func (h *house) hear(id string) {
	h.t.Helper()
	ev := dialogs.Event{ID: dialogs.EventID(id), User: sau, Body: dialogs.Said{Text: "chào"}}
	if err := h.bot.Inlet(h.t.Context(), ev); err != nil {
		h.t.Fatal(err)
	}
}

// later lets time pass, and the loops have a look. The days in between are
// skipped: they are millions of looks.
func (h *house) later(d time.Duration) {
	h.ahead.Add(int64(d))
	time.Sleep(pruneEvery + time.Minute)
}

// TestAStopDoesNotWaitForANetwork that never answers: the message is the first
// of the next start.
func TestAStopDoesNotWaitForANetwork(t *testing.T) {
	world, dir := testWorld(t), t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		ch := &fake{stuck: true}
		h := start(t, dir, world, ch)
		h.send(sau, "a", 0)
		time.Sleep(time.Second)
		began := time.Now()
		if err := h.stop(); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took > sendEnd+noteEnd { // of the bubble's clock
			t.Errorf("stopping took %v", took)
		}
		ch = &fake{}
		h = start(t, dir, world, ch)
		time.Sleep(10 * time.Second)
		if n := len(ch.all()); n != 3 {
			t.Errorf("%d of 3 messages came after the next start", n)
		}
		if err := h.stop(); err != nil {
			t.Error(err)
		}
	})
}
