package dialogs

import "time"

// Session is the whole memory of one conversation: one person's chat on one
// channel. Learners are the people who share the phone.
type Session struct {
	User     UserID
	Events   int // applied so far
	Consent  Consent
	Learners []Learner
	Active   int       // index of the learner who is using the phone
	Dialog   Dialog    `json:"-"`
	Past     []Dialog  // where "quay lại" leads, latest last
	Offer    int       // number of the newest set of choices
	Offered  []Choice  // its choices
	Alarms   []Alarm   // sorted by name, one of each
	Misses   int       // times in a row the bot did not understand
	Seen     time.Time // when the learner last wrote
	Gone     bool      // the learner blocked the bot
	Erase    bool      // asked to be erased; the shell carries it out
}

// Consent is the learner's answer to being remembered.
type Consent struct {
	Given bool
	At    time.Time // zero: not asked yet, or not answered
}

// Learner is one of the people who share the phone.
type Learner struct {
	Call string // honorific: "bác"
}

// Dialog is one place a conversation can be: a small value.
type Dialog interface {
	Show(t *Turn)        // says what this place asks of the learner
	Step(t *Turn) Dialog // answers an event and says where to go; nil stays
}

// Turn is one event on its way through the dialogs.
type Turn struct{}
