//go:build !unix

package main

import "os"

// Nothing is held still here: the tests that would need a PostgreSQL of their
// own, which runs on Linux.
var freeze, thaw = os.Kill, os.Kill
