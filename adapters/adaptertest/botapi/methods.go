package botapi

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// do does one call.
func (s *Server) do(q *request) result {
	if q.method == "getupdates" {
		return s.getUpdates(q)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch q.method {
	case "getme":
		return good(me())
	case "setwebhook":
		return s.setWebhook(q)
	case "deletewebhook":
		s.dropWebhook()
		return good(true)
	case "getwebhookinfo":
		return good(s.webhookInfo())
	case "setmycommands":
		s.commands[q.params["language_code"]] = q.params["commands"]
		return good(true)
	case "sendmessage":
		return s.sendMessage(q)
	case "sendphoto":
		return s.sendPhoto(q)
	case "sendvoice":
		return s.sendVoice(q)
	case "getfile":
		return s.getFile(q)
	case "editmessagetext":
		return s.editMessage(q)
	case "answercallbackquery":
		return s.answerCallback(q)
	case "sendchataction", "close", "logout", "deletemessage":
		return good(true)
	}
	return problem(http.StatusNotFound, "Not Found: method not found")
}

func me() map[string]any {
	return map[string]any{"id": botID, "is_bot": true, "first_name": "Cà Phê Số", "username": Username, "can_join_groups": true}
}

// reach is the chat of a call, or why it cannot be written to.
func (s *Server) reach(q *request) (int64, *result) {
	id := q.chatID()
	c := s.chats[id]
	if c == nil {
		r := bad("chat not found")
		return 0, &r
	}
	if c.moved != 0 {
		r := bad("group chat was upgraded to a supergroup chat")
		r.More = &more{Migrate: c.moved}
		return 0, &r
	}
	if c.blocked {
		r := problem(http.StatusForbidden, "Forbidden: bot was blocked by the user")
		return 0, &r
	}
	return id, nil
}

func (s *Server) sendMessage(q *request) result {
	id, no := s.reach(q)
	if no != nil {
		return *no
	}
	text, no := plain(q, "text", 4096)
	if no != nil {
		return *no
	}
	if text == "" {
		return bad("message text is empty")
	}
	return s.keep(Message{Chat: id, Text: text, HTML: q.params["text"]}, q)
}

func (s *Server) sendPhoto(q *request) result {
	id, no := s.reach(q)
	if no != nil {
		return *no
	}
	text, no := plain(q, "caption", 1024)
	if no != nil {
		return *no
	}
	file := q.params["photo"]
	switch _, uploaded := q.files["photo"]; {
	case uploaded:
		file = fmt.Sprintf("AgACAgUAAx%d", len(s.files))
		s.files[file] = true
	case strings.HasPrefix(file, "http://"), strings.HasPrefix(file, "https://"), s.files[file]:
	default:
		return bad("wrong remote file identifier specified: can't unserialize it")
	}
	return s.keep(Message{Chat: id, Text: text, HTML: q.params["caption"], Photo: file}, q)
}

// keep puts a message into its chat.
func (s *Server) keep(m Message, q *request) result {
	m.Paid = q.params["allow_paid_broadcast"] == "true"
	buttons, no := keyboard(q.params["reply_markup"])
	if no != nil {
		return *no
	}
	s.nextMsg++
	m.ID, m.Buttons, m.At = s.nextMsg, buttons, time.Now()
	s.meter.arrived(m.Chat, m.At)
	s.messages[m.Chat] = append(s.messages[m.Chat], m)
	return good(s.json(m))
}

func (s *Server) json(m Message) map[string]any {
	out := map[string]any{"message_id": m.ID, "from": me(), "chat": s.chatJSON(m.Chat), "date": m.At.Unix()}
	switch {
	case m.Photo != "":
		out["caption"] = m.Text
		out["photo"] = []map[string]any{{"file_id": m.Photo, "file_unique_id": "u" + m.Photo, "width": 90, "height": 90}}
	case m.File != "":
		out["voice"] = map[string]any{"file_id": m.File, "file_unique_id": "u" + m.File, "duration": 1, "file_size": m.Voice}
	default:
		out["text"] = m.Text
	}
	return out
}

func (s *Server) chatJSON(id int64) map[string]any {
	c := s.meet(id)
	if c.kind == "private" {
		return map[string]any{"id": id, "type": c.kind, "first_name": "Sáu"}
	}
	return map[string]any{"id": id, "type": c.kind, "title": "Tổ công nghệ số"}
}

func (s *Server) editMessage(q *request) result {
	id, no := s.reach(q)
	if no != nil {
		return *no
	}
	text, no := plain(q, "text", 4096)
	if no != nil {
		return *no
	}
	buttons, no := keyboard(q.params["reply_markup"])
	if no != nil {
		return *no
	}
	for i := range s.messages[id] {
		m := &s.messages[id][i]
		if m.ID != q.number("message_id") {
			continue
		}
		if m.Text == text && slices.Equal(m.Buttons, buttons) {
			return bad("message is not modified: specified new message content and reply markup are exactly the same")
		}
		m.Text, m.HTML, m.Buttons = text, q.params["text"], buttons
		return good(s.json(*m))
	}
	return bad("message to edit not found")
}

func (s *Server) answerCallback(q *request) result {
	id := q.params["callback_query_id"]
	if utf8.RuneCountInString(q.params["text"]) > 200 {
		return bad("MESSAGE_TOO_LONG")
	}
	s.answered[id]++
	return good(true)
}

// keyboard reads an inline keyboard and holds it to the rules.
func keyboard(markup string) ([]Button, *result) {
	if markup == "" {
		return nil, nil
	}
	var m struct {
		Rows [][]struct {
			Text string `json:"text"`
			Data string `json:"callback_data"`
			URL  string `json:"url"`
		} `json:"inline_keyboard"`
	}
	if err := json.Unmarshal([]byte(markup), &m); err != nil {
		r := bad("can't parse reply keyboard markup JSON object")
		return nil, &r
	}
	var out []Button
	for _, row := range m.Rows {
		for _, b := range row {
			if b.Text == "" || b.URL == "" && (len(b.Data) == 0 || len(b.Data) > 64) || len(row) > 8 {
				r := bad("BUTTON_DATA_INVALID")
				return nil, &r
			}
			out = append(out, Button{b.Text, b.Data})
		}
	}
	if len(out) > 100 {
		r := bad("reply markup is too long")
		return nil, &r
	}
	return out, nil
}

var (
	tag     = regexp.MustCompile(`<[^>]*>?`)
	allowed = regexp.MustCompile(`^</?(b|strong|i|em|u|s|code|pre|blockquote|a)( href="[^"]*")?>$`)
)

// plain is a text as the learner sees it: markup read, ends trimmed.
func plain(q *request, field string, most int) (string, *result) {
	text := q.params[field]
	if !utf8.ValidString(text) {
		r := bad("strings must be encoded in UTF-8")
		return "", &r
	}
	switch q.params["parse_mode"] {
	case "":
	case "HTML":
		for _, t := range tag.FindAllString(text, -1) {
			if !allowed.MatchString(t) {
				r := bad(fmt.Sprintf("can't parse entities: Unsupported start tag %q at byte offset %d", t, strings.Index(text, t)))
				return "", &r
			}
		}
		text = html.UnescapeString(tag.ReplaceAllString(text, ""))
	default:
		r := bad("the fake knows HTML only")
		return "", &r
	}
	text = strings.TrimSpace(text)
	if len(utf16.Encode([]rune(text))) > most {
		r := bad("message is too long")
		return "", &r
	}
	return text, nil
}
