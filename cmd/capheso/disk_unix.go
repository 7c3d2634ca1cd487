//go:build linux || darwin || freebsd

package main

import "syscall"

// freeOn is how many bytes may be written on the disk of a folder.
func freeOn(dir string) (int64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), nil
}
