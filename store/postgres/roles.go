package postgres

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// A role is what only one process does at a time, such as sending for a
// channel. Its holder renews a lease on it. When that dies, another takes over
// as soon as the lease has run out.
const (
	leaseTime  = 6 * time.Second
	renewEvery = time.Second
	// leaseSlack is how much earlier the holder stops than others may begin:
	// for clocks that do not run alike, and for a request that left in the last
	// moment and took its time. The holder looks at its clock right before a
	// request leaves, so that one which was stopped, for whatever reason, and
	// wakes up when its time is over, lets nothing out.
	leaseSlack = 2 * time.Second
	// handOver is how long the next sender leaves alone what the last one was
	// about to send: one that lives and lost its role with its database still
	// has to record what it sent.
	handOver = 1500 * time.Millisecond
)

const (
	sqlLease = `WITH old AS (SELECT holder FROM leases WHERE name = $1),
		new AS (INSERT INTO leases (name, holder, until) VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
			WHERE leases.holder = excluded.holder OR leases.until < clock_timestamp() RETURNING holder)
		SELECT EXISTS (SELECT FROM new), coalesce((SELECT holder FROM old), 0)`
	// What a sender that is gone had begun is ready again: of all it had begun
	// few were on the wire, and the others would wait for a minute.
	sqlTakeOver = `UPDATE outbox SET next = queued WHERE channel = $1 AND bulk IN (true, false) AND place = 2 AND next > clock_timestamp()`
	// Whoever sends next begins a second later, so that the rate holds.
	sqlResign = `UPDATE leases SET holder = 0, until = clock_timestamp() +
		CASE WHEN name LIKE 'sender %' THEN interval '1 second' ELSE interval '0' END WHERE holder = $1`
)

// roles is what this process knows of its roles.
type roles struct {
	mu    sync.Mutex
	known map[string]*role
}

type role struct {
	until time.Time // it is ours so long; on this process's clock
	asked time.Time // when the database was asked last
	heir  time.Time // it is, but for what the last holder had begun: from then on
}

// state is whether a role is ours, and whether the database was asked lately.
func (r *roles) state(name string, now time.Time) (ours, asked bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k := r.of(name)
	return k.held(now), now.Sub(k.asked) < renewEvery
}

// of is what is known of a role, with the lock held.
func (r *roles) of(name string) *role {
	if r.known == nil {
		r.known = map[string]*role{}
	}
	if r.known[name] == nil {
		r.known[name] = &role{}
	}
	return r.known[name]
}

// held says whether the role is ours. It asks both clocks: the monotonic one
// cannot be set, and the other goes on while a virtual machine is suspended.
func (k *role) held(now time.Time) bool {
	return now.Before(k.until) && now.Round(0).Before(k.until.Round(0))
}

// note keeps what the database said, and reports whether a role is newly ours.
func (r *roles) note(name string, asked time.Time, ours bool) (won bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k := r.of(name)
	if asked.Before(k.asked) {
		return false // a later question was answered first
	}
	won = ours && !k.held(asked)
	k.asked = asked
	k.until = time.Time{}
	if ours {
		k.until = asked.Add(leaseTime - leaseSlack)
	}
	return won
}

// inherits is from when on what the last holder had begun may be taken; zero
// when there is nothing to take. taken says that the role was another's.
func (r *roles) inherits(name string, taken bool, now time.Time) time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	k := r.of(name)
	if taken {
		k.heir = now.Add(handOver)
	}
	return k.heir
}

// inherited notes that it was taken.
func (r *roles) inherited(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.of(name).heir = time.Time{}
}

func (r *roles) names() (list []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name := range r.known {
		list = append(list, name)
	}
	return list
}

const (
	senderRole  = "sender "  // and the channel
	processRole = "process " // and its number: it is alive
	sweepRole   = "sweep"
)

// sends says whether this process sends for a channel.
func (s *Store) sends(ctx context.Context, channel string) (bool, error) {
	if s.local[channel] {
		return true, nil
	}
	return s.plays(ctx, senderRole+channel)
}

// Sends is described in package store.
func (s *Store) Sends(channel string) bool {
	if s.local[channel] {
		return true
	}
	ours, _ := s.roles.state(senderRole+channel, time.Now())
	return ours
}

// plays says whether a role is ours, and takes it when nobody has it.
func (s *Store) plays(ctx context.Context, name string) (bool, error) {
	ours, asked := s.roles.state(name, time.Now())
	if ours || asked {
		return ours, nil
	}
	ours, _, err := s.lease(ctx, name)
	return ours, err
}

// lease takes or renews the lease of a role.
func (s *Store) lease(ctx context.Context, name string) (ours, won bool, err error) {
	var began time.Time
	var former int64
	err = s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		began = time.Now()
		return c.QueryRow(ctx, sqlLease, name, s.me, leaseTime.Milliseconds()).Scan(&ours, &former)
	})
	if channel, ok := cutRole(name); ok && ours && err == nil {
		ours, err = s.inherit(ctx, channel, former, began)
	}
	if err == nil {
		won = s.roles.note(name, began, ours)
	}
	return ours, won, err
}

// inherit makes what the last sender of a channel had begun ready again, a
// moment after this process took the role from it. Until then it sends nothing.
func (s *Store) inherit(ctx context.Context, channel string, former int64, now time.Time) (done bool, err error) {
	heir := s.roles.inherits(senderRole+channel, former != 0 && former != s.me, now)
	if heir.IsZero() || now.Before(heir) {
		return heir.IsZero(), nil
	}
	err = s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		_, err := c.Exec(ctx, sqlTakeOver, channel)
		return err
	})
	if err == nil {
		s.roles.inherited(senderRole + channel)
	}
	return err == nil, err
}

// resign gives all roles back, so that another need not wait.
func (s *Store) resign() {
	ctx, cancel := context.WithTimeout(context.Background(), connectTime)
	defer cancel()
	_, _ = s.pool.Exec(ctx, sqlResign, s.me) // else they run out
}

// Helpers is described in package store.
func (s *Store) Helpers(woken func(channel string)) []func(context.Context) {
	return []func(context.Context){
		func(ctx context.Context) { s.renew(ctx, woken) },
		func(ctx context.Context) { s.listen(ctx, woken) },
		s.callOut,
	}
}

// renew keeps the roles of this process, and takes those that became free.
func (s *Store) renew(ctx context.Context, woken func(string)) {
	process := processRole + strconv.FormatInt(s.me, 10)
	s.roles.state(process, time.Now())
	for ctx.Err() == nil {
		for _, name := range s.roles.names() {
			_, won, err := s.lease(ctx, name)
			if err != nil {
				break // the loops say so; a role that cannot be renewed ends by itself
			}
			if channel, ok := cutRole(name); ok && won {
				woken(channel)
			}
		}
		pause(ctx, renewEvery)
	}
}

func cutRole(name string) (channel string, ok bool) {
	if len(name) > len(senderRole) && name[:len(senderRole)] == senderRole {
		return name[len(senderRole):], true
	}
	return "", false
}

// topic is where processes tell each other that a channel has something to send.
const topic = "capheso_outbox"

// listen wakes the sender of a channel when another process has something for it.
func (s *Store) listen(ctx context.Context, woken func(string)) {
	for ctx.Err() == nil {
		_ = s.listenOnce(ctx, woken)
		pause(ctx, renewEvery)
	}
}

func (s *Store) listenOnce(ctx context.Context, woken func(string)) error {
	held, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	c := held.Hijack()
	defer c.Close(context.WithoutCancel(ctx))
	if _, err := c.Exec(ctx, "LISTEN "+topic); err != nil {
		return err
	}
	for {
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		if ours, _ := s.sends(ctx, n.Payload); ours {
			woken(n.Payload)
		}
	}
}

// call has the sender of a channel, which is another process, look at the
// outbox. It is done apart from the event: a transaction that notifies holds up
// the commits of all others.
func (s *Store) call(channel string) {
	s.callMu.Lock()
	s.called[channel] = true
	s.callMu.Unlock()
	select {
	case s.calls <- struct{}{}:
	default:
	}
}

// callGap is the least time between two calls: one is enough for all messages
// that came meanwhile.
const callGap = 5 * time.Millisecond

// callOut makes the calls. One that is lost costs a few seconds: senders also
// look without being called.
func (s *Store) callOut(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.calls:
		}
		s.callMu.Lock()
		called := s.called
		s.called = map[string]bool{}
		s.callMu.Unlock()
		for channel := range called {
			_ = s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
				_, err := c.Exec(ctx, "SELECT pg_notify($1, $2)", topic, channel)
				return err
			})
		}
		pause(ctx, callGap)
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
