package bot

import (
	"errors"
	"strings"
	"testing"
	"time"

	"capheso/adapters"
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
