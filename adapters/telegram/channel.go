// Package telegram is the channel to Telegram. It takes updates by a long
// poll, or by a webhook when it has a URL, and lets go of an update only when
// the bot has kept what it means.
//
// github.com/go-telegram/bot is the client and the models. Its own receivers
// are not used: they acknowledge before they work, lose the order within a
// chat, and stop for ever at one value they do not know.
package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	tg "github.com/go-telegram/bot"

	"capheso/adapters"
	"capheso/dialogs"
)

// Options are what an operator chooses.
type Options struct {
	Token string // of the bot, from @BotFather
	API   string // base URL of the Bot API; empty is Telegram's own

	// WebhookURL is where Telegram reaches this server, https and with a path.
	// Empty means polling, which needs no public address.
	WebhookURL string
	// WebhookSecret is what Telegram proves itself with. Empty is one derived
	// from the token, which is as secret.
	WebhookSecret string

	// Rate is how many messages a second may be sent over all chats; 0 is what
	// Telegram allows everybody. More needs paid broadcasts.
	Rate float64
	// PaidBroadcast lets Telegram bill bulk messages above what it sends for
	// nothing: 0.1 Star each, from the bot's balance. Replies never ask for it.
	PaidBroadcast bool
	// Unpaced sends as fast as it can: for a server that has no limits.
	Unpaced bool

	// Picture reads the picture of a reply by its name. Without it, or when it
	// fails, the words go alone.
	Picture func(name string) ([]byte, error)
	// Speak reads a text aloud, as Ogg Opus; it may take seconds. With it every
	// message has a button "Nghe". It is called from Helpers, several at once.
	Speak func(ctx context.Context, text string) ([]byte, error)
	// Aside gets an update that could not be read, so that an operator can look
	// at it. It holds what somebody wrote. It is called before the update is
	// acknowledged, and may be nil.
	Aside func(raw []byte, why error)

	Log       *slog.Logger      // nil is silent
	Transport http.RoundTripper // nil is the usual one
}

// Channel is one Telegram bot.
type Channel struct {
	o      Options
	id     int64 // of the bot: the first part of its token
	path   string
	log    *slog.Logger
	client *http.Client
	api    *tg.Bot

	name     atomic.Pointer[string] // the bot's username, once Telegram told it
	met      chan struct{}          // closed then
	ready    atomic.Bool            // the webhook may take updates
	odd      atomic.Int64           // updates put aside
	polled   atomic.Int64           // when Telegram last answered a poll, unix seconds
	taps     chan string            // callback queries to answer
	readings chan reading           // messages to read aloud
	newest   newest
	aloud    aloud
	files    files
	in       adapters.Inlet
}

var (
	_ adapters.Channel = (*Channel)(nil)
	_ adapters.Runner  = (*Channel)(nil)
	_ adapters.Helper  = (*Channel)(nil)
	_ adapters.Typist  = (*Channel)(nil)

	_ adapters.Reporter = (*Channel)(nil)
	_ adapters.Recorder = (*Channel)(nil)
)

// New returns a channel. It asks nothing of Telegram yet. The error is one of
// the options, in one line without the token.
func New(o Options) (*Channel, error) {
	number, _, ok := strings.Cut(o.Token, ":")
	id, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || strings.ContainsAny(o.Token, " \t\r\n/?#%") {
		return nil, errors.New("the Telegram token is not one: it looks like 123456789:AbC… and comes from @BotFather")
	}
	c := &Channel{o: o, id: id, log: o.Log, met: make(chan struct{}), taps: make(chan string, tapsWaiting), readings: make(chan reading, readingsWaiting)}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.o.API, err = baseURL(o.API); err != nil {
		return nil, err
	}
	if c.path, err = webhookPath(o.WebhookURL); err != nil {
		return nil, err
	}
	if c.o.WebhookSecret == "" {
		c.o.WebhookSecret = derivedSecret(o.Token)
	}
	transport := o.Transport
	if transport == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.MaxIdleConnsPerHost = connections
		transport = t
	}
	c.client = &http.Client{Transport: transport}
	c.api, err = tg.New(o.Token, tg.WithSkipGetMe(), tg.WithServerURL(c.o.API), tg.WithHTTPClient(pollTime, &wholeClient{c.client}))
	if err != nil {
		return nil, c.scrub(err)
	}
	return c, nil
}

// Name is "telegram".
func (c *Channel) Name() string { return "telegram" }

// baseURL checks where the API is.
func baseURL(given string) (string, error) {
	if given == "" {
		return "https://api.telegram.org", nil
	}
	u, err := url.Parse(given)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("the Telegram API %q is no URL such as https://api.telegram.org", given)
	}
	return strings.TrimRight(given, "/"), nil
}

// userOf is the learner of a chat; a group is one learner.
func userOf(chat int64) dialogs.UserID {
	return dialogs.UserID("telegram:" + strconv.FormatInt(chat, 10))
}

// chatOf is the chat of a learner of this channel.
func chatOf(user dialogs.UserID) (int64, bool) {
	number, ok := strings.CutPrefix(string(user), "telegram:")
	id, err := strconv.ParseInt(number, 10, 64)
	return id, ok && err == nil && id != 0
}

// Run gets to know the bot and then takes updates until ctx ends. It returns
// an error when Telegram refuses the token or the webhook; whatever may pass
// it waits for.
func (c *Channel) Run(ctx context.Context, in adapters.Inlet) error {
	if err := c.insist(ctx, "meet Telegram", c.meet); err != nil {
		return err
	}
	if c.path != "" {
		return c.awaitWebhook(ctx)
	}
	if err := c.insist(ctx, "begin to poll", c.dropWebhook); err != nil {
		return err
	}
	return c.poll(ctx, in)
}

// meet learns the bot's name.
func (c *Channel) meet(ctx context.Context) error {
	me, err := c.api.GetMe(ctx)
	if err != nil {
		return err
	}
	if c.name.Swap(&me.Username) == nil {
		close(c.met)
	}
	c.log.Info("telegram: connected", "bot", "@"+me.Username, "webhook", c.path != "")
	return nil
}

// register puts the commands into the menu beside the text field. Nobody waits
// for it: the words work without a menu.
func (c *Channel) register(ctx context.Context) {
	select {
	case <-c.met:
	case <-ctx.Done():
		return
	}
	err := c.insist(ctx, "register the commands", func(ctx context.Context) error {
		_, err := c.api.SetMyCommands(ctx, &tg.SetMyCommandsParams{Commands: commands, LanguageCode: "vi"})
		return err
	})
	if err != nil {
		c.log.Warn("telegram: the commands are not registered", "err", c.scrub(err))
	}
}

// dropWebhook lets polling work; what waits for the webhook is not dropped.
func (c *Channel) dropWebhook(ctx context.Context) error {
	_, err := c.api.DeleteWebhook(ctx, &tg.DeleteWebhookParams{})
	return err
}

// insist does one thing until it works or will never work.
func (c *Channel) insist(ctx context.Context, doing string, f func(context.Context) error) error {
	for delay := firstDelay; ; delay = min(2*delay, longestDelay) {
		once, cancel := context.WithTimeout(ctx, callTime)
		err := f(once)
		cancel()
		if err == nil || ctx.Err() != nil {
			return nil
		}
		if final := c.final(err); final != nil {
			return final
		}
		c.log.Warn("telegram: cannot "+doing+", trying again", "err", c.scrub(err), "in", max(delay, asked(err)))
		sleep(ctx, max(delay, asked(err)))
	}
}

// final is what a person has to mend, in one line; nil when time may.
func (c *Channel) final(err error) error {
	switch {
	case errors.Is(err, tg.ErrorUnauthorized), errors.Is(err, tg.ErrorNotFound):
		return errors.New("the token is refused; get one from @BotFather and keep it with: capheso secrets set telegram-token")
	case errors.Is(err, tg.ErrorBadRequest):
		return c.scrub(err)
	}
	return nil
}

// sleep waits, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// Helpers register the commands, answer taps, and read messages aloud, several
// at once: a tap waits for one only as long as the button shows that it was
// pressed.
func (c *Channel) Helpers() []func(context.Context) {
	help := []func(context.Context){c.register, c.answerTaps, c.answerTaps, c.answerTaps, c.answerTaps}
	if c.o.Speak != nil {
		help = append(help, c.readAloud, c.readAloud, c.readAloud, c.readAloud)
	}
	return help
}

// answerTaps tells Telegram that taps were seen. Nobody needs that after a
// crash or a failure: the query is soon too old.
func (c *Channel) answerTaps(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case id := <-c.taps:
			once, cancel := context.WithTimeout(ctx, callTime)
			_, err := c.api.AnswerCallbackQuery(once, &tg.AnswerCallbackQueryParams{CallbackQueryID: id})
			cancel()
			if err != nil {
				c.log.Debug("telegram: a tap was not answered", "err", c.scrub(err))
			}
		}
	}
}

// tapped asks for an answer to a tap. It never blocks.
func (c *Channel) tapped(id string) {
	select {
	case c.taps <- id:
	default:
	}
}
