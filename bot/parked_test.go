package bot

import (
	"errors"
	"strings"
	"testing"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
)

// TestAParkedChannelLosesNothing: four days without a way to send are nobody's
// fault. Nothing is given up, and everything goes out in order when it is over.
func TestAParkedChannelLosesNothing(t *testing.T) {
	const attempts = 600
	ch := &fake{}
	inHouse(t, ch, func(h *house) {
		parked := &adapters.SendError{Fate: adapters.Parked, After: 10 * time.Minute, Err: errors.New("no token")}
		for range attempts {
			ch.failNext(parked)
		}
		h.says(sau, "chào")
		h.says("fake:bay", "chào")
		time.Sleep(90 * time.Hour)
		if got := ch.texts(); len(got) != 0 {
			t.Fatalf("sent while parked: %q", got)
		}
		ch.mu.Lock()
		tried := attempts - len(ch.fail)
		ch.fail = nil
		ch.mu.Unlock()
		if most := 90*6 + 2; tried < 90 || tried > most {
			t.Errorf("%d attempts in 90 hours; one at a time, every ten minutes, are %d", tried, most)
		}
		time.Sleep(time.Hour)
		var first []string
		for _, s := range ch.all() {
			if s.to == sau {
				first = append(first, s.text)
			}
		}
		if len(ch.all()) != 6 || len(first) != 3 || !strings.Contains(first[2], "1. Đồng ý") {
			t.Errorf("sent %q", ch.texts())
		}
	})
}

// TestAClosedWindowPutsTheLearnerToSleep: no tips are poured for somebody whom
// nothing reaches, until they write.
func TestAClosedWindowPutsTheLearnerToSleep(t *testing.T) {
	ch := &fake{}
	inHouse(t, ch, func(h *house) {
		asleep := func() bool {
			s, _, err := h.store.Session(t.Context(), sau)
			if err != nil {
				t.Fatal(err)
			}
			return s.Asleep
		}
		h.home(sau)
		ch.failNext(&adapters.SendError{Fate: adapters.Closed, Err: errors.New("seven days")})
		h.says(sau, "8")
		if !asleep() {
			t.Error("a message was held and the learner is awake")
		}
		before := len(ch.all())
		time.Sleep(5 * 24 * time.Hour)
		if got := ch.texts()[before:]; len(got) != 0 {
			t.Errorf("sent to somebody asleep: %q", got)
		}
		h.says(sau, "8")
		if asleep() || len(ch.all()) < before+2 {
			t.Errorf("awake %v, sent %q", !asleep(), ch.texts()[before:])
		}
	})
}

// TestWhoWithdrewIsErasedAtOnce: nothing can be sent, so their messages would
// wait for as long as that lasts; the erasure does not.
func TestWhoWithdrewIsErasedAtOnce(t *testing.T) {
	ch := &fake{}
	inHouse(t, ch, func(h *house) {
		for range 50 {
			ch.failNext(&adapters.SendError{Fate: adapters.Parked, After: time.Hour, Err: errors.New("no token")})
		}
		h.says(sau, "chào")
		if n, err := h.store.Waiting(t.Context(), sau); n == 0 || err != nil {
			t.Fatalf("%d messages wait, %v", n, err)
		}
		h.event(dialogs.Event{ID: "withdrew", User: sau, At: time.Now(), Body: dialogs.Withdrew{}})
		if _, found, err := h.store.Session(t.Context(), sau); found || err != nil {
			t.Errorf("still there: %v, %v", found, err)
		}
		if n, err := h.store.Waiting(t.Context(), sau); n != 0 || err != nil {
			t.Errorf("%d messages wait, %v", n, err)
		}
		ch.mu.Lock()
		ch.fail = nil
		ch.mu.Unlock()
		time.Sleep(2 * time.Hour)
		if len(ch.all()) != 0 {
			t.Errorf("sent to somebody who withdrew: %q", ch.texts())
		}
	})
}
