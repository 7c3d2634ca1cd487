package postgres

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"capheso/store"
)

// TestFull: a real disk runs full. What was confirmed is there, what was not
// is not, and with some space the same Store goes on.
func TestFull(t *testing.T) {
	dir, err := os.MkdirTemp("/tmp", "capheso-full-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=24m"); err != nil {
		t.Skipf("!! SKIPPED: no small disk can be made here (%v); root can", err)
	}
	defer func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) }()
	if err := server.Own(dir); err != nil {
		t.Fatal(err)
	}
	admin := server.URL("postgres")
	execute(t, admin, "CREATE TABLESPACE small LOCATION '"+dir+"'")
	execute(t, admin, "CREATE DATABASE small TABLESPACE small")
	s := open(t, server.URL("small"))
	defer func() {
		s.Close()
		execute(t, admin, "DROP DATABASE small")
		execute(t, admin, "DROP TABLESPACE small")
	}()
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var free syscall.Statfs_t
	if err := syscall.Statfs(dir, &free); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(ballast, make([]byte, int64(free.Bavail)*free.Bsize), 0o600); err != nil {
		t.Fatal(err)
	}
	kept := 0
	for ; err == nil && kept < 5000; kept++ {
		_, err = s.Apply(ctx, said("web:1", fmt.Sprint("e", kept)), full)
	}
	kept--
	oneLine(t, err, store.ErrFull, "free some space")
	if got, _, err := s.Session(ctx, "web:1"); err != nil || got.Events != kept {
		t.Errorf("%d events were confirmed, %d are there; %v", kept, got.Events, err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if !mustApply(t, s, said("web:1", fmt.Sprint("e", kept)), full).Fresh {
		t.Error("what was refused counts as applied")
	}
}
