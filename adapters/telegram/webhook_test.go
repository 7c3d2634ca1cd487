package telegram

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"capheso/adapters/adaptertest/botapi"
	"capheso/dialogs"
)

const (
	sayHello = `{"update_id":9,"message":{"message_id":1,"date":1,"chat":{"id":7,"type":"private"},"text":"chào"}}`
	tapYes   = `{"update_id":10,"callback_query":{"id":"q1","data":"1:yes","from":{"id":7},"message":{"message_id":1,"date":1,"chat":{"id":7,"type":"private"}}}}`
	newKind  = `{"update_id":11,"thought":{}}`
)

// TestWebhookAnswers: 200 means kept, and whatever is not kept is refused in
// the way that tells Telegram what to do.
func TestWebhookAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		method, secret, body string
		fail, early          bool
		status, events       int
	}{
		"kept":             {"POST", "s3cret", sayHello, false, false, 200, 1},
		"a tap":            {"POST", "s3cret", tapYes, false, false, 200, 1},
		"a new kind":       {"POST", "s3cret", newKind, false, false, 200, 0},
		"no secret":        {"POST", "", sayHello, false, false, 401, 0},
		"a wrong secret":   {"POST", "s3creT", sayHello, false, false, 401, 0},
		"a longer secret":  {"POST", "s3cret1", sayHello, false, false, 401, 0},
		"not kept":         {"POST", "s3cret", sayHello, true, false, 503, 0},
		"not ready":        {"POST", "s3cret", sayHello, false, true, 503, 0},
		"no JSON":          {"POST", "s3cret", "{", false, false, 400, 0},
		"no update":        {"POST", "s3cret", `{"x":1}`, false, false, 400, 0},
		"nothing":          {"POST", "s3cret", "", false, false, 400, 0},
		"a megabyte":       {"POST", "s3cret", sayHello + strings.Repeat(" ", 1<<20-len(sayHello)), false, false, 200, 1},
		"more than one":    {"POST", "s3cret", sayHello + strings.Repeat(" ", 1<<20), false, false, 413, 0},
		"not a post":       {"GET", "s3cret", "", false, false, 405, 0},
		"wrong and broken": {"POST", "x", "{", false, false, 401, 0},
	} {
		t.Run(name, func(t *testing.T) {
			api := botapi.New()
			ch := connect(t, api, Options{WebhookURL: "https://bot.example.org/hook", WebhookSecret: "s3cret"})
			ch.ready.Store(!c.early)
			events := 0
			mux := http.NewServeMux()
			ch.Mount(mux, func(_ context.Context, evs ...dialogs.Event) error {
				if c.fail {
					return errors.New("the disk is full")
				}
				events += len(evs)
				return nil
			})
			r := httptest.NewRequest(c.method, "/hook", strings.NewReader(c.body))
			r.Header.Set("X-Telegram-Bot-Api-Secret-Token", c.secret)
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, r)
			if w.Code != c.status || events != c.events {
				t.Errorf("status %d and %d events, want %d and %d", w.Code, events, c.status, c.events)
			}
			if (w.Code == 503) != (w.Header().Get("Retry-After") != "") {
				t.Errorf("status %d with Retry-After %q", w.Code, w.Header().Get("Retry-After"))
			}
			if (c.body == tapYes) != strings.Contains(w.Body.String(), `"answerCallbackQuery"`) {
				t.Errorf("the body is %q", w.Body)
			}
		})
	}
}

func TestNoWebhookWithoutURL(t *testing.T) {
	mux := http.NewServeMux()
	named(t).Mount(mux, nil)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("POST", "/telegram", strings.NewReader(sayHello)))
	if w.Code != http.StatusNotFound {
		t.Errorf("status %d", w.Code)
	}
}

// TestDerivedSecret: without one of the operator's it is the same after a
// restart, one that Telegram accepts, and none of the token.
func TestDerivedSecret(t *testing.T) {
	a, b := derivedSecret(botapi.Token), derivedSecret(botapi.Token+"x")
	if a != derivedSecret(botapi.Token) || a == b || len(a) != 64 || strings.Contains(a, "AAtest") {
		t.Errorf("%s, %s", a, b)
	}
}
