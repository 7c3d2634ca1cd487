package bolt

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"capheso/store"
)

// mount mounts a small disk of its own for a test. That takes root; without it
// the test says that it did not run.
func mount(t *testing.T, kB int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dk", kB)); err != nil {
		t.Skipf("SKIPPED, because no disk can be mounted for it (it takes root): %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// fillUp applies events until the disk is full, and returns how many were kept.
func fillUp(t *testing.T, s *Store) (kept int) {
	t.Helper()
	for i := range 20_000 {
		_, err := s.Apply(ctx, said("web:sau", fmt.Sprintf("%05d", i)), counts)
		if err != nil {
			if !errors.Is(err, store.ErrFull) || !strings.Contains(err.Error(), s.path) || strings.Contains(err.Error(), "\n") {
				t.Fatalf("a full disk is %v", err)
			}
			return i
		}
	}
	t.Fatal("the disk is never full")
	return 0
}

// checkKept wants exactly the first n events in the ledger.
func checkKept(t *testing.T, s *Store, n int) {
	t.Helper()
	i := 0
	for e, err := range s.Ledger(ctx, "web:sau") {
		if err != nil {
			t.Fatal(err)
		}
		if string(e.ID) != fmt.Sprintf("%05d", i) {
			t.Fatalf("event %d is %s", i, e.ID)
		}
		i++
	}
	found, _, err := s.Session(ctx, "web:sau")
	if i != n || found.Events != n || err != nil {
		t.Fatalf("%d in the ledger, %d counted, want %d; %v", i, found.Events, n, err)
	}
}

func TestDiskFull(t *testing.T) {
	dir := mount(t, 1024)
	ballast := filepath.Join(dir, "ballast")
	write(t, ballast, make([]byte, 300<<10))
	path := filepath.Join(dir, "capheso.db")
	s := open(t, path)
	kept := fillUp(t, s)
	checkKept(t, s, kept)
	if err := s.Forget(ctx, "web:tam"); !errors.Is(err, store.ErrFull) {
		t.Errorf("no room for a copy: %v", err)
	}
	if _, err := os.Stat(path + forgetting); err == nil {
		t.Error("half a copy is left")
	}
	if err := os.Remove(ballast); err != nil { // the operator makes room
		t.Fatal(err)
	}
	for i := range 10 {
		mustApply(t, s, said("web:sau", fmt.Sprintf("%05d", kept+i)), counts)
	}
	checkKept(t, s, kept+10)
	s.Close()
	checkKept(t, open(t, path), kept+10)
}

func TestDiskFullAtFirst(t *testing.T) {
	dir := mount(t, 64)
	write(t, filepath.Join(dir, "ballast"), make([]byte, 56<<10))
	if _, err := Open(filepath.Join(dir, "capheso.db")); !errors.Is(err, store.ErrFull) {
		t.Fatalf("got %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestMaxSize(t *testing.T) {
	path := filepath.Join(t.TempDir(), "capheso.db")
	s := open(t, path, MaxSize(16<<20))
	s.db.NoSync = true
	kept := 0
	for ; kept < 100_000; kept++ {
		big := func(i int) string { return fmt.Sprintf("%05d%s", i, strings.Repeat("x", 900)) }
		if _, err := s.Apply(ctx, said("web:sau", big(kept)), counts); err != nil {
			if !errors.Is(err, store.ErrFull) {
				t.Fatal(err)
			}
			break
		}
	}
	if found, _, err := s.Session(ctx, "web:sau"); found.Events != kept || kept == 0 || kept == 100_000 || err != nil {
		t.Errorf("%d counted, %d kept, %v", found.Events, kept, err)
	}
}

func TestDiskReadOnly(t *testing.T) {
	dir := mount(t, 1024)
	path := filepath.Join(dir, "capheso.db")
	s := open(t, path)
	mustApply(t, s, said("web:sau", "e1"), counts)
	s.Close()
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{path, filepath.Join(dir, "new.db"), filepath.Join(dir, "sub", "new.db")} {
		_, err := Open(path)
		if !errors.Is(err, store.ErrReadOnly) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v", err)
		}
	}
}

func TestFolderReadOnly(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "capheso.db")
	s, err := Open(path)
	if os.Geteuid() == 0 { // root may do anything; TestDiskReadOnly is for root
		if err != nil {
			t.Fatal(err)
		}
		s.Close()
		t.Skip("SKIPPED, because root may write anywhere")
	}
	if !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("got %v", err)
	}
}
