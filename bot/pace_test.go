package bot

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
)

// slow is the gap of a network with one message a second for each learner.
func slow(dialogs.UserID) time.Duration { return time.Second }

func TestALearnerIsNotFlooded(t *testing.T) {
	ch := &fake{limits: adapters.Limits{Gap: slow}}
	inHouse(t, ch, func(h *house) {
		for i := range 40 { // more than are sent at once: nobody waits for the gap of another
			h.bot.Inlet(h.t.Context(), dialogs.Event{ID: "1", User: dialogs.UserID(fmt.Sprintf("fake:%d", i)), At: time.Now(), Body: dialogs.Said{Text: "chào"}})
		}
		began := time.Now()
		synctest.Wait()
		time.Sleep(time.Minute)
		last := map[dialogs.UserID]time.Time{}
		for _, s := range ch.all() {
			if before, ok := last[s.to]; ok && s.at.Sub(before) < time.Second {
				t.Errorf("%s got two messages within %v", s.to, s.at.Sub(before))
			}
			last[s.to] = s.at
			if s.at.Sub(began) > 4*time.Second {
				t.Errorf("%s waited %v for three messages", s.to, s.at.Sub(began))
			}
		}
		if len(ch.all()) != 120 {
			t.Errorf("%d messages to 40 learners", len(ch.all()))
		}
	})
}

// TestPersonalOvertakesBulk: a morning's tips do not keep a learner waiting.
func TestPersonalOvertakesBulk(t *testing.T) {
	ch := &fake{limits: adapters.Limits{Rate: 10}}
	inHouse(t, ch, func(h *house) {
		for i := range 40 {
			h.home(dialogs.UserID(fmt.Sprintf("fake:%d", i)))
		}
		h.says(sau, "chào")
		time.Sleep(24*time.Hour - time.Duration(time.Now().UnixNano())%(24*time.Hour)) // 00:00 UTC, 07:00 in Vietnam
		time.Sleep(500 * time.Millisecond)
		asked := time.Now()
		h.says(sau, "8")
		time.Sleep(time.Minute)
		bulk, late := 0, 0
		for _, s := range ch.all() {
			if s.bulk && s.at.After(asked) {
				bulk++
			}
			if s.to == sau && s.at.Sub(asked) > time.Second {
				late++
			}
		}
		if bulk < 20 {
			t.Fatalf("only %d tips were left to overtake", bulk)
		}
		if late > 0 {
			t.Errorf("%d replies waited behind the tips", late)
		}
	})
}

// TestABulk429IsForEverybody: a personal one is for its learner only.
func TestABulk429IsForEverybody(t *testing.T) {
	busy := &adapters.SendError{Fate: adapters.Again, After: time.Minute, Err: errors.New("429")}
	ch := &fake{fail: []error{busy}}
	inHouse(t, ch, func(h *house) {
		h.says(sau, "chào")
		h.says("fake:bay", "chào")
		if got := len(ch.all()); got != 3 || ch.all()[0].to != "fake:bay" {
			t.Errorf("%d messages; only the one who was refused waits", got)
		}
		time.Sleep(2 * time.Minute)
		h.home("fake:bay")
		ch.failNext(busy)
		time.Sleep(24*time.Hour - time.Duration(time.Now().UnixNano())%(24*time.Hour))
		time.Sleep(time.Second)
		before := len(ch.all())
		h.says(sau, "8")
		time.Sleep(50 * time.Second)
		if got := ch.all()[before:]; len(got) != 0 {
			t.Errorf("sent while everybody waits: %+v", got)
		}
		time.Sleep(time.Minute)
		if got := ch.all()[before:]; len(got) < 2 {
			t.Errorf("after the wait came %+v", got)
		}
	})
}

// TestAFullNetworkIsNoFailure: being asked to wait uses up no patience.
func TestAFullNetworkIsNoFailure(t *testing.T) {
	full := &adapters.SendError{Fate: adapters.Again, After: time.Minute, Err: errors.New("429")}
	ch := &fake{}
	for range 3 * len(retries) {
		ch.fail = append(ch.fail, full)
	}
	inHouse(t, ch, func(h *house) {
		h.says(sau, "chào")
		time.Sleep(time.Hour)
		if got := ch.texts(); len(got) != 3 || !strings.Contains(got[0], "Cà Phê Số") {
			t.Errorf("sent %q", got)
		}
	})
}

// TestASlowSendIsNotDoubled: while a request is under way its message is left
// alone, however often the outbox is looked at.
func TestASlowSendIsNotDoubled(t *testing.T) {
	ch := &fake{slow: 25 * time.Second, fail: []error{errors.New("502"), errors.New("502")}}
	inHouse(t, ch, func(h *house) {
		h.says(sau, "chào")
		time.Sleep(10 * time.Minute)
		if got := ch.texts(); len(got) != 3 {
			t.Errorf("sent %q", got)
		}
	})
}

// TestWhatWaitsAtTheEndIsFirstAtTheStart: a message that waited for its moment
// when the bot stopped does not wait for its attempt to be given up as lost.
func TestWhatWaitsAtTheEndIsFirstAtTheStart(t *testing.T) {
	world, dir := testWorld(t), t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		crowded := &fake{limits: adapters.Limits{Gap: func(dialogs.UserID) time.Duration { return time.Hour }}}
		h := start(t, dir, world, crowded)
		h.says(sau, "chào")
		if err := h.stop(); err != nil {
			t.Fatal(err)
		}
		next := &fake{}
		h = start(t, dir, world, next)
		synctest.Wait()
		time.Sleep(time.Second)
		if before, now := len(crowded.texts()), len(next.texts()); before != 1 || now != 2 {
			t.Errorf("%d before the end, %d after the start", before, now)
		}
		if err := h.stop(); err != nil {
			t.Fatal(err)
		}
	})
}

// TestAFullNetworkIsObeyedInTheMiddleOfATurn: the second message of a turn is
// begun by the record of the first; what the network then asks for holds.
func TestAFullNetworkIsObeyedInTheMiddleOfATurn(t *testing.T) {
	ch := &fake{}
	inHouse(t, ch, func(h *house) {
		ch.fail = []error{nil, &adapters.SendError{Fate: adapters.Again, After: time.Minute, Err: errors.New("429")}}
		h.says(sau, "chào")
		time.Sleep(10 * time.Minute)
		got := ch.all()
		if len(got) != 3 {
			t.Fatalf("sent %q", ch.texts())
		}
		if waited := got[1].at.Sub(got[0].at); waited < time.Minute || waited > 2*time.Minute {
			t.Errorf("the second came after %v, the network asked for a minute", waited)
		}
	})
}

// TestAfterARefusedMessageTheNextFollows: without a look at the clock.
func TestAfterARefusedMessageTheNextFollows(t *testing.T) {
	ch := &fake{}
	inHouse(t, ch, func(h *house) {
		ch.fail = []error{&adapters.SendError{Fate: adapters.Refused, Err: errors.New("400")}}
		began := time.Now()
		h.says(sau, "chào")
		got := ch.all()
		if len(got) != 2 || got[0].at.Sub(began) > time.Second {
			t.Errorf("sent %q", ch.texts())
		}
	})
}
