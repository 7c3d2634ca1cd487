package botapi

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// webhook delivers updates to a bot's own server. Each queue has a goroutine
// and is delivered in order; the connections are shared.
type webhook struct {
	url, secret string
	client      *http.Client
	ctx         context.Context
	stop        context.CancelFunc
	slots       chan struct{}
	queues      map[string]chan *update
}

// perQueue is more updates than a test leaves waiting in one chat.
const perQueue = 10_000

func (s *Server) setWebhook(q *request) result {
	address := q.params["url"]
	if address == "" {
		s.dropWebhook()
		return good(true)
	}
	if u, err := url.Parse(address); err != nil || u.Host == "" {
		return bad("bad webhook: invalid url")
	}
	secret := q.params["secret_token"]
	if len(secret) > 256 || strings.Trim(secret, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") != "" {
		return bad("secret token contains unallowed characters")
	}
	if s.hook != nil && s.hook.url == address && s.hook.secret == secret {
		return good(true) // it goes on where it is
	}
	s.dropWebhook()
	connections := q.number("max_connections")
	if connections < 1 || connections > 100 {
		connections = 40
	}
	ctx, stop := context.WithCancel(context.Background())
	s.hook = &webhook{
		url: address, secret: secret, ctx: ctx, stop: stop, slots: make(chan struct{}, connections),
		client: &http.Client{Transport: s.Transport, Timeout: time.Minute}, queues: map[string]chan *update{},
	}
	for _, u := range s.updates {
		s.hook.enqueue(s, u)
	}
	return good(true)
}

func (s *Server) dropWebhook() {
	if s.hook != nil {
		s.hook.stop()
		s.hook = nil
	}
}

func (s *Server) webhookInfo() map[string]any {
	info := map[string]any{"url": "", "has_custom_certificate": false, "pending_update_count": len(s.updates)}
	if s.hook != nil {
		info["url"] = s.hook.url
	}
	return info
}

// Close stops the webhook and waits until nothing is being delivered.
func (s *Server) Close() {
	s.mu.Lock()
	s.dropWebhook()
	s.mu.Unlock()
	s.hooks.Wait()
}

// enqueue is called with the server locked.
func (h *webhook) enqueue(s *Server, u *update) {
	q := h.queues[u.queue]
	if q == nil {
		q = make(chan *update, perQueue)
		h.queues[u.queue] = q
		s.hooks.Go(func() { h.work(s, q) })
	}
	q <- u
}

// work delivers the updates of one queue.
func (h *webhook) work(s *Server, q chan *update) {
	for {
		select {
		case <-h.ctx.Done():
			return
		case u := <-q:
			h.deliver(s, u)
			if s.Twice != nil && s.Twice(u.id) {
				h.deliver(s, u)
			}
		}
	}
}

// deliver tries until the bot takes the update: at once, then after delays
// that double.
func (h *webhook) deliver(s *Server, u *update) {
	longest := s.Backoff
	if longest == 0 {
		longest = time.Minute
	}
	for delay := time.Duration(0); h.ctx.Err() == nil; {
		taken, after := h.post(s, u)
		if taken {
			s.mu.Lock()
			s.updates = slices.DeleteFunc(s.updates, func(v *update) bool { return v == u })
			s.mu.Unlock()
			return
		}
		pause(h.ctx, min(max(delay, after), longest))
		delay = max(2*delay, longest/16)
	}
}

// post makes one try, and reports whether it was taken and how long the bot
// asked to wait.
func (h *webhook) post(s *Server, u *update) (taken bool, after time.Duration) {
	select {
	case h.slots <- struct{}{}:
	case <-h.ctx.Done():
		return false, 0
	}
	defer func() { <-h.slots }()
	req, err := http.NewRequestWithContext(h.ctx, http.MethodPost, h.url, bytes.NewReader(u.raw))
	if err != nil {
		panic("botapi: " + err.Error())
	}
	req.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.secret)
	}
	resp, err := h.client.Do(req)
	if err != nil {
		return false, 0
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil || resp.StatusCode/100 != 2 {
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		return false, time.Duration(seconds) * time.Second
	}
	s.called(body)
	return true, 0
}

// called does the method call that the bot put into its answer, if any.
func (s *Server) called(body []byte) {
	var named struct {
		Method string `json:"method"`
	}
	if json.Unmarshal(body, &named) != nil || named.Method == "" {
		return
	}
	params := map[string]string{}
	if readJSON(bytes.NewReader(body), params) == nil {
		s.do(&request{method: strings.ToLower(named.Method), params: params})
	}
}
