// Package zalooa is a Zalo Official Account: the channel of an organisation,
// which needs an account at Zalo, an app, and a public HTTPS address.
//
// Facts about Zalo are those of its documentation and of programs that use it,
// as gathered in November 2026. Where they disagree both readings are taken,
// or a setting decides. Menus are numbered lines: buttons are documented for
// no message an account may send to a person, and are an option here that
// switches itself off.
package zalooa

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"

	"capheso/adapters"
	"capheso/adapters/counts"
	"capheso/dialogs"
)

// Where Zalo is.
const (
	DefaultAPI   = "https://openapi.zalo.me"
	DefaultOAuth = "https://oauth.zaloapp.com"
)

// Options are what an operator sets, and what the house gives.
type Options struct {
	AppID     string
	AppSecret string
	OASecret  string // of the webhook; the app's secret is tried too
	API       string // base URLs; empty is Zalo's own
	OAuth     string
	Verifier  string   // of PKCE, when the console keeps one challenge; empty makes one for each login
	Verifiers []string // codes of the files that prove the domain ours
	Seed      string   // a first refresh token, used only while the vault is empty
	AllowPaid bool     // write in the days that are billed
	Buttons   bool     // try buttons
	Proof     bool     // send appsecret_proof
	Rate      float64  // messages a second; 0 is 20

	Vault   Vault
	Wrote   func(context.Context, dialogs.UserID) (time.Time, error) // when a learner last wrote; nil: windows are left to Zalo
	Counts  *counts.Book                                             // nil: nothing is counted
	Picture func(name string) ([]byte, error)                        // a picture of the course; nil: only public addresses
	Log     *slog.Logger
	Network http.RoundTripper // nil is the ordinary one
}

// Channel is one Official Account.
type Channel struct {
	o       Options
	client  *http.Client
	keeper  *keeper
	uploads uploads
	pause   pause
	plain   atomic.Bool // buttons were refused
	told    told
	now     func() time.Time
	sleep   func(context.Context, time.Duration) error
}

var (
	_ adapters.Channel   = (*Channel)(nil)
	_ adapters.Runner    = (*Channel)(nil)
	_ adapters.Forgetter = (*Channel)(nil)
	_ adapters.Reporter  = (*Channel)(nil)
)

// New makes the channel of an account. It asks nothing of the network.
func New(o Options) (*Channel, error) {
	o.API, o.OAuth = strings.TrimRight(o.API, "/"), strings.TrimRight(o.OAuth, "/")
	if o.API == "" {
		o.API = DefaultAPI
	}
	if o.OAuth == "" {
		o.OAuth = DefaultOAuth
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	c := &Channel{o: o, now: time.Now, sleep: sleep}
	c.client = &http.Client{
		Transport: o.Network,
		// A redirect would carry the token to wherever it points.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	c.keeper = &keeper{
		vault: o.Vault, seed: o.Seed, trade: c.trade, probe: c.probe,
		now: func() time.Time { return c.now() }, log: o.Log, maxAge: refreshAge, young: tooYoung, pause: refreshPause,
		call: callTime, orphan: orphanAge,
	}
	return c, nil
}

func (o *Options) check() error {
	switch {
	case o.AppID == "" || strings.Trim(o.AppID, "0123456789") != "":
		return errors.New("zalo oa: the app id is the number on the app's page in Zalo's console")
	case o.AppSecret == "":
		return errors.New("zalo oa: the app secret is missing")
	case o.Vault == nil:
		return errors.New("zalo oa: no vault for the tokens")
	}
	for _, base := range []string{o.API, o.OAuth} {
		u, err := url.Parse(base)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return fmt.Errorf("zalo oa: %q is no base URL", base)
		}
	}
	for _, code := range o.Verifiers {
		if !validCode(code) {
			return fmt.Errorf("zalo oa: %q is no code of a verifier file: give what stands between zalo_verifier and .html", code)
		}
	}
	return nil
}

// Name is "zalooa".
func (c *Channel) Name() string { return name }

// The limits of a message: Zalo refuses 2,001 characters and does not say what
// a character is, so that what counts most is counted, with a margin.
const (
	maxText    = 1900 // UTF-16 units after NFC
	maxButtons = 5
	maxLabel   = 20 // of what is documented, 100, a program in use takes 20
	sendRate   = 20 // a second, of 4,000 requests a minute for the app
)

// Limits: 1,900 UTF-16 units, 20 messages a second unless told otherwise, and numbered lines unless
// buttons are wanted.
func (c *Channel) Limits() adapters.Limits {
	l := adapters.Limits{Text: maxText, Count: count, Label: maxLabel, Rate: sendRate}
	if c.o.Rate > 0 {
		l.Rate = c.o.Rate
	}
	if c.o.Buttons {
		l.Buttons = maxButtons
	}
	return l
}

// count is the length of a text as it is sent.
func count(s string) int {
	n := 0
	for _, r := range norm.NFC.String(s) {
		n += utf16.RuneLen(r)
	}
	return n
}

// keepEvery is how often Run looks whether the token is old. Tokens that were
// brought by another command are found then.
const keepEvery = time.Minute

// Run keeps the access token young until ctx ends. Tokens that cannot be had
// are told in the log and do not stop the bot.
func (c *Channel) Run(ctx context.Context, _ adapters.Inlet) error {
	var last string
	for {
		_, err := c.keeper.access(ctx, "")
		if ctx.Err() != nil {
			return nil
		}
		if why := say(err); why != last {
			if last = why; why != "" {
				c.o.Log.Error("zalo oa: no access token: messages wait, none is lost", "err", why)
			} else {
				c.o.Log.Info("zalo oa: ready to send")
			}
		}
		if c.sleep(ctx, keepEvery) != nil {
			return nil
		}
	}
}

func say(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// Forget drops the learner from the counts; the sums of the months stay.
func (c *Channel) Forget(user dialogs.UserID) {
	if c.o.Counts == nil {
		return
	}
	if err := c.o.Counts.Forget(string(user)); err != nil {
		c.o.Log.Error("zalo oa: a learner who was erased is still in the counts", "err", err)
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
