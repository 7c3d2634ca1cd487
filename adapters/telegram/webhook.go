package telegram

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	tg "github.com/go-telegram/bot"

	"capheso/adapters"
)

// webhookPath is the path of the webhook's URL; empty when there is no URL.
func webhookPath(given string) (string, error) {
	if given == "" {
		return "", nil
	}
	u, err := url.Parse(given)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("the Telegram webhook %q is no URL such as https://example.org/telegram", given)
	}
	if u.Path == "" || u.Path == "/" {
		return "", fmt.Errorf("the Telegram webhook %q has no path; add one, such as /telegram", given)
	}
	return u.Path, nil
}

// derivedSecret is a secret that only who has the token can know, the same
// after every restart.
func derivedSecret(token string) string {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte("capheso telegram webhook"))
	return hex.EncodeToString(mac.Sum(nil))
}

// Mount adds the webhook, if there is one.
func (c *Channel) Mount(mux *http.ServeMux, in adapters.Inlet) {
	if c.path == "" {
		return
	}
	c.in = in
	mux.HandleFunc("POST "+c.path, c.receive)
}

// awaitWebhook tells Telegram where the webhook is; then all is in its hands.
func (c *Channel) awaitWebhook(ctx context.Context) error {
	c.ready.Store(true)
	err := c.insist(ctx, "set the webhook", func(ctx context.Context) error {
		_, err := c.api.SetWebhook(ctx, &tg.SetWebhookParams{
			URL: c.o.WebhookURL, SecretToken: c.o.WebhookSecret, AllowedUpdates: allowed, MaxConnections: hooksAtOnce,
		})
		return err
	})
	if err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// receive takes one update. 200 means that it is kept; whatever else makes
// Telegram send it again, those of the same chat after it.
func (c *Channel) receive(w http.ResponseWriter, r *http.Request) {
	given := r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
	if subtle.ConstantTimeCompare([]byte(given), []byte(c.o.WebhookSecret)) != 1 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxWebhook))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
		return
	case !c.ready.Load(): // without its name the bot does not know when a group means it
		later(w)
		return
	}
	u, err := c.decode(body)
	switch {
	case u.id == 0:
		w.WriteHeader(http.StatusBadRequest)
		return
	case err != nil:
		c.putAside(body, err)
	}
	if u.event.Body != nil {
		if err := keep(r.Context(), c.in, u.event); err != nil {
			c.log.Error("telegram: an update could not be kept; Telegram will send it again", "err", c.scrub(err))
			later(w)
			return
		}
	}
	if u.read.tap != "" {
		c.toRead(u.read)
	}
	taken(w, u.tap)
}

// later asks Telegram to send the update again.
func later(w http.ResponseWriter) {
	w.Header().Set("Retry-After", retryAfter)
	w.WriteHeader(http.StatusServiceUnavailable)
}

// taken acknowledges an update. A tap is answered in the same breath: the body
// of the answer may be a method call.
func taken(w http.ResponseWriter, tap string) {
	if tap == "" {
		w.WriteHeader(http.StatusOK)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"method": "answerCallbackQuery", "callback_query_id": tap})
}
