package control

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// bot is a running bot with a few commands.
func bot(t *testing.T, dir string) (stop func()) {
	t.Helper()
	l, err := Listen(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: Commands{
		"echo": func(_ context.Context, args []string, in io.Reader, out io.Writer) error {
			text, err := io.ReadAll(in)
			fmt.Fprintf(out, "%q %s", args, text)
			return err
		},
		"fail": func(_ context.Context, _ []string, _ io.Reader, out io.Writer) error {
			fmt.Fprint(out, "half")
			return errors.New("đĩa đầy:\nfree some space & 100% more")
		},
		"tell": func(_ context.Context, _ []string, _ io.Reader, out io.Writer) error {
			fmt.Fprint(out, "it is bad")
			return fmt.Errorf("wrapped: %w", ErrTold)
		},
		"count": func(_ context.Context, _ []string, _ io.Reader, out io.Writer) error {
			for n := range 100 {
				out.(Teller).Tell("counting sheep & goats", n, 100)
			}
			fmt.Fprint(out, "done")
			out.(Teller).Tell("too late", 1, 1)
			return nil
		},
		"wait": func(ctx context.Context, _ []string, _ io.Reader, out io.Writer) error {
			fmt.Fprint(out, "begun\n")
			<-ctx.Done()
			return nil
		},
	}}
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Serve(l) }()
	stop = func() { s.Close(); <-done }
	t.Cleanup(stop)
	return stop
}

func TestCall(t *testing.T) {
	for _, dir := range []string{t.TempDir(), filepath.Join(t.TempDir(), strings.Repeat("a long folder ", 12))} {
		bot(t, dir)
		for _, c := range []struct{ command, out, err string }{
			{"echo", `["a b" "ü&=%"] hello`, ""},
			{"fail", "half", "đĩa đầy:\nfree some space & 100% more"},
			{"tell", "it is bad", "told"},
			{"none", "", "the running bot knows no such command; it may be an older release: start it again"},
		} {
			var out bytes.Buffer
			err := Call(t.Context(), dir, c.command, []string{"a b", "ü&=%"}, strings.NewReader("hello"), &out)
			if got := fmt.Sprint(err); out.String() != c.out || got != c.err && !(err == nil && c.err == "") {
				t.Errorf("%s: %q, %v", c.command, out.String(), err)
			}
			if errors.Is(err, ErrTold) != (c.command == "tell") {
				t.Errorf("%s: %v", c.command, err)
			}
		}
	}
}

func TestOnlyTheBotsUserMayCall(t *testing.T) {
	dir := t.TempDir()
	bot(t, dir)
	info, err := os.Lstat(filepath.Join(dir, Socket))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestNobodyThere(t *testing.T) {
	dir := t.TempDir()
	for name, dir := range map[string]string{"empty": dir, "no folder": filepath.Join(dir, "x"), "no folder, a long name": filepath.Join(dir, strings.Repeat("y", 200))} {
		if err := Call(t.Context(), dir, "echo", nil, nil, io.Discard); !errors.Is(err, ErrNotRunning) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAStopIsNoSuccess: a caller is told that the bot stopped in the middle.
func TestAStopIsNoSuccess(t *testing.T) {
	dir := t.TempDir()
	stop := bot(t, dir)
	r, w := io.Pipe()
	failed := make(chan error, 1)
	go func() { failed <- Call(t.Context(), dir, "wait", nil, nil, w) }()
	begun := make([]byte, 6)
	if _, err := io.ReadFull(r, begun); err != nil {
		t.Fatal(err)
	}
	stop()
	if err := <-failed; err == nil {
		t.Error("it is a success")
	}
}

func TestSocketOfACrashAndOfAnother(t *testing.T) {
	dir := t.TempDir()
	left, err := net.Listen("unix", filepath.Join(dir, Socket))
	if err != nil {
		t.Fatal(err)
	}
	left.(*net.UnixListener).SetUnlinkOnClose(false)
	left.Close()
	stop := bot(t, dir)
	if _, err := Listen(dir); err == nil || !strings.Contains(err.Error(), "--data") {
		t.Errorf("a second bot: %v", err)
	}
	stop()
	if _, err := os.Lstat(filepath.Join(dir, Socket)); err == nil {
		t.Error("the socket is left")
	}
	text := filepath.Join(t.TempDir(), Socket)
	if err := os.WriteFile(text, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Listen(filepath.Dir(text)); err == nil {
		t.Error("a file was taken for a socket")
	}
	if data, _ := os.ReadFile(text); string(data) != "mine" {
		t.Error("a file was overwritten")
	}
}

// TestTelling: who watches hears how far a command is, now and then and before
// its first word; who does not watch hears the words alone.
func TestTelling(t *testing.T) {
	dir := t.TempDir()
	bot(t, dir)
	var told []string
	ctx := Watching(t.Context(), func(doing string, done, total int) {
		told = append(told, fmt.Sprint(doing, " ", done, "/", total))
	})
	for _, ctx := range []context.Context{ctx, t.Context()} {
		var out bytes.Buffer
		if err := Call(ctx, dir, "count", nil, nil, &out); err != nil || out.String() != "done" {
			t.Errorf("%q, %v", out.String(), err)
		}
	}
	if len(told) == 0 || len(told) > 99 || told[0] != "counting sheep & goats 0/100" || strings.Contains(strings.Join(told, " "), "late") {
		t.Errorf("told %q", told)
	}
}
