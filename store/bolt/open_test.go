package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/fnv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"capheso/store"
)

// newFile makes a store with a few learners and closes it.
func newFile(t *testing.T, learners int) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "capheso.db")
	s := open(t, path)
	for i := range learners {
		mustApply(t, s, said(learner(i), "e1"), counts)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpenCreates(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b", "capheso.db")
	s := open(t, path)
	mustApply(t, s, said("web:sau", "e1"), counts)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	left, _ := os.ReadDir(filepath.Dir(path))
	if len(left) != 2 {
		t.Errorf("left in the folder: %v", left)
	}
	s = open(t, path)
	if _, ok, err := s.Session(ctx, "web:sau"); !ok || err != nil {
		t.Errorf("after opening again: %v, %v", ok, err)
	}
}

func TestOpenTightensMode(t *testing.T) {
	path := newFile(t, 1)
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	open(t, path)
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v", info.Mode())
	}
}

// TestOpenRefuses checks that what is no whole store of ours is refused in one
// clear line and left as it is.
func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		want   error
		says   string
		change func(t *testing.T, path string)
	}{
		{"an empty file", store.ErrDamaged, "backup", func(t *testing.T, path string) { write(t, path, nil) }},
		{"a text", store.ErrForeign, "another path", func(t *testing.T, path string) {
			os.Remove(path + marker)
			write(t, path, []byte("dear diary"))
		}},
		{"another program's file", store.ErrForeign, "another path", func(t *testing.T, path string) {
			os.Remove(path + marker)
			write(t, path, bytes.Repeat([]byte("SQLite format 3\x00"), 10_000))
		}},
		{"another program's bbolt file", store.ErrForeign, "another", otherBolt},
		{"rubbish where the store was", store.ErrDamaged, "backup", func(t *testing.T, path string) {
			write(t, path, bytes.Repeat([]byte{0}, 100_000))
		}},
		{"a folder", store.ErrForeign, "", func(t *testing.T, path string) {
			os.Remove(path)
			os.Mkdir(path, 0o700)
		}},
		{"cut to a third", store.ErrDamaged, "cut short", func(t *testing.T, path string) { truncate(t, path, 3) }},
		{"cut to a hundredth", store.ErrDamaged, "cut short", func(t *testing.T, path string) { truncate(t, path, 100) }},
		{"cut within its head", store.ErrDamaged, "cut short", func(t *testing.T, path string) { write(t, path, read(t, path)[:100]) }},
		{"no file where one was", store.ErrDamaged, "to begin anew", func(t *testing.T, path string) { os.Remove(path) }},
		{"both heads broken", store.ErrDamaged, "backup", func(t *testing.T, path string) {
			data := read(t, path)
			data[pageHeader+20]++
			data[4096+pageHeader+20]++
			write(t, path, data)
		}},
		{"a newer bbolt", store.ErrNewer, "start that release", newerBolt},
		{"a newer store", store.ErrNewer, "start that release", func(t *testing.T, path string) { setFormat(t, path, strconv.Itoa(format+1)) }},
		{"a store of no format", store.ErrDamaged, "backup", func(t *testing.T, path string) { setFormat(t, path, "x") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := newFile(t, 60)
			c.change(t, path)
			before := list(t, path)
			s, err := Open(path)
			if !errors.Is(err, c.want) {
				if err == nil {
					s.Close()
				}
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if msg := err.Error(); strings.Count(msg, path) < 1 || !strings.Contains(msg, c.says) || strings.Contains(msg, "\n") {
				t.Errorf("not a clear line: %s", msg)
			}
			if after := list(t, path); after != before {
				t.Errorf("the folder was changed:\nbefore %.300s\nafter  %.300s", before, after)
			}
		})
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// list is the folder with the contents of its files.
func list(t *testing.T, path string) string {
	t.Helper()
	var b strings.Builder
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b.WriteString(e.Name() + "\n")
		if e.Type().IsRegular() {
			b.Write(read(t, filepath.Join(filepath.Dir(path), e.Name())))
		}
	}
	return b.String()
}

// truncate leaves a part of what is in use; bbolt reserves more than that.
func truncate(t *testing.T, path string, part int64) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	used := max(readMeta(f, 0).pages, readMeta(f, 4096).pages) * 4096
	if err := os.Truncate(path, int64(used)/part); err != nil {
		t.Fatal(err)
	}
}

func otherBolt(t *testing.T, path string) {
	os.Remove(path)
	os.Remove(path + marker)
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("pods")); return err }); err != nil {
		t.Fatal(err)
	}
}

func newerBolt(t *testing.T, path string) {
	data := read(t, path)
	for _, page := range []int{0, 4096} {
		m := data[page+pageHeader : page+pageHeader+metaSize]
		binary.NativeEndian.PutUint32(m[4:], boltVersion+1)
		h := fnv.New64a()
		h.Write(m[:56])
		binary.NativeEndian.PutUint64(m[56:], h.Sum64())
	}
	write(t, path, data)
}

func setFormat(t *testing.T, path, format string) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Update(func(tx *bbolt.Tx) error { return tx.Bucket(names[identity]).Put(keyFormat, []byte(format)) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestOpenLocked(t *testing.T) {
	path := newFile(t, 1)
	first := open(t, path)
	if _, err := Open(path); !errors.Is(err, store.ErrLocked) || !strings.Contains(err.Error(), path) {
		t.Fatalf("while another has it open: %v", err)
	}
	mustApply(t, first, said("web:sau", "e1"), counts)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, path)
}

// TestOpenAtOnce starts many at once where nothing is: one must get the store,
// the others must say that it is in use, and nobody may make a second one.
func TestOpenAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "capheso.db")
	results := make(chan error, 8)
	stores := make(chan *Store, 8)
	for range 8 {
		go func() {
			s, err := Open(path)
			if err == nil {
				_, err = s.Apply(ctx, said("web:sau", "e1"), counts)
				stores <- s
			}
			results <- err
		}()
	}
	opened := 0
	for range 8 {
		err := <-results
		switch {
		case err == nil:
			opened++
		case !errors.Is(err, store.ErrLocked):
			t.Error(err)
		}
	}
	if opened != 1 {
		t.Fatalf("%d have it open", opened)
	}
	(<-stores).Close()
	s := open(t, path)
	if _, ok, err := s.Session(ctx, "web:sau"); !ok || err != nil {
		t.Errorf("the event is gone: %v, %v", ok, err)
	}
}

// TestOpenReplaced has somebody wait for the lock of a file that Forget replaces
// meanwhile: they must not go on with the old one, which has no name any more.
func TestOpenReplaced(t *testing.T) {
	if _, err := os.ReadDir("/proc/self/fd"); err != nil {
		t.Skip("SKIPPED: needs /proc to see who waits")
	}
	path := newFile(t, 1)
	s := open(t, path)
	waiting := make(chan error, 1)
	s.at = func(step string) {
		if step == "copied" {
			go func() {
				other, err := Open(path)
				if err == nil {
					other.Close()
				}
				waiting <- err
			}()
			for opened(path) < 2 {
				time.Sleep(time.Millisecond)
			}
		}
	}
	if err := s.Forget(ctx, learner(0)); err != nil {
		t.Fatal(err)
	}
	if err := <-waiting; !errors.Is(err, store.ErrLocked) {
		t.Fatalf("two have the store: %v", err)
	}
}

// opened is how often this process has a file open.
func opened(path string) (n int) {
	fds, _ := os.ReadDir("/proc/self/fd")
	for _, fd := range fds {
		if to, _ := os.Readlink("/proc/self/fd/" + fd.Name()); to == path {
			n++
		}
	}
	return n
}

// TestCreateCrash stops at each step of creating: the next start must succeed
// and clear away what was left.
func TestCreateCrash(t *testing.T) {
	for _, crash := range []string{"initialised", "linked"} {
		t.Run(crash, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "capheso.db")
			crashed(t, crash, func(at func(string)) { _, _ = Open(path, func(s *Store) { s.at = at }) })
			s := open(t, path)
			mustApply(t, s, said("web:sau", "e1"), counts)
			s.Close()
			open(t, path)
			if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 2 {
				t.Errorf("left in the folder: %v", left)
			}
		})
	}
}

// crashed runs something that panics when it comes to a step, which leaves the
// folder as a crash would, save for what the deferred calls tidy.
func crashed(t *testing.T, step string, run func(at func(string))) {
	t.Helper()
	defer func() {
		if p := recover(); p != step {
			t.Fatalf("it did not come to %q: %v", step, p)
		}
	}()
	run(func(at string) {
		if at == step {
			panic(step)
		}
	})
}
