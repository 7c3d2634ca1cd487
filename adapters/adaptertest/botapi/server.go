// Package botapi is a Telegram Bot API for tests: updates with the offsets of
// the real one, a long poll, a webhook that tries again in each chat's order,
// the methods a bot needs, and faults on demand.
//
// It is as strict as the real server where bots go wrong, and counts what goes
// over the limits. Its clock is time.Now, so that it works in a synctest
// bubble. Rules are from tdlib/telegram-bot-api 10.0 and core.telegram.org/bots.
package botapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Token and Username are those of the one bot the server knows.
const (
	Token    = "700000001:AAtest-token_of-the-fake00000000000"
	Username = "CapheSoBot"
	botID    = 700000001
)

// Message is one message in a chat, from the bot.
type Message struct {
	ID      int
	Chat    int64
	Text    string // without markup; a picture's caption
	HTML    string // as it was sent
	Photo   string // file id of a picture
	Voice   int    // size of a voice note, in bytes
	File    string // its file id
	To      int    // message it replies to
	Paid    bool   // may be billed as a paid broadcast
	Buttons []Button
	At      time.Time
}

// Button is one inline button.
type Button struct{ Text, Data string }

// Call is one method call, as a fault sees it.
type Call struct {
	Method string
	Chat   int64
	Params map[string]string
	N      int // calls before it
	Nth    int // those of the same method
}

// Server is the fake. The fields may be set before it serves.
type Server struct {
	// Fault says how a call fails; nil never.
	Fault func(Call) Fault
	// Twice says whether an update is delivered once more after it was taken.
	Twice func(updateID int64) bool
	// Transport carries webhook requests.
	Transport http.RoundTripper
	// Backoff is the longest time between two tries of a webhook; 0 is the real
	// server's minute.
	Backoff time.Duration
	// RetryAfter is what 429 asks for, in seconds; 0 is 3.
	RetryAfter int
	// Latency is how long a call takes.
	Latency time.Duration

	mu       sync.Mutex
	chats    map[int64]*chat
	messages map[int64][]Message // by chat
	nextMsg  int
	nextID   int64
	files    map[string]bool
	voices   map[string]int    // size of what the bot read, by file id
	notes    map[string][]byte // what people recorded, by file id
	commands map[string]string // JSON by language
	calls    map[string]int
	total    int
	answered map[string]int // callback query → times

	updates []*update
	changed chan struct{} // closed when there are more updates
	poll    int           // number of the newest getUpdates
	again   []*update     // confirmed, and delivered once more
	hook    *webhook
	hooks   sync.WaitGroup

	meter meter
	under int // calls under way, but for polls
}

type chat struct {
	kind    string // private, group, supergroup
	blocked bool
	moved   int64 // the supergroup that it became
}

// New returns a server that knows no chat.
func New() *Server {
	return &Server{
		chats: map[int64]*chat{}, messages: map[int64][]Message{}, files: map[string]bool{}, voices: map[string]int{}, notes: map[string][]byte{}, commands: map[string]string{},
		calls: map[string]int{}, answered: map[string]int{}, nextID: 1000, changed: make(chan struct{}),
	}
}

// meet is the chat of an id; a negative one is a group.
func (s *Server) meet(id int64) *chat {
	c := s.chats[id]
	if c == nil {
		c = &chat{kind: "private"}
		if id < 0 {
			c.kind = "supergroup"
		}
		s.chats[id] = c
	}
	return c
}

// Meet makes a chat known without an update.
func (s *Server) Meet(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.meet(id)
}

// Block makes every send to the chat fail with 403, or no longer.
func (s *Server) Block(id int64, blocked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.meet(id).blocked = blocked
}

// Migrate makes a group another one, a supergroup.
func (s *Server) Migrate(id, to int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.meet(id).moved = to
	s.meet(to)
}

// Sent are the messages of a chat, oldest first.
func (s *Server) Sent(id int64) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages[id])
}

// Last is the newest message of a chat, or none.
func (s *Server) Last(id int64) (m Message) {
	if all := s.Sent(id); len(all) > 0 {
		m = all[len(all)-1]
	}
	return m
}

// Calls is how often a method was called.
func (s *Server) Calls(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[method]
}

// Answered is how often a tap was answered.
func (s *Server) Answered(queryID string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answered[queryID]
}

// Commands are the commands registered for a language, as JSON.
func (s *Server) Commands(language string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commands[language]
}

// ServeHTTP answers /bot<token>/<method>.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if path, ok := strings.CutPrefix(r.URL.Path, "/file/bot"+Token+"/"); ok {
		s.serveFile(w, path)
		return
	}
	token, method, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	switch {
	case !ok || !strings.HasPrefix(r.URL.Path, "/bot") || !strings.Contains(token, ":"):
		write(w, problem(http.StatusNotFound, "Not Found"))
		return
	case token != Token:
		write(w, problem(http.StatusUnauthorized, "Unauthorized"))
		return
	}
	params, files, err := readParams(r)
	if err != nil {
		write(w, problem(http.StatusBadRequest, "Bad Request: "+err.Error()))
		return
	}
	s.answer(w, r, &request{method: strings.ToLower(method), params: params, files: files, r: r})
}

// answer does one call, well or badly.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, q *request) {
	s.mu.Lock()
	call := Call{Method: q.method, Chat: q.chatID(), Params: q.params, N: s.total, Nth: s.calls[q.method]}
	s.total++
	s.calls[q.method]++
	s.meter.asked(call, time.Now())
	s.mu.Unlock()
	defer s.begin(q.method)()
	fault := None
	if s.Fault != nil {
		fault = s.Fault(call)
	}
	if s.Latency > 0 && q.method != "getupdates" {
		pause(r.Context(), s.Latency)
	}
	if fault == TooMany {
		s.mu.Lock()
		s.meter.hold(call, time.Now().Add(s.retryAfter()))
		s.mu.Unlock()
	}
	if s.before(w, r, fault) {
		return
	}
	res := s.do(q)
	if fault == Cut {
		panic(http.ErrAbortHandler)
	}
	write(w, res)
}

// begin notes a call that is under way, and returns its end.
func (s *Server) begin(method string) (end func()) {
	if method == "getupdates" {
		return func() {}
	}
	add := func(n int) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.under += n
	}
	add(1)
	return func() { add(-1) }
}

// UnderWay is how many calls are being done, polls not among them: a process
// that was killed may have left some.
func (s *Server) UnderWay() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.under
}

// result is the answer to a call.
type result struct {
	status  int
	OK      bool   `json:"ok"`
	Result  any    `json:"result,omitempty"`
	Code    int    `json:"error_code,omitempty"`
	Message string `json:"description,omitempty"`
	More    *more  `json:"parameters,omitempty"`
}

type more struct {
	RetryAfter int   `json:"retry_after,omitempty"`
	Migrate    int64 `json:"migrate_to_chat_id,omitempty"`
}

func good(v any) result { return result{status: http.StatusOK, OK: true, Result: v} }

func problem(status int, text string) result {
	return result{status: status, Code: status, Message: text}
}

func bad(text string) result { return problem(http.StatusBadRequest, "Bad Request: "+text) }

func write(w http.ResponseWriter, res result) {
	w.Header().Set("Content-Type", "application/json")
	if res.More != nil && res.More.RetryAfter > 0 {
		w.Header().Set("Retry-After", fmt.Sprint(res.More.RetryAfter))
	}
	w.WriteHeader(res.status)
	_ = json.NewEncoder(w).Encode(res)
}
