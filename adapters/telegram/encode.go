package telegram

import (
	"bytes"
	"context"
	"errors"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"capheso/adapters"
	"capheso/dialogs"
)

// Send sends one reply and returns Telegram's number of the message. Telegram
// has no key that would make a second attempt harmless: when an answer is lost
// after the message went out, the next attempt doubles it.
func (c *Channel) Send(ctx context.Context, to dialogs.UserID, r dialogs.Reply) (string, error) {
	chat, ok := chatOf(to)
	if !ok {
		return "", &adapters.SendError{Fate: adapters.Refused, Err: errors.New("telegram: not a learner of this channel")}
	}
	m, err := c.post(ctx, chat, r)
	if err != nil {
		return "", c.verdict(err)
	}
	if m == nil || m.ID == 0 {
		return "", nil
	}
	return strconv.Itoa(m.ID), nil
}

func (c *Channel) post(ctx context.Context, chat int64, r dialogs.Reply) (*models.Message, error) {
	if r.Image != "" {
		if m, err := c.postPicture(ctx, chat, r); !errors.Is(err, errNoPicture) {
			return m, err
		}
	}
	off := true
	return c.say(ctx, &tg.SendMessageParams{
		ChatID: chat, Text: escape(r.Text), ParseMode: models.ParseModeHTML, ReplyMarkup: c.withHear(keyboard(r)),
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: &off}, AllowPaidBroadcast: c.paid(r),
	})
}

// paid reports a message that Telegram may bill.
func (c *Channel) paid(r dialogs.Reply) bool { return c.o.PaidBroadcast && r.Bulk }

// errNoPicture: the words have to do.
var errNoPicture = errors.New("the picture cannot be read")

// postPicture sends a picture with the words under it. It is uploaded once;
// after that Telegram is told its number. A refused picture must not take the
// step of a guide with it.
func (c *Channel) postPicture(ctx context.Context, chat int64, r dialogs.Reply) (*models.Message, error) {
	known, err := c.files.take(ctx, r.Image)
	if err != nil {
		return nil, err
	}
	id := ""
	if known == "" {
		defer func() { c.files.uploaded(r.Image, id) }()
	}
	photo, err := c.photo(r.Image, known)
	if err != nil {
		return nil, err
	}
	m, err := c.api.SendPhoto(ctx, &tg.SendPhotoParams{
		ChatID: chat, Photo: photo, Caption: escape(r.Text), ParseMode: models.ParseModeHTML, ReplyMarkup: c.withHear(keyboard(r)), AllowPaidBroadcast: c.paid(r),
	})
	if errors.Is(err, tg.ErrorBadRequest) {
		c.files.forget(r.Image) // Telegram forgot it, or does not like it
		c.log.Warn("telegram: a picture is refused, the words go alone", "name", r.Image, "err", c.scrub(err))
		return nil, errNoPicture
	}
	if err == nil && len(m.Photo) > 0 {
		id = m.Photo[len(m.Photo)-1].FileID
	}
	return m, err
}

// photo is a picture by its id, by its address, or whole.
func (c *Channel) photo(name, id string) (models.InputFile, error) {
	switch {
	case id != "":
		return &models.InputFileString{Data: id}, nil
	case strings.HasPrefix(name, "https://"):
		return &models.InputFileString{Data: name}, nil
	case c.o.Picture == nil:
		return nil, errNoPicture
	}
	data, err := c.o.Picture(name)
	if err != nil {
		c.log.Warn("telegram: a picture is missing", "name", name, "err", err)
		return nil, errNoPicture
	}
	return &models.InputFileUpload{Filename: path.Base(name), Data: bytes.NewReader(data)}, nil
}

// escape makes HTML of a plain text.
func escape(text string) string { return escaper.Replace(text) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// keyboard shows choices as buttons below the message, each on its own line;
// those that carry only a number share one. Nil when there are none.
func keyboard(r dialogs.Reply) models.ReplyMarkup {
	if len(r.Choices) == 0 {
		return nil
	}
	var rows [][]models.InlineKeyboardButton
	for i, choice := range r.Choices {
		b := models.InlineKeyboardButton{Text: choice.Label, CallbackData: strconv.Itoa(r.Offer) + ":" + choice.Value}
		if i > 0 && utf8.RuneCountInString(choice.Label) <= 2 && len(rows[len(rows)-1]) < perRow {
			rows[len(rows)-1] = append(rows[len(rows)-1], b)
			continue
		}
		rows = append(rows, []models.InlineKeyboardButton{b})
	}
	return &models.InlineKeyboardMarkup{InlineKeyboard: rows}
}

// perRow is how many number buttons fit side by side under a thumb.
const perRow = 5
