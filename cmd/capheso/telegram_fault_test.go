package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"capheso/adapters"
	"capheso/adapters/adaptertest"
	"capheso/adapters/adaptertest/botapi"
	"capheso/adapters/telegram"
	"capheso/bot"
	"capheso/dialogs"
	"capheso/store/bolt"
)

// TestTelegramFaults: a fifth of all calls fail, in every way, updates come
// twice, some are of kinds that nobody knows and some cannot be kept at once, for
// two days of a small town with a group; and still everything is delivered, in order, once, and never
// faster than Telegram allows. Time is free here, the store is not.
func TestTelegramFaults(t *testing.T) {
	world, err := openWorld("")
	if err != nil {
		t.Fatal(err)
	}
	for _, mode := range []string{"polling", "webhook"} {
		t.Run(mode, func(t *testing.T) {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) { faultyTown(t, world, dir, mode == "webhook") })
		})
	}
}

// faultyTown is one town, by polling or by webhook.
func faultyTown(t *testing.T, world *dialogs.World, dir string, webhook bool) {
	api := botapi.New()
	api.Latency = 80 * time.Millisecond
	api.RetryAfter = 40 // longer than the bot would wait of itself
	api.Twice = func(id int64) bool { return id%5 == 0 }
	api.Fault = botapi.Mixed(1, 0.2, "sendmessage", "getupdates", "answercallbackquery", "getme", "deletewebhook", "setwebhook", "setmycommands")
	transport, closeAPI := piped(api)
	o := telegram.Options{Token: botapi.Token, API: "http://telegram.test", Transport: transport}
	if webhook {
		o.WebhookURL = "http://bot.test/hook"
	}
	ch, err := telegram.New(o)
	if err != nil {
		t.Fatal(err)
	}
	st, err := bolt.Open(filepath.Join(dir, storeFile))
	if err != nil {
		t.Fatal(err)
	}
	b := bot.New(st, world, slog.New(slog.DiscardHandler), ch)
	mux := http.NewServeMux()
	var refused atomic.Int64
	ch.Mount(mux, refusing(b.Inlet, &refused))
	var closeHook func()
	api.Transport, closeHook = piped(mux)
	ctx, stop := context.WithCancel(t.Context())
	done := b.Go(ctx)

	town := &crashing{t: t, api: api, pushed: map[int64][]int64{}}
	town.twoDays()
	if ch.Odd() == 0 || api.Commands("vi") == "" || (refused.Load() > 0) != webhook {
		t.Errorf("%d updates were put aside, %d events could not be kept, the commands are %q", ch.Odd(), refused.Load(), api.Commands("vi"))
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	town.delivered(st)
	if err := st.Close(); err != nil {
		t.Error(err)
	}
	api.Close()
	closeHook()
	closeAPI()
}

// piped serves h inside the process.
func piped(h http.Handler) (transport *http.Transport, end func()) {
	listener, transport := adaptertest.Pipe()
	server := &http.Server{Handler: h, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
	go func() { _ = server.Serve(listener) }()
	return transport, func() {
		server.Close()
		transport.CloseIdleConnections()
	}
}

// refusing is a bot that cannot keep every seventh event.
func refusing(in adapters.Inlet, refused *atomic.Int64) adapters.Inlet {
	var n atomic.Int64
	return func(ctx context.Context, events ...dialogs.Event) error {
		if n.Add(1)%7 == 0 {
			refused.Add(1)
			return errors.New("the disk is full")
		}
		return in(ctx, events...)
	}
}

// townspeople write on their own; a group writes together.
const (
	townspeople = 60
	group       = -1001234567890
	mornings    = 2 // ring after what they write; the ledger does not have them
)

// twoDays is what people write, and the mornings after.
func (c *crashing) twoDays() {
	say := func(chat int64, text string) {
		c.pushed[chat] = append(c.pushed[chat], c.api.Say(chat, text))
	}
	for _, text := range []string{"/start", "đồng ý", "bà", "bỏ qua", "/hoc", "8", "quen mat khau vneid", "8", "#"} {
		for i := range townspeople {
			say(int64(1000+i), text)
		}
		say(group, "@"+botapi.Username+" "+text)
		c.api.Push("thoughts", map[string]any{"thought": map[string]any{"text": text}})
		time.Sleep(20 * time.Second)
	}
	for range 30 {
		say(group, "/help@"+botapi.Username)
	}
	time.Sleep(54 * time.Hour) // two mornings, and time for what failed then
}

// delivered holds what arrived to what was to be sent.
func (c *crashing) delivered(st *bolt.Store) {
	doubled, tips := 0, 0
	for chat, ids := range c.pushed {
		user := dialogs.UserID(fmt.Sprintf("telegram:%d", chat))
		d, pending := sentInOrder(c.t, st, user, c.api.Sent(chat))
		if pending > 0 {
			c.t.Errorf("%s: %d replies were never sent", user, pending)
		}
		doubled += len(d)
		var applied []string
		for e, err := range st.Ledger(c.t.Context(), user) {
			if err != nil {
				c.t.Fatal(err)
			}
			applied = append(applied, string(e.ID))
		}
		for i, id := range ids {
			want := fmt.Sprintf("telegram:700000001:%d", id)
			if slices.Index(applied, want) < 0 || i > 0 && slices.Index(applied, want) < slices.Index(applied, fmt.Sprintf("telegram:700000001:%d", ids[i-1])) {
				c.t.Errorf("%s: update %d is lost or out of order", user, id)
			}
		}
		s, _, err := st.Session(c.t.Context(), user)
		if err != nil || s.Events != len(applied)+mornings {
			c.t.Errorf("%s: %d events and %d mornings changed the session %d times, %v", user, len(applied), mornings, s.Events, err)
		}
		if len(s.Coffee.Poured) > 0 {
			tips++
		}
	}
	over := c.api.Over()
	c.t.Logf("%d calls of sendMessage, %d messages, %d of them doubled by an answer that was lost; over the limits: %d in all, %d in a chat, %d in a group, %d before the time a 429 asked for",
		c.api.Calls("sendmessage"), over.Messages, doubled, over.Overall, over.Chat, over.Group, over.Hasty)
	if over.Overall+over.Chat+over.Group+over.Hasty > 0 {
		c.t.Errorf("too fast: %+v", over)
	}
	if calls := c.api.Calls("sendmessage"); calls < over.Messages*11/10 || tips < townspeople || over.Messages < 15*townspeople {
		c.t.Errorf("%d calls, %d messages, %d people with a tip: too little went wrong, or too little happened", calls, over.Messages, tips)
	}
}
