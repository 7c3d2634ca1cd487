package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"capheso/store"
	"capheso/store/postgres/pgtest"
)

// oneLine holds an error to what is promised of each: what, where, what to do,
// in a line.
func oneLine(t *testing.T, err, kind error, words string) {
	t.Helper()
	if err == nil || kind != nil && !errors.Is(err, kind) {
		t.Fatalf("got %v, want %v", err, kind)
	}
	if s := err.Error(); strings.Contains(s, "\n") || !strings.Contains(s, words) || !strings.HasPrefix(s, "PostgreSQL ") {
		t.Errorf("%q is not one line that says %q", s, words)
	}
}

// TestWrongPassword: a real one, at the start and after it was changed.
func TestWrongPassword(t *testing.T) {
	execute(t, server.URL("postgres"), "CREATE DATABASE "+pgtest.Secured)
	execute(t, server.URL("postgres"), "CREATE ROLE guarded LOGIN PASSWORD 'right'; GRANT ALL ON DATABASE "+pgtest.Secured+" TO guarded")
	with := func(password string) string {
		return strings.Replace(server.URL(pgtest.Secured), "capheso@", "guarded:"+password+"@", 1)
	}
	refused(t, with("geheim"), nil, "check the user and the password")
	s := open(t, with("right"))
	mustApply(t, s, said("web:1", "e1"), counts)
	execute(t, server.URL("postgres"), "ALTER ROLE guarded PASSWORD 'changed'")
	s.pool.Reset()
	_, err := s.Apply(ctx, said("web:1", "e2"), counts)
	oneLine(t, err, nil, "check the user and the password")
	execute(t, server.URL("postgres"), "ALTER ROLE guarded PASSWORD 'right'")
	if !mustApply(t, s, said("web:1", "e2"), counts).Fresh {
		t.Error("what was refused counts as applied")
	}
}

// valve is a way to the server that can be shut without a word, as a network is
// that drops everything.
type valve struct {
	shut atomic.Bool
	lost sync.Map // connections that lost something
}

// open lets everything through again. What lost something is reset, as the
// server does when it gets the rest.
func (v *valve) open() {
	v.shut.Store(false)
	v.lost.Range(func(c, _ any) bool {
		c.(net.Conn).Close()
		return true
	})
}

func (v *valve) option(s *Store) {
	s.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		for v.shut.Load() { // nobody answers
			if pause(ctx, time.Millisecond); ctx.Err() != nil {
				return nil, ctx.Err()
			}
		}
		c, err := (&net.Dialer{}).DialContext(ctx, network, address)
		return &valved{c, v}, err
	}
}

type valved struct {
	net.Conn
	v *valve
}

func (c *valved) Write(b []byte) (int, error) {
	if c.v.shut.Load() {
		c.v.lost.Store(c.Conn, true)
		return len(b), nil
	}
	return c.Conn.Write(b)
}

// TestSilence: the network swallows everything. Nobody waits longer than they
// want to, and when it is over the same Store goes on.
func TestSilence(t *testing.T) {
	var v valve
	s := open(t, database(t), v.option)
	mustApply(t, s, said("web:1", "e1"), counts)
	v.shut.Store(true)
	for range 3 { // on a connection that is open, and on new ones
		short, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
		_, err := s.Apply(short, said("web:1", "e2"), counts)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	}
	v.open()
	if !mustApply(t, s, said("web:1", "e2"), counts).Fresh {
		t.Error("what was not confirmed counts as applied")
	}
	if got, _, err := s.Session(ctx, "web:1"); err != nil || got.Events != 2 {
		t.Errorf("%d events, %v", got.Events, err)
	}
}

// cutter breaks a connection when bytes with a mark have gone to the server,
// once, after the server has begun to answer.
type cutter struct {
	net.Conn
	mark *atomic.Pointer[string]
}

func (c *cutter) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	if m := c.mark.Load(); m != nil && strings.Contains(string(b), *m) && c.mark.CompareAndSwap(m, nil) {
		_, _ = io.ReadFull(c.Conn, make([]byte, 1))
		c.Conn.Close()
	}
	return n, err
}

// TestCutInSettle: the connection is lost when the server has the record of a
// message and before it could say so. It is recorded once.
func TestCutInSettle(t *testing.T) {
	var mark atomic.Pointer[string]
	s := open(t, database(t), func(s *Store) {
		s.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := (&net.Dialer{}).DialContext(ctx, network, address)
			return &cutter{c, &mark}, err
		}
	})
	for i := range 3 {
		id := mustApply(t, s, said("web:1", fmt.Sprint("e", i)), counts).Queued[0].ID
		remote := fmt.Sprint("remote-", i)
		mark.Store(&remote)
		if err := s.Settle(ctx, id, remote, nil); err != nil {
			t.Fatal(err)
		}
		if mark.Load() != nil {
			t.Fatal("no connection was cut: nothing was tested")
		}
	}
	n := 0
	for o, err := range s.Outcomes(ctx, "web:1") {
		if err != nil || o.Remote != fmt.Sprint("remote-", n) {
			t.Errorf("outcome %d is %+v, %v", n, o, err)
		}
		n++
	}
	if n != 3 {
		t.Errorf("%d outcomes of 3 messages", n)
	}
}

// TestFailover: the primary dies and its standby takes over. All that was
// confirmed is there, and the same Store goes on by itself.
func TestFailover(t *testing.T) {
	first, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer first.Stop()
	second, err := first.Standby()
	if err != nil {
		t.Fatal(err)
	}
	defer second.Stop()
	_, err = Open(ctx, second.URL("postgres"))
	oneLine(t, err, store.ErrReadOnly, "it is a standby")
	s := open(t, pgtest.Either("postgres", first, second))
	for i := range 20 {
		mustApply(t, s, said("web:1", fmt.Sprint("e", i)), counts)
	}
	id := mustApply(t, s, said("web:2", "e"), counts).Queued[0].ID
	first.Kill()
	_, err = s.Apply(ctx, said("web:1", "new"), counts)
	oneLine(t, err, ErrAway, "see that it runs")
	settled := make(chan error, 1)
	go func() { settled <- s.Settle(ctx, id, "m", nil) }() // it was sent: this waits
	if err := second.Promote(); err != nil {
		t.Fatal(err)
	}
	if err := <-settled; err != nil {
		t.Errorf("Settle: %v", err)
	}
	eventually(t, "an event is taken", func() bool {
		_, err := s.Apply(ctx, said("web:1", "new"), counts)
		return err == nil
	})
	if got, _, err := s.Session(ctx, "web:1"); err != nil || got.Events != 21 {
		t.Errorf("%d events, want 21; %v", got.Events, err)
	}
}
