package dialogs

import (
	"cmp"
	"slices"
	"time"
)

//go:generate go tool msgp -file session.go -o session_msgp.go -io=false -tests=false
//msgp:tags msg,json
//msgp:timezone utc
//msgp:limit arrays:65536 maps:65536
//msgp:shim UserID as:string using:string/UserID
//msgp:shim Dialog as:string using:placeText/textPlace mode:convert
//msgp:ignore UserID Dialog

// Session is the whole memory of one conversation: one chat on one channel.
// Learners are the people who share the phone.
//
// Before the learner says yes to being remembered it holds the id of the chat
// and where the talk is, and nothing about the person.
//
// Encode writes the fields under the names in their tags, which keep their
// meaning. Every event of a learner reads and writes all of it, so the code that
// does is generated from this file.
type Session struct {
	User     UserID    `json:"user"`
	Events   int       `json:"events"` // applied so far
	Consent  Consent   `json:"consent,omitzero"`
	Zone     string    `json:"zone,omitempty"` // the clock the learner chose, "Europe/Berlin"; empty is the operator's
	Learners []Learner `json:"learners,omitempty"`
	Active   int       `json:"active,omitempty"` // index of the learner who is using the phone
	Coffee   Coffee    `json:"coffee,omitzero"`
	Dialog   Dialog    `json:"-" msg:"place"`
	Past     []Dialog  `json:"-" msg:"past,omitempty"` // where "quay lại" leads, latest last
	Offer    int       `json:"offer,omitempty"`        // number of the newest set of choices
	Offered  []Choice  `json:"offered,omitempty"`      // its choices
	Alarms   []Alarm   `json:"alarms,omitempty"`       // sorted by name, one of each
	Notices  []Notice  `json:"notices,omitempty"`      // wait until they may be told, oldest first
	Misses   int       `json:"misses,omitempty"`       // times in a row the bot did not understand
	Repeats  int       `json:"repeats,omitempty"`      // times in a row the learner wanted to read the same screen again
	Asks     Asks      `json:"asks,omitzero"`          // questions put to a model today
	Seen     time.Time `json:"seen,omitzero"`          // when the learner last wrote
	Unasked  time.Time `json:"unasked,omitzero"`       // when the last message went that the learner did not ask for
	Hush     time.Time `json:"hush,omitzero"`          // a person of the team is answering: say nothing before
	Haste    Haste     `json:"haste,omitzero"`         // they write faster than anybody reads
	Asleep   bool      `json:"asleep,omitempty"`       // nothing reaches the learner until they write: pour no tips
	Gone     bool      `json:"gone,omitempty"`         // the learner blocked the bot
	Erase    bool      `json:"erase,omitempty"`        // asked to be erased; the shell carries it out
}

// Consent is the learner's answer to being remembered.
type Consent struct {
	Given bool      `json:"given"`
	At    time.Time `json:"at"` // zero: not answered yet
}

// Learner is one of the people who share the phone. No name, no phone number.
type Learner struct {
	Call     string   `json:"call,omitempty"`          // honorific; empty is the default
	Province string   `json:"province,omitempty"`      // code
	Commune  string   `json:"commune,omitempty"`       // code
	Track    string   `json:"track,omitempty"`         // the one being studied
	Done     DoneList `json:"done,omitempty,omitzero"` // one for each lesson, oldest first
	Tests    []Tested `json:"tests,omitempty"`
	Walking  *Guide   `json:"walking,omitempty"`        // the guide that was left in the middle
	Cards    CardList `json:"cards,omitempty,omitzero"` // one for each question answered, the first answered first
	Reviewed Reviewed `json:"reviewed,omitzero"`
	Acts     ActList  `json:"acts,omitempty,omitzero"` // what tips asked for and is not done yet
	Streak   Streak   `json:"streak,omitzero"`
}

// Tested is a test of a track that was taken.
type Tested struct {
	Track string    `json:"track"`
	After bool      `json:"after"` // the one after the lessons
	Score int       `json:"score"`
	Of    int       `json:"of"`
	At    time.Time `json:"at"`
}

// Coffee is how this phone takes its Morning Coffee.
type Coffee struct {
	Off    bool      `json:"off,omitempty"`
	Minute int       `json:"minute,omitempty"`          // of the day, on the learner's clock; 0 is the default
	Paused time.Time `json:"paused,omitzero"`           // no tip before
	Waits  bool      `json:"waits,omitempty"`           // a tip could not be poured: it comes with the next message of a morning
	Poured TipList   `json:"poured,omitempty,omitzero"` // tips of the last months, oldest first
}

// Guide is a step of a guide: one action, then the learner says how it went.
type Guide struct {
	ID      string `json:"id"`
	Version int    `json:"version,omitempty"`
	At      int    `json:"at,omitempty"`     // from 0
	Helped  bool   `json:"helped,omitempty"` // was stuck at this step before
}

// Reviewed is how much was reviewed on the day of At.
type Reviewed struct {
	At     time.Time `json:"at"`
	Items  int       `json:"items,omitempty"`
	Gently bool      `json:"gently,omitempty"` // back after a long silence: the item is an easy one
}

// Streak is the days in a row on which a learner did something: finished a
// lesson or a guide, reviewed an item, answered a tip. Two missed days a week
// are forgiven; a week begins on Monday, on the learner's clock.
type Streak struct {
	On     time.Time `json:"on"`               // when something was done last
	Days   int       `json:"days,omitempty"`   // done, without the forgiven ones
	Missed int       `json:"missed,omitempty"` // forgiven in the week of On
	Hidden bool      `json:"hidden,omitempty"` // the learner does not want to see it
}

// Notice is what an operator has to tell: a class on Saturday, a change of
// opening hours. It takes the road of the tips and keeps their habits.
type Notice struct {
	ID    string    `json:"id"`
	Text  string    `json:"text"`
	Until time.Time `json:"until"` // of no use from then on
}

// Asks is how many questions were put to a model on a day.
type Asks struct {
	Day string `json:"day"` // of Vietnam, "2026-11-21"
	N   int    `json:"n"`
}

// Haste is how far a learner is ahead of the bot. A session of somebody who
// writes at leisure has none.
type Haste struct {
	Ahead time.Time `json:"ahead,omitzero"` // what was written would have been said at leisure by then
	Rest  time.Time `json:"rest,omitzero"`  // too fast: nothing is answered before
}

// Alarm is a moment at which the session wants a Rang.
type Alarm struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`
}

// Choice is one thing the learner may pick.
type Choice struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// What is zero is not written.

func (c Consent) IsZero() bool  { return c == Consent{} }
func (r Reviewed) IsZero() bool { return r == Reviewed{} }
func (s Streak) IsZero() bool   { return s == Streak{} }
func (a Asks) IsZero() bool     { return a == Asks{} }
func (h Haste) IsZero() bool    { return h == Haste{} }
func (c Coffee) IsZero() bool {
	return !c.Off && c.Minute == 0 && c.Paused.IsZero() && !c.Waits && len(c.Poured) == 0
}

// Dialog is one place a conversation can be: a small value.
type Dialog interface {
	Show(t *Turn)        // says what this place asks of the learner
	Step(t *Turn) Dialog // answers an event and says where to go; nil stays
}

// clone copies everything a step may change, so that its input stays as it is.
// Elements of the slices are replaced, never written into.
func (s Session) clone() Session {
	s.Learners = slices.Clone(s.Learners)
	for i := range s.Learners {
		l := &s.Learners[i]
		l.Done, l.Tests, l.Cards, l.Acts = slices.Clip(l.Done), slices.Clip(l.Tests), slices.Clip(l.Cards), slices.Clip(l.Acts)
	}
	s.Coffee.Poured = slices.Clip(s.Coffee.Poured)
	s.Past = slices.Clip(s.Past)
	s.Notices = slices.Clone(s.Notices)
	s.Alarms = slices.Clone(s.Alarms)
	return s
}

// alarm is when the alarm of that name is due; zero when there is none.
func (s *Session) alarm(name string) time.Time {
	for _, a := range s.Alarms {
		if a.Name == name {
			return a.At
		}
	}
	return time.Time{}
}

// setAlarm sets the one alarm of that name; the zero time removes it.
func (s *Session) setAlarm(name string, at time.Time) {
	i, found := slices.BinarySearchFunc(s.Alarms, name, func(a Alarm, n string) int { return cmp.Compare(a.Name, n) })
	switch {
	case at.IsZero() && found:
		s.Alarms = slices.Delete(s.Alarms, i, i+1)
	case at.IsZero():
	case found:
		s.Alarms[i].At = at
	default:
		s.Alarms = slices.Insert(s.Alarms, i, Alarm{Name: name, At: at})
	}
}
