package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"capheso/adapters/adaptertest/botapi"
)

// TestMain keeps the tests, and the binaries they start, away from the tokens
// of whoever runs them.
func TestMain(m *testing.M) {
	os.Setenv("CAPHESO_KEYRING", "off")
	os.Unsetenv("CREDENTIALS_DIRECTORY")
	for _, name := range []string{"CAPHESO_TELEGRAM_TOKEN", "CAPHESO_TELEGRAM_WEBHOOK_SECRET", "CAPHESO_TELEGRAM_API"} {
		os.Unsetenv(name)
	}
	if kind := os.Getenv("BENCH_BOT"); kind != "" {
		peer(kind)
	}
	os.Exit(m.Run())
}

// shared is a buffer that a program writes while a test reads.
type shared struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// running is the program at work in this process.
type running struct {
	out, errs shared
	stop      context.CancelFunc
	done      chan int
}

// serving starts capheso serve with a Telegram token.
func serving(t *testing.T, args ...string) *running {
	t.Helper()
	t.Setenv("CAPHESO_TELEGRAM_TOKEN", botapi.Token)
	ctx, stop := context.WithCancel(t.Context())
	r := &running{stop: stop, done: make(chan int, 1)}
	args = append([]string{"serve", "-data", t.TempDir(), "-addr", "127.0.0.1:0"}, args...)
	go func() { r.done <- run(ctx, args, strings.NewReader(""), &r.out, &r.errs) }()
	t.Cleanup(func() {
		stop()
		if code, ok := <-r.done; ok && code != 0 {
			t.Errorf("exit %d: %s", code, r.errs.String())
		}
		if strings.Contains(r.out.String()+r.errs.String(), "AAtest") {
			t.Errorf("the token was shown:\n%s%s", r.out.String(), r.errs.String())
		}
	})
	return r
}

// eventually waits for something that another goroutine does.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 6000 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("never: %s", what)
}

// freeAddress is an address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(nil)
	defer s.Close()
	return strings.TrimPrefix(s.URL, "http://")
}

// TestTelegramTeaches walks from /start to the end of a quiz, by polling and
// by webhook, tapping the buttons that Telegram shows.
func TestTelegramTeaches(t *testing.T) {
	for _, mode := range []string{"polling", "webhook"} {
		t.Run(mode, func(t *testing.T) {
			api, url := fakeAPI(t)
			args := []string{"-telegram-api", url, "-telegram-rate", "0"}
			if mode == "webhook" {
				address := freeAddress(t)
				args = append(args, "-addr", address, "-telegram-webhook-url", "http://"+address+"/telegram")
			}
			r := serving(t, args...)
			eventually(t, "connected", func() bool { return strings.Contains(r.errs.String(), "@"+botapi.Username) })
			lesson(t, api, 4711)
			if !strings.Contains(api.Commands("vi"), `"hoc"`) {
				t.Errorf("the commands are %s", api.Commands("vi"))
			}
			r.stop()
		})
	}
}

// learner taps and types in one chat, and waits for what comes back.
type learner struct {
	t    *testing.T
	api  *botapi.Server
	chat int64
	seen int
}

// reads waits until the bot is done and returns what it said.
func (l *learner) reads(want string) string {
	l.t.Helper()
	text := func() string {
		var b strings.Builder
		for _, m := range l.api.Sent(l.chat)[l.seen:] {
			b.WriteString(m.Text + "\n")
		}
		return b.String()
	}
	eventually(l.t, want+" in "+text(), func() bool {
		sent := l.api.Sent(l.chat) // what asks something ends the turn
		return len(sent) > l.seen && len(sent[len(sent)-1].Buttons) > 0 && strings.Contains(text(), want)
	})
	got := text()
	l.seen = len(l.api.Sent(l.chat))
	return got
}

func (l *learner) says(text, want string) string {
	l.t.Helper()
	l.api.Say(l.chat, text)
	return l.reads(want)
}

// taps presses the button with that label, or the nth one.
func (l *learner) taps(label string, n int, want string) string {
	l.t.Helper()
	last := l.api.Last(l.chat)
	for _, b := range last.Buttons {
		if b.Text == label {
			l.api.Tap(l.chat, last.ID, b.Data)
			return l.reads(want)
		}
	}
	if n < 0 || n >= len(last.Buttons) {
		l.t.Fatalf("no button %q below %q: %+v", label, last.Text, last.Buttons)
	}
	l.api.Tap(l.chat, last.ID, last.Buttons[n].Data)
	return l.reads(want)
}

// lesson is a new learner's way through the first lesson and its quiz.
func lesson(t *testing.T, api *botapi.Server, chat int64) {
	l := &learner{t: t, api: api, chat: chat}
	l.says("/start", "máy trả lời tự động")
	l.taps("Đồng ý", -1, "gọi thế nào")
	l.taps("Bà", -1, "gọi là bà")
	l.says("bỏ qua", "Bà muốn làm gì")
	l.says("/hoc", "")
	for range 30 {
		got := l.taps("", 0, "")
		if strings.Contains(got, "đã học xong bài") {
			eventually(t, "all taps were answered", func() bool { return api.Waiting() == 0 })
			return
		}
	}
	t.Fatalf("the lesson has no end; last was %q", api.Last(chat).Text)
}

// TestTelegramRefusals: what only a person can mend is one clear line, and the
// exit code says so.
func TestTelegramRefusals(t *testing.T) {
	_, url := fakeAPI(t)
	for name, c := range map[string]struct {
		token, want string
		args        []string
	}{
		"a token that is none":     {"hello", "@BotFather", nil},
		"a token that is refused":  {"700000001:AAtest-wrong", "the token is refused", nil},
		"a webhook without a path": {botapi.Token, "has no path", []string{"-telegram-webhook-url", "https://example.org"}},
		"a webhook without host":   {botapi.Token, "no URL", []string{"-telegram-webhook-url", "example.org/x"}},
		"a webhook, but no token":  {"", "no token", []string{"-telegram-webhook-url", "https://example.org/x"}},
		"an API that is no URL":    {botapi.Token, "no URL", []string{"-telegram-api", "telegram"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("CAPHESO_TELEGRAM_TOKEN", c.token)
			args := append([]string{"serve", "-data", t.TempDir(), "-addr", "127.0.0.1:0", "-telegram-api", url}, c.args...)
			var out, errs shared
			code := run(t.Context(), args, strings.NewReader(""), &out, &errs)
			lines := strings.Split(strings.TrimSpace(errs.String()), "\n")
			last := lines[len(lines)-1]
			if code == 0 || !strings.HasPrefix(last, "capheso: ") || !strings.Contains(last, c.want) {
				t.Errorf("exit %d: %s", code, errs.String())
			}
			if strings.Contains(out.String()+errs.String(), "AAtest") {
				t.Errorf("the token was shown: %s", errs.String())
			}
		})
	}
}

// TestTelegramSecondPoller: two programs with one token are told again and
// again, and neither ends.
func TestTelegramSecondPoller(t *testing.T) {
	api, url := fakeAPI(t)
	r := serving(t, "-telegram-api", url)
	defer r.stop()
	eventually(t, "a poll", func() bool { return api.Calls("getupdates") > 0 })
	for range 2 {
		before := api.Calls("getupdates")
		resp, err := http.Post(url+"/bot"+botapi.Token+"/getUpdates", "application/x-www-form-urlencoded", strings.NewReader("timeout=0"))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		eventually(t, "the next poll", func() bool { return api.Calls("getupdates") > before+1 })
	}
	if n := strings.Count(r.errs.String(), "somebody else takes this bot's messages"); n != 2 {
		t.Errorf("told %d times:\n%s", n, r.errs.String())
	}
}

func TestSecretsNeedAKeyring(t *testing.T) {
	t.Setenv("CAPHESO_TELEGRAM_TOKEN", botapi.Token)
	code, out, errs := call(t, botapi.Token+"\n", "secrets", "set", "telegram-token")
	if code == 0 || !strings.Contains(errs, "CAPHESO_TELEGRAM_TOKEN") || strings.Contains(out+errs, "AAtest") {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	code, out, errs = call(t, "", "secrets", "list")
	if code != 0 || !strings.Contains(out, "from CAPHESO_TELEGRAM_TOKEN") || !strings.Contains(out, "not set") || strings.Contains(out+errs, "AAtest") {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	if code, _, errs := call(t, "", "secrets", "set", "nonsense"); code == 0 || !strings.Contains(errs, "telegram-token") {
		t.Errorf("exit %d: %s", code, errs)
	}
}
