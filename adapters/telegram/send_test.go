package telegram

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tg "github.com/go-telegram/bot"

	"capheso/adapters"
	"capheso/adapters/adaptertest/botapi"
	"capheso/dialogs"
)

// TestVerdicts says what each answer of Telegram means for a message.
func TestVerdicts(t *testing.T) {
	c := named(t)
	for name, want := range map[string]struct {
		err  error
		fate adapters.Fate
		wait time.Duration
		none bool
	}{
		"429":              {&tg.TooManyRequestsError{Message: "Too Many Requests", RetryAfter: 17}, adapters.Again, 17 * time.Second, false},
		"429 wrapped":      {fmt.Errorf("send: %w", &tg.TooManyRequestsError{RetryAfter: 3}), adapters.Again, 3 * time.Second, false},
		"429 without time": {&tg.TooManyRequestsError{}, adapters.Again, time.Second, false},
		"blocked":          {fmt.Errorf("%w, Forbidden: bot was blocked by the user", tg.ErrorForbidden), adapters.Gone, 0, false},
		"group moved":      {&tg.MigrateError{MigrateToChatID: -100}, adapters.Gone, 0, false},
		"not modified":     {fmt.Errorf("%w, Bad Request: message is not modified: x", tg.ErrorBadRequest), 0, 0, true},
		"bad request":      {fmt.Errorf("%w, Bad Request: chat not found", tg.ErrorBadRequest), adapters.Refused, 0, false},
		"502":              {&faultError{502}, adapters.Again, 0, false},
		"token revoked":    {tg.ErrorUnauthorized, adapters.Again, 0, false},
		"cut":              {errors.New("unexpected EOF"), adapters.Again, 0, false},
	} {
		err := c.verdict(want.err)
		if want.none {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		var got *adapters.SendError
		if !errors.As(err, &got) || got.Fate != want.fate || got.After != want.wait || got.Error() == "" {
			t.Errorf("%s: %+v", name, err)
		}
	}
}

// TestFaultsOnTheWire: each fault through the library and the real client.
func TestFaultsOnTheWire(t *testing.T) {
	for fault, want := range map[botapi.Fault]adapters.Fate{
		botapi.TooMany: adapters.Again, botapi.Forbidden: adapters.Gone, botapi.Internal: adapters.Again,
		botapi.BadGateway: adapters.Again, botapi.Cut: adapters.Again, botapi.Drop: adapters.Again, botapi.Garbage: adapters.Again,
	} {
		api := botapi.New()
		api.Meet(7)
		c := connect(t, api, Options{})
		api.Fault = func(botapi.Call) botapi.Fault { return fault }
		_, err := c.Send(t.Context(), "telegram:7", dialogs.Reply{Text: "chào"})
		var got *adapters.SendError
		if !errors.As(err, &got) || got.Fate != want {
			t.Errorf("fault %d: %v", fault, err)
		}
		if after := map[bool]time.Duration{true: 3 * time.Second}[fault == botapi.TooMany]; got != nil && got.After != after {
			t.Errorf("fault %d asks for %v", fault, got.After)
		}
		if sent := len(api.Sent(7)); (sent == 1) != (fault == botapi.Cut) {
			t.Errorf("fault %d: %d messages arrived", fault, sent)
		}
	}
}

// TestPicturesAreUploadedOnce, and again when Telegram forgot them; that time
// the words go alone.
func TestPicturesAreUploadedOnce(t *testing.T) {
	api := botapi.New()
	api.Meet(7)
	read := 0
	c := connect(t, api, Options{Picture: func(name string) ([]byte, error) {
		read++
		if name != "guides/quen.png" {
			return nil, errors.New("no such picture")
		}
		return []byte("\x89PNG\r\n\x1a\n"), nil
	}})
	r := dialogs.Reply{Text: "Bấm <đây> & chờ", Image: "guides/quen.png", Offer: 1, Choices: []dialogs.Choice{{Label: "Xong", Value: "next"}}}
	for range 3 {
		if _, err := c.Send(t.Context(), "telegram:7", r); err != nil {
			t.Fatal(err)
		}
	}
	sent := api.Sent(7)
	if read != 1 || len(sent) != 3 || sent[0].Photo == "" || sent[0].Photo != sent[2].Photo || sent[1].Text != r.Text || len(sent[2].Buttons) != 1 {
		t.Fatalf("read %d times, sent %+v", read, sent)
	}
	c.remember(t, r.Image, "forgotten")
	for i, photo := range []bool{false, true} {
		if _, err := c.Send(t.Context(), "telegram:7", r); err != nil {
			t.Error(err)
		}
		if m := api.Last(7); (m.Photo != "") != photo || m.Text != r.Text || read != 1+i {
			t.Errorf("%+v, read %d times", m, read)
		}
	}
}

// TestRefusalsOnTheWire: what the API says of a chat or a message, by the call of
// every reply and by the one of pictures.
func TestRefusalsOnTheWire(t *testing.T) {
	api := botapi.New()
	for _, chat := range []int64{7, 8, -9} {
		api.Meet(chat)
	}
	api.Block(8, true)
	api.Migrate(-9, -100)
	c := connect(t, api, Options{Picture: func(string) ([]byte, error) { return []byte("png"), nil }})
	long := strings.Repeat("ế", maxText+1)
	for name, want := range map[string]struct {
		to, text string
		fate     adapters.Fate
		why      string
	}{
		"a chat that is none": {"telegram:99", "chào", adapters.Refused, "chat not found"},
		"too long":            {"telegram:7", long, adapters.Refused, "too long"},
		"nothing":             {"telegram:7", "", adapters.Refused, "empty"},
		"blocked":             {"telegram:8", "chào", adapters.Gone, "blocked"},
		"a group that moved":  {"telegram:-9", "chào", adapters.Gone, "supergroup"},
	} {
		for _, image := range []string{"", "a.png"} {
			if image != "" && want.text == "" {
				continue // a picture needs no words
			}
			_, err := c.Send(t.Context(), dialogs.UserID(want.to), dialogs.Reply{Text: want.text, Image: image})
			var got *adapters.SendError
			if !errors.As(err, &got) || got.Fate != want.fate || !strings.Contains(got.Error(), want.why) {
				t.Errorf("%s, picture %q: %v", name, image, err)
			}
		}
	}
}

// remember makes a channel believe that Telegram has a file.
func (c *Channel) remember(t *testing.T, name, id string) {
	t.Helper()
	c.files.forget(name)
	if known, err := c.files.take(t.Context(), name); known != "" || err != nil {
		t.Fatal(known, err)
	}
	c.files.uploaded(name, id)
}

// TestAPictureForManyIsUploadedOnce: all at once, and the first upload fails.
func TestAPictureForManyIsUploadedOnce(t *testing.T) {
	const people = 20
	api := botapi.New()
	api.Latency = 20 * time.Millisecond
	api.Fault = func(c botapi.Call) botapi.Fault {
		if c.Method == "sendphoto" && c.Nth == 0 {
			return botapi.BadGateway
		}
		return botapi.None
	}
	var read, failed atomic.Int64
	c := connect(t, api, Options{Picture: func(string) ([]byte, error) { read.Add(1); return []byte("png"), nil }})
	var all sync.WaitGroup
	for i := range int64(people) {
		api.Meet(1 + i)
		all.Go(func() {
			if _, err := c.Send(t.Context(), userOf(1+i), dialogs.Reply{Text: "bước một", Image: "a.png"}); err != nil {
				failed.Add(1)
			}
		})
	}
	all.Wait()
	photos := map[string]bool{}
	for i := range int64(people) {
		for _, m := range api.Sent(1 + i) {
			photos[m.Photo] = true
		}
	}
	if read.Load() != 2 || failed.Load() != 1 || len(photos) != 1 || api.Over().Messages != people-1 {
		t.Errorf("read %d times, %d failed, %d messages with pictures %v", read.Load(), failed.Load(), api.Over().Messages, photos)
	}
}

// TestWhoWaitsForAnUploadMayStop: its attempt is made again.
func TestWhoWaitsForAnUploadMayStop(t *testing.T) {
	c := named(t)
	if _, err := c.files.take(t.Context(), "a.png"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err := c.Send(ctx, "telegram:7", dialogs.Reply{Text: "chào", Image: "a.png"})
	var got *adapters.SendError
	if !errors.As(err, &got) || got.Fate != adapters.Again {
		t.Errorf("%v", err)
	}
}

// TestWithoutItsPictureAReplyIsWords: the learner needs the step.
func TestWithoutItsPictureAReplyIsWords(t *testing.T) {
	api := botapi.New()
	api.Meet(7)
	for name, read := range map[string]func(string) ([]byte, error){
		"no reader": nil, "no file": func(string) ([]byte, error) { return nil, errors.New("gone") },
	} {
		c := connect(t, api, Options{Picture: read})
		if _, err := c.Send(t.Context(), "telegram:7", dialogs.Reply{Text: name, Image: "x.png"}); err != nil {
			t.Error(err)
		}
		if m := api.Last(7); m.Text != name || m.Photo != "" {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

// TestOnlyThreeCharactersAreEscaped: quotes and the rest go as they are.
func TestOnlyThreeCharactersAreEscaped(t *testing.T) {
	api := botapi.New()
	api.Meet(7)
	c := connect(t, api, Options{})
	if _, err := c.Send(t.Context(), "telegram:7", dialogs.Reply{Text: `a<b>&"c"'d'.!*_`}); err != nil {
		t.Fatal(err)
	}
	if got := api.Last(7).HTML; got != `a&lt;b&gt;&amp;"c"'d'.!*_` {
		t.Errorf("sent %s", got)
	}
}

// TestLimitsFitTelegram: the longest that Limits lets through is accepted.
func TestLimitsFitTelegram(t *testing.T) {
	api := botapi.New()
	api.Meet(7)
	c := connect(t, api, Options{})
	l := c.Limits()
	r := dialogs.Reply{Text: strings.Repeat("👍<", l.Text/3) + "x", Offer: 99_999_999}
	for i := range l.Buttons {
		value := strings.Repeat("v", l.Value-2) + fmt.Sprintf("%02d", i)
		r.Choices = append(r.Choices, dialogs.Choice{Label: strings.Repeat("ế", l.Label), Value: value})
	}
	for _, piece := range adapters.Pack(l, []dialogs.Reply{r}) {
		if _, err := c.Send(t.Context(), "telegram:7", piece); err != nil {
			t.Fatal(err)
		}
	}
	if m := api.Last(7); len(m.Buttons) != l.Buttons || len(m.Buttons[0].Data) > maxData || l.Count(m.Text) != l.Text {
		t.Errorf("%d buttons, text %d", len(m.Buttons), l.Count(m.Text))
	}
	if l.Gap("telegram:7") != chatGap || l.Gap("telegram:-7") != groupGap || l.Rate <= 0 || l.Rate > 30 {
		t.Errorf("%+v", l)
	}
	if l := named(t).Limits(); l.Value+len("99999999:") > maxData {
		t.Error("a value and an offer do not fit together")
	}
}

// TestOnlyBulkIsBilled: paid broadcasts are off unless asked for, and then for
// tips and notices only, pictures among them.
func TestOnlyBulkIsBilled(t *testing.T) {
	for _, paid := range []bool{false, true} {
		api := botapi.New()
		api.Meet(7)
		c := connect(t, api, Options{PaidBroadcast: paid, Picture: func(string) ([]byte, error) { return []byte("png"), nil }})
		for _, r := range []dialogs.Reply{{Text: "đáp"}, {Text: "mẹo", Bulk: true}, {Text: "hình", Image: "a.png", Bulk: true}} {
			if _, err := c.Send(t.Context(), "telegram:7", r); err != nil {
				t.Fatal(err)
			}
		}
		for i, m := range api.Sent(7) {
			if want := paid && i > 0; m.Paid != want {
				t.Errorf("paid broadcasts %v: %q may be billed: %v", paid, m.Text, m.Paid)
			}
		}
		if n := len(api.Sent(7)); n != 3 {
			t.Errorf("%d messages", n)
		}
	}
}
