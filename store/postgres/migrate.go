package postgres

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"capheso/store"
)

// schema is the PostgreSQL schema all tables are in.
const schema = "capheso"

// migrationLock is the advisory lock that lets one process at a time change the
// tables: "capheso" in ASCII.
const migrationLock = 0x63617068657365

// migrations are numbered from 1 and never change once released. One may only
// add: while replicas are replaced one by one, the old ones still run. Where that
// cannot be, as in 4 and 5, docs/postgres.md says to stop them all first.
//
//go:embed migrations/*.sql
var migrations embed.FS

func newest() int {
	list, err := migrations.ReadDir("migrations")
	if err != nil {
		panic(err) // they are part of the program
	}
	return len(list)
}

func migration(n int) string {
	b, err := migrations.ReadFile(fmt.Sprintf("migrations/%04d.sql", n))
	if err != nil {
		panic(err)
	}
	return string(b)
}

// prepare brings the tables to a version, and refuses what it must not touch.
func (s *Store) prepare(ctx context.Context, to int) error {
	return s.run(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		if err := s.durable(ctx, c); err != nil {
			return err
		}
		return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error { return s.migrate(ctx, tx, to) })
	})
}

// durable refuses a server that may lose what it has confirmed.
func (s *Store) durable(ctx context.Context, c *pgx.Conn) error {
	for _, name := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
		var value string
		if err := c.QueryRow(ctx, "SELECT current_setting($1)", name).Scan(&value); err != nil {
			return err
		}
		if value == "off" {
			return fmt.Errorf("%s: a crash would lose what was confirmed, because %s is off; set it to on", s.at, name)
		}
	}
	return nil
}

func (s *Store) migrate(ctx context.Context, tx pgx.Tx, to int) error {
	if _, err := tx.Exec(ctx, sqlUnhurried); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", migrationLock); err != nil {
		return err
	}
	version, err := s.version(ctx, tx)
	if err != nil {
		return err
	}
	if version > newest() {
		return fmt.Errorf("%s: %w: its tables are of version %d and this one knows up to %d; start that release again", s.at, store.ErrNewer, version, newest())
	}
	for n := version + 1; n <= to; n++ {
		for _, statement := range []string{migration(n), fmt.Sprintf("INSERT INTO versions (version) VALUES (%d)", n)} {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return fmt.Errorf("bring the tables to version %d: %w", n, err)
			}
		}
	}
	return nil
}

// version is which version the tables have; 0 when there are none yet.
func (s *Store) version(ctx context.Context, tx pgx.Tx) (n int, err error) {
	var there, ours, foreign bool
	err = tx.QueryRow(ctx, `SELECT to_regnamespace($1) IS NOT NULL, to_regclass($1 || '.versions') IS NOT NULL,
		EXISTS (SELECT FROM pg_tables WHERE schemaname = $1)`, schema).Scan(&there, &ours, &foreign)
	switch {
	case err != nil:
		return 0, err
	case foreign && !ours:
		return 0, fmt.Errorf("%s: %w: its schema %s has tables of another program; choose another database", s.at, store.ErrForeign, schema)
	}
	if !there {
		if _, err = tx.Exec(ctx, "CREATE SCHEMA "+schema); err != nil {
			return 0, err
		}
	}
	if !ours {
		_, err = tx.Exec(ctx, "CREATE TABLE versions (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())")
		return 0, err
	}
	err = tx.QueryRow(ctx, "SELECT coalesce(max(version), 0) FROM versions").Scan(&n)
	return n, err
}

// IsAddress says whether an address is one of a PostgreSQL database.
func IsAddress(s string) bool {
	return strings.HasPrefix(s, "postgres://") || strings.HasPrefix(s, "postgresql://")
}
