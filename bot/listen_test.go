package bot

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
	"capheso/store/bolt"
)

// taped is a channel with voice notes.
type taped struct{ *fake }

func (taped) Mount(*http.ServeMux, adapters.Inlet) {}

func (taped) Fetch(_ context.Context, ref string) (adapters.Sound, error) {
	if ref == "gone" {
		return adapters.Sound{}, errors.New("no such note")
	}
	return adapters.Sound{Name: "note.ogg", Data: []byte(ref)}, nil
}

// ears hear what stands in the note, after a while.
type ears struct{ takes time.Duration }

func (e ears) Hear(ctx context.Context, s adapters.Sound) (string, error) {
	select {
	case <-time.After(e.takes):
		return string(s.Data), nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// withEars runs a test in which voice notes are written down.
func withEars(t *testing.T, e adapters.Ears, test func(h *house, note func(string))) {
	world := testWorld(t)
	world.Model.Hears = true
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		st, err := bolt.Open(filepath.Join(dir, "test.db"))
		if err != nil {
			t.Fatal(err)
		}
		ch := &fake{flying: map[dialogs.UserID]int{}}
		var log bytes.Buffer
		h := &house{t: t, store: st, channel: ch, dir: dir}
		h.bot = New(st, world, slog.New(slog.NewTextHandler(&log, nil)), taped{ch})
		h.bot.HearBy(e)
		ctx, cancel := context.WithCancel(t.Context())
		done := h.bot.Go(ctx)
		h.home(sau)
		test(h, func(text string) {
			h.event(dialogs.Event{ID: dialogs.EventID("note:" + text), User: sau, At: time.Now(), Body: dialogs.Sent{Kind: dialogs.Voice, Note: dialogs.Recording{Ref: text, Seconds: 4}}})
		})
		cancel()
		if err := errors.Join(<-done, st.Close()); err != nil {
			t.Error(err)
		}
		if strings.Contains(log.String(), "482913") {
			t.Errorf("the log tells what was said: %s", log.String())
		}
	})
}

func TestAVoiceNoteIsShownBackAndAnswered(t *testing.T) {
	withEars(t, ears{takes: 2 * time.Second}, func(h *house, note func(string)) {
		n := len(h.channel.texts())
		note("quên mật khẩu vneid")
		if got := h.since(n); got != "" {
			t.Fatalf("before it was heard: %s", got)
		}
		time.Sleep(3 * time.Second)
		h.wantSince(n, "nghe bà hỏi: “quên mật khẩu vneid”", "1. Đúng", "2. Không")
		h.says(sau, "1")
		h.wantSince(n, "nghe bà hỏi", ownWords)
	})
}

// TestWhatWasHeardGoesThroughTheDoor: a code that was spoken is on no disk.
func TestWhatWasHeardGoesThroughTheDoor(t *testing.T) {
	withEars(t, ears{takes: time.Second}, func(h *house, note func(string)) {
		n := len(h.channel.texts())
		h.bot.ears = spoken("mã OTP ngân hàng gửi là 482913, bác đọc cho ai được")
		note("a")
		time.Sleep(3 * time.Second)
		h.wantSince(n, "vừa gửi một số riêng", "nghe bà hỏi")
		if inFolder(t, h.dir, "482913") || strings.Contains(h.since(n), "482913") {
			t.Error("a code that was spoken was kept or said back")
		}
	})
}

type spoken string

func (s spoken) Hear(context.Context, adapters.Sound) (string, error) { return string(s), nil }

// TestNobodyWaitsForEars: after five seconds the learner knows that it takes
// longer, after fifteen that it did not work.
func TestNobodyWaitsForEars(t *testing.T) {
	withEars(t, ears{takes: time.Hour}, func(h *house, note func(string)) {
		n := len(h.channel.texts())
		note("a")
		time.Sleep(6 * time.Second)
		h.wantSince(n, "đang nghe tin của bà")
		time.Sleep(10 * time.Second)
		h.wantSince(n, "đang nghe tin của bà", "chưa nghe ra tin này", "Bà muốn làm gì")
		n = len(h.channel.texts())
		note("b")
		h.says(sau, "1") // goes on instead
		h.wantSince(n, "Bà muốn học")
		time.Sleep(time.Minute)
		if strings.Contains(h.since(n), "nghe") {
			t.Errorf("told of a note nobody waits for: %s", h.since(n))
		}
	})
}

func TestANoteThatCannotBeFetched(t *testing.T) {
	withEars(t, ears{}, func(h *house, note func(string)) {
		n := len(h.channel.texts())
		note("gone")
		time.Sleep(time.Second)
		h.wantSince(n, "chưa nghe ra tin này", "Bà muốn làm gì")
	})
}
