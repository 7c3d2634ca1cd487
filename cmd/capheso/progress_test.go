package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/schollz/progressbar/v3"
)

// TestProgressIsForPeople: nothing is written where no terminal is.
func TestProgressIsForPeople(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&out, "filling", 10)
	p.at(5)
	p.end()
	newProgress(nil, "filling", -1).at(3)
	if out.Len() > 0 {
		t.Errorf("written into a file: %q", out.String())
	}
}

// TestProgressMayBeWrongAboutTheEnd: a total that was only roughly known is no
// error.
func TestProgressMayBeWrongAboutTheEnd(t *testing.T) {
	var out bytes.Buffer
	p := &progress{bar: progressbar.NewOptions(10, progressbar.OptionSetWriter(&out))}
	for n := range 25 {
		p.at(n)
	}
	if p.bar.IsFinished() {
		t.Error("it was over before the end")
	}
	p.end()
	if !p.bar.IsFinished() {
		t.Error("it is not over at the end")
	}
}

// TestTheBarMakesRoom: what the running bot says stands on a line of its own,
// with a bar for each thing it is doing before that.
func TestTheBarMakesRoom(t *testing.T) {
	var out bytes.Buffer
	there := &overThere{out: &out}
	there.at("reading", 1, -1)
	first := there.bar
	there.at("reading", 2, -1)
	if there.bar != first {
		t.Error("a new bar for the same thing")
	}
	if there.at("counting", 1, 10); there.bar == first || there.bar == nil {
		t.Error("the same bar for another thing")
	}
	if _, err := there.Write([]byte("50 learners")); err != nil || there.bar != nil || out.String() != "50 learners" {
		t.Errorf("%q, %v, a bar: %v", out.String(), err, there.bar)
	}
	there.end()
}

// TestABackupTellsHowFarItIs: in megabytes, of as many as the store has.
func TestABackupTellsHowFarItIs(t *testing.T) {
	dir := t.TempDir()
	far := -1
	w := newWritten(io.Discard)
	w.bar = &progress{tell: func(done int) { far = done }}
	for range 5 {
		if _, err := w.Write(make([]byte, 1<<19)); err != nil {
			t.Fatal(err)
		}
	}
	if far != 2 {
		t.Errorf("after two and a half it is at %d", far)
	}
	if got := megabytes(storeBytes("", dir)); got != -1 {
		t.Errorf("no store has %d MB", got)
	}
	if err := os.WriteFile(filepath.Join(dir, storeFile), make([]byte, 3<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	if here, there := megabytes(storeBytes("", dir)), megabytes(storeBytes("postgres://host/name", dir)); here != 4 || there != -1 {
		t.Errorf("%d MB here, %d there", here, there)
	}
}
