package pgtest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// unprivileged is who the server runs as, since it refuses to run as root, and
// gives them the folder.
func unprivileged(dir string) (*account, error) {
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
		return &account{uid, gid}, nil
	}
	return nil, errors.New("there is no user postgres or nobody to run PostgreSQL as")
}

// detach gives a process of the server its user, and a group of its own, so that
// Ctrl-C at the tests does not end it before them.
func (s *Server) detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGINT}
	if s.as != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(s.as.uid), Gid: uint32(s.as.gid)}
	}
}

// Kill ends the server and all its processes at once, as a power cut would, but
// for what the kernel has not written yet. Run starts it again.
func (s *Server) Kill() {
	s.freeze() // so that it has no more children than those
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

// freeze stops the server's first process, and returns when it has: until then it
// may still have another child.
func (s *Server) freeze() {
	pid := s.cmd.Process.Pid
	_ = s.cmd.Process.Signal(syscall.SIGSTOP)
	for alive(pid) {
		if state, _ := stat(pid); state == "T" {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// alive says whether a process has not ended, whoever has yet to hear of it.
func alive(pid int) bool {
	state, _ := stat(pid)
	return state != "" && state != "Z" && state != "X"
}

// stat is the state of a process and its parent; there is no state when there is
// no such process.
func stat(pid int) (state, parent string) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "", ""
	}
	// "pid (name) state parent …"
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	if len(fields) < 2 {
		return "", ""
	}
	return fields[0], fields[1]
}

// children are the processes whose parent is pid.
func children(pid int) (list []int) {
	folders, _ := filepath.Glob("/proc/[0-9]*")
	for _, f := range folders {
		child, err := strconv.Atoi(filepath.Base(f))
		if err != nil {
			continue
		}
		if _, parent := stat(child); parent == strconv.Itoa(pid) {
			list = append(list, child)
		}
	}
	return list
}
