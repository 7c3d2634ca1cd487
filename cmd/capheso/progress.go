package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows a person who waits how far it is, and when it will be done as
// far as that is known. It writes to a terminal only, and is gone at the end.
type progress struct{ bar *progressbar.ProgressBar }

// newProgress begins a piece of work of so many things; total -1 is not known.
func newProgress(out io.Writer, doing string, total int) *progress {
	if !onTerminal(out) {
		return &progress{}
	}
	return &progress{progressbar.NewOptions(total,
		progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(doing),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(total > 0),
		progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionSetElapsedTime(true),
		progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(24), progressbar.OptionUseANSICodes(true),
	)}
}

// at says how many things are done. It may be called as often as one likes, and
// with more than there were to be.
func (p *progress) at(n int) {
	if p.bar != nil {
		if most := p.bar.GetMax(); most > 0 {
			n = min(n, most-1) // the end is for end
		}
		_ = p.bar.Set(n)
	}
}

// end clears the line.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

// onTerminal reports whether a person is reading.
func onTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
