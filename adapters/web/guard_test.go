package web

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"capheso/dialogs"
)

func TestHeaders(t *testing.T) {
	srv, _, _ := newSite(t)
	b := newBrowser(t, srv)
	b.want(204, "/join")
	for _, path := range []string{"/", "/leave", "/events", "/static/chat.js", "/static/chat.css", "/static/cup.svg", "/static/none.js", "/static/chat.html"} {
		h := b.do("GET", path, "").Header
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{
			"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
			"form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
		} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: policy lacks %s", path, want)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") {
			t.Errorf("%s: policy %q", path, csp)
		}
		cache := "no-store"
		if strings.HasPrefix(path, "/static/") && path != "/static/none.js" && path != "/static/chat.html" {
			cache = "no-cache"
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" || h.Get("Cache-Control") != cache {
			t.Errorf("%s: headers %v", path, h)
		}
	}
}

// outside is anything a browser would fetch from another place, or run in
// place, which the policy forbids.
var outside = regexp.MustCompile(`(?i)(src|href|action)="?(https?:)?//|url\(|@import|<style|\sstyle=|\son[a-z]+=|<script>|innerHTML|insertAdjacent|eval\(`)

func TestNothingFromOutside(t *testing.T) {
	entries, err := files.ReadDir("static")
	if err != nil || len(entries) < 5 {
		t.Fatal(err, entries)
	}
	for _, e := range entries {
		data, err := files.ReadFile("static/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if m := outside.Find(data); m != nil {
			t.Errorf("static/%s has %q", e.Name(), m)
		}
	}
}

func TestStaticFilesAreAskedFor(t *testing.T) {
	srv, _, _ := newSite(t)
	b := newBrowser(t, srv)
	for name, kind := range map[string]string{"chat.css": "text/css", "chat.js": "text/javascript", "cup.svg": "image/svg+xml"} {
		res := b.do("GET", "/static/"+name, "")
		tag := res.Header.Get("ETag")
		if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), kind) || tag == "" {
			t.Errorf("%s: %s %v", name, res.Status, res.Header)
		}
		if again := b.do("GET", "/static/"+name, "", "If-None-Match", tag); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s unchanged: %s", name, again.Status)
		}
	}
	for _, path := range []string{"/static/none.js", "/static/chat.html", "/static/..%2fchannel.go", "/nothing"} {
		if res := b.do("GET", path, ""); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
}

func TestPostsFromOtherSites(t *testing.T) {
	srv, _, bot := newSite(t)
	b := newBrowser(t, srv)
	b.want(204, "/join")
	for _, h := range [][]string{
		{"Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Site", "same-site"},
		{"Origin", "https://evil.example"},
		{"Origin", "null"},
	} {
		for _, path := range []string{"/say", "/join", "/leave"} {
			res := b.do("POST", path, form("text", "xin chuyển tiền"), h...)
			if res.StatusCode != http.StatusForbidden {
				t.Errorf("POST %s with %v: %s", path, h, res.Status)
			}
		}
	}
	for _, h := range [][]string{{"Sec-Fetch-Site", "same-origin"}, {"Origin", srv.URL}, {}} {
		if res := b.do("POST", "/say", form("text", "của tôi"), h...); res.StatusCode != 204 {
			t.Errorf("our own post with %v: %s", h, res.Status)
		}
	}
	if got := bot.said(); len(got) != 3 || b.cookie() == "" {
		t.Errorf("the bot was given %q", got)
	}
}

func TestHostNames(t *testing.T) {
	onThisMachine := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}
	onTheNetwork := &net.TCPAddr{IP: net.IPv4(192, 168, 1, 5), Port: 8080}
	for _, c := range []struct {
		host  string
		local net.Addr
		hosts []string
		want  int
	}{
		{"127.0.0.1:8080", onThisMachine, nil, 200},
		{"localhost:8080", onThisMachine, nil, 200},
		{"LOCALHOST", onThisMachine, nil, 200},
		{"[::1]:8080", onThisMachine, nil, 200},
		{"evil.example", onThisMachine, nil, 421},
		{"localhost.evil.example:8080", onThisMachine, nil, 421},
		{"192.168.1.5:8080", onThisMachine, nil, 421},
		{"may-tinh.xa.example", onTheNetwork, nil, 200},
		{"hoc.xa.example", onThisMachine, []string{"hoc.xa.example"}, 200},
		{"Hoc.Xa.Example:443", onThisMachine, []string{"hoc.xa.example"}, 200},
		{"evil.example", onTheNetwork, []string{"hoc.xa.example"}, 421},
		{"127.0.0.1", onTheNetwork, []string{"hoc.xa.example"}, 200},
	} {
		web := New(Options{Hosts: c.hosts})
		mux := http.NewServeMux()
		web.Mount(mux, func(context.Context, ...dialogs.Event) error { return nil })
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = c.host
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, c.local))
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s at %v with %v: %d, want %d", c.host, c.local, c.hosts, w.Code, c.want)
		}
	}
}

func TestCookiesOfOthers(t *testing.T) {
	srv, _, bot := newSite(t)
	for _, value := range []string{"", "x", strings.Repeat("a", 26), strings.Repeat("A", 27), strings.Repeat("A", 5000), "AAAAAAAAAAAAAAAAAAAAAAAA\"<"} {
		b := newBrowser(t, srv)
		res := b.do("POST", "/join", "", "Cookie", cookieName+"="+value)
		if res.StatusCode != 204 || len(res.Cookies()) != 1 || res.Cookies()[0].Value == value {
			t.Errorf("cookie %q: %s, %v", value, res.Status, res.Cookies())
		}
	}
	if n := len(bot.got()); n != 6 {
		t.Errorf("%d people came, want 6", n)
	}
}

func TestShutdownEndsStreams(t *testing.T) {
	srv, _, _ := newSite(t)
	b := newBrowser(t, srv)
	b.want(204, "/join")
	w := b.listen("")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // far more than it takes; far less than for ever
	defer cancel()
	if err := srv.Config.Shutdown(ctx); err != nil {
		t.Fatalf("the server waits for an open stream: %v", err)
	}
	if name, _, data, ok := w.read(); ok {
		t.Errorf("the stream went on with %s %s", name, data)
	}
}
