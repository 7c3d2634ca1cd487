//go:build unix

package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestRestoreByRoot: what root restores belongs to the bot's user.
func TestRestoreByRoot(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("SKIPPED: takes root")
	}
	const bot = 65532
	dir, target, file := talked(t), t.TempDir(), filepath.Join(t.TempDir(), "b")
	if err := os.Chown(target, bot, bot); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := call(t, "", "backup", "-data", dir, file); code != 0 {
		t.Fatal(errs)
	}
	if code, _, errs := call(t, "", "restore", "-data", target, file); code != 0 {
		t.Fatal(errs)
	}
	for name := range contents(t, target) {
		if info, err := os.Stat(name); err != nil || info.Sys().(*syscall.Stat_t).Uid != bot {
			t.Errorf("%s belongs to another, %v", name, err)
		}
	}
}
