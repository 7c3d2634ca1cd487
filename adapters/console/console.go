// Package console is the terminal as a channel: every line is a message,
// replies are printed.
package console

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"sync"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
)

// User is the one person at the terminal.
const User dialogs.UserID = "console:me"

// Channel is the terminal.
type Channel struct {
	prompt bool // somebody is typing: show a prompt
	calm   func(context.Context, dialogs.UserID) error
	now    func() time.Time

	mu   sync.Mutex
	out  io.Writer
	tape *Tape
	err  error // the first failure to print
}

var _ adapters.Channel = (*Channel)(nil)

// New makes a terminal channel. prompt says that a person is typing. tape may
// be nil.
func New(out io.Writer, prompt bool, tape *Tape) *Channel {
	return &Channel{out: out, prompt: prompt, tape: tape, now: time.Now}
}

// Calm sets how to wait until everything said to a learner is printed. It must
// be called before Talk.
func (c *Channel) Calm(wait func(context.Context, dialogs.UserID) error) { c.calm = wait }

// Name is "console".
func (*Channel) Name() string { return "console" }

// Limits sets none: choices are printed as numbered lines of any length.
func (*Channel) Limits() adapters.Limits {
	return adapters.Limits{Buttons: math.MaxInt, Hints: true}
}

// Mount adds nothing: a terminal has no routes.
func (*Channel) Mount(*http.ServeMux, adapters.Inlet) {}

// Send prints a reply.
func (c *Channel) Send(_ context.Context, _ dialogs.UserID, r dialogs.Reply) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tape.reply(r)
	if _, err := io.WriteString(c.out, show(r)); err != nil && c.err == nil {
		c.err = err
	}
	return "", nil
}

// show is a reply as a terminal prints it.
func show(r dialogs.Reply) string {
	var b strings.Builder
	b.WriteString(r.Text + "\n")
	for i, c := range r.Choices {
		fmt.Fprintf(&b, "  %d. %s\n", i+1, c.Label)
	}
	if r.Hint != "" {
		b.WriteString("  " + r.Hint + "\n")
	}
	return b.String() + "\n"
}

// Talk takes lines as messages until there are no more, waiting after each
// until it is answered. It returns nil at the end of the lines, and ctx's
// error when ctx ends first.
func (c *Channel) Talk(ctx context.Context, lines <-chan string, in adapters.Inlet) error {
	for n := 1; ; n++ {
		if c.prompt {
			c.print("> ")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case line, more := <-lines:
			if !more {
				return c.failed()
			}
			if err := c.say(ctx, in, n, line); err != nil {
				return err
			}
		}
		if err := c.failed(); err != nil {
			return err
		}
	}
}

// say takes one line in and waits for the answers.
func (c *Channel) say(ctx context.Context, in adapters.Inlet, n int, line string) error {
	at := c.now()
	c.tape.said(at, line)
	id := dialogs.EventID(fmt.Sprintf("line:%d:%d", at.UnixNano(), n))
	if err := in(ctx, dialogs.Event{ID: id, User: User, At: at, Body: dialogs.Said{Text: line}}); err != nil {
		return err
	}
	return c.calm(ctx, User)
}

func (c *Channel) print(s string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := io.WriteString(c.out, s); err != nil && c.err == nil {
		c.err = err
	}
}

func (c *Channel) failed() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return fmt.Errorf("write the output: %w", c.err)
	}
	return nil
}
