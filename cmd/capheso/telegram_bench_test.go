package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"capheso/adapters/adaptertest"
	"capheso/adapters/adaptertest/botapi"
)

var telegramBench = flag.Duration("telegram-bench", 0, "how long TestTelegramBench measures each bot; 0 skips it")

const (
	benchUsers  = 200
	benchSecret = "bench"
	benchWarmUp = 2 * time.Second
)

// TestTelegramBench prints how fast the built binary takes updates by webhook
// while 200 people walk through lessons, each waiting for the answer before
// going on, and the same of three simpler bots:
//
//	go test -run TestTelegramBench -v -telegram-bench 10s ./cmd/capheso
//
// The people, the Bot API and the bot share the machine.
func TestTelegramBench(t *testing.T) {
	if *telegramBench == 0 {
		t.Skip("a measurement: run it with -telegram-bench 10s")
	}
	ours, err := build()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%-22s %8s %9s %8s %8s %9s %9s %7s %8s %9s", "bot", "acks/s", "replies/s", "ack p50", "p99", "reply p50", "p99", "RSS MB", "of files", "CPU ms/1k")
	for _, b := range []struct{ name, kind string }{
		{"ours, durable", ""}, {"a bare handler", "bare"}, {"b library, keeps none", "library"}, {"b saying as much", "talkative"}, {"c bbolt per event", "bbolt"},
	} {
		address := freeAddress(t)
		api := newBenchAPI(t)
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "BENCH_BOT="+b.kind, "BENCH_ADDR="+address, "BENCH_API="+api.url, "BENCH_DIR="+t.TempDir())
		if b.kind == "" {
			cmd = exec.Command(ours, "serve", "-data", t.TempDir(), "-addr", address, "-burst", "0", "-telegram-api", api.url,
				"-telegram-rate", "0", "-telegram-webhook-url", "http://"+address+"/hook")
			cmd.Env = append(os.Environ(), "CAPHESO_TELEGRAM_TOKEN="+botapi.Token, "CAPHESO_TELEGRAM_WEBHOOK_SECRET="+benchSecret)
		}
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		r := api.measure(t, "http://"+address+"/hook", cmd.Process.Pid, b.kind == "" || b.kind == "talkative")
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		t.Logf("%-22s %s", b.name, r)
	}
}

// benchAPI is as much of a Bot API as the measurement needs, and no more: it
// must not be what is measured.
type benchAPI struct {
	url   string
	turns []turn // by user
	sent  atomic.Int64
}

// turn is one user waiting for an answer.
type turn struct {
	first, asked chan time.Time
}

func newBenchAPI(t *testing.T) *benchAPI {
	a := &benchAPI{turns: make([]turn, benchUsers)}
	for i := range a.turns {
		a.turns[i] = turn{make(chan time.Time, 64), make(chan time.Time, 64)}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: a}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { server.Close() })
	a.url = "http://" + l.Addr().String()
	return a
}

func (a *benchAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "application/json")
	if !strings.HasSuffix(r.URL.Path, "/sendMessage") {
		answer := `{"ok":true,"result":true}`
		if strings.HasSuffix(r.URL.Path, "/getMe") {
			answer = `{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"x","username":"CapheSoBot"}}`
		}
		_, _ = io.WriteString(w, answer)
		return
	}
	now := time.Now()
	a.sent.Add(1)
	if user := int(chatIn(body)) - 1; user >= 0 && user < benchUsers {
		a.turns[user].first <- now
		if bytes.Contains(body, []byte("inline_keyboard")) {
			a.turns[user].asked <- now
		}
	}
	_, _ = io.WriteString(w, `{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"},"text":"x"}}`)
}

// chatIn finds the chat in a form, a multipart body or JSON.
func chatIn(body []byte) int64 {
	i := bytes.Index(body, []byte("chat_id"))
	if i < 0 {
		return 0
	}
	rest := body[i+len("chat_id"):]
	start := bytes.IndexFunc(rest, func(r rune) bool { return r >= '0' && r <= '9' })
	if start < 0 {
		return 0
	}
	rest = rest[start:]
	end := bytes.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(rest)
	}
	n, _ := strconv.ParseInt(string(rest[:end]), 10, 64)
	return n
}

// figures are what was measured.
type figures struct {
	acks, sent int
	took       time.Duration
	ack, first []time.Duration
	rss, file  int // kB: the most there was, and at the end that of files: the program and its store
	cpu        int // clock ticks of 10 ms
}

func (f figures) String() string {
	per := func(n int) string { return fmt.Sprintf("%.0f", float64(n)/f.took.Seconds()) }
	ms := func(d []time.Duration, p float64) string {
		if len(d) == 0 {
			return "–"
		}
		slices.Sort(d)
		return fmt.Sprintf("%.1f ms", float64(d[min(len(d)-1, int(p*float64(len(d))))].Microseconds())/1000)
	}
	return fmt.Sprintf("%8s %9s %8s %8s %9s %9s %7d %8d %9.0f", per(f.acks), per(f.sent), ms(f.ack, .5), ms(f.ack, .99), ms(f.first, .5), ms(f.first, .99),
		f.rss/1024, f.file/1024, float64(f.cpu)*10*1000/float64(max(f.acks, 1)))
}

// measure lets everybody walk, and takes the figures once they are under way.
func (a *benchAPI) measure(t *testing.T, hook string, pid int, lessons bool) figures {
	client := &http.Client{Transport: adaptertest.Loopback(), Timeout: time.Minute}
	client.Transport.(*http.Transport).MaxIdleConnsPerHost = benchUsers
	eventually(t, "the bot takes updates", func() bool { return a.post(client, hook, 0, 1, "0") == nil })
	ctx, stop := context.WithCancel(t.Context())
	var from, to atomic.Int64 // unix nanoseconds of the measurement
	var mu sync.Mutex
	var f figures
	var people sync.WaitGroup
	for user := range benchUsers {
		people.Go(func() {
			acks, firsts := a.walk(ctx, t, client, hook, user, lessons, func(at time.Time) bool {
				n := at.UnixNano()
				return n >= from.Load() && from.Load() > 0 && (to.Load() == 0 || n < to.Load())
			})
			mu.Lock()
			defer mu.Unlock()
			f.ack, f.first = append(f.ack, acks...), append(f.first, firsts...)
		})
	}
	time.Sleep(benchWarmUp)
	sent, cpu, began := a.sent.Load(), ticks(pid), time.Now()
	from.Store(began.UnixNano())
	time.Sleep(*telegramBench)
	f.took = time.Since(began)
	to.Store(time.Now().UnixNano())
	f.sent, f.cpu = int(a.sent.Load()-sent), ticks(pid)-cpu
	f.rss, f.file = memoryOf(pid, "VmHWM:"), memoryOf(pid, "RssFile:")
	stop()
	people.Wait()
	f.acks = len(f.ack)
	return f
}

// opening leads a new learner to the menu; after it the first choice is taken
// for ever: lessons, their pages, their questions, the next lesson.
var opening = []string{"/start", "1", "1", "bỏ qua"}

// walk is one person. It returns how long acknowledgements and first replies
// took, of the updates sent while counted says so.
func (a *benchAPI) walk(ctx context.Context, t *testing.T, c *http.Client, hook string, user int, lessons bool, counted func(time.Time) bool) (acks, firsts []time.Duration) {
	me := a.turns[user]
	for n := 1; ctx.Err() == nil; n++ {
		text := "1"
		if n <= len(opening) {
			text = opening[n-1]
		}
		for len(me.first) > 0 {
			<-me.first
		}
		began := time.Now()
		if err := a.post(c, hook, user+1, n, text); err != nil {
			if ctx.Err() == nil {
				t.Error(err)
			}
			return acks, firsts
		}
		took := time.Since(began)
		select {
		case at := <-me.first:
			if counted(began) {
				acks, firsts = append(acks, took), append(firsts, at.Sub(began))
			}
		case <-time.After(20 * time.Second):
			t.Errorf("user %d got no answer to %q, message %d", user, text, n)
			return acks, firsts
		}
		if lessons {
			select {
			case <-me.asked:
			case <-time.After(20 * time.Second):
				t.Errorf("user %d was not asked anything after %q, message %d", user, text, n)
				return acks, firsts
			}
		}
	}
	return acks, firsts
}

// post sends one update.
func (a *benchAPI) post(c *http.Client, hook string, user, n int, text string) error {
	body := fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"from":{"id":%d,"is_bot":false,"first_name":"Sáu","language_code":"vi"},"chat":{"id":%d,"first_name":"Sáu","type":"private"},"date":1795300000,"text":%q}}`,
		user*1_000_000+n, n, user, user, text)
	req, err := http.NewRequest(http.MethodPost, hook, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Telegram-Bot-Api-Secret-Token", benchSecret)
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return nil
}

// ticks is the CPU time a process has used, in hundredths of a second.
func ticks(pid int) int {
	data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	fields := strings.Fields(string(data[bytes.LastIndexByte(data, ')')+1:]))
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return user + system
}

// memoryOf is a line of what the kernel says of a process's memory, in kB.
func memoryOf(pid int, line string) int {
	data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, _ := strings.Cut(string(data), line)
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(fields[0])
	return n
}

// form is a sendMessage of the bots that are measured beside ours.
func form(chat int64, text string) url.Values {
	return url.Values{"chat_id": {strconv.FormatInt(chat, 10)}, "text": {text}}
}
