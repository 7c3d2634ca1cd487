package dialogs

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tinylib/msgp/msgp"

	"capheso/lessons/recall"
)

// TestRows: lists come back as they were, from the text and from the array that
// earlier releases wrote; the text is what is written of every id a course has.
func TestRows(t *testing.T) {
	at := time.Date(2026, 11, 28, 0, 0, 3, 0, time.UTC)
	for _, c := range []struct {
		list CardList
		want string
	}{
		{nil, ""},
		{CardList{{Lesson: "otp-1", Question: 2, Card: recall.Card{Stability: 2.118103970459015, Difficulty: 5, Last: at, Days: 3, Reps: 4, Lapses: 1}}},
			"otp-1 2 2.118103970459015 5 1795824003 3 4 1"},
		{CardList{{Lesson: "a", Card: recall.Card{Last: at.Add(50)}}, {Lesson: "b", Question: -1}},
			"a 0 0 0 1795824003.000000050 0 0 0,b -1 0 0 -62135596800 0 0 0"},
		{CardList{{Lesson: `vì "sao"`, Question: 1}},
			`[{"of":"vì \"sao\"","q":1,"s":0,"d":0,"t":"0001-01-01T00:00:00Z","in":0,"n":0}]`},
		{CardList{{Question: 1}}, `[{"of":"","q":1,"s":0,"d":0,"t":"0001-01-01T00:00:00Z","in":0,"n":0}]`},
	} {
		data, err := c.list.MarshalMsg([]byte("before"))
		if err != nil {
			t.Fatal(err)
		}
		var back CardList
		if rest, err := back.UnmarshalMsg(append(data[len("before"):], "behind"...)); err != nil || string(rest) != "behind" || !reflect.DeepEqual(back, c.list) {
			t.Errorf("%q came back as %+v, %q, %v", data, back, rest, err)
		}
		if text, _, err := msgp.ReadStringBytes(data[len("before"):]); err != nil || text != c.want {
			t.Errorf("wrote %s, %v\n want %s", text, err, c.want)
		}
		array, err := json.Marshal([]Flashcard(c.list))
		if err != nil {
			t.Fatal(err)
		}
		old := []string{string(array)}
		if !strings.HasPrefix(c.want, "[") {
			old = append(old, `"`+c.want+`"`)
		}
		for _, text := range old { // what earlier releases wrote
			back = nil
			if err := json.Unmarshal([]byte(text), &back); err != nil || !reflect.DeepEqual(back, c.list) {
				t.Errorf("%s came back as %+v, %v", text, back, err)
			}
		}
	}
	if _, err := (CardList{{Lesson: "a", Card: recall.Card{Stability: math.NaN()}}}).MarshalMsg(nil); err == nil {
		t.Error("a card that is no number was written")
	}
}

// TestRowsOfOthers: a later release may write more fields, an earlier one fewer;
// what is no row is an error, never another row.
func TestRowsOfOthers(t *testing.T) {
	var acts ActList
	if err := acts.read("meo 1795824003 1795824004 1 2 3 new fields,meo-hai 5"); err != nil {
		t.Fatal(err)
	}
	want := ActList{{"meo", time.Unix(1795824003, 0).UTC(), time.Unix(1795824004, 0).UTC(), true, 2, 3}, {Tip: "meo-hai", At: time.Unix(5, 0).UTC()}}
	if !reflect.DeepEqual(acts, want) {
		t.Errorf("got %+v", acts)
	}
	for _, text := range []string{`,`, `meo,`, ` 5`, `meo x`, `meo 5.1`, `meo 5 6 x`, `[5]`, `[`} {
		if _, err := acts.UnmarshalMsg(msgp.AppendString(nil, text)); err == nil {
			t.Errorf("%s was read as %+v", text, acts)
		}
	}
	for _, text := range []string{`"meo x"`, `5`, `{}`, `"meo`, ``} {
		if err := acts.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%s was read as %+v", text, acts)
		}
	}
}
