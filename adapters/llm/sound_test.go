package llm

import (
	"context"
	"encoding/json"
	"io"
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
)

// audio is a server that hears and speaks.
type audio struct {
	mu     sync.Mutex
	heard  []map[string]string // the fields of each transcription
	spoken []map[string]any
	answer http.HandlerFunc // instead of its own
}

func (a *audio) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.answer != nil {
		a.answer(w, r)
		return
	}
	switch r.URL.Path {
	case "/v1/audio/transcriptions":
		file, header, err := r.FormFile("file")
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		data, _ := io.ReadAll(file)
		a.heard = append(a.heard, map[string]string{"model": r.FormValue("model"), "language": r.FormValue("language"), "name": header.Filename, "data": string(data)})
		_ = json.NewEncoder(w).Encode(map[string]string{"text": " quên mật khẩu \n"})
	case "/v1/audio/speech":
		var in map[string]any
		_ = json.NewDecoder(r.Body).Decode(&in)
		a.spoken = append(a.spoken, in)
		_, _ = w.Write([]byte("OggS" + in["input"].(string)))
	default:
		http.NotFound(w, r)
	}
}

func audioOptions(t *testing.T, a *audio) Options {
	t.Helper()
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	transport := adaptertest.Loopback()
	t.Cleanup(transport.CloseIdleConnections)
	return Options{URL: server.URL + "/v1", Model: "m", Key: secretKey, Transport: transport}
}

func TestEarsHear(t *testing.T) {
	a := &audio{}
	ears, err := NewEars(audioOptions(t, a))
	if err != nil {
		t.Fatal(err)
	}
	text, err := ears.Hear(t.Context(), adapters.Sound{Name: "note.ogg", Data: []byte("OggS")})
	if err != nil || text != "quên mật khẩu" {
		t.Errorf("%q, %v", text, err)
	}
	if want := (map[string]string{"model": "m", "language": "vi", "name": "note.ogg", "data": "OggS"}); len(a.heard) != 1 || !same(a.heard[0], want) {
		t.Errorf("asked with %v", a.heard)
	}
	if _, err := ears.Hear(t.Context(), adapters.Sound{Name: "note.ogg", Data: make([]byte, adapters.MostSound+1)}); err == nil || len(a.heard) != 1 {
		t.Error("a note that is too large was sent")
	}
	// a dead server is left alone for a while, and says nothing of what it was sent
	a.answer = func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		http.Error(w, string(body), http.StatusInternalServerError)
	}
	for range failures {
		if _, err := ears.Hear(t.Context(), adapters.Sound{Name: "n.ogg", Data: []byte("OggS")}); err == nil || strings.Contains(err.Error(), "OggS") || strings.Contains(err.Error(), secretKey) {
			t.Errorf("%v", err)
		}
	}
	if _, err := ears.Hear(t.Context(), adapters.Sound{Name: "n.ogg", Data: []byte("OggS")}); err != ErrResting {
		t.Errorf("%v", err)
	}
}

func same(a, b map[string]string) bool {
	for k := range b {
		if a[k] != b[k] {
			return false
		}
	}
	return len(a) == len(b)
}

func TestMouthSpeaksOnce(t *testing.T) {
	a, dir := &audio{}, filepath.Join(t.TempDir(), "speech")
	o := audioOptions(t, a)
	speak := func(voice, text string) string {
		t.Helper()
		m, err := NewMouth(o, voice, dir) // as after a restart
		if err != nil {
			t.Fatal(err)
		}
		data, err := m.Speak(t.Context(), text)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if got := speak("an", "chào bác"); got != "OggSchào bác" {
		t.Errorf("%q", got)
	}
	speak("an", "chào bác")
	if len(a.spoken) != 1 || a.spoken[0]["response_format"] != "opus" || a.spoken[0]["voice"] != "an" {
		t.Errorf("asked with %v", a.spoken)
	}
	speak("bình", "chào bác")
	o.Model = "n"
	speak("an", "chào bác")
	if len(a.spoken) != 3 {
		t.Errorf("%d texts were read; another voice and another model are others", len(a.spoken))
	}
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		if strings.Contains(f.Name(), "bác") || !strings.HasSuffix(f.Name(), ".ogg") {
			t.Errorf("a file is called %s", f.Name())
		}
	}
}

// TestNoSpeechIsNoVoice: a page, silence and too much are errors, and are not
// kept.
func TestNoSpeechIsNoVoice(t *testing.T) {
	for name, answer := range map[string]string{"a page": "<html>", "silence": "", "too much": "OggS" + strings.Repeat("x", mostSpeech)} {
		a := &audio{answer: func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) }}
		dir := t.TempDir()
		m, err := NewMouth(audioOptions(t, a), "an", dir)
		if err != nil {
			t.Fatal(err)
		}
		if data, err := m.Speak(t.Context(), "chào"); err == nil {
			t.Errorf("%s: %d bytes", name, len(data))
		}
		if files, _ := os.ReadDir(dir); len(files) != 0 {
			t.Errorf("%s was kept", name)
		}
	}
	m, err := NewMouth(audioOptions(t, &audio{}), "an", "")
	if err != nil {
		t.Fatal(err)
	}
	gone, stop := context.WithCancel(t.Context())
	stop()
	if _, err := m.Speak(gone, "chào"); err == nil {
		t.Error("spoke to nobody")
	}
}

// TestTheShelfIsBounded: the oldest goes first, and nothing stays for ever.
func TestTheShelfIsBounded(t *testing.T) {
	s := &shelf{dir: t.TempDir(), most: 10, age: time.Hour}
	for i, key := range []string{"a", "b", "c"} {
		s.put(key, []byte("1234"))
		at := time.Now().Add(time.Duration(i-10) * time.Minute)
		_ = os.Chtimes(filepath.Join(s.dir, key+".ogg"), at, at)
	}
	s.tidy()
	if s.get("a") != nil || s.get("b") == nil || s.get("c") == nil {
		t.Errorf("a %q, b %q, c %q", s.get("a"), s.get("b"), s.get("c"))
	}
	old := time.Now().Add(-2 * time.Hour)
	_ = os.Chtimes(filepath.Join(s.dir, "b.ogg"), old, old)
	s.put("d", []byte("1"))
	if s.get("b") != nil || s.get("d") == nil {
		t.Error("an old one stayed, or a new one went")
	}
}
