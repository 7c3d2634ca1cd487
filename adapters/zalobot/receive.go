package zalobot

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"capheso/adapters"
)

// WebhookPath is the route of the webhook.
const WebhookPath = "/zalo/bot"

const maxBody = 1 << 20

// Mount adds the webhook when there is a secret to know Zalo by.
func (c *Channel) Mount(mux *http.ServeMux, in adapters.Inlet) {
	if c.o.WebhookSecret != "" {
		mux.Handle(WebhookPath, c.webhook(in))
	}
}

// webhook takes updates. As with the Official Account, everything that will
// never be taken is answered with 200, and an empty probe too.
func (c *Channel) webhook(in adapters.Inlet) http.Handler {
	want := sha256.Sum256([]byte(c.o.WebhookSecret))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			return
		}
		body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
		if err != nil {
			http.Error(w, "the body did not arrive whole", http.StatusBadRequest)
			return
		}
		if b := bytes.TrimSpace(body); len(b) == 0 || string(b) == "{}" {
			return
		}
		given := sha256.Sum256([]byte(r.Header.Get("X-Bot-Api-Secret-Token")))
		if len(body) > maxBody || subtle.ConstantTimeCompare(given[:], want[:]) != 1 {
			c.told.forged.say(c, "zalo bot: updates without the secret were dropped")
			return
		}
		if c.keep(r.Context(), decode(body), in) != nil {
			http.Error(w, "not kept", http.StatusServiceUnavailable)
		}
	})
}

// keep hands an incident to the bot, when there is something to hand over.
func (c *Channel) keep(ctx context.Context, i incident, in adapters.Inlet) error {
	switch i.kind {
	case unknown:
		c.told.unknown.say(c, "zalo bot: an update of an unknown name was passed over", "update", i.name)
	case malformed:
		c.told.malformed.say(c, "zalo bot: an update named nobody, or could not be read", "update", i.name)
	case taken:
		i.ev.At = c.now()
		if err := in(ctx, i.ev); err != nil {
			c.told.unkept.say(c, "zalo bot: an update could not be kept", "err", err)
			return err
		}
		c.count(i.ev.User, gotKind)
	}
	return nil
}

// Run tells Zalo where the webhook is, or asks Zalo for updates until ctx
// ends. What Zalo refuses is told in the log and tried again: other channels
// of the bot work on.
func (c *Channel) Run(ctx context.Context, in adapters.Inlet) error {
	if c.o.WebhookSecret == "" {
		return c.poll(ctx, in)
	}
	for wait := firstWait; c.o.WebhookURL != ""; wait = longer(wait) {
		err := c.setWebhook(ctx)
		if err == nil {
			break
		}
		c.o.Log.Error("zalo bot: the webhook was not set", "err", err)
		if c.sleep(ctx, wait) != nil {
			return nil
		}
	}
	<-ctx.Done()
	return nil
}

// setWebhook tells Zalo the address, unless it knows it.
func (c *Channel) setWebhook(ctx context.Context) error {
	if at, err := c.webhookAt(ctx); err != nil || at == c.o.WebhookURL {
		return err
	}
	data, err := c.call(ctx, "setWebhook", map[string]string{"url": c.o.WebhookURL, "secret_token": c.o.WebhookSecret}, callTime)
	if err != nil {
		return err
	}
	var done struct {
		Check *struct {
			OK      bool `json:"ok"`
			Outcome word `json:"outcome"`
			Hint    word `json:"hint"`
		} `json:"verification"`
	}
	if json.Unmarshal(data, &done) == nil && done.Check != nil && !done.Check.OK {
		c.o.Log.Warn("zalo bot: Zalo knows the webhook and cannot reach it; a firewall may keep its client, Java, away",
			"outcome", cut(string(done.Check.Outcome)), "hint", cut(string(done.Check.Hint)))
	}
	return nil
}

// webhookAt is the address Zalo delivers to, or none.
func (c *Channel) webhookAt(ctx context.Context) (string, error) {
	data, err := c.call(ctx, "getWebhookInfo", struct{}{}, callTime)
	var e *Error
	if errors.As(err, &e) && e.Code == http.StatusNotFound {
		return "", nil
	}
	var info struct {
		URL word `json:"url"`
	}
	_ = json.Unmarshal(data, &info)
	return string(info.URL), err
}

// The times of polling.
const (
	pollTime  = 30 * time.Second // that Zalo holds an idle call open
	firstWait = time.Second
	mostWait  = time.Minute
	longWait  = 10 * time.Minute // when only a person can help
)

func longer(d time.Duration) time.Duration { return min(2*d, mostWait) }

// errWebhook: Zalo answers a poll with nothing while it delivers elsewhere. It
// is not ours to switch that off.
var errWebhook = errors.New("zalo bot: a webhook is set, so nothing can be polled: give this server its secret, or delete it with the method deleteWebhook")

// poll asks for updates, one call at a time. Zalo hands an update out once:
// what the bot cannot keep is tried until it can.
func (c *Channel) poll(ctx context.Context, in adapters.Inlet) error {
	wait := firstWait
	checked := false
	for ctx.Err() == nil {
		var err error
		if !checked {
			var at string
			if at, err = c.webhookAt(ctx); err == nil && at != "" {
				err = errWebhook
			}
			checked = err == nil
		}
		if err == nil {
			err = c.once(ctx, in)
		}
		if err == nil {
			wait = firstWait
			continue
		}
		pause := c.after(err, wait)
		if c.sleep(ctx, pause) != nil {
			break
		}
		wait = longer(wait)
	}
	return nil
}

// after is how long to wait after a poll that failed, told where somebody has
// to know.
func (c *Channel) after(err error, wait time.Duration) time.Duration {
	var e *Error
	switch coded := errors.As(err, &e); {
	case errors.Is(err, errWebhook), coded && e.Code == http.StatusUnauthorized, coded && e.Code == http.StatusTooManyRequests:
		c.o.Log.Error("zalo bot: no updates come in", "err", err)
		return longWait
	}
	c.o.Log.Warn("zalo bot: asking for updates", "err", err)
	return wait/2 + rand.N(wait/2+1)
}

// once makes one call of getUpdates. An idle one ends with 408.
func (c *Channel) once(ctx context.Context, in adapters.Inlet) error {
	began := c.now()
	data, err := c.call(ctx, "getUpdates", map[string]string{"timeout": "30"}, pollTime+10*time.Second)
	var e *Error
	if errors.As(err, &e) && e.Code == http.StatusRequestTimeout {
		err = nil
	}
	if err != nil {
		return err
	}
	c.polled.Store(c.now().Unix())
	list := decodeAll(data)
	for _, i := range list {
		for c.keep(ctx, i, in) != nil {
			if c.sleep(ctx, firstWait) != nil {
				return nil
			}
		}
	}
	if len(list) == 0 && c.now().Sub(began) < firstWait {
		return c.sleep(ctx, firstWait) // Zalo does not hold the call open: no hurry
	}
	return nil
}
