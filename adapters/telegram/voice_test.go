package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"capheso/adapters/adaptertest/botapi"
	"capheso/dialogs"
)

// voiced is a channel at a fake network, with a voice of its own.
func voiced(t *testing.T, speak func(context.Context, string) ([]byte, error)) (*Channel, *botapi.Server, *bytes.Buffer) {
	t.Helper()
	api := botapi.New()
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	t.Cleanup(api.Close)
	var log bytes.Buffer
	c, err := New(Options{Token: botapi.Token, API: server.URL, Unpaced: true, Speak: speak, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return c, api, &log
}

func TestVoiceNotesAreFetched(t *testing.T) {
	c, api, _ := voiced(t, nil)
	api.Record(7, 3, []byte("OggS note"))
	batch, err := c.updates(t.Context(), 0)
	if err != nil || len(batch) != 1 {
		t.Fatalf("%d updates, %v", len(batch), err)
	}
	u, err := c.decode(batch[0])
	sent, ok := u.event.Body.(dialogs.Sent)
	if err != nil || !ok || sent.Kind != dialogs.Voice || sent.Note.Seconds != 3 || sent.Note.Ref == "" {
		t.Fatalf("%+v, %v", u.event, err)
	}
	sound, err := c.Fetch(t.Context(), sent.Note.Ref)
	if err != nil || string(sound.Data) != "OggS note" || sound.Name != "note.ogg" {
		t.Errorf("%+v, %v", sound, err)
	}
	for _, ref := range []string{"nonsense", ""} {
		if _, err := c.Fetch(t.Context(), ref); err == nil || strings.Contains(err.Error(), "AAtest") {
			t.Errorf("%q: %v", ref, err)
		}
	}
	gone, stop := context.WithCancel(t.Context())
	stop()
	if _, err := c.Fetch(gone, sent.Note.Ref); err == nil || strings.Contains(err.Error(), "AAtest") {
		t.Errorf("the token is shown: %v", err)
	}
}

// TestLargeNotesStayWhereTheyAre: they are refused before they are fetched.
func TestLargeNotesStayWhereTheyAre(t *testing.T) {
	c, api, _ := voiced(t, nil)
	api.Record(7, 3, make([]byte, 3<<20))
	batch, err := c.updates(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	u, _ := c.decode(batch[0])
	if sent := u.event.Body.(dialogs.Sent); sent.Note != (dialogs.Recording{}) {
		t.Errorf("%+v", sent)
	}
	if _, err := c.Fetch(t.Context(), "AwACAgUAAx0"); err == nil || api.Calls("file") != 0 {
		t.Errorf("%v, fetched %d times", err, api.Calls("file"))
	}
}

// TestEveryReplyCanBeHeard: the button reads the message it is under, whatever
// the talk has come to, and a voice that fails is said so.
func TestEveryReplyCanBeHeard(t *testing.T) {
	var one sync.Mutex
	var read []string
	down := false
	c, api, log := voiced(t, func(_ context.Context, text string) ([]byte, error) {
		one.Lock()
		defer one.Unlock()
		if down {
			return nil, errors.New("no voice")
		}
		read = append(read, text)
		return []byte("OggS speech"), nil
	})
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	for _, help := range c.Helpers() {
		work.Go(func() { help(ctx) })
	}
	defer work.Wait()
	defer stop()
	api.Meet(7)
	plain := dialogs.Reply{Text: "Cháu là máy <ạ>."}
	choices := dialogs.Reply{Text: "Bác muốn làm gì ạ?", Offer: 3, Choices: []dialogs.Choice{{Label: "Học bài", Value: "learn"}}}
	for _, r := range []dialogs.Reply{plain, choices} {
		if _, err := c.Send(t.Context(), "telegram:7", r); err != nil {
			t.Fatal(err)
		}
	}
	sent := api.Sent(7)
	if n := len(sent[1].Buttons); n != 2 || sent[1].Buttons[1] != (botapi.Button{Text: "Nghe", Data: "hear"}) || len(sent[0].Buttons) != 1 {
		t.Fatalf("buttons %+v and %+v", sent[0].Buttons, sent[1].Buttons)
	}
	api.TapText(7, sent[0].ID, hearData, sent[0].Text)
	batch, err := c.updates(t.Context(), 0)
	if err != nil || len(batch) != 1 {
		t.Fatalf("%d updates, %v", len(batch), err)
	}
	u, err := c.decode(batch[0])
	if err != nil || u.event.Body != nil || u.tap != "" || u.read.text != plain.Text {
		t.Fatalf("%+v, %v", u, err)
	}
	waitFor := func(what string, ok func(botapi.Message) bool) {
		t.Helper()
		for range 1000 {
			if ok(api.Last(7)) {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Fatalf("never: %s; last is %+v", what, api.Last(7))
	}
	c.toRead(u.read)
	waitFor("a voice", func(m botapi.Message) bool { return m.Voice == len("OggS speech") && m.To == sent[0].ID })
	one.Lock()
	if len(read) != 1 || read[0] != "Cháu là máy <ạ>." {
		t.Errorf("read %q", read)
	}
	down = true
	one.Unlock()
	other := u.read
	other.text = "Bác bấm nút này."
	waitFor("an apology", func(m botapi.Message) bool {
		c.toRead(other) // the one before may not have ended yet
		return strings.Contains(m.Text, "chưa đọc to được")
	})
	stop()
	work.Wait()
	if strings.Contains(log.String(), "AAtest") {
		t.Errorf("the token is in the log: %s", log)
	}
}

// TestATextIsSpokenOnce: whoever wants to hear it, Telegram is told its number;
// until it forgets that.
func TestATextIsSpokenOnce(t *testing.T) {
	spoke := 0
	c, api, _ := voiced(t, func(context.Context, string) ([]byte, error) { spoke++; return []byte("OggS speech"), nil })
	hear := func(chat int64) botapi.Message {
		t.Helper()
		api.Meet(chat)
		if err := c.read(t.Context(), reading{tap: "1", chat: chat, message: 3, text: "Bác bấm nút này."}); err != nil {
			t.Fatal(err)
		}
		return api.Last(chat)
	}
	first, second := hear(7), hear(8)
	if spoke != 1 || first.File == "" || first.File != second.File || second.Voice != len("OggS speech") || second.To != 3 {
		t.Errorf("spoken %d times: %+v and %+v", spoke, first, second)
	}
	c.remember(t, spoken("Bác bấm nút này."), "forgotten")
	if third := hear(9); spoke != 2 || third.File == first.File || third.Voice == 0 {
		t.Errorf("spoken %d times: %+v", spoke, third)
	}
	if hear(9); spoke != 2 {
		t.Errorf("spoken %d times", spoke)
	}
}

// TestAChatHearsOneThingAtATime: impatient taps are answered and make no more
// voices than Telegram allows.
func TestAChatHearsOneThingAtATime(t *testing.T) {
	api, bot := botapi.New(), &texts{}
	speak := func(context.Context, string) ([]byte, error) {
		time.Sleep(2 * time.Second)
		return []byte("OggS"), nil
	}
	bubble(t, api, Options{Speak: speak}, bot.take, func(t *testing.T, _ *Channel, _ fmt.Stringer) {
		var taps []int64
		for range 120 {
			for _, chat := range []int64{7, -8} {
				taps = append(taps, api.TapText(chat, 1, hearData, fmt.Sprintf("câu %d", len(taps))))
			}
			time.Sleep(time.Second / 2)
		}
		time.Sleep(time.Minute)
		for _, id := range taps {
			if api.Answered(fmt.Sprint(id)) != 1 {
				t.Errorf("tap %d was answered %d times", id, api.Answered(fmt.Sprint(id)))
			}
		}
		if over := api.Over(); over.Chat+over.Group+over.Overall > 0 || over.Messages < 20 || over.Messages > 60 {
			t.Errorf("%+v", over)
		}
		if len(bot.all()) != 0 {
			t.Errorf("the bot heard of %d taps", len(bot.all()))
		}
	})
}
