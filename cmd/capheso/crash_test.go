package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"capheso/adapters/web"
	"capheso/store/bolt"
)

var crashes = flag.Int("crashes", 4, "how many times TestCrash kills the binary")

// crashWriters is how many people write while the binary is killed.
const crashWriters = 20

// build compiles the binary once for all tests that need it.
var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "capheso-test-")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "capheso")
	out, err := exec.Command("go", "build", "-o", file, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return file, nil
})

// served is the built binary at work.
type served struct {
	cmd *exec.Cmd
	url string
}

var readyLine = regexp.MustCompile(`http://[0-9.:]+`)

// serveBinary starts the built binary on a free address.
func serveBinary(t *testing.T, dir string) *served {
	t.Helper()
	file, err := build()
	if err != nil {
		t.Fatal(err)
	}
	cmd, url, _ := serveKillable(t, file, nil, "-data", dir, "-addr", "127.0.0.1:0")
	return &served{cmd, url}
}

// writer is one browser that says numbered things and remembers which were
// acknowledged.
type writer struct {
	client *http.Client
	cookie string
	next   int
	acked  []string
	all    *atomic.Int64 // acknowledgements of all writers
}

// write says things until the server is gone.
func (w *writer) write(ctx context.Context, base string) {
	for ctx.Err() == nil {
		key := fmt.Sprintf("k%06d", w.next)
		form := url.Values{"text": {"8"}, "id": {key}}
		req, _ := http.NewRequestWithContext(ctx, http.MethodPost, base+"/say", strings.NewReader(form.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", base)
		if w.cookie != "" {
			req.AddCookie(&http.Cookie{Name: "capheso", Value: w.cookie})
		}
		resp, err := w.client.Do(req)
		if err != nil {
			return
		}
		for _, c := range resp.Cookies() {
			if c.Name == "capheso" {
				w.cookie = c.Value
			}
		}
		resp.Body.Close()
		if resp.StatusCode == http.StatusNoContent {
			w.acked = append(w.acked, key)
			w.next++
			w.all.Add(1)
		}
	}
}

// TestCrash kills the built binary again and again while people write, and
// holds the store to its promise: every acknowledged event is there, none
// twice, in order.
func TestCrash(t *testing.T) {
	dir := t.TempDir()
	writers := make([]*writer, crashWriters)
	var acks atomic.Int64
	for i := range writers {
		jar, _ := cookiejar.New(nil)
		writers[i] = &writer{client: &http.Client{Jar: jar, Timeout: 10 * time.Second}, all: &acks}
	}
	for range *crashes {
		s := serveBinary(t, dir)
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for _, w := range writers {
			wg.Go(func() { w.write(ctx, s.url) })
		}
		before := acks.Load()
		eventually(t, "an event was acknowledged", func() bool { return acks.Load() > before })
		time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
		if err := s.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = s.cmd.Wait()
		cancel()
		wg.Wait()
	}
	verify(t, dir, writers)
}

// verify opens the store that was left and compares it with what the writers
// were told.
func verify(t *testing.T, dir string, writers []*writer) {
	st, err := bolt.Open(filepath.Join(dir, storeFile))
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	acknowledged, kept := 0, 0
	for i, w := range writers {
		if w.cookie == "" {
			continue
		}
		user := web.UserOf(w.cookie)
		var order []string
		seen := map[string]bool{}
		for e, err := range st.Ledger(t.Context(), user) {
			if err != nil {
				t.Fatal(err)
			}
			key := strings.TrimPrefix(string(e.ID), string(user)+":")
			if seen[key] {
				t.Errorf("writer %d: %s is there twice", i, key)
			}
			seen[key] = true
			order = append(order, key)
		}
		for j := 1; j < len(order); j++ {
			if order[j] <= order[j-1] {
				t.Errorf("writer %d: %s came before %s", i, order[j-1], order[j])
			}
		}
		for _, key := range w.acked {
			if !seen[key] {
				t.Errorf("writer %d: %s was acknowledged and is lost", i, key)
			}
		}
		s, _, err := st.Session(t.Context(), user)
		if err != nil || s.Events != len(order) {
			t.Errorf("writer %d: %d events in the session, %d in the ledger, %v", i, s.Events, len(order), err)
		}
		acknowledged += len(w.acked)
		kept += len(order)
	}
	t.Logf("%d kills, %d acknowledged, %d kept", *crashes, acknowledged, kept)
	if acknowledged < *crashes {
		t.Errorf("only %d events were acknowledged: nothing was tested", acknowledged)
	}
}
