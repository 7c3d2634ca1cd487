package llm

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sashabaranov/go-openai"
)

// Mouth reads texts aloud with a model of the server, and keeps what it read.
type Mouth struct {
	c     *Client
	voice string
	shelf shelf
}

// NewMouth makes a mouth of the model that Options name, with a voice of it.
// What was read is kept in a folder, which is made; empty keeps nothing.
func NewMouth(o Options, voice, folder string) (*Mouth, error) {
	c, err := New(o)
	if err != nil {
		return nil, err
	}
	c.work = "speak"
	if folder != "" {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, err
		}
	}
	return &Mouth{c: c, voice: voice, shelf: shelf{dir: folder, most: shelfMost, age: shelfAge}}, nil
}

// pace is slower than people talk, for older ears.
const pace = 0.85

// Speak is a text read aloud, as Ogg Opus. It blocks until the server has
// answered, or ctx ends.
func (m *Mouth) Speak(ctx context.Context, text string) ([]byte, error) {
	key := keyOf(m.c.model, m.voice, text)
	if data := m.shelf.get(key); data != nil {
		m.c.told(remembered, 0)
		return data, nil
	}
	began := m.c.now()
	speech, err := m.c.guarded(func() (string, error) {
		resp, err := m.c.api.CreateSpeech(ctx, openai.CreateSpeechRequest{
			Model: openai.SpeechModel(m.c.model), Voice: openai.SpeechVoice(m.voice), Input: text,
			ResponseFormat: openai.SpeechResponseFormatOpus, Speed: pace,
		})
		if err != nil {
			return "", err
		}
		defer resp.Close()
		data, err := io.ReadAll(io.LimitReader(resp, mostSpeech+1))
		if err == nil && (len(data) > mostSpeech || !bytes.HasPrefix(data, []byte("OggS"))) {
			err = errSpeech
		}
		return string(data), err
	})
	m.c.called(ctx, began, err)
	if err != nil {
		return nil, err
	}
	m.shelf.put(key, []byte(speech))
	return []byte(speech), nil
}

// mostSpeech is how large a text read aloud may be; networks want it below a
// megabyte to show it as a voice note.
const mostSpeech = 1 << 20

func keyOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// What a shelf keeps at most, and for how long: a text may have words of a
// learner in it.
const (
	shelfMost = 64 << 20
	shelfAge  = 30 * 24 * time.Hour
)

// shelf is a folder of files that were made once. What cannot be kept is made
// again.
type shelf struct {
	dir  string
	most int64
	age  time.Duration
	mu   sync.Mutex
}

func (s *shelf) get(key string) []byte {
	if s.dir == "" {
		return nil
	}
	data, err := os.ReadFile(filepath.Join(s.dir, key+".ogg"))
	if err != nil || len(data) == 0 {
		return nil
	}
	return data
}

// put keeps a file, and takes away the oldest while there is too much.
func (s *shelf) put(key string, data []byte) {
	if s.dir == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := os.CreateTemp(s.dir, "new-*")
	if err != nil {
		return
	}
	_, err = f.Write(data)
	if cerr := f.Close(); err != nil || cerr != nil || os.Rename(f.Name(), filepath.Join(s.dir, key+".ogg")) != nil {
		os.Remove(f.Name())
		return
	}
	s.tidy()
}

func (s *shelf) tidy() {
	type file struct {
		name string
		size int64
		at   time.Time
	}
	var all []file
	var sum int64
	entries, _ := os.ReadDir(s.dir)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			all = append(all, file{e.Name(), info.Size(), info.ModTime()})
			sum += info.Size()
		}
	}
	slices.SortFunc(all, func(a, b file) int { return a.at.Compare(b.at) })
	for _, f := range all {
		if sum <= s.most && time.Since(f.at) < s.age {
			return
		}
		if os.Remove(filepath.Join(s.dir, f.name)) == nil {
			sum -= f.size
		}
	}
}
