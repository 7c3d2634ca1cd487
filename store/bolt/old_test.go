package bolt

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"capheso/dialogs"
)

var update = flag.Bool("update", false, "write the data of this release: only before it is released, never after")

// releases are the stores that releases have left, one folder each below
// storetest/testdata. A folder is written once, before its release, with
//
//	go test ./store/bolt -run OldData -update
//
// and never again: the next release that changes what is written adds a folder
// and a line here. What is in them must be readable for ever.
var releases = []struct {
	dir      string
	sessions func() []dialogs.Session
}{
	{"v1", sessionsV1},
}

func oldFile(dir string) string {
	return filepath.Join("..", "storetest", "testdata", dir, "capheso.bbolt")
}

// sessionsV1 is what the store of v1 holds. DO NOT EDIT once it is released:
// fields that come later are zero in it.
func sessionsV1() []dialogs.Session {
	at := time.Date(2026, 11, 21, 1, 2, 3, 0, time.UTC)
	places := []dialogs.Dialog{
		nil, dialogs.Welcome{}, dialogs.Menu{}, dialogs.AtLesson{ID: "lua-dao", Page: 1},
		dialogs.Quiz{ID: "lua-dao", At: 1, Right: 1}, dialogs.Guide{ID: "vneid", At: 3},
		dialogs.Settings{}, dialogs.MyData{}, dialogs.Person{}, dialogs.CoffeeMenu{},
	}
	var list []dialogs.Session
	for i, place := range places {
		list = append(list, dialogs.Session{
			User: learner(i), Events: 1, Dialog: place,
			Consent: dialogs.Consent{Given: true, At: at},
			Learners: []dialogs.Learner{
				{Call: "bà", Province: "31", Commune: "11311", Track: "an-toan",
					Done:    []dialogs.Done{{Lesson: "otp", Version: 2, Score: 1, Of: 2, At: at}},
					Tests:   []dialogs.Tested{{Track: "an-toan", After: true, Score: 3, Of: 5, At: at}},
					Walking: &dialogs.Guide{ID: "vneid", At: 2}},
				{Call: "ông"},
			},
			Active: 1,
			Coffee: dialogs.Coffee{Minute: 480, Paused: at, Poured: []dialogs.Poured{{Tip: "sac-pin", At: at}}},
			Past:   []dialogs.Dialog{dialogs.Menu{}, dialogs.Topics{}},
			Offer:  9, Offered: []dialogs.Choice{{Label: "Một", Value: "1"}},
			Alarms: []dialogs.Alarm{{Name: "coffee", At: at}},
			Misses: 1, Seen: at, Gone: i%2 == 0, Erase: i == 7,
		})
	}
	return list
}

// TestOldData opens what each release has left and reads it all.
func TestOldData(t *testing.T) {
	for _, release := range releases {
		t.Run(release.dir, func(t *testing.T) {
			if *update {
				writeOld(t, oldFile(release.dir), release.sessions())
			}
			path := filepath.Join(t.TempDir(), "capheso.db")
			write(t, path, read(t, oldFile(release.dir)))
			s := open(t, path)
			for _, want := range release.sessions() {
				got, ok, err := s.Session(ctx, want.User)
				if err != nil || !ok {
					t.Fatalf("%s: %v, %v", want.User, ok, err)
				}
				if !reflect.DeepEqual(got, want) {
					t.Errorf("%s:\n got %+v\nwant %+v", want.User, got, want)
				}
			}
			readOld(t, s, len(release.sessions()))
		})
	}
}

// readOld reads the rest, and has everybody talk on.
func readOld(t *testing.T, s *Store, n int) {
	due, err := s.Due(ctx, morning.AddDate(1, 0, 0), 100)
	if err != nil || len(due) != n {
		t.Errorf("%d alarms, want %d; %v", len(due), n, err)
	}
	queued, err := s.Ready(ctx, "web", morning.AddDate(1, 0, 0), 100)
	if err != nil || len(queued) != n || queued[0].Reply.Text != "hai" {
		t.Errorf("%d messages, want %d; %v", len(queued), n, err)
	}
	facts := 0
	for _, err := range s.Facts(ctx, morning, morning.AddDate(1, 0, 0)) {
		if err != nil {
			t.Error(err)
		}
		facts++
	}
	if facts != n {
		t.Errorf("%d facts, want %d", facts, n)
	}
	for i := range n {
		if mustApply(t, s, said(learner(i), "e1"), counts).Fresh {
			t.Errorf("an event of %s is applied again", learner(i))
		}
		mustApply(t, s, said(learner(i), "e2"), counts)
		for o, err := range s.Outcomes(ctx, learner(i)) {
			if err != nil || o.Reply.Text != "một" || o.Remote != "m" {
				t.Errorf("outcome %+v, %v", o, err)
			}
		}
	}
}

// writeOld writes a store with the sessions and a row of every other kind.
func writeOld(t *testing.T, path string, sessions []dialogs.Session) {
	t.Helper()
	s := open(t, filepath.Join(t.TempDir(), "capheso.db"))
	for _, session := range sessions {
		step := func(dialogs.Session, dialogs.Event) (dialogs.Session, dialogs.Out) {
			return session, dialogs.Out{
				Replies: []dialogs.Reply{{Text: "một"}, {Text: "hai", Choices: session.Offered, Offer: 9}, {Text: "tin", Bulk: true}},
				Facts:   []dialogs.Fact{{Kind: "lesson.done", At: morning, Key: "lesson/otp", Score: 1, Of: 2}},
			}
		}
		q := mustApply(t, s, said(session.User, "e1"), step).Queued
		if err := s.Settle(ctx, q[0].ID, "m", nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Forget(ctx, "web:nobody"); err != nil { // a file without freed pages is smaller
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := s.Backup(ctx, &b); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, path, b.Bytes())
}
