package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// soundServer hears what it is told and says "OggS" and the text.
type soundServer struct {
	mu   sync.Mutex
	text string
	down bool
}

func (s *soundServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.down:
		http.Error(w, "down", http.StatusBadGateway)
	case strings.HasSuffix(r.URL.Path, "/audio/transcriptions"):
		_ = json.NewEncoder(w).Encode(map[string]string{"text": s.text})
	default:
		var in struct{ Input string }
		_ = json.NewDecoder(r.Body).Decode(&in)
		_, _ = w.Write([]byte("OggS" + in.Input))
	}
}

func (s *soundServer) hears(text string) {
	s.mu.Lock()
	s.text, s.down = text, text == ""
	s.mu.Unlock()
}

// TestTelegramHearsAndSpeaks: a voice note is shown back and answered, a reply
// is heard, and without a server that hears the kind words are there.
func TestTelegramHearsAndSpeaks(t *testing.T) {
	api, url := fakeAPI(t)
	sound := &soundServer{}
	sounds := httptest.NewServer(sound)
	defer sounds.Close()
	dir := t.TempDir()
	r := serving(t, "-data", dir, "-telegram-api", url, "-telegram-rate", "0",
		"-llm-audio-url", sounds.URL+"/v1", "-llm-hear", "ears", "-llm-speak", "mouth")
	defer r.stop()
	const chat = 4711
	l := &learner{t: t, api: api, chat: chat}
	l.says("/start", "Bác chọn nhé")
	l.taps("Đồng ý", -1, "gọi thế nào")
	l.taps("Bà", -1, "gọi là bà")
	l.says("bỏ qua", "Bà muốn làm gì")

	sound.hears("quên mật khẩu vneid")
	api.Record(chat, 3, []byte("OggS something said"))
	l.reads("nghe bà hỏi: “quên mật khẩu vneid”")
	l.taps("Đúng", -1, "Quên mật khẩu VNeID")

	last := api.Last(chat)
	if b := last.Buttons[len(last.Buttons)-1]; b.Text != "Nghe" {
		t.Fatalf("no button to hear: %+v", last.Buttons)
	}
	for range 2 { // the second comes from the shelf
		before := len(api.Sent(chat))
		api.TapText(chat, last.ID, "hear", last.Text)
		eventually(t, "a voice", func() bool {
			m := api.Last(chat)
			return len(api.Sent(chat)) > before && m.Voice == len("OggS"+last.Text) && m.To == last.ID
		})
	}
	if kept, _ := filepath.Glob(filepath.Join(dir, "speech", "*.ogg")); len(kept) != 1 {
		t.Errorf("%d readings are kept", len(kept))
	}
	l.seen = len(api.Sent(chat))

	sound.hears("")
	api.Record(chat, 3, []byte("OggS something else"))
	l.reads("chưa nghe ra tin này")
}

// TestVoiceRefusals: a model that is named needs a place.
func TestVoiceRefusals(t *testing.T) {
	for _, flag := range []string{"-llm-hear", "-llm-speak"} {
		code, _, errs := call(t, "", "serve", "-data", t.TempDir(), "-addr", "127.0.0.1:0", flag, "x")
		if code == 0 || !strings.Contains(errs, "--llm-audio-url") || strings.Count(strings.TrimSpace(errs), "\n") != 0 {
			t.Errorf("%s: exit %d: %s", flag, code, errs)
		}
	}
}
