package botapi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mymmrac/telego"
	"github.com/mymmrac/telego/telegoapi"
	"github.com/mymmrac/telego/telegoutil"
	"gopkg.in/telebot.v4"

	"capheso/adapters/adaptertest"
	"capheso/adapters/adaptertest/botapi"
)

// TestFaultsAreWhatTheySay: both clients see a fault as they see it of the real
// server, and only the one that cuts the answer has had its effect.
func TestFaultsAreWhatTheySay(t *testing.T) {
	for name, c := range map[string]struct {
		fault botapi.Fault
		code  int // of the API; 0 is an answer that is read as none
		sent  int
	}{
		"429":       {botapi.TooMany, 429, 0},
		"403":       {botapi.Forbidden, 403, 0},
		"500":       {botapi.Internal, 0, 0}, // telego reads no answer of a server that fails
		"502 HTML":  {botapi.BadGateway, 0, 0},
		"cut":       {botapi.Cut, 0, 1},
		"dropped":   {botapi.Drop, 0, 0},
		"half JSON": {botapi.Garbage, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			api, url := serve(t)
			api.Meet(7)
			api.Meet(8)
			one := newTelego(t, url)
			other, err := telebot.NewBot(telebot.Settings{URL: url, Token: botapi.Token, Offline: true, Client: &http.Client{Transport: adaptertest.Loopback()}})
			if err != nil {
				t.Fatal(err)
			}
			api.Fault = func(botapi.Call) botapi.Fault { return c.fault }
			_, err = one.SendMessage(t.Context(), telegoutil.Message(telegoutil.ID(7), "chào"))
			var refused *telegoapi.Error
			if err == nil || errors.As(err, &refused) != (c.code != 0) || refused != nil && refused.ErrorCode != c.code {
				t.Errorf("telego: %v", err)
			}
			_, err = other.Send(telebot.ChatID(8), "chào")
			var flood telebot.FloodError
			if err == nil || errors.As(err, &flood) != (c.code == 429) || c.code == 429 && flood.RetryAfter != 3 {
				t.Errorf("telebot: %v", err)
			}
			if a, b := len(api.Sent(7)), len(api.Sent(8)); a != c.sent || b != c.sent {
				t.Errorf("%d and %d messages arrived, want %d", a, b, c.sent)
			}
		})
	}
}

// TestA502IsAPage, as of a server before the API.
func TestA502IsAPage(t *testing.T) {
	api, address := serve(t)
	api.Fault = func(botapi.Call) botapi.Fault { return botapi.BadGateway }
	resp, err := http.Get(address + "/bot" + botapi.Token + "/getMe")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 502 || resp.Header.Get("Content-Type") != "text/html" || !strings.HasPrefix(string(page), "<html>") {
		t.Errorf("%d %q, %v", resp.StatusCode, page, err)
	}
}

// TestEveryFormOfACall: the real server reads a query, a form, a form of many
// parts and JSON.
func TestEveryFormOfACall(t *testing.T) {
	api, address := serve(t)
	api.Meet(7)
	method := address + "/bot" + botapi.Token + "/sendMessage"
	form := url.Values{"chat_id": {"7"}, "text": {"chào bác & cháu"}}
	var parts bytes.Buffer
	w := multipart.NewWriter(&parts)
	for k := range form {
		_ = w.WriteField(k, form.Get(k))
	}
	w.Close()
	for kind, c := range map[string]struct{ query, contentType, body string }{
		"query":     {"?" + form.Encode(), "", ""},
		"form":      {"", "application/x-www-form-urlencoded", form.Encode()},
		"multipart": {"", w.FormDataContentType(), parts.String()},
		"JSON":      {"", "application/json", `{"chat_id":7,"text":"chào bác & cháu"}`},
	} {
		before := len(api.Sent(7))
		resp, err := http.Post(method+c.query, c.contentType, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if n := len(api.Sent(7)); resp.StatusCode != 200 || n != before+1 || api.Last(7).Text != "chào bác & cháu" {
			t.Errorf("%s: %d, %+v", kind, resp.StatusCode, api.Last(7))
		}
	}
}

// TestDoubledAndUnknownUpdates: a client of others sees an update again that it
// confirmed, and a kind that it does not know as one without a content.
func TestDoubledAndUnknownUpdates(t *testing.T) {
	api, address := serve(t)
	first := api.Say(7, "một")
	api.Push("x", map[string]any{"thought": map[string]any{"n": 1}})
	api.Twice = func(id int64) bool { return id == first }
	b := newTelego(t, address)
	poll := func(offset int) (ids []int, empty int) {
		t.Helper()
		updates, err := b.GetUpdates(t.Context(), &telego.GetUpdatesParams{Offset: offset})
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range updates {
			ids = append(ids, u.UpdateID-int(first))
			if u.Message == nil {
				empty++
			}
		}
		return ids, empty
	}
	if ids, empty := poll(0); !slices.Equal(ids, []int{0, 1}) || empty != 1 {
		t.Errorf("%v, %d of them empty", ids, empty)
	}
	if ids, _ := poll(int(first) + 2); !slices.Equal(ids, []int{0}) {
		t.Errorf("%v", ids)
	}
	if ids, _ := poll(int(first) + 2); len(ids) != 0 || api.Waiting() != 0 {
		t.Errorf("%v, %d wait", ids, api.Waiting())
	}
}

// TestALongPollWaits until there is something, a slow answer is late, and who
// polls beside another is told. Time is free here.
func TestALongPollWaits(t *testing.T) {
	inBubble(t, botapi.New(), func(api *botapi.Server, call func(method string, form url.Values) (int, string)) {
		began := time.Now()
		go func() {
			time.Sleep(20 * time.Second)
			api.Say(7, "chào")
		}()
		if code, body := call("getUpdates", url.Values{"timeout": {"50"}}); code != 200 || !strings.Contains(body, "chào") || time.Since(began) != 20*time.Second {
			t.Errorf("%d after %v: %s", code, time.Since(began), body)
		}
		began = time.Now()
		if code, body := call("getUpdates", url.Values{"timeout": {"500"}, "offset": {"99999"}}); code != 200 || !strings.Contains(body, `"result":[]`) || time.Since(began) != 50*time.Second {
			t.Errorf("%d after %v: %s", code, time.Since(began), body)
		}
		var other sync.WaitGroup
		other.Go(func() {
			if code, body := call("getUpdates", url.Values{"timeout": {"50"}}); code != 409 || !strings.Contains(body, "terminated by other getUpdates") {
				t.Errorf("%d: %s", code, body)
			}
		})
		synctest.Wait()
		call("getUpdates", url.Values{"timeout": {"0"}})
		other.Wait()
		api.Fault = func(botapi.Call) botapi.Fault { return botapi.Slow }
		began = time.Now()
		if code, _ := call("sendMessage", url.Values{"chat_id": {"7"}, "text": {"muộn"}}); code != 200 || time.Since(began) != botapi.SlowTime || api.Last(7).Text != "muộn" {
			t.Errorf("%d after %v", code, time.Since(began))
		}
	})
}

// TestTheWebhookTriesAgain: in the order of a chat, as late as the bot asks, and
// no other chat waits for it.
func TestTheWebhookTriesAgain(t *testing.T) {
	type visit struct {
		text string
		at   time.Time
	}
	var mu sync.Mutex
	var came []visit
	full := 2 // so many refusals of chat 7
	hook := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var u telego.Update
		if err := json.NewDecoder(r.Body).Decode(&u); err != nil || r.Header.Get("X-Telegram-Bot-Api-Secret-Token") != "s3cret" {
			t.Errorf("%v, %v", err, r.Header)
		}
		mu.Lock()
		defer mu.Unlock()
		if u.Message.Chat.ID == 7 && full > 0 {
			full--
			w.Header().Set("Retry-After", "10")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		came = append(came, visit{u.Message.Text, time.Now()})
	})
	inBubble(t, botapi.New(), func(api *botapi.Server, call func(string, url.Values) (int, string)) {
		listener, transport := adaptertest.Pipe()
		api.Transport = transport
		server := &http.Server{Handler: hook}
		go func() { _ = server.Serve(listener) }()
		began := time.Now()
		for i := range 3 {
			api.Say(7, fmt.Sprint("7/", i))
			api.Say(8, fmt.Sprint("8/", i))
		}
		call("setWebhook", url.Values{"url": {"http://bot.test/hook"}, "secret_token": {"s3cret"}})
		time.Sleep(time.Hour)
		mu.Lock()
		defer mu.Unlock()
		var seven, eight []string
		for _, v := range came {
			if strings.HasPrefix(v.text, "8/") {
				eight = append(eight, v.text)
				if v.at != began {
					t.Errorf("%s waited %v for another chat", v.text, v.at.Sub(began))
				}
				continue
			}
			seven = append(seven, v.text)
			if waited := v.at.Sub(began); waited < 20*time.Second || waited > time.Minute {
				t.Errorf("%s came after %v; the bot asked twice for ten seconds", v.text, waited)
			}
		}
		if !slices.Equal(seven, []string{"7/0", "7/1", "7/2"}) || !slices.Equal(eight, []string{"8/0", "8/1", "8/2"}) || api.Waiting() != 0 {
			t.Errorf("came %q and %q, %d wait", seven, eight, api.Waiting())
		}
		api.Close()
		server.Close()
		transport.CloseIdleConnections()
	})
}

// inBubble runs a test with a fake where time is free.
func inBubble(t *testing.T, api *botapi.Server, test func(api *botapi.Server, call func(method string, form url.Values) (int, string))) {
	synctest.Test(t, func(t *testing.T) {
		listener, transport := adaptertest.Pipe()
		server := &http.Server{Handler: api, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
		go func() { _ = server.Serve(listener) }()
		client := &http.Client{Transport: transport}
		test(api, func(method string, form url.Values) (int, string) {
			resp, err := client.PostForm("http://telegram.test/bot"+botapi.Token+"/"+method, form)
			if err != nil {
				t.Error(err)
				return 0, ""
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Error(err)
			}
			return resp.StatusCode, string(body)
		})
		api.Close()
		server.Close()
		transport.CloseIdleConnections()
	})
}
