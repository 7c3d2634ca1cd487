package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/puddle/v2"

	"capheso/dialogs"
	"capheso/store"
)

// The classes and codes of PostgreSQL's errors that mean something to us.
const (
	classConnection = "08"
	classOperator   = "57P" // the server stops, crashed or starts
	codeSerialize   = "40001"
	codeDeadlock    = "40P01"
	codeFull        = "53100"
	codeCrowded     = "53300"
	codeReadOnly    = "25006"
	codePassword    = "28P01"
	codeRole        = "28000"
	codeNoDatabase  = "3D000"
	codeNotAllowed  = "42501"
	codeLockTime    = "55P03" // it did not get a lock in time
	codeIdle        = "25P03" // it was idle in a transaction for too long
)

// ErrAway says that the database cannot be reached now. It may come back.
var ErrAway = errors.New("it cannot be reached now")

func code(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// broken says whether a connection is of no use any more.
func broken(err error) bool {
	c := code(err)
	if c != "" {
		// A server that became a standby refuses writes on old connections;
		// new ones may be led to the one that took over.
		return strings.HasPrefix(c, classConnection) || strings.HasPrefix(c, classOperator) || c == codeReadOnly || c == codeIdle
	}
	var netErr net.Error
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.As(err, &netErr) || pgconn.SafeToRetry(err) || strings.Contains(err.Error(), "conn closed")
}

// passing says whether a second try may end otherwise.
func passing(err error) bool {
	c := code(err)
	return c == codeSerialize || c == codeDeadlock || broken(err)
}

func (s *Store) errClosed() error { return fmt.Errorf("%s: %w", s.at, store.ErrClosed) }

// explain makes one line of an error: what, which database, what to do.
func (s *Store) explain(ctx context.Context, err error) error {
	var panicked *store.PanicError
	switch {
	case err == nil, errors.As(err, &panicked), strings.HasPrefix(err.Error(), s.at),
		errors.Is(err, store.ErrNotFirst), errors.Is(err, store.ErrDamaged):
		return err
	case errors.Is(err, puddle.ErrClosedPool):
		return s.errClosed()
	case ctx.Err() != nil:
		return ctx.Err()
	}
	var failed *pgconn.ConnectError
	switch c := code(err); {
	case c == codePassword, c == codeRole:
		return s.line(err, "it does not let this user in; check the user and the password")
	case c == codeNoDatabase:
		return s.line(err, "there is no such database; create it")
	case c == codeFull:
		return s.kind(store.ErrFull, err, "free some space; nothing was lost")
	case c == codeReadOnly:
		return s.kind(store.ErrReadOnly, err, "it is a standby or was set read-only; nothing was lost")
	case c == codeNotAllowed:
		return s.kind(store.ErrReadOnly, err, "give this user the rights on the schema "+schema)
	case c == codeCrowded:
		return s.line(err, "it has no connection left; raise max_connections or lower pool_max_conns")
	case strings.HasPrefix(c, classOperator):
		return s.kind(ErrAway, err, "it is stopping or starting")
	case errors.As(err, &failed), broken(err), errors.Is(err, context.DeadlineExceeded):
		return s.kind(ErrAway, err, "nothing was lost; see that it runs")
	}
	return fmt.Errorf("%s: %w", s.at, flat{err})
}

func (s *Store) line(err error, do string) error {
	return fmt.Errorf("%s: %s (%w)", s.at, do, flat{err})
}

func (s *Store) kind(is, err error, do string) error {
	return fmt.Errorf("%s: %w: %s (%w)", s.at, is, do, flat{err})
}

// flat is an error in one line: the library has one for each server it tried.
type flat struct{ err error }

func (f flat) Error() string { return strings.Join(strings.Fields(f.err.Error()), " ") }
func (f flat) Unwrap() error { return f.err }

// damaged names a row that cannot be what was written.
func damaged(table string, user dialogs.UserID, row any, cause error) error {
	return fmt.Errorf("%w: row %v of %s in %s; stop, and restore the last backup (%w)", store.ErrDamaged, row, user, table, cause)
}
