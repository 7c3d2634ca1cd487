//go:build unix && !solaris && !aix

package bolt

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// lock takes the lock that bbolt will ask for again on the same open file,
// where having it already is no conflict.
func lock(f *os.File, wait time.Duration) error {
	const pause = 20 * time.Millisecond
	for waited := time.Duration(0); ; waited += pause {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return err
		}
		if waited >= wait {
			return locked(f.Name())
		}
		time.Sleep(pause)
	}
}
