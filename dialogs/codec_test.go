package dialogs

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"capheso/lessons/recall"
)

// full is a session with something in every field.
func full() Session {
	at := time.Date(2026, 11, 21, 1, 2, 3, 0, time.UTC)
	return Session{
		User: "web:1", Events: 7, Zone: "Asia/Tokyo", Consent: Consent{Given: true, At: at},
		Learners: []Learner{{Call: "bà", Province: "31", Commune: "11311", Track: "an-toan",
			Done: []Done{{"bai", 2, 1, 2, at}}, Tests: []Tested{{"an-toan", true, 3, 5, at}}, Walking: &Guide{ID: "g", At: 2},
			Cards:    []Flashcard{{Lesson: "bai", Question: 1, Card: recall.Next(recall.Card{}, recall.Good, at)}},
			Acts:     []Act{{Tip: "meo", At: at, Next: at, Again: true, Done: 1, Told: 2}},
			Reviewed: Reviewed{At: at, Items: 1, Gently: true},
			Streak:   Streak{On: at, Days: 3, Missed: 1, Hidden: true}}},
		Coffee: Coffee{Minute: 480, Paused: at, Waits: true, Poured: []Poured{{"t", at}}},
		Dialog: Quiz{ID: "bai", At: 1, Right: 1}, Past: []Dialog{Menu{}, AtLesson{ID: "bai", Page: 1}},
		Offer: 9, Offered: []Choice{{"Một", "1"}}, Alarms: []Alarm{{"coffee", at}}, Notices: []Notice{{"1205-abcde", "Mời {bác} ra.", at}}, Misses: 1, Asks: Asks{"2026-11-21", 2}, Seen: at, Unasked: at, Hush: at, Haste: Haste{Ahead: at, Rest: at}, Asleep: true, Gone: true, Erase: true,
	}
}

func TestEncodeDecode(t *testing.T) {
	want := full()
	data, err := Encode(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	v := reflect.ValueOf(want)
	for i := range v.NumField() {
		if v.Field(i).IsZero() && v.Type().Field(i).Name != "Active" {
			t.Errorf("the test leaves Session.%s empty", v.Type().Field(i).Name)
		}
	}
}

func TestDecodeUnknownPlaceIsTheMenu(t *testing.T) {
	s, err := Decode([]byte(`{"user":"web:1","events":3,"consent":{"given":true},"learners":[{}],"place":{"at":"karaoke","is":{"song":1}},"past":[{"at":"menu"},{"at":"opera"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if s.Dialog != (Menu{Unknown: "karaoke"}) || s.Past[1] != (Menu{Unknown: "opera"}) {
		t.Fatalf("%+v", s)
	}
	s, out := Step(testWorld(t), s, Event{ID: "1", User: s.User, At: time.Now(), Body: Said{Text: "8"}})
	if len(out.Facts) == 0 || out.Facts[0].Kind != "place.unknown" || out.Facts[0].About != "karaoke" {
		t.Errorf("facts: %+v", out.Facts)
	}
	if s.Dialog != (Menu{}) {
		t.Errorf("the session is at %+v", s.Dialog)
	}
}

// TestPlacesAreComparable: the engine compares places to know whether one was
// left, and a place that holds a slice or a map would make it panic.
func TestPlacesAreComparable(t *testing.T) {
	for name, d := range places {
		if !reflect.TypeOf(d).Comparable() {
			t.Errorf("place %q cannot be compared", name)
		}
		data, err := Encode(Session{Dialog: d})
		if err != nil {
			t.Fatal(err)
		}
		if back, err := Decode(data); err != nil || back.Dialog != d {
			t.Errorf("place %q came back as %+v, %v", name, back.Dialog, err)
		}
	}
	if len(names) != len(places) {
		t.Errorf("%d names for %d types: two names have one type", len(places), len(names))
	}
}

// TestCodecIsEncodingJSON: other programs read sessions and write them, and so
// did earlier releases, which used encoding/json.
func TestCodecIsEncodingJSON(t *testing.T) {
	for _, x := range append(turns(t, testWorld(t)), Turned{Before: full()}, Turned{}) {
		sameSession(t, sameText(t, x.Before))
	}
	text := string(sameText(t, full()))
	for i := range text { // cut short, and each byte another
		sameSession(t, []byte(text[:i]))
		for _, c := range `0 "x,}{]-.e\` {
			sameSession(t, []byte(text[:i]+string(c)+text[i+1:]))
		}
	}
	for _, text := range []string{
		"", "null", " {}", "{} ", "{}x", `{"events":01}`, `{"events":+1}`, `{"events":-0}`, `{"events":1e2}`, `{"learners":[{"cards":[{"s":0x1p-2}]}]}`,
		`{"learners":[{"cards":[{"s":1_0}]}]}`, `{"user":"a","user":"b"}`, `{"USER":"a"}`, `{"events":1,"user":"a"}`, `{"unknown":{"a":[1]},"events":1}`,
		`{"place":{"at":"guide","is":[1]}}`, `{"place":{"at":"guide","is":{"id":}}}`, `{"place":{"at":"guide","is":null}}`, `{"past":[null]}`, `{"past":[{},]}`,
		`{"user":null}`, `{"seen":"x"}`, `{"seen":null}`, `{"user":"\ud83d\ude00\ud83d"}`, `{"gone":truee}`, `{"events":}`, `{"user":"a",}`, `{,}`,
	} {
		sameSession(t, []byte(text))
	}
}

// sameText writes a session both ways.
func sameText(t *testing.T, s Session) []byte {
	t.Helper()
	want, err := json.Marshal(save(&s))
	got, err2 := Encode(s)
	if (err == nil) != (err2 == nil) || string(got) != string(want) {
		t.Fatalf("ours %s, %v\ntheirs %s, %v", got, err2, want, err)
	}
	return got
}

// sameSession reads a session both ways.
func sameSession(t *testing.T, data []byte) {
	t.Helper()
	var want Session
	var in saved[readPlace]
	err := json.Unmarshal(data, &in)
	if err == nil {
		want = session(&in)
	}
	got, err2 := Decode(data)
	if (err == nil) != (err2 == nil) || !reflect.DeepEqual(got, want) {
		t.Fatalf("of %q\ngot  %+v, %v\nwant %+v, %v", data, got, err2, want, err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"user":"web:1"}`))
	data, err := Encode(full())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) { sameSession(t, data) })
}

func FuzzEncode(f *testing.F) {
	f.Add("bà Sáu", `"<&>\`+"\n\u2028\x00\xff", -7, 2.118103970459015, int64(0), 7)
	f.Fuzz(func(t *testing.T, a, b string, n int, x float64, at int64, zone int) {
		s := full()
		s.User, s.Events, s.Seen = UserID(a), n, time.Unix(at, int64(n)).In(time.FixedZone("", zone))
		s.Offered = []Choice{{a, b}, {b, a}}
		s.Learners[0].Cards[0].Stability = x
		s.Dialog = Answer{ID: a, Question: b}
		if _, err := json.Marshal(save(&s)); err != nil {
			if _, err := Encode(s); err == nil {
				t.Error("only encoding/json says what is wrong")
			}
			return
		}
		sameSession(t, sameText(t, s))
	})
}
