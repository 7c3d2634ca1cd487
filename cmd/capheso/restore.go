package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"capheso/cmd/capheso/control"
	"capheso/store"
	"capheso/store/bolt"
	"capheso/store/postgres"
)

// restoreCmd puts a backup in the place of a store.
type restoreCmd struct {
	File     string `arg:"" help:"The backup." placeholder:"FILE"`
	Data     string `help:"Folder of the store. Default: the user's data folder." placeholder:"DIR"`
	Store    string `help:"Empty database to restore into, for a backup of a database." placeholder:"postgres://USER@HOST/NAME"`
	Identity string `help:"File of the age key, for an encrypted backup." placeholder:"FILE"`
	Force    bool   `help:"Take the place of a store that is there. The old one is kept beside it."`
}

func (cmd *restoreCmd) Run(c *streams) error {
	dir, err := dataFolder(cmd.Data)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, storeFile)
	if err := cmd.free(dir, path); err != nil {
		return err
	}
	plain, sum, err := cmd.unpack(c, dir)
	if err != nil {
		return err
	}
	defer os.Remove(plain)
	fmt.Fprintf(c.stdout, "The backup is sound: %s.\n", says(sum))
	database, err := ofDatabase(plain)
	switch {
	case err != nil:
		return err
	case database != (cmd.Store != ""):
		return errors.New(otherKind[database])
	case database:
		return cmd.intoDatabase(c, plain)
	}
	if err := giveLike(dir, plain); err != nil {
		return err
	}
	kept, err := bolt.Install(plain, path, cmd.Force)
	if errors.Is(err, os.ErrExist) {
		err = taken(path)
	}
	if err != nil {
		return err
	}
	if err := giveLike(dir, path+bolt.Marker); err != nil {
		return err
	}
	fmt.Fprintf(c.stdout, "Restored into %s. Start the bot again.\n", dir)
	if kept != "" {
		fmt.Fprintf(c.stdout, "The store that was there is kept as %s; delete it when all is well.\n", kept)
	}
	return nil
}

// otherKind is what to do with a backup of a database (true) or of a file.
var otherKind = map[bool]string{
	true:  "this is the backup of a database: give an empty one with --store postgres://USER@HOST/NAME",
	false: "this is the backup of a store in a file: restore it into a folder with --data, and copy it into the database with capheso move",
}

// free refuses before the work what would be refused after it.
func (cmd *restoreCmd) free(dir, path string) error {
	if cmd.Store != "" {
		if !postgres.IsAddress(cmd.Store) {
			return errors.New("--store takes the address of a database, postgres://user@host/name")
		}
		return nil
	}
	if control.Running(dir) {
		return fmt.Errorf("%w: a bot is running on %s; stop it first", store.ErrLocked, dir)
	}
	if _, err := os.Lstat(path); err == nil && !cmd.Force {
		return taken(path)
	}
	return nil
}

func taken(path string) error {
	return fmt.Errorf("%s: there is a store already; nothing was changed. --force puts the backup in its place and keeps the old one beside it", path)
}

// unpack makes a plain copy of the backup beside the store to be, and checks
// it.
func (cmd *restoreCmd) unpack(c *streams, dir string) (plain string, sum store.Sum, err error) {
	keys, err := identities(cmd.Identity)
	if err != nil {
		return "", sum, err
	}
	in, err := os.Open(cmd.File)
	if err != nil {
		return "", sum, err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return "", sum, fmt.Errorf("%s is no file", cmd.File)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", sum, explainDisk(dir, err)
	}
	bk := backup{terminal: c.stderr, size: info.Size()}
	plain, err = bk.fill(c.ctx, "unpacking", dir, func(_ context.Context, w io.Writer) error {
		r, err := unseal(in, keys)
		if err == nil {
			_, err = io.Copy(w, r)
		}
		return err
	})
	if err == nil {
		if sum, err = bk.check(c.ctx, plain); err != nil {
			os.Remove(plain)
		}
	}
	if err != nil {
		return "", sum, fmt.Errorf("%s cannot be restored, and nothing was changed: %w", cmd.File, explainDisk(dir, err))
	}
	return plain, sum, nil
}

// ofDatabase reports whether a checked backup is one of PostgreSQL.
func ofDatabase(file string) (bool, error) {
	f, err := os.Open(file)
	if err != nil {
		return false, err
	}
	defer f.Close()
	head := make([]byte, headSize)
	n, err := io.ReadFull(f, head)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return postgres.IsBackup(head[:n]), err
}

func (cmd *restoreCmd) intoDatabase(c *streams, plain string) error {
	f, err := os.Open(plain)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := postgres.Restore(c.ctx, cmd.Store, f); err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.stdout, "Restored into the database. Start the bots again.")
	return err
}
