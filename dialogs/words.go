// Package dialogs is the conversation: a pure function from what was and what
// happened to what is and what is said. It has no clock, no chance, no file
// and no goroutine.
package dialogs

import (
	"strings"
	"time"
)

// UserID is one person on one channel, "web:6f1c…". Only the channel named
// before the colon reads the rest.
type UserID string

// Channel is the name of the channel the user is on.
func (u UserID) Channel() string {
	name, _, _ := strings.Cut(string(u), ":")
	return name
}

// EventID is unique per event however often it is delivered: the key of the
// ledger.
type EventID string

// Event is something that happened to one session.
type Event struct {
	ID   EventID
	User UserID
	At   time.Time // the only clock a dialog sees
	Body Body
}

// Body is the closed set of things that can happen to a session.
type Body interface{ isBody() }

type (
	// Joined: the learner opened the chat, followed, pressed start or came
	// back to the page. Payload is the word behind a link, or empty.
	Joined struct{ Payload string }
	// Said: the learner typed a text. It is cleaned and masked at the door.
	Said struct{ Text string }
	// Chose: the learner tapped a choice of the given offer.
	Chose struct {
		Offer int
		Value string
	}
	// Sent: the learner sent something that is not text. Caption is what they
	// wrote beside it, or empty; it is cleaned and masked at the door.
	Sent struct {
		Kind    Media
		Caption string
		Note    Recording // of Voice, when the channel can fetch it
	}
	// Left: the learner blocked or left the bot.
	Left struct{}
	// Helped: a person of the team wrote to the learner themselves. The bot
	// holds its tongue for a while.
	Helped struct{}
	// Withdrew: the learner asked the network to have everything about them
	// erased.
	Withdrew struct{}
	// Asleep: the network takes nothing for this learner until they write. From
	// the shell.
	Asleep struct{}
	// Rang: an alarm of the session is due. From the shell. With Due, when the
	// alarm was set for, it means that alarm and no other: a store gives it to a
	// session that still has it only, and the step then sets it anew or drops it.
	Rang struct {
		Alarm string
		Due   time.Time
	}
	// Noticed: an operator has something to tell. From the shell.
	Noticed struct{ Notice Notice }
	// Untold: a notice that was queued at a moment was not sent while it might
	// be, or was cancelled before. From the shell.
	Untold struct {
		Notice    Notice
		Queued    time.Time
		Cancelled bool
	}
	// Arrived: a message is on the learner's phone, as the few networks say that
	// tell. Remote is the network's id of it. Or is the other party of what the
	// network said, where it is not sure which of them is the learner. The shell
	// fills in Notice, the id of the notice it is, and knows of no other message.
	Arrived struct {
		Remote string
		Or     UserID
		Notice string
	}
)

func (Joined) isBody()   {}
func (Said) isBody()     {}
func (Chose) isBody()    {}
func (Sent) isBody()     {}
func (Left) isBody()     {}
func (Helped) isBody()   {}
func (Withdrew) isBody() {}
func (Asleep) isBody()   {}
func (Rang) isBody()     {}
func (Noticed) isBody()  {}
func (Untold) isBody()   {}
func (Arrived) isBody()  {}

// Media is a kind of message that is not text.
type Media string

// The kinds of media. Unsupported is whatever a channel will not show us:
// Zalo hides the words of people in protected groups that way.
const (
	Picture     Media = "picture"
	Sticker     Media = "sticker"
	Voice       Media = "voice"
	Video       Media = "video"
	File        Media = "file"
	Location    Media = "location"
	Unsupported Media = "unsupported"
)

// Reply is one message to the learner. Choices are meaning, not buttons: a
// channel shows them as buttons or as numbered lines.
type Reply struct {
	Text    string   `json:"text"`
	Image   string   `json:"image,omitempty"` // path for Course.ReadFile
	Alt     string   `json:"alt,omitempty"`   // what the picture shows, for those who cannot see it
	Choices []Choice `json:"choices,omitempty"`
	Offer   int      `json:"offer,omitempty"` // numbers this set of choices within the session
	Hint    string   `json:"hint,omitempty"`  // one short last line, below the choices: the ways out
	Bulk    bool     `json:"bulk,omitempty"`  // nobody waits for it; personal replies go first

	// Until is when it is too late: it is not sent from then on. Zero is never.
	Until time.Time `json:"until,omitzero"`
	// Notice is the id of the notice this is.
	Notice string `json:"notice,omitempty"`
}

// Fact is something worth counting, kept for the reports. It never names a
// person; the store ties it to the session so that it is erased with it.
type Fact struct {
	Kind    string    `json:"kind"` // "lesson.done", "guide.stuck", "unanswered" …
	At      time.Time `json:"at"`
	Key     string    `json:"key,omitempty"` // an achievement counts once per key
	About   string    `json:"about,omitempty"`
	Version int       `json:"version,omitempty"`
	Score   int       `json:"score,omitempty"`
	Of      int       `json:"of,omitempty"`
	Learner int       `json:"learner,omitempty"` // index in Session.Learners
	Text    string    `json:"text,omitempty"`    // masked
}

// Out is everything one step asks of the world.
type Out struct {
	Replies []Reply
	Facts   []Fact
}
