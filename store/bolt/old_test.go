package bolt

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"capheso/store"
	"capheso/store/storetest"
)

var update = flag.Bool("update", false, "write the data of this release: only before it is released, never after")

// oldFile is the store a release has left. It is written with
//
//	go test ./store/bolt -run OldData -update
func oldFile(r storetest.Release) string { return r.File("capheso.bbolt") }

// TestOldData opens what each release has left.
func TestOldData(t *testing.T) {
	storetest.OldData(t, func(t *testing.T, r storetest.Release) store.Store {
		if *update {
			writeOld(t, r)
		}
		path := filepath.Join(t.TempDir(), "capheso.db")
		write(t, path, read(t, oldFile(r)))
		return open(t, path)
	})
}

func writeOld(t *testing.T, r storetest.Release) {
	t.Helper()
	s := open(t, filepath.Join(t.TempDir(), "capheso.db"))
	r.Fill(t, s)
	if err := s.Forget(ctx, "web:nobody"); err != nil { // a file without freed pages is smaller
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := s.Backup(ctx, &b); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(oldFile(r)), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, oldFile(r), b.Bytes())
}
