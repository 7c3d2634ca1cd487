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
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a PostgreSQL at work.
type Server struct {
	dir  string // holds data, the socket and the log
	bin  string // with initdb and postgres
	as   *syscall.Credential
	cmd  *exec.Cmd
	gone chan struct{} // closed when cmd has ended
	n    atomic.Int64
}

// ErrNone says that there is no PostgreSQL on this machine.
var ErrNone = errors.New("PostgreSQL is not installed; on Debian: apt-get install postgresql")

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

// unprivileged is who the server runs as, since it refuses to run as root, and
// gives them the folder.
func unprivileged(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("there is no user postgres or nobody to run PostgreSQL as")
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=" + s.bin + ":/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"}
	// Its own group, so that Ctrl-C at the tests does not end it before them.
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as, Setpgid: true, Pdeathsig: syscall.SIGINT}
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

// Kill ends the server and all its processes at once, as a power cut would, but
// for what the kernel has not written yet. Run starts it again.
func (s *Server) Kill() {
	_ = s.cmd.Process.Signal(syscall.SIGSTOP) // so that it has no more children than those
	all := children(s.cmd.Process.Pid)
	_ = s.cmd.Process.Kill()
	for _, child := range all {
		_ = syscall.Kill(child, syscall.SIGKILL)
	}
	<-s.gone
	for _, child := range all {
		for alive(child) { // the next one refuses to start while its memory is in use
			time.Sleep(5 * time.Millisecond)
		}
	}
}

// alive says whether a process has not ended, whoever has yet to hear of it.
func alive(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	rest := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	return len(rest) > 0 && rest[0] != "Z" && rest[0] != "X"
}

// children are the processes whose parent is pid.
func children(pid int) (list []int) {
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			continue
		}
		// "pid (name) state parent …"
		rest := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
		if len(rest) > 1 && rest[1] == strconv.Itoa(pid) {
			if n, err := strconv.Atoi(filepath.Base(filepath.Dir(f))); err == nil {
				list = append(list, n)
			}
		}
	}
	return list
}

// Stop ends the server and deletes what it kept.
func (s *Server) Stop() {
	if s.cmd != nil {
		_ = s.cmd.Process.Signal(syscall.SIGINT)
		select {
		case <-s.gone:
		case <-time.After(20 * time.Second):
			s.Kill()
		}
	}
	_ = os.RemoveAll(s.dir)
}
