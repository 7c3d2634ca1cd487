package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"capheso/dialogs"
	"capheso/store"
	"capheso/store/bolt"
)

var moveLearners = flag.Int("move-learners", 700, "how many learners TestMove copies there and back")

// populate fills a store with learners who have something of every kind.
func populate(t *testing.T, file string, n int) {
	t.Helper()
	st, err := bolt.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	var wg sync.WaitGroup
	errs := make([]error, 64)
	for w := range errs {
		wg.Go(func() {
			for i := w; i < n && errs[w] == nil; i += len(errs) {
				errs[w] = live(t, st, i)
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// live has one learner talk: what is left differs from one to the next.
func live(t *testing.T, st store.Store, i int) error {
	user := dialogs.UserID(fmt.Sprintf("%s:%05d", []string{"web", "telegram", "zalooa"}[i%3], i))
	at := time.Date(2026, 11, 1, 7, 0, i%60, 123_456_789, time.UTC)
	var last store.Applied
	for j := range 3 {
		ev := dialogs.Event{ID: dialogs.EventID(fmt.Sprintf("%d\xff%d", i, 9-j)), User: user, At: at.Add(time.Duration(j) * time.Second), Body: dialogs.Said{Text: "chào"}}
		var err error
		last, err = st.Apply(t.Context(), ev, func(s dialogs.Session, ev dialogs.Event) (dialogs.Session, dialogs.Out) {
			s.Events++
			s.Seen, s.Erase = ev.At, i%100 == 7
			s.Alarms = []dialogs.Alarm{{Name: "coffee", At: ev.At.Add(time.Hour)}}
			return s, dialogs.Out{
				Replies: []dialogs.Reply{{Text: "tin", Bulk: true}, {Text: "Dạ \x00 <b>", Choices: []dialogs.Choice{{Label: "Có", Value: "1"}}, Offer: 4}},
				Facts:   []dialogs.Fact{{Kind: "lesson.done", At: ev.At, Key: "k"}, {Kind: "unanswered", At: ev.At, Text: "ở đâu"}},
			}
		})
		if err != nil {
			return err
		}
		if j == 0 && i%2 == 0 {
			if err := st.Settle(t.Context(), last.Queued[1].ID, "m", nil); err != nil {
				return err
			}
		}
	}
	if i%5 == 0 {
		if ready := last.Queued; len(ready) > 0 {
			err := st.Postpone(t.Context(), ready[1].ID, time.Time{})
			if err != nil && !errors.Is(err, store.ErrNotFirst) {
				return err
			}
		}
	}
	return nil
}

// program runs the program and returns what it said.
func program(t *testing.T, want int, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(t.Context(), args, strings.NewReader(""), &out, &errs); code != want {
		t.Fatalf("capheso %s: exit %d, want %d: %s%s", strings.Join(args, " "), code, want, out.String(), errs.String())
	}
	return out.String() + errs.String()
}

var hashLine = regexp.MustCompile(`Both hashes are ([0-9a-f]{128})`)

func hashOf(t *testing.T, said string) string {
	t.Helper()
	m := hashLine.FindStringSubmatch(said)
	if m == nil {
		t.Fatalf("no hash in %q", said)
	}
	return m[1]
}

// TestMove copies a store into PostgreSQL and back, by way of a copy that was
// interrupted, and compares what the stores then do.
func TestMove(t *testing.T) {
	server, url := startDatabase(t)
	dir := t.TempDir()
	first, back := filepath.Join(dir, "first.db"), filepath.Join(dir, "back.db")
	populate(t, first, *moveLearners)

	interrupt(t, "bolt:"+first, url)
	if said := program(t, 1, "serve", "-store", url, "-data", dir, "-addr", "127.0.0.1:0"); !strings.Contains(said, "was not finished") {
		t.Errorf("serve on half a copy said %q", said)
	}
	began := time.Now()
	said := program(t, 0, "move", "-from", "bolt:"+first, "-to", url)
	there := time.Since(began)
	if !strings.Contains(said, "Going on after") {
		t.Errorf("it did not go on: %q", said)
	}
	hash := hashOf(t, said)
	began = time.Now()
	if again := hashOf(t, program(t, 0, "move", "-from", url, "-to", "bolt:"+back)); again != hash {
		t.Errorf("back it is another: %s and %s", hash, again)
	}
	t.Log(said)
	t.Logf("%d learners there in %.1f s and back in %.1f s, with equal hashes", *moveLearners, there.Seconds(), time.Since(began).Seconds())
	if said := program(t, 1, "move", "-from", url, "-to", "bolt:"+first); !strings.Contains(said, "choose an empty one") {
		t.Errorf("onto a store in use: %q", said)
	}
	sameTalk(t, "bolt:"+first, url, "bolt:"+back)
	_ = server
}

// interrupt copies the first few hundred learners and leaves.
func interrupt(t *testing.T, from, to string) {
	t.Helper()
	src, err := openMovable(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	dst, err := openMovable(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	defer dst.Close()
	var part []store.Life
	for l, err := range src.Lives(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		if part = append(part, l); len(part) == 100 {
			break
		}
	}
	if err := errors.Join(dst.Begin(t.Context()), dst.TakeLives(t.Context(), part)); err != nil {
		t.Fatal(err)
	}
}

// sameTalk has the stores list what is due and ready, and take one more event.
func sameTalk(t *testing.T, addresses ...string) {
	t.Helper()
	now := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	var said []string
	for _, address := range addresses {
		st, err := openMovable(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, channel := range []string{"web", "telegram", "zalooa"} {
			ready, err := st.Ready(t.Context(), channel, now, 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			ids := map[store.MessageID]string{}
			for _, m := range ready {
				ids[m.ID] = fmt.Sprint(m.To, m.Reply, m.Tries, m.Next.Truncate(time.Microsecond))
			}
			fmt.Fprintln(&b, len(ready), ids)
		}
		due, err := st.Due(t.Context(), now, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		erasing, err := st.Erasing(t.Context(), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, len(due), erasing)
		again, err := st.Apply(t.Context(), dialogs.Event{ID: "0\xff9", User: "web:00000", At: now}, nil)
		fmt.Fprintln(&b, again.Fresh, err)
		said = append(said, b.String())
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	}
	for i := range said {
		if said[i] != said[0] {
			t.Errorf("%s is not the same store as %s:\n%.2000s\n%.2000s", addresses[i], addresses[0], said[i], said[0])
		}
	}
}
