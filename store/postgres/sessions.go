package postgres

import (
	"context"
	"iter"

	"github.com/jackc/pgx/v5"

	"capheso/dialogs"
)

const sqlSessions = `SELECT learner, session FROM sessions WHERE learner > $1 AND session IS NOT NULL ORDER BY learner LIMIT $2`

type sessionRow struct {
	learner string
	session []byte
}

// Sessions is described in package store.
func (s *Store) Sessions(ctx context.Context) iter.Seq2[dialogs.Session, error] {
	return func(yield func(dialogs.Session, error) bool) {
		last := ""
		read := func(ctx context.Context, c *pgx.Conn) ([]sessionRow, error) {
			rows, err := c.Query(ctx, sqlSessions, last, chunk)
			if err != nil {
				return nil, err
			}
			return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r sessionRow, err error) {
				return r, row.Scan(&r.learner, &r.session)
			})
		}
		chunks(ctx, s, read, func(r sessionRow, err error) bool {
			if err != nil {
				return yield(dialogs.Session{}, err)
			}
			session, err := dialogs.Decode(r.session)
			if err != nil {
				err = damaged("sessions", dialogs.UserID(r.learner), "session", err)
			}
			return yield(session, err)
		}, func(r sessionRow) { last = r.learner })
	}
}
