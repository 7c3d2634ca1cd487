package zalo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf16"
)

// Bot is the API of one bot of the Bot Platform.
type Bot struct {
	faults     // by the name of a method
	Token      string
	Secret     string // of the webhook
	Webhook    string // where deliveries go to; set by setWebhook too
	Client     *http.Client
	PollTime   time.Duration // that an idle getUpdates is held open
	NoWebhook  int           // how getWebhookInfo says that there is none: 404, as measured, or 0
	MonthQuota int           // messages sent before 429; 0 is no limit

	mu      sync.Mutex
	n       int
	shown   map[string][]Message
	waiting [][]byte // updates for a poll
	more    chan struct{}
	calls   map[string]int
	set     string // the address setWebhook gave
}

// NewBot is a bot nobody has written to.
func NewBot() *Bot {
	return &Bot{
		Token: "12345689:abc-xyz", Secret: "webhook-secret-for-tests", Client: http.DefaultClient, PollTime: 50 * time.Millisecond,
		NoWebhook: http.StatusNotFound, shown: map[string][]Message{}, calls: map[string]int{}, more: make(chan struct{}, 1),
	}
}

// ServeHTTP is bot-api.zaloplatforms.com.
func (b *Bot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token, method, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	if token != b.Token {
		write(w, http.StatusOK, map[string]any{"ok": false, "description": "Unauthorized", "error_code": 401}) // with 200, as measured
		return
	}
	params := map[string]any{}
	_ = json.NewDecoder(r.Body).Decode(&params)
	b.mu.Lock()
	b.calls[method]++
	b.mu.Unlock()
	b.act(w, r, method, func() any { return b.do(r, method, params) }, func(code int) any { return no(code, "on demand") })
}

// Calls is how often a method was called.
func (b *Bot) Calls(method string) int { b.mu.Lock(); defer b.mu.Unlock(); return b.calls[method] }

// Set is the address that setWebhook gave; empty when none is set.
func (b *Bot) Set() string { b.mu.Lock(); defer b.mu.Unlock(); return b.set }

func no(code int, says string) any {
	return map[string]any{"ok": false, "error_code": code, "description": says}
}

func yes(result any) any { return map[string]any{"ok": true, "result": result} }

func (b *Bot) do(r *http.Request, method string, params map[string]any) any {
	switch method {
	case "getMe":
		return yes(map[string]any{"id": "1459232241454765289", "account_name": "bot.VDKyGxQvc", "account_type": "BASIC", "can_join_groups": false})
	case "getUpdates":
		return b.updates(r.Context())
	case "setWebhook":
		url, secret := fmt.Sprint(params["url"]), fmt.Sprint(params["secret_token"])
		if params["url"] == nil || len(secret) < 8 || len(secret) > 256 {
			return no(400, "Bad Request")
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.set, b.Webhook, b.Secret = url, url, secret
		return yes(map[string]any{"url": url, "updated_at": 1749538250568, "verification": map[string]any{"ok": true, "url": url, "outcome": "webhook.ok"}})
	case "deleteWebhook":
		b.mu.Lock()
		defer b.mu.Unlock()
		b.set = ""
		return yes(map[string]any{"url": "", "updated_at": 1749538250568})
	case "getWebhookInfo":
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.set == "" && b.NoWebhook != 0 {
			return no(b.NoWebhook, "Not Found")
		}
		return yes(map[string]any{"url": b.set, "updated_at": 1749538250568})
	case "sendMessage":
		return b.send(params, "text")
	case "sendPhoto":
		return b.send(params, "caption")
	}
	return no(404, "Not Found")
}

// send shows a message, within the month's quota.
func (b *Bot) send(params map[string]any, field string) any {
	text, _ := params[field].(string)
	chat, _ := params["chat_id"].(string)
	photo, _ := params["photo"].(string)
	b.mu.Lock()
	defer b.mu.Unlock()
	switch n := len(utf16.Encode([]rune(text))); {
	case chat == "" || n == 0 || n > 2000 || params["parse_mode"] != nil:
		return no(400, "Bad Request")
	case b.MonthQuota > 0 && b.n >= b.MonthQuota:
		return no(429, "Quota exceeded")
	}
	b.n++
	b.shown[chat] = append(b.shown[chat], Message{Text: text, Image: photo})
	return yes(map[string]any{"message_id": fmt.Sprintf("82599fa32f56d00e%04x", b.n), "date": 1749632637199})
}

// Shown lists the messages on a person's screen.
func (b *Bot) Shown(chat string) []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.shown[chat])
}

// updates hands out one update, once, or ends idle with 408.
func (b *Bot) updates(ctx context.Context) any {
	idle := time.After(b.PollTime)
	for {
		b.mu.Lock()
		if b.set != "" {
			b.mu.Unlock()
			return no(400, "a webhook is set")
		}
		if len(b.waiting) > 0 {
			one := b.waiting[0]
			b.waiting = b.waiting[1:]
			b.mu.Unlock()
			return yes(json.RawMessage(one))
		}
		b.mu.Unlock()
		select {
		case <-b.more:
		case <-idle:
			return no(408, "Request timeout")
		case <-ctx.Done():
			return no(408, "Request timeout")
		}
	}
}

// Queue leaves an update for the next poll.
func (b *Bot) Queue(update []byte) {
	b.mu.Lock()
	b.waiting = append(b.waiting, update)
	b.mu.Unlock()
	select {
	case b.more <- struct{}{}:
	default:
	}
}

// Text is the update of a text, in the flat shape of real traffic.
func (b *Bot) Text(chat, id, text string) []byte {
	return b.Update("message.text.received", map[string]any{
		"date": 1789033572455, "chat": map[string]any{"chat_type": "PRIVATE", "id": chat}, "message_id": id,
		"from": map[string]any{"id": chat, "is_bot": false, "display_name": "Bà Sáu"}, "text": text,
	})
}

// Update is an update of any name, flat. A nil message is left out.
func (b *Bot) Update(name string, message map[string]any) []byte {
	u := map[string]any{"event_name": name}
	if message != nil {
		u["message"] = message
	}
	data, err := json.Marshal(u)
	if err != nil {
		panic(err)
	}
	return data
}

// Wrapped is an update in the shape of the documentation.
func Wrapped(flat []byte) []byte {
	data, err := json.Marshal(yes(json.RawMessage(flat)))
	if err != nil {
		panic(err)
	}
	return data
}

// Deliver posts an update up the ladder, until it is taken.
func (b *Bot) Deliver(ctx context.Context, update []byte) (attempts int, taken bool) {
	b.mu.Lock()
	url, secret := b.Webhook, b.Secret
	b.mu.Unlock()
	return delivery{b.Client, url, update, func(int) http.Header {
		return http.Header{"X-Bot-Api-Secret-Token": {secret}}
	}, Ladder}.deliver(ctx)
}
