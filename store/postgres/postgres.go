// Package postgres keeps what must not be lost in PostgreSQL, for a province:
// any number of processes share one database.
//
// One transaction per event holds all it changes, and locks the row of its
// session. Statements are sent together: an event takes two round trips, and
// recording what became of a message one. Times are kept to the microsecond.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"capheso/dialogs"
	"capheso/store"
)

const (
	connectTime = 5 * time.Second  // to reach the server
	writeTime   = 30 * time.Second // for a change that was begun
	connections = 16               // unless the address says pool_max_conns
)

// Store is a store in a PostgreSQL database.
type Store struct {
	pool   *pgxpool.Pool
	at     string // which database, for errors
	me     int64  // which of the processes this is
	local  map[string]bool
	closed atomic.Bool
	wiped  atomic.Int64    // when deleted rows were wiped last, in Unix nanoseconds
	dial   pgconn.DialFunc // tests look at what goes over the wire

	commits atomic.Uint64

	turns turns
	holds turns
	whose whose
	roles roles

	calls  chan struct{} // there is something in called
	callMu sync.Mutex
	called map[string]bool // channels whose sender should look
}

var (
	_ store.Store  = (*Store)(nil)
	_ store.Shared = (*Store)(nil)
)

// Option changes how Open opens.
type Option func(*Store)

// Local names channels whose messages leave from the process that took the
// learner's event, because that is where the learner's window is open. On all
// others one process sends at a time.
func Local(channels ...string) Option {
	return func(s *Store) {
		for _, c := range channels {
			s.local[c] = true
		}
	}
}

// Open connects to a database, postgres://user@host/name, and brings its tables
// to this release, in the schema capheso. A password is better kept in
// PGPASSWORD or a password file than in the address.
//
// Errors are one line that says what is wrong, with which database, and what to
// do: store.ErrNewer, store.ErrForeign, or ErrAway, which passes.
func Open(ctx context.Context, url string, opts ...Option) (*Store, error) {
	s, err := connect(ctx, url, opts...)
	if err != nil {
		return nil, err
	}
	if err := s.prepare(ctx, newest()); err != nil {
		s.pool.Close()
		return nil, err
	}
	return s, nil
}

func connect(ctx context.Context, url string, opts ...Option) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("the address of the store cannot be read: %w; it looks like postgres://user@host/name", err)
	}
	c := config.ConnConfig
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = connections
	}
	if c.ConnectTimeout == 0 || c.ConnectTimeout > time.Minute {
		c.ConnectTimeout = connectTime
	}
	// A replica that stops in the middle of events must not keep their learners:
	// those who wait for them have a connection each, and soon all there are. A
	// step takes microseconds.
	setDefault(c.RuntimeParams, "idle_in_transaction_session_timeout", "3s")
	setDefault(c.RuntimeParams, "statement_timeout", "30s")
	// One whose machine lost its power holds nothing for longer than a minute.
	setDefault(c.RuntimeParams, "tcp_keepalives_idle", "20")
	setDefault(c.RuntimeParams, "tcp_keepalives_interval", "10")
	setDefault(c.RuntimeParams, "tcp_keepalives_count", "3")
	setDefault(c.RuntimeParams, "application_name", "capheso")
	c.RuntimeParams["search_path"] = schema
	// A dead connection is noticed when it is used, and costs a second try;
	// asking first would cost a round trip each time.
	config.ShouldPing = func(context.Context, pgxpool.ShouldPingParams) bool { return false }
	s := &Store{
		at: fmt.Sprintf("PostgreSQL %s at %s", c.Database, c.Host), me: rand.Int64N(1<<62) + 1,
		local: map[string]bool{}, calls: make(chan struct{}, 1), called: map[string]bool{},
	}
	for _, o := range opts {
		o(s)
	}
	if s.dial != nil {
		c.DialFunc = s.dial
	}
	s.pool, err = pgxpool.NewWithConfig(ctx, config)
	return s, err
}

func setDefault(m map[string]string, key, value string) {
	if m[key] == "" {
		m[key] = value
	}
}

// A job is done with a connection. again says that it may have been done
// before, up to and with its commit.
type job func(ctx context.Context, c *pgx.Conn, again bool) error

// run does a job. When its connection turns out to be broken, the job gets
// another once: after a restart of the server all that were idle are.
func (s *Store) run(ctx context.Context, f job) error { return s.tries(ctx, f, false) }

func (s *Store) tries(ctx context.Context, f job, again bool) error {
	if s.closed.Load() {
		return s.errClosed()
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err := s.once(ctx, f, again)
	if err == nil || ctx.Err() != nil || !passing(err) {
		return s.explain(ctx, err)
	}
	if broken(err) {
		s.pool.Reset()
	}
	return s.explain(ctx, s.once(ctx, f, true))
}

// patiently does a job that somebody outside knows of, such as the record of a
// message that was sent: while the database is away it waits for it, as long as
// ctx lets it. So what is sent meanwhile is no more than what waits here.
func (s *Store) patiently(ctx context.Context, f job) error {
	err := s.tries(ctx, f, false)
	for wait := 50 * time.Millisecond; errors.Is(err, ErrAway) && ctx.Err() == nil; wait = min(2*wait, time.Second) {
		pause(ctx, wait)
		if ctx.Err() != nil {
			break
		}
		err = s.tries(ctx, f, true)
	}
	return err
}

func (s *Store) once(ctx context.Context, f job, again bool) error {
	c, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release() // one in the middle of a transaction is thrown away
	return f(ctx, c.Conn(), again)
}

// send sends statements together and has their results looked at.
func send(ctx context.Context, c *pgx.Conn, b *pgx.Batch) error { return c.SendBatch(ctx, b).Close() }

// lasting is a context for a change that has begun: it is finished even when
// nobody waits for it any more.
func lasting(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), writeTime)
}

// String is which database it is.
func (s *Store) String() string { return s.at }

// Close is described in package store.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	s.resign()
	s.pool.Close()
	return nil
}

// turns lets one event of a learner at a time go on to the database, so that
// those who wait for a learner's row do not take all connections.
type turns struct {
	mu  sync.Mutex
	who map[dialogs.UserID]*turn
}

type turn struct {
	free  chan struct{}
	users int
}

// take waits for a learner's turn. Call the function it returns to end it.
func (t *turns) take(ctx context.Context, user dialogs.UserID) (done func(), err error) {
	t.mu.Lock()
	if t.who == nil {
		t.who = map[dialogs.UserID]*turn{}
	}
	mine := t.who[user]
	if mine == nil {
		mine = &turn{free: make(chan struct{}, 1)}
		t.who[user] = mine
	}
	mine.users++
	t.mu.Unlock()
	leave := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if mine.users--; mine.users == 0 {
			delete(t.who, user)
		}
	}
	select {
	case mine.free <- struct{}{}:
		return func() { <-mine.free; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}
