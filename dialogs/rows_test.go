package dialogs

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"

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
		{nil, `""`},
		{CardList{{Lesson: "otp-1", Question: 2, Card: recall.Card{Stability: 2.118103970459015, Difficulty: 5, Last: at, Days: 3, Reps: 4, Lapses: 1}}},
			`"otp-1 2 2.118103970459015 5 1795824003 3 4 1"`},
		{CardList{{Lesson: "a", Card: recall.Card{Last: at.Add(50)}}, {Lesson: "b", Question: -1}},
			`"a 0 0 0 1795824003.000000050 0 0 0,b -1 0 0 -62135596800 0 0 0"`},
		{CardList{{Lesson: `vì "sao"`, Question: 1}},
			`[{"of":"vì \"sao\"","q":1,"s":0,"d":0,"t":"0001-01-01T00:00:00Z","in":0,"n":0}]`},
		{CardList{{Question: 1}}, `[{"of":"","q":1,"s":0,"d":0,"t":"0001-01-01T00:00:00Z","in":0,"n":0}]`},
	} {
		text, err := json.Marshal(c.list)
		if err != nil || string(text) != c.want {
			t.Errorf("wrote %s, %v\n want %s", text, err, c.want)
		}
		old, err := json.Marshal([]Flashcard(c.list))
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range [][]byte{text, old} {
			var back CardList
			if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, c.list) {
				t.Errorf("%s came back as %+v, %v", text, back, err)
			}
		}
	}
	if _, err := json.Marshal(CardList{{Lesson: "a", Card: recall.Card{Stability: math.NaN()}}}); err == nil {
		t.Error("a card that is no number was written")
	}
}

// TestRowsOfOthers: a later release may write more fields, an earlier one fewer;
// what is no row is an error, never another row.
func TestRowsOfOthers(t *testing.T) {
	var acts ActList
	if err := json.Unmarshal([]byte(`"meo 1795824003 1795824004 1 2 3 new fields,meo-hai 5"`), &acts); err != nil {
		t.Fatal(err)
	}
	want := ActList{{"meo", time.Unix(1795824003, 0).UTC(), time.Unix(1795824004, 0).UTC(), true, 2, 3}, {Tip: "meo-hai", At: time.Unix(5, 0).UTC()}}
	if !reflect.DeepEqual(acts, want) {
		t.Errorf("got %+v", acts)
	}
	for _, text := range []string{`","`, `"meo,"`, `" 5"`, `"meo x"`, `"meo 5.1"`, `"meo 5 6 x"`, `5`, `{}`} {
		if err := json.Unmarshal([]byte(text), &acts); err == nil {
			t.Errorf("%s was read as %+v", text, acts)
		}
	}
}
