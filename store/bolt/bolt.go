// Package bolt keeps what must not be lost in one file, with bbolt. It needs no
// server and no set-up, and is enough for about a million learners.
//
// One transaction per batch of events holds all they change. The file is never
// initialised over something that was there, and every row whose bytes matter
// carries a checksum, because bbolt has none on data pages.
package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	bbolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"capheso/store"
)

// format is the number of the layout described in keys.go. A release that
// changes the layout raises it and brings older files along in Open.
const format = 3

var keyFormat = []byte("format")

const (
	fileMode = 0o600
	dirMode  = 0o700
	// lockWait is how long Open waits for another process to let go of the
	// file: as long as a stopping one may need for its last commit.
	lockWait = 500 * time.Millisecond
	// mapped is how much of the address space the file may grow into before
	// writers have to wait for readers to map it again. It costs no memory.
	mapped = 16 << 30
)

// Store is a store in one file.
type Store struct {
	path    string
	maxSize int

	gate sync.RWMutex // held to read db; locked to change it
	db   *bbolt.DB    // nil when closed

	queue   sync.Mutex // guards waiting
	waiting []*request

	token    chan struct{} // whoever puts one in may commit; see write. What follows is theirs
	lastBulk bool          // the last commit had a bulk request
	touched  int           // commits since the last letGo
	size     int64         // of the file, as the last transaction found it
	broken   error         // nothing can be written any more
	wedged   bool          // bbolt panicked with its lock held: it cannot even be closed

	memory  memory
	commits atomic.Uint64

	found int         // the format the file had
	old   atomic.Bool // there may be rows of format 1

	copying sync.Mutex // backups and Forget go one after the other

	trace func(bucket, key, value []byte) // tests see what is written …
	at    func(step string)               // … and stop between steps
}

var _ store.Store = (*Store)(nil)

// Option changes how Open opens.
type Option func(*Store)

// MaxSize limits how large the file may grow, in bytes. Beyond it writes fail
// with ErrFull.
func MaxSize(bytes int) Option { return func(s *Store) { s.maxSize = bytes } }

// Open opens the store at path, or creates it when there is none and never was,
// with its folder. One process at a time can have it open.
//
// Errors are one line that says what is wrong, with which file, and what to do:
// ErrLocked, ErrForeign, ErrNewer, ErrDamaged, ErrReadOnly, ErrFull. A file that
// is refused is left as it is.
func Open(path string, opts ...Option) (*Store, error) {
	s := &Store{path: path, token: make(chan struct{}, 1), at: func(string) {}}
	for _, o := range opts {
		o(s)
	}
	if err := s.makeSure(); err != nil {
		return nil, explain(path, err)
	}
	if err := s.openFile(); err != nil {
		return nil, err
	}
	if err := s.welcome(); err != nil {
		s.db.Close()
		return nil, err
	}
	s.landed(time.Now())
	return s, nil
}

func (s *Store) options() *bbolt.Options {
	opts := &bbolt.Options{
		Timeout:      lockWait,
		FreelistType: bbolt.FreelistArrayType, // sorted as it is: the other kind sorts at each commit
		NoStatistics: true,
		MaxSize:      s.maxSize,
	}
	if strconv.IntSize == 64 {
		opts.InitialMmapSize = mapped
	}
	return opts
}

// openFile lets bbolt have the file once guard has looked at it.
func (s *Store) openFile() (err error) {
	var file *os.File
	opts := s.options()
	opts.OpenFile = func(path string, _ int, _ os.FileMode) (*os.File, error) {
		var err error
		file, err = guard(path)
		return file, err
	}
	defer func() {
		if err != nil && file != nil {
			file.Close() // bbolt does not, when it panics; closing twice does no harm
		}
	}()
	defer s.recovered(&err)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	s.db, err = bbolt.Open(s.path, fileMode, opts)
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return locked(s.path)
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum):
		return fileError(s.path, store.ErrDamaged, "put the last backup in its place (%v)", err)
	}
	return explain(s.path, err)
}

// welcome looks whose file it is, and clears away what a crash left.
func (s *Store) welcome() (err error) {
	if err := s.checkFormat(); err != nil {
		return err
	}
	if err := removeLeftovers(s.path); err != nil {
		return explain(s.path, err)
	}
	if err := s.upgrade(); err != nil {
		return explain(s.path, err)
	}
	return explain(s.path, writeMarker(s.path))
}

// checkFormat refuses what is not ours to read, and notes what it found.
func (s *Store) checkFormat() (err error) {
	defer s.recovered(&err)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	return s.db.View(func(tx *bbolt.Tx) error {
		b := tx.Bucket(names[identity])
		if b == nil {
			return fileError(s.path, store.ErrForeign, "it is a bbolt file of another program; choose another folder")
		}
		n, err := strconv.Atoi(string(b.Get(keyFormat)))
		switch {
		case err != nil || n < 1:
			return fileError(s.path, store.ErrDamaged, "it does not say which format it has; put the last backup in its place")
		case n > format:
			return fileError(s.path, store.ErrNewer, "it has format %d and this one reads up to %d; start that release again", n, format)
		}
		s.found = n
		s.old.Store(n < formatApart || b.Get(keyOld) != nil)
		return nil
	})
}

// current is the database, or ErrClosed.
func (s *Store) current() (*bbolt.DB, error) {
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.db == nil {
		return nil, s.closed()
	}
	return s.db, nil
}

func (s *Store) closed() error { return fmt.Errorf("%s: %w", s.path, store.ErrClosed) }

// Close is described in package store.
func (s *Store) Close() error {
	s.copying.Lock()
	defer s.copying.Unlock()
	s.token <- struct{}{}
	defer func() { <-s.token }()
	s.gate.Lock()
	defer s.gate.Unlock()
	if s.db == nil {
		return nil
	}
	db := s.db
	s.db = nil
	if s.wedged {
		return nil
	}
	return explain(s.path, db.Close())
}

// Backup is described in package store. What it writes is a store file: put in
// the place of a lost one, it opens. A reader as slow as a network does not
// hold up writers, but Forget and Close wait for it.
func (s *Store) Backup(ctx context.Context, w io.Writer) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.copying.Lock()
	defer s.copying.Unlock()
	db, err := s.current()
	if err != nil {
		return err
	}
	defer s.recovered(&err)
	return db.View(func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(ctxWriter{ctx, w})
		return err
	})
}

// ctxWriter stops when its context ends.
type ctxWriter struct {
	ctx context.Context
	w   io.Writer
}

func (c ctxWriter) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.w.Write(p)
}

func syncDir(dir string) error {
	d, err := os.Open(filepath.Clean(dir))
	if err != nil {
		return err
	}
	err = d.Sync()
	return errors.Join(err, d.Close())
}
