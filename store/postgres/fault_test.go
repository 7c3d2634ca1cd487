package postgres

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"capheso/store"
	"capheso/store/postgres/pgtest"
)

func testContext(t *testing.T) (context.Context, context.CancelFunc) {
	return context.WithCancel(t.Context())
}

// refused opens a database that must be refused, in one line.
func refused(t *testing.T, url string, want error, words string) {
	t.Helper()
	s, err := Open(ctx, url)
	if err == nil {
		s.Close()
		t.Fatalf("%s was opened", url)
	}
	if want != nil && !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
	if !strings.Contains(err.Error(), words) {
		t.Errorf("%q does not say %q", err, words)
	}
	if strings.Contains(err.Error(), "geheim") {
		t.Errorf("the password was shown: %v", err)
	}
}

func TestRefused(t *testing.T) {
	newer, foreign, empty := database(t), database(t), database(t)
	open(t, newer).Close()
	execute(t, newer, "INSERT INTO capheso.versions (version) VALUES (4711)")
	refused(t, newer, store.ErrNewer, "start that release again")
	execute(t, foreign, "CREATE SCHEMA capheso; CREATE TABLE capheso.sessions (other text)")
	refused(t, foreign, store.ErrForeign, "choose another database")
	execute(t, empty, "DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN")
	refused(t, strings.Replace(empty, "capheso@", "nobody-there:geheim@", 1), nil, "check the user and the password")
	refused(t, strings.Replace(empty, "capheso@", "reader@", 1), store.ErrReadOnly, "give this user the rights")
	refused(t, "postgres://capheso:geheim@127.0.0.1:1/x", ErrAway, "see that it runs")
	refused(t, server.URL("none"), nil, "there is no such database")
	refused(t, "postgres://x:geheim@[", nil, "looks like")
	execute(t, empty, "ALTER ROLE capheso SET synchronous_commit = off")
	defer execute(t, empty, "ALTER ROLE capheso RESET synchronous_commit")
	refused(t, empty, nil, "would lose what was confirmed")
}

// TestReadOnly: while the database takes no writes nothing is lost, and it goes
// on by itself.
func TestReadOnly(t *testing.T) {
	url := database(t)
	s := open(t, url)
	mustApply(t, s, said("web:1", "e1"), counts)
	name := url[strings.LastIndex(url, "@/")+2 : strings.Index(url, "?")]
	execute(t, server.URL("postgres"), "ALTER DATABASE "+name+" SET default_transaction_read_only = on")
	s.pool.Reset()
	_, err := s.Apply(ctx, said("web:1", "e2"), counts)
	if !errors.Is(err, store.ErrReadOnly) || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v", err)
	}
	execute(t, server.URL("postgres"), "ALTER DATABASE "+name+" RESET default_transaction_read_only")
	if !mustApply(t, s, said("web:1", "e2"), counts).Fresh {
		t.Error("the event counts as applied")
	}
}

// TestServerDies: with the server gone every method says so, and when it is
// back the same Store goes on with all that was confirmed.
func TestServerDies(t *testing.T) {
	own, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer own.Stop()
	s := open(t, own.URL("postgres"))
	id := mustApply(t, s, said("web:1", "e1"), counts).Queued[0].ID
	own.Kill()
	if _, err := s.Apply(ctx, said("web:1", "e2"), counts); !errors.Is(err, ErrAway) {
		t.Errorf("Apply: %v", err)
	}
	if _, err := s.Ready(ctx, "web", morning, 1); !errors.Is(err, ErrAway) && err != nil {
		t.Errorf("Ready: %v", err)
	}
	if _, _, err := s.Session(ctx, "web:1"); !errors.Is(err, ErrAway) {
		t.Errorf("Session: %v", err)
	}
	settled := make(chan error, 1)
	go func() { settled <- s.Settle(ctx, id, "m-1", nil) }() // it was sent: this waits
	if err := own.Run(); err != nil {
		t.Fatal(err)
	}
	if err := <-settled; err != nil {
		t.Errorf("Settle: %v", err)
	}
	if mustApply(t, s, said("web:1", "e1"), counts).Fresh {
		t.Error("what was confirmed is lost")
	}
	if !mustApply(t, s, said("web:1", "e2"), counts).Fresh {
		t.Error("what was refused counts as applied")
	}
}

// wire is a connection that is cut when a commit has been sent, and counts.
type wire struct {
	net.Conn
	*meter
	asking atomic.Bool // nothing was read since the last write
}

func (w *wire) Write(b []byte) (int, error) {
	n, err := w.Conn.Write(b)
	w.out.Add(int64(n))
	w.statements.Add(executes(b))
	if !w.asking.Swap(true) {
		w.trips.Add(1)
	}
	if w.cut.Load() && isCommit(b) && w.cut.CompareAndSwap(true, false) {
		// The server has it all and its answer is lost.
		buffer := make([]byte, 1)
		_, _ = w.Conn.Read(buffer)
		w.Conn.Close()
	}
	return n, err
}

func (w *wire) Read(b []byte) (int, error) {
	n, err := w.Conn.Read(b)
	w.in.Add(int64(n))
	w.asking.Store(false)
	return n, err
}

// executes counts the statements in what is sent at once: each message is its
// kind, its length and its content.
func executes(b []byte) (n int64) {
	for len(b) >= 5 {
		if b[0] == 'E' || b[0] == 'Q' {
			n++
		}
		length := int(binary.BigEndian.Uint32(b[1:])) + 1
		if length < 5 || length > len(b) {
			return n
		}
		b = b[length:]
	}
	return n
}

// isCommit says whether bytes for the server are the second half of an event:
// they carry the encoded session.
func isCommit(b []byte) bool { return bytes.Contains(b, []byte("\xa6events")) }

type meter struct {
	cut                        atomic.Bool
	trips, statements, out, in atomic.Int64
}

// metered has a store's connections counted, and cut on demand.
func metered(m *meter) Option {
	return func(s *Store) {
		s.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := (&net.Dialer{}).DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return &wire{Conn: c, meter: m}, nil
		}
	}
}

// TestCutInCommit: the connection is lost when the server has the commit and
// before it could say so. The event counts once, and the caller hears that it
// is kept.
func TestCutInCommit(t *testing.T) {
	var m meter
	s := open(t, database(t), metered(&m))
	mustApply(t, s, said("web:1", "e0"), counts)
	for i, id := range []string{"e1", "e2", "e3"} {
		m.cut.Store(true)
		if _, err := s.Apply(ctx, said("web:1", id), counts); err != nil {
			t.Fatal(err)
		}
		if m.cut.Load() {
			t.Fatal("no connection was cut: nothing was tested")
		}
		if got, _, err := s.Session(ctx, "web:1"); err != nil || got.Events != i+2 {
			t.Errorf("after %s: %d events, %v", id, got.Events, err)
		}
	}
	if n, err := s.Waiting(ctx, "web:1"); n != 4 || err != nil {
		t.Errorf("%d messages in line, want 4; %v", n, err)
	}
}

// TestRoundTrips counts what goes over the wire for one event and its message.
func TestRoundTrips(t *testing.T) {
	var m meter
	s := open(t, database(t), metered(&m))
	one := func(id string) {
		q := mustApply(t, s, said("web:1", id), counts).Queued
		if err := s.Settle(ctx, q[0].ID, "m", nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"a", "b", "c"} { // statements are prepared, the role is taken
		one(id)
	}
	s.roles.note(senderRole+"web", morning.AddDate(100, 0, 0), true)
	before, statements, bytesBefore := m.trips.Load(), m.statements.Load(), m.out.Load()+m.in.Load()
	const n = 10
	for i := range n {
		one(string(rune('e' + i)))
	}
	trips := float64(m.trips.Load()-before) / n
	t.Logf("%.1f round trips, %d statements and %d bytes for an event and the record of its message",
		trips, (m.statements.Load()-statements)/n, (m.out.Load()+m.in.Load()-bytesBefore)/n)
	if trips > 3 {
		t.Errorf("%.1f round trips, want 3 at most: two for the event, one for the record", trips)
	}
}
