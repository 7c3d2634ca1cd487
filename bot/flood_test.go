package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
)

// The flood of these tests.
const (
	floodRate = 100 // messages a second
	floodTime = 25  // seconds
)

// TestAFloodSlowsItsSenderOnly: one learner sends a hundred messages a second
// for half a minute, while others talk. What the others get is the same as without
// the flood, message for message and moment for moment.
func TestAFloodSlowsItsSenderOnly(t *testing.T) {
	quiet, loud := talks(t, false), talks(t, true)
	if len(quiet) < 100 {
		t.Fatalf("%d messages to the others: nothing was tested", len(quiet))
	}
	if !slices.Equal(quiet, loud) {
		t.Errorf("the others got %d messages without and %d with a flood, or at other times", len(quiet), len(loud))
		for i := range min(len(quiet), len(loud)) {
			if quiet[i] != loud[i] {
				t.Fatalf("first difference:\n%s\n%s", quiet[i], loud[i])
			}
		}
	}
}

// talks is half a minute of ten people who write every four seconds, in messages
// with the second they arrived at.
func talks(t *testing.T, flood bool) (others []string) {
	ch := &fake{limits: adapters.Limits{Gap: slow, Rate: 25}}
	inHouse(t, ch, func(h *house) {
		const flooder dialogs.UserID = "fake:flood"
		h.bot.world.Burst = 20
		began := time.Now()
		for tick := range floodTime * floodRate {
			if flood {
				h.send(flooder, "f", tick)
			}
			if tick%400 < 10 {
				h.send(dialogs.UserID(fmt.Sprint("fake:", tick%400)), "o", tick)
			}
			time.Sleep(10 * time.Millisecond)
		}
		synctest.Wait()
		time.Sleep(5 * time.Minute)
		told := 0
		var floods []sent
		for _, s := range ch.all() {
			if s.to != flooder {
				others = append(others, fmt.Sprint(s.at.Sub(began).Truncate(time.Second), " ", s.to, " ", s.text[:20]))
				continue
			}
			floods = append(floods, s)
			if strings.Contains(s.text, "đọc chậm") {
				told++
			}
		}
		slices.Sort(others)
		if !flood {
			return
		}
		s, _, err := h.store.Session(h.t.Context(), flooder)
		if err != nil || s.Events != floodTime*floodRate {
			t.Errorf("%d messages of the flood were kept, %v", s.Events, err)
		}
		if told != 1 || len(floods) > 70 {
			t.Errorf("the flood was told %d times and got %d messages", told, len(floods))
		}
		h.send(flooder, "f", -1)
		synctest.Wait()
		time.Sleep(time.Minute)
		if len(ch.all()) == len(others)+len(floods) {
			t.Error("after a rest the flooder got no answer")
		}
	})
	return others
}

// send takes in one message and does not wait for the answer.
func (h *house) send(user dialogs.UserID, kind string, n int) {
	h.t.Helper()
	ev := dialogs.Event{ID: dialogs.EventID(fmt.Sprint(kind, n)), User: user, At: h.bot.now(), Body: dialogs.Said{Text: "8"}}
	if err := h.bot.Inlet(h.t.Context(), ev); err != nil {
		h.t.Fatal(err)
	}
}
