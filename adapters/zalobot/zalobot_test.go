package zalobot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"capheso/adapters"
	"capheso/adapters/adaptertest"
	"capheso/adapters/adaptertest/zalo"
	"capheso/adapters/counts"
	"capheso/dialogs"
)

// samples says what each update under testdata is to us.
var samples = map[string]incident{
	"text_wrapped":     event("6ede9afa66b88fe6d6a9", "msg:2d758cb5e222177a4e35", dialogs.Said{Text: "Xin chào"}),
	"text_flat":        event(real, "msg:m1a2b3c4d5e6f7081920", dialogs.Said{Text: "quên mật khẩu"}),
	"image_url":        event(real, "msg:image_url", dialogs.Sent{Kind: dialogs.Picture}),
	"image_docs":       event(real, "msg:image_docs", dialogs.Sent{Kind: dialogs.Picture}),
	"image_caption":    event(real, "msg:image_caption", dialogs.Said{Text: "cái này là gì"}),
	"voice":            event(real, "msg:voice", dialogs.Sent{Kind: dialogs.Voice, Note: dialogs.Recording{Ref: "https://f1-voice-aac-dl.zdn.vn/1.aac"}}),
	"sticker":          event(real, "msg:sticker", dialogs.Sent{Kind: dialogs.Sticker}),
	"sticker_object":   event(real, "msg:sticker_object", dialogs.Sent{Kind: dialogs.Sticker}),
	"unsupported":      event(real, "msg:unsupported", dialogs.Sent{Kind: dialogs.Unsupported}),
	"unsupported_chat": event(real, "", dialogs.Sent{Kind: dialogs.Unsupported}), // an id of its bytes
	"unsupported_bare": {kind: malformed},
	"bot":              {kind: ignored}, "group": {kind: ignored}, "reaction": {kind: ignored},
	"future": {kind: unknown}, "probe": {kind: malformed},
}

const real = "a1b2c3d4e5f60718293a"

func event(user, id string, body dialogs.Body) incident {
	return incident{kind: taken, ev: dialogs.Event{ID: dialogs.EventID(id), User: dialogs.UserID("zalobot:" + user), Body: body}}
}

func TestSamples(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) != len(samples) {
		t.Errorf("%d files, %d samples, %v", len(files), len(samples), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		want := samples[name]
		got := decode(data)
		if want.ev.ID == "" && got.kind == taken {
			want.ev.ID = got.ev.ID
			if !strings.HasPrefix(string(got.ev.ID), "sum:") {
				t.Errorf("%s: id %q", name, got.ev.ID)
			}
		}
		if got.kind != want.kind || got.ev != want.ev {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
		if list := decodeAll(data); name != "probe" && (len(list) != 1 || list[0].ev != got.ev) {
			t.Errorf("%s, polled: %+v", name, list)
		}
	}
	flat, _ := os.ReadFile("testdata/text_flat.json")
	for body, want := range map[string]int{"": 0, "null": 0, "{}": 0, "[]": 0, `""`: 0, "[" + string(flat) + "," + string(flat) + "]": 2} {
		if got := decodeAll([]byte(body)); len(got) != want {
			t.Errorf("%.20s: %d updates", body, len(got))
		}
	}
}

// FuzzUpdate reads any body in any way it may come.
func FuzzUpdate(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.json")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, got := range append(decodeAll(data), decode(data)) {
			if (got.kind == taken) != (got.ev.Body != nil) {
				t.Errorf("%+v", got)
			}
			if got.kind == taken && (got.ev.ID == "" || len(got.ev.ID) > 512 || len(got.ev.User) > 128 || got.ev.User.Channel() != name) {
				t.Errorf("%+v", got)
			}
		}
	})
}

// pilot is a channel with a fake Bot Platform behind it.
type pilot struct {
	t      *testing.T
	zalo   *zalo.Bot
	c      *Channel
	log    bytes.Buffer
	mu     sync.Mutex
	slept  []time.Duration
	events []dialogs.Event
	fail   int // events that cannot be kept yet
}

func (p *pilot) Write(b []byte) (int, error) { p.mu.Lock(); defer p.mu.Unlock(); return p.log.Write(b) }
func (p *pilot) said() string                { p.mu.Lock(); defer p.mu.Unlock(); return p.log.String() }

func (p *pilot) take(_ context.Context, events ...dialogs.Event) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail > 0 {
		p.fail--
		return errors.New("the disk is full")
	}
	p.events = append(p.events, events...)
	return nil
}

func newPilot(t *testing.T, change func(*Options)) *pilot {
	t.Helper()
	p := &pilot{t: t, zalo: zalo.NewBot()}
	server := httptest.NewServer(p.zalo)
	t.Cleanup(server.Close)
	book, err := counts.Open(filepath.Join(t.TempDir(), "counts"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	o := Options{Token: p.zalo.Token, API: server.URL, Counts: book, Log: slog.New(slog.NewTextHandler(p, nil)), Network: adaptertest.Loopback()}
	if change != nil {
		change(&o)
	}
	if p.c, err = New(o); err != nil {
		t.Fatal(err)
	}
	p.c.sleep = func(ctx context.Context, d time.Duration) error {
		p.mu.Lock()
		p.slept = append(p.slept, d)
		p.mu.Unlock()
		return sleep(ctx, time.Millisecond)
	}
	t.Cleanup(func() {
		if strings.Contains(p.said(), p.zalo.Token) {
			t.Errorf("the token is in the log:\n%s", p.said())
		}
	})
	return p
}

func (p *pilot) send(r dialogs.Reply) error {
	_, err := p.c.Send(p.t.Context(), "zalobot:"+real, r)
	return err
}

func fate(t *testing.T, err error) *adapters.SendError {
	t.Helper()
	v, ok := err.(*adapters.SendError)
	if !ok {
		t.Fatalf("%v is no verdict", err)
	}
	return v
}

// TestChannel holds the channel to the contract of all channels.
func TestChannel(t *testing.T) {
	for _, wrapped := range []bool{false, true} {
		adaptertest.Run(t, func(t *testing.T) adaptertest.Network {
			p := newPilot(t, func(o *Options) { o.WebhookSecret = "webhook-secret-for-tests" })
			var in adapters.Inlet
			mux := http.NewServeMux()
			p.c.Mount(mux, func(ctx context.Context, events ...dialogs.Event) error { return in(ctx, events...) })
			server := httptest.NewServer(mux)
			t.Cleanup(server.Close)
			p.zalo.Webhook = server.URL + WebhookPath
			return adaptertest.Network{
				Channel: p.c, Learner: func(n int) dialogs.UserID { return dialogs.UserID(fmt.Sprintf("zalobot:6ede9afa66b88fe%05x", n)) },
				Shown: func(to dialogs.UserID) []adaptertest.Shown {
					var out []adaptertest.Shown
					for _, m := range p.zalo.Shown(strings.TrimPrefix(string(to), "zalobot:")) {
						out = append(out, adaptertest.Shown{Text: m.Text})
					}
					return out
				},
				Say: func(inlet adapters.Inlet, from dialogs.UserID, n int, text string) bool {
					in = inlet
					user := strings.TrimPrefix(string(from), "zalobot:")
					update := p.zalo.Text(user, fmt.Sprintf("%s%d", user, n), text)
					if wrapped {
						update = zalo.Wrapped(update)
					}
					_, taken := p.zalo.Deliver(t.Context(), update)
					return taken
				},
				Fail: func(f adapters.Fate) bool {
					code, ok := map[adapters.Fate]int{adapters.Refused: 400, adapters.Again: 502}[f]
					p.zalo.Next("sendMessage", zalo.Fault{Code: code, Status: 200})
					if !ok {
						p.zalo.Next("sendMessage") // Zalo documents no closed window and no sign of being blocked
						return false
					}
					return true
				},
			}
		})
	}
}

func TestEveryCodeIsAVerdict(t *testing.T) {
	for _, c := range []struct {
		fault zalo.Fault
		bulk  bool
		fate  adapters.Fate
		after time.Duration
	}{
		{zalo.Fault{Code: 400}, false, adapters.Refused, 0},
		{zalo.Fault{Code: 401}, false, adapters.Parked, 10 * time.Minute},
		{zalo.Fault{Code: 401, Status: 401}, true, adapters.Parked, 10 * time.Minute},
		{zalo.Fault{Code: 403}, false, adapters.Again, 0},
		{zalo.Fault{Code: 404, Status: 404}, false, adapters.Refused, 0},
		{zalo.Fault{Code: 408}, false, adapters.Again, 0},
		{zalo.Fault{Code: 426}, false, adapters.Again, 0},
		{zalo.Fault{Code: 429}, false, adapters.Again, time.Hour},
		{zalo.Fault{Code: 429}, true, adapters.Refused, 0},
		{zalo.Fault{Status: 502}, false, adapters.Again, 0},
		{zalo.Fault{Status: 504}, true, adapters.Again, 0},
		{zalo.Fault{Status: 200}, false, adapters.Again, 0},
		{zalo.Fault{Drop: true}, false, adapters.Again, 0},
		{zalo.Fault{Drop: true}, true, adapters.Refused, 0},
		{zalo.Fault{Cut: true}, true, adapters.Refused, 0},
	} {
		p := newPilot(t, nil)
		p.zalo.Next("sendMessage", c.fault)
		err := p.send(dialogs.Reply{Text: "chào", Bulk: c.bulk})
		if v := fate(t, err); v.Fate != c.fate || v.After != c.after || strings.Contains(v.Error(), p.zalo.Token) || strings.Contains(v.Error(), "http://") {
			t.Errorf("%+v: %+v", c, v)
		}
		if p.c.o.Counts.Sum(counts.Month(time.Now()), sentKind) != 0 {
			t.Errorf("%+v: counted as sent", c)
		}
	}
}

func TestATokenThatIsWrongIsParkedAndHidden(t *testing.T) {
	p := newPilot(t, func(o *Options) { o.Token = "99:wrong" })
	v := fate(t, p.send(dialogs.Reply{Text: "chào"}))
	if v.Fate != adapters.Parked || strings.Contains(v.Error()+p.said(), "99:wrong") {
		t.Errorf("%+v", v)
	}
	dead := newPilot(t, func(o *Options) { o.API = "http://127.0.0.1:1" })
	if v := fate(t, dead.send(dialogs.Reply{Text: "chào"})); v.Fate != adapters.Again || strings.Contains(v.Error(), dead.zalo.Token) {
		t.Errorf("%+v", v)
	}
}

func TestTheMonthIsRationed(t *testing.T) {
	p := newPilot(t, nil)
	tip, reply := dialogs.Reply{Text: "mẹo", Bulk: true}, dialogs.Reply{Text: "đáp"}
	fill := func(total int) {
		month := counts.Month(time.Now())
		for u := UsageOf(p.c.o.Counts, month); u.Sent+u.Got < total; u = UsageOf(p.c.o.Counts, month) {
			p.c.count(dialogs.UserID("zalobot:"+real), gotKind)
		}
	}
	fill(2398)
	if err := p.send(tip); err != nil || strings.Contains(p.said(), "four fifths") {
		t.Errorf("below 80 %%: %v, %s", err, p.said())
	}
	if err := p.send(tip); err != nil || strings.Count(p.said(), "four fifths") != 1 {
		t.Errorf("at 80 %%: %v, %s", err, p.said())
	}
	fill(2699)
	if err := p.send(tip); err != nil {
		t.Errorf("below 90 %%: %v", err)
	}
	if v := fate(t, p.send(tip)); v.Fate != adapters.Refused {
		t.Errorf("at 90 %%: %+v", v)
	}
	if err := p.send(reply); err != nil {
		t.Errorf("an answer at 90 %%: %v", err)
	}
	p.c.now = func() time.Time { return time.Now().AddDate(0, 1, 0) }
	if err := p.send(tip); err != nil {
		t.Errorf("the next month: %v", err)
	}
	if strings.Count(p.said(), "four fifths") != 1 {
		t.Errorf("warned more than once:\n%s", p.said())
	}
}

func TestNearlyFiftyPeopleIsTold(t *testing.T) {
	p := newPilot(t, nil)
	for i := range 41 {
		p.c.count(dialogs.UserID(fmt.Sprintf("zalobot:%d", i)), gotKind)
		if told := strings.Contains(p.said(), "nearly all people"); told != (i >= 39) {
			t.Fatalf("%d people: told %v", i+1, told)
		}
	}
	p.c.Forget("zalobot:1")
	if u := UsageOf(p.c.o.Counts, counts.Month(time.Now())); u.Users != 40 || u.Got != 41 {
		t.Errorf("%+v", u)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for name, o := range map[string]Options{
		"no token": {}, "a token with a slash": {Token: "1:a/b"}, "a bad base": {Token: "1:a", API: "zalo.me"},
		"a short secret": {Token: "1:a", WebhookSecret: "short"}, "an address without a secret": {Token: "1:a", WebhookURL: "https://x"},
	} {
		if _, err := New(o); err == nil || strings.Contains(err.Error(), "1:a") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
