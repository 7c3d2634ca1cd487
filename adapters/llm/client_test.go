package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"capheso/adapters/adaptertest"
)

// secretKey must never be seen.
const secretKey = "sk-test-0123456789"

// ask asks a server whose every answer is handler's.
func ask(t *testing.T, handler http.HandlerFunc) (string, error) {
	t.Helper()
	return testClient(t, handler).ask(t.Context(), "task", "data", "answer", []byte(`{"type":"object"}`))
}

func testClient(t *testing.T, handler http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	transport := adaptertest.Loopback()
	t.Cleanup(transport.CloseIdleConnections)
	c, err := New(Options{URL: server.URL + "/v1", Model: "test", Key: secretKey, Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// stream answers with events; %s of a text is quoted by the caller.
func stream(events ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, e := range events {
			fmt.Fprintf(w, "data: %s\n\n", e)
		}
	}
}

func delta(text, reason string) string {
	finish := "null"
	if reason != "" {
		finish = fmt.Sprintf("%q", reason)
	}
	return fmt.Sprintf(`{"choices":[{"index":0,"delta":{"content":%q},"finish_reason":%s}]}`, text, finish)
}

// TestAnswersThatAreNone: only a stream with a good finish_reason is one.
func TestAnswersThatAreNone(t *testing.T) {
	if got, err := ask(t, stream(delta("xin ", ""), delta("chào", ""), delta("", "stop"), "[DONE]")); got != "xin chào" || err != nil {
		t.Fatalf("a whole answer: %q, %v", got, err)
	}
	page := func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>welcome</html>") }
	for name, handler := range map[string]http.HandlerFunc{
		"cut":              stream(delta("xin ", "")),
		"done, unfinished": stream(delta("xin ", ""), "[DONE]"),
		"length":           stream(delta("xin", "length")),
		"filter":           stream(delta("xin", "content_filter")),
		"tool":             stream(delta("xin", "tool_calls")),
		"refusal":          stream(`{"choices":[{"index":0,"delta":{"refusal":"no"}}]}`, delta("", "stop")),
		"no choices":       stream(`{"choices":[]}`, "[DONE]"),
		"an error":         stream(delta("xin", ""), `{"error":{"message":"down"}}`, delta("", "stop")),
		"not JSON":         stream("{oh"),
		"endless":          stream(delta(strings.Repeat("x", longest+1), ""), delta("", "stop")),
		"a page":           page,
		"empty":            func(http.ResponseWriter, *http.Request) {},
		"refused":          func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) },
		"too many":         func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) },
		"down":             func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		"elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/v1", http.StatusFound)
		},
	} {
		got, err := ask(t, handler)
		if err == nil || got != "" {
			t.Errorf("%s: %q was taken for an answer", name, got)
		}
		if err != nil && strings.Contains(err.Error(), secretKey) {
			t.Errorf("%s: the key is in %v", name, err)
		}
	}
}

// TestLooserForms steps down for a server that knows no schema, and remembers.
func TestLooserForms(t *testing.T) {
	var asked atomic.Int32
	c := testClient(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		body, _ := io.ReadAll(r.Body)
		if r.Header.Get("Authorization") != "Bearer "+secretKey {
			t.Errorf("the key is not sent: %v", r.Header)
		}
		if strings.Contains(string(body), "response_format") {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"error":"unknown field"}`)
			return
		}
		stream(delta("{}", "stop"), "[DONE]")(w, r)
	})
	for i, want := range []int32{3, 4} {
		if got, err := c.ask(t.Context(), "t", "d", "n", []byte(`{}`)); got != "{}" || err != nil || asked.Load() != want {
			t.Errorf("question %d: %q, %v after %d requests, want %d", i+1, got, err, asked.Load(), want)
		}
	}
}

// TestBreaker leaves a dead server alone, and one that only refuses not.
func TestBreaker(t *testing.T) {
	var asked atomic.Int32
	code := http.StatusInternalServerError
	c := testClient(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.WriteHeader(code)
	})
	try := func() error {
		_, err := c.guarded(func() (string, error) { return c.say(t.Context(), c.request("t", "d", nil)) })
		return err
	}
	code = http.StatusUnprocessableEntity
	for range 2 * failures {
		if err := try(); err == nil || errors.Is(err, ErrResting) {
			t.Fatalf("a server that only refuses: %v", err)
		}
	}
	code = http.StatusInternalServerError
	for range failures {
		if err := try(); err == nil || errors.Is(err, ErrResting) {
			t.Fatalf("before the breaker opens: %v", err)
		}
	}
	before := asked.Load()
	if err := try(); !errors.Is(err, ErrResting) || asked.Load() != before {
		t.Errorf("a dead server was asked again: %v", err)
	}
}

// TestConnectionIsKept: a question does not pay for a new connection.
func TestConnectionIsKept(t *testing.T) {
	var from sync.Map
	connections := func() (n int) {
		from.Range(func(any, any) bool { n++; return true })
		return n
	}
	c := testClient(t, func(w http.ResponseWriter, r *http.Request) {
		from.Store(r.RemoteAddr, true)
		stream(delta("{}", "stop"), "[DONE]")(w, r)
	})
	for range 5 {
		if _, err := c.say(t.Context(), c.request("t", "d", nil)); err != nil {
			t.Fatal(err)
		}
	}
	if n := connections(); n != 1 {
		t.Errorf("%d connections for five questions", n)
	}
}

// TestDeadline: a server that says nothing holds nobody longer than asked.
func TestDeadline(t *testing.T) {
	hold := make(chan struct{})
	c := testClient(t, func(http.ResponseWriter, *http.Request) { <-hold })
	defer close(hold)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := c.say(ctx, c.request("t", "d", nil)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

// TestOptions refuses what cannot work, without showing it.
func TestOptions(t *testing.T) {
	for _, o := range []Options{
		{}, {URL: "http://x"}, {URL: "x", Model: "m"}, {URL: "ftp://x", Model: "m"},
		{URL: "http://u:" + secretKey + "@x", Model: "m"}, {URL: "http://x", Model: "m", Key: secretKey + "\n"},
	} {
		if _, err := New(o); err == nil || strings.Contains(err.Error(), secretKey) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
