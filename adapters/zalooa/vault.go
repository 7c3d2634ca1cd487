package zalooa

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// KeySize is the length of the key of a vault, in bytes.
const KeySize = 32

// VaultFile is the name of a FileVault in a folder of data.
const VaultFile = "zalo-tokens"

// vaultLabel is bound to what is sealed, so that a file of another kind under
// the same key is none of ours.
var vaultLabel = []byte("capheso zalo tokens 1")

// Box is a place for a few bytes that several processes may share. It calls
// work with what is kept, nil when nothing is, and with a way to keep something
// else, while nobody else, in this process or another, has it. When save
// returns nil, what was given to it survives a crash.
type Box func(ctx context.Context, work func(kept []byte, save func([]byte) error) error) error

// FileVault keeps the grant in one file of this machine.
func FileVault(file string, key [KeySize]byte) (Vault, error) {
	return Sealed(file, fileBox(file), key)
}

// Sealed keeps the grant in a box, sealed with AES-256-GCM. What cannot be
// opened with the key is an error, never an empty grant: it is not overwritten.
// name is how an operator knows the box.
func Sealed(name string, box Box, key [KeySize]byte) (Vault, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, work func(*Grant, func() error) error) error {
		return box(ctx, func(kept []byte, save func([]byte) error) error {
			g, err := openGrant(seal, kept)
			if err != nil {
				return fmt.Errorf("%s %w", name, err)
			}
			return work(&g, func() error {
				data, err := json.Marshal(g)
				if err != nil {
					return err
				}
				return save(seal.Seal(nil, nil, data, vaultLabel))
			})
		})
	}, nil
}

func openGrant(seal cipher.AEAD, kept []byte) (g Grant, err error) {
	if kept == nil {
		return Grant{}, nil
	}
	data, err := seal.Open(nil, nil, kept, vaultLabel)
	if err != nil {
		return Grant{}, errors.New("cannot be opened with this key: put the key back where it was, or move the tokens away and log in again")
	}
	return g, json.Unmarshal(data, &g)
}

func fileBox(file string) Box {
	one := make(chan struct{}, 1) // the lock on the file does not keep goroutines apart
	return func(ctx context.Context, work func([]byte, func([]byte) error) error) error {
		select {
		case one <- struct{}{}:
			defer func() { <-one }()
		case <-ctx.Done():
			return ctx.Err()
		}
		unlock, err := lockFile(ctx, file+".lock")
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		defer unlock()
		kept, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return work(kept, func(data []byte) error { return writeFile(file, data) })
	}
}

// writeFile replaces a file. When it returns nil the new content survives a
// crash; until then the old one does.
func writeFile(file string, data []byte) (err error) {
	dir := filepath.Dir(file)
	f, err := os.CreateTemp(dir, filepath.Base(file)+".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return err
	}
	return syncDir(dir)
}

// lockPause is how long to wait before another look at a lock.
const lockPause = 10 * time.Millisecond
