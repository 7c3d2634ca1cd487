package bolt

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	bbolt "go.etcd.io/bbolt"

	"capheso/store"
)

// Marker ends the name of the file beside the store which says that a store was
// made here, so that a lost file is not taken for a first start.
const Marker = ".made"

// The same, here; and what ends the name of a store being created.
const (
	marker = Marker
	making = ".making-"
)

const markerText = `A store of capheso was made beside this file. When the store is missing, the bot
does not start: put the last backup in its place. To begin anew, with no learner
remembered, delete this file.
`

// makeSure creates the store when there is none and never was.
func (s *Store) makeSure() error {
	info, err := os.Stat(s.path)
	if err == nil && !info.Mode().IsRegular() {
		return fileError(s.path, store.ErrForeign, "it is no file; choose another path")
	}
	if err == nil || !missing(err) {
		return err
	}
	if exists(s.path + marker) {
		return fileError(s.path, store.ErrDamaged,
			"the file is gone; put the last backup in its place, or delete %s to begin anew", s.path+marker)
	}
	dir := filepath.Dir(s.path)
	if err := os.MkdirAll(dir, dirMode); err != nil {
		return err
	}
	return s.create(dir)
}

// create makes an empty store under another name and links it into place: a
// crash leaves no half a store, and of two processes that start at once one
// finds the other's.
func (s *Store) create(dir string) error {
	f, err := os.CreateTemp(dir, filepath.Base(s.path)+making)
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := f.Close(); err != nil {
		return err
	}
	if err := s.initialise(f.Name()); err != nil {
		return err
	}
	s.at("initialised")
	if err := link(f.Name(), s.path); err != nil {
		if exists(s.path) {
			return nil
		}
		return err
	}
	s.at("linked")
	return syncDir(dir)
}

// link gives a file its name without ever taking that name from another. Where
// the file system has no links, the moment between look and rename is left.
func link(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, os.ErrExist) || missing(err) {
		return err
	}
	if exists(to) {
		return os.ErrExist
	}
	return os.Rename(from, to)
}

// initialise writes the tables and what this file is.
func (s *Store) initialise(path string) error {
	db, err := bbolt.Open(path, fileMode, s.options())
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range names {
			if _, err := tx.CreateBucket(name); err != nil {
				return err
			}
		}
		return tx.Bucket(names[identity]).Put(keyFormat, []byte(strconv.Itoa(format)))
	})
	return errors.Join(err, db.Close())
}

// removeLeftovers clears away what a crash left of Forget or of a start. It is
// called by who has the store locked.
func removeLeftovers(path string) error {
	if err := os.Remove(path + forgetting); err != nil && !missing(err) {
		return err
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return err
	}
	for _, e := range left {
		if name := e.Name(); strings.HasPrefix(name, filepath.Base(path)+making) {
			if err := os.Remove(filepath.Join(filepath.Dir(path), name)); err != nil && !missing(err) {
				return err
			}
		}
	}
	return nil
}

func writeMarker(path string) error {
	f, err := os.OpenFile(path+marker, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(markerText)
	return errors.Join(err, f.Sync(), f.Close(), syncDir(filepath.Dir(path)))
}

// guard opens and locks the file and refuses what is no whole bbolt file,
// before bbolt sees it: bbolt would make a new store of an empty file, and
// crash the process over one that was cut short.
func guard(path string) (f *os.File, err error) {
	if f, err = os.OpenFile(path, os.O_RDWR, 0); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			f.Close()
			f = nil
		}
	}()
	if err := lock(f, lockWait); err != nil {
		return f, err
	}
	// While we waited, another process may have put another file in its place.
	mine, err := f.Stat()
	if err != nil {
		return f, err
	}
	if there, err := os.Stat(path); err != nil || !os.SameFile(mine, there) {
		return f, locked(path)
	}
	if err := checkMeta(path, f, mine.Size()); err != nil {
		return f, err
	}
	if mine.Mode().Perm()&0o077 != 0 {
		return f, f.Chmod(fileMode)
	}
	return f, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func locked(path string) error {
	return fileError(path, store.ErrLocked, "stop the other one, or give this one another folder")
}

// The head of a bbolt file: two meta pages, in the byte order of the machine.
const (
	pageHeader  = 16
	metaSize    = 64
	boltMagic   = 0xED0CDAED
	boltVersion = 2
)

// meta is what we need of a meta page.
type meta struct {
	magic, version, pageSize uint32
	pages, txid              uint64
	sound                    bool
}

func readMeta(r io.ReaderAt, off int64) (m meta) {
	var b [metaSize]byte
	if _, err := r.ReadAt(b[:], off+pageHeader); err != nil {
		return m
	}
	n := binary.NativeEndian
	m.magic, m.version, m.pageSize = n.Uint32(b[0:]), n.Uint32(b[4:]), n.Uint32(b[8:])
	m.pages, m.txid = n.Uint64(b[40:]), n.Uint64(b[48:])
	h := fnv.New64a()
	h.Write(b[:56])
	m.sound = m.magic == boltMagic && h.Sum64() == n.Uint64(b[56:])
	return m
}

// checkMeta says whether the file is a bbolt file and all there.
func checkMeta(path string, f *os.File, size int64) error {
	if size == 0 {
		return fileError(path, store.ErrDamaged,
			"the file is empty; put the last backup in its place, or delete it to begin anew")
	}
	first := readMeta(f, 0)
	best := first
	for page := int64(1024); page <= 64<<10; page *= 2 {
		second := readMeta(f, page)
		if second.magic == boltMagic && best.magic != boltMagic ||
			second.sound && (!best.sound || second.txid > best.txid) {
			best = second
		}
	}
	switch {
	case best.magic != boltMagic && exists(path+marker):
		return fileError(path, store.ErrDamaged, "its head is gone; put the last backup in its place")
	case best.magic != boltMagic:
		return fileError(path, store.ErrForeign, "choose another path")
	case best.version > boltVersion:
		return fileError(path, store.ErrNewer, "its file format is %d and this one reads %d; start that release again", best.version, boltVersion)
	case !best.sound:
		return fileError(path, store.ErrDamaged, "its head is damaged; put the last backup in its place")
	case best.pages > uint64(size)/uint64(max(best.pageSize, 1)):
		return fileError(path, store.ErrDamaged,
			"it was cut short, %d of %d bytes are left; put the last backup in its place", size, best.pages*uint64(best.pageSize))
	}
	return nil
}
