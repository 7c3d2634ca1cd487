// Package web is the chat in a browser: a channel like any other, made for a
// kiosk or a family computer and for older eyes. It needs no account and asks
// nothing of any other machine.
//
// A browser is known by a cookie. What was said is kept in memory only, for
// reloads and second windows; after a restart the page says that the learner
// came back and the bot shows where they were. The page works without its
// script too: every button is part of a plain form.
package web

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
)

// Options are what an operator may want different.
type Options struct {
	// Hosts are the names the page is served under, without port. Names of
	// this machine always work. When empty, any name works unless the server
	// listens on this machine alone; behind a proxy on the same machine the
	// public name has to be given.
	Hosts []string
	// Picture reads the picture of a reply by its name. It may block on a disk
	// and must be safe for concurrent use. Without it replies have no pictures.
	Picture func(name string) ([]byte, error)
}

// Channel is the web chat.
type Channel struct {
	hosts []string
	read  func(name string) ([]byte, error)
	talks *talks
	in    adapters.Inlet
	now   func() time.Time

	closing sync.Once
	closed  chan struct{}
}

var (
	_ adapters.Channel   = (*Channel)(nil)
	_ adapters.Forgetter = (*Channel)(nil)
)

// New returns a web chat with no talks.
func New(o Options) *Channel {
	c := &Channel{read: o.Picture, talks: newTalks(maxTalks), now: time.Now, closed: make(chan struct{})}
	for _, h := range o.Hosts {
		c.hosts = append(c.hosts, hostname(h))
	}
	return c
}

// Name is "web".
func (c *Channel) Name() string { return "web" }

// Limits: texts of any length, choices as buttons, no limit of rate. The ways
// out are always on the page, so hints are left out.
func (c *Channel) Limits() adapters.Limits {
	return adapters.Limits{Buttons: maxButtons, Hints: true}
}

// Mount adds the page, its posts, its stream and its static files.
func (c *Channel) Mount(mux *http.ServeMux, in adapters.Inlet) {
	c.in = in
	mux.Handle("GET /{$}", c.guard(c.page))
	mux.Handle("POST /join", c.guard(c.join))
	mux.Handle("POST /say", c.guard(c.say))
	mux.Handle("GET /events", c.guard(c.events))
	mux.Handle("GET /leave", c.guard(c.leavePage))
	mux.Handle("POST /leave", c.guard(c.leave))
	mux.Handle("GET /static/{name}", c.guard(static))
	mux.Handle("GET /pictures/{name...}", c.guard(c.picture))
}

// Send adds a reply to the learner's talk and wakes their windows. It does not
// block and succeeds when nobody is looking: the talk keeps the reply. It
// fails only when every place for a talk is taken by somebody who is reading.
func (c *Channel) Send(_ context.Context, to dialogs.UserID, r dialogs.Reply) (string, error) {
	if to.Channel() != c.Name() {
		return "", &adapters.SendError{Fate: adapters.Refused, Err: errors.New("web: not a learner of this channel")}
	}
	t := c.talks.reach(to)
	if t == nil {
		return "", &adapters.SendError{Fate: adapters.Again, After: time.Minute, Err: errors.New("web: too many talks are open")}
	}
	return t.reply(r), nil
}

// Forget drops what the page remembers of a learner who was erased, except
// what the bot said after their last words. Open windows load again.
func (c *Channel) Forget(user dialogs.UserID) { c.talks.renew(user) }

// Close ends all streams, now and later, so that the server can shut down:
// give it to http.Server.RegisterOnShutdown. It may be called more than once.
func (c *Channel) Close() { c.closing.Do(func() { close(c.closed) }) }

// keep hands an event to the bot. A browser that goes away in the middle does
// not undo it: the learner pressed the button.
func (c *Channel) keep(ctx context.Context, user dialogs.UserID, key string, body dialogs.Body) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), inletWait)
	defer cancel()
	id := dialogs.EventID(string(user) + ":" + key)
	return c.in(ctx, dialogs.Event{ID: id, User: user, At: c.now(), Body: body})
}

// visitor is the learner of a request and their talk. A browser without our
// cookie gets one. The talk is nil when there is no room for one more.
func (c *Channel) visitor(w http.ResponseWriter, r *http.Request) (dialogs.UserID, *talk) {
	cookie, ok := token(r)
	if !ok {
		cookie = rand.Text()
	}
	user := UserOf(cookie)
	t := c.talks.visit(user)
	if t != nil {
		setCookie(w, r, cookie)
	}
	return user, t
}

// plain reports a form posted without the page's script, which is answered
// with a page.
func plain(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept"), "text/html") }
