package postgres

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/goccy/go-json"
	"github.com/jackc/pgx/v5"

	"capheso/dialogs"
	"capheso/store"
)

// chunk is how many rows are read at a time by what goes over many.
const chunk = 512

const (
	sqlSession = `SELECT session FROM sessions WHERE learner = $1 AND session IS NOT NULL`

	sqlDue = `SELECT learner, name, at, claimed_by = $2 AND claimed_until > clock_timestamp() + interval '10 seconds'
		FROM alarms WHERE at <= $1 AND (claimed_by = $2 OR claimed_until < clock_timestamp())
		ORDER BY at, learner, name LIMIT $3`
	sqlClaim = `UPDATE alarms SET claimed_by = $4, claimed_until = clock_timestamp() + interval '30 seconds'
		WHERE learner = $1 AND (name, at) IN (
			SELECT name, at FROM alarms WHERE learner = $1 AND name = $2 AND at = $3
			AND (claimed_by = $4 OR claimed_until < clock_timestamp()) FOR UPDATE SKIP LOCKED)`

	sqlAsked = `SELECT learner, session FROM sessions WHERE asked IS NOT NULL ORDER BY asked, learner LIMIT $1`

	sqlErasing = `SELECT learner FROM sessions WHERE erase ORDER BY learner LIMIT $1`

	sqlLedger = `SELECT revision, event, at FROM ledger WHERE learner = $1 AND revision > $2
		ORDER BY revision LIMIT $3`
	sqlOutcomes = `SELECT seq, id, tries, queued, next, at, remote, failed, reply FROM outcomes
		WHERE learner = $1 AND seq > $2 ORDER BY seq LIMIT $3`
	sqlFacts = `SELECT at, seq, learner, kind, key, about, version, score, of, person, text FROM facts
		WHERE at < $1 AND (at, seq) > ($2, $3) ORDER BY at, seq LIMIT $4`
)

// Session is described in package store.
func (s *Store) Session(ctx context.Context, user dialogs.UserID) (found dialogs.Session, ok bool, err error) {
	if err := checkUser(user); err != nil {
		return found, false, err
	}
	var encoded []byte
	err = s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		err := c.QueryRow(ctx, sqlSession, string(user)).Scan(&encoded)
		if errors.Is(err, pgx.ErrNoRows) {
			encoded, err = nil, nil
		}
		return err
	})
	if err != nil || encoded == nil {
		return found, false, err
	}
	if found, err = dialogs.Decode(encoded); err != nil {
		return found, false, damaged("sessions", user, "session", err)
	}
	return found, true, nil
}

// alarm is an alarm of somebody, and whether this process has claimed it.
type alarm struct {
	store.Due
	mine bool
}

// Due is described in package store. An alarm that is listed is claimed: for
// half a minute no other process gets it.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]store.Due, error) {
	var due []store.Due
	err := s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		rows, err := c.Query(ctx, sqlDue, stamp(now), s.me, limit)
		if err != nil {
			return err
		}
		list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a alarm, err error) {
			err = row.Scan(&a.User, &a.Alarm.Name, &a.Alarm.At, &a.mine)
			a.Alarm.At = a.Alarm.At.UTC()
			return a, err
		})
		if err != nil {
			return err
		}
		due, err = s.claim(ctx, c, list)
		return err
	})
	return due, err
}

// claim keeps those of the alarms that no other process has got meanwhile. Each
// is a transaction of its own, all sent together.
func (s *Store) claim(ctx context.Context, c *pgx.Conn, list []alarm) (due []store.Due, err error) {
	if !slices.ContainsFunc(list, func(a alarm) bool { return !a.mine }) {
		for _, a := range list {
			due = append(due, a.Due)
		}
		return due, nil
	}
	prepared, err := c.Prepare(ctx, "claim", sqlClaim)
	if err != nil {
		return nil, err
	}
	p := c.PgConn().StartPipeline(ctx)
	defer func() { err = cmp.Or(err, p.Close()) }()
	for _, a := range list {
		if a.mine {
			continue
		}
		args, err := encodeArgs(c, prepared, string(a.User), a.Alarm.Name, a.Alarm.At, s.me)
		if err != nil {
			return nil, err
		}
		p.SendQueryPrepared("claim", args, nil, nil)
		if err := p.Sync(); err != nil {
			return nil, err
		}
	}
	for _, a := range list {
		won := a.mine
		if !won {
			if won, err = claimed(p); err != nil {
				return nil, err
			}
		}
		if won {
			due = append(due, a.Due)
		}
	}
	return due, nil
}

// askedAt is since when a session waits for an answer, as it is kept.
func askedAt(s *dialogs.Session) *time.Time {
	q, ok := s.Open()
	if !ok {
		return nil
	}
	at := stamp(q.At)
	return &at
}

// Asked is described in package store.
func (s *Store) Asked(ctx context.Context, limit int) (open []store.Asked, err error) {
	var bad []error
	err = s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		open, bad = nil, nil
		rows, err := c.Query(ctx, sqlAsked, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var user dialogs.UserID
			var encoded []byte
			if err := rows.Scan(&user, &encoded); err != nil {
				return err
			}
			session, err := dialogs.Decode(encoded)
			if err != nil {
				bad = append(bad, damaged("sessions", user, "session", err))
				continue
			}
			if q, ok := session.Open(); ok {
				open = append(open, store.Asked{User: user, Question: q})
			}
		}
		return rows.Err()
	})
	return open, errors.Join(append(bad, err)...)
}

// Erasing is described in package store. One process at a time erases; the
// others get nobody.
func (s *Store) Erasing(ctx context.Context, limit int) (users []dialogs.UserID, err error) {
	if s.closed.Load() {
		return nil, s.errClosed()
	}
	if ours, err := s.plays(ctx, sweepRole); !ours {
		return nil, err
	}
	err = s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		rows, err := c.Query(ctx, sqlErasing, limit)
		if err != nil {
			return err
		}
		users, err = pgx.CollectRows(rows, pgx.RowTo[dialogs.UserID])
		return err
	})
	return users, err
}

// chunks yields rows a chunk at a time, no transaction open meanwhile. read
// reads those after the last one, and next is called with each that was yielded.
func chunks[T any](ctx context.Context, s *Store, read func(ctx context.Context, c *pgx.Conn) ([]T, error), yield func(T, error) bool, next func(T)) {
	for {
		var list []T
		err := s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) (err error) {
			list, err = read(ctx, c)
			return err
		})
		if err != nil {
			var none T
			yield(none, err)
			return
		}
		for _, v := range list {
			if !yield(v, nil) {
				return
			}
			next(v)
		}
		if len(list) < chunk {
			return
		}
	}
}

type entryRow struct {
	revision int64
	event    string
	at       time.Time
}

// Ledger is described in package store.
func (s *Store) Ledger(ctx context.Context, user dialogs.UserID) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		last := int64(0)
		read := func(ctx context.Context, c *pgx.Conn) ([]entryRow, error) {
			rows, err := c.Query(ctx, sqlLedger, string(user), last, chunk)
			if err != nil {
				return nil, err
			}
			return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r entryRow, err error) {
				return r, row.Scan(&r.revision, &r.event, &r.at)
			})
		}
		chunks(ctx, s, read, func(r entryRow, err error) bool {
			if err != nil {
				return yield(store.Entry{}, err)
			}
			id, err := eventOf(r.event)
			if err != nil {
				return yield(store.Entry{}, damaged("ledger", user, r.event, err))
			}
			return yield(store.Entry{ID: id, At: r.at.UTC()}, nil)
		}, func(r entryRow) { last = r.revision })
	}
}

type outcomeRow struct {
	seq   int64
	reply []byte
	store.Outcome
}

// Outcomes is described in package store.
func (s *Store) Outcomes(ctx context.Context, user dialogs.UserID) iter.Seq2[store.Outcome, error] {
	return func(yield func(store.Outcome, error) bool) {
		last := int64(0)
		read := func(ctx context.Context, c *pgx.Conn) ([]outcomeRow, error) {
			rows, err := c.Query(ctx, sqlOutcomes, string(user), last, chunk)
			if err != nil {
				return nil, err
			}
			return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r outcomeRow, err error) {
				var id int64
				err = row.Scan(&r.seq, &id, &r.Tries, &r.Queued, &r.Next, &r.At, &r.Remote, &r.Failed, &r.reply)
				r.ID, r.To = store.MessageID(id), user
				r.Queued, r.Next, r.At = r.Queued.UTC(), r.Next.UTC(), r.At.UTC()
				return r, err
			})
		}
		chunks(ctx, s, read, func(r outcomeRow, err error) bool {
			if err != nil {
				return yield(store.Outcome{}, err)
			}
			if err := json.Unmarshal(r.reply, &r.Reply); err != nil {
				return yield(store.Outcome{}, damaged("outcomes", user, r.seq, err))
			}
			return yield(r.Outcome, nil)
		}, func(r outcomeRow) { last = r.seq })
	}
}

type factRow struct {
	at  time.Time
	seq int64
	store.FactOf
}

// Facts is described in package store.
func (s *Store) Facts(ctx context.Context, from, to time.Time) iter.Seq2[store.FactOf, error] {
	return func(yield func(store.FactOf, error) bool) {
		last := factRow{at: notBefore(from)}
		end := notBefore(to)
		read := func(ctx context.Context, c *pgx.Conn) ([]factRow, error) {
			rows, err := c.Query(ctx, sqlFacts, end, last.at, last.seq, chunk)
			if err != nil {
				return nil, err
			}
			return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r factRow, err error) {
				f := &r.FactOf
				err = row.Scan(&r.at, &r.seq, &f.User, &f.Kind, &f.Key, &f.About, &f.Version, &f.Score, &f.Of, &f.Learner, &f.Text)
				r.at = r.at.UTC()
				f.At = r.at
				return r, err
			})
		}
		chunks(ctx, s, read, func(r factRow, err error) bool { return yield(r.FactOf, err) },
			func(r factRow) { last = r })
	}
}
