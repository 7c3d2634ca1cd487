package dialogs

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tinylib/msgp/msgp"

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
		Offer: 9, Offered: []Choice{{"Một", "1"}}, Alarms: []Alarm{{"coffee", at}}, Notices: []Notice{{"1205-abcde", "Mời {bác} ra.", at}}, Misses: 1, Repeats: 2, Asks: Asks{"2026-11-21", 2}, Seen: at, Unasked: at, Hush: at, Haste: Haste{Ahead: at, Rest: at}, Asleep: true, Gone: true, Erase: true,
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

// TestDecodeJSON: earlier releases wrote sessions with encoding/json. What it
// writes and reads we read alike.
func TestDecodeJSON(t *testing.T) {
	for _, x := range append(turns(t, testWorld(t)), Turned{Before: full()}, Turned{}) {
		data, err := json.Marshal(plain(x.Before))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Decode(data); err != nil || !reflect.DeepEqual(got, x.Before) {
			t.Fatalf("of %s\ngot  %+v, %v\nwant %+v", data, got, err, x.Before)
		}
	}
	data, err := json.Marshal(plain(full()))
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	sameJSON(t, text)
	for i := range text { // cut short, and each byte another
		sameJSON(t, text[:i])
		for _, c := range `0 "x,}{]-.e\` {
			sameJSON(t, text[:i]+string(c)+text[i+1:])
		}
	}
	for _, text := range []string{
		"null", " {}", "{} ", "{}x", `{"events":01}`, `{"events":+1}`, `{"events":-0}`, `{"events":1e2}`, `{"learners":[{"cards":[{"s":0x1p-2}]}]}`,
		`{"learners":[{"cards":[{"s":1_0}]}]}`, `{"user":"a","user":"b"}`, `{"USER":"a"}`, `{"events":1,"user":"a"}`, `{"unknown":{"a":[1]},"events":1}`,
		`{"place":{"at":"guide","is":[1]}}`, `{"place":{"at":"guide","is":{"id":}}}`, `{"place":{"at":"guide","is":null}}`, `{"past":[null]}`, `{"past":[{},]}`,
		`{"user":null}`, `{"seen":"x"}`, `{"seen":null}`, `{"user":"\ud83d\ude00\ud83d"}`, `{"gone":truee}`, `{"events":}`, `{"user":"a",}`, `{,}`,
	} {
		sameJSON(t, text)
	}
}

// plain is a session as an earlier release wrote it.
func plain(s Session) jsonSession {
	out := jsonSession{Session: s}
	place := func(d Dialog) jsonPlace {
		is, err := json.Marshal(d)
		if err != nil {
			panic(err)
		}
		return jsonPlace{names[reflect.TypeOf(d)], is}
	}
	if s.Dialog != nil {
		p := place(s.Dialog)
		out.Dialog = &p
	}
	for _, d := range s.Past {
		out.Past = append(out.Past, place(d))
	}
	return out
}

// sameJSON reads JSON as encoding/json does.
func sameJSON(t *testing.T, text string) {
	t.Helper()
	var in jsonSession
	err := json.Unmarshal([]byte(text), &in)
	want := Session{}
	if err == nil {
		want = in.session()
	}
	got, err2 := decodeJSON([]byte(text))
	if (err == nil) != (err2 == nil) || !reflect.DeepEqual(got, want) {
		t.Fatalf("of %q\ngot  %+v, %v\nwant %+v, %v", text, got, err2, want, err)
	}
}

// TestDecodeRefuses: what is cut short, or is no session, is an error and never
// half a session.
func TestDecodeRefuses(t *testing.T) {
	data, err := Encode(full())
	if err != nil {
		t.Fatal(err)
	}
	refused := [][]byte{nil, []byte("x"), []byte("[]"), {0x90}, {0xc0}, append(slices.Clone(data), 0), {0x81, 0xa6, 'e', 'v', 'e', 'n', 't', 's', 0xa1, '7'},
		{0x81, 0xa4, 'p', 'a', 's', 't', 0xdd, 0xff, 0xff, 0xff, 0xff}}
	for i := range data {
		refused = append(refused, data[:i])
	}
	for _, data := range refused {
		if s, err := Decode(data); err == nil || !reflect.DeepEqual(s, Session{}) {
			t.Errorf("%q was read as %+v, %v", data, s, err)
		}
	}
}

// TestDecodeOfLater: a later release may have more fields.
func TestDecodeOfLater(t *testing.T) {
	data := msgp.AppendMapHeader(nil, 3)
	data = msgp.AppendString(msgp.AppendString(data, "user"), "web:1")
	data = msgp.AppendString(msgp.AppendString(data, "horoscope"), "good")
	data = msgp.AppendString(msgp.AppendString(data, "place"), `karaoke{"song":1}`)
	s, err := Decode(data)
	if want := (Session{User: "web:1", Dialog: Menu{Unknown: "karaoke"}}); err != nil || !reflect.DeepEqual(s, want) {
		t.Errorf("got %+v, %v", s, err)
	}
}

// FuzzDecode: whatever the bytes are, reading them ends, and what was read is
// written and read again as it is.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"user":"web:1"}`))
	data, err := Encode(full())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	if data, err = json.Marshal(plain(full())); err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Decode(data)
		if err != nil {
			return
		}
		if data, err = Encode(s); err != nil {
			if _, jsonErr := json.Marshal(plain(s)); jsonErr == nil {
				t.Fatal(err)
			}
			return // a list that has to be JSON, with a time after the year 9999
		}
		first, err := Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		again(t, first) // the zones of the times of a JSON are gone now
	})
}

func FuzzEncode(f *testing.F) {
	f.Add("bà Sáu", `"<&>\`+"\n\u2028\x00\xff", -7, 2.118103970459015, int64(0))
	f.Fuzz(func(t *testing.T, a, b string, n int, x float64, at int64) {
		if x-x != 0 {
			return // no card has such a number
		}
		s := full()
		s.User, s.Events, s.Seen = UserID(a), n, time.Unix(at, int64(n)).UTC()
		s.Offered = []Choice{{a, b}, {b, a}}
		s.Learners[0].Cards[0].Stability = x
		s.Learners[0].Done[0].Lesson = strings.ToValidUTF8(b, "")
		s.Dialog = Answer{ID: strings.ToValidUTF8(a, ""), Question: strings.ToValidUTF8(b, "")}
		again(t, s)
	})
}

// again writes and reads a session.
func again(t *testing.T, s Session) {
	t.Helper()
	data, err := Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := Decode(data); err != nil || !reflect.DeepEqual(back, s) {
		t.Errorf("%q\n came back as %+v, %v\n it was %+v", data, back, err, s)
	}
}

// TestGeneratedCodeIsCurrent: session_msgp.go is what `go generate ./dialogs`
// makes of session.go.
func TestGeneratedCodeIsCurrent(t *testing.T) {
	made := filepath.Join(t.TempDir(), "session_msgp.go")
	line := generateLine(t)
	line[slices.Index(line, "session_msgp.go")] = made
	if out, err := exec.CommandContext(t.Context(), line[0], line[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if want, got := readFile(t, made), readFile(t, "session_msgp.go"); got != want {
		t.Error("session_msgp.go is old: run go generate ./dialogs")
	}
}

// generateLine is the command that makes session_msgp.go.
func generateLine(t *testing.T) []string {
	_, line, ok := strings.Cut(readFile(t, "session.go"), "//go:generate ")
	if !ok {
		t.Fatal("session.go has no go:generate")
	}
	line, _, _ = strings.Cut(line, "\n")
	return strings.Fields(line)
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
