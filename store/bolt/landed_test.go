package bolt

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"capheso/dialogs"
	"capheso/store"
)

// TestWhatWasOnItsWayIsReadyAtOnce: after a crash nobody waits for the minute
// of an attempt that nobody makes any more.
func TestWhatWasOnItsWayIsReadyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "capheso.db")
	s := open(t, path)
	now := time.Now()
	say := func(user dialogs.UserID, bulk bool) store.MessageID {
		a, err := s.Apply(ctx, dialogs.Event{ID: "1", User: user, At: now, Body: dialogs.Said{Text: "x"}}, func(was dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
			return was, dialogs.Out{Replies: []dialogs.Reply{{Text: string(user), Bulk: bulk}}}
		})
		if err != nil {
			t.Fatal(err)
		}
		return a.Queued[0].ID
	}
	say("telegram:1", false)
	say("web:1", false)
	if err := s.Trying(ctx, say("web:bulk", true), now.Add(30*time.Second)); err != nil {
		t.Fatal(err)
	}
	if err := s.Postpone(ctx, say("web:late", false), now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := s.Postpone(ctx, say("web:soon", false), now.Add(30*time.Second)); err != nil {
		t.Fatal(err)
	}
	readyAt(t, s, now.Add(time.Second))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	readyAt(t, s, time.Now(), "telegram:1", "web:1")
	readyAt(t, s, now.Add(2*time.Minute), "telegram:1", "web:1", "web:soon", "web:bulk")
	readyAt(t, s, now.Add(2*time.Hour), "telegram:1", "web:1", "web:soon", "web:late", "web:bulk")
}

func readyAt(t *testing.T, s *Store, now time.Time, want ...string) {
	t.Helper()
	var got []string
	for _, channel := range []string{"telegram", "web"} {
		list, err := s.Ready(ctx, channel, now, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range list {
			got = append(got, m.Reply.Text)
			if m.Tries > 1 {
				t.Errorf("attempt %d of %s", m.Tries, m.Reply.Text)
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("ready %q, want %q", got, want)
	}
}
