package telegram

import (
	"context"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"capheso/dialogs"
)

// typingTime is how long the sign may take; later it is of no use.
const typingTime = 2 * time.Second

// Typing is described in package adapters.
func (c *Channel) Typing(ctx context.Context, to dialogs.UserID) {
	chat, ok := chatOf(to)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, typingTime)
	defer cancel()
	_, _ = c.api.SendChatAction(ctx, &tg.SendChatActionParams{ChatID: chat, Action: models.ChatActionTyping})
}
