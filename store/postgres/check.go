package postgres

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"capheso/store"
)

// IsBackup reports whether a file that begins with head was written by Backup.
func IsBackup(head []byte) bool { return bytes.HasPrefix(head, []byte(backupHead)) }

// Check reads what Backup wrote and says whether it is whole, and how many
// learners, events and facts it holds. The errors are those of Restore.
func Check(ctx context.Context, r io.Reader) (store.Sum, error) {
	lines := bufio.NewReaderSize(r, 1<<20)
	head, err := lines.ReadString('\n')
	version, bad := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(head, backupHead)))
	switch {
	case err != nil || bad != nil:
		return store.Sum{}, fmt.Errorf("this is no backup of a PostgreSQL store: %w", store.ErrForeign)
	case version > newest():
		return store.Sum{}, fmt.Errorf("the backup: %w; use that release", store.ErrNewer)
	}
	rows := map[string]int{}
	for ctx.Err() == nil {
		line, err := lines.ReadString('\n')
		switch {
		case err != nil:
			return store.Sum{}, fmt.Errorf("the backup was cut short: %w", store.ErrDamaged)
		case line == backupTail:
			return sumOf(rows)
		case copyLine.MatchString(line):
			n, err := countRows(&copyRows{lines: lines})
			if err != nil {
				return store.Sum{}, fmt.Errorf("the backup was cut short: %w", store.ErrDamaged)
			}
			rows[strings.Fields(line)[1]] = n
		case !sequenceLine.MatchString(line) && line != "SET search_path = "+schema+";\n":
			return store.Sum{}, fmt.Errorf("the backup has a line that is none of ours, %.60q: %w", line, store.ErrDamaged)
		}
	}
	return store.Sum{}, ctx.Err()
}

// sumOf wants every table of this release's first version.
func sumOf(rows map[string]int) (store.Sum, error) {
	for _, table := range []string{"sessions", "ledger", "outbox", "outcomes", "facts"} {
		if _, ok := rows[table]; !ok {
			return store.Sum{}, fmt.Errorf("the backup has no table %s: %w", table, store.ErrDamaged)
		}
	}
	return store.Sum{Learners: rows["sessions"], Events: rows["ledger"], Waiting: rows["outbox"], Settled: rows["outcomes"], Facts: rows["facts"]}, nil
}

// countRows counts the rows of one table.
func countRows(c *copyRows) (n int, err error) {
	part := make([]byte, 64<<10)
	for {
		k, err := c.Read(part)
		n += bytes.Count(part[:k], []byte("\n"))
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}
