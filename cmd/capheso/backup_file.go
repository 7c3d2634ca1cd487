package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"runtime"
	"strings"
	"syscall"

	"filippo.io/age"

	"capheso/store"
)

// written remembers what went to a file, to compare it with what is there.
type written struct {
	w    io.Writer
	hash hash.Hash
	n    int64
	bar  *progress
}

func newWritten(w io.Writer) *written { return &written{w: w, hash: sha256.New(), bar: &progress{}} }

func (t *written) Write(p []byte) (int, error) {
	n, err := t.w.Write(p)
	t.hash.Write(p[:n])
	t.n += int64(n)
	t.bar.at(int(t.n >> 20))
	return n, err
}

// same reads a file from its beginning.
func (t *written) same(f *os.File) error {
	read := sha256.New()
	n, err := io.Copy(read, io.NewSectionReader(f, 0, t.n+1))
	if err == nil && (n != t.n || !bytes.Equal(read.Sum(nil), t.hash.Sum(nil))) {
		err = errors.New("what the disk gives back is not what was written: use another disk")
	}
	return err
}

// seal encrypts a file.
func seal(file string, w io.Writer, to []age.Recipient) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := age.Encrypt(w, to...)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Close()
}

// unseal is the plain content of a backup, encrypted or not.
func unseal(r io.Reader, keys []age.Identity) (io.Reader, error) {
	head := make([]byte, headSize)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	all := io.MultiReader(bytes.NewReader(head[:n]), r)
	if !bytes.HasPrefix(head[:n], []byte("age-encryption.org/")) {
		return all, nil
	}
	if len(keys) == 0 {
		return nil, errors.New("the backup is encrypted; give the file of its key with --identity FILE")
	}
	plain, err := age.Decrypt(all, keys...)
	var wrong *age.NoIdentityMatchError
	switch {
	case errors.As(err, &wrong):
		return nil, errors.New("the backup is encrypted for another key than that of --identity")
	case err != nil:
		return nil, fmt.Errorf("%w: it cannot be decrypted (%w)", store.ErrDamaged, err)
	}
	return sealedReader{plain}, nil
}

// sealedReader says that an encrypted file which ends too early, or was
// changed, is damaged.
type sealedReader struct{ r io.Reader }

func (s sealedReader) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		err = fmt.Errorf("%w: it cannot be decrypted to its end (%w)", store.ErrDamaged, err)
	}
	return n, err
}

// identities reads the file of a private key.
func identities(file string) ([]age.Identity, error) {
	if file == "" {
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	keys, err := age.ParseIdentities(f)
	if err != nil {
		return nil, fmt.Errorf("%s is no file of an age key; age-keygen writes one", file)
	}
	return keys, nil
}

// explainDisk says what an error of the system means for somebody who wanted a
// file.
func explainDisk(file string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%s: %w: free some space or choose another disk; nothing was changed", file, store.ErrFull)
	case errors.Is(err, syscall.EROFS) || errors.Is(err, os.ErrPermission) && !strings.Contains(err.Error(), "store"):
		return fmt.Errorf("%s cannot be written: the disk is read-only, or this user may not write there; nothing was changed", file)
	case errors.Is(err, os.ErrExist):
		return fmt.Errorf("%s exists; nothing was overwritten", file)
	}
	return err
}

// syncFolder makes a new name last. Windows has no such thing, and needs none.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
