package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	bolterrors "go.etcd.io/bbolt/errors"

	"capheso/store"
)

// damaged names a row that cannot be what was written.
func damaged(n table, key []byte) error {
	return fmt.Errorf("%w: row %q of %s; stop, and put the last backup in its place", store.ErrDamaged, key, names[n])
}

func damagedBy(n table, key []byte, cause error) error {
	return fmt.Errorf("%w (%w)", damaged(n, key), cause)
}

// causes says which of the store's errors is behind one of the system. bbolt
// keeps only the words of some, so the words are looked at as well.
var causes = []struct {
	errno syscall.Errno
	is    error
	do    string
}{
	{syscall.ENOSPC, store.ErrFull, "free some space; nothing was lost"},
	{syscall.EDQUOT, store.ErrFull, "free some space or raise the quota; nothing was lost"},
	{syscall.EFBIG, store.ErrFull, "raise the limit on file sizes; nothing was lost"},
	{syscall.EROFS, store.ErrReadOnly, "the disk is mounted read-only"},
	{syscall.EACCES, store.ErrReadOnly, "give this user the right to write there"},
	{syscall.EPERM, store.ErrReadOnly, "give this user the right to write there"},
}

// explain adds to an error of the system what it means for the store, which
// file it is about and what to do.
func explain(path string, err error) error {
	if err == nil || isOurs(err) {
		return err
	}
	if errors.Is(err, bolterrors.ErrMaxSizeReached) {
		return fmt.Errorf("%s: %w: its largest allowed size is reached (%w)", path, store.ErrFull, err)
	}
	for _, c := range causes {
		if errors.Is(err, c.errno) || strings.Contains(err.Error(), c.errno.Error()) {
			return fmt.Errorf("%s: %w: %s (%w)", path, c.is, c.do, err)
		}
	}
	if errors.Is(err, bolterrors.ErrDatabaseNotOpen) {
		return fmt.Errorf("%s: %w", path, store.ErrClosed)
	}
	return fmt.Errorf("%s: %w", path, err)
}

// recovered turns a panic of bbolt, which is how it meets a page that makes no
// sense, into ErrDamaged. Reading beyond the end of a file that was cut short
// faults; debug.SetPanicOnFault makes that a panic too.
func (s *Store) recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%s: %w: stop, and put the last backup in its place (%v)", s.path, store.ErrDamaged, p)
	}
}

// fileError is a refusal to open, in one line: what, which file, what to do.
func fileError(path string, is error, format string, args ...any) error {
	return fmt.Errorf("%s: %w: %s", path, is, fmt.Sprintf(format, args...))
}

func missing(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// isOurs says whether an error has been explained already.
func isOurs(err error) bool {
	for _, is := range []error{
		store.ErrLocked, store.ErrForeign, store.ErrNewer, store.ErrDamaged, store.ErrClosed, store.ErrFull, store.ErrReadOnly,
	} {
		if errors.Is(err, is) {
			return true
		}
	}
	return false
}
