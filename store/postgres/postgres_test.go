package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"capheso/dialogs"
	"capheso/store"
	"capheso/store/postgres/pgtest"
	"capheso/store/storetest"
)

// server is the PostgreSQL of these tests, nil when there is none.
var server *pgtest.Server

func TestMain(m *testing.M) {
	var err error
	server, err = pgtest.Start()
	switch {
	case errors.Is(err, pgtest.ErrNone) && os.Getenv("CI") == "":
		fmt.Fprintf(os.Stderr, "\n!! THE TESTS OF store/postgres ARE SKIPPED: %v\n\n", err)
		os.Exit(0)
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	server.Stop()
	os.Exit(code)
}

func database(t testing.TB) string {
	t.Helper()
	url, err := server.Database()
	if err != nil {
		t.Fatal(err)
	}
	return url
}

func open(t testing.TB, url string, opts ...Option) *Store {
	t.Helper()
	s, err := Open(ctx, url, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T, backup io.Reader) store.Store {
		url := database(t)
		if backup != nil {
			if err := Restore(ctx, url, backup); err != nil {
				t.Fatal(err)
			}
		}
		return open(t, url)
	})
}

var (
	ctx     = context.Background()
	morning = time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)
)

func said(user dialogs.UserID, id string) dialogs.Event {
	return dialogs.Event{ID: dialogs.EventID(id), User: user, At: morning, Body: dialogs.Said{Text: "chào"}}
}

func counts(s dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
	s.Events++
	return s, dialogs.Out{Replies: []dialogs.Reply{{Text: "dạ"}}}
}

func mustApply(t testing.TB, s *Store, ev dialogs.Event, step store.Step) store.Applied {
	t.Helper()
	applied, err := s.Apply(ctx, ev, step)
	if err != nil {
		t.Fatal(err)
	}
	return applied
}

func learner(i int) dialogs.UserID { return dialogs.UserID(fmt.Sprintf("web:%05d", i)) }
