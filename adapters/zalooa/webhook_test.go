package zalooa

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"capheso/dialogs"
)

const (
	testApp    = "360846524940903967"
	testSecret = "oa-secret-for-tests"
	vectorMAC  = "ade903edd32f09d8461d3aaeb4e982950a49fcecd85f44d8e50921be53b78a83"
)

// memory is a vault without a disk.
func memory(g Grant) Vault {
	var mu sync.Mutex
	return func(_ context.Context, work func(*Grant, func() error) error) error {
		mu.Lock()
		defer mu.Unlock()
		now := g
		return work(&now, func() error { g = now; return nil })
	}
}

// hook is a webhook with a bot behind it that keeps what it is given.
type hook struct {
	t    *testing.T
	c    *Channel
	mux  *http.ServeMux
	log  bytes.Buffer
	now  time.Time
	got  []dialogs.Event
	fail error
}

func newHook(t *testing.T, o Options) *hook {
	t.Helper()
	h := &hook{t: t, mux: http.NewServeMux(), now: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)}
	o.AppID, o.AppSecret, o.Vault = testApp, "app-secret-for-tests", memory(Grant{})
	o.Log = slog.New(slog.NewTextHandler(&h.log, nil))
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	c.now = func() time.Time { return h.now }
	h.c = c
	c.Mount(h.mux, func(_ context.Context, events ...dialogs.Event) error {
		if h.fail == nil {
			h.got = append(h.got, events...)
		}
		return h.fail
	})
	return h
}

func (h *hook) do(method, path string, body []byte, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.mux.ServeHTTP(w, r)
	return w
}

func vector(t *testing.T) []byte {
	t.Helper()
	body, err := os.ReadFile("testdata/signed.json")
	if err != nil || len(body) != 266 {
		t.Fatalf("%d bytes, %v", len(body), err)
	}
	return body
}

func TestSignatureVector(t *testing.T) {
	if got := sign(testApp, vector(t), "1543908534740", testSecret); got != vectorMAC {
		t.Errorf("%s", got)
	}
}

func TestChallengeAndProofVectors(t *testing.T) {
	if got := challenge("ZaloPkceVerifier0123456789ABCDEFGHIJKLmnopq"); got != "gz0Qp5d_svATFgMO5F7NMbZrHHYUmKPHJC1Cn6exU5k" {
		t.Errorf("challenge %s", got)
	}
	if got := appSecretProof("app-secret-for-tests", "access-token-for-tests"); got != "7196be12396e82d498574863aab45f32c0f0c84c6d6d4038d19a0d78120bdf44" {
		t.Errorf("proof %s", got)
	}
	if a, b := newVerifier(), newVerifier(); len(a) != 43 || a == b {
		t.Errorf("verifiers %q %q", a, b)
	}
}

func TestSignaturesThatCount(t *testing.T) {
	body := vector(t)
	spaced := bytes.Replace(body, []byte(`,"timestamp"`), []byte(`, "timestamp"`), 1)
	bare := []byte(`{"event_name":"user_send_text","sender":{"id":"1"},"message":{"msg_id":"1","text":"a"}}`)
	for _, c := range []struct {
		name, secret string
		body         []byte
		header       []string
		good         bool
	}{
		{"with mac=", testSecret, body, []string{"X-ZEvent-Signature", "mac=" + vectorMAC}, true},
		{"without mac=", testSecret, body, []string{"X-ZEvent-Signature", vectorMAC}, true},
		{"in capitals", testSecret, body, []string{"X-ZEvent-Signature", "MAC=" + strings.ToUpper(vectorMAC)}, true},
		{"with the app's secret", testSecret, body, []string{"X-ZEvent-Signature", "mac=" + sign(testApp, body, "1543908534740", "app-secret-for-tests")}, true},
		{"without a secret of the OA", "", body, []string{"X-ZEvent-Signature", "mac=" + sign(testApp, body, "1543908534740", "app-secret-for-tests")}, true},
		{"the time in a header", testSecret, bare, []string{"X-ZEvent-Signature", "mac=" + sign(testApp, bare, "77", testSecret), "X-ZEvent-Timestamp", "77"}, true},
		{"none", testSecret, body, nil, false},
		{"empty", testSecret, body, []string{"X-ZEvent-Signature", "mac="}, false},
		{"of another body", testSecret, spaced, []string{"X-ZEvent-Signature", "mac=" + vectorMAC}, false},
		{"of another time", testSecret, body, []string{"X-ZEvent-Signature", "mac=" + sign(testApp, body, "1", testSecret)}, false},
		{"with the account's id", testSecret, body, []string{"X-ZEvent-Signature", "mac=" + sign("388613280878808645", body, "1543908534740", testSecret)}, false},
		{"with the empty secret", "", body, []string{"X-ZEvent-Signature", "mac=" + sign(testApp, body, "1543908534740", "")}, false},
		{"too short", testSecret, body, []string{"X-ZEvent-Signature", "mac=" + vectorMAC[:63]}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHook(t, Options{OASecret: c.secret})
			if w := h.do("POST", WebhookPath, c.body, c.header...); w.Code != 200 {
				t.Errorf("answered %d", w.Code)
			}
			if good := len(h.got) == 1; good != c.good || (h.c.Deliveries().Forged == 1) == c.good {
				t.Errorf("taken: %v, %+v", good, h.c.Deliveries())
			}
		})
	}
}

func TestProbesAreAnsweredAndDoNothing(t *testing.T) {
	h := newHook(t, Options{OASecret: testSecret, Verifiers: []string{"Ab12"}})
	for _, c := range []struct{ method, body string }{{"POST", ""}, {"POST", "{}"}, {"POST", " {}\n"}, {"GET", ""}, {"HEAD", ""}} {
		if w := h.do(c.method, WebhookPath, []byte(c.body)); w.Code != 200 {
			t.Errorf("%s %q: %d", c.method, c.body, w.Code)
		}
	}
	if len(h.got) != 0 || h.c.Deliveries() != (Deliveries{}) || h.log.Len() != 0 {
		t.Errorf("%+v %+v %s", h.got, h.c.Deliveries(), h.log.String())
	}
	w := h.do("GET", "/zalo_verifierAb12.html", nil)
	if w.Code != 200 || !strings.Contains(w.Body.String(), `<meta name="zalo-platform-site-verification" content="Ab12" />`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := h.do("GET", "/zalo_verifierOther.html", nil); w.Code != 404 {
		t.Errorf("another code: %d", w.Code)
	}
}

func (h *hook) signed(body []byte) *httptest.ResponseRecorder {
	return h.do("POST", WebhookPath, body, "X-ZEvent-Signature", "mac="+sign(testApp, body, timestamp(body), testSecret))
}

func TestForgeriesAreToldOnceAMinute(t *testing.T) {
	h := newHook(t, Options{OASecret: testSecret})
	for range 100 {
		h.do("POST", WebhookPath, []byte(`{"event_name":"user_send_text","message":{"text":"bí mật"}}`), "X-ZEvent-Signature", "mac=00")
	}
	h.now = h.now.Add(time.Minute)
	h.do("POST", WebhookPath, make([]byte, maxBody+10))
	h.do("POST", WebhookPath, []byte(`{"a":1}`))
	lines := strings.Count(h.log.String(), "\n")
	if lines != 2 || !strings.Contains(h.log.String(), "since=100") || h.c.Deliveries().Forged != 102 || strings.Contains(h.log.String(), "bí mật") {
		t.Errorf("%d lines, %+v:\n%s", lines, h.c.Deliveries(), h.log.String())
	}
}

func TestUnknownEventsAreCounted(t *testing.T) {
	h := newHook(t, Options{OASecret: testSecret})
	for _, body := range []string{`{"event_name":"user_dances","app_id":"1"}`, `{"event_name":"user_seen_message"}`, `{"event_name":"follow"}`, `not json`} {
		if w := h.signed([]byte(body)); w.Code != 200 {
			t.Errorf("%s: %d", body, w.Code)
		}
	}
	want := Deliveries{Ignored: 1, Unknown: 1, Malformed: 2}
	if h.c.Deliveries() != want || len(h.got) != 0 || !strings.Contains(h.log.String(), "user_dances") {
		t.Errorf("%+v\n%s", h.c.Deliveries(), h.log.String())
	}
}

func TestWhatIsNotKeptIsAskedForAgain(t *testing.T) {
	h := newHook(t, Options{OASecret: testSecret})
	h.fail = errors.New("the disk is full")
	if w := h.signed(vector(t)); w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "disk") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	h.fail = nil
	if w := h.signed(vector(t)); w.Code != 200 || len(h.got) != 1 || !h.got[0].At.Equal(h.now) {
		t.Errorf("%d %+v", w.Code, h.got)
	}
}
