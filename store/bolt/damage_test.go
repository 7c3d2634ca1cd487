package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"capheso/dialogs"
	"capheso/store"
)

// sessions is the encoded session of every learner of a store.
func sessions(t *testing.T, s *Store, n int) [][]byte {
	t.Helper()
	var list [][]byte
	for i := range n {
		found, ok, err := s.Session(ctx, learner(i))
		if err != nil || !ok {
			t.Fatal(learner(i), ok, err)
		}
		encoded, err := dialogs.Encode(found)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, encoded)
	}
	return list
}

func TestDamagedSession(t *testing.T) {
	path := newFile(t, 3)
	data := read(t, path)
	at := 0
	for { // in every page it was ever written to
		i := bytes.Index(data[at:], []byte(learner(1)+"\x00s"))
		if i < 0 {
			break
		}
		at += i + len(learner(1)) + 2
		data[at+headSize+3] ^= 0x20
	}
	write(t, path, data)
	s := open(t, path)
	check := func(err error) {
		t.Helper()
		if !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), string(learner(1))) {
			t.Errorf("got %v", err)
		}
	}
	_, ok, err := s.Session(ctx, learner(1))
	check(err)
	if ok {
		t.Error("a damaged session was given out")
	}
	_, err = s.Apply(ctx, said(learner(1), "e2"), counts)
	check(err)
	mustApply(t, s, said(learner(2), "e2"), counts)
}

// TestFlippedBytes flips one byte anywhere behind the heads, opens the store
// and looks at everything. Whatever happens, no session is ever wrong or
// missing without an error, and nothing panics.
func TestFlippedBytes(t *testing.T) {
	const n = 40
	path := filepath.Join(t.TempDir(), "capheso.db")
	s := open(t, path)
	s.db.NoSync = true
	for i := range n {
		mustApply(t, s, said(learner(i), "e1"), full)
	}
	want := sessions(t, s, n)
	var backup bytes.Buffer
	if err := s.Backup(ctx, &backup); err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	noticed := 0
	for range 150 {
		data := bytes.Clone(backup.Bytes())
		at := 2*4096 + rng.IntN(len(data)-2*4096)
		data[at] ^= byte(1 + rng.IntN(255))
		broken := filepath.Join(t.TempDir(), "capheso.db")
		write(t, broken, data)
		noticed += lookAtAll(t, broken, want, at)
	}
	if noticed == 0 {
		t.Error("no flip was noticed: the test looks at nothing")
	}
}

// lookAtAll returns 1 when something was noticed.
func lookAtAll(t *testing.T, path string, want [][]byte, at int) (noticed int) {
	t.Helper()
	note := func(err error) {
		if err != nil {
			noticed = 1
			if !errors.Is(err, store.ErrDamaged) && !errors.Is(err, store.ErrForeign) {
				t.Errorf("byte %d: %v", at, err)
			}
		}
	}
	s, err := Open(path)
	if err != nil {
		note(err)
		return noticed
	}
	defer s.Close()
	s.db.NoSync = true
	for i, encoded := range want {
		found, ok, err := s.Session(ctx, learner(i))
		note(err)
		if err == nil {
			got, _ := dialogs.Encode(found)
			if !ok || !bytes.Equal(got, encoded) {
				t.Errorf("byte %d: session %d is wrong and nobody noticed: %v %s", at, i, ok, got)
			}
		}
	}
	_, err = s.Ready(ctx, "web", morning.AddDate(1, 0, 0), 1000)
	note(err)
	_, err = s.Due(ctx, morning.AddDate(1, 0, 0), 1000)
	note(err)
	for _, err := range s.Facts(ctx, morning.AddDate(-1, 0, 0), morning.AddDate(1, 0, 0)) {
		note(err)
	}
	_, err = s.Apply(ctx, said(learner(0), "e2"), counts)
	note(err)
	return noticed
}

// TestDamagedPage blanks one page: those on it hear of it, and the others who
// are in the same commit do not suffer.
func TestDamagedPage(t *testing.T) {
	const n = 120
	path := filepath.Join(t.TempDir(), "capheso.db")
	s := open(t, path)
	s.db.NoSync = true
	for i := range n {
		mustApply(t, s, said(learner(i), "e1"), counts)
	}
	if err := s.Forget(ctx, "web:nobody"); err != nil { // a file without freed pages
		t.Fatal(err)
	}
	s.Close()
	data := read(t, path)
	page := bytes.Index(data, []byte(learner(60)+"\x00s")) / 4096 * 4096
	copy(data[page:page+4096], make([]byte, 4096))
	write(t, path, data)
	s = open(t, path)

	s.token <- struct{}{} // let them all come into one commit
	errs := make(chan error, n)
	for i := range n {
		go func() {
			_, err := s.Apply(ctx, said(learner(i), "e2"), counts)
			if err != nil {
				err = fmt.Errorf("%d: %w", i, err)
			}
			errs <- err
		}()
	}
	<-s.token
	bad := 0
	for range n {
		if err := <-errs; err != nil {
			bad++
			if !errors.Is(err, store.ErrDamaged) {
				t.Error(err)
			}
		}
	}
	if bad == 0 || bad > n/2 {
		t.Errorf("%d of %d suffered from one page", bad, n)
	}
}

// TestCutWhileOpen: a file that is cut short under our feet is an error, not
// the end of the process.
func TestCutWhileOpen(t *testing.T) {
	path := newFile(t, 60)
	s := open(t, path)
	truncate(t, path, 20)
	if _, err := s.Apply(ctx, said(learner(30), "e2"), counts); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("got %v", err)
	}
}
