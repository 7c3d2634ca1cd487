package dialogs

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

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

// Encode writes a session for the store, as MessagePack. What it writes is read
// by every later release.
func Encode(s Session) ([]byte, error) { return AppendTo(nil, &s) }

// AppendTo is Encode behind b.
func AppendTo(b []byte, s *Session) ([]byte, error) { return s.MarshalMsg(b) }

// Decode reads what Encode wrote, in this release or an earlier one. A place
// this release does not know becomes the menu, which counts it. The session
// has no part of data.
func Decode(data []byte) (s Session, err error) {
	if isJSON(data) {
		s, err = decodeJSON(data)
	} else if data, err = s.UnmarshalMsg(data); err == nil && len(data) > 0 {
		err = errors.New("something follows it")
	}
	if err != nil {
		return Session{}, fmt.Errorf("decode a session: %w", err)
	}
	return s, nil
}

// placeText is a dialog as it is written: its name and, when it has some, its
// fields as JSON. Nowhere is "".
func placeText(d Dialog) (string, error) {
	if d == nil {
		return "", nil
	}
	t := reflect.TypeOf(d)
	if t.NumField() == 0 {
		return names[t], nil
	}
	fields, err := json.Marshal(d)
	return names[t] + string(fields), err
}

// textPlace makes the dialog that was written.
func textPlace(text string) (Dialog, error) {
	if text == "" {
		return nil, nil
	}
	at, is := text, ""
	if i := strings.IndexByte(text, '{'); i >= 0 {
		at, is = text[:i], text[i:]
	}
	return place(at, []byte(is)), nil
}

// place is the dialog of a name and the JSON of its fields.
func place(at string, is []byte) Dialog {
	empty, ok := places[at]
	if !ok {
		return Menu{Unknown: at}
	}
	if len(is) == 0 || string(is) == "{}" {
		return empty
	}
	v := reflect.New(reflect.TypeOf(empty))
	if err := json.Unmarshal(is, v.Interface()); err != nil {
		return Menu{Unknown: at}
	}
	return v.Elem().Interface().(Dialog)
}

// Releases before format 3 of the files and version 5 of the tables wrote a
// session as JSON.
type (
	jsonSession struct {
		Session
		Dialog *jsonPlace  `json:"place,omitempty"`
		Past   []jsonPlace `json:"past,omitempty"`
	}
	jsonPlace struct {
		At string          `json:"at"`
		Is json.RawMessage `json:"is"`
	}
)

// isJSON tells the JSON of an object from the MessagePack of a map, whose first
// byte is never of ASCII.
func isJSON(data []byte) bool { return len(data) > 0 && data[0] < 0x80 }

func decodeJSON(data []byte) (Session, error) {
	var in jsonSession
	if err := json.Unmarshal(data, &in); err != nil {
		return Session{}, err
	}
	return in.session(), nil
}

// session is what was written.
func (in *jsonSession) session() Session {
	s := in.Session
	if in.Dialog != nil {
		s.Dialog = place(in.Dialog.At, in.Dialog.Is)
	}
	for _, p := range in.Past {
		s.Past = append(s.Past, place(p.At, p.Is))
	}
	return s
}
