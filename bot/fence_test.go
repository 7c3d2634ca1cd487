package bot

import (
	"testing"
	"time"

	"capheso/adapters"
)

// TestFencedIsNoFailure: what a process may not send any more is put back as it
// was, however often, and goes out as soon as somebody may send.
func TestFencedIsNoFailure(t *testing.T) {
	ch := &fake{}
	inHouse(t, ch, func(h *house) {
		for range 5 * len(retries) {
			ch.failNext(&adapters.SendError{Fate: adapters.Again, Err: adapters.ErrFenced})
		}
		h.says(sau, "chào")
		time.Sleep(5 * time.Duration(len(retries)+1) * look)
		if got := ch.texts(); len(got) != 3 {
			t.Errorf("sent %q", got)
		}
		for o, err := range h.store.Outcomes(t.Context(), sau) {
			if err != nil || o.Failed != "" {
				t.Errorf("outcome %+v, %v", o, err)
			}
		}
	})
}
