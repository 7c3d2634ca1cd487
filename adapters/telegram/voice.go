package telegram

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/url"
	"strings"
	"sync"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"capheso/adapters"
	"capheso/dialogs"
)

// Fetch gets a voice note by its file id, from the server of the Bot API. Its
// address holds the token, so no error of it goes further as it is.
func (c *Channel) Fetch(ctx context.Context, ref string) (adapters.Sound, error) {
	file, err := c.api.GetFile(ctx, &tg.GetFileParams{FileID: ref})
	if err != nil {
		return adapters.Sound{}, c.scrub(err)
	}
	path := file.FilePath
	if file.FileSize > adapters.MostSound || path == "" || strings.HasPrefix(path, "/") || strings.Contains(path, "..") {
		return adapters.Sound{}, adapters.ErrSound
	}
	base, err := url.Parse(c.o.API)
	if err != nil {
		return adapters.Sound{}, adapters.ErrSound
	}
	data, err := adapters.Download(ctx, c.client, base.String()+"/file/bot"+c.o.Token+"/"+path, base.Host)
	if err != nil {
		return adapters.Sound{}, c.scrub(err)
	}
	return adapters.Sound{Name: "note.ogg", Data: data}, nil // .oga, which few servers know, is the same
}

// note is a voice note that can be fetched.
func note(m *models.Message) (r dialogs.Recording) {
	if v := m.Voice; v != nil && v.FileSize <= adapters.MostSound {
		r = dialogs.Recording{Ref: v.FileID, Seconds: v.Duration}
	}
	return r
}

// reading is a message that somebody wants to hear.
type reading struct {
	tap     string // callback query
	chat    int64
	message int
	text    string
}

// hearData is what the button "Nghe" says. It is no choice: the conversation
// never hears of it.
const hearData = "hear"

// Sizes of what is read aloud.
const (
	readingsWaiting = 64
	longestReading  = 1500             // runes
	readTime        = 30 * time.Second // to have a voice and send it
)

// hearing is what a tap on "Nghe" wants; ok is false for every other tap.
func hearing(q *models.CallbackQuery) (r reading, ok bool) {
	m := q.Message.Message
	if q.Data != hearData || m == nil {
		return r, false
	}
	return reading{q.ID, m.Chat.ID, m.ID, m.Text + m.Caption}, true
}

// toRead hands a message over to be read. It never blocks: a full house reads
// nothing more, and a chat hears one thing at a time, however often somebody
// taps.
func (c *Channel) toRead(r reading) {
	if c.aloud.begin(r.chat, time.Now()) {
		select {
		case c.readings <- r:
			return
		default:
			c.aloud.end(r.chat, time.Now(), 0)
		}
	}
	c.tapped(r.tap)
}

// aloud are the chats that hear something, or heard it a moment ago.
type aloud struct {
	mu    sync.Mutex
	until map[int64]time.Time // zero while it is being read
}

// begin reports whether a chat may hear something, and notes that it does.
func (a *aloud) begin(chat int64, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if t, ok := a.until[chat]; ok && (t.IsZero() || now.Before(t)) {
		return false
	}
	if a.until == nil {
		a.until = map[int64]time.Time{}
	}
	a.until[chat] = time.Time{}
	return true
}

// end lets a chat hear something again after a rest.
func (a *aloud) end(chat int64, now time.Time, rest time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if rest == 0 {
		delete(a.until, chat)
		return
	}
	a.until[chat] = now.Add(rest)
	if len(a.until) > newestKept {
		maps.DeleteFunc(a.until, func(_ int64, t time.Time) bool { return !t.IsZero() && t.Before(now) })
	}
}

// readAloud reads messages to those who asked for it. It is beside the outbox:
// a voice that a crash ate is asked for again with one tap.
func (c *Channel) readAloud(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case r := <-c.readings:
			once, cancel := context.WithTimeout(ctx, readTime)
			if err := c.read(once, r); err != nil && ctx.Err() == nil {
				c.log.Warn("telegram: a message was not read aloud", "err", c.scrub(err))
			}
			cancel()
			c.aloud.end(r.chat, time.Now(), c.rest(r.chat))
		}
	}
}

// rest is the least time between two things that a chat hears.
func (c *Channel) rest(chat int64) time.Duration {
	if c.o.Unpaced {
		return 0
	}
	return gap(userOf(chat))
}

// read sends one message as a voice, or says that it cannot.
func (c *Channel) read(ctx context.Context, r reading) error {
	_, _ = c.api.AnswerCallbackQuery(ctx, &tg.AnswerCallbackQueryParams{CallbackQueryID: r.tap, Text: "Đang đọc, chờ một chút ạ."})
	err := errors.New("too long to be read")
	if len([]rune(r.text)) <= longestReading && strings.TrimSpace(r.text) != "" {
		err = c.sendVoice(ctx, r)
	}
	if err != nil && ctx.Err() == nil {
		_, _ = c.api.SendMessage(ctx, &tg.SendMessageParams{ChatID: r.chat, Text: "Máy chưa đọc to được lúc này, lỗi tại máy. Xin đọc chữ giúp ạ."})
	}
	return err
}

// sendVoice uploads what is read, and the next time tells Telegram its number.
func (c *Channel) sendVoice(ctx context.Context, r reading) error {
	name := spoken(r.text)
	known, err := c.files.take(ctx, name)
	if err != nil {
		return err
	}
	if known != "" {
		_, err := c.voice(ctx, r, &models.InputFileString{Data: known})
		if errors.Is(err, tg.ErrorBadRequest) {
			c.files.forget(name) // as Telegram did
			return c.sendVoice(ctx, r)
		}
		return err
	}
	id := ""
	defer func() { c.files.uploaded(name, id) }()
	data, err := c.o.Speak(ctx, r.text)
	if err == nil {
		id, err = c.voice(ctx, r, &models.InputFileUpload{Filename: "nghe.ogg", Data: bytes.NewReader(data)})
	}
	return err
}

// voice sends a voice below the message it reads, and returns its file id.
func (c *Channel) voice(ctx context.Context, r reading, file models.InputFile) (string, error) {
	m, err := c.api.SendVoice(ctx, &tg.SendVoiceParams{
		ChatID: r.chat, Voice: file, ReplyParameters: &models.ReplyParameters{MessageID: r.message, AllowSendingWithoutReply: true},
	})
	if err != nil || m.Voice == nil {
		return "", err
	}
	return m.Voice.FileID, nil
}

// withHear adds the button "Nghe" below everything else.
func (c *Channel) withHear(k models.ReplyMarkup) models.ReplyMarkup {
	if c.o.Speak == nil {
		return k
	}
	row := []models.InlineKeyboardButton{{Text: "Nghe", CallbackData: hearData}}
	if m, ok := k.(*models.InlineKeyboardMarkup); ok {
		m.InlineKeyboard = append(m.InlineKeyboard, row)
		return m
	}
	return &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{row}}
}
