package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"capheso/cmd/capheso/control"
	"capheso/store"
	"capheso/store/bolt"
	"capheso/store/postgres"
)

// backupCmd writes a checked copy of the store, while the bot runs or not.
type backupCmd struct {
	File      string   `arg:"" help:"File to write, which must not exist yet; or a folder, where it is named after the day and the time." placeholder:"FILE"`
	Data      string   `help:"Folder of the store. Default: the user's data folder." placeholder:"DIR"`
	Store     string   `help:"Database to copy instead, when no bot runs here." placeholder:"postgres://USER@HOST/NAME"`
	Recipient []string `help:"Encrypt for who has the key of this age recipient: age1…" placeholder:"RECIPIENT"`
	Keep      int      `help:"Keep only so many backups of the folder, the newest. 0 keeps all." default:"0" placeholder:"N"`
}

func (cmd *backupCmd) Run(c *streams) error {
	dir, err := dataFolder(cmd.Data)
	if err != nil {
		return err
	}
	to, err := recipients(cmd.Recipient)
	if err != nil {
		return err
	}
	bk := backup{work: dir, to: to, terminal: c.stderr, size: storeBytes(cmd.Store, dir), from: func(ctx context.Context, w io.Writer) error { return copyStore(ctx, cmd.Store, dir, w) }}
	file, sum, err := bk.write(c.ctx, cmd.File, time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(c.stdout, "Written and checked: %s, %s.\n", file, says(sum))
	if cmd.Keep > 0 {
		return keepNewest(filepath.Dir(file), cmd.Keep)
	}
	return nil
}

// says is what a backup holds, in words.
func says(s store.Sum) string {
	return fmt.Sprintf("%d learners, %d events, %d messages waiting, %d facts", s.Learners, s.Events, s.Waiting, s.Facts)
}

// copyStore has the running bot copy its store, or copies it itself when no bot
// runs.
func copyStore(ctx context.Context, address, dir string, w io.Writer) error {
	if address != "" {
		st, err := openMovable(ctx, address)
		if err != nil {
			return err
		}
		defer st.Close()
		return st.Backup(ctx, w)
	}
	err := control.Call(ctx, dir, "backup", nil, nil, w)
	if !errors.Is(err, control.ErrNotRunning) {
		return err
	}
	file := filepath.Join(dir, storeFile)
	if _, missing := os.Stat(file); missing != nil {
		return fmt.Errorf("there is no store to copy: %w, and %w", err, missing)
	}
	st, oerr := bolt.Open(file)
	if oerr != nil {
		return fmt.Errorf("%w (%w)", oerr, err)
	}
	defer st.Close()
	return st.Backup(ctx, w)
}

// recipients reads the public keys to encrypt for.
func recipients(names []string) (list []age.Recipient, err error) {
	for _, name := range names {
		r, err := age.ParseRecipients(strings.NewReader(name))
		if err != nil || len(r) != 1 {
			return nil, fmt.Errorf("--recipient %.12s… is no age recipient; age-keygen prints one, it begins with age1", name)
		}
		list = append(list, r...)
	}
	return list, nil
}

// backup writes one backup.
type backup struct {
	from func(ctx context.Context, w io.Writer) error
	work string          // the data folder, where a copy stands before it is encrypted
	to   []age.Recipient // none: it stays as it is

	terminal io.Writer // for progress
	size     int64     // bytes to copy, roughly; -1 is not known
}

// storeBytes is how many bytes a store has, where that is known.
func storeBytes(address, dir string) int64 {
	info, err := os.Stat(filepath.Join(dir, storeFile))
	if address != "" || err != nil {
		return -1
	}
	return info.Size()
}

// The names of backups in a folder.
const (
	backupPrefix = "capheso-"
	backupEnding = ".backup"
	sealedEnding = ".age"
)

// write writes, checks, flushes and names a backup. Until it has its name it is
// a hidden file beside it; nothing that exists is overwritten.
func (bk backup) write(ctx context.Context, name string, at time.Time) (file string, sum store.Sum, err error) {
	file = name
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		file = filepath.Join(name, backupPrefix+at.UTC().Format("20060102-150405")+backupEnding)
		if len(bk.to) > 0 {
			file += sealedEnding
		}
	}
	if _, err := os.Lstat(file); err == nil {
		return "", sum, fmt.Errorf("%s exists; a backup overwrites nothing, choose another name", file)
	}
	folder := filepath.Dir(file)
	plainIn := folder
	if len(bk.to) > 0 {
		plainIn = bk.work // where the same is unencrypted anyway
	}
	plain, err := bk.fill(ctx, "copying", plainIn, bk.from)
	if err != nil {
		return "", sum, explainDisk(file, err)
	}
	defer os.Remove(plain)
	if sum, err = bk.check(ctx, plain); err != nil {
		return "", sum, fmt.Errorf("the copy is not sound, and was thrown away: %w", err)
	}
	if len(bk.to) == 0 {
		return file, sum, explainDisk(file, place(plain, file))
	}
	sealed, err := bk.fill(ctx, "encrypting", folder, func(_ context.Context, w io.Writer) error { return seal(plain, w, bk.to) })
	if err != nil {
		return "", sum, explainDisk(file, err)
	}
	defer os.Remove(sealed)
	return file, sum, explainDisk(file, place(sealed, file))
}

// fill makes a hidden file, reads back what was flushed to it, and returns its
// name.
func (bk backup) fill(ctx context.Context, doing, folder string, from func(context.Context, io.Writer) error) (name string, err error) {
	f, err := os.CreateTemp(folder, ".capheso-part-")
	if err != nil {
		return "", err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			os.Remove(f.Name())
		}
	}()
	wrote := newWritten(f)
	wrote.bar = newProgress(bk.terminal, doing+" (MB)", megabytes(bk.size))
	defer wrote.bar.end()
	if err := from(ctx, wrote); err != nil {
		return "", err
	}
	if err := f.Sync(); err != nil {
		return "", err
	}
	return f.Name(), wrote.same(f)
}

// megabytes is what a bar counts of so many bytes.
func megabytes(size int64) int {
	if size < 0 {
		return -1
	}
	return int(size>>20) + 1
}

// check reads all of an unencrypted backup, which takes as long as it takes.
func (bk backup) check(ctx context.Context, file string) (store.Sum, error) {
	bar := newProgress(bk.terminal, "checking", 0)
	defer bar.end()
	return checkBackup(ctx, file)
}

// place gives a finished file its name, which nobody else may have taken, and
// flushes the folder.
func place(from, to string) error {
	err := os.Link(from, to)
	if err != nil && !errors.Is(err, os.ErrExist) { // a file system without links
		if _, there := os.Lstat(to); there == nil {
			return fmt.Errorf("%s: %w", to, os.ErrExist)
		}
		err = os.Rename(from, to)
	}
	return errors.Join(err, syncFolder(filepath.Dir(to)))
}

// keepNewest removes all but the newest backups of a folder. Their names sort
// by time.
func keepNewest(folder string, n int) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	var names []string
	for _, e := range entries {
		name := strings.TrimSuffix(e.Name(), sealedEnding)
		if e.Type().IsRegular() && strings.HasPrefix(name, backupPrefix) && strings.HasSuffix(name, backupEnding) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	for _, name := range names[:max(0, len(names)-n)] {
		err = errors.Join(err, os.Remove(filepath.Join(folder, name)))
	}
	return err
}

// checkBackup reads all of an unencrypted backup.
func checkBackup(ctx context.Context, file string) (store.Sum, error) {
	f, err := os.Open(file)
	if err != nil {
		return store.Sum{}, err
	}
	defer f.Close()
	head := make([]byte, headSize)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return store.Sum{}, err
	}
	if !postgres.IsBackup(head[:n]) {
		return bolt.Check(ctx, file)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return store.Sum{}, err
	}
	return postgres.Check(ctx, f)
}

// headSize is as much of a backup as tells its kind.
const headSize = 128
