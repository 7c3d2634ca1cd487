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

// KeySize is the length of the key of a FileVault, in bytes.
const KeySize = 32

// VaultFile is the name of a FileVault in a folder of data.
const VaultFile = "zalo-tokens"

// vaultLabel is bound to what is sealed, so that a file of another kind under
// the same key is none of ours.
var vaultLabel = []byte("capheso zalo tokens 1")

// FileVault keeps the grant in one file, sealed with AES-256-GCM. A file that
// cannot be opened with the key is an error, never an empty grant: it is not
// overwritten.
func FileVault(file string, key [KeySize]byte) (Vault, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	box, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	one := make(chan struct{}, 1) // the lock on the file does not keep goroutines apart
	return func(ctx context.Context, work func(*Grant, func() error) error) error {
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
		g, err := openGrant(box, file)
		if err != nil {
			return err
		}
		return work(&g, func() error { return sealGrant(box, file, g) })
	}, nil
}

func openGrant(box cipher.AEAD, file string) (g Grant, err error) {
	sealed, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return Grant{}, nil
	}
	if err != nil {
		return Grant{}, err
	}
	data, err := box.Open(nil, nil, sealed, vaultLabel)
	if err != nil {
		return Grant{}, fmt.Errorf("%s cannot be opened with this key: put the key back where it was, or move the file away and log in again", file)
	}
	if err := json.Unmarshal(data, &g); err != nil {
		return Grant{}, fmt.Errorf("%s: %w", file, err)
	}
	return g, nil
}

func sealGrant(box cipher.AEAD, file string, g Grant) error {
	data, err := json.Marshal(g)
	if err != nil {
		return err
	}
	return writeFile(file, box.Seal(nil, nil, data, vaultLabel))
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
