// Package zalo holds fakes of both products of Zalo for tests: OA, the
// Official Account with its OAuth, and Bot, the Bot Platform. They are written
// from the documentation alone and share no code with the channels.
//
// Each is an http.Handler that does what Zalo does, and goes wrong when told
// to. It delivers to a webhook as Zalo does, again and again, on a ladder that
// is compressed from hours to milliseconds.
package zalo

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"time"
)

// Fault is one way for a call to go wrong.
type Fault struct {
	Code   int           // Zalo's error code, with HTTP 200 unless Status says otherwise
	Status int           // of HTTP, with a page that is no JSON unless there is a Code
	Cut    bool          // do what is asked, then break the connection
	Drop   bool          // break the connection and do nothing
	Delay  time.Duration // before anything else
}

// faults are those waiting for calls, by path.
type faults struct {
	mu   sync.Mutex
	next map[string][]Fault
}

// Next makes the next calls of a path go wrong, one fault for each. The zero
// Fault is a call that goes well.
func (f *faults) Next(path string, list ...Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.next == nil {
		f.next = map[string][]Fault{}
	}
	f.next[path] = append(f.next[path], list...)
}

// Left is how many faults of a path were never asked for.
func (f *faults) Left(path string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.next[path])
}

func (f *faults) take(path string) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := f.next[path]
	if len(list) == 0 {
		return Fault{}
	}
	f.next[path] = list[1:]
	return list[0]
}

// act runs a call with its fault. do makes the answer; refuse makes that of a
// code.
func (f *faults) act(w http.ResponseWriter, r *http.Request, path string, do func() any, refuse func(code int) any) {
	fault := f.take(path)
	if fault.Delay > 0 {
		select {
		case <-time.After(fault.Delay):
		case <-r.Context().Done():
			return
		}
	}
	switch {
	case fault.Drop:
		panic(http.ErrAbortHandler)
	case fault.Code != 0:
		write(w, max(fault.Status, http.StatusOK), refuse(fault.Code))
	case fault.Status != 0:
		http.Error(w, "<html>bad gateway</html>", fault.Status)
	default:
		out := do()
		if fault.Cut {
			panic(http.ErrAbortHandler)
		}
		write(w, http.StatusOK, out)
	}
}

func write(w http.ResponseWriter, status int, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(data)
}

// Ladder is how long Zalo waits before it delivers again: 30 s, 5, 15, 30 min
// and 1 h, a hundred thousand times as fast.
var Ladder = []time.Duration{300 * time.Microsecond, 3 * time.Millisecond, 9 * time.Millisecond, 18 * time.Millisecond, 36 * time.Millisecond}

// delivery is one body on its way to a webhook.
type delivery struct {
	client *http.Client
	url    string
	body   []byte
	header func(attempt int) http.Header
	ladder []time.Duration
}

// deliver posts until the webhook answers 200, up the whole ladder. It reports
// the number of attempts and whether the last one was taken.
func (d delivery) deliver(ctx context.Context) (attempts int, taken bool) {
	for {
		attempts++
		if d.once(ctx, attempts) {
			return attempts, true
		}
		if attempts > len(d.ladder) {
			return attempts, false
		}
		select {
		case <-time.After(d.ladder[attempts-1]):
		case <-ctx.Done():
			return attempts, false
		}
	}
}

func (d delivery) once(ctx context.Context, attempt int) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second) // Zalo waits no longer
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, bytes.NewReader(d.body))
	if err != nil {
		return false
	}
	req.Header = d.header(attempt)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Java/17.0.9")
	resp, err := d.client.Do(req)
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// Message is one message as a person sees it.
type Message struct {
	Text    string
	Image   string   // address or id of an upload
	Buttons []string // titles
	Billed  bool
}
