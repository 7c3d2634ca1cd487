package botapi_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mymmrac/telego"
	"github.com/mymmrac/telego/telegoapi"
	"github.com/mymmrac/telego/telegoutil"
	"gopkg.in/telebot.v4"

	"capheso/adapters/adaptertest"
	"capheso/adapters/adaptertest/botapi"
)

// Two clients written by others, for the real server, find the fake right:
// they read its updates, its answers and its errors.

func serve(t *testing.T) (*botapi.Server, string) {
	t.Helper()
	api := botapi.New()
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	t.Cleanup(api.Close)
	return api, server.URL
}

func newTelego(t *testing.T, url string) *telego.Bot {
	t.Helper()
	client := &http.Client{Transport: adaptertest.Loopback()}
	b, err := telego.NewBot(botapi.Token, telego.WithAPIServer(url), telego.WithHTTPClient(client), telego.WithDiscardLogger())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTelegoPolls(t *testing.T) {
	api, url := serve(t)
	b := newTelego(t, url)
	me, err := b.GetMe(t.Context())
	if err != nil || me.Username != botapi.Username || !me.IsBot {
		t.Fatalf("%+v, %v", me, err)
	}
	for i := range 150 {
		api.Say(7, fmt.Sprint(i))
	}
	offset, got := 0, 0
	for got < 150 {
		updates, err := b.GetUpdates(t.Context(), &telego.GetUpdatesParams{Offset: offset, Timeout: 1})
		if err != nil || len(updates) == 0 || len(updates) > 100 {
			t.Fatalf("%d updates, %v", len(updates), err)
		}
		for _, u := range updates {
			if u.Message == nil || u.Message.Text != fmt.Sprint(got) || u.Message.Chat.ID != 7 || u.Message.From.LanguageCode != "vi" {
				t.Fatalf("update %d is %+v", got, u.Message)
			}
			got, offset = got+1, u.UpdateID+1
		}
	}
	if api.Waiting() != 50 {
		t.Errorf("%d wait; a call confirms what is below its offset and no more", api.Waiting())
	}
	if _, err := b.GetUpdates(t.Context(), &telego.GetUpdatesParams{Offset: offset}); err != nil || api.Waiting() != 0 {
		t.Errorf("%d wait, %v", api.Waiting(), err)
	}
}

func TestTelegoSends(t *testing.T) {
	api, url := serve(t)
	b := newTelego(t, url)
	api.Meet(7)
	keyboard := telegoutil.InlineKeyboard(telegoutil.InlineKeyboardRow(telegoutil.InlineKeyboardButton("Đồng ý").WithCallbackData("1:yes")))
	m, err := b.SendMessage(t.Context(), telegoutil.Message(telegoutil.ID(7), "<b>Chào</b> bác &amp; cháu").WithParseMode("HTML").WithReplyMarkup(keyboard))
	if err != nil || m.Text != "Chào bác & cháu" || m.Chat.ID != 7 || m.MessageID == 0 {
		t.Fatalf("%+v, %v", m, err)
	}
	picture := telegoutil.File(telegoutil.NameReader(bytes.NewReader([]byte("\x89PNG")), "a.png"))
	p, err := b.SendPhoto(t.Context(), telegoutil.Photo(telegoutil.ID(7), picture).WithCaption("ảnh"))
	if err != nil || len(p.Photo) == 0 || p.Caption != "ảnh" {
		t.Fatalf("%+v, %v", p, err)
	}
	again := telegoutil.Photo(telegoutil.ID(7), telegoutil.FileFromID(p.Photo[0].FileID))
	if q, err := b.SendPhoto(t.Context(), again); err != nil || q.Photo[0].FileID != p.Photo[0].FileID {
		t.Errorf("by its id: %+v, %v", q, err)
	}
	id := api.Tap(7, m.MessageID, api.Sent(7)[0].Buttons[0].Data)
	updates, err := b.GetUpdates(t.Context(), nil)
	if err != nil || len(updates) != 1 || updates[0].CallbackQuery == nil || updates[0].CallbackQuery.Data != "1:yes" {
		t.Fatalf("%+v, %v", updates, err)
	}
	if err := b.AnswerCallbackQuery(t.Context(), telegoutil.CallbackQuery(updates[0].CallbackQuery.ID)); err != nil || api.Answered(fmt.Sprint(id)) != 1 {
		t.Errorf("%v", err)
	}
}

func TestTelegoReadsErrors(t *testing.T) {
	api, url := serve(t)
	b := newTelego(t, url)
	api.Meet(7)
	send := func(chat int64, text string) *telegoapi.Error {
		_, err := b.SendMessage(t.Context(), telegoutil.Message(telegoutil.ID(chat), text))
		var apiErr *telegoapi.Error
		if !errors.As(err, &apiErr) {
			t.Fatalf("%v", err)
		}
		return apiErr
	}
	if e := send(8, "chào"); e.ErrorCode != 400 || !strings.Contains(e.Description, "chat not found") {
		t.Errorf("%+v", e)
	}
	if e := send(7, strings.Repeat("ế", 4097)); e.ErrorCode != 400 || !strings.Contains(e.Description, "too long") {
		t.Errorf("%+v", e)
	}
	api.Block(7, true)
	if e := send(7, "chào"); e.ErrorCode != 403 {
		t.Errorf("%+v", e)
	}
	api.Fault = func(botapi.Call) botapi.Fault { return botapi.TooMany }
	if e := send(7, "chào"); e.ErrorCode != 429 || e.Parameters == nil || e.Parameters.RetryAfter != 3 {
		t.Errorf("%+v", e)
	}
}

// TestTelebotTalks runs telebot's own long poller and handlers.
func TestTelebotTalks(t *testing.T) {
	api, url := serve(t)
	b, err := telebot.NewBot(telebot.Settings{
		URL: url, Token: botapi.Token, Client: &http.Client{Transport: adaptertest.Loopback()},
		Poller: &telebot.LongPoller{Timeout: time.Second},
	})
	if err != nil {
		t.Fatal(err)
	}
	if b.Me.Username != botapi.Username {
		t.Errorf("it is %+v", b.Me)
	}
	b.Handle(telebot.OnText, func(c telebot.Context) error {
		menu := &telebot.ReplyMarkup{}
		menu.Inline(menu.Row(telebot.Btn{Text: "Tiếp", Data: "next"}))
		return c.Send("bác nói: "+c.Text(), menu)
	})
	taps := make(chan string, 1)
	b.Handle(telebot.OnCallback, func(c telebot.Context) error {
		taps <- c.Callback().Data
		return c.Respond()
	})
	go b.Start()
	defer b.Stop()
	api.Say(7, "chào")
	wait(t, func() bool { return len(api.Sent(7)) == 1 })
	m := api.Last(7)
	if m.Text != "bác nói: chào" || len(m.Buttons) != 1 {
		t.Fatalf("%+v", m)
	}
	id := api.Tap(7, m.ID, m.Buttons[0].Data)
	if got := <-taps; got != "next" {
		t.Errorf("tapped %q", got)
	}
	wait(t, func() bool { return api.Answered(fmt.Sprint(id)) == 1 })
	var blocked *telebot.Error
	api.Block(7, true)
	if _, err := b.Send(telebot.ChatID(7), "còn đó không"); !errors.As(err, &blocked) || blocked.Code != 403 {
		t.Errorf("%v", err)
	}
}

// TestTelegoWebhook lets the fake deliver to telego's webhook handler.
func TestTelegoWebhook(t *testing.T) {
	api, url := serve(t)
	b := newTelego(t, url)
	mux := http.NewServeMux()
	updates, err := b.UpdatesViaWebhook(t.Context(), telego.WebhookHTTPServeMux(mux, "POST /hook", "s3cret"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(mux)
	defer server.Close()
	api.Say(7, "trước")
	if err := b.SetWebhook(t.Context(), &telego.SetWebhookParams{URL: server.URL + "/hook", SecretToken: "s3cret"}); err != nil {
		t.Fatal(err)
	}
	api.Say(7, "sau")
	for _, want := range []string{"trước", "sau"} {
		if got := <-updates; got.Message == nil || got.Message.Text != want {
			t.Errorf("came %+v, not %q", got.Message, want)
		}
	}
	wait(t, func() bool { return api.Waiting() == 0 })
	if info, err := b.GetWebhookInfo(t.Context()); err != nil || info.URL != server.URL+"/hook" {
		t.Errorf("%+v, %v", info, err)
	}
	if _, err := b.GetUpdates(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "409") {
		t.Errorf("a poll beside a webhook: %v", err)
	}
}

func wait(t *testing.T, ok func() bool) {
	t.Helper()
	for range 3000 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("never")
}
