package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"capheso/adapters"
	"capheso/bot/notices"
	"capheso/dialogs"
	"capheso/lessons"
	"capheso/lessons/search"
	"capheso/store/bolt"
)

// fake is a channel that keeps what it was asked to send, and fails as told.
type fake struct {
	limits adapters.Limits
	slow   time.Duration // how long a send takes; 0 is 10 ms
	stuck  bool          // a send takes as long as it is let
	ahead  time.Duration // how much the clock of the bot's machine is ahead

	mu        sync.Mutex
	fail      []error // the next answers, nil for success
	sent      []sent
	flying    map[dialogs.UserID]int
	twice     bool // two sends to one learner at once
	forgotten []dialogs.UserID
}

type sent struct {
	to   dialogs.UserID
	text string
	at   time.Time
	bulk bool
}

func (f *fake) Name() string                         { return "fake" }
func (f *fake) Limits() adapters.Limits              { return f.limits }
func (f *fake) Mount(*http.ServeMux, adapters.Inlet) {}
func (f *fake) Forget(u dialogs.UserID) {
	f.mu.Lock()
	f.forgotten = append(f.forgotten, u)
	f.mu.Unlock()
}

func (f *fake) Send(ctx context.Context, to dialogs.UserID, r dialogs.Reply) (string, error) {
	f.mu.Lock()
	f.flying[to]++
	f.twice = f.twice || f.flying[to] > 1
	f.mu.Unlock()
	if f.stuck {
		<-ctx.Done()
		return "", ctx.Err()
	}
	time.Sleep(max(f.slow, 10*time.Millisecond))
	f.mu.Lock()
	defer f.mu.Unlock()
	f.flying[to]--
	if len(f.fail) > 0 {
		err := f.fail[0]
		f.fail = f.fail[1:]
		if err != nil {
			return "", err
		}
	}
	f.sent = append(f.sent, sent{to, r.Text, time.Now(), r.Bulk})
	return fmt.Sprint(len(f.sent)), nil
}

func (f *fake) failNext(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fail = append(f.fail, err)
}

func (f *fake) all() []sent {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.sent)
}

func (f *fake) texts() []string {
	all := f.all()
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = s.text
	}
	return out
}

// house is a bot on a real store with a fake channel.
type house struct {
	t       *testing.T
	bot     *Bot
	store   *bolt.Store
	channel *fake
	dir     string
	n       int
	stop    func() error
	ahead   atomic.Int64 // how much the machine's clock is
}

func testWorld(t *testing.T) *dialogs.World {
	course, err := lessons.Load(os.DirFS("../dialogs/testdata/course"))
	if err != nil {
		t.Fatal(err)
	}
	return &dialogs.World{Course: course, Index: search.New(search.Docs(course)), Units: lessons.EmbeddedUnits()}
}

// start opens the house; it is called inside a synctest bubble.
func start(t *testing.T, dir string, world *dialogs.World, ch *fake) *house {
	t.Helper()
	st, err := bolt.Open(filepath.Join(dir, "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	if ch.flying == nil {
		ch.flying = map[dialogs.UserID]int{}
	}
	h := &house{t: t, store: st, channel: ch, dir: dir}
	h.bot = New(st, world, slog.New(slog.DiscardHandler), ch)
	h.bot.Notices = notices.In(dir)
	h.ahead.Store(int64(ch.ahead))
	h.bot.now = func() time.Time { return time.Now().Add(time.Duration(h.ahead.Load())) }
	h.bot.clock = newClock(h.bot.now)
	ctx, cancel := context.WithCancel(t.Context())
	done := h.bot.Go(ctx)
	h.stop = func() error {
		cancel()
		return errors.Join(<-done, st.Close())
	}
	return h
}

// says takes a text in and waits until everything is said.
func (h *house) says(user dialogs.UserID, text string) {
	h.t.Helper()
	h.n++
	h.event(dialogs.Event{ID: dialogs.EventID(fmt.Sprint(h.n)), User: user, At: time.Now(), Body: dialogs.Said{Text: text}})
}

func (h *house) event(ev dialogs.Event) {
	h.t.Helper()
	if err := h.bot.Inlet(h.t.Context(), ev); err != nil {
		h.t.Fatal(err)
	}
	synctest.Wait()
	time.Sleep(time.Second)
}

// home walks a learner to the menu.
func (h *house) home(user dialogs.UserID) {
	for _, text := range []string{"chào", "đồng ý", "bà", "bỏ qua"} {
		h.says(user, text)
	}
}

// inHouse runs a test in a bubble where time is free.
func inHouse(t *testing.T, ch *fake, test func(h *house)) {
	world := testWorld(t)
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		h := start(t, dir, world, ch)
		test(h)
		if err := h.stop(); err != nil {
			t.Error(err)
		}
		if ch.twice {
			t.Error("two messages were on their way to one learner at once")
		}
	})
}

const sau dialogs.UserID = "fake:sau"

func TestRepliesAreSentInOrder(t *testing.T) {
	inHouse(t, &fake{}, func(h *house) {
		h.says(sau, "chào")
		got := h.channel.texts()
		if len(got) != 3 || !strings.Contains(got[0], "Cà Phê Số") || !strings.Contains(got[1], "ba việc") || !strings.Contains(got[2], "1. Đồng ý") {
			t.Errorf("sent %q", got)
		}
	})
}

func TestAnEventCountsOnce(t *testing.T) {
	inHouse(t, &fake{}, func(h *house) {
		ev := dialogs.Event{ID: "same", User: sau, At: time.Now(), Body: dialogs.Said{Text: "chào"}}
		for range 3 {
			h.event(ev)
		}
		if got := h.channel.texts(); len(got) != 3 {
			t.Errorf("sent %q", got)
		}
		if s, _, _ := h.store.Session(h.t.Context(), sau); s.Events != 1 {
			t.Errorf("%d events were applied", s.Events)
		}
	})
}

func TestAPassingFaultIsTriedAgain(t *testing.T) {
	again := &adapters.SendError{Fate: adapters.Again, Err: errors.New("502")}
	slow := &adapters.SendError{Fate: adapters.Again, After: 5 * time.Minute, Err: errors.New("429")}
	inHouse(t, &fake{fail: []error{again, slow}}, func(h *house) {
		began := time.Now()
		h.says(sau, "chào")
		time.Sleep(10 * time.Minute)
		got := h.channel.texts()
		if len(got) != 3 || !strings.Contains(got[0], "Cà Phê Số") {
			t.Fatalf("sent %q", got)
		}
		if waited := h.channel.all()[0].at.Sub(began); waited < 5*time.Minute || waited > 6*time.Minute {
			t.Errorf("sent after %v, the network asked for 5 minutes", waited)
		}
	})
}

func TestAMessageIsGivenUpInTheEnd(t *testing.T) {
	var fail []error
	for range len(retries) + 1 {
		fail = append(fail, errors.New("no route"))
	}
	inHouse(t, &fake{fail: fail}, func(h *house) {
		h.says(sau, "chào")
		time.Sleep(72 * time.Hour)
		if got := h.channel.texts(); len(got) != 2 {
			t.Errorf("after the first was given up the others go: %q", got)
		}
		var failed int
		for o, err := range h.store.Outcomes(h.t.Context(), sau) {
			if err != nil {
				t.Fatal(err)
			}
			if o.Failed != "" {
				failed++
				if o.Failed != "no route" || o.Tries != len(retries)+1 {
					t.Errorf("outcome %+v", o)
				}
			}
		}
		if failed != 1 {
			t.Errorf("%d messages failed", failed)
		}
	})
}

func TestWhoBlockedUsIsGone(t *testing.T) {
	gone := &adapters.SendError{Fate: adapters.Gone, Err: errors.New("403 blocked")}
	inHouse(t, &fake{fail: []error{gone, gone, gone}}, func(h *house) {
		h.says(sau, "chào")
		if s, _, _ := h.store.Session(h.t.Context(), sau); !s.Gone {
			t.Error("the learner is not marked as gone")
		}
		h.says(sau, "chào")
		if s, _, _ := h.store.Session(h.t.Context(), sau); s.Gone || len(h.channel.texts()) == 0 {
			t.Error("who writes again is back")
		}
	})
}

func TestAClosedWindowHoldsTheMessage(t *testing.T) {
	closed := &adapters.SendError{Fate: adapters.Closed, Err: errors.New("-230")}
	inHouse(t, &fake{fail: []error{closed}}, func(h *house) {
		h.says(sau, "chào")
		time.Sleep(3 * 24 * time.Hour)
		if got := h.channel.texts(); len(got) != 0 {
			t.Fatalf("sent into a closed window: %q", got)
		}
		h.says(sau, "đồng ý")
		if got := h.channel.texts(); len(got) < 4 || !strings.Contains(got[0], "Cà Phê Số") {
			t.Errorf("what was held comes first: %q", got)
		}
	})
}

func TestWhatWasKeptIsSentAfterARestart(t *testing.T) {
	world, dir := testWorld(t), t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		dead := &fake{fail: []error{errors.New("down"), errors.New("down"), errors.New("down"), errors.New("down")}}
		h := start(t, dir, world, dead)
		h.says(sau, "chào")
		if err := h.stop(); err != nil {
			t.Fatal(err)
		}
		alive := &fake{}
		h = start(t, dir, world, alive)
		time.Sleep(10 * time.Minute)
		if got := alive.texts(); len(got) != 3 || !strings.Contains(got[0], "Cà Phê Số") {
			t.Errorf("sent %q", got)
		}
		if err := h.stop(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestMorningCoffeeComesOnce(t *testing.T) {
	inHouse(t, &fake{}, func(h *house) {
		h.home(sau)
		before := len(h.channel.texts())
		time.Sleep(24 * time.Hour)
		tips := h.channel.all()[before:]
		if len(tips) != 1 || !strings.Contains(tips[0].text, "Cà phê sáng") || !tips[0].bulk {
			t.Fatalf("in a day came %+v", tips)
		}
		if at := tips[0].at.UTC(); at.Hour() != 0 || at.Minute() != 0 {
			t.Errorf("the tip came at %v, 07:00 in Vietnam is 00:00 UTC", at)
		}
	})
}

func TestErasureLeavesNoByte(t *testing.T) {
	inHouse(t, &fake{}, func(h *house) {
		h.home(sau)
		h.home("fake:other")
		h.says(sau, "xóa dữ liệu của tôi")
		h.says(sau, "xóa hết")
		time.Sleep(time.Minute)
		got := h.channel.texts()
		if !strings.Contains(got[len(got)-1], "xóa hết rồi") {
			t.Errorf("the goodbye is %q", got[len(got)-1])
		}
		if _, ok, _ := h.store.Session(h.t.Context(), sau); ok {
			t.Error("the session is still there")
		}
		if _, ok, _ := h.store.Session(h.t.Context(), "fake:other"); !ok {
			t.Error("somebody else was erased")
		}
		if len(h.channel.forgotten) != 1 || h.channel.forgotten[0] != sau {
			t.Errorf("the channel was told to forget %v", h.channel.forgotten)
		}
		if inFolder(t, h.dir, string(sau)) {
			t.Error("the id is still in the file")
		}
	})
}

func TestSecretsStayAtTheDoor(t *testing.T) {
	inHouse(t, &fake{}, func(h *house) {
		h.home(sau)
		h.says(sau, "ma otp vneid la 739164 nhap giup toi xem co duoc khong")
		h.says(sau, "so can cuoc 001160012345 va the 4111 1111 1111 1111")
		for _, secret := range []string{"739164", "001160012345", "4111 1111", "41111111"} {
			if inFolder(t, h.dir, secret) {
				t.Errorf("%s is on the disk", secret)
			}
		}
	})
}

func TestAPanicIsAnApology(t *testing.T) {
	world := testWorld(t)
	world.Index = nil // every search panics
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		ch := &fake{}
		h := start(t, dir, world, ch)
		h.event(dialogs.Event{ID: "join", User: sau, At: time.Now(), Body: dialogs.Joined{}})
		before := len(ch.texts())
		h.says(sau, "quên mật khẩu vneid")
		got := ch.texts()[before:]
		if len(got) != 1 || !strings.Contains(got[0], "lỗi tại máy") {
			t.Errorf("said %q", got)
		}
		h.says(sau, "đồng ý")
		if last := ch.texts(); !strings.Contains(last[len(last)-1], "gọi thế nào") {
			t.Errorf("the talk goes on: %q", last[len(last)-1])
		}
		quarantined := 0
		for f, err := range h.store.Facts(h.t.Context(), time.Time{}, time.Now().Add(time.Hour)) {
			if err != nil {
				t.Fatal(err)
			}
			if f.Kind == "quarantined" {
				quarantined++
			}
		}
		if quarantined != 1 {
			t.Errorf("%d events were put aside for the operator", quarantined)
		}
		if err := h.stop(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestTheRateOfAChannelIsHeld(t *testing.T) {
	inHouse(t, &fake{limits: adapters.Limits{Rate: 2}}, func(h *house) {
		for i := range 10 {
			ev := dialogs.Event{ID: "1", User: dialogs.UserID(fmt.Sprint("fake:", i)), At: time.Now(), Body: dialogs.Joined{}}
			if err := h.bot.Inlet(h.t.Context(), ev); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Hour)
		sent := h.channel.all()
		if len(sent) != 30 {
			t.Fatalf("%d messages", len(sent))
		}
		for i := 2; i < len(sent); i++ {
			if gap := sent[i].at.Sub(sent[i-2].at); gap < 990*time.Millisecond {
				t.Errorf("three messages within %v", gap)
			}
		}
	})
}

func TestCalmWaitsForTheAnswers(t *testing.T) {
	inHouse(t, &fake{}, func(h *house) {
		if err := h.bot.Inlet(h.t.Context(), dialogs.Event{ID: "1", User: sau, At: time.Now(), Body: dialogs.Joined{}}); err != nil {
			t.Fatal(err)
		}
		if err := h.bot.Calm(h.t.Context(), sau); err != nil {
			t.Fatal(err)
		}
		if got := h.channel.texts(); len(got) != 3 {
			t.Errorf("calm after %q", got)
		}
		ctx, cancel := context.WithCancel(h.t.Context())
		cancel()
		h.channel.failNext(errors.New("down"))
		h.event(dialogs.Event{ID: "2", User: sau, At: time.Now(), Body: dialogs.Said{Text: "8"}})
		if err := h.bot.Calm(ctx, sau); !errors.Is(err, context.Canceled) {
			t.Errorf("calm was given up with %v", err)
		}
		time.Sleep(time.Minute)
	})
}

// inFolder looks for a text in every byte of a folder.
func inFolder(t *testing.T, dir, text string) bool {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(text)) {
			return true
		}
	}
	return false
}
