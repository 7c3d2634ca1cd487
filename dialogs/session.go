package dialogs

import (
	"cmp"
	"slices"
	"time"
)

// Session is the whole memory of one conversation: one chat on one channel.
// Learners are the people who share the phone.
//
// Before the learner says yes to being remembered it holds the id of the chat
// and where the talk is, and nothing about the person.
type Session struct {
	User     UserID
	Events   int // applied so far
	Consent  Consent
	Zone     string // the clock the learner chose, "Europe/Berlin"; empty is the operator's
	Learners []Learner
	Active   int // index of the learner who is using the phone
	Coffee   Coffee
	Dialog   Dialog
	Past     []Dialog  // where "quay lại" leads, latest last
	Offer    int       // number of the newest set of choices
	Offered  []Choice  // its choices
	Alarms   []Alarm   // sorted by name, one of each
	Notices  []Notice  // wait until they may be told, oldest first
	Misses   int       // times in a row the bot did not understand
	Asks     Asks      // questions put to a model today
	Seen     time.Time // when the learner last wrote
	Unasked  time.Time // when the last message went that the learner did not ask for
	Hush     time.Time // a person of the team is answering: say nothing before
	Haste    Haste     // they write faster than anybody reads
	Asleep   bool      // nothing reaches the learner until they write: pour no tips
	Gone     bool      // the learner blocked the bot
	Erase    bool      // asked to be erased; the shell carries it out
}

// Consent is the learner's answer to being remembered.
type Consent struct {
	Given bool      `json:"given"`
	At    time.Time `json:"at"` // zero: not answered yet
}

// Learner is one of the people who share the phone. No name, no phone number.
type Learner struct {
	Call     string   `json:"call,omitempty"`     // honorific; empty is the default
	Province string   `json:"province,omitempty"` // code
	Commune  string   `json:"commune,omitempty"`  // code
	Track    string   `json:"track,omitempty"`    // the one being studied
	Done     DoneList `json:"done,omitempty"`     // one for each lesson, oldest first
	Tests    []Tested `json:"tests,omitempty"`
	Walking  *Guide   `json:"walking,omitempty"` // the guide that was left in the middle
	Cards    CardList `json:"cards,omitempty"`   // one for each question answered, the first answered first
	Reviewed Reviewed `json:"reviewed,omitzero"`
	Acts     ActList  `json:"acts,omitempty"` // what tips asked for and is not done yet
	Streak   Streak   `json:"streak,omitzero"`
}

// Done is a lesson that was finished, at its last taking.
type Done struct {
	Lesson  string    `json:"lesson"`
	Version int       `json:"version"`
	Score   int       `json:"score"`
	Of      int       `json:"of"`
	At      time.Time `json:"at"`
}

// The lists of a session that grow for months.
type (
	DoneList = rows[Done, *Done]
	CardList = rows[Flashcard, *Flashcard]
	ActList  = rows[Act, *Act]
	TipList  = rows[Poured, *Poured]
)

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
	Minute int       `json:"minute,omitempty"` // of the day, on the learner's clock; 0 is the default
	Paused time.Time `json:"paused,omitzero"`  // no tip before
	Waits  bool      `json:"waits,omitempty"`  // a tip could not be poured: it comes with the next message of a morning
	Poured TipList   `json:"poured,omitempty"` // tips of the last months, oldest first
}

// Poured is a tip that was sent.
type Poured struct {
	Tip string    `json:"tip"`
	At  time.Time `json:"at"`
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
