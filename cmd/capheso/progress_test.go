package main

import (
	"bytes"
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
	p := &progress{progressbar.NewOptions(10, progressbar.OptionSetWriter(&out))}
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
