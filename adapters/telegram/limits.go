package telegram

import (
	"time"

	"github.com/go-telegram/bot/models"

	"capheso/adapters"
	"capheso/dialogs"
)

// What Telegram accepts (core.telegram.org/bots/api) and what is sent.
const (
	maxText    = 4096 // UTF-16 units after the markup is read
	maxCaption = 1024 // the same, under a picture
	maxData    = 64   // bytes of callback_data: "offer:value"
	maxValue   = 55   // bytes left for the value beside eight digits and a colon
	maxButtons = 10
	maxLabel   = 30 // runes; phones cut what is longer, and large letters more so
	maxWebhook = 1 << 20

	// rate is how many messages go out in a second. 30 are allowed; requests
	// bunch up on their way.
	rate     = 25
	chatGap  = 1100 * time.Millisecond // 1 a second in one chat
	groupGap = 3100 * time.Millisecond // 20 a minute in one group
)

const (
	pollTime     = 50 * time.Second // a poll that finds nothing; more is cut by Telegram
	pollGrace    = 15 * time.Second // for its answer to arrive
	callTime     = 10 * time.Second // for a small call to Telegram
	keepTime     = 30 * time.Second // for the bot to keep an event
	firstDelay   = time.Second      // after a call failed; doubles
	longestDelay = 30 * time.Second
	// oldOffset: after a week without updates Telegram numbers them anew.
	oldOffset = 6 * 24 * time.Hour

	retryAfter  = "2" // seconds, when an update could not be kept
	connections = 32  // open to Telegram
	hooksAtOnce = 40  // connections Telegram may open to the webhook; its default
	tapsWaiting = 256
	newestKept  = 20_000 // chats whose newest message is remembered
)

// Limits are those of Telegram: texts counted in UTF-16 units, and so many
// messages a second.
func (c *Channel) Limits() adapters.Limits {
	l := adapters.Limits{
		Text: maxText, Caption: maxCaption, Count: units,
		Buttons: maxButtons, Label: maxLabel, Value: maxValue,
		Rate: rate, Gap: gap,
	}
	if c.o.Rate > 0 {
		l.Rate = c.o.Rate
	}
	if c.o.Unpaced {
		l.Rate, l.Gap = 0, nil
	}
	return l
}

// gap is the least time between two messages to one chat. Groups have negative
// numbers.
func gap(to dialogs.UserID) time.Duration {
	if chat, _ := chatOf(to); chat < 0 {
		return groupGap
	}
	return chatGap
}

// units counts UTF-16 units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// allowed are the kinds of updates Telegram is asked for.
var allowed = []string{
	models.AllowedUpdateMessage, models.AllowedUpdateEditedMessage, models.AllowedUpdateCallbackQuery, models.AllowedUpdateMyChatMember,
}

// commands are those of the menu beside the text field. The words work without
// a slash and in any spelling too.
var commands = []models.BotCommand{
	{Command: "hoc", Description: "Học bài ngắn"},
	{Command: "hoi", Description: "Hỏi cách làm"},
	{Command: "cafe", Description: "Cà phê sáng: mỗi ngày một mẹo"},
	{Command: "dung", Description: "Tạm dừng cà phê sáng"},
	{Command: "help", Description: "Về trang chủ"},
	{Command: "xoa", Description: "Xóa dữ liệu đã ghi"},
	{Command: "start", Description: "Bắt đầu"},
}
