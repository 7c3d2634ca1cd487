package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"capheso/store"
)

const (
	sqlLines = `SELECT channel, count(*), min(queued) FROM outbox WHERE place IN (1, 2) GROUP BY channel`
	// What the server knows of a large table is near enough, and costs nothing.
	sqlSize = `SELECT CASE WHEN reltuples < 100000 THEN (SELECT count(*) FROM sessions) ELSE reltuples::bigint END,
		pg_database_size(current_database()) FROM pg_class WHERE oid = 'sessions'::regclass`
)

// Stats is described in package store. The number of sessions is an estimate
// from 100,000 on; the commits are those of this process.
func (s *Store) Stats(ctx context.Context) (st store.Stats, err error) {
	err = s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		st = store.Stats{Outbox: map[string]store.Line{}}
		if err := c.QueryRow(ctx, sqlSize).Scan(&st.Sessions, &st.Bytes); err != nil {
			return err
		}
		rows, err := c.Query(ctx, sqlLines)
		if err != nil {
			return err
		}
		var channel string
		var line store.Line
		var oldest time.Time
		_, err = pgx.ForEachRow(rows, []any{&channel, &line.Waiting, &oldest}, func() error {
			line.Oldest = oldest.UTC()
			st.Outbox[channel] = line
			return nil
		})
		return err
	})
	st.Commits = s.commits.Load()
	return st, err
}

const sqlProbe = `UPDATE leases SET until = until WHERE name = 'probe'`

// Probe is described in package store. There is no such lease: a server that
// takes no changes says so all the same.
func (s *Store) Probe(ctx context.Context) error {
	return s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		_, err := c.Exec(ctx, sqlProbe)
		return err
	})
}
