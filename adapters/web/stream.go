package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"capheso/dialogs"
)

// wire is an item as the page's script reads it.
type wire struct {
	ID      string           `json:"id"`
	Key     string           `json:"key,omitempty"`
	Mine    bool             `json:"mine,omitempty"`
	Text    string           `json:"text"`
	Image   string           `json:"image,omitempty"`
	Alt     string           `json:"alt,omitempty"`
	Choices []dialogs.Choice `json:"choices,omitempty"`
	Offer   int              `json:"offer,omitempty"`
}

// hello is the first event of a stream: whom it is for, and whether the bot
// knows that they are here.
type hello struct {
	Who    string `json:"who"`
	Joined bool   `json:"joined"`
}

// events is the stream of a talk. It begins after the item the page saw last:
// Last-Event-ID when the browser connects again by itself, else "after".
func (c *Channel) events(w http.ResponseWriter, r *http.Request) {
	cookie, ok := token(r)
	if !ok {
		c.refuse(w, r, refuseNobody)
		return
	}
	user := UserOf(cookie)
	t := c.talks.visit(user)
	if t == nil {
		c.refuse(w, r, refuseFull)
		return
	}
	if !t.open() {
		c.refuse(w, r, refuseStream)
		return
	}
	defer t.close()
	last := r.Header.Get("Last-Event-ID")
	if last == "" {
		last = r.URL.Query().Get("after")
	}
	_, joined := t.arrival()
	s := newStream(w)
	if s.event("hello", "", hello{who(user), joined}) != nil {
		return
	}
	c.follow(r.Context(), s, t, t.place(last))
}

// follow writes what is said after seq until somebody hangs up.
func (c *Channel) follow(ctx context.Context, s *stream, t *talk, seq int) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		items, wake, over := t.since(seq)
		for _, it := range items {
			if s.event("", t.id(it.seq), t.wire(it)) != nil {
				return
			}
			seq = it.seq
		}
		if over {
			_ = s.event("bye", "", nil)
			return
		}
		if s.flush() != nil {
			return
		}
		select {
		case <-wake:
		case <-beat.C:
			if s.comment() != nil {
				return
			}
		case <-c.closed:
			return
		case <-ctx.Done():
			return
		}
	}
}

func (t *talk) wire(it item) wire {
	return wire{
		ID: t.id(it.seq), Key: it.key, Mine: it.mine, Text: it.text,
		Image: localImage(it.image), Alt: it.alt, Choices: it.choices, Offer: it.offer,
	}
}

// awaitReply waits until the bot has said something after seq, or ctx ends.
func (t *talk) awaitReply(ctx context.Context, seq int) {
	for {
		items, wake, over := t.since(seq)
		for _, it := range items {
			over = over || !it.mine
		}
		if over {
			return
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return
		}
	}
}

// stream writes server-sent events
// (https://html.spec.whatwg.org/multipage/server-sent-events.html).
type stream struct {
	w   http.ResponseWriter
	out *http.ResponseController
}

func newStream(w http.ResponseWriter) *stream {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no") // nginx would hold events back
	s := &stream{w, http.NewResponseController(w)}
	_ = s.out.SetReadDeadline(time.Time{}) // a stream outlives the server's time-out of requests
	w.WriteHeader(http.StatusOK)
	return s
}

// event writes one event; name and id may be empty.
func (s *stream) event(name, id string, data any) error {
	var b bytes.Buffer
	if name != "" {
		fmt.Fprintf(&b, "event: %s\n", name)
	}
	if id != "" {
		fmt.Fprintf(&b, "id: %s\n", id)
	}
	b.WriteString("data: ")
	if err := json.NewEncoder(&b).Encode(data); err != nil { // ends the line
		return err
	}
	b.WriteByte('\n')
	return s.write(b.Bytes())
}

// comment keeps proxies from taking a quiet stream for a dead one.
func (s *stream) comment() error { return s.write([]byte(":\n\n")) }

// write gives a slow reader time, and no more: the next event waits behind it.
func (s *stream) write(p []byte) error {
	_ = s.out.SetWriteDeadline(time.Now().Add(writeWait))
	_, err := s.w.Write(p)
	return err
}

func (s *stream) flush() error {
	_ = s.out.SetWriteDeadline(time.Now().Add(writeWait))
	return s.out.Flush()
}
