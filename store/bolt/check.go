package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	bbolt "go.etcd.io/bbolt"

	"capheso/store"
)

// Check reads every row of a store file that no process has open for writing,
// and says what it holds. It writes nothing and may read from a disk that
// cannot be written. Its errors are those of Open; a copy that was not finished
// is ErrDamaged.
func Check(ctx context.Context, path string) (store.Sum, error) {
	s := &Store{path: path, token: make(chan struct{}, 1), at: func(string) {}}
	if err := s.openReadOnly(); err != nil {
		return store.Sum{}, err
	}
	defer s.db.Close()
	if err := s.checkFormat(); err != nil {
		return store.Sum{}, err
	}
	moving, err := s.Moving(ctx)
	if err == nil && moving {
		err = fileError(path, store.ErrDamaged, "it is a copy that was not finished")
	}
	if err == nil {
		err = s.readAll(ctx)
	}
	if err != nil {
		return store.Sum{}, err
	}
	return s.sum(ctx)
}

// openReadOnly is openFile for a file that stays as it is.
func (s *Store) openReadOnly() (err error) {
	f, err := os.Open(s.path)
	if err != nil {
		return explain(s.path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return explain(s.path, err)
	case !info.Mode().IsRegular():
		return fileError(s.path, store.ErrForeign, "it is no file")
	}
	if err := checkMeta(s.path, f, info.Size()); err != nil {
		return err
	}
	defer s.recovered(&err)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	s.db, err = bbolt.Open(s.path, fileMode, &bbolt.Options{ReadOnly: true, Timeout: lockWait, NoStatistics: true})
	return explain(s.path, err)
}

// readAll walks every page of every table.
func (s *Store) readAll(ctx context.Context) error {
	return s.view(ctx, func(t *tx) error {
		return t.bolt.ForEach(func(name []byte, b *bbolt.Bucket) error {
			n := 0
			return b.ForEach(func(_, _ []byte) error {
				if n++; n%4096 == 0 {
					return ctx.Err()
				}
				return nil
			})
		})
	})
}

// The range of all facts.
var (
	firstFact = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	lastFact  = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
)

// sum reads what the rows say; their checksums are looked at on the way.
func (s *Store) sum(ctx context.Context) (store.Sum, error) {
	d := store.NewDigest()
	for l, err := range s.Lives(ctx, "") {
		if err == nil {
			err = d.Life(l)
		}
		if err != nil {
			return store.Sum{}, err
		}
	}
	for f, err := range s.Facts(ctx, firstFact, lastFact) {
		if err == nil {
			err = d.Fact(f)
		}
		if err != nil {
			return store.Sum{}, err
		}
	}
	return d.Sum(), nil
}

// Install gives a checked store file, which stands in the same folder, the name
// of the store at path, and flushes the folder. A store that is there already
// is an error that wraps os.ErrExist, unless its place may be taken: then it is
// kept beside it under the name returned. At every moment either the old or the
// new file has the name. ErrLocked: a process has the old one open.
func Install(file, path string, replace bool) (kept string, err error) {
	old, err := os.OpenFile(path, os.O_RDWR, 0)
	switch {
	case err == nil:
		defer old.Close()
		if err := lock(old, lockWait); err != nil {
			return "", err
		}
		if !replace {
			return "", fmt.Errorf("%s: %w", path, os.ErrExist)
		}
		kept = fmt.Sprintf("%s.before-%s", path, time.Now().UTC().Format("20060102-150405"))
		if err := os.Link(path, kept); err != nil {
			return "", explain(kept, err)
		}
	case !missing(err):
		return "", explain(path, err)
	}
	if err := os.Chmod(file, fileMode); err != nil {
		return kept, explain(file, err)
	}
	if kept != "" {
		err = os.Rename(file, path)
	} else if err = link(file, path); err == nil {
		err = os.Remove(file)
		if missing(err) { // there are no links here: it was renamed
			err = nil
		}
	}
	return kept, explain(path, errors.Join(err, syncDir(filepath.Dir(path)), writeMarker(path)))
}
