package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"capheso/cmd/capheso/control"
)

// progress shows a person who waits how far it is, and when it will be done as
// far as that is known. It writes to a terminal only, and is gone at the end.
type progress struct {
	bar  *progressbar.ProgressBar
	tell func(done int) // to who waits in another process
}

// newProgress begins a piece of work of so many things; total -1 is not known, and
// with total 0 there is nothing to count: it only says how long it takes so far.
func newProgress(out io.Writer, doing string, total int) *progress {
	if !onTerminal(out) {
		return &progress{}
	}
	counts := total != 0
	if !counts {
		total = -1
	}
	p := &progress{bar: progressbar.NewOptions(total,
		progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(doing),
		show(counts, progressbar.OptionShowCount()), show(total > 0, progressbar.OptionShowIts()), progressbar.OptionSetPredictTime(total > 0),
		progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionSetElapsedTime(true),
		progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(24), progressbar.OptionUseANSICodes(true),
	)}
	if !counts {
		_ = p.bar.Set(1) // from now on it turns by itself
	}
	return p
}

// show is an option of a bar, or none.
func show(it bool, option progressbar.Option) progressbar.Option {
	if it {
		return option
	}
	return func(*progressbar.ProgressBar) {}
}

// at says how many things are done. It may be called as often as one likes, and
// with more than there were to be.
func (p *progress) at(n int) {
	if p.tell != nil {
		p.tell(n)
	}
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

// progress begins a piece of work of a command: whoever called it sees how far it
// is, on their terminal or the running bot's.
func (i *inside) progress(out io.Writer, doing string, total int) *progress {
	if t, ok := out.(control.Teller); ok {
		return &progress{tell: func(done int) { t.Tell(doing, done, total) }}
	}
	return newProgress(i.terminal, doing, total)
}

// overThere is the progress of a command that the running bot does, and what the
// command writes, for which the bar makes room.
type overThere struct {
	terminal, out io.Writer
	doing         string
	bar           *progress
}

func (o *overThere) at(doing string, done, total int) {
	if o.bar == nil || o.doing != doing {
		o.end()
		o.doing, o.bar = doing, newProgress(o.terminal, doing, total)
	}
	o.bar.at(done)
}

func (o *overThere) end() {
	if o.bar != nil {
		o.bar.end()
		o.bar = nil
	}
}

func (o *overThere) Write(p []byte) (int, error) {
	o.end()
	return o.out.Write(p)
}

// onTerminal reports whether a person is reading.
func onTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
