package botapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// update is one update waiting to be taken.
type update struct {
	id    int64
	raw   json.RawMessage
	queue string // updates of one queue are delivered one after the other
}

// Push queues an update: fields is the update without its id, such as
// {"message": …}. It returns the id.
func (s *Server) Push(queue string, fields map[string]any) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.push(queue, fields)
}

func (s *Server) push(queue string, fields map[string]any) int64 {
	s.nextID++
	fields["update_id"] = s.nextID
	raw, err := json.Marshal(fields)
	if err != nil {
		panic("botapi: " + err.Error())
	}
	u := &update{s.nextID, raw, queue}
	s.updates = append(s.updates, u)
	if s.hook != nil {
		s.hook.enqueue(s, u)
	}
	close(s.changed)
	s.changed = make(chan struct{})
	return u.id
}

// Say is a text from the person of a private chat. It returns the update's id.
func (s *Server) Say(id int64, text string) int64 {
	return s.SayMore(id, map[string]any{"text": text})
}

// SayMore is a message with these fields from the person of a chat.
func (s *Server) SayMore(id int64, fields map[string]any) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nextMsg++
	m := map[string]any{"message_id": s.nextMsg, "from": person(id), "chat": s.chatJSON(id), "date": time.Now().Unix()}
	for k, v := range fields {
		m[k] = v
	}
	return s.push(strconv.FormatInt(id, 10), map[string]any{"message": m})
}

// Tap is a tap on a button. The id of the query is the one of the update.
func (s *Server) Tap(id int64, message int, data string) int64 {
	return s.TapText(id, message, data, "…")
}

// TapText is Tap on a message with this text.
func (s *Server) TapText(id int64, message int, data, text string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := map[string]any{
		"id": strconv.FormatInt(s.nextID+1, 10), "from": person(id), "chat_instance": "1", "data": data,
		"message": map[string]any{"message_id": message, "from": me(), "chat": s.chatJSON(id), "date": time.Now().Unix(), "text": text},
	}
	return s.push(strconv.FormatInt(id, 10)+"/taps", map[string]any{"callback_query": q})
}

func person(chat int64) map[string]any {
	return map[string]any{"id": max(chat, -chat), "is_bot": false, "first_name": "Sáu", "language_code": "vi"}
}

// Renumber makes the next update the one after id, as after a week
// without any.
func (s *Server) Renumber(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nextID = id
}

// Waiting is how many updates were not taken yet.
func (s *Server) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.updates) + len(s.again)
}

// longest poll of the real server.
const longestPoll = 50 * time.Second

// getUpdates confirms what is below the offset and waits for what is not. A
// newer poll ends this one.
func (s *Server) getUpdates(q *request) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hook != nil {
		return problem(http.StatusConflict, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	s.poll++
	poll := s.poll
	close(s.changed) // wakes the poll before this one
	s.changed = make(chan struct{})
	s.confirm(int64(q.number("offset")))
	limit := q.number("limit")
	if limit < 1 || limit > 100 {
		limit = 100
	}
	wait := min(time.Duration(q.number("timeout"))*time.Second, longestPoll)
	ctx, cancel := context.WithTimeout(q.r.Context(), wait)
	defer cancel()
	for len(s.updates)+len(s.again) == 0 && ctx.Err() == nil && poll == s.poll {
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
		}
		s.mu.Lock()
	}
	if poll != s.poll {
		return problem(http.StatusConflict, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return problem(http.StatusInternalServerError, "gone")
	}
	return good(s.batch(limit))
}

// batch is what a poll returns: updates of before once more, then new ones.
func (s *Server) batch(limit int) []json.RawMessage {
	out := []json.RawMessage{}
	for _, u := range s.again {
		out = append(out, u.raw)
	}
	s.again = nil
	for _, u := range s.updates[:min(limit, len(s.updates))] {
		out = append(out, u.raw)
	}
	return out
}

// confirm drops updates below the offset; a negative one keeps the newest.
func (s *Server) confirm(offset int64) {
	if offset < 0 {
		s.updates = s.updates[max(0, len(s.updates)+int(offset)):]
		return
	}
	s.updates = slices.DeleteFunc(s.updates, func(u *update) bool {
		if u.id >= offset {
			return false
		}
		if s.Twice != nil && s.Twice(u.id) {
			s.again = append(s.again, u)
		}
		return true
	})
}
