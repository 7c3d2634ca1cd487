package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"capheso/adapters/secrets"
	"capheso/adapters/telegram"
	"capheso/bot"
	"capheso/dialogs"
)

// telegramFlags connect the bot to Telegram. Its token is no flag: flags are
// seen by everybody on the machine. See capheso secrets.
type telegramFlags struct {
	API           string  `help:"Base URL of the Telegram Bot API. Default: Telegram's own." placeholder:"URL"`
	WebhookURL    string  `help:"Public https URL at which Telegram reaches this server. Default: the bot asks Telegram, which needs no public address." placeholder:"URL"`
	Rate          float64 `help:"Messages a second over all Telegram chats. More than 30 needs paid broadcasts; 0 is no limit at all, for test servers." default:"25" placeholder:"N"`
	PaidBroadcast bool    `help:"Let Telegram bill tips and notices above 30 a second: 0.1 Star each, from the bot's balance of at least 10000 Stars. Give --telegram-rate too, up to 1000." default:"false"`
}

// keys are the places of the operator's secrets.
var keys = &secrets.Places{Within: bot.Within}

// channel is the bot's Telegram channel, or nil when there is no token.
// picture reads the pictures of replies, speak reads them aloud if it is not nil.
func (f telegramFlags) channel(dir string, picture func(string) ([]byte, error), speak func(context.Context, string) ([]byte, error), log *slog.Logger) (*telegram.Channel, error) {
	token, err := keys.Get("telegram-token")
	if errors.Is(err, secrets.ErrNotSet) {
		if f.WebhookURL != "" {
			return nil, errors.New("a Telegram webhook is set but no token; keep one with: capheso secrets set telegram-token")
		}
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if token.Fallback != "" {
		log.Info(token.Fallback)
	}
	secret, err := keys.Get("telegram-webhook-secret")
	if err != nil && !errors.Is(err, secrets.ErrNotSet) {
		return nil, err
	}
	if f.Rate > 30 && !f.PaidBroadcast {
		log.Warn("Telegram sends 30 messages a second for nothing: more needs --telegram-paid-broadcast", "rate", f.Rate)
	}
	return telegram.New(telegram.Options{
		Token: token.Value.Reveal(), API: f.API, WebhookURL: f.WebhookURL, WebhookSecret: secret.Value.Reveal(),
		Transport: transport(), Rate: f.Rate, PaidBroadcast: f.PaidBroadcast, Unpaced: f.Rate <= 0, Log: log, Picture: picture, Speak: speak, Aside: aside(filepath.Join(dir, "telegram-aside.jsonl"), log),
	})
}

// asideMost is how large the file of updates put aside may grow, in bytes.
const asideMost = 1 << 20

// aside appends updates that could not be read to a file, one a line, with
// what looks like a secret masked. A full file takes no more: the first of a
// kind are the ones worth reading.
func aside(file string, log *slog.Logger) func([]byte, error) {
	var one sync.Mutex
	return func(raw []byte, _ error) {
		one.Lock()
		defer one.Unlock()
		if info, err := os.Stat(file); err == nil && info.Size() > asideMost {
			return
		}
		masked, _ := dialogs.Redact(oneLine(string(raw)))
		f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err == nil {
			_, err = fmt.Fprintln(f, masked)
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			log.Warn("an update could not be put aside", "err", err)
		}
	}
}
