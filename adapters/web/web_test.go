package web

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"capheso/dialogs"
)

// fakeBot is an inlet that remembers what it was given and may be told to fail
// or to answer.
type fakeBot struct {
	mu     sync.Mutex
	events []dialogs.Event
	seen   map[dialogs.EventID]bool
	fail   error
	answer func(dialogs.Event) []dialogs.Reply
	web    *Channel
}

func (b *fakeBot) inlet(ctx context.Context, events ...dialogs.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, ev := range events {
		if b.fail != nil {
			return b.fail
		}
		b.events = append(b.events, ev)
		if b.seen[ev.ID] {
			continue
		}
		b.seen[ev.ID] = true
		if b.answer == nil {
			continue
		}
		for _, r := range b.answer(ev) {
			if _, err := b.web.Send(ctx, ev.User, r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *fakeBot) got() []dialogs.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]dialogs.Event(nil), b.events...)
}

func (b *fakeBot) failing(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fail = err
}

// said are the texts the bot was given.
func (b *fakeBot) said() (texts []string) {
	for _, ev := range b.got() {
		if s, ok := ev.Body.(dialogs.Said); ok {
			texts = append(texts, s.Text)
		}
	}
	return texts
}

// newSite serves a web chat in front of a fake bot.
func newSite(t testing.TB) (*httptest.Server, *Channel, *fakeBot) {
	t.Helper()
	c := New(Options{})
	bot := &fakeBot{seen: map[dialogs.EventID]bool{}, web: c}
	mux := http.NewServeMux()
	c.Mount(mux, bot.inlet)
	srv := httptest.NewUnstartedServer(mux)
	srv.Config.RegisterOnShutdown(c.Close)
	srv.Start()
	t.Cleanup(func() { c.Close(); srv.Close() })
	return srv, c, bot
}

// browser is a client with a cookie jar that does not follow redirects.
type browser struct {
	t    testing.TB
	base string
	http *http.Client
}

func newBrowser(t testing.TB, srv *httptest.Server) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, srv.URL, &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// do sends a request; header are pairs.
func (b *browser) do(method, path, body string, header ...string) *http.Response {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.base+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == "POST" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
		if header[i] == "Host" {
			req.Host = header[i+1]
		}
	}
	res, err := b.http.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { res.Body.Close() })
	return res
}

func (b *browser) post(path string, pairs ...string) *http.Response {
	b.t.Helper()
	return b.do("POST", path, form(pairs...))
}

// want posts and checks the status.
func (b *browser) want(status int, path string, pairs ...string) *http.Response {
	b.t.Helper()
	res := b.post(path, pairs...)
	if res.StatusCode != status {
		b.t.Fatalf("POST %s %v: %s, want %d", path, pairs, res.Status, status)
	}
	return res
}

func (b *browser) page() string {
	b.t.Helper()
	return text(b.t, b.do("GET", "/", ""))
}

func (b *browser) cookie() string {
	u, _ := url.Parse(b.base)
	for _, c := range b.http.Jar.Cookies(u) {
		if c.Name == cookieName {
			return c.Value
		}
	}
	return ""
}

func form(pairs ...string) string {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

func text(t testing.TB, res *http.Response) string {
	t.Helper()
	var b strings.Builder
	if _, err := bufio.NewReader(res.Body).WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// window is an open stream.
type window struct {
	t     testing.TB
	lines *bufio.Scanner
	hello hello
	close func()
}

// event is one server-sent event.
type event struct {
	name, id string
	wire     wire
}

// listen opens a stream and reads its hello.
func (b *browser) listen(after string, header ...string) *window {
	b.t.Helper()
	res := b.do("GET", "/events?after="+url.QueryEscape(after), "", header...)
	if res.StatusCode != http.StatusOK {
		b.t.Fatalf("events: %s", res.Status)
	}
	w := &window{t: b.t, lines: bufio.NewScanner(res.Body), close: func() { res.Body.Close() }}
	name, _, data, ok := w.read()
	if !ok || name != "hello" {
		b.t.Fatalf("first event is %q %q", name, data)
	}
	if err := json.Unmarshal([]byte(data), &w.hello); err != nil {
		b.t.Fatal(err)
	}
	return w
}

// read returns the next event; ok is false when the stream has ended.
func (w *window) read() (name, id, data string, ok bool) {
	for w.lines.Scan() {
		line := w.lines.Text()
		switch {
		case line == "" && data != "":
			return name, id, data, true
		case strings.HasPrefix(line, "event: "):
			name = line[7:]
		case strings.HasPrefix(line, "id: "):
			id = line[4:]
		case strings.HasPrefix(line, "data: "):
			data = line[6:]
		}
	}
	return "", "", "", false
}

// next reads n events.
func (w *window) next(n int) (all []event) {
	w.t.Helper()
	for range n {
		name, id, data, ok := w.read()
		if !ok {
			w.t.Fatalf("the stream ended after %d of %d events", len(all), n)
		}
		ev := event{name: name, id: id}
		if err := json.Unmarshal([]byte(data), &ev.wire); err != nil {
			w.t.Fatal(err)
		}
		all = append(all, ev)
	}
	return all
}

var errDisk = errors.New("no room on the disk")

// menu answers everything with a greeting and two choices.
func menu(ev dialogs.Event) []dialogs.Reply {
	return []dialogs.Reply{
		{Text: "Chào bác"},
		{Text: "Mời bác chọn", Offer: 1, Choices: []dialogs.Choice{{Label: "Học bài", Value: "learn"}, {Label: "Hỏi <đáp>", Value: "ask"}}},
	}
}
