package dialogs

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"
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
	"tip":       AtTip{},
	"settings":  Settings{},
	"people":    People{},
	"data":      MyData{},
	"erase":     EraseSure{},
	"resume":    Resume{},
	"review":    Review{},
	"reviewed":  ReviewDone{},
}

// names is places the other way round.
var names = func() map[reflect.Type]string {
	m := make(map[reflect.Type]string, len(places))
	for name, d := range places {
		m[reflect.TypeOf(d)] = name
	}
	return m
}()

// saved is a session as it is written. Field names keep their meaning.
type saved struct {
	User     UserID       `json:"user"`
	Events   int          `json:"events"`
	Consent  Consent      `json:"consent,omitzero"`
	Learners []Learner    `json:"learners,omitempty"`
	Active   int          `json:"active,omitempty"`
	Coffee   Coffee       `json:"coffee,omitzero"`
	Dialog   *savedPlace  `json:"place,omitempty"`
	Past     []savedPlace `json:"past,omitempty"`
	Offer    int          `json:"offer,omitempty"`
	Offered  []Choice     `json:"offered,omitempty"`
	Alarms   []Alarm      `json:"alarms,omitempty"`
	Misses   int          `json:"misses,omitempty"`
	Seen     time.Time    `json:"seen,omitzero"`
	Unasked  time.Time    `json:"unasked,omitzero"`
	Hush     time.Time    `json:"hush,omitzero"`
	Haste    Haste        `json:"haste,omitzero"`
	Asleep   bool         `json:"asleep,omitempty"`
	Gone     bool         `json:"gone,omitempty"`
	Erase    bool         `json:"erase,omitempty"`
}

// savedPlace is a dialog as it is written: its name and its fields. Only one
// of Is and Raw is set, for writing and for reading.
type savedPlace struct {
	At string `json:"at"`
	Is any    `json:"is,omitempty"`
}

// readPlace is savedPlace when it is read.
type readPlace struct {
	At string          `json:"at"`
	Is json.RawMessage `json:"is"`
}

// UnmarshalJSON keeps the fields raw until the name says what they are.
func (p *savedPlace) UnmarshalJSON(data []byte) error {
	var r readPlace
	if err := json.Unmarshal(data, &r); err != nil {
		return err
	}
	p.At = r.At
	if r.Is != nil {
		p.Is = r.Is
	}
	return nil
}

// Encode writes a session for the store. What it writes is read by every later
// release.
func Encode(s Session) ([]byte, error) {
	out := saved{
		User: s.User, Events: s.Events, Consent: s.Consent, Learners: s.Learners, Active: s.Active,
		Coffee: s.Coffee, Offer: s.Offer, Offered: s.Offered, Alarms: s.Alarms, Misses: s.Misses,
		Seen: s.Seen, Unasked: s.Unasked, Hush: s.Hush, Haste: s.Haste, Asleep: s.Asleep, Gone: s.Gone, Erase: s.Erase,
	}
	if s.Dialog != nil {
		out.Dialog = &savedPlace{At: names[reflect.TypeOf(s.Dialog)], Is: s.Dialog}
	}
	for _, d := range s.Past {
		out.Past = append(out.Past, savedPlace{At: names[reflect.TypeOf(d)], Is: d})
	}
	return json.Marshal(out)
}

// Decode reads what Encode wrote, in this release or an earlier one. A place
// this release does not know becomes the menu, which counts it.
func Decode(data []byte) (Session, error) {
	var in saved
	if err := json.Unmarshal(data, &in); err != nil {
		return Session{}, fmt.Errorf("decode a session: %w", err)
	}
	s := Session{
		User: in.User, Events: in.Events, Consent: in.Consent, Learners: in.Learners, Active: in.Active,
		Coffee: in.Coffee, Offer: in.Offer, Offered: in.Offered, Alarms: in.Alarms, Misses: in.Misses,
		Seen: in.Seen, Unasked: in.Unasked, Hush: in.Hush, Haste: in.Haste, Asleep: in.Asleep, Gone: in.Gone, Erase: in.Erase,
	}
	if in.Dialog != nil {
		s.Dialog = in.Dialog.dialog()
	}
	for _, p := range in.Past {
		s.Past = append(s.Past, p.dialog())
	}
	return s, nil
}

// dialog makes the value that was written.
func (p savedPlace) dialog() Dialog {
	empty, ok := places[p.At]
	if !ok {
		return Menu{Unknown: p.At}
	}
	raw, _ := p.Is.(json.RawMessage)
	if len(raw) == 0 {
		return empty
	}
	v := reflect.New(reflect.TypeOf(empty))
	if err := json.Unmarshal(raw, v.Interface()); err != nil {
		return Menu{Unknown: p.At}
	}
	return v.Elem().Interface().(Dialog)
}
