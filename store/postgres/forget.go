package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"capheso/dialogs"
)

// ofLearner are the tables with rows of learners; the session, whose row is the
// lock on all of them, comes last.
var ofLearner = []string{"ledger", "outbox", "outcomes", "alarms", "facts", "sessions"}

// Forget is described in package store. Each learner is a transaction of one
// round trip.
//
// No statement sees a row of them after it. Then the tables are written anew,
// every ten minutes at most, so that their bytes are gone from them too; those
// of a table of more than 64 MB only when its pages are used again. From
// PostgreSQL's log and from backups they go when those are thrown away.
func (s *Store) Forget(ctx context.Context, users ...dialogs.UserID) error {
	gone := make(map[dialogs.UserID]bool, len(users))
	for _, u := range users {
		if err := checkUser(u); err != nil {
			return err
		}
		gone[u] = true
	}
	if len(gone) == 0 {
		return ctx.Err()
	}
	if err := s.noteErased(ctx); err != nil {
		return err
	}
	for u := range gone {
		if err := s.forget(ctx, u); err != nil {
			return err
		}
	}
	s.whose.forget(gone)
	if err := s.wipe(ctx); !busyWipe(err) {
		return err
	}
	s.wiped.Store(0) // the next one does it
	return nil
}

func (s *Store) forget(ctx context.Context, user dialogs.UserID) error {
	if s.closed.Load() {
		return s.errClosed()
	}
	done, err := s.turns.take(ctx, user)
	if err != nil {
		return err
	}
	defer done()
	return s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		ctx, cancel := lasting(ctx)
		defer cancel()
		b := &pgx.Batch{}
		b.Queue("BEGIN")
		b.Queue(sqlLock, string(user))
		for _, table := range ofLearner {
			b.Queue("DELETE FROM "+table+" WHERE learner = $1", string(user))
		}
		b.Queue("COMMIT")
		return send(ctx, c, b)
	})
}

const (
	sqlPruneLedger   = `DELETE FROM ledger WHERE at < $1`
	sqlUnhurried     = `SET LOCAL statement_timeout = 0` // what goes over all rows takes its time
	sqlPruneOutcomes = `DELETE FROM outcomes WHERE at < $1`
	sqlPruneFacts    = `DELETE FROM facts WHERE at < $1`
)

// Prune is described in package store. One process at a time does it; for the
// others there is nothing to do.
func (s *Store) Prune(ctx context.Context, before time.Time) (int, error) {
	return s.prune(ctx, before, sqlPruneLedger, sqlPruneOutcomes)
}

// PruneFacts is described in package store.
func (s *Store) PruneFacts(ctx context.Context, before time.Time) (int, error) {
	return s.prune(ctx, before, sqlPruneFacts)
}

func (s *Store) prune(ctx context.Context, before time.Time, statements ...string) (total int, err error) {
	if s.closed.Load() {
		return 0, s.errClosed()
	}
	if ours, err := s.plays(ctx, sweepRole); !ours {
		return 0, err
	}
	for _, statement := range statements {
		err := s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
			b := &pgx.Batch{}
			b.Queue("BEGIN")
			b.Queue(sqlUnhurried)
			b.Queue(statement, notBefore(before)).Exec(func(tag pgconn.CommandTag) error {
				total += int(tag.RowsAffected())
				return nil
			})
			b.Queue("COMMIT")
			return send(ctx, c, b)
		})
		if err != nil {
			return total, err
		}
	}
	if err := s.wipe(ctx); !busyWipe(err) {
		return total, err
	}
	return total, nil
}
