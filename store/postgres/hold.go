package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"capheso/dialogs"
)

// The lock on what is held is one of its connection's, so that the server gives
// it back when a process dies, and so that who has lost it cannot save: its
// connection is gone too.
const (
	sqlHoldTake = `SELECT pg_try_advisory_lock(hashtextextended('capheso ' || $1, 0))`
	sqlHoldGive = `SELECT pg_advisory_unlock(hashtextextended('capheso ' || $1, 0))`
	sqlHeld     = `SELECT data FROM held WHERE name = $1`
	sqlKeepHeld = `INSERT INTO held (name, data) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET data = excluded.data`
)

// holdPause is how long to wait before another look at a lock.
const holdPause = 50 * time.Millisecond

// Hold is described in package store.
func (s *Store) Hold(ctx context.Context, name string, work func(kept []byte, save func([]byte) error) error) error {
	if s.closed.Load() {
		return s.errClosed()
	}
	done, err := s.holds.take(ctx, dialogs.UserID(name)) // one connection of a process waits, not all
	if err != nil {
		return err
	}
	defer done()
	held, err := s.holding(ctx, name)
	if err != nil {
		return s.explain(ctx, err)
	}
	c := held.Conn()
	defer func() {
		if end(ctx, c, name) != nil {
			_ = c.Close(context.WithoutCancel(ctx)) // the lock ends with its connection
		}
		held.Release()
	}()
	var kept []byte
	if err := c.QueryRow(ctx, sqlHeld, name).Scan(&kept); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return s.explain(ctx, err)
	}
	return work(kept, func(data []byte) error {
		ctx, cancel := lasting(ctx)
		defer cancel()
		_, err := c.Exec(ctx, sqlKeepHeld, name, data)
		return s.explain(ctx, err)
	})
}

// holding waits for the lock and returns the connection that has it.
func (s *Store) holding(ctx context.Context, name string) (*pgxpool.Conn, error) {
	for second := false; ; second = true {
		c, err := s.pool.Acquire(ctx)
		if err != nil {
			return nil, err
		}
		if err = takeLock(ctx, c.Conn(), name); err == nil {
			return c, nil
		}
		_ = c.Conn().Close(context.WithoutCancel(ctx)) // it may have the lock, unknown to us
		c.Release()
		if second || ctx.Err() != nil || !broken(err) {
			return nil, err
		}
		s.pool.Reset()
	}
}

func takeLock(ctx context.Context, c *pgx.Conn, name string) error {
	for {
		var ours bool
		if err := c.QueryRow(ctx, sqlHoldTake, name).Scan(&ours); ours || err != nil {
			return err
		}
		pause(ctx, holdPause)
	}
}

// end gives the lock back.
func end(ctx context.Context, c *pgx.Conn, name string) error {
	ctx, cancel := lasting(ctx)
	defer cancel()
	_, err := c.Exec(ctx, sqlHoldGive, name)
	return err
}
