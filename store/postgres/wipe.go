package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"capheso/store"
)

// A deleted row stays on its page, where no statement sees it, until something
// else is written there; VACUUM only says that it may be. So a table that is
// small is written anew, which takes a moment in which nobody else gets at it,
// and a large one is vacuumed.
const (
	wipeSmall = 64 << 20         // bytes of a table with its indexes
	wipeEvery = 10 * time.Minute // at most, however many ask to be erased
	wipeWait  = "2s"             // for those who have the table: everybody else stands behind us
)

const (
	// That something is to be wiped is kept before rows are deleted, so that a
	// crash does not forget it.
	sqlNoteErased = `INSERT INTO held (name, data) VALUES ('erased', $1) ON CONFLICT (name) DO UPDATE SET data = excluded.data`
	sqlErased     = `SELECT data FROM held WHERE name = 'erased'`
	sqlWiped      = `DELETE FROM held WHERE name = 'erased' AND data = $1`
	sqlTableSize  = `SELECT pg_total_relation_size($1::regclass)`
)

// noteErased keeps that rows of somebody are about to be deleted.
func (s *Store) noteErased(ctx context.Context) error {
	return s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		_, err := c.Exec(ctx, sqlNoteErased, []byte(rand.Text()))
		return err
	})
}

// wipe leaves nothing of deleted rows in the tables, as far as it can, when
// there are some and it was not done lately.
func (s *Store) wipe(ctx context.Context) error {
	now := time.Now().UnixNano()
	last := s.wiped.Load()
	if last != 0 && now-last < int64(wipeEvery) || !s.wiped.CompareAndSwap(last, now) {
		return nil
	}
	return s.once(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		var mark []byte
		err := c.QueryRow(ctx, sqlErased).Scan(&mark)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err == nil {
			err = wipeAll(ctx, c)
		}
		if err == nil {
			_, err = c.Exec(ctx, sqlWiped, mark)
		}
		return s.explain(ctx, err)
	}, false)
}

// wipeAll goes over all tables with learners in them, and over what the planner
// remembers of their values.
func wipeAll(ctx context.Context, c *pgx.Conn) (err error) {
	for _, set := range []string{"SET statement_timeout = 0", "SET lock_timeout = '" + wipeWait + "'"} {
		if _, err := c.Exec(ctx, set); err != nil {
			return err
		}
	}
	defer func() {
		for _, name := range []string{"statement_timeout", "lock_timeout"} {
			_, e := c.Exec(ctx, "RESET "+name)
			err = errors.Join(err, e)
		}
	}()
	for _, table := range ofLearner {
		var size int64
		if err := c.QueryRow(ctx, sqlTableSize, table).Scan(&size); err != nil {
			return err
		}
		how := "VACUUM (FULL, ANALYZE) "
		if size > wipeSmall {
			how = "VACUUM (INDEX_CLEANUP ON, ANALYZE) "
		}
		if _, err := c.Exec(ctx, how+table); err != nil {
			return err
		}
	}
	_, err = c.Exec(ctx, "VACUUM FULL pg_catalog.pg_statistic") // left out when we may not
	return err
}

// busyWipe says whether a wipe did not come to its turn: the next one will.
func busyWipe(err error) bool {
	return code(err) == codeLockTime || errors.Is(err, store.ErrReadOnly)
}
