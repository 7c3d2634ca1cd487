//go:build unix

package main

import (
	"os"
	"syscall"
)

// giveLike gives files to the owner of a folder, so that a bot with a user of
// its own can open what root put there. Who is not root changes nothing.
func giveLike(dir string, files ...string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	for _, file := range files {
		if err := os.Lchown(file, int(owner.Uid), int(owner.Gid)); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}
