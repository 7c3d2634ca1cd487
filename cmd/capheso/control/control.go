// Package control lets a command talk to the bot that is running on the same
// computer: HTTP over a Unix socket in the data folder, which only the bot's own
// user (and root) may open.
//
// To add a command: write a Command, add one line to the Commands of
// cmd/capheso/commands.go, and have the command line call it with Call. What it
// writes appears at the caller's standard output as it is written.
package control

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Socket is the name of the socket in the data folder.
const Socket = "control.sock"

var (
	// ErrNotRunning: no bot is running on this data folder, or none that this
	// user may talk to; the error says which.
	ErrNotRunning = errors.New("no bot is running")
	// ErrTold ends a command that failed and has said so in its output: the
	// caller leaves with a failure and no line more.
	ErrTold = errors.New("told")
)

// Command is something the running bot does for a caller. args are the
// caller's, in is what the caller sends, read it before the first write; out
// goes to the caller, and is a Teller. ctx ends when the caller leaves or the bot
// stops. An error, one line for a person, becomes the caller's.
type Command func(ctx context.Context, args []string, in io.Reader, out io.Writer) error

// Commands are those of a bot, by name. It is the handler of the socket's
// server.
type Commands map[string]Command

// How the end of a command is told, after what it wrote.
const (
	ended = "Capheso-Ended"
	fine  = "fine"
	told  = "told"
	bad   = "failed "
)

// ServeHTTP runs the command that the path names.
func (c Commands) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	run := c[strings.TrimPrefix(r.URL.Path, "/")]
	if run == nil || r.Method != http.MethodPost {
		http.Error(w, "the running bot knows no such command; it may be an older release: start it again", http.StatusNotFound)
		return
	}
	w.Header().Set("Trailer", ended)
	outcome := fine
	if err := run(r.Context(), r.URL.Query()["arg"], r.Body, &flushed{ResponseWriter: w}); errors.Is(err, ErrTold) {
		outcome = told
	} else if err != nil {
		outcome = bad + url.PathEscape(err.Error()) // a header holds no line ends
	}
	w.Header().Set(ended, outcome)
}

// Call has the bot that runs on a data folder do a command, and blocks until it
// is done. in may be nil. It returns ErrNotRunning, the command's own error, or
// what broke on the way; then what was written to out is not all.
func Call(ctx context.Context, dir, command string, args []string, in io.Reader, out io.Writer) error {
	transport := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return dial(ctx, dir)
	}}
	defer transport.CloseIdleConnections()
	address := "http://capheso/" + command + "?" + url.Values{"arg": args}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, in)
	if err != nil {
		return err
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
		return errors.New(strings.TrimSpace(string(text)))
	}
	if _, err := io.Copy(out, resp.Body); err != nil {
		return fmt.Errorf("the running bot: %w", err)
	}
	return outcome(resp.Trailer.Get(ended))
}

func outcome(s string) error {
	switch text, failed := strings.CutPrefix(s, bad); {
	case s == fine:
		return nil
	case s == told:
		return ErrTold
	case failed:
		if plain, err := url.PathUnescape(text); err == nil {
			text = plain
		}
		return errors.New(text)
	}
	return errors.New("the bot stopped before it was done")
}

// dial connects to the bot of a data folder.
func dial(ctx context.Context, dir string) (net.Conn, error) {
	path, done, err := short(dir)
	if err != nil {
		return nil, notRunning(dir, err)
	}
	defer done()
	conn, err := new(net.Dialer).DialContext(ctx, "unix", path)
	if err != nil && ctx.Err() == nil {
		return nil, notRunning(dir, err)
	}
	return conn, err
}

func notRunning(dir string, err error) error {
	if errors.Is(err, os.ErrPermission) {
		return fmt.Errorf("%w on %s that this user may talk to; run this as the bot's user or as root", ErrNotRunning, dir)
	}
	return fmt.Errorf("%w on %s", ErrNotRunning, dir)
}

// Running reports whether a bot answers on a data folder.
func Running(dir string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	conn, err := dial(ctx, dir)
	if err != nil {
		return false
	}
	conn.Close()
	return true
}

// Listen opens the socket in a data folder, which it makes when it is missing.
// A socket that a crash left is replaced; one that somebody answers on is not.
func Listen(dir string) (net.Listener, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	file := filepath.Join(dir, Socket)
	if Running(dir) {
		return nil, fmt.Errorf("another bot answers on %s; give this one another folder with --data", file)
	}
	if info, err := os.Lstat(file); err == nil && info.Mode()&os.ModeSocket != 0 {
		if err := os.Remove(file); err != nil {
			return nil, err
		}
	}
	path, done, err := short(dir)
	if err != nil {
		return nil, err
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		done()
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		l.Close()
		done()
		return nil, err
	}
	return &listener{l, done}, nil
}

// listener holds the folder open until its socket is gone.
type listener struct {
	net.Listener
	done func()
}

func (l *listener) Close() error {
	defer l.done()
	return l.Listener.Close()
}
