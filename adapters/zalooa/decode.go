package zalooa

import (
	"encoding/json"
	"strings"

	"capheso/adapters/zalo"
	"capheso/dialogs"
)

// name is the first part of the UserIDs of this channel.
const name = "zalooa"

// incident is one delivery of the webhook as we understand it.
type incident struct {
	name string        // what Zalo calls it
	app  string        // whose webhook Zalo believes to call
	kind kind          // what we do about it
	ev   dialogs.Event // when taken; At is left to the caller
}

// kind is what becomes of a delivery.
type kind int

const (
	taken     kind = iota // an event of a learner
	ignored               // known, and nothing to do
	unknown               // a name this release does not know
	malformed             // it lacks what its name promises
)

// word is an id, a code or a time of Zalo.
type word = zalo.Word

// delivery is the body of a webhook call, as far as anything of it matters.
// The person is named by one of four fields, depending on the event.
type delivery struct {
	Event     word    `json:"event_name"`
	App       word    `json:"app_id"`
	Time      word    `json:"timestamp"`
	User      word    `json:"user_id"`
	Sender    party   `json:"sender"`
	Recipient party   `json:"recipient"`
	Follower  party   `json:"follower"`
	Message   message `json:"message"`
}

type party struct {
	ID    word `json:"id"`
	Admin word `json:"admin_id"`
}

type message struct {
	ID    word `json:"msg_id"`
	Text  word `json:"text"`
	Parts []struct {
		Type    word `json:"type"`
		Payload struct {
			URL  word `json:"url"`
			Text word `json:"description"`
		} `json:"payload"`
	} `json:"attachments"`
}

// reader says whom a delivery is about and what they did. A nil body is
// nothing to do.
type reader func(d *delivery) (user word, body dialogs.Body)

// catalogue is every event Zalo documents for an Official Account, and a few
// that only programs mention. Nil is known, and nothing to do.
var catalogue = map[word]reader{
	"user_send_text":          said,
	"user_send_link":          said,
	"user_send_image":         sent(dialogs.Picture),
	"user_send_gif":           sent(dialogs.Picture),
	"user_send_sticker":       sent(dialogs.Sticker),
	"user_send_audio":         recorded,
	"user_send_video":         sent(dialogs.Video),
	"user_send_file":          sent(dialogs.File),
	"user_send_location":      sent(dialogs.Location),
	"user_send_business_card": sent(dialogs.Unsupported),

	"follow":             func(d *delivery) (word, dialogs.Body) { return d.Follower.ID, dialogs.Joined{} },
	"unfollow":           func(d *delivery) (word, dialogs.Body) { return d.Follower.ID, dialogs.Left{} },
	"user_click_chatnow": func(d *delivery) (word, dialogs.Body) { return d.User, dialogs.Joined{} },
	// The name, telephone number and address in it stay unread: we ask nobody
	// for them. That somebody sent them opens the window for answers.
	"user_submit_info": func(d *delivery) (word, dialogs.Body) { return d.Sender.ID, dialogs.Joined{} },
	"user_withdraw":    withdrew,

	"oa_send_text": echo, "oa_send_image": echo, "oa_send_gif": echo, "oa_send_list": echo,
	"oa_send_file": echo, "oa_send_sticker": echo, "oa_send_template": echo,

	"user_received_message": arrived, "user_seen_message": nil, "user_reacted_message": nil, "oa_reacted_message": nil,
	"anonymous_send_text": nil, "anonymous_send_image": nil, "anonymous_send_file": nil, "anonymous_send_sticker": nil,
	"oa_send_anonymous_text": nil, "oa_send_anonymous_image": nil, "oa_send_anonymous_file": nil, "oa_send_anonymous_sticker": nil,
	"update_user_info": nil, "add_user_to_tag": nil, "remove_user_from_tag": nil, "remove_tag": nil,
	"widget_interaction_accepted": nil, "widget_failed_to_sync_user_external_id": nil,
	"extension_purchased": nil, "permission_revoked": nil,
	"create_group": nil, "user_join_group": nil, "user_request_join_group": nil, "accept_request_join_group": nil,
	"reject_request_join_group": nil, "react_request_join_group_accept": nil, "react_request_join_group_reject": nil,
	"add_group_admin": nil, "remove_group_admin": nil, "update_group_info": nil, "user_out_group": nil,
	"user_leave_group": nil, "delete_group": nil, "disperse_group": nil,
	"oa_send_consent": nil, "user_reply_consent": nil, "user_call_oa": nil, "oa_call_user": nil,
	"change_template_status": nil, "change_oa_daily_quota": nil, "change_template_quality": nil,
	"user_feedback": nil, "user_click_response_button": nil,
}

// said is a text. A link is read as one too: what was forwarded may be a scam,
// and the conversation knows what to say about those.
func said(d *delivery) (word, dialogs.Body) {
	text := string(d.Message.Text)
	for _, p := range d.Message.Parts {
		for _, more := range []word{p.Payload.Text, p.Payload.URL} {
			if more != "" && !strings.Contains(text, string(more)) {
				text = strings.TrimSpace(text + " " + string(more))
			}
		}
	}
	return d.Sender.ID, dialogs.Said{Text: text}
}

// sent is a message without words. Words that came with a picture count for
// more than the picture, which the bot cannot see.
func sent(m dialogs.Media) reader {
	return func(d *delivery) (word, dialogs.Body) {
		if d.Message.Text != "" {
			return d.Sender.ID, dialogs.Said{Text: string(d.Message.Text)}
		}
		return d.Sender.ID, dialogs.Sent{Kind: m}
	}
}

// echo is a message of the account itself. One that a person of the team wrote
// in Zalo's own tool carries their id: from then on the bot holds its tongue.
func echo(d *delivery) (word, dialogs.Body) {
	if d.Sender.Admin == "" {
		return "", nil
	}
	return d.Recipient.ID, dialogs.Helped{}
}

// withdrew is the person's right to be forgotten, used at Zalo's side.
func withdrew(d *delivery) (word, dialogs.Body) {
	for _, id := range []word{d.User, d.Sender.ID, d.Follower.ID} {
		if id != "" {
			return id, dialogs.Withdrew{}
		}
	}
	return "", dialogs.Withdrew{}
}

// arrived is a message of ours that is on a phone. Zalo's papers differ in which
// party is the person. What was sent to a telephone number is none of ours.
func arrived(d *delivery) (word, dialogs.Body) {
	if d.Message.ID == "" || !validID(d.Sender.ID) || !validID(d.Recipient.ID) {
		return "", nil
	}
	return d.Sender.ID, dialogs.Arrived{Remote: string(d.Message.ID[:min(len(d.Message.ID), longestID)]), Or: dialogs.UserID(name + ":" + string(d.Recipient.ID))}
}

// decode reads the body of a webhook call. It never fails: what it cannot read
// is malformed.
func decode(data []byte) incident {
	var d delivery
	if !zalo.Read(data, &d) {
		return incident{kind: malformed}
	}
	in := incident{name: string(d.Event), app: string(d.App)}
	read, known := catalogue[d.Event]
	switch {
	case d.Event == "":
		in.kind = malformed
		return in
	case !known && groups(in.name):
		in.kind = ignored
		return in
	case !known:
		in.kind = unknown
		return in
	case read == nil:
		in.kind = ignored
		return in
	}
	user, body := read(&d)
	if body == nil {
		in.kind = ignored
		return in
	}
	if !validID(user) {
		in.kind = malformed
		return in
	}
	in.ev = dialogs.Event{ID: d.id(), User: dialogs.UserID(name + ":" + string(user)), Body: body}
	return in
}

// groups are off: nobody of a group asked for a teacher in it.
func groups(event string) bool {
	return strings.HasPrefix(event, "user_send_group_") || strings.HasPrefix(event, "oa_send_group_")
}

// id is the same for every delivery of one event. What has no message is known
// by its name and its time; whose it is the ledger knows.
func (d *delivery) id() dialogs.EventID {
	id := "msg:" + string(d.Message.ID)
	if d.Message.ID == "" {
		id = string(d.Event) + ":" + string(d.Time)
	}
	return dialogs.EventID(id[:min(len(id), longestID)])
}

// longestID is far above any id of Zalo and below what a store takes.
const longestID = 200

// validID accepts the letters and digits ids are made of.
func validID(id word) bool {
	return id != "" && len(id) <= 64 && !strings.ContainsFunc(string(id), func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_'
	})
}

// timestamp is what the signature of a body was made with: its field, as it is
// written.
func timestamp(data []byte) string {
	var d struct {
		Time word `json:"timestamp"`
	}
	_ = json.Unmarshal(data, &d)
	return string(d.Time)
}
