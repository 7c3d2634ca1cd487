package zalooa

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"capheso/adapters"
	"capheso/adapters/zalo"
)

// challenge is the S256 of a PKCE verifier.
func challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// newVerifier is 43 characters, as Zalo wants.
func newVerifier() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// loginTime is how long a consent may be on its way.
const loginTime = time.Hour

// BeginLogin makes the link an admin of the OA opens to give their consent, and
// keeps what its answer will be checked against. redirect has to be the
// address registered in the console.
func (c *Channel) BeginLogin(ctx context.Context, redirect string) (link string, err error) {
	l := &Login{Verifier: c.o.Verifier, State: rand.Text(), Begun: c.now()}
	if l.Verifier == "" {
		l.Verifier = newVerifier()
	}
	err = c.o.Vault(ctx, func(g *Grant, save func() error) error {
		g.Login = l
		return save()
	})
	q := url.Values{"app_id": {c.o.AppID}, "redirect_uri": {redirect}, "code_challenge": {challenge(l.Verifier)}, "state": {l.State}}
	return c.o.OAuth + "/v4/oa/permission?" + q.Encode(), err
}

// FinishLogin trades the code that came with a consent for the first tokens
// and keeps them. query is what came back with the callback. Zalo may leave
// the state out; one that is wrong is refused.
func (c *Channel) FinishLogin(ctx context.Context, query url.Values) error {
	code, state := query.Get("code"), query.Get("state")
	if code == "" {
		return errors.New("no code came back: the consent was not given")
	}
	return c.o.Vault(ctx, func(g *Grant, save func() error) error {
		l := g.Login
		if l == nil || c.now().Sub(l.Begun) > loginTime {
			return errors.New("no login is under way: run capheso zalo login")
		}
		if state != "" && subtle.ConstantTimeCompare([]byte(state), []byte(l.State)) != 1 {
			return errors.New("this answer belongs to another login")
		}
		pair, err := c.token(ctx, url.Values{
			"code": {code}, "app_id": {c.o.AppID}, "grant_type": {"authorization_code"}, "code_verifier": {l.Verifier},
		})
		if err != nil {
			return err
		}
		*g = pair
		return save()
	})
}

// Callback is where the browser of the OA's admin comes back to. Mount serves
// it; a command that runs without the bot may too.
func (c *Channel) Callback() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("Cache-Control", "no-store")
		if err := c.FinishLogin(r.Context(), r.URL.Query()); err != nil {
			c.o.Log.Warn("zalo oa: a consent came back and was not taken", "err", err)
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, "Chưa kết nối được Zalo OA. Xin chạy lại: capheso zalo login\n")
			return
		}
		c.o.Log.Info("zalo oa: connected")
		_, _ = io.WriteString(w, "Đã kết nối Zalo OA. Có thể đóng trang này.\n")
	})
}

// Import keeps tokens that were made by hand in Zalo's API Explorer, in the
// place of any other. access may be empty.
func (c *Channel) Import(ctx context.Context, access, refresh string) error {
	if refresh == "" {
		return errors.New("the refresh token is missing")
	}
	now := c.now()
	return c.o.Vault(ctx, func(g *Grant, save func() error) error {
		*g = Grant{Access: access, Refresh: refresh, Rotated: now}
		if access != "" {
			g.Expires = now.Add(accessLife)
		}
		return save()
	})
}

// trade spends a refresh token.
func (c *Channel) trade(ctx context.Context, refresh string) (Grant, error) {
	return c.token(ctx, url.Values{"refresh_token": {refresh}, "app_id": {c.o.AppID}, "grant_type": {"refresh_token"}})
}

// tokenAnswer is what the token endpoint says. Only success has an access
// token, and only failure a code.
type tokenAnswer struct {
	Access  word `json:"access_token"`
	Refresh word `json:"refresh_token"`
	Expires word `json:"expires_in"`
	Expire  word `json:"expire_in"` // as a table of the documentation spells it
	Error   word `json:"error"`
	Name    word `json:"error_name"`
	Reason  word `json:"error_reason"`
}

// token asks the token endpoint. Its errors hold neither secret nor token. An
// *Error with a Code is Zalo's own refusal; any other error leaves open what
// Zalo did.
func (c *Channel) token(ctx context.Context, form url.Values) (Grant, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.o.OAuth+"/v4/oa/access_token", strings.NewReader(form.Encode()))
	if err != nil {
		return Grant{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("secret_key", c.o.AppSecret)
	if late(ctx) {
		return Grant{}, errLate
	}
	status, data, err := c.do(req)
	if err != nil {
		return Grant{}, err
	}
	var a tokenAnswer
	read := zalo.Read(data, &a)
	switch {
	case status >= 500 || !read:
		return Grant{}, &Error{Status: status}
	case a.Access == "":
		code, err := strconv.Atoi(string(a.Error))
		if err != nil || code == 0 {
			code = noCode
		}
		return Grant{}, &Error{Code: code, Status: status, Message: strings.TrimSpace(string(a.Name + " " + a.Reason))}
	}
	now := c.now()
	return Grant{Access: string(a.Access), Refresh: string(a.Refresh), Rotated: now, Expires: now.Add(a.life())}, nil
}

// noCode stands for a refusal that names no code.
const noCode = -1

// life is how long the access token works: what Zalo says, or what it always
// was.
func (a tokenAnswer) life() time.Duration {
	for _, w := range []word{a.Expires, a.Expire} {
		if n, err := strconv.ParseFloat(string(w), 64); err == nil && n > 0 && n < 1e8 {
			return time.Duration(n * float64(time.Second))
		}
	}
	return accessLife
}

// State is how the channel stands with Zalo.
type State struct {
	Connected bool      // sends can go out
	Consent   bool      // an admin has to run capheso zalo login
	Why       string    // when not connected
	Expires   time.Time // of the access token
	Rotated   time.Time // when the tokens were renewed last
	Login     bool      // a login is under way
}

// State reads the grant as it is kept. It asks nothing of Zalo.
func (c *Channel) State(ctx context.Context) (State, error) {
	var s State
	err := c.o.Vault(ctx, func(g *Grant, _ func() error) error {
		s = State{Expires: g.Expires, Rotated: g.Rotated, Login: g.Login != nil && c.now().Sub(g.Login.Begun) < loginTime}
		switch {
		case g.Lost != "":
			s.Consent, s.Why = true, g.Lost
		case g.empty() && c.o.Seed == "":
			s.Consent, s.Why = true, "there is no consent yet"
		case !g.Spending.IsZero():
			s.Connected, s.Why = g.alive(c.now()), fmt.Sprintf("a refresh that began at %s has not been answered", g.Spending.Format(time.RFC3339))
		default:
			s.Connected = true
		}
		return nil
	})
	return s, err
}

// Report says how long the access token is good, and whether an admin is
// needed. Zalo calls us; it is not asked for messages.
func (c *Channel) Report(ctx context.Context) adapters.Report {
	const login = "An admin of the Official Account runs: capheso zalo login"
	s, err := c.State(ctx)
	switch {
	case err != nil:
		return adapters.Report{Trouble: "its tokens cannot be read: " + err.Error(), Mend: "Put the file of the tokens back, or log in again. " + login}
	case s.Consent:
		return adapters.Report{Trouble: s.Why, Mend: login}
	}
	return adapters.Report{Called: true, Expires: s.Expires}
}
