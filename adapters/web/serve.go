package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"strconv"

	"capheso/dialogs"
)

// page shows the talk as it stands. It creates nothing and sets no cookie: a
// link from another site comes without the cookie (SameSite), and a new one
// would lock the learner out of their talk.
func (c *Channel) page(w http.ResponseWriter, r *http.Request) {
	v := view{}
	if cookie, ok := token(r); ok {
		v.see(UserOf(cookie), c.talks.find(UserOf(cookie)))
	}
	if start := r.URL.Query().Get("start"); validKey(start) {
		v.Start = start
	}
	v.write(w, http.StatusOK)
}

// join tells the bot that somebody came, once for each talk and once for each
// link they came by.
func (c *Channel) join(w http.ResponseWriter, r *http.Request) {
	form, no := readJoin(r)
	if no != nil {
		c.refuse(w, r, no)
		return
	}
	user, t := c.visitor(w, r)
	if t == nil {
		c.refuse(w, r, refuseFull)
		return
	}
	id, done := t.arrival()
	start := form.Get("start")
	if start != "" {
		id, done = form.Get("id"), false
	}
	if !done {
		if err := c.keep(r.Context(), user, id, dialogs.Joined{Payload: start}); err != nil {
			c.refuse(w, r, refuseSoon)
			return
		}
		t.arrived()
	}
	c.done(w, r, t, 0)
}

// say takes what the learner typed or tapped. It answers when the bot has kept
// it.
func (c *Channel) say(w http.ResponseWriter, r *http.Request) {
	form, no := readForm(r)
	if no != nil {
		c.refuse(w, r, no)
		return
	}
	p, no := decodePost(form)
	if no != nil {
		c.refuse(w, r, no)
		return
	}
	if cookie, ok := token(r); p.who != "" && (!ok || who(UserOf(cookie)) != p.who) {
		c.refuse(w, r, refuseOther)
		return
	}
	user, t := c.visitor(w, r)
	if t == nil {
		c.refuse(w, r, refuseFull)
		return
	}
	if p.key == "" {
		p.key = rand.Text()
	}
	p.name(t)
	it := t.say(p.key, p.text)
	err := c.keep(r.Context(), user, it.key, p.body)
	t.said(it, err == nil)
	if err != nil {
		c.sorry(w, r, t, user, form.Get("text"), it.key)
		return
	}
	c.done(w, r, t, it.seq)
}

// name finds the words that stood on the choice the learner tapped.
func (p *post) name(t *talk) {
	chose, ok := p.body.(dialogs.Chose)
	if !ok {
		return
	}
	if p.text, ok = t.label(chose.Offer, chose.Value); !ok {
		p.text = "(nút đã bấm)"
	}
}

// done answers a post that was kept. Without the page's script the answer is
// the page again, a moment later so that the reply is on it.
func (c *Channel) done(w http.ResponseWriter, r *http.Request, t *talk, seq int) {
	if !plain(r) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), replyWait)
	defer cancel()
	t.awaitReply(ctx, seq)
	http.Redirect(w, r, "/#new", http.StatusSeeOther)
}

// sorry answers words that could not be kept. They stay in the box under the
// same key, so that pressing the button again cannot say them twice.
func (c *Channel) sorry(w http.ResponseWriter, r *http.Request, t *talk, user dialogs.UserID, draft, key string) {
	w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
	if !plain(r) {
		c.refuse(w, r, refuseBusy)
		return
	}
	v := view{Notice: refuseBusy.notice, Draft: draft, Key: key}
	v.see(user, t)
	v.write(w, refuseBusy.status)
}

// refuse answers a request that is not taken: a sentence for the page's script,
// the page with the sentence on it for a plain form.
func (c *Channel) refuse(w http.ResponseWriter, r *http.Request, no *refusal) {
	if no.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
	}
	if !plain(r) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(no.status)
		_, _ = w.Write([]byte(no.notice))
		return
	}
	v := view{Notice: no.notice}
	if cookie, ok := token(r); ok && no != refuseHost {
		v.see(UserOf(cookie), c.talks.find(UserOf(cookie)))
	}
	v.write(w, no.status)
}

// leave ends the talk on this browser, so that the next person starts anew. It
// does so even when the bot cannot take the news: nobody may read on.
func (c *Channel) leave(w http.ResponseWriter, r *http.Request) {
	if cookie, ok := token(r); ok {
		user := UserOf(cookie)
		c.talks.drop(user)
		_ = c.keep(r.Context(), user, rand.Text(), dialogs.Left{})
	}
	setCookie(w, r, "")
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// leavePage asks before leaving, in plain words.
func (c *Channel) leavePage(w http.ResponseWriter, _ *http.Request) {
	render(w, http.StatusOK, "leave.html", nil)
}
