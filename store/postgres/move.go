package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/goccy/go-json"
	"github.com/jackc/pgx/v5"

	"capheso/dialogs"
	"capheso/store"
)

var _ store.Movable = (*Store)(nil)

const (
	sqlLives = `SELECT learner, revision, session FROM sessions WHERE learner > $1 AND session IS NOT NULL
		ORDER BY learner LIMIT $2`
	sqlLivesLedger = `SELECT learner, revision, event, at FROM ledger WHERE learner = ANY($1) ORDER BY learner, revision`
	sqlLivesLine   = `SELECT learner, id, place, tries, queued, next, reply FROM outbox WHERE learner = ANY($1)
		ORDER BY learner, place > 0 DESC, bulk, id`
	sqlLivesPast = `SELECT learner, id, tries, queued, next, at, remote, failed, reply FROM outcomes
		WHERE learner = ANY($1) ORDER BY learner, seq`

	sqlTaken  = `SELECT coalesce(max(learner), ''), (SELECT count(*) FROM facts) FROM sessions`
	sqlMoving = `SELECT EXISTS (SELECT FROM leases WHERE name = 'moving')`
	sqlBegin  = `INSERT INTO leases (name, holder, until) VALUES ('moving', 0, 'infinity') ON CONFLICT DO NOTHING`
	sqlEnd    = `DELETE FROM leases WHERE name = 'moving'`
	sqlBusy   = `SELECT EXISTS (SELECT FROM leases WHERE name LIKE 'process %' AND until > clock_timestamp() AND holder <> $1)`

	sqlTakeSession = `INSERT INTO sessions (learner, revision, erase, session, asked) VALUES ($1, $2, $3, $4, $5)`
	sqlTakeMessage = `INSERT INTO outbox (learner, id, channel, bulk, place, tries, queued, next, reply)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	sqlTakeOutcome = `INSERT INTO outcomes (learner, seq, id, tries, queued, next, at, remote, failed, reply)
		VALUES ($1, nextval('row_number'), $2, $3, $4, $5, $6, $7, $8, $9)`
	sqlAtLeast = `SELECT setval('message_id', greatest((SELECT last_value FROM message_id), $1))`
)

// livesAtOnce is how many learners are read or written at a time.
const livesAtOnce = 64

// Lives is described in package store.
func (s *Store) Lives(ctx context.Context, after dialogs.UserID) iter.Seq2[store.Life, error] {
	return func(yield func(store.Life, error) bool) {
		for {
			var list []store.Life
			err := s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) (err error) {
				list, err = readLives(ctx, c, after)
				return err
			})
			if err != nil {
				yield(store.Life{}, err)
				return
			}
			for _, l := range list {
				if !yield(l, nil) {
					return
				}
				after = l.User
			}
			if len(list) < livesAtOnce {
				return
			}
		}
	}
}

// readLives reads the learners that follow one, in two round trips.
func readLives(ctx context.Context, c *pgx.Conn, after dialogs.UserID) ([]store.Life, error) {
	rows, err := c.Query(ctx, sqlLives, string(after), livesAtOnce)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l store.Life, err error) {
		return l, row.Scan(&l.User, &l.Revision, &l.Session)
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	of := make(map[string]*store.Life, len(list))
	users := make([]string, len(list))
	for i := range list {
		users[i] = string(list[i].User)
		of[users[i]] = &list[i]
	}
	b := &pgx.Batch{}
	queueLife(b, sqlLivesLedger, users, of, addEntry)
	queueLife(b, sqlLivesLine, users, of, addInLine)
	queueLife(b, sqlLivesPast, users, of, addOutcome)
	return list, send(ctx, c, b)
}

// queueLife has rows of many learners added to their lives.
func queueLife(b *pgx.Batch, sql string, users []string, of map[string]*store.Life, add func(rows pgx.Rows, user *string, of map[string]*store.Life) error) {
	b.Queue(sql, users).Query(func(rows pgx.Rows) error {
		defer rows.Close()
		var user string
		for rows.Next() {
			if err := add(rows, &user, of); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

func addEntry(rows pgx.Rows, user *string, of map[string]*store.Life) error {
	var e store.Numbered
	var text string
	if err := rows.Scan(user, &e.Revision, &text, &e.At); err != nil {
		return err
	}
	id, err := eventOf(text)
	e.ID, e.At = id, e.At.UTC()
	of[*user].Ledger = append(of[*user].Ledger, e)
	return err
}

func addInLine(rows pgx.Rows, user *string, of map[string]*store.Life) error {
	var m store.InLine
	var id int64
	var place int
	var reply []byte
	if err := rows.Scan(user, &id, &place, &m.Tries, &m.Queued, &m.Next, &reply); err != nil {
		return err
	}
	m.ID, m.To = store.MessageID(id), dialogs.UserID(*user)
	m.Queued, m.Next = m.Queued.UTC(), m.Next.UTC()
	m.State = store.State(max(place, waits) - waits)
	of[*user].Line = append(of[*user].Line, m)
	last := &of[*user].Line[len(of[*user].Line)-1]
	return json.Unmarshal(reply, &last.Reply)
}

func addOutcome(rows pgx.Rows, user *string, of map[string]*store.Life) error {
	var o store.Outcome
	var id int64
	var reply []byte
	if err := rows.Scan(user, &id, &o.Tries, &o.Queued, &o.Next, &o.At, &o.Remote, &o.Failed, &reply); err != nil {
		return err
	}
	o.ID, o.To = store.MessageID(id), dialogs.UserID(*user)
	o.Queued, o.Next, o.At = o.Queued.UTC(), o.Next.UTC(), o.At.UTC()
	if err := json.Unmarshal(reply, &o.Reply); err != nil {
		return err
	}
	of[*user].Outcomes = append(of[*user].Outcomes, o)
	return nil
}

// Moving is described in package store.
func (s *Store) Moving(ctx context.Context) (moving bool, err error) {
	err = s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		return c.QueryRow(ctx, sqlMoving).Scan(&moving)
	})
	return moving, err
}

// Taken is described in package store.
func (s *Store) Taken(ctx context.Context) (last dialogs.UserID, facts int, err error) {
	err = s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		return c.QueryRow(ctx, sqlTaken).Scan(&last, &facts)
	})
	return last, facts, err
}

// Begin is described in package store. It refuses a database in use.
func (s *Store) Begin(ctx context.Context) error {
	return s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		var busy bool
		if err := c.QueryRow(ctx, sqlBusy, s.me).Scan(&busy); err != nil {
			return err
		}
		if busy {
			return fmt.Errorf("%s: %w; stop all replicas first", s.at, store.ErrLocked)
		}
		_, err := c.Exec(ctx, sqlBegin)
		return err
	})
}

// End is described in package store.
func (s *Store) End(ctx context.Context) error {
	return s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		_, err := c.Exec(ctx, sqlEnd)
		return err
	})
}

// TakeLives is described in package store. It and TakeFacts are the only
// transactions over several learners.
func (s *Store) TakeLives(ctx context.Context, lives []store.Life) error {
	return s.run(ctx, func(ctx context.Context, c *pgx.Conn, second bool) error {
		for len(lives) > 0 {
			n := min(len(lives), livesAtOnce)
			if err := s.takeSome(ctx, c, lives[:n], second); err != nil {
				return err
			}
			lives = lives[n:]
		}
		return nil
	})
}

func (s *Store) takeSome(ctx context.Context, c *pgx.Conn, lives []store.Life, second bool) error {
	b := &pgx.Batch{}
	b.Queue("BEGIN")
	var highest int64
	for _, l := range lives {
		if second {
			there, err := s.has(ctx, c, l.User)
			if err != nil {
				return err
			}
			if there {
				continue
			}
		}
		if err := takeLife(b, l, &highest); err != nil {
			return err
		}
	}
	b.Queue(sqlAtLeast, max(highest, 1))
	b.Queue("COMMIT")
	return send(ctx, c, b)
}

func (s *Store) has(ctx context.Context, c *pgx.Conn, user dialogs.UserID) (there bool, err error) {
	err = c.QueryRow(ctx, `SELECT EXISTS (SELECT FROM sessions WHERE learner = $1)`, string(user)).Scan(&there)
	return there, err
}

// takeLife queues the rows of a learner.
func takeLife(b *pgx.Batch, l store.Life, highest *int64) error {
	session, err := dialogs.Decode(l.Session)
	if err := errors.Join(err, checkUser(l.User)); err != nil {
		return err
	}
	user := string(l.User)
	b.Queue(sqlTakeSession, user, int64(l.Revision), session.Erase, l.Session, askedAt(&session))
	for _, alarm := range session.Alarms {
		b.Queue(sqlSetAlarm, user, plain(alarm.Name), notBefore(alarm.At))
	}
	for _, e := range l.Ledger {
		b.Queue(sqlKeepEvent, user, eventText(e.ID), int64(e.Revision), stamp(e.At))
	}
	for i, m := range l.Line {
		reply, err := json.Marshal(&m.Reply)
		if err != nil {
			return err
		}
		place := behind
		if i == 0 {
			place = waits + int(m.State)
		}
		b.Queue(sqlTakeMessage, user, int64(m.ID), m.To.Channel(), m.Reply.Bulk, place, m.Tries, stamp(m.Queued), stamp(m.Next), reply)
		*highest = max(*highest, int64(m.ID))
	}
	for _, o := range l.Outcomes {
		reply, err := json.Marshal(&o.Reply)
		if err != nil {
			return err
		}
		b.Queue(sqlTakeOutcome, user, int64(o.ID), o.Tries, stamp(o.Queued), stamp(o.Next), stamp(o.At), cut(o.Remote), cut(o.Failed), reply)
		*highest = max(*highest, int64(o.ID))
	}
	return nil
}

// TakeFacts is described in package store.
func (s *Store) TakeFacts(ctx context.Context, facts []store.FactOf) error {
	return s.once(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		b := &pgx.Batch{}
		b.Queue("BEGIN")
		for _, f := range facts {
			a := application{ev: dialogs.Event{User: f.User}}
			a.keepFacts(b, []dialogs.Fact{f.Fact})
		}
		b.Queue("COMMIT")
		return send(ctx, c, b)
	}, false)
}
