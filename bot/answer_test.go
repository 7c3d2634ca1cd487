package bot

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"capheso/bot/meter"
	"capheso/dialogs"
	"capheso/store/bolt"
)

// oracle answers after a while, or fails.
type oracle struct {
	mu    sync.Mutex
	takes time.Duration
	err   error
	deaf  bool // does not hear that nobody waits any more
	asked []string
	cut   int // calls that were stopped
}

const specific = "quên mật khẩu vneid thì bấm vào chữ nào ở màn hình"

func (o *oracle) Answer(ctx context.Context, b dialogs.Brief) (dialogs.Draft, error) {
	o.mu.Lock()
	o.asked = append(o.asked, b.Question)
	takes, err := o.takes, o.err
	o.mu.Unlock()
	if o.deaf {
		time.Sleep(takes)
	}
	select {
	case <-time.After(takes):
	case <-ctx.Done():
		o.mu.Lock()
		o.cut++
		o.mu.Unlock()
		return dialogs.Draft{}, ctx.Err()
	}
	return dialogs.Draft{Answer: "Bác bấm chữ “Quên mật khẩu”.", Cited: []dialogs.Cite{{ID: b.Pieces[0].ID, Step: 1}}, Sure: true}, err
}

// withOracle runs a test with a model that takes its time.
func withOracle(t *testing.T, o *oracle, test func(h *house)) {
	world := testWorld(t)
	world.Model.On = true
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		h := startWith(t, dir, world, &fake{}, o)
		h.home(sau)
		test(h)
		if err := h.stop(); err != nil {
			t.Error(err)
		}
	})
}

func startWith(t *testing.T, dir string, world *dialogs.World, ch *fake, o *oracle) *house {
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
	h.bot.AnswerBy(o)
	h.bot.Meter(meter.New("test"))
	ctx, cancel := context.WithCancel(t.Context())
	done := h.bot.Go(ctx)
	h.stop = func() error {
		cancel()
		return errors.Join(<-done, st.Close())
	}
	return h
}

// since is what was sent after the first n messages.
func (h *house) since(n int) string { return strings.Join(h.channel.texts()[n:], "\n") }

func (h *house) wantSince(n int, parts ...string) {
	h.t.Helper()
	got := h.since(n)
	at := 0
	for _, part := range parts {
		i := strings.Index(got[at:], part)
		if i < 0 {
			h.t.Fatalf("no %q in\n%s", part, got)
		}
		at += i + len(part)
	}
}

const ownWords = "Quên mật khẩu VNeID (3 bước)"

func TestAModelAnswers(t *testing.T) {
	withOracle(t, &oracle{takes: 2 * time.Second}, func(h *house) {
		n := len(h.channel.texts())
		h.says(sau, specific)
		if got := h.since(n); got != "" {
			t.Fatalf("before the answer: %s", got)
		}
		time.Sleep(2 * time.Second)
		h.wantSince(n, "Bà bấm chữ “Quên mật khẩu”.", "Nguồn: ")
		if open, _ := h.store.Asked(h.t.Context(), 9); len(open) != 0 {
			t.Errorf("still open: %v", open)
		}
	})
}

func TestASlowModelIsNotWaitedFor(t *testing.T) {
	for name, o := range map[string]*oracle{"stops": {takes: time.Hour}, "deaf": {takes: 20 * time.Second, deaf: true}} {
		t.Run(name, func(t *testing.T) {
			withOracle(t, o, func(h *house) {
				n, asked := len(h.channel.texts()), time.Now()
				h.says(sau, specific)
				time.Sleep(30 * time.Second)
				h.wantSince(n, "đang tìm", ownWords)
				all := h.channel.all()[n:]
				if len(all) != 2 || all[0].at.Sub(asked).Round(time.Second) != 5*time.Second || all[1].at.Sub(asked).Round(time.Second) != 8*time.Second {
					t.Errorf("sent %+v, asked at %v", all, asked)
				}
			})
		})
	}
}

func TestAModelThatFails(t *testing.T) {
	withOracle(t, &oracle{err: errors.New("down")}, func(h *house) {
		n := len(h.channel.texts())
		h.says(sau, specific)
		h.wantSince(n, ownWords)
	})
}

// TestOvertaken: who writes something else is answered, and the model is told
// to stop.
func TestOvertaken(t *testing.T) {
	o := &oracle{takes: 4 * time.Second}
	withOracle(t, o, func(h *house) {
		n := len(h.channel.texts())
		h.says(sau, specific)
		h.says(sau, "0")
		time.Sleep(20 * time.Second)
		h.wantSince(n, "Tổng đài")
		if got := h.since(n); strings.Contains(got, "“Quên mật khẩu”") || strings.Contains(got, "đang tìm") || o.cut != 1 {
			t.Errorf("%d calls were stopped; sent %s", o.cut, got)
		}
		h.says(sau, specific) // and asked again it is answered
		time.Sleep(5 * time.Second)
		h.wantSince(n, "Bà bấm chữ “Quên mật khẩu”.")
	})
}

// TestQuestionsSurviveTheEnd: a question that was open when the bot stopped is
// asked again when there is time, and answered from the guide when there is none.
func TestQuestionsSurviveTheEnd(t *testing.T) {
	for away, want := range map[time.Duration]string{time.Second: "Bà bấm chữ “Quên mật khẩu”.", time.Hour: ownWords} {
		world := testWorld(t)
		world.Model.On = true
		dir := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			o := &oracle{takes: 4 * time.Second}
			h := startWith(t, dir, world, &fake{}, o)
			h.home(sau)
			h.says(sau, specific)
			if err := h.stop(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(away)
			again := startWith(t, dir, world, &fake{}, o)
			time.Sleep(6 * time.Second)
			again.wantSince(0, want)
			if got := again.since(0); strings.Count(got, "Nguồn: ") != 1 {
				t.Errorf("away %v: %s", away, got)
			}
			if err := again.stop(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestManyQuestions: more at once than the model takes are all answered.
func TestManyQuestions(t *testing.T) {
	withOracle(t, &oracle{takes: time.Second}, func(h *house) {
		const many = 4 * atTheModel
		users := make([]dialogs.UserID, many)
		for i := range users {
			users[i] = dialogs.UserID("fake:" + strings.Repeat("x", i+1))
			h.home(users[i])
		}
		n := len(h.channel.texts())
		for i, u := range users {
			ev := dialogs.Event{ID: dialogs.EventID("q"), User: u, At: time.Now().Add(time.Duration(i)), Body: dialogs.Said{Text: specific}}
			if err := h.bot.Inlet(h.t.Context(), ev); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(12 * time.Second)
		if got := strings.Count(h.since(n), "Nguồn: "); got != many {
			t.Errorf("%d of %d were answered", got, many)
		}
	})
}
