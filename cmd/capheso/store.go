package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"capheso/store"
	"capheso/store/bolt"
	"capheso/store/postgres"
)

// storeFile is the name of the store in the data folder.
const storeFile = "capheso.db"

// openStore opens the store of a data folder, or creates it.
func openStore(dir string) (store.Store, error) {
	st, err := bolt.Open(filepath.Join(dir, storeFile))
	if err != nil {
		return nil, err
	}
	return whole(context.Background(), st)
}

// The longest wait between two tries to reach a database.
const awayMost = 10 * time.Second

// openServed opens the store that serve was told to use: the one of the data
// folder, or a database, for which it waits when that is away. where says in
// which words a person finds it.
func openServed(ctx context.Context, address, dir string, log *slog.Logger) (st store.Store, where string, err error) {
	if address == "" {
		st, err = openStore(dir)
		return st, dir, err
	}
	if !postgres.IsAddress(address) {
		return nil, "", errors.New("--store takes the address of a database, postgres://user@host/name; for a file give its folder with --data")
	}
	for wait := 500 * time.Millisecond; ; wait = min(2*wait, awayMost) {
		pg, err := postgres.Open(ctx, address, postgres.Local("web"))
		if err == nil {
			st, err = whole(ctx, pg)
			return st, pg.String(), err
		}
		if !errors.Is(err, postgres.ErrAway) {
			return nil, "", err
		}
		log.Warn("waiting for the store", "err", oneLine(err.Error()), "again", wait)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil, "", ctx.Err()
		}
	}
}

// whole refuses a store that is an unfinished copy.
func whole(ctx context.Context, m store.Movable) (store.Store, error) {
	moving, err := m.Moving(ctx)
	if err == nil && moving {
		err = fmt.Errorf("%w: this store is a copy that was not finished; run capheso move again", store.ErrDamaged)
	}
	if err != nil {
		m.Close()
		return nil, err
	}
	return m, nil
}

// openMovable opens a store by its address: bolt:FILE or postgres://….
func openMovable(ctx context.Context, address string) (store.Movable, error) {
	if file, ok := strings.CutPrefix(address, "bolt:"); ok && file != "" {
		return bolt.Open(file)
	}
	if postgres.IsAddress(address) {
		return postgres.Open(ctx, address)
	}
	return nil, fmt.Errorf("%.20q is no address of a store; there are bolt:FILE and postgres://user@host/name", address)
}
