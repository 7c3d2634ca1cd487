package dialogs

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"capheso/dialogs/fastjson"
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
}

// written is how the places of one type are stored.
type written struct {
	name  string
	codec *fastjson.Codec
}

// names is places the other way round.
var names = func() map[reflect.Type]written {
	m := make(map[reflect.Type]written, len(places))
	for name, d := range places {
		t := reflect.TypeOf(d)
		m[t] = written{name, fastjson.Of(t)}
	}
	return m
}()

var savedCodec = fastjson.For[saved]()

// saved is a session as it is written. Field names keep their meaning.
type saved struct {
	User     UserID       `json:"user"`
	Events   int          `json:"events"`
	Consent  Consent      `json:"consent,omitzero"`
	Zone     string       `json:"zone,omitempty"`
	Learners []Learner    `json:"learners,omitempty"`
	Active   int          `json:"active,omitempty"`
	Coffee   Coffee       `json:"coffee,omitzero"`
	Dialog   *savedPlace  `json:"place,omitempty"`
	Past     []savedPlace `json:"past,omitempty"`
	Offer    int          `json:"offer,omitempty"`
	Offered  []Choice     `json:"offered,omitempty"`
	Alarms   []Alarm      `json:"alarms,omitempty"`
	Misses   int          `json:"misses,omitempty"`
	Asks     Asks         `json:"asks,omitzero"`
	Seen     time.Time    `json:"seen,omitzero"`
	Unasked  time.Time    `json:"unasked,omitzero"`
	Hush     time.Time    `json:"hush,omitzero"`
	Haste    Haste        `json:"haste,omitzero"`
	Asleep   bool         `json:"asleep,omitempty"`
	Gone     bool         `json:"gone,omitempty"`
	Erase    bool         `json:"erase,omitempty"`
}

// savedPlace is a dialog as it is written: its name and its fields.
type savedPlace struct {
	At string          `json:"at"`
	Is json.RawMessage `json:"is,omitempty"`
}

// Encode writes a session for the store. What it writes is read by every later
// release.
func Encode(s Session) ([]byte, error) {
	out := saved{
		User: s.User, Events: s.Events, Consent: s.Consent, Zone: s.Zone, Learners: s.Learners, Active: s.Active,
		Coffee: s.Coffee, Offer: s.Offer, Offered: s.Offered, Alarms: s.Alarms, Misses: s.Misses, Asks: s.Asks,
		Seen: s.Seen, Unasked: s.Unasked, Hush: s.Hush, Haste: s.Haste, Asleep: s.Asleep, Gone: s.Gone, Erase: s.Erase,
	}
	if err := out.savePlaces(s); err != nil {
		return nil, err
	}
	return savedCodec.Append(make([]byte, 0, 1024), &out)
}

// savePlaces writes the dialogs of a session, one behind the other in one
// piece of memory.
func (out *saved) savePlaces(s Session) error {
	text := make([]byte, 0, 256)
	save := func(d Dialog) (p savedPlace, err error) {
		from, n := len(text), names[reflect.TypeOf(d)]
		if n.codec == nil {
			return p, fmt.Errorf("encode a session: %T is no place", d)
		}
		text, err = n.codec.Append(text, d)
		return savedPlace{At: n.name, Is: text[from:len(text):len(text)]}, err
	}
	if s.Dialog != nil {
		p, err := save(s.Dialog)
		if err != nil {
			return err
		}
		out.Dialog = &p
	}
	if len(s.Past) > 0 {
		out.Past = make([]savedPlace, len(s.Past))
	}
	for i, d := range s.Past {
		var err error
		if out.Past[i], err = save(d); err != nil {
			return err
		}
	}
	return nil
}

// Decode reads what Encode wrote, in this release or an earlier one. A place
// this release does not know becomes the menu, which counts it. The session
// has no part of data.
func Decode(data []byte) (Session, error) {
	var in saved
	if err := savedCodec.Read(data, &in); err != nil {
		return Session{}, fmt.Errorf("decode a session: %w", err)
	}
	return in.session(), nil
}

// session is what was saved.
func (in *saved) session() Session {
	s := Session{
		User: in.User, Events: in.Events, Consent: in.Consent, Zone: in.Zone, Learners: in.Learners, Active: in.Active,
		Coffee: in.Coffee, Offer: in.Offer, Offered: in.Offered, Alarms: in.Alarms, Misses: in.Misses, Asks: in.Asks,
		Seen: in.Seen, Unasked: in.Unasked, Hush: in.Hush, Haste: in.Haste, Asleep: in.Asleep, Gone: in.Gone, Erase: in.Erase,
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
func (p savedPlace) dialog() Dialog {
	empty, ok := places[p.At]
	if !ok {
		return Menu{Unknown: p.At}
	}
	if len(p.Is) == 0 || string(p.Is) == "{}" {
		return empty
	}
	t := reflect.TypeOf(empty)
	v := reflect.New(t)
	if err := names[t].codec.Read(p.Is, v.Interface()); err != nil {
		return Menu{Unknown: p.At}
	}
	return v.Elem().Interface().(Dialog)
}
