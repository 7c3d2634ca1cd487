// Package openai is a fake of a server that speaks the OpenAI protocol, whose
// every answer a test writes: those of a good model, and of one that lies, obeys
// strangers, breaks off or falls silent.
package openai

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Request is what a client sent.
type Request struct {
	Body     string // as it came
	Question string // of the learner, out of the data for the model
	Articles []Article
}

// Article is one that the model was given.
type Article struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Parts []struct {
		Step int    `json:"step"`
		Text string `json:"text"`
	} `json:"parts"`
}

// Answer is what the server does. The zero Answer is an empty one that is whole.
type Answer struct {
	Status int    // other than 200: no answer, this status
	Text   string // of the message, streamed in pieces
	Finish string // finish_reason; empty is "stop", "-" leaves it out
	Wait   time.Duration
	Cut    bool // the connection breaks after half of the text
	// In and Out are the tokens it tells after its last word, when it is asked to.
	In, Out int
}

// Server is the fake. It may be asked from many goroutines at once.
type Server struct {
	URL string // base URL for clients

	script  func(Request) Answer
	mu      sync.Mutex
	journal []Request
}

// Start runs a server until the test ends. script says what it answers.
func Start(t testing.TB, script func(Request) Answer) *Server {
	t.Helper()
	s := &Server{script: script}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL + "/v1"
	return s
}

// Journal is everything that was asked so far.
func (s *Server) Journal() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.journal...)
}

// ServeHTTP answers a chat completion.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil || !strings.HasSuffix(r.URL.Path, "/chat/completions") {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	req := read(body)
	s.mu.Lock()
	s.journal = append(s.journal, req)
	s.mu.Unlock()
	a := s.script(req)
	select {
	case <-time.After(a.Wait):
	case <-r.Context().Done():
		return
	}
	if a.Status != 0 && a.Status != http.StatusOK {
		w.WriteHeader(a.Status)
		fmt.Fprint(w, `{"error":{"message":"as the test wants it"}}`)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	if !strings.Contains(req.Body, `"include_usage":true`) {
		a.In, a.Out = 0, 0
	}
	s.stream(w, a)
}

// read finds question and articles in a request.
func read(body []byte) Request {
	var in struct {
		Messages []struct {
			Role    string `json:"role"`
			Content string `json:"content"`
		} `json:"messages"`
	}
	req := Request{Body: string(body)}
	if json.Unmarshal(body, &in) != nil || len(in.Messages) == 0 {
		return req
	}
	var data struct {
		Question string    `json:"question"`
		Articles []Article `json:"articles"`
	}
	if json.Unmarshal([]byte(in.Messages[len(in.Messages)-1].Content), &data) == nil {
		req.Question, req.Articles = data.Question, data.Articles
	}
	return req
}

// piece is how many bytes a chunk of the stream has, at least.
const piece = 24

func (s *Server) stream(w http.ResponseWriter, a Answer) {
	text := []rune(a.Text)
	half := len(text) / 2
	for from := 0; from < len(text); from += piece {
		if a.Cut && from >= half {
			panic(http.ErrAbortHandler)
		}
		chunk(w, string(text[from:min(from+piece, len(text))]), "")
	}
	switch a.Finish {
	case "-":
	case "":
		chunk(w, "", "stop")
	default:
		chunk(w, "", a.Finish)
	}
	if a.In+a.Out > 0 {
		fmt.Fprintf(w, `data: {"object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":%d,"completion_tokens":%d}}`+"\n\n", a.In, a.Out)
	}
	fmt.Fprint(w, "data: [DONE]\n\n")
}

func chunk(w http.ResponseWriter, text, finish string) {
	type delta struct {
		Content string `json:"content"`
	}
	type choice struct {
		Index  int     `json:"index"`
		Delta  delta   `json:"delta"`
		Finish *string `json:"finish_reason"`
	}
	c := choice{Delta: delta{text}}
	if finish != "" {
		c.Finish = &finish
	}
	out, _ := json.Marshal(map[string]any{"object": "chat.completion.chunk", "choices": []choice{c}})
	fmt.Fprintf(w, "data: %s\n\n", out)
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}

// Draft writes an answer in the form that the client asks for.
func Draft(answer, id string, step int) string {
	out, _ := json.Marshal(map[string]any{
		"answer": answer, "cited": []any{map[string]any{"id": id, "step": step}}, "sure": true, "needs_human": false,
	})
	return string(out)
}
