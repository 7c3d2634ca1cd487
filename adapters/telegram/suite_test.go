package telegram

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"capheso/adapters"
	"capheso/adapters/adaptertest"
	"capheso/adapters/adaptertest/botapi"
	"capheso/dialogs"
)

// connect is a channel that has met the fake.
func connect(t *testing.T, api *botapi.Server, o Options) *Channel {
	t.Helper()
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	t.Cleanup(api.Close)
	o.Token, o.API, o.Transport = botapi.Token, server.URL, adaptertest.Loopback()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.meet(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSuitePolling(t *testing.T) {
	adaptertest.Run(t, func(t *testing.T) adaptertest.Network {
		return network(t, Options{}, func(c *Channel, in adapters.Inlet, raw []byte) bool {
			offset, err := c.takeAll(t.Context(), in, []json.RawMessage{raw}, 7)
			if (offset == 7) == (err == nil) {
				t.Errorf("offset %d with %v", offset, err)
			}
			return err == nil
		})
	})
}

func TestSuiteWebhook(t *testing.T) {
	adaptertest.Run(t, func(t *testing.T) adaptertest.Network {
		return network(t, Options{WebhookURL: "https://bot.example.org/hook", WebhookSecret: "s3cret"}, func(c *Channel, in adapters.Inlet, raw []byte) bool {
			mux := http.NewServeMux()
			c.Mount(mux, in)
			c.ready.Store(true)
			r := httptest.NewRequest("POST", "/hook", strings.NewReader(string(raw)))
			r.Header.Set("X-Telegram-Bot-Api-Secret-Token", "s3cret")
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, r)
			return w.Code == http.StatusOK
		})
	})
}

// network connects a channel to a fake; deliver brings it one update.
func network(t *testing.T, o Options, deliver func(*Channel, adapters.Inlet, []byte) bool) adaptertest.Network {
	api := botapi.New()
	c := connect(t, api, o)
	var fate atomic.Int64 // of the next send, of many at once
	fate.Store(-1)
	api.Fault = func(call botapi.Call) botapi.Fault {
		if call.Method != "sendmessage" {
			return botapi.None
		}
		switch adapters.Fate(fate.Swap(-1)) {
		case adapters.Again:
			return botapi.BadGateway
		case adapters.Gone:
			return botapi.Forbidden
		case adapters.Refused:
			call.Params["text"] = "" // what no chat shows
		}
		return botapi.None
	}
	for n := range 16 {
		api.Meet(int64(100 + n))
	}
	return adaptertest.Network{
		Channel: c,
		Learner: func(n int) dialogs.UserID { return userOf(int64(100 + n)) },
		Shown: func(to dialogs.UserID) (shown []adaptertest.Shown) {
			chat, _ := chatOf(to)
			for _, m := range api.Sent(chat) {
				s := adaptertest.Shown{Text: m.Text}
				for _, b := range m.Buttons {
					s.Buttons = append(s.Buttons, b.Text)
				}
				shown = append(shown, s)
			}
			return shown
		},
		Say: func(in adapters.Inlet, from dialogs.UserID, n int, text string) bool {
			chat, _ := chatOf(from)
			quoted, _ := json.Marshal(text)
			return deliver(c, in, fmt.Appendf(nil,
				`{"update_id":%d,"message":{"message_id":%d,"date":1,"chat":{"id":%d,"type":"private"},"from":{"id":%d},"text":%s}}`, chat*1000+int64(n), n, chat, chat, quoted))
		},
		Tap: func(in adapters.Inlet, from dialogs.UserID, n, button int) bool {
			chat, _ := chatOf(from)
			data, _ := json.Marshal(api.Last(chat).Buttons[button].Data)
			return deliver(c, in, fmt.Appendf(nil,
				`{"update_id":%d,"callback_query":{"id":"%d","data":%s,"from":{"id":%d},"message":{"message_id":1,"date":1,"chat":{"id":%d,"type":"private"}}}}`, chat*1000+int64(n), n, data, chat, chat))
		},
		Fail: func(f adapters.Fate) bool {
			fate.Store(int64(f))
			return f == adapters.Again || f == adapters.Gone || f == adapters.Refused
		},
	}
}
