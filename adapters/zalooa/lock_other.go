//go:build !unix || solaris || aix

package zalooa

import "context"

// lockFile keeps nobody away here: run one process on a folder.
func lockFile(context.Context, string) (unlock func(), err error) { return func() {}, nil }

// syncDir: these systems flush a rename with the file, or not at all.
func syncDir(string) error { return nil }
