package telegram

import (
	"bytes"
	"context"
	"errors"
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
	c.toRead(u.read)
	waitFor("an apology", func(m botapi.Message) bool { return strings.Contains(m.Text, "chưa đọc to được") })
	stop()
	work.Wait()
	if strings.Contains(log.String(), "AAtest") {
		t.Errorf("the token is in the log: %s", log)
	}
}
