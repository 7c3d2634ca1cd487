//go:build linux

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	idleConns = 10_000
	mostRSS   = 256 << 20
	patient   = time.Minute // for what the server should end by itself within seconds
)

// TestHardship is the built binary among people who mean it no good: idle
// connections by the thousand, requests that never end, headers and bodies
// without measure, all at once. A learner is answered all the while, and the
// memory stays small.
func TestHardship(t *testing.T) {
	s := serveBinary(t, t.TempDir())
	defer func() { _ = s.cmd.Process.Kill(); _ = s.cmd.Wait() }()
	h := &hardship{t: t, at: strings.TrimPrefix(s.url, "http://"), url: s.url, pid: s.cmd.Process.Pid}
	h.answered("before")
	idle := h.idle(room(t, idleConns))
	defer idle.close()
	h.answered("among idle connections")
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(h.slowloris)
	}
	for range 8 {
		wg.Go(h.hugeBody)
	}
	for range 50 {
		wg.Go(h.hugeHeaders)
	}
	for range 5 {
		h.answered("among all of them")
	}
	wg.Wait()
	h.answered("after")
	if peak := h.peak(); peak > mostRSS {
		t.Errorf("%d MB of memory, want %d at most", peak>>20, mostRSS>>20)
	} else {
		t.Logf("%d idle connections, 200 slow ones, 8 bodies of 50 MB, 50 headers of 2 MB: %d MB of memory at most", len(idle), peak>>20)
	}
	if n := idle.ended(t); n != len(idle) {
		t.Errorf("%d of %d idle connections were ended by the server", n, len(idle))
	}
}

// room is how many of the connections there are file descriptors for.
func room(t *testing.T, want int) int {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		t.Fatal(err)
	}
	l.Cur = l.Max
	_ = syscall.Setrlimit(syscall.RLIMIT_NOFILE, &l)
	if most := int(l.Cur) - 1000; most < want {
		t.Logf("only %d of %d connections: the limit of open files is %d", most, want, l.Cur)
		want = max(most, 100)
	}
	return want
}

type hardship struct {
	t       *testing.T
	at, url string
	pid     int
}

type conns []net.Conn

func (c conns) close() {
	for _, conn := range c {
		conn.Close()
	}
}

// ended waits until the server has hung up, and says on how many.
func (c conns) ended(t *testing.T) (n int) {
	deadline := time.Now().Add(patient)
	for _, conn := range c {
		_ = conn.SetReadDeadline(deadline)
		if _, err := conn.Read(make([]byte, 1)); err == io.EOF || strings.Contains(fmt.Sprint(err), "reset") {
			n++
		}
	}
	return n
}

func (h *hardship) dial() net.Conn {
	for range 100 {
		conn, err := net.Dial("tcp", h.at)
		if err == nil {
			return conn
		}
		time.Sleep(20 * time.Millisecond)
	}
	h.t.Error("the server takes no connections")
	return nil
}

func (h *hardship) idle(n int) (all conns) {
	for range n {
		if c := h.dial(); c != nil {
			all = append(all, c)
		}
	}
	return all
}

// slowloris sends a header a byte at a time, until the server has enough.
func (h *hardship) slowloris() {
	c := h.dial()
	if c == nil {
		return
	}
	defer c.Close()
	_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: "+h.at+"\r\nX-Slow: ")
	for end := time.Now().Add(patient); time.Now().Before(end); time.Sleep(time.Second) {
		if _, err := c.Write([]byte("a")); err != nil {
			return
		}
	}
	h.t.Error("a request was a minute on its way")
}

// hugeBody posts fifty megabytes.
func (h *hardship) hugeBody() {
	body := io.LimitReader(endless{}, 50<<20)
	req, _ := http.NewRequest(http.MethodPost, h.url+"/say", body)
	req.ContentLength = 50 << 20
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", h.url)
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return // the server hung up on us, which it may
	}
	defer resp.Body.Close()
	if resp.StatusCode < 400 {
		h.t.Errorf("fifty megabytes were answered with %d", resp.StatusCode)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	return copy(p, bytes.Repeat([]byte("text=a&"), len(p)/7+1)), nil
}

// hugeHeaders sends two megabytes of headers.
func (h *hardship) hugeHeaders() {
	c := h.dial()
	if c == nil {
		return
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(patient))
	w := bufio.NewWriter(c)
	fmt.Fprintf(w, "GET / HTTP/1.1\r\nHost: %s\r\n", h.at)
	for i := range 2000 {
		if _, err := fmt.Fprintf(w, "X-Flood-%d: %s\r\n", i, strings.Repeat("a", 1000)); err != nil {
			return
		}
	}
	_, _ = io.WriteString(w, "\r\n")
	if w.Flush() != nil {
		return
	}
	if resp, err := http.ReadResponse(bufio.NewReader(c), nil); err == nil && resp.StatusCode < 400 {
		h.t.Errorf("two megabytes of headers were answered with %d", resp.StatusCode)
	}
}

// answered has a new learner say something.
func (h *hardship) answered(when string) {
	h.t.Helper()
	client := &http.Client{Timeout: patient, Transport: &http.Transport{DisableKeepAlives: true}}
	form := url.Values{"text": {"chào"}, "id": {"hello"}}
	req, _ := http.NewRequest(http.MethodPost, h.url+"/say", strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", h.url)
	resp, err := client.Do(req)
	if err != nil {
		h.t.Errorf("%s: %v", when, err)
		return
	}
	defer resp.Body.Close()
	page, _ := io.ReadAll(resp.Body)
	if resp.StatusCode >= 300 && resp.StatusCode != http.StatusSeeOther || resp.StatusCode == http.StatusOK && !bytes.Contains(page, []byte("Cà Phê Số")) {
		h.t.Errorf("%s: a learner got %d", when, resp.StatusCode)
	}
}

// peak is the most memory the server ever had.
func (h *hardship) peak() int {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", h.pid))
	if err != nil {
		h.t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if kb, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(kb), " kB"))
			return n << 10
		}
	}
	h.t.Fatal("no VmHWM")
	return 0
}
