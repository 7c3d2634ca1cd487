package bot

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"capheso/adapters"
)

// TestDelaysGrowAndOutliveARestart: a network that is down is asked more and
// more rarely, and a restart does not begin anew.
func TestDelaysGrowAndOutliveARestart(t *testing.T) {
	world, dir := testWorld(t), t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		down := &fake{fail: []error{errors.New("502"), errors.New("502"), errors.New("502")}}
		h := start(t, dir, world, down)
		began := time.Now()
		h.says(sau, "chào")
		time.Sleep(time.Minute) // attempts now, after 5 s and after 35 s
		if err := h.stop(); err != nil {
			t.Fatal(err)
		}
		if left := len(down.fail); left != 0 || len(down.texts()) != 0 {
			t.Fatalf("%d attempts are left, sent %q", left, down.texts())
		}
		up := &fake{}
		h = start(t, dir, world, up)
		time.Sleep(time.Hour)
		if got := up.all(); len(got) != 3 {
			t.Errorf("sent %q", up.texts())
		} else if waited := got[0].at.Sub(began); waited < 35*time.Second+retries[2] || waited > 40*time.Second+retries[2]+look {
			t.Errorf("after three faults and a restart the next attempt was %v after the first", waited)
		}
		if err := h.stop(); err != nil {
			t.Fatal(err)
		}
	})
	for i, d := range retries[1:] {
		if d <= retries[i] {
			t.Errorf("after %v comes %v", retries[i], d)
		}
	}
}

// TestTheReasonStaysOnRecord: what is refused, or is for somebody who left, is
// tried once, and the record says why it was not sent.
func TestTheReasonStaysOnRecord(t *testing.T) {
	for why, fate := range map[string]adapters.Fate{
		"Bad Request: chat not found": adapters.Refused, "Forbidden: bot was blocked by the user": adapters.Gone,
	} {
		inHouse(t, &fake{fail: []error{&adapters.SendError{Fate: fate, Err: errors.New(why)}}}, func(h *house) {
			h.says(sau, "chào")
			time.Sleep(72 * time.Hour)
			told := 0
			for o, err := range h.store.Outcomes(h.t.Context(), sau) {
				if err != nil {
					t.Fatal(err)
				}
				if o.Failed != "" {
					told++
				}
				if o.Failed != "" && (o.Failed != why || o.Tries != 1) {
					t.Errorf("%+v", o)
				}
			}
			if told != 1 {
				t.Errorf("%q is on record %d times", why, told)
			}
		})
	}
}
