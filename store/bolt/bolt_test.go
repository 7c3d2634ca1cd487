package bolt

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"capheso/dialogs"
	"capheso/store"
	"capheso/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T, backup io.Reader) store.Store {
		path := filepath.Join(t.TempDir(), "data", "capheso.db")
		if backup != nil {
			restore(t, path, backup)
		}
		return open(t, path)
	})
}

// restore does what an operator does: puts a backup where a store should be.
func restore(t *testing.T, path string, backup io.Reader) {
	t.Helper()
	data, err := io.ReadAll(backup)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), dirMode); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, path string, opts ...Option) *Store {
	t.Helper()
	s, err := Open(path, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
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
