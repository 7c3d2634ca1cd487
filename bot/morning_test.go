package bot

import (
	"errors"
	"strings"
	"testing"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
)

// morning is a house whose machine begins at a moment, with a learner at home
// who wants their coffee at seven.
func morning(t *testing.T, begin string, test func(h *house)) {
	at, err := time.Parse("2006-01-02 15:04", begin) // UTC
	if err != nil {
		t.Fatal(err)
	}
	bubble := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // where a bubble begins
	inHouse(t, &fake{ahead: at.Sub(bubble)}, func(h *house) {
		for _, text := range []string{"chào", "đồng ý", "bà", "bỏ qua"} {
			h.writes(text)
		}
		test(h)
	})
}

// writes takes in what the learner types now, by the machine's clock.
func (h *house) writes(text string) {
	h.n++
	h.event(dialogs.Event{ID: dialogs.EventID(rune('a' + h.n)), User: sau, At: h.bot.now(), Body: dialogs.Said{Text: text}})
}

// until lets time go by until a moment, by the machine's clock.
func (h *house) until(at string) {
	h.t.Helper()
	to, err := time.Parse("2006-01-02 15:04", at)
	if err != nil || !to.After(h.bot.now()) {
		h.t.Fatalf("%s is past, it is %v: %v", at, h.bot.now().UTC(), err)
	}
	time.Sleep(to.Sub(h.bot.now()))
}

// wakes is a machine that slept until a moment: no timer ran meanwhile. It may
// also be a clock that was set.
func (h *house) wakes(at string) {
	to, err := time.Parse("2006-01-02 15:04", at)
	if err != nil {
		h.t.Fatal(err)
	}
	h.ahead.Add(int64(to.Sub(h.bot.now())))
}

// poured holds that a number of tips was sent in all, the last within two
// minutes after a moment.
func (h *house) poured(tips int, at string) {
	h.t.Helper()
	s, _, err := h.store.Session(h.t.Context(), sau)
	if err != nil {
		h.t.Fatal(err)
	}
	n := 0
	for _, m := range h.channel.all() {
		if m.bulk {
			n++
		}
	}
	want, err := time.Parse("2006-01-02 15:04", at)
	if err != nil {
		h.t.Fatal(err)
	}
	if late := s.Unasked.Sub(want); n != tips || late < 0 || late > 2*time.Minute {
		h.t.Errorf("%d tips, the last at %v; want %d, the last at %v", n, s.Unasked.UTC(), tips, want)
	}
}

// TestAMachineThatSleeps: a laptop that is shut from 06:50 to 10:00 pours when
// it wakes, and the next morning at seven; one shut until the afternoon leaves
// the day out.
func TestAMachineThatSleeps(t *testing.T) {
	morning(t, "2027-02-03 03:00", func(h *house) { // 10:00 in Vietnam
		h.until("2027-02-03 23:50")
		h.wakes("2027-02-04 03:00")
		time.Sleep(2 * time.Minute)
		h.poured(1, "2027-02-04 03:00")
		h.until("2027-02-05 00:05")
		h.poured(2, "2027-02-05 00:00")
		h.until("2027-02-05 23:50")
		h.wakes("2027-02-06 05:01")
		h.until("2027-02-06 23:59")
		h.poured(2, "2027-02-05 00:00")
		h.until("2027-02-07 00:05")
		h.poured(3, "2027-02-07 00:00")
	})
}

// TestAClockThatJumps: a clock two days ahead for a while pours once too early;
// when it is right again nothing comes twice in 20 hours, and who writes has
// their mornings again, at moments that have rung before.
func TestAClockThatJumps(t *testing.T) {
	morning(t, "2027-02-03 03:00", func(h *house) {
		h.until("2027-02-04 00:05")
		h.poured(1, "2027-02-04 00:00")
		h.wakes("2027-02-06 00:30") // 07:30, two days ahead
		time.Sleep(10 * time.Minute)
		h.poured(2, "2027-02-06 00:30")
		h.wakes("2027-02-04 00:45")
		h.until("2027-02-04 04:00")
		h.poured(2, "2027-02-06 00:30")
		h.writes("8")
		h.until("2027-02-05 02:00")
		h.poured(3, "2027-02-05 00:00")
		h.until("2027-02-06 00:05")
		h.poured(4, "2027-02-06 00:00")
	})
}

// TestANightWhenTheClocksChange: in Berlin a morning comes at seven before and
// after the hour that is left out, and after the hour that comes twice; and a
// machine that sleeps through such a night pours when it wakes.
func TestANightWhenTheClocksChange(t *testing.T) {
	abroad := func(h *house) {
		h.writes("mui gio")
		h.writes("con o duc")
	}
	morning(t, "2027-03-26 12:00", func(h *house) {
		abroad(h)
		h.until("2027-03-27 06:05")
		h.poured(1, "2027-03-27 06:00")
		h.until("2027-03-28 05:05") // the night had 23 hours
		h.poured(2, "2027-03-28 05:00")
		h.until("2027-03-29 05:05")
		h.poured(3, "2027-03-29 05:00")
	})
	morning(t, "2026-10-23 12:00", func(h *house) {
		abroad(h)
		h.until("2026-10-24 05:05")
		h.poured(1, "2026-10-24 05:00")
		h.until("2026-10-25 06:05") // the night had 25 hours
		h.poured(2, "2026-10-25 06:00")
	})
	morning(t, "2027-03-26 12:00", func(h *house) {
		abroad(h)
		h.until("2027-03-27 06:05")
		h.wakes("2027-03-28 08:00") // asleep over the night, until 10:00
		time.Sleep(2 * time.Minute)
		h.poured(2, "2027-03-28 08:00")
		h.until("2027-03-29 05:05")
		h.poured(3, "2027-03-29 05:00")
	})
}

// TestTheClocksChangeInNewYork: the morning is an evening in Vietnam there, and
// stays at seven on the wall before and after both nights.
func TestTheClocksChangeInNewYork(t *testing.T) {
	abroad := func(h *house) {
		h.writes("mui gio")
		h.writes("con o new york")
	}
	morning(t, "2027-03-12 14:00", func(h *house) {
		abroad(h)
		h.until("2027-03-13 12:05")
		h.poured(1, "2027-03-13 12:00")
		h.until("2027-03-14 10:35") // two o'clock became three: 06:35 on the wall
		h.poured(1, "2027-03-13 12:00")
		h.until("2027-03-14 11:05")
		h.poured(2, "2027-03-14 11:00")
		h.until("2027-03-15 11:05")
		h.poured(3, "2027-03-15 11:00")
	})
	morning(t, "2026-10-30 14:00", func(h *house) {
		abroad(h)
		h.until("2026-10-31 11:05")
		h.poured(1, "2026-10-31 11:00")
		h.until("2026-11-01 11:35") // two o'clock became one: 06:35 on the wall
		h.poured(1, "2026-10-31 11:00")
		h.until("2026-11-01 12:05")
		h.poured(2, "2026-11-01 12:00")
		h.until("2026-11-02 12:05")
		h.poured(3, "2026-11-02 12:00")
	})
	morning(t, "2026-10-30 14:00", func(h *house) {
		abroad(h)
		h.until("2026-10-31 11:05")
		h.wakes("2026-11-01 16:58")           // asleep over the night, until 11:58
		time.Sleep(time.Minute + time.Second) // the bot looks once a minute
		h.poured(2, "2026-11-01 16:58")
		h.wakes("2026-11-02 17:01") // and the next, until after noon
		h.until("2026-11-03 11:55")
		h.poured(2, "2026-11-01 16:58")
		h.until("2026-11-03 12:05")
		h.poured(3, "2026-11-03 12:00")
	})
}

// TestATipIsLetGoAtNight: a network that is away from the morning until the
// night does not make a tip ring at ten in the evening.
func TestATipIsLetGoAtNight(t *testing.T) {
	morning(t, "2027-02-03 03:00", func(h *house) {
		for range 16 { // an hour each: from 07:00 until 23:00 in Vietnam
			h.channel.failNext(&adapters.SendError{Fate: adapters.Parked, After: time.Hour, Err: errors.New("away")})
		}
		before := len(h.channel.all())
		h.until("2027-02-04 16:30")
		if got := h.channel.texts()[before:]; len(got) != 0 {
			t.Errorf("sent %q", got)
		}
		h.channel.mu.Lock()
		h.channel.fail = nil
		h.channel.mu.Unlock()
		h.until("2027-02-05 00:05")
		h.poured(1, "2027-02-05 00:00")
	})
}

// TestAHeldTipIsLetGo: who comes back days after the network's window closed
// hears the tip of today, and none of that day.
func TestAHeldTipIsLetGo(t *testing.T) {
	morning(t, "2027-02-03 03:00", func(h *house) {
		h.channel.failNext(&adapters.SendError{Fate: adapters.Closed, Err: errors.New("seven days")})
		h.until("2027-02-08 02:00")
		before := len(h.channel.all())
		h.writes("#")
		time.Sleep(time.Minute)
		if got := h.channel.texts()[before:]; len(got) != 1 || !strings.Contains(got[0], "Cà phê sáng") {
			t.Errorf("sent %q", got)
		}
		h.poured(1, "2027-02-08 02:00")
		h.until("2027-02-09 00:05")
		h.poured(2, "2027-02-09 00:00")
	})
}
