// Package zalobot is a bot of Zalo's Bot Platform: made in minutes by anybody
// with a Zalo account, for at most fifty people and three thousand messages a
// month. It is the channel of a pilot.
//
// Facts about Zalo are those of its documentation and of programs that use it,
// as gathered in November 2026. There are no buttons: every menu is numbered
// lines.
package zalobot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"

	"capheso/adapters"
	"capheso/adapters/counts"
	"capheso/dialogs"
)

// DefaultAPI is where Zalo is.
const DefaultAPI = "https://bot-api.zaloplatforms.com"

// Options are what an operator sets, and what the house gives.
type Options struct {
	Token         string
	API           string  // base URL; empty is Zalo's own
	WebhookSecret string  // 8 to 256 characters; empty: the bot asks Zalo for updates
	WebhookURL    string  // told to Zalo at the start; empty: it was told by hand
	Rate          float64 // messages a second; 0 is 1.5
	Counts        *counts.Book
	Log           *slog.Logger
	Network       http.RoundTripper // nil is the ordinary one
}

// Channel is one bot.
type Channel struct {
	o      Options
	client *http.Client
	quota  quota
	polled atomic.Int64 // when Zalo last answered a poll, unix seconds
	now    func() time.Time
	sleep  func(context.Context, time.Duration) error
	told   struct{ forged, unknown, malformed, unkept told }
}

var (
	_ adapters.Channel   = (*Channel)(nil)
	_ adapters.Runner    = (*Channel)(nil)
	_ adapters.Forgetter = (*Channel)(nil)
	_ adapters.Reporter  = (*Channel)(nil)
)

// New makes the channel of a bot. It asks nothing of the network.
func New(o Options) (*Channel, error) {
	if o.API = strings.TrimRight(o.API, "/"); o.API == "" {
		o.API = DefaultAPI
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	u, err := url.Parse(o.API)
	switch n := len(o.WebhookSecret); {
	case o.Token == "" || strings.ContainsAny(o.Token, "/?#% \t\r\n"):
		return nil, errors.New("zalo bot: the token looks like 12345689:abc-xyz")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("zalo bot: %q is no base URL", o.API)
	case n > 0 && (n < 8 || n > 256):
		return nil, errors.New("zalo bot: the webhook secret has 8 to 256 characters")
	case n == 0 && o.WebhookURL != "":
		return nil, errors.New("zalo bot: a webhook needs a secret of 8 to 256 characters")
	}
	c := &Channel{o: o, now: time.Now, sleep: sleep}
	c.client = &http.Client{
		Transport: o.Network,
		// A redirect would carry the token to wherever it points.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c, nil
}

// Name is "zalobot".
func (c *Channel) Name() string { return name }

// The limits of a message: 2,000 characters, and Zalo does not say what a
// character is.
const (
	maxText  = 1900 // UTF-16 units after NFC
	sendRate = 1.5  // a second; Zalo documents none
)

// Limits: 1,900 UTF-16 units and numbered lines.
func (c *Channel) Limits() adapters.Limits {
	l := adapters.Limits{Text: maxText, Count: count, Rate: sendRate}
	if c.o.Rate > 0 {
		l.Rate = c.o.Rate
	}
	return l
}

func count(s string) int {
	n := 0
	for _, r := range norm.NFC.String(s) {
		n += utf16.RuneLen(r)
	}
	return n
}

// Send delivers one message, a picture with a public address first. Tips stop
// when nine tenths of the month's messages are used up.
func (c *Channel) Send(ctx context.Context, to dialogs.UserID, r dialogs.Reply) (string, error) {
	id, ours := strings.CutPrefix(string(to), name+":")
	if !ours || !validID(word(id)) {
		return "", &adapters.SendError{Fate: adapters.Refused, Err: errors.New("zalo bot: not a learner of this channel")}
	}
	if r.Bulk && c.spare() {
		return "", &adapters.SendError{Fate: adapters.Refused, Err: errors.New("zalo bot: the rest of the month's messages is kept for answers")}
	}
	method, params := compose(id, r)
	data, err := c.call(ctx, method, params, callTime)
	if err != nil {
		v := verdict(err, r.Bulk)
		c.alert(v)
		return "", v
	}
	c.count(to, sentKind)
	var done struct {
		ID word `json:"message_id"`
	}
	_ = json.Unmarshal(data, &done) // it was sent, whatever else was said
	return string(done.ID), nil
}

// compose is the call that sends a reply.
func compose(chat string, r dialogs.Reply) (method string, params map[string]string) {
	text := norm.NFC.String(adapters.Pack(adapters.Limits{}, []dialogs.Reply{r})[0].Text)
	if strings.HasPrefix(r.Image, "https://") {
		return "sendPhoto", map[string]string{"chat_id": chat, "photo": r.Image, "caption": text}
	}
	return "sendMessage", map[string]string{"chat_id": chat, "text": text}
}

// alert tells the operator what only they can mend.
func (c *Channel) alert(v *adapters.SendError) {
	var e *Error
	if !errors.As(v, &e) {
		return
	}
	switch e.Code {
	case 401:
		c.o.Log.Error("zalo bot: the token is refused; messages wait", "err", e)
	case 429:
		c.o.Log.Error("zalo bot: Zalo says that the quota is used up; no more tips, and answers wait an hour", "err", e)
	}
}

// Forget drops the learner from the counts; the sums of the months stay.
func (c *Channel) Forget(user dialogs.UserID) {
	if c.o.Counts == nil {
		return
	}
	if err := c.o.Counts.Forget(string(user)); err != nil {
		c.o.Log.Error("zalo bot: a learner who was erased is still in the counts", "err", err)
	}
}

// told says something once a minute at most.
type told struct {
	mu   sync.Mutex
	n    int
	next time.Time
}

func (t *told) say(c *Channel, message string, attrs ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
	if now := c.now(); !now.Before(t.next) {
		t.next = now.Add(time.Minute)
		c.o.Log.Warn(message, append(attrs, "ever", t.n)...)
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
