package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"capheso/dialogs"
)

// gone is who is forgotten in these tests. Nothing else contains this id.
const gone = dialogs.UserID("zalooa:2512523625412515")

// full leaves a row of every kind.
func full(s dialogs.Session, ev dialogs.Event) (dialogs.Session, dialogs.Out) {
	s.Events++
	s.Alarms = []dialogs.Alarm{{Name: "coffee", At: morning.Add(time.Hour)}}
	s.Erase = true
	return s, dialogs.Out{
		Replies: []dialogs.Reply{{Text: "một"}, {Text: "hai"}, {Text: "tin", Bulk: true}},
		Facts:   []dialogs.Fact{{Kind: "lesson.done", At: ev.At, Key: "lesson/otp"}, {Kind: "asked", At: ev.At}},
	}
}

// town is a store with somebody to forget among others, and with freed pages
// that still hold what was there.
func town(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "data", "capheso.db")
	s := open(t, path)
	s.db.NoSync = true // this test is about bytes, not about power cuts
	for i := range 30 {
		for _, user := range []dialogs.UserID{learner(i), gone} {
			ev := said(user, fmt.Sprint(i))
			q := mustApply(t, s, ev, full).Queued
			if err := s.Settle(ctx, q[0].ID, "m", errors.New("no")); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// mentions is how many files of the folder contain the id or its hash.
func mentions(t *testing.T, path string) (n int) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data := read(t, filepath.Join(filepath.Dir(path), e.Name()))
		if bytes.Contains(data, []byte("2512523625412515")) || bytes.Contains(data, knownKey(gone)) {
			n++
		}
	}
	return n
}

func TestForgetLeavesNoByte(t *testing.T) {
	path := town(t)
	if mentions(t, path) != 1 {
		t.Fatal("the test sees nothing")
	}
	s := open(t, path)
	if err := s.Forget(ctx, gone); err != nil {
		t.Fatal(err)
	}
	if n := mentions(t, path); n != 0 {
		t.Errorf("%d files still mention the learner", n)
	}
	mustApply(t, s, said(learner(3), "after"), counts)
	s.Close()
	s = open(t, path)
	if got, ok, err := s.Session(ctx, learner(3)); err != nil || !ok || got.Events != 2 {
		t.Errorf("another learner, after opening again: %+v, %v", got, err)
	}
	if n := mentions(t, path); n != 0 {
		t.Errorf("%d files mention the learner after opening again", n)
	}
}

// TestForgetCrash stops at each step and goes on from what is on the disk then:
// either the learner is still there and still to be erased, or nothing is left.
func TestForgetCrash(t *testing.T) {
	for step, left := range map[string]bool{"copied": true, "renamed": false} {
		t.Run(step, func(t *testing.T) {
			s := open(t, town(t))
			after := filepath.Join(t.TempDir(), "data", "capheso.db")
			s.at = func(at string) {
				if at == step {
					copyDir(t, filepath.Dir(s.path), filepath.Dir(after))
				}
			}
			if err := s.Forget(ctx, gone); err != nil {
				t.Fatal(err)
			}
			again := open(t, after)
			erasing, err := again.Erasing(ctx, 100)
			if err != nil || len(erasing) != 30+btoi(left) {
				t.Fatalf("%d to erase, %v", len(erasing), err)
			}
			if _, ok, err := again.Session(ctx, gone); ok != left || err != nil {
				t.Fatalf("the session: %v, %v; want %v", ok, err, left)
			}
			if err := again.Forget(ctx, gone); err != nil {
				t.Fatal(err)
			}
			if n := mentions(t, after); n != 0 {
				t.Errorf("%d files still mention the learner", n)
			}
			if got, _, err := again.Session(ctx, learner(7)); err != nil || got.Events != 1 {
				t.Errorf("another learner: %+v, %v", got, err)
			}
		})
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func copyDir(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// TestForgetDamagedRows: what cannot be read must not save an id from being
// forgotten.
func TestForgetDamagedRows(t *testing.T) {
	path := town(t)
	data := read(t, path)
	// Break the checksum of every message and fact of the learner: the text of
	// the reply lies behind the id.
	for _, text := range []string{`"text":"hai"`, `"kind":"asked"`} {
		at := 0
		for {
			i := bytes.Index(data[at:], []byte(text))
			if i < 0 {
				break
			}
			at += i
			if bytes.Contains(data[max(0, at-60):at], []byte(gone)) {
				data[at+9] ^= 1
			}
			at++
		}
	}
	write(t, path, data)
	s := open(t, path)
	if err := s.Forget(ctx, gone); err != nil {
		t.Fatal(err)
	}
	if n := mentions(t, path); n != 0 {
		t.Errorf("%d files still mention the learner", n)
	}
}
