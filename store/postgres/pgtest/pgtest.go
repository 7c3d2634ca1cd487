// Package pgtest runs a private PostgreSQL for tests: in a folder of its own,
// on a Unix socket only, with everything on that keeps data safe.
package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a PostgreSQL at work.
type Server struct {
	dir  string   // holds data, the socket and the log
	bin  string   // with initdb and postgres
	as   *account // nil: who runs the tests
	cmd  *exec.Cmd
	gone chan struct{} // closed when cmd has ended
	n    atomic.Int64
}

// account is a user of the machine.
type account struct{ uid, gid int }

// ErrNone says that there is no PostgreSQL on this machine, or that this is not
// Linux, where alone it is run.
var ErrNone = errors.New("there is no PostgreSQL for tests here: they run one on Linux; on Debian: apt-get install postgresql")

// Start makes a cluster and runs it. Stop ends it and deletes all.
func Start() (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("/tmp", "capheso-pg-") // a socket's path must be short
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, bin: bin}
	if s.as, err = unprivileged(dir); err != nil {
		return nil, err
	}
	initdb := s.command("initdb", "-D", s.data(), "-U", "capheso", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	if err := errors.Join(s.secure(), s.Run()); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// binaries is the folder of the newest PostgreSQL of Debian, or of the one in
// the path.
func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	best, version := "", 0
	for _, f := range found {
		if n, _ := strconv.Atoi(strings.Split(f, "/")[4]); n > version {
			best, version = filepath.Dir(f), n
		}
	}
	if best != "" {
		return best, nil
	}
	file, err := exec.LookPath("initdb")
	if err != nil {
		return "", ErrNone
	}
	if file, err = filepath.EvalSymlinks(file); err != nil {
		return "", ErrNone
	}
	return filepath.Dir(file), nil
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=" + s.bin + ":/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"}
	s.detach(cmd)
	return cmd
}

// Run starts the server on what it has kept, and waits until it answers.
func (s *Server) Run() error {
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := s.command("postgres", "-D", s.data(), "-k", s.dir, "-c", "listen_addresses=", "-c", "fsync=on",
		"-c", "max_connections=200", "-c", "shared_buffers=128MB", "-c", "max_wal_size=2GB")
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return err
	}
	gone := make(chan struct{})
	s.cmd, s.gone = cmd, gone
	go func() { _ = cmd.Wait(); close(gone) }()
	for range 1200 {
		if err = s.ping(); err == nil {
			return nil
		}
		select {
		case <-gone:
			return fmt.Errorf("PostgreSQL ended: %s", s.Log())
		case <-time.After(50 * time.Millisecond):
		}
	}
	return fmt.Errorf("PostgreSQL does not answer: %w; %s", err, s.Log())
}

func (s *Server) ping() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	c, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return err
	}
	return c.Close(ctx)
}

// Log is what the server has said.
func (s *Server) Log() string {
	b, _ := os.ReadFile(filepath.Join(s.dir, "log"))
	return string(b)
}

// Grep lists the files of the cluster in which some bytes can be found, after
// the server has written all it has in memory. It looks at the files as they
// are on the disk, whatever the server makes of them.
func (s *Server) Grep(text string) (files []string) {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, s.URL("postgres"))
	if err == nil {
		_, err = c.Exec(ctx, "CHECKPOINT")
		_ = c.Close(ctx)
	}
	if err != nil {
		return []string{err.Error()}
	}
	_ = filepath.WalkDir(s.data(), func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil // it went away
		}
		if b, err := os.ReadFile(path); err == nil && bytes.Contains(b, []byte(text)) {
			name, _ := filepath.Rel(s.data(), path)
			files = append(files, name)
		}
		return nil
	})
	return files
}

// URL is the address of a database.
func (s *Server) URL(database string) string {
	return fmt.Sprintf("postgres://capheso@/%s?host=%s", database, s.dir)
}

// Database makes an empty database and returns its address.
func (s *Server) Database() (string, error) {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return "", err
	}
	defer c.Close(ctx)
	name := fmt.Sprintf("t%d", s.n.Add(1))
	if _, err := c.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	return s.URL(name), nil
}

// Stop ends the server and deletes what it kept.
func (s *Server) Stop() {
	if s.cmd != nil {
		_ = s.cmd.Process.Signal(os.Interrupt)
		select {
		case <-s.gone:
		case <-time.After(20 * time.Second):
			s.Kill()
		}
	}
	_ = os.RemoveAll(s.dir)
}
