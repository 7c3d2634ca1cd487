package postgres

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"capheso/store"
	"capheso/store/bolt"
	"capheso/store/storetest"
)

var update = flag.Bool("update", false, "write the data of this release: only before it is released, never after")

// oldFile is the backup of a release, with the same content as its file of
// bbolt. It is written, after that, with
//
//	go test ./store/postgres -run OldData -update
func oldFile(r storetest.Release) string { return r.File("capheso.sql") }

// TestOldData restores what each release has left and compares it with what is
// in the file of bbolt.
func TestOldData(t *testing.T) {
	storetest.OldData(t, func(t *testing.T, r storetest.Release) store.Store {
		want := oldBolt(t, r.File("capheso.bbolt"))
		if *update {
			writeOld(t, want, oldFile(r))
		}
		old, err := os.ReadFile(oldFile(r))
		if err != nil {
			t.Fatal(err)
		}
		url := database(t)
		if err := Restore(ctx, url, bytes.NewReader(old)); err != nil {
			t.Fatal(err)
		}
		s := open(t, url)
		if a, b := sum(t, want), sum(t, s); a != b || a.Learners == 0 || a.Waiting == 0 || a.Settled == 0 || a.Facts == 0 {
			t.Errorf("bbolt has %+v\nthe backup has %+v", a, b)
		}
		if err := Restore(ctx, url, bytes.NewReader(old)); err == nil {
			t.Error("a backup was restored over a store")
		}
		return s
	})
}

// oldBolt opens a copy of the file of bbolt.
func oldBolt(t *testing.T, file string) store.Movable {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "capheso.db")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

// lastDay is after all facts.
var lastDay = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

func sum(t *testing.T, st store.Movable) store.Sum {
	t.Helper()
	d := store.NewDigest()
	for l, err := range st.Lives(ctx, "") {
		if err := errors.Join(err, d.Life(l)); err != nil {
			t.Fatal(err)
		}
	}
	for f, err := range st.Facts(ctx, time.Time{}, lastDay) {
		if err := errors.Join(err, d.Fact(f)); err != nil {
			t.Fatal(err)
		}
	}
	return d.Sum()
}

// writeOld copies the file of bbolt into a database and backs that up.
func writeOld(t *testing.T, from store.Movable, file string) {
	t.Helper()
	s := open(t, database(t))
	for l, err := range from.Lives(ctx, "") {
		if err := errors.Join(err, s.TakeLives(ctx, []store.Life{l})); err != nil {
			t.Fatal(err)
		}
	}
	for f, err := range from.Facts(ctx, time.Time{}, lastDay) {
		if err := errors.Join(err, s.TakeFacts(ctx, []store.FactOf{f})); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := s.Backup(ctx, &b); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestBadBackups: what is no whole backup leaves an empty database.
func TestBadBackups(t *testing.T) {
	good, err := os.ReadFile(oldFile(storetest.Releases[0]))
	if err != nil {
		t.Fatal(err)
	}
	url := database(t)
	for name, bad := range map[string]struct {
		data []byte
		want error
	}{
		"empty":   {nil, store.ErrForeign},
		"foreign": {[]byte("-- PostgreSQL database dump\n"), store.ErrForeign},
		"newer":   {bytes.Replace(good, []byte("version 1\n"), []byte("version 99\n"), 1), store.ErrNewer},
		"cut":     {good[:len(good)-len(backupTail)-3], store.ErrDamaged},
		"other":   {bytes.Replace(good, []byte("SELECT setval"), []byte("DROP TABLE facts; SELECT setval"), 1), store.ErrDamaged},
	} {
		if err := Restore(ctx, url, bytes.NewReader(bad.data)); !errors.Is(err, bad.want) {
			t.Errorf("%s: got %v, want %v", name, err, bad.want)
		}
	}
	if n := sum(t, open(t, url)).Learners; n != 0 {
		t.Errorf("%d learners were left by bad backups", n)
	}
	if err := Restore(ctx, url, io.MultiReader(bytes.NewReader(good))); err != nil {
		t.Errorf("the good one afterwards: %v", err)
	}
}
