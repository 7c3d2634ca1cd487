package zalobot

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"capheso/adapters/zalo"
	"capheso/dialogs"
)

// name is the first part of the UserIDs of this channel.
const name = "zalobot"

// kind is what becomes of an update.
type kind int

const (
	taken     kind = iota // an event of a learner
	ignored               // known, and nothing to do
	unknown               // a name this release does not know
	malformed             // it lacks what its name promises
)

// incident is one update as we understand it.
type incident struct {
	name string
	kind kind
	ev   dialogs.Event // when taken; At is left to the caller
}

// word is an id, a code or a time of Zalo.
type word = zalo.Word

// update is what Zalo delivers, in one of two shapes: flat, as the servers
// send it, or inside a result, as the documentation has it.
type update struct {
	Result  *update `json:"result"`
	Event   word    `json:"event_name"`
	Message message `json:"message"`
	// Zalo leaves the message out where it hides it; these are the places a
	// chat could still be named.
	Chat   chat  `json:"chat"`
	From   party `json:"from"`
	Sender party `json:"sender"`
	Date   word  `json:"date"`
}

type (
	message struct {
		ID      word  `json:"message_id"`
		Date    word  `json:"date"`
		From    party `json:"from"`
		Chat    chat  `json:"chat"`
		Text    word  `json:"text"`
		Caption word  `json:"caption"`
		Voice   word  `json:"voice_url"`
	}
	party struct {
		ID  word `json:"id"`
		Bot bool `json:"is_bot"`
	}
	chat struct {
		ID   word `json:"id"`
		Type word `json:"chat_type"`
	}
)

// bodies says what a learner did, by the name of the update.
var bodies = map[word]func(*message) dialogs.Body{
	"message.text.received":    func(m *message) dialogs.Body { return dialogs.Said{Text: string(m.Text)} },
	"message.link.received":    func(m *message) dialogs.Body { return words(m, dialogs.Unsupported) },
	"message.image.received":   func(m *message) dialogs.Body { return words(m, dialogs.Picture) },
	"message.sticker.received": func(*message) dialogs.Body { return dialogs.Sent{Kind: dialogs.Sticker} },
	"message.voice.received":   recorded,
	// A file, a card – or any word of somebody the law protects: children,
	// people with disabilities, people who cannot read. They are answered like
	// everybody else.
	"message.unsupported.received": func(*message) dialogs.Body { return dialogs.Sent{Kind: dialogs.Unsupported} },
	"message.reaction.received":    nil,
}

// words prefers what was written beside a picture to the picture, which the
// bot cannot see.
func words(m *message, otherwise dialogs.Media) dialogs.Body {
	for _, w := range []word{m.Caption, m.Text} {
		if w != "" {
			return dialogs.Said{Text: string(w)}
		}
	}
	return dialogs.Sent{Kind: otherwise}
}

// decode reads one update in either shape. It never fails.
func decode(data []byte) incident {
	var u update
	if !zalo.Read(data, &u) {
		return incident{kind: malformed}
	}
	for depth := 0; u.Result != nil && u.Event == "" && depth < 2; depth++ {
		u = *u.Result
	}
	in := incident{name: string(u.Event)}
	body, known := bodies[u.Event]
	m := &u.Message
	switch from := u.chat(); {
	case u.Event == "":
		in.kind = malformed
	case !known:
		in.kind = unknown
	case body == nil, m.From.Bot, strings.EqualFold(string(m.Chat.Type), "GROUP"):
		in.kind = ignored
	case !validID(from):
		in.kind = malformed
	default:
		in.ev = dialogs.Event{ID: u.id(data), User: dialogs.UserID(name + ":" + string(from)), Body: body(m)}
	}
	return in
}

// decodeAll reads what getUpdates answers: an update, a list of them, or
// nothing.
func decodeAll(data []byte) (list []incident) {
	var many []json.RawMessage
	switch {
	case len(data) == 0 || string(data) == "null":
		return nil
	case json.Unmarshal(data, &many) != nil:
		many = []json.RawMessage{data}
	}
	for _, one := range many {
		if s := string(one); s != "{}" && s != "null" && s != `""` {
			list = append(list, decode(one))
		}
	}
	return list
}

// chat is whom to answer.
func (u *update) chat() word {
	for _, id := range []word{u.Message.Chat.ID, u.Message.From.ID, u.Chat.ID, u.From.ID, u.Sender.ID} {
		if id != "" {
			return id
		}
	}
	return ""
}

// id is the same for every delivery of one message. Without an id of Zalo's it
// is made of all its bytes.
func (u *update) id(data []byte) dialogs.EventID {
	if id := u.Message.ID; id != "" && len(id) <= longestID {
		return dialogs.EventID("msg:" + id)
	}
	sum := sha256.Sum256(data)
	return dialogs.EventID("sum:" + hex.EncodeToString(sum[:16]))
}

// longestID is far above any id of Zalo and below what a store takes.
const longestID = 200

// validID accepts the letters and digits ids are made of.
func validID(id word) bool {
	return id != "" && len(id) <= 64 && !strings.ContainsFunc(string(id), func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_'
	})
}
