package bolt

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	bbolt "go.etcd.io/bbolt"

	"capheso/dialogs"
)

// forgetting ends the name of the copy that Forget writes.
const forgetting = ".forget"

// Forget is described in package store.
//
// bbolt leaves deleted rows in pages it will use some day, so nothing is
// deleted: a copy without the learners is written beside the store and takes
// its name. Until that moment the store is untouched and still lists them as
// erasing; after it nothing of them is left. There is nothing between.
func (s *Store) Forget(ctx context.Context, users ...dialogs.UserID) error {
	gone := make(map[dialogs.UserID]bool, len(users))
	for _, u := range users {
		if err := checkUser(u); err != nil {
			return err
		}
		gone[u] = true
	}
	if err := ctx.Err(); err != nil || len(gone) == 0 {
		return err
	}
	s.copying.Lock() // no backup meanwhile
	defer s.copying.Unlock()
	s.token <- struct{}{} // no commit either
	defer func() { <-s.token }()

	old, err := s.current()
	if err != nil {
		return err
	}
	path := s.path + forgetting
	fresh, err := s.copyWithout(old, path, gone)
	if err != nil {
		os.Remove(path)
		return explain(path, err)
	}
	s.at("copied")
	s.memory.clear()
	return s.swap(old, fresh, path)
}

// copyWithout writes and flushes the copy, and opens it.
func (s *Store) copyWithout(old *bbolt.DB, path string, gone map[dialogs.UserID]bool) (fresh *bbolt.DB, err error) {
	if err := os.Remove(path); err != nil && !missing(err) {
		return nil, err
	}
	opts := s.options()
	opts.NoSync = true
	if fresh, err = bbolt.Open(path, fileMode, opts); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			fresh.Close()
		}
	}()
	defer s.recovered(&err)
	err = old.View(func(src *bbolt.Tx) error { return copyTables(fresh, src, newSieve(gone)) })
	if err != nil {
		return nil, err
	}
	if err := fresh.Sync(); err != nil {
		return nil, err
	}
	fresh.NoSync = false
	return fresh, nil
}

// swap puts the copy in the store's place. Readers wait.
func (s *Store) swap(old, fresh *bbolt.DB, path string) error {
	s.gate.Lock()
	defer s.gate.Unlock()
	if err := os.Rename(path, s.path); err != nil {
		fresh.Close()
		os.Remove(path)
		return explain(path, err)
	}
	s.at("renamed")
	s.db = fresh
	old.Close()
	if err := syncDir(filepath.Dir(s.path)); err != nil {
		s.broken = fmt.Errorf("%s: the folder cannot be flushed: stop and start again (%w)", s.path, err)
		return s.broken
	}
	return nil
}

// copyBatch is how many bytes one transaction of a copy takes.
const copyBatch = 16 << 20

// copyTables copies all rows but those the sieve holds back.
func copyTables(dst *bbolt.DB, src *bbolt.Tx, sieve *sieve) error {
	w := &copyWriter{db: dst}
	defer w.rollback()
	for _, name := range tableNames(src) {
		from := src.Bucket(name)
		if err := w.table(name, from.Sequence()); err != nil {
			return err
		}
		err := from.ForEach(func(k, v []byte) error {
			if sieve.holds(tableNamed(name), k, v) {
				return nil
			}
			return w.put(name, k, v)
		})
		if err != nil {
			return err
		}
	}
	return w.commit()
}

// tableNames lists the outbox before the index that points into it.
func tableNames(src *bbolt.Tx) [][]byte {
	list := [][]byte{names[outbox]}
	_ = src.ForEach(func(name []byte, _ *bbolt.Bucket) error {
		if string(name) != string(names[outbox]) {
			list = append(list, name)
		}
		return nil
	})
	return list
}

// copyWriter writes rows in order, a transaction every so often.
type copyWriter struct {
	db   *bbolt.DB
	tx   *bbolt.Tx
	to   *bbolt.Bucket
	size int
}

func (w *copyWriter) begin() (err error) {
	if w.tx == nil {
		w.tx, err = w.db.Begin(true)
	}
	return err
}

func (w *copyWriter) table(name []byte, sequence uint64) (err error) {
	if err := w.begin(); err != nil {
		return err
	}
	if w.to, err = w.tx.CreateBucketIfNotExists(name); err != nil {
		return err
	}
	w.to.FillPercent = 0.9
	return w.to.SetSequence(sequence)
}

func (w *copyWriter) put(name, key, value []byte) error {
	if w.size += len(key) + len(value); w.size > copyBatch {
		sequence := w.to.Sequence()
		if err := w.commit(); err != nil {
			return err
		}
		if err := w.table(name, sequence); err != nil {
			return err
		}
	}
	return w.to.Put(key, value)
}

func (w *copyWriter) commit() error {
	tx := w.tx
	w.tx, w.size = nil, 0
	return tx.Commit()
}

func (w *copyWriter) rollback() {
	if w.tx != nil {
		_ = w.tx.Rollback()
	}
}
