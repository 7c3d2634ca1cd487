package postgres

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"capheso/store"
)

// dumped is what a backup holds. Claims, leases and the numbers of processes
// mean nothing elsewhere, and tokens of yesterday are spent.
var dumped = []struct{ table, columns string }{
	{"sessions", "learner, revision, erase, session, asked"},
	{"ledger", "learner, event, revision, at"},
	{"outbox", "learner, id, channel, bulk, place, tries, queued, next, reply"},
	{"outcomes", "learner, seq, id, tries, queued, next, at, remote, failed, reply"},
	{"alarms", "learner, name, at"},
	{"facts", "learner, seq, at, kind, key, about, version, score, of, person, text"},
}

var sequences = []string{"message_id", "row_number"}

const (
	backupHead = "-- a backup of capheso in PostgreSQL, tables of version "
	backupEnd  = `\.`
	backupTail = "-- the end\n"
)

// Backup is described in package store. What it writes is read by Restore, and
// by psql into empty tables.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	if s.closed.Load() {
		return s.errClosed()
	}
	err := s.once(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
		return pgx.BeginTxFunc(ctx, c, options, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, sqlUnhurried); err != nil {
				return err
			}
			return dump(ctx, tx, w)
		})
	}, false)
	return s.explain(ctx, err)
}

func dump(ctx context.Context, tx pgx.Tx, w io.Writer) error {
	if _, err := fmt.Fprintf(w, "%s%d\nSET search_path = %s;\n", backupHead, newest(), schema); err != nil {
		return err
	}
	for _, t := range dumped {
		if _, err := fmt.Fprintf(w, "COPY %s (%s) FROM stdin;\n", t.table, t.columns); err != nil {
			return err
		}
		if _, err := tx.Conn().PgConn().CopyTo(ctx, w, fmt.Sprintf("COPY %s (%s) TO STDOUT", t.table, t.columns)); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(w, backupEnd); err != nil {
			return err
		}
	}
	for _, name := range sequences {
		var last int64
		if err := tx.QueryRow(ctx, "SELECT last_value FROM "+name).Scan(&last); err != nil {
			return err
		}
		// More than the last: numbers given while this was written stay unused.
		if _, err := fmt.Fprintf(w, "SELECT setval('%s', %d);\n", name, last+1000); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, backupTail)
	return err
}

// Restore reads what Backup wrote, in this release or an earlier one, into a
// database that holds no store yet: all of it or nothing.
func Restore(ctx context.Context, url string, r io.Reader) error {
	s, err := connect(ctx, url)
	if err != nil {
		return err
	}
	defer s.pool.Close()
	lines := bufio.NewReaderSize(r, 1<<20)
	head, err := lines.ReadString('\n')
	version, bad := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(head, backupHead)))
	switch {
	case err != nil || bad != nil:
		return fmt.Errorf("this is no backup of a PostgreSQL store: %w", store.ErrForeign)
	case version > newest():
		return fmt.Errorf("the backup: %w; restore it with that release", store.ErrNewer)
	}
	if err := s.prepare(ctx, version); err != nil {
		return err
	}
	err = s.once(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error { return s.load(ctx, tx, lines) })
	}, false)
	if err != nil {
		return s.explain(ctx, err)
	}
	return s.prepare(ctx, newest())
}

var (
	copyLine     = regexp.MustCompile(`^COPY [a-z_]+ \([a-z_, ]+\) FROM stdin;\n$`)
	sequenceLine = regexp.MustCompile(`^SELECT setval\('[a-z_]+', [0-9]+\);\n$`)
)

func (s *Store) load(ctx context.Context, tx pgx.Tx, lines *bufio.Reader) error {
	var taken bool
	if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM sessions)").Scan(&taken); err != nil {
		return err
	}
	if taken {
		return fmt.Errorf("%s: there is a store in it already; restore into an empty database", s.at)
	}
	if _, err := tx.Exec(ctx, sqlUnhurried); err != nil {
		return err
	}
	for {
		line, err := lines.ReadString('\n')
		switch {
		case err != nil:
			return fmt.Errorf("the backup was cut short: %w", store.ErrDamaged)
		case line == backupTail:
			return nil
		case copyLine.MatchString(line):
			_, err = tx.Conn().PgConn().CopyFrom(ctx, &copyRows{lines: lines}, strings.TrimSuffix(line, ";\n"))
		case sequenceLine.MatchString(line):
			_, err = tx.Exec(ctx, line)
		case line != "SET search_path = "+schema+";\n":
			return fmt.Errorf("the backup has a line that is none of ours, %.60q: %w", line, store.ErrDamaged)
		}
		if err != nil {
			return err
		}
	}
}

// copyRows reads the rows of one table, up to the line that ends them.
type copyRows struct {
	lines *bufio.Reader
	rest  []byte
	begun bool // rest is the middle of a line
	done  bool
}

func (c *copyRows) Read(p []byte) (int, error) {
	if len(c.rest) == 0 {
		if c.done {
			return 0, io.EOF
		}
		part, err := c.lines.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return 0, io.ErrUnexpectedEOF
		}
		if !c.begun && string(bytes.TrimRight(part, "\n")) == backupEnd {
			c.done = true
			return 0, io.EOF
		}
		c.begun = err != nil
		c.rest = part
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}
