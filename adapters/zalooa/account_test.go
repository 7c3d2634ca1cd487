package zalooa

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"capheso/adapters"
	"capheso/adapters/adaptertest"
	"capheso/adapters/adaptertest/zalo"
	"capheso/adapters/counts"
	"capheso/dialogs"
)

// account is a channel with a fake Zalo behind it.
type account struct {
	t     *testing.T
	zalo  *zalo.OA
	c     *Channel
	vault Vault
	log   syncBuffer
	wrote map[dialogs.UserID]time.Time
	mu    sync.Mutex
	ahead time.Duration // how far the channel's clock is
}

// syncBuffer is a log that several goroutines write.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}
func (s *syncBuffer) String() string { s.mu.Lock(); defer s.mu.Unlock(); return s.b.String() }

const (
	sau = "2512523625412515"
	bay = "2468458835296117922"
)

func newAccount(t *testing.T, change func(*Options)) *account {
	t.Helper()
	a := &account{t: t, zalo: zalo.NewOA(), vault: memory(Grant{}), wrote: map[dialogs.UserID]time.Time{}}
	a.zalo.Now = a.now
	server := httptest.NewServer(a.zalo)
	t.Cleanup(server.Close)
	book, err := counts.Open(filepath.Join(t.TempDir(), "counts"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	o := Options{
		AppID: a.zalo.AppID, AppSecret: a.zalo.AppSecret, OASecret: a.zalo.OASecret, API: server.URL, OAuth: server.URL + "/",
		Vault: a.vault, Counts: book, Log: slog.New(slog.NewTextHandler(&a.log, nil)), Network: adaptertest.Loopback(),
		Wrote: func(_ context.Context, u dialogs.UserID) (time.Time, error) {
			a.mu.Lock()
			defer a.mu.Unlock()
			return a.wrote[u], nil
		},
	}
	if change != nil {
		change(&o)
	}
	if a.c, err = New(o); err != nil {
		t.Fatal(err)
	}
	a.c.now = a.now
	a.c.sleep = func(ctx context.Context, d time.Duration) error { a.pass(d); return ctx.Err() }
	for _, u := range []string{sau, bay} {
		a.zalo.Interacted(u, a.now())
	}
	return a
}

func (a *account) now() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return time.Now().Add(a.ahead)
}

// pass lets time pass.
func (a *account) pass(d time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ahead += d
}

// consent gives the channel tokens.
func (a *account) consent() {
	a.t.Helper()
	access, refresh := a.zalo.Consent()
	if err := a.c.Import(a.t.Context(), access, refresh); err != nil {
		a.t.Fatal(err)
	}
}

func (a *account) send(to string, r dialogs.Reply) error {
	_, err := a.c.Send(a.t.Context(), dialogs.UserID("zalooa:"+to), r)
	return err
}

func (a *account) sends(to, text string) {
	a.t.Helper()
	if err := a.send(to, dialogs.Reply{Text: text}); err != nil {
		a.t.Fatalf("send %.40q: %v", text, err)
	}
}

// fate is what an error means.
func fate(t *testing.T, err error) *adapters.SendError {
	t.Helper()
	v, ok := err.(*adapters.SendError)
	if !ok {
		t.Fatalf("%v is no verdict", err)
	}
	return v
}

// handler is a mux with the channel mounted.
func (a *account) handler(in adapters.Inlet) http.Handler {
	mux := http.NewServeMux()
	a.c.Mount(mux, in)
	return mux
}

// TestChannel holds the channel to the contract of all channels.
func TestChannel(t *testing.T) {
	adaptertest.Run(t, func(t *testing.T) adaptertest.Network {
		a := newAccount(t, nil)
		a.consent()
		learner := func(n int) dialogs.UserID {
			id := fmt.Sprintf("25125236254%05d", n)
			a.zalo.Interacted(id, a.now())
			return dialogs.UserID("zalooa:" + id)
		}
		var mu sync.Mutex
		var in adapters.Inlet
		server := httptest.NewServer(a.handler(func(ctx context.Context, events ...dialogs.Event) error {
			mu.Lock()
			defer mu.Unlock()
			return in(ctx, events...)
		}))
		t.Cleanup(server.Close)
		a.zalo.Webhook = server.URL + WebhookPath
		return adaptertest.Network{
			Channel: a.c, Learner: learner,
			Shown: func(to dialogs.UserID) []adaptertest.Shown {
				var out []adaptertest.Shown
				for _, m := range a.zalo.Shown(strings.TrimPrefix(string(to), "zalooa:")) {
					out = append(out, adaptertest.Shown{Text: m.Text, Buttons: m.Buttons})
				}
				return out
			},
			Say: func(inlet adapters.Inlet, from dialogs.UserID, n int, text string) bool {
				mu.Lock()
				in = inlet
				mu.Unlock()
				user := strings.TrimPrefix(string(from), "zalooa:")
				_, taken := a.zalo.Deliver(t.Context(), a.zalo.Text(user, fmt.Sprintf("%s-%d", user, n), text))
				return taken
			},
			Fail: func(f adapters.Fate) bool {
				code := map[adapters.Fate]int{adapters.Refused: -201, adapters.Closed: -230, adapters.Gone: -217}[f]
				fault := zalo.Fault{Code: code}
				if f == adapters.Again {
					fault = zalo.Fault{Status: 502}
				}
				a.zalo.Next(zalo.SendPath, fault)
				return true
			},
		}
	})
}
