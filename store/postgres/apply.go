package postgres

import (
	"context"
	"runtime/debug"
	"slices"

	"github.com/goccy/go-json"
	"github.com/jackc/pgx/v5"

	"capheso/dialogs"
	"capheso/store"
)

// The statements of an event. The first four are sent together, and the others
// together with the commit once the step has run.
const (
	sqlMakeSession = `INSERT INTO sessions (learner) VALUES ($1) ON CONFLICT DO NOTHING`
	sqlLockSession = `SELECT revision, session FROM sessions WHERE learner = $1 FOR UPDATE`
	sqlKnownEvent  = `SELECT EXISTS (SELECT FROM ledger WHERE learner = $1 AND event = $2)`
	sqlHead        = `SELECT id, bulk, place FROM outbox WHERE learner = $1 AND place > 0`

	sqlKeepSession = `UPDATE sessions SET revision = $2, erase = $3, session = $4, asked = $5 WHERE learner = $1`
	sqlKeepEvent   = `INSERT INTO ledger (learner, event, revision, at) VALUES ($1, $2, $3, $4)`
	sqlPlace       = `UPDATE outbox SET place = $3, next = coalesce($4, next) WHERE learner = $1 AND id = $2`
	sqlQueue       = `INSERT INTO outbox (learner, id, channel, bulk, place, tries, queued, next, via, reply)
		VALUES ($1, nextval('message_id'), $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`
	sqlDropAlarm = `DELETE FROM alarms WHERE learner = $1 AND name = $2 AND at = $3`
	sqlSetAlarm  = `INSERT INTO alarms (learner, name, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	sqlKeepFact  = `INSERT INTO facts (learner, seq, at, kind, key, about, version, score, of, person, text)
		VALUES ($1, nextval('row_number'), $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`
)

// The places of a message in its learner's line.
const (
	behind = 0
	waits  = 1 // first in line
	flies  = 2 // first in line, an attempt has begun
	held   = 3 // first in line, until the learner writes
)

// application is one event on its way into the store.
type application struct {
	ev    dialogs.Event
	step  store.Step
	leads bool // this process sends for the learner's channel
	via   int64

	found    bool // the session was there
	known    bool // the event was
	revision int64
	encoded  []byte
	head     *place

	queued []*queued
	woken  bool // a message is first in line that was not
	result store.Applied
}

// place is the first in line.
type place struct {
	id    int64
	bulk  bool
	state int16
}

// queued is a message that an event puts in line.
type queued struct {
	place
	store.Message
	encoded []byte
}

// Apply is described in package store.
func (s *Store) Apply(ctx context.Context, ev dialogs.Event, step store.Step) (store.Applied, error) {
	if err := checkEvent(ev); err != nil {
		return store.Applied{}, err
	}
	if s.closed.Load() {
		return store.Applied{}, s.errClosed()
	}
	done, err := s.turns.take(ctx, ev.User)
	if err != nil {
		return store.Applied{}, err
	}
	defer done()
	ev.At = stamp(ev.At)
	leads, _ := s.sends(ctx, ev.User.Channel()) // when in doubt somebody else does
	var a *application
	err = s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		for a = nil; a == nil || !a.found; { // not found: it was forgotten in this very moment
			a = &application{ev: ev, step: step, leads: leads, via: s.me}
			if err := a.do(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return store.Applied{}, err
	}
	if a.result.Fresh {
		s.commits.Add(1)
	}
	for _, m := range a.result.Queued {
		s.whose.keep(m)
	}
	if a.woken && !leads {
		s.call(ev.User.Channel())
	}
	return a.result, nil
}

func (a *application) do(ctx context.Context, c *pgx.Conn) error {
	if err := a.read(ctx, c); err != nil {
		return err
	}
	if !a.found || a.known {
		return rollback(ctx, c)
	}
	b, err := a.change()
	if err != nil {
		_ = rollback(ctx, c) // else the connection is thrown away
		return err
	}
	if b == nil {
		return rollback(ctx, c)
	}
	ctx, cancel := lasting(ctx)
	defer cancel()
	b.Queue("COMMIT")
	if err := send(ctx, c, b); err != nil {
		return err
	}
	a.result.Fresh = true
	for _, q := range a.queued {
		q.ID = store.MessageID(q.id)
		a.result.Queued = append(a.result.Queued, q.Message)
	}
	return nil
}

func rollback(ctx context.Context, c *pgx.Conn) error {
	_, err := c.Exec(ctx, "ROLLBACK")
	return err
}

// read locks the session and reads what the step needs: one round trip.
func (a *application) read(ctx context.Context, c *pgx.Conn) error {
	user := string(a.ev.User)
	b := &pgx.Batch{}
	b.Queue("BEGIN")
	b.Queue(sqlMakeSession, user)
	b.Queue(sqlLockSession, user).Query(func(rows pgx.Rows) error {
		defer rows.Close()
		for rows.Next() {
			a.found = true
			if err := rows.Scan(&a.revision, &a.encoded); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	if _, rings := store.Rings(a.ev); !rings {
		b.Queue(sqlKnownEvent, user, eventText(a.ev.ID)).QueryRow(func(row pgx.Row) error { return row.Scan(&a.known) })
	}
	b.Queue(sqlHead, user).Query(func(rows pgx.Rows) error {
		defer rows.Close()
		for rows.Next() {
			a.head = &place{}
			if err := rows.Scan(&a.head.id, &a.head.bulk, &a.head.state); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	return send(ctx, c, b)
}

// change runs the step and says what is to be written; nil is nothing: the
// alarm has rung before.
func (a *application) change() (*pgx.Batch, error) {
	was := dialogs.Session{User: a.ev.User}
	if a.encoded != nil {
		var err error
		if was, err = dialogs.Decode(a.encoded); err != nil {
			return nil, damaged("sessions", a.ev.User, a.revision, err)
		}
	}
	alarm, rings := store.Rings(a.ev)
	if rings && !hasAlarm(was.Alarms, alarm) {
		return nil, nil
	}
	before := slices.Clone(was.Alarms) // the step might reuse the slice
	is, out, err := runStep(a.step, was, a.ev)
	if err != nil {
		return nil, err
	}
	encoded, err := dialogs.Encode(is)
	if err != nil {
		return nil, err
	}
	user := string(a.ev.User)
	b := &pgx.Batch{}
	b.Queue(sqlKeepSession, user, a.revision+1, is.Erase, encoded, askedAt(&is))
	if !rings {
		b.Queue(sqlKeepEvent, user, eventText(a.ev.ID), a.revision+1, a.ev.At)
	}
	a.result.Open = store.OpenOf(&is)
	a.setAlarms(b, before, is.Alarms)
	a.keepFacts(b, out.Facts)
	return b, a.enqueue(b, out.Replies)
}

// runStep keeps a panic of one step away from everybody else.
func runStep(step store.Step, s dialogs.Session, ev dialogs.Event) (next dialogs.Session, out dialogs.Out, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &store.PanicError{Value: p, Stack: debug.Stack()}
		}
	}()
	next, out = step(s, ev)
	return next, out, nil
}

// setAlarms brings the table of alarms to what the session says.
func (a *application) setAlarms(b *pgx.Batch, was, is []dialogs.Alarm) {
	for _, alarm := range was {
		if !hasAlarm(is, alarm) {
			b.Queue(sqlDropAlarm, string(a.ev.User), plain(alarm.Name), notBefore(alarm.At))
		}
	}
	for _, alarm := range is {
		if !hasAlarm(was, alarm) {
			b.Queue(sqlSetAlarm, string(a.ev.User), plain(alarm.Name), notBefore(alarm.At))
		}
	}
}

func hasAlarm(list []dialogs.Alarm, a dialogs.Alarm) bool {
	return slices.ContainsFunc(list, func(b dialogs.Alarm) bool {
		return b.Name == a.Name && notBefore(b.At).Equal(notBefore(a.At))
	})
}

func (a *application) keepFacts(b *pgx.Batch, facts []dialogs.Fact) {
	for _, f := range facts {
		b.Queue(sqlKeepFact, string(a.ev.User), stamp(f.At), plain(f.Kind), plain(f.Key), plain(f.About),
			small(f.Version), small(f.Score), small(f.Of), small(f.Learner), plain(f.Text))
	}
}

// enqueue puts the replies in line, and lets go of what was held until the
// learner wrote.
func (a *application) enqueue(b *pgx.Batch, said []dialogs.Reply) error {
	user := string(a.ev.User)
	if a.head != nil && a.head.state == held && store.Wrote(a.ev.Body) {
		a.head.state, a.woken = waits, true
		b.Queue(sqlPlace, user, a.head.id, waits, a.ev.At)
	}
	old := a.head
	for _, r := range said {
		if err := a.join(r); err != nil {
			return err
		}
	}
	if old != nil && a.head != old {
		b.Queue(sqlPlace, user, old.id, behind, nil)
	}
	for _, q := range a.queued {
		b.Queue(sqlQueue, user, q.To.Channel(), q.bulk, q.state, q.Tries, q.Queued, q.Next, a.via, q.encoded).
			QueryRow(func(row pgx.Row) error { return row.Scan(&q.id) })
	}
	return nil
}

// join puts one new message in line. It comes first when there is no other, or
// when it is personal and the first is a bulk one that is not in flight.
func (a *application) join(r dialogs.Reply) error {
	encoded, err := json.Marshal(&r)
	if err != nil {
		return err
	}
	r.Choices = slices.Clone(r.Choices) // the session may have the same
	q := &queued{place: place{bulk: r.Bulk}, encoded: encoded}
	q.To, q.Reply, q.Queued, q.Next = a.ev.User, r, a.ev.At, a.ev.At
	a.queued = append(a.queued, q)
	if a.head != nil && (r.Bulk || !a.head.bulk || a.head.state == flies) {
		return nil
	}
	if a.head != nil {
		a.head.state = behind
	}
	a.head, a.woken = &q.place, true
	q.state = waits
	if !r.Bulk && a.leads {
		q.state, q.Tries, q.Next = flies, 1, a.ev.At.Add(store.FirstAttempt)
	}
	return nil
}
