package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"capheso/adapters/telegram"
	"capheso/dialogs"
	"capheso/store/bolt"
)

// TestBenchCoffee measures a small morning: everybody gets a tip, and the store
// is left where it was asked for.
func TestBenchCoffee(t *testing.T) {
	dir := t.TempDir()
	var out, errs bytes.Buffer
	args := []string{"bench", "coffee", "-learners", "500", "-data", dir}
	if code := run(context.Background(), args, strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	if !strings.Contains(out.String(), "\n| 500 | ") || strings.Count(out.String(), "| 500 |") != 2 { // learners and tips
		t.Errorf("printed %s", out.String())
	}
	st, err := bolt.Open(filepath.Join(dir, storeFile))
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	seven := time.Date(2026, 12, 1, 7, 0, 0, 0, vietnamese)
	for session, err := range st.Sessions(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		due := slices.IndexFunc(session.Alarms, func(a dialogs.Alarm) bool { return !a.At.After(seven) })
		if due >= 0 || !session.Unasked.After(seven) {
			t.Errorf("%s has the alarms %v; was last written to at %v", session.User, session.Alarms, session.Unasked)
		}
	}
	if code := run(context.Background(), args, strings.NewReader(""), &out, &errs); code == 0 || !strings.Contains(errs.String(), "there is a store") {
		t.Errorf("measured over a store: %s", errs.String())
	}
}

// TestTheCrowdIsDue: whoever the bench makes is a learner the bot can read, with
// an alarm at the hour it lets come.
func TestTheCrowdIsDue(t *testing.T) {
	world, err := openWorld("")
	if err != nil {
		t.Fatal(err)
	}
	channel, err := telegram.New(telegram.Options{Token: "1:bench"})
	if err != nil {
		t.Fatal(err)
	}
	seven := time.Date(2026, 12, 1, 7, 0, 0, 0, vietnamese)
	people := newCrowd(world, channel, seven)
	places := map[string]bool{}
	last := dialogs.UserID("")
	for i := range 2 * crowdLives {
		l, err := people.life(i)
		if err != nil {
			t.Fatal(err)
		}
		s, err := dialogs.Decode(l.Session)
		if err != nil {
			t.Fatal(err)
		}
		if s.User != l.User || l.User <= last {
			t.Fatalf("life %d is of %s, its session of %s, after %s", i, l.User, s.User, last)
		}
		last = l.User
		if len(s.Alarms) == 0 || s.Alarms[0].Name != "coffee" || !s.Alarms[0].At.Equal(seven) {
			t.Errorf("life %d is due at %v", i, s.Alarms)
		}
		if len(s.Learners) == 0 || s.Learners[0].Commune == "" {
			t.Errorf("life %d lives nowhere", i)
		}
		places[s.Learners[0].Province] = true
	}
	if len(places) < 20 {
		t.Errorf("they live in %d provinces", len(places))
	}
}

func TestBenchRefusesNonsense(t *testing.T) {
	for _, args := range [][]string{{"-learners", "0"}, {"-learners", "many"}, {"-channel", "pigeon"}, {"-learners", "10,20", "-data", t.TempDir()}} {
		var out, errs bytes.Buffer
		if code := run(context.Background(), append([]string{"bench", "coffee"}, args...), os.Stdin, &out, &errs); code == 0 || errs.Len() == 0 {
			t.Errorf("%v: exit %d, %q", args, code, errs.String())
		}
	}
}
