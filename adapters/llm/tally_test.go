package llm

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"capheso/adapters"
	"capheso/adapters/adaptertest/openai"
	"capheso/dialogs"
)

// tallied is a client of a server, and what it counted.
type tallied struct {
	*Client
	calls  []string // "answer answered", with " took" when it took time
	tokens []int
}

func (c *tallied) tally() Tally {
	return Tally{
		Called: func(work, outcome string, took time.Duration) {
			if outcome = work + " " + outcome; took > 0 {
				outcome += " took"
			}
			c.calls = append(c.calls, outcome)
		},
		Spent: func(_ string, in, out int) { c.tokens = append(c.tokens, in, out) },
	}
}

func tallyOf(t *testing.T, handler http.HandlerFunc) *tallied {
	c := &tallied{Client: testClient(t, handler)}
	c.Client.tally = c.tally()
	return c
}

var brief = dialogs.Brief{Question: "quên mật khẩu", Pieces: []dialogs.Piece{{ID: "a", Title: "Quên mật khẩu", Parts: []string{"Bấm vào chữ “Quên mật khẩu”."}}}}

func drafted(answer string) []string {
	return []string{delta(openai.Draft(answer, "a", 0), ""), delta("", "stop"), `{"choices":[],"usage":{"prompt_tokens":120,"completion_tokens":34}}`, "[DONE]"}
}

// TestTally: each end of a call has its own word, and only a server that was
// asked took time.
func TestTally(t *testing.T) {
	short := func(c *tallied) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		_, _ = c.Answer(ctx, brief)
	}
	ask := func(c *tallied) { _, _ = c.Answer(t.Context(), brief) }
	good := "Bấm vào chữ “Quên mật khẩu”."
	hang := func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}
	down := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }
	for name, x := range map[string]struct {
		handler http.HandlerFunc
		do      func(*tallied)
		want    []string
	}{
		"answered, then remembered": {stream(drafted(good)...), func(c *tallied) { ask(c); ask(c) }, []string{"answer answered took", "answer remembered"}},
		"a number of its own":       {stream(drafted("Gọi 0900 000 000.")...), ask, []string{"answer unfounded took"}},
		"no form":                   {stream(delta("hello", "stop")), ask, []string{"answer failed took"}},
		"late":                      {hang, short, []string{"answer late took"}},
		"overtaken": {hang, func(c *tallied) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			time.AfterFunc(20*time.Millisecond, cancel)
			_, _ = c.Answer(ctx, brief)
		}, []string{"answer overtaken"}},
		"spent": {stream(drafted("Gọi 0900 000 000.")...), func(c *tallied) { c.day.most = 1; ask(c); ask(c) }, []string{"answer unfounded took", "answer spent"}},
		"resting": {down, func(c *tallied) {
			for range failures + 1 {
				ask(c)
			}
		}, append(slices.Repeat([]string{"answer failed took"}, failures), "answer resting")},
		"withheld": {down, func(c *tallied) { _, _ = c.Answer(t.Context(), dialogs.Brief{}) }, []string{"answer withheld"}},
	} {
		c := tallyOf(t, x.handler)
		if x.do(c); !slices.Equal(c.calls, x.want) {
			t.Errorf("%s: %q, want %q", name, c.calls, x.want)
		}
	}
}

// TestTokens: a server is asked what an answer costs, and one that does not
// understand that is asked without it from then on.
func TestTokens(t *testing.T) {
	c := tallyOf(t, stream(drafted("Bấm vào chữ “Quên mật khẩu”.")...))
	if _, err := c.Answer(t.Context(), brief); err != nil || !slices.Equal(c.tokens, []int{120, 34}) {
		t.Errorf("counted %v: %v", c.tokens, err)
	}
	var asked []bool
	c = tallyOf(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		counts := strings.Contains(string(body), "include_usage")
		if asked = append(asked, counts); counts {
			w.WriteHeader(http.StatusUnprocessableEntity)
			fmt.Fprint(w, `{"error":{"message":"stream_options: extra fields"}}`)
			return
		}
		if !strings.Contains(string(body), "json_schema") {
			t.Error("the schema was given up with the costs")
		}
		stream(drafted("Gọi 0900 000 000.")[:2]...)(w, r)
	})
	for range 2 {
		if _, err := c.Answer(t.Context(), brief); err != nil {
			t.Error(err)
		}
	}
	if want := []bool{true, true, true, false, false}; !slices.Equal(asked, want) || len(c.tokens) != 0 {
		t.Errorf("asked for costs %v, want %v; counted %v", asked, want, c.tokens)
	}
}

// TestTallyOfSound: hearing and speaking are counted as such.
func TestTallyOfSound(t *testing.T) {
	c := tallyOf(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/speech") {
			fmt.Fprint(w, "OggS sound")
			return
		}
		w.WriteHeader(http.StatusBadGateway)
	})
	c.work = "hear"
	_, _ = (&Ears{c.Client}).Hear(t.Context(), adapters.Sound{Name: "a.ogg", Data: []byte("OggS")})
	m, err := NewMouth(Options{URL: "http://127.0.0.1:1", Model: "m", Tally: c.tally()}, "v", filepath.Join(t.TempDir(), "speech"))
	if err != nil {
		t.Fatal(err)
	}
	m.c.api = c.api
	for range 2 {
		if _, err := m.Speak(t.Context(), "xin chào"); err != nil {
			t.Error(err)
		}
	}
	if want := []string{"hear failed took", "speak answered took", "speak remembered"}; !slices.Equal(c.calls, want) {
		t.Errorf("%q, want %q", c.calls, want)
	}
}
