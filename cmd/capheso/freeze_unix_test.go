//go:build unix

package main

import "syscall"

// freeze and thaw hold a process still, and let it go on.
const freeze, thaw = syscall.SIGSTOP, syscall.SIGCONT
