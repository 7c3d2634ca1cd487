package postgres

import (
	"fmt"
	"strconv"
	"sync"
	"testing"
)

// TestHold: whoever holds something has it alone, over all processes, and finds
// what the last one left.
func TestHold(t *testing.T) {
	url := database(t)
	stores := []*Store{open(t, url), open(t, url), open(t, url)}
	const callers, times = 4, 5
	inside := 0
	var wg sync.WaitGroup
	for _, s := range stores {
		for range callers {
			wg.Go(func() {
				for range times {
					err := s.Hold(ctx, "tokens", func(kept []byte, save func([]byte) error) error {
						if inside++; inside != 1 { // the race detector looks too
							t.Error("two have it at once")
						}
						defer func() { inside-- }()
						n, _ := strconv.Atoi(string(kept))
						return save([]byte(strconv.Itoa(n + 1)))
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	wg.Wait()
	err := stores[0].Hold(ctx, "tokens", func(kept []byte, _ func([]byte) error) error {
		if want := fmt.Sprint(len(stores) * callers * times); string(kept) != want {
			t.Errorf("%s, want %s", kept, want)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	err = stores[0].Hold(ctx, "others", func(kept []byte, _ func([]byte) error) error {
		if kept != nil {
			t.Errorf("another name holds %q", kept)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestHoldLost: who lost the lock with its connection cannot save any more, and
// another can.
func TestHoldLost(t *testing.T) {
	url := database(t)
	a, b := open(t, url), open(t, url)
	err := a.Hold(ctx, "tokens", func(_ []byte, save func([]byte) error) error {
		if err := save([]byte("first")); err != nil {
			t.Fatal(err)
		}
		execute(t, url, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
		err := b.Hold(ctx, "tokens", func(kept []byte, save func([]byte) error) error {
			if string(kept) != "first" {
				t.Errorf("kept %q", kept)
			}
			return save([]byte("second"))
		})
		if err != nil {
			t.Error(err)
		}
		if err := save([]byte("late")); err == nil {
			t.Error("who lost it saved")
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	err = b.Hold(ctx, "tokens", func(kept []byte, _ func([]byte) error) error {
		if string(kept) != "second" {
			t.Errorf("kept %q", kept)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
