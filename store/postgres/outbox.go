package postgres

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/goccy/go-json"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"capheso/dialogs"
	"capheso/store"
)

// The statements that move a learner's line. Each runs with the row of the
// session locked, and they are sent together: one round trip.
const (
	sqlLock = `SELECT FROM sessions WHERE learner = $1 FOR UPDATE`
	// Who has lost the role of sender while it waited may not begin any more, and
	// who had lost it, and has it again, not what another began meanwhile: the
	// attempts are then more than it knows of.
	sqlFly = `UPDATE outbox SET place = 2, next = $3, tries = tries + 1 WHERE learner = $1 AND id = $2 AND place > 0
		AND tries BETWEEN $4 AND $5 AND ($6::bigint = 0 OR EXISTS (
			SELECT FROM leases WHERE name = 'sender ' || channel AND holder = $6::bigint AND until > clock_timestamp()))`
	sqlRest = `UPDATE outbox SET place = $4, next = $3 WHERE learner = $1 AND id = $2 AND place > 0 AND tries <= $5`
	// Personal ones that came while a bulk one was in flight go first now.
	sqlYield = `UPDATE outbox SET place = 0 WHERE learner = $1 AND id = $2 AND place > 0 AND bulk
		AND EXISTS (SELECT FROM outbox WHERE learner = $1 AND NOT bulk)`
	sqlSettle = `WITH gone AS (DELETE FROM outbox WHERE learner = $1 AND id = $2 RETURNING *)
		INSERT INTO outcomes (learner, seq, id, tries, queued, next, at, remote, failed, reply)
		SELECT learner, nextval('row_number'), id, tries, queued, next, $3, $4, $5, reply FROM gone`
	sqlPromote = `UPDATE outbox SET place = 1
		WHERE learner = $1 AND id = (SELECT id FROM outbox WHERE learner = $1 ORDER BY bulk, id LIMIT 1)
		AND NOT EXISTS (SELECT FROM outbox WHERE learner = $1 AND place > 0)`
	// Who follows a message that was sent is begun with it, by the same process.
	sqlFollow = `UPDATE outbox o SET place = 2, next = $3, tries = tries + 1
		WHERE learner = $1 AND place = 1 AND NOT bulk AND next <= $2 ` + sqlMine + `
		AND ($5::bigint = 0 OR EXISTS (SELECT FROM leases WHERE name = 'sender ' || channel AND holder = $5::bigint AND until > clock_timestamp()))
		RETURNING learner, id, bulk, tries, queued, next, reply`
	sqlSettled = `SELECT EXISTS (SELECT FROM outcomes WHERE learner = $1 AND id = $2)`

	sqlWhose = `SELECT learner FROM outbox WHERE id = $1`
)

// Trying is described in package store. Only the sender of the channel may.
func (s *Store) Trying(ctx context.Context, id store.MessageID, again time.Time) error {
	tries, known := s.whose.tries(id)
	most := tries
	err := s.move(ctx, id, s.run, func(user string, b *pgx.Batch, second bool) *pgx.QueuedQuery {
		holder := s.me
		if s.local[dialogs.UserID(user).Channel()] {
			holder = 0
		}
		if second {
			most = tries + 1 // it may have begun before its connection broke
		}
		if !known {
			most = math.MaxInt32
		}
		return b.Queue(sqlFly, user, int64(id), stamp(again), tries, most, holder)
	})
	if err == nil {
		s.whose.began(id)
	}
	return err
}

// Postpone is described in package store.
func (s *Store) Postpone(ctx context.Context, id store.MessageID, next time.Time) error {
	state := waits
	if next.IsZero() {
		state = held
	}
	most, known := s.whose.tries(id)
	if !known {
		most = math.MaxInt32
	}
	var of dialogs.UserID
	err := s.move(ctx, id, s.patiently, func(user string, b *pgx.Batch, _ bool) *pgx.QueuedQuery {
		of = dialogs.UserID(user)
		q := b.Queue(sqlRest, user, int64(id), stamp(next), state, most)
		b.Queue(sqlYield, user, int64(id))
		b.Queue(sqlPromote, user)
		return q
	})
	if err == nil && state == waits && !s.Sends(of.Channel()) {
		s.call(of.Channel()) // it was put back for the one that sends now
	}
	return err
}

// Settle is described in package store.
func (s *Store) Settle(ctx context.Context, id store.MessageID, remote string, failed error) error {
	now, why := stamp(time.Now()), ""
	if failed != nil {
		why = cut(failed.Error())
	}
	return s.settle(ctx, id, func(user string, b *pgx.Batch, _ bool) *pgx.QueuedQuery {
		q := b.Queue(sqlSettle, user, int64(id), now, cut(remote), why)
		b.Queue(sqlPromote, user)
		return q
	})
}

func (s *Store) settle(ctx context.Context, id store.MessageID, change func(user string, b *pgx.Batch, second bool) *pgx.QueuedQuery) error {
	err := s.move(ctx, id, s.patiently, change)
	if err == nil {
		s.whose.drop(id)
	}
	return err
}

// SettleNext is described in package store. When its connection breaks and the
// change was made, the next message counts as one whose attempt vanished.
func (s *Store) SettleNext(ctx context.Context, id store.MessageID, remote string, now time.Time) (next store.Message, ok bool, err error) {
	settled := stamp(time.Now())
	err = s.settle(ctx, id, func(user string, b *pgx.Batch, _ bool) *pgx.QueuedQuery {
		mine, holder := int64(0), s.me
		if s.local[dialogs.UserID(user).Channel()] {
			mine, holder = s.me, 0
		}
		q := b.Queue(sqlSettle, user, int64(id), settled, cut(remote), "")
		b.Queue(sqlPromote, user)
		ok = false
		b.Queue(sqlFollow, user, stamp(now), stamp(now.Add(store.FirstAttempt)), mine, holder).Query(func(rows pgx.Rows) error {
			defer rows.Close()
			for rows.Next() {
				var bad, err error
				if next, bad, err = scanMessage(rows); err != nil {
					return err
				}
				ok = bad == nil
			}
			return rows.Err()
		})
		return q
	})
	if err != nil || !ok {
		return store.Message{}, false, err
	}
	s.whose.keep(next)
	return next, true, nil
}

// move changes the line of the learner a message is for. change queues its
// statements and returns the one that must find the message.
func (s *Store) move(ctx context.Context, id store.MessageID, do func(context.Context, job) error, change func(user string, b *pgx.Batch, second bool) *pgx.QueuedQuery) error {
	if int64(id) <= 0 {
		return store.ErrNotFirst
	}
	return do(ctx, func(ctx context.Context, c *pgx.Conn, second bool) error {
		user, err := s.learnerOf(ctx, c, id)
		if err != nil {
			return err
		}
		ctx, cancel := lasting(ctx)
		defer cancel()
		found, settled := int64(0), false
		b := &pgx.Batch{}
		b.Queue("BEGIN")
		b.Queue(sqlLock, user)
		q := change(user, b, second)
		q.Exec(func(tag pgconn.CommandTag) error { found = tag.RowsAffected(); return nil })
		if second {
			// The first try may have done it before its connection broke.
			b.Queue(sqlSettled, user, int64(id)).QueryRow(func(row pgx.Row) error { return row.Scan(&settled) })
		}
		b.Queue("COMMIT")
		if err := send(ctx, c, b); err != nil {
			return err
		}
		if found == 0 && !(settled && q.SQL == sqlSettle) {
			return store.ErrNotFirst
		}
		s.commits.Add(1)
		return nil
	})
}

// learnerOf is whose message it is. Those who send have got it from Apply or
// Ready, so that it is known; only after a restart the database is asked.
func (s *Store) learnerOf(ctx context.Context, c *pgx.Conn, id store.MessageID) (string, error) {
	if user, ok := s.whose.get(id); ok {
		return string(user), nil
	}
	var user string
	err := c.QueryRow(ctx, sqlWhose, int64(id)).Scan(&user)
	if errors.Is(err, pgx.ErrNoRows) {
		err = store.ErrNotFirst
	}
	return user, err
}

// sqlReady looks at no more than limit rows of each kind. A channel whose
// messages leave from where they were queued shows each process its own, and
// those of processes that are gone.
const sqlReady = `
	(SELECT learner, id, bulk, tries, queued, next, reply FROM outbox o
	 WHERE channel = $1 AND bulk = false AND place IN (1, 2) AND next <= $2 ` + sqlMine + `
	 ORDER BY next, id LIMIT $3)
	UNION ALL
	(SELECT learner, id, bulk, tries, queued, next, reply FROM outbox o
	 WHERE channel = $1 AND bulk = true AND place IN (1, 2) AND next <= $2 ` + sqlMine + `
	 ORDER BY next, id LIMIT $3)
	ORDER BY bulk, next, id LIMIT $3`

const sqlMine = `AND ($4::bigint = 0 OR via = $4 OR NOT EXISTS (
	SELECT FROM leases l WHERE l.name = 'process ' || o.via AND l.until > clock_timestamp()))`

// Ready is described in package store. Only one process gets the messages of a
// channel; the others get none.
func (s *Store) Ready(ctx context.Context, channel string, now time.Time, limit int) ([]store.Message, error) {
	if leads, err := s.sends(ctx, channel); !leads {
		return nil, err
	}
	mine := int64(0)
	if s.local[channel] {
		mine = s.me
	}
	var found []store.Message
	var bad []error
	err := s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		found, bad = nil, nil
		rows, err := c.Query(ctx, sqlReady, channel, stamp(now), limit, mine)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			m, cause, err := scanMessage(rows)
			switch {
			case err != nil:
				return err
			case cause != nil:
				bad = append(bad, cause)
			default:
				found = append(found, m)
			}
		}
		return rows.Err()
	})
	for _, m := range found {
		s.whose.keep(m)
	}
	return found, errors.Join(append(bad, err)...)
}

// scanMessage reads a row of sqlReady; bad is what is wrong with the row.
func scanMessage(rows pgx.Rows) (m store.Message, bad, err error) {
	var id int64
	var bulk bool
	var reply []byte
	if err := rows.Scan(&m.To, &id, &bulk, &m.Tries, &m.Queued, &m.Next, &reply); err != nil {
		return m, nil, err
	}
	m.ID, m.Queued, m.Next = store.MessageID(id), m.Queued.UTC(), m.Next.UTC()
	if err := json.Unmarshal(reply, &m.Reply); err != nil {
		return m, damaged("outbox", m.To, id, err), nil
	}
	return m, nil, nil
}

// Waiting is described in package store. Behind one that is held nothing moves.
func (s *Store) Waiting(ctx context.Context, user dialogs.UserID) (n int, err error) {
	if err := checkUser(user); err != nil {
		return 0, err
	}
	err = s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		return c.QueryRow(ctx, sqlWaiting, string(user)).Scan(&n)
	})
	return n, err
}

const sqlWaiting = `SELECT CASE WHEN bool_or(place = 3) THEN 0 ELSE count(*) END FROM outbox WHERE learner = $1`
