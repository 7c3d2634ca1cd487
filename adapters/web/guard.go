package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"capheso/dialogs"
)

// policy lets the page use what this server serves and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// guard stands in front of every route: headers for all answers, no posts from
// other sites, no strange host names.
func (c *Channel) guard(h http.HandlerFunc) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.refuse(w, r, refuseSite)
	}))
	inner := origin.Handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hd := w.Header()
		hd.Set("Content-Security-Policy", policy)
		hd.Set("X-Content-Type-Options", "nosniff")
		hd.Set("Referrer-Policy", "no-referrer")
		hd.Set("Cross-Origin-Opener-Policy", "same-origin")
		hd.Set("Cross-Origin-Resource-Policy", "same-origin")
		hd.Set("Cache-Control", "no-store")
		if !c.ours(r) {
			c.refuse(w, r, refuseHost)
			return
		}
		inner.ServeHTTP(w, r)
	})
}

// ours reports whether the request asks for a name this server goes by. A
// server that listens on this machine alone is asked by names of this machine;
// any other name there is another site's, pointed at us to get past the
// browser's rules (DNS rebinding).
func (c *Channel) ours(r *http.Request) bool {
	host := hostname(r.Host)
	if slices.Contains(c.hosts, host) {
		return true
	}
	local, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if len(c.hosts) == 0 && (local == nil || !loopback(hostname(local.String()))) {
		return true
	}
	return loopback(host)
}

// hostname is a host without its port, in lower case.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

func loopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// cookieName is the cookie by which a browser is known.
const cookieName = "capheso"

// UserOf is the learner who carries the cookie value. The cookie opens the
// talk, so the id, which is stored and logged, must not lead back to it.
func UserOf(cookie string) dialogs.UserID {
	sum := sha256.Sum256([]byte(cookie))
	return dialogs.UserID("web:" + base64.RawURLEncoding.EncodeToString(sum[:16]))
}

// who is the part of a user id that the page knows itself by.
func who(user dialogs.UserID) string { return strings.TrimPrefix(string(user), "web:") }

// token returns the cookie of the request; anything but one of ours is none.
func token(r *http.Request) (string, bool) {
	c, err := r.Cookie(cookieName)
	if err != nil || len(c.Value) != tokenLen || strings.Trim(c.Value, tokenLetters) != "" {
		return "", false
	}
	return c.Value, true
}

// The shape of what crypto/rand.Text returns: at least 128 bits in base 32.
const (
	tokenLen     = 26
	tokenLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
)

// setCookie gives the browser its token, for another year; an empty one takes
// it away.
func setCookie(w http.ResponseWriter, r *http.Request, token string) {
	c := &http.Cookie{
		Name: cookieName, Value: token, Path: "/", MaxAge: int(cookieAge.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteStrictMode,
		// a proxy in front may be the one that speaks TLS
		Secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
	}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}
