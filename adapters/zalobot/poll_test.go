package zalobot

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"capheso/adapters/adaptertest/zalo"
	"capheso/dialogs"
)

func TestWebhookNeedsTheSecret(t *testing.T) {
	p := newPilot(t, func(o *Options) { o.WebhookSecret = "webhook-secret-for-tests" })
	mux := http.NewServeMux()
	p.c.Mount(mux, p.take)
	do := func(method, body, secret string) int {
		r := httptest.NewRequest(method, WebhookPath, strings.NewReader(body))
		if secret != "" {
			r.Header.Set("X-Bot-Api-Secret-Token", secret)
		}
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		return w.Code
	}
	text := string(p.zalo.Text(real, "1", "chào"))
	for _, c := range []struct {
		method, body, secret string
		taken                bool
	}{
		{"POST", text, "webhook-secret-for-tests", true}, {"POST", text, "", false}, {"POST", text, "webhook-secret-for-test", false},
		{"POST", "", "", false}, {"POST", "{}", "", false}, {"GET", "", "", false},
		{"POST", strings.Repeat(" ", maxBody) + text, "webhook-secret-for-tests", false},
	} {
		before := len(p.events)
		if code := do(c.method, c.body, c.secret); code != 200 || (len(p.events) > before) != c.taken {
			t.Errorf("%s %.30q with %q: %d", c.method, c.body, c.secret, code)
		}
	}
	if strings.Count(p.said(), "without the secret") != 1 {
		t.Errorf("told:\n%s", p.said())
	}
}

func TestRunSetsTheWebhookOnce(t *testing.T) {
	p := newPilot(t, func(o *Options) {
		o.WebhookSecret, o.WebhookURL = "webhook-secret-for-tests", "https://bot.example.vn/zalo/bot"
	})
	p.zalo.Next("setWebhook", zalo.Fault{Status: 502}, zalo.Fault{})
	for range 2 {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- p.c.Run(ctx, p.take) }()
		for i := 0; i < 500 && p.zalo.Set() == ""; i++ {
			time.Sleep(10 * time.Millisecond)
		}
		cancel()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if p.zalo.Calls("setWebhook") != 2 || p.zalo.Set() != "https://bot.example.vn/zalo/bot" {
		t.Errorf("%d calls, %s", p.zalo.Calls("setWebhook"), p.zalo.Set())
	}
}

// polled runs the poll until enough events came.
func (p *pilot) polled(n int) []dialogs.Event {
	p.t.Helper()
	ctx, cancel := context.WithCancel(p.t.Context())
	done := make(chan error)
	go func() { done <- p.c.Run(ctx, p.take) }()
	got := func() []dialogs.Event { p.mu.Lock(); defer p.mu.Unlock(); return p.events }
	for i := 0; i < 1000 && len(got()) < n; i++ {
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	if err := <-done; err != nil {
		p.t.Error(err)
	}
	return got()
}

func TestPolling(t *testing.T) {
	p := newPilot(t, nil)
	p.zalo.PollTime = time.Millisecond
	p.fail = 2 // the second and third time it is kept: Zalo does not hand it out again
	p.zalo.Next("getUpdates", zalo.Fault{Status: 502}, zalo.Fault{}, zalo.Fault{Code: 408, Status: 408}, zalo.Fault{Status: 504})
	p.zalo.Queue(p.zalo.Text(real, "1", "một"))
	p.zalo.Queue(zalo.Wrapped(p.zalo.Text(real, "2", "hai")))
	p.zalo.Queue(p.zalo.Update("message.unsupported.received", nil))
	p.zalo.Queue(p.zalo.Text(real, "3", "ba"))
	got := p.polled(3)
	if len(got) != 3 || got[0].ID != "msg:1" || got[1].ID != "msg:2" || got[2].ID != "msg:3" {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(p.said(), "named nobody") {
		t.Errorf("log: %s", p.said())
	}
}

func TestPollingLeavesAWebhookAlone(t *testing.T) {
	p := newPilot(t, nil)
	if _, err := p.c.call(t.Context(), "setWebhook", map[string]string{"url": "https://other.example.vn/", "secret_token": "another-one"}, callTime); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	p.c.sleep = func(_ context.Context, d time.Duration) error {
		if d != longWait {
			t.Errorf("slept %v", d)
		}
		cancel()
		return ctx.Err()
	}
	if err := p.c.Run(ctx, p.take); err != nil {
		t.Fatal(err)
	}
	if p.zalo.Calls("getUpdates") != 0 || p.zalo.Calls("deleteWebhook") != 0 || !strings.Contains(p.said(), "a webhook is set") {
		t.Errorf("log: %s", p.said())
	}
}

func TestAQuickEmptyAnswerIsNoHurry(t *testing.T) {
	p := newPilot(t, nil)
	p.zalo.PollTime = 0
	p.zalo.Next("getWebhookInfo", zalo.Fault{})
	if err := p.c.once(t.Context(), p.take); err != nil || len(p.slept) != 1 || p.slept[0] != time.Second {
		t.Errorf("%v, slept %v", err, p.slept)
	}
}
