package dialogs

import (
	"fmt"
	"reflect"
	"time"

	"github.com/goccy/go-json"
)

// places names every dialog as it is stored. A name, once released, keeps its
// meaning for ever; a new dialog is one more line.
var places = map[string]Dialog{
	"welcome":   Welcome{},
	"call":      Call{},
	"where":     Where{},
	"menu":      Menu{},
	"more":      More{},
	"learn":     Learn{},
	"track":     AtTrack{},
	"lesson":    AtLesson{},
	"quiz":      Quiz{},
	"learnt":    Learnt{},
	"test":      Test{},
	"tested":    TestDone{},
	"results":   Results{},
	"ask":       Ask{},
	"topics":    Topics{},
	"topic":     AtTopic{},
	"answer":    Answer{},
	"asking":    Asking{},
	"listening": Listening{},
	"spoken":    Spoken{},
	"told":      Told{},
	"unsure":    Unsure{},
	"missed":    Missed{},
	"pasted":    Pasted{},
	"guess":     Guess{},
	"guide":     Guide{},
	"stuck":     Stuck{},
	"walked":    Walked{},
	"scam":      ScamCheck{},
	"emergency": Card{},
	"person":    Person{},
	"coffee":    CoffeeMenu{},
	"hour":      CoffeeHour{},
	"zone":      AtZone{},
	"tip":       AtTip{},
	"act":       AtAct{},
	"unable":    Unable{},
	"settings":  Settings{},
	"people":    People{},
	"data":      MyData{},
	"erase":     EraseSure{},
	"resume":    Resume{},
	"review":    Review{},
	"reviewed":  ReviewDone{},
	"notice":    AtNotice{},
}

// names is places the other way round.
var names = func() map[reflect.Type]string {
	m := make(map[reflect.Type]string, len(places))
	for name, d := range places {
		m[reflect.TypeOf(d)] = name
	}
	return m
}()

// saved is a session as it is written: P is a place, for writing or for
// reading. Field names keep their meaning. What is mostly zero is a pointer: the
// codec asks a field with omitzero whether it is by reflection, which was a
// third of the time of writing.
type saved[P any] struct {
	User     UserID         `json:"user"`
	Events   int            `json:"events"`
	Consent  *Consent       `json:"consent,omitempty"`
	Zone     string         `json:"zone,omitempty"`
	Learners []savedLearner `json:"learners,omitempty"`
	Active   int            `json:"active,omitempty"`
	Coffee   *savedCoffee   `json:"coffee,omitempty"`
	Dialog   *P             `json:"place,omitempty"`
	Past     []P            `json:"past,omitempty"`
	Offer    int            `json:"offer,omitempty"`
	Offered  []Choice       `json:"offered,omitempty"`
	Alarms   []Alarm        `json:"alarms,omitempty"`
	Notices  []Notice       `json:"notices,omitempty"`
	Misses   int            `json:"misses,omitempty"`
	Asks     *Asks          `json:"asks,omitempty"`
	Seen     *time.Time     `json:"seen,omitempty"`
	Unasked  *time.Time     `json:"unasked,omitempty"`
	Hush     *time.Time     `json:"hush,omitempty"`
	Haste    *Haste         `json:"haste,omitempty"`
	Asleep   bool           `json:"asleep,omitempty"`
	Gone     bool           `json:"gone,omitempty"`
	Erase    bool           `json:"erase,omitempty"`
}

// savedLearner is a learner, and savedCoffee the coffee, as they are written:
// what is mostly zero stands here instead.
type (
	savedLearner struct {
		Learner
		Reviewed *Reviewed `json:"reviewed,omitempty"`
		Streak   *Streak   `json:"streak,omitempty"`
	}
	savedCoffee struct {
		Coffee
		Paused *time.Time `json:"paused,omitempty"`
	}
)

// unlessZero is where a value is, or nil when it says nothing; orZero is the
// way back.
func unlessZero[T comparable](v *T) *T {
	var zero T
	if *v == zero {
		return nil
	}
	return v
}

func orZero[T any](v *T) (value T) {
	if v != nil {
		value = *v
	}
	return value
}

// writtenPlace is a dialog as it is written: its name and its fields. readPlace
// is the same when it is read: the fields stay raw until the name says what
// they are.
type (
	writtenPlace struct {
		At string `json:"at"`
		Is Dialog `json:"is"`
	}
	readPlace struct {
		At string          `json:"at"`
		Is json.RawMessage `json:"is"`
	}
)

// Encode writes a session for the store. What it writes is read by every later
// release.
func Encode(s Session) ([]byte, error) { return json.Marshal(save(&s)) }

// save is a session as it is written.
func save(s *Session) *saved[writtenPlace] {
	out := &saved[writtenPlace]{
		User: s.User, Events: s.Events, Consent: unlessZero(&s.Consent), Zone: s.Zone, Learners: saveLearners(s.Learners), Active: s.Active,
		Coffee: saveCoffee(&s.Coffee), Offer: s.Offer, Offered: s.Offered, Alarms: s.Alarms, Notices: s.Notices, Misses: s.Misses,
		Asks: unlessZero(&s.Asks), Seen: unlessZero(&s.Seen), Unasked: unlessZero(&s.Unasked), Hush: unlessZero(&s.Hush),
		Haste: unlessZero(&s.Haste), Asleep: s.Asleep, Gone: s.Gone, Erase: s.Erase,
	}
	if s.Dialog != nil {
		out.Dialog = &writtenPlace{names[reflect.TypeOf(s.Dialog)], s.Dialog}
	}
	for _, d := range s.Past {
		out.Past = append(out.Past, writtenPlace{names[reflect.TypeOf(d)], d})
	}
	return out
}

func saveLearners(list []Learner) []savedLearner {
	out := make([]savedLearner, len(list))
	for i := range list {
		out[i] = savedLearner{list[i], unlessZero(&list[i].Reviewed), unlessZero(&list[i].Streak)}
	}
	return out
}

func saveCoffee(c *Coffee) *savedCoffee {
	if !c.Off && c.Minute == 0 && c.Paused.IsZero() && !c.Waits && len(c.Poured) == 0 {
		return nil
	}
	return &savedCoffee{*c, unlessZero(&c.Paused)}
}

// Decode reads what Encode wrote, in this release or an earlier one. A place
// this release does not know becomes the menu, which counts it. The session
// has no part of data.
func Decode(data []byte) (Session, error) {
	var in saved[readPlace]
	if err := json.Unmarshal(data, &in); err != nil {
		return Session{}, fmt.Errorf("decode a session: %w", err)
	}
	return session(&in), nil
}

// session is what was saved.
func session(in *saved[readPlace]) Session {
	s := Session{
		User: in.User, Events: in.Events, Consent: orZero(in.Consent), Zone: in.Zone, Active: in.Active,
		Offer: in.Offer, Offered: in.Offered, Alarms: in.Alarms, Notices: in.Notices, Misses: in.Misses,
		Asks: orZero(in.Asks), Seen: orZero(in.Seen), Unasked: orZero(in.Unasked), Hush: orZero(in.Hush),
		Haste: orZero(in.Haste), Asleep: in.Asleep, Gone: in.Gone, Erase: in.Erase,
	}
	for _, l := range in.Learners {
		l.Learner.Reviewed, l.Learner.Streak = orZero(l.Reviewed), orZero(l.Streak)
		s.Learners = append(s.Learners, l.Learner)
	}
	if in.Coffee != nil {
		s.Coffee, s.Coffee.Paused = in.Coffee.Coffee, orZero(in.Coffee.Paused)
	}
	if in.Dialog != nil {
		s.Dialog = in.Dialog.dialog()
	}
	if len(in.Past) > 0 {
		s.Past = make([]Dialog, len(in.Past))
	}
	for i, p := range in.Past {
		s.Past[i] = p.dialog()
	}
	return s
}

// dialog makes the value that was written.
func (p readPlace) dialog() Dialog {
	empty, ok := places[p.At]
	if !ok {
		return Menu{Unknown: p.At}
	}
	if len(p.Is) == 0 || string(p.Is) == "{}" {
		return empty
	}
	v := reflect.New(reflect.TypeOf(empty))
	if err := json.Unmarshal(p.Is, v.Interface()); err != nil {
		return Menu{Unknown: p.At}
	}
	return v.Elem().Interface().(Dialog)
}
