package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-telegram/bot/models"

	"capheso/adapters"
	"capheso/adapters/adaptertest"
	"capheso/adapters/adaptertest/botapi"
	"capheso/dialogs"
)

// bubble runs a test with a channel and a fake that need no real time. The
// channel runs with in until the test ends.
func bubble(t *testing.T, api *botapi.Server, o Options, in adapters.Inlet, test func(t *testing.T, c *Channel, log fmt.Stringer)) {
	synctest.Test(t, func(t *testing.T) {
		listener, transport := adaptertest.Pipe()
		server := &http.Server{Handler: api, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
		go func() { _ = server.Serve(listener) }()
		log := new(lines)
		o.Token, o.API, o.Transport, o.Log = botapi.Token, "http://telegram.test", transport, slog.New(slog.NewTextHandler(log, nil))
		c, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- c.Run(ctx, in) }()
		for _, help := range c.Helpers() {
			go help(ctx)
		}
		synctest.Wait()
		test(t, c, log)
		stop()
		if err := <-done; err != nil {
			t.Log("Run ended with", err)
		}
		api.Close()
		server.Close()
		transport.CloseIdleConnections()
		if strings.Contains(log.String(), "AAtest") {
			t.Errorf("the token was logged:\n%s", log)
		}
	})
}

// lines is a log.
type lines struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// texts is a bot that keeps what was said.
type texts struct {
	mu   sync.Mutex
	said []string
	fail int // the next so many are not kept
}

func (x *texts) take(_ context.Context, events ...dialogs.Event) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, ev := range events {
		if x.fail > 0 {
			x.fail--
			return errors.New("the disk is full")
		}
		x.said = append(x.said, fmt.Sprint(ev.Body))
	}
	return nil
}

func (x *texts) all() []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return slices.Clone(x.said)
}

// TestPollingAcknowledgesAfterTheCommit: what the bot could not keep comes
// again, in order, and nothing behind it goes ahead.
func TestPollingAcknowledgesAfterTheCommit(t *testing.T) {
	api, bot := botapi.New(), &texts{fail: 3}
	for i := range 250 {
		api.Say(7, fmt.Sprint(i))
	}
	bubble(t, api, Options{}, bot.take, func(t *testing.T, _ *Channel, _ fmt.Stringer) {
		if api.Waiting() != 250 {
			t.Errorf("%d updates wait; none was kept", api.Waiting())
		}
		time.Sleep(time.Minute)
		if api.Waiting() != 0 || len(bot.all()) != 250 {
			t.Fatalf("%d updates wait, %d were kept", api.Waiting(), len(bot.all()))
		}
		for i, s := range bot.all() {
			if s != fmt.Sprintf("{%d}", i) {
				t.Fatalf("update %d is %s", i, s)
			}
		}
	})
}

// TestPollingOutlivesEverything: faults of every kind, and kinds of updates
// that nobody knows.
func TestPollingOutlivesEverything(t *testing.T) {
	api, bot := botapi.New(), &texts{}
	api.Fault = botapi.Mixed(3, 0.5, "getupdates", "getme", "deletewebhook", "setmycommands")
	api.Twice = func(id int64) bool { return id%3 == 0 }
	var aside []string
	put := func(raw []byte, _ error) { aside = append(aside, string(raw)) }
	bubble(t, api, Options{Aside: put}, bot.take, func(t *testing.T, c *Channel, _ fmt.Stringer) {
		seen := map[string]bool{}
		for i := range 100 {
			if i%10 == 5 {
				api.Push("x", map[string]any{"thought": map[string]any{"n": i}})
			}
			api.Say(7, fmt.Sprint(i))
			time.Sleep(time.Second)
		}
		time.Sleep(time.Hour)
		for _, s := range bot.all() {
			seen[s] = true
		}
		if api.Waiting() != 0 || len(seen) != 100 {
			t.Errorf("%d wait, %d of 100 came", api.Waiting(), len(seen))
		}
		if c.Odd() < 10 || c.Report(t.Context()).Odd != c.Odd() || int64(len(aside)) != c.Odd() || !strings.Contains(aside[0], `"thought"`) {
			t.Errorf("%d put aside: %q", c.Odd(), aside)
		}
	})
}

// TestCommandsAreRegisteredInTheEnd: a fault does not leave the menu empty, and
// neither does it keep anybody waiting.
func TestCommandsAreRegisteredInTheEnd(t *testing.T) {
	api, bot := botapi.New(), &texts{}
	api.Fault = func(c botapi.Call) botapi.Fault {
		if c.Method == "setmycommands" && c.Nth < 3 {
			return botapi.BadGateway
		}
		return botapi.None
	}
	api.Say(7, "chào")
	bubble(t, api, Options{}, bot.take, func(t *testing.T, _ *Channel, _ fmt.Stringer) {
		if len(bot.all()) != 1 || api.Commands("vi") != "" {
			t.Errorf("%q came, the commands are %q", bot.all(), api.Commands("vi"))
		}
		time.Sleep(time.Minute)
		var got []models.BotCommand
		if err := json.Unmarshal([]byte(api.Commands("vi")), &got); err != nil || !slices.Equal(got, commands) {
			t.Errorf("registered %q, %v", api.Commands("vi"), err)
		}
		if api.Calls("setmycommands") != 4 {
			t.Errorf("registered %d times", api.Calls("setmycommands"))
		}
	})
}

// TestPollingAfterAQuietWeek: Telegram then numbers updates anew, perhaps
// below those of before.
func TestPollingAfterAQuietWeek(t *testing.T) {
	api, bot := botapi.New(), &texts{}
	bubble(t, api, Options{}, bot.take, func(t *testing.T, _ *Channel, _ fmt.Stringer) {
		api.Say(7, "trước")
		time.Sleep(oldOffset + time.Hour)
		api.Renumber(10)
		api.Say(7, "sau")
		time.Sleep(2 * time.Minute)
		if len(bot.all()) != 2 {
			t.Errorf("came %q", bot.all())
		}
	})
}

func TestTapsAreAnsweredAtOnce(t *testing.T) {
	api, bot := botapi.New(), &texts{}
	api.Latency = 100 * time.Millisecond
	bubble(t, api, Options{}, bot.take, func(t *testing.T, _ *Channel, _ fmt.Stringer) {
		time.Sleep(time.Second)
		var ids []string
		for i := range 20 {
			ids = append(ids, fmt.Sprint(api.Tap(7, 1, fmt.Sprintf("1:v%d", i))))
		}
		ids = append(ids, fmt.Sprint(api.Tap(7, 1, "not ours")))
		time.Sleep(time.Second)
		for _, id := range ids {
			if api.Answered(id) != 1 {
				t.Errorf("tap %s was answered %d times", id, api.Answered(id))
			}
		}
		if len(bot.all()) != 20 {
			t.Errorf("%d taps came", len(bot.all()))
		}
	})
}

// TestATokenThatIsRefused ends the work with one line.
func TestATokenThatIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		listener, transport := adaptertest.Pipe()
		server := &http.Server{Handler: botapi.New()}
		go func() { _ = server.Serve(listener) }()
		c, err := New(Options{Token: "700000001:AAtest-wrong", API: "http://telegram.test", Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Run(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "refused") || strings.Contains(err.Error(), "AAtest") {
			t.Errorf("%v", err)
		}
		server.Close()
		transport.CloseIdleConnections()
	})
}

// TestErrorsNameNoToken: a URL in an error of net/http holds the token.
func TestErrorsNameNoToken(t *testing.T) {
	transport := adaptertest.Loopback()
	transport.DialContext = func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no route") }
	c, err := New(Options{Token: botapi.Token, Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.updates(t.Context(), 0)
	_, sent := c.Send(t.Context(), "telegram:7", dialogs.Reply{Text: "chào"})
	for _, err := range []error{c.scrub(err), sent, c.scrub(fmt.Errorf("x %s y", botapi.Token))} {
		if err == nil || strings.Contains(err.Error(), "AAtest") || !strings.Contains(err.Error(), "***") {
			t.Errorf("%v", err)
		}
	}
	var verdict *adapters.SendError
	if !errors.As(sent, &verdict) || verdict.Fate != adapters.Again {
		t.Errorf("no route is a passing fault: %v", sent)
	}
	if _, err := New(Options{Token: "AAtest not a token"}); err == nil || strings.Contains(err.Error(), "AAtest") {
		t.Errorf("%v", err)
	}
}
