//go:build !linux

package pgtest

import "os/exec"

// unprivileged ends the start: what follows needs Linux.
func unprivileged(string) (*account, error) { return nil, ErrNone }

// detach and Kill are never reached.
func (s *Server) detach(*exec.Cmd) {}

// Kill ends the server and all its processes at once. It is never reached.
func (s *Server) Kill() {}
