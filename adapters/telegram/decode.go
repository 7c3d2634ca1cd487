package telegram

import (
	"errors"
	"fmt"
	"hash/maphash"
	"strconv"
	"strings"
	"sync"

	"github.com/go-telegram/bot/models"
	"github.com/goccy/go-json"

	"capheso/dialogs"
)

// taking is what an update means: an event, or nothing, and perhaps a tap that
// wants an answer or a message that somebody wants to hear.
type taking struct {
	id    int64
	event dialogs.Event // Body is nil when there is nothing to do
	tap   string        // id of a callback query
	read  reading       // a message to read aloud; without a tap there is none
}

// decode reads one update. Its id is 0 when it has none. With an error the
// update is of no use, or only what was understood of it is in the event.
func (c *Channel) decode(raw []byte) (taking, error) {
	u, odd := parse(raw)
	if u == nil {
		return taking{}, odd
	}
	t := taking{id: u.ID}
	switch {
	case u.Message != nil:
		c.newest.note(u.Message.Chat.ID, u.Message.ID, said(u.Message))
		t.event = c.message(u.ID, u.Message)
	case u.EditedMessage != nil:
		t.event = c.edited(u.ID, u.EditedMessage)
	case u.CallbackQuery != nil:
		if r, ok := hearing(u.CallbackQuery); ok && c.o.Speak != nil {
			t.read = r
			break
		}
		t.tap = u.CallbackQuery.ID
		t.event = c.chose(u.ID, u.CallbackQuery)
	case u.MyChatMember != nil:
		t.event = c.member(u.ID, u.MyChatMember)
	case odd == nil:
		odd = fmt.Errorf("a kind of update that is not asked for: %s", kindOf(raw))
	}
	return t, odd
}

// parse reads an update with the library's models. They fail on the whole
// update when a value deep inside is newer than they are; then it is read
// again without what nobody here needs, and the error tells what was left out.
func parse(raw []byte) (*models.Update, error) {
	var u models.Update
	err := json.Unmarshal(raw, &u)
	if err == nil && u.ID != 0 {
		return &u, nil
	}
	if err == nil {
		return nil, errors.New("an update without its number")
	}
	var parts map[string]json.RawMessage
	if json.Unmarshal(raw, &parts) != nil {
		return nil, errors.New("an update that is no JSON object")
	}
	slim, _ := json.Marshal(slimmed(parts))
	u = models.Update{}
	if json.Unmarshal(slim, &u) != nil || u.ID == 0 {
		return number(parts["update_id"]), err
	}
	return &u, err
}

// number is an update of which nothing but its number can be read.
func number(raw json.RawMessage) *models.Update {
	id, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil || id == 0 {
		return nil
	}
	return &models.Update{ID: id}
}

// needed are the fields of a message that are read here, but for those that
// hold a message again.
var needed = []string{
	"message_id", "date", "edit_date", "chat", "from", "media_group_id", "text", "caption",
	"photo", "sticker", "voice", "audio", "video", "video_note", "animation", "document", "location",
}

// slimmed keeps of an update what is read here.
func slimmed(parts map[string]json.RawMessage) map[string]json.RawMessage {
	out := map[string]json.RawMessage{"update_id": parts["update_id"]}
	for _, kind := range []string{"message", "edited_message"} {
		if m, ok := pick(parts[kind], needed...); ok {
			var whole map[string]json.RawMessage
			_ = json.Unmarshal(parts[kind], &whole)
			if reply, ok := pick(whole["reply_to_message"], "message_id", "date", "chat", "from"); ok {
				m["reply_to_message"], _ = json.Marshal(reply)
			}
			out[kind], _ = json.Marshal(m)
		}
	}
	if q, ok := pick(parts["callback_query"], "id", "from", "data", "message"); ok {
		if m, ok := pick(q["message"], "message_id", "date", "chat"); ok {
			q["message"], _ = json.Marshal(m)
		}
		out["callback_query"], _ = json.Marshal(q)
	}
	return out
}

// pick keeps some fields of a JSON object.
func pick(raw json.RawMessage, names ...string) (map[string]json.RawMessage, bool) {
	var whole map[string]json.RawMessage
	if json.Unmarshal(raw, &whole) != nil || whole == nil {
		return nil, false
	}
	out := map[string]json.RawMessage{}
	for _, n := range names {
		if v, ok := whole[n]; ok {
			out[n] = v
		}
	}
	return out, true
}

// kindOf names the kind of an update.
func kindOf(raw []byte) string {
	var parts map[string]json.RawMessage
	_ = json.Unmarshal(raw, &parts)
	for name := range parts {
		if name != "update_id" {
			return name
		}
	}
	return "empty"
}

// event is an event of a chat. Update ids are unique for one bot only, so the
// bot is part of the event's id.
func (c *Channel) event(chat, update int64, body dialogs.Body) dialogs.Event {
	return dialogs.Event{ID: c.eventID(strconv.FormatInt(update, 10)), User: userOf(chat), Body: body}
}

func (c *Channel) eventID(key string) dialogs.EventID {
	return dialogs.EventID("telegram:" + strconv.FormatInt(c.id, 10) + ":" + key)
}

// message is what a message means.
func (c *Channel) message(update int64, m *models.Message) (none dialogs.Event) {
	if m.From != nil && m.From.IsBot || !c.meant(m) {
		return none
	}
	body := c.body(m)
	if body == nil {
		return none
	}
	ev := c.event(m.Chat.ID, update, body)
	if m.MediaGroupID != "" {
		// An album comes as one update for each picture; it wants one answer.
		ev.ID = c.eventID("album:" + m.MediaGroupID)
	}
	return ev
}

// meant reports whether a message is for the bot: everything in a private
// chat; in a group only what names the bot or replies to it.
func (c *Channel) meant(m *models.Message) bool {
	if m.Chat.Type == models.ChatTypePrivate {
		return true
	}
	if m.Chat.Type == models.ChatTypeChannel {
		return false
	}
	if r := m.ReplyToMessage; r != nil && r.From != nil && r.From.ID == c.id {
		return true
	}
	_, named := c.unname(m.Text + m.Caption)
	return named
}

// body is what the learner did with a message; nil when it is about the chat
// and not to us.
func (c *Channel) body(m *models.Message) dialogs.Body {
	if m.Text != "" {
		return c.words(m.Text)
	}
	if kind := media(m); kind != "" {
		caption, _ := c.unname(m.Caption)
		return dialogs.Sent{Kind: kind, Caption: strings.TrimSpace(caption), Note: note(m)}
	}
	if service(m) {
		return nil
	}
	return dialogs.Sent{Kind: dialogs.Unsupported}
}

// words reads a text. /start is an arrival, with the word behind a link;
// every other command is its word, which the conversation knows.
func (c *Channel) words(text string) dialogs.Body {
	text, _ = c.unname(text)
	text = strings.TrimSpace(text)
	fields := strings.Fields(text)
	switch {
	case len(fields) == 0:
		return dialogs.Joined{}
	case fields[0] == "/start" && len(fields) > 1:
		return dialogs.Joined{Payload: fields[1]}
	case fields[0] == "/start":
		return dialogs.Joined{}
	}
	return dialogs.Said{Text: text}
}

// unname takes the bot's name out of a text, and reports whether it was there:
// "/cafe@CapheSoBot", "@caphesobot cho tôi hỏi".
func (c *Channel) unname(text string) (string, bool) {
	name := c.name.Load()
	if name == nil || *name == "" {
		return text, false
	}
	at := "@" + *name
	for i := 0; i+len(at) <= len(text); i++ {
		if strings.EqualFold(text[i:i+len(at)], at) && !inName(text[i+len(at):]) {
			return text[:i] + text[i+len(at):], true
		}
	}
	return text, false
}

// inName reports whether a name goes on.
func inName(rest string) bool {
	return rest != "" && (rest[0] == '_' || rest[0] >= '0' && rest[0] <= '9' || rest[0]|0x20 >= 'a' && rest[0]|0x20 <= 'z')
}

// media is the kind of what was sent instead of words.
func media(m *models.Message) dialogs.Media {
	switch {
	case len(m.Photo) > 0:
		return dialogs.Picture
	case m.Sticker != nil:
		return dialogs.Sticker
	case m.Voice != nil, m.Audio != nil:
		return dialogs.Voice
	case m.Video != nil, m.VideoNote != nil, m.Animation != nil:
		return dialogs.Video
	case m.Document != nil:
		return dialogs.File
	case m.Location != nil, m.Venue != nil:
		return dialogs.Location
	}
	return ""
}

// service reports a message that Telegram wrote about the chat.
func service(m *models.Message) bool {
	return len(m.NewChatMembers) > 0 || m.LeftChatMember != nil || m.NewChatTitle != "" || len(m.NewChatPhoto) > 0 ||
		m.DeleteChatPhoto || m.GroupChatCreated || m.SupergroupChatCreated || m.ChannelChatCreated ||
		m.MessageAutoDeleteTimerChanged != nil || m.MigrateToChatID != 0 || m.MigrateFromChatID != 0 || m.PinnedMessage != nil ||
		m.WriteAccessAllowed != nil || m.ProximityAlertTriggered != nil || m.BoostAdded != nil || m.ChatBackgroundSet != nil ||
		m.ForumTopicCreated != nil || m.ForumTopicEdited != nil || m.ForumTopicClosed != nil || m.ForumTopicReopened != nil ||
		m.VoiceChatScheduled != nil || m.VoiceChatStarted != nil || m.VoiceChatEnded != nil || m.VoiceChatParticipantsInvited != nil
}

// edited is a text that was corrected. Only the newest one is read again: what
// was said before it has been answered, and the talk is somewhere else.
func (c *Channel) edited(update int64, m *models.Message) (none dialogs.Event) {
	if said(m) == "" || !c.newest.changed(update, m.Chat.ID, m.ID, said(m)) {
		return none
	}
	return c.message(update, m)
}

// said are the words of a message.
func said(m *models.Message) string { return m.Text + m.Caption }

// chose is a tap on a button.
func (c *Channel) chose(update int64, q *models.CallbackQuery) (none dialogs.Event) {
	chat := q.From.ID
	switch {
	case q.Message.Message != nil:
		chat = q.Message.Message.Chat.ID
	case q.Message.InaccessibleMessage != nil:
		chat = q.Message.InaccessibleMessage.Chat.ID
	}
	number, value, ok := strings.Cut(q.Data, ":")
	offer, err := strconv.Atoi(number)
	if !ok || err != nil || chat == 0 {
		return none
	}
	return c.event(chat, update, dialogs.Chose{Offer: offer, Value: value})
}

// member is a change of what the bot may do in a chat. Who takes it back says
// so with /start, or by writing.
func (c *Channel) member(update int64, u *models.ChatMemberUpdated) (none dialogs.Event) {
	switch u.NewChatMember.Type {
	case models.ChatMemberTypeBanned, models.ChatMemberTypeLeft:
		return c.event(u.Chat.ID, update, dialogs.Left{})
	}
	return none
}

// newest remembers the newest message of each chat, as long as the process
// runs and there is room.
type newest struct {
	mu   sync.Mutex
	seed maphash.Seed
	last map[int64]last
}

// last is the number of a message, what stands for its words, and the update
// that changed them.
type last struct {
	id     int
	sum    uint64
	update int64
}

func (n *newest) note(chat int64, id int, words string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.last == nil {
		n.seed, n.last = maphash.MakeSeed(), make(map[int64]last)
	}
	if len(n.last) >= newestKept {
		clear(n.last) // a forgotten one costs an edit its answer, no more
	}
	if id > n.last[chat].id {
		n.last[chat] = last{id: id, sum: maphash.String(n.seed, words)}
	}
}

// changed reports whether an update gives the newest message of a chat other
// words: Telegram calls a message edited when it found the picture behind a
// link, too. The same update says the same again: it may not have been kept.
func (n *newest) changed(update, chat int64, id int, words string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	was := n.last[chat]
	if was.id != id {
		return false
	}
	sum := maphash.String(n.seed, words)
	if was.sum == sum {
		return was.update == update
	}
	n.last[chat] = last{id, sum, update}
	return true
}
