package fastjson

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
)

// sample has everything the package knows.
type sample struct {
	Name   string          `json:"name"`
	Maybe  string          `json:"maybe,omitempty"`
	Kind   word            `json:"kind,omitempty"`
	N      int             `json:"n"`
	M      int             `json:"m,omitempty"`
	Yes    bool            `json:"yes"`
	No     bool            `json:"no,omitempty"`
	F      float64         `json:"f"`
	G      float64         `json:"g,omitempty"`
	At     time.Time       `json:"at"`
	Once   time.Time       `json:"once,omitzero"`
	In     inner           `json:"in"`
	Zero   inner           `json:"zero,omitzero"`
	To     *inner          `json:"to"`
	ToOmit *inner          `json:"to2,omitempty"`
	List   []inner         `json:"list"`
	Words  []string        `json:"words,omitempty"`
	Raw    json.RawMessage `json:"raw"`
	Raw2   json.RawMessage `json:"raw2,omitempty"`
	Inner4
	Inner3
}

type (
	word  string
	inner struct {
		A string `json:"a,omitempty"`
		B int    `json:"1,omitempty"`
	}
	Inner3 struct {
		C string `json:"c"`
	}
	Inner4 struct {
		D int `json:"d,omitempty"`
	}
)

var codec = For[sample]()

func samples() []sample {
	at := time.Date(2026, 11, 21, 1, 2, 3, 456, time.UTC)
	return []sample{
		{},
		{Name: "bà Sáu", Maybe: `"<&>\` + "\n\u2028\u2029\u2026\x00\xff\x7f", Kind: "k", N: -7, M: 1e15, Yes: true, No: true, F: 2.118103970459015, G: 1e-7,
			At: at, Once: at.In(time.FixedZone("", 7*3600)), In: inner{"a", 1}, Zero: inner{B: 2}, To: &inner{}, ToOmit: &inner{A: "x"},
			List: []inner{{}, {A: "y"}}, Words: []string{"", "một"}, Raw: json.RawMessage(`{}`), Raw2: json.RawMessage(`{"a":"}\"{","b":{}}`),
			Inner4: Inner4{4}, Inner3: Inner3{"c"}},
		{N: math.MinInt, M: math.MaxInt, F: math.Copysign(0, -1), G: 1e21, List: []inner{}, Words: []string{}, Raw: json.RawMessage(`{"x":[]}`)},
		{N: 999999999, M: -1000000000, F: -0.000001, G: 123456789.125, Once: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)},
	}
}

func TestFastIsWhatIsListed(t *testing.T) {
	if !codec.Fast() {
		t.Error("the sample is not fast")
	}
	for _, slow := range []any{
		struct{ A string }{}, struct {
			A uint `json:"a"`
		}{}, struct {
			A map[string]int `json:"a"`
		}{}, struct {
			A string `json:"a,string"`
		}{}, struct {
			A int `json:"a"`
			Inner5
		}{}, struct {
			A Marshals `json:"a"`
		}{},
	} {
		if Of(reflect.TypeOf(slow)).Fast() {
			t.Errorf("%T is called fast", slow)
		}
	}
}

type (
	Inner5 struct {
		A string `json:"a"`
	}
	Marshals string
)

func (Marshals) MarshalText() ([]byte, error) { return []byte("x"), nil }

func TestAppendIsEncodingJSON(t *testing.T) {
	for _, s := range samples() {
		sameText(t, &s)
	}
	for _, s := range []sample{{F: math.NaN()}, {G: math.Inf(1)}, {At: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}} {
		if _, err := codec.Append(nil, &s); err == nil {
			t.Errorf("no error for %+v", s)
		}
	}
}

func sameText(t *testing.T, s *sample) {
	t.Helper()
	want, err := json.Marshal(s)
	got, err2 := codec.Append([]byte("before"), s)
	if (err == nil) != (err2 == nil) || err == nil && string(got) != "before"+string(want) {
		t.Fatalf("got  %s, %v\nwant %s, %v", got, err2, want, err)
	}
}

func TestReadIsEncodingJSON(t *testing.T) {
	for _, s := range samples() {
		data, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		sameValue(t, data)
		for i := range data { // cut short, and each byte another
			sameValue(t, data[:i])
			for _, c := range []byte(`0 "x,}{]-.e\`) {
				other := []byte(string(data))
				other[i] = c
				sameValue(t, other)
			}
		}
	}
	for _, text := range []string{
		"", "null", " {}", "{} ", "{}x", `{"n":01}`, `{"n":+1}`, `{"n":-0}`, `{"n":1e2}`, `{"f":0x1p-2}`, `{"f":1_0}`, `{"f":Inf}`, `{"f":01}`, `{"f":.5}`,
		`{"name":"a","name":"b"}`, `{"NAME":"a"}`, `{"n":1,"name":"a"}`, `{"unknown":{"a":[1]},"n":1}`, `{"raw":[1]}`, `{"raw":{"a":}}`, `{"raw":null}`,
		`{"name":null}`, `{"at":"x"}`, `{"at":null}`, `{"list":[null]}`, `{"list":[{},]}`, `{"name":"\ud83d\ude00\ud83d"}`, `{"yes":truee}`, `{"n":}`, `{"name":"a",}`, `{,}`,
		`{"name":"` + strings.Repeat("ộ", 5000) + `"}`,
	} {
		sameValue(t, []byte(text))
	}
}

func sameValue(t *testing.T, data []byte) {
	t.Helper()
	var want, got sample
	err, err2 := json.Unmarshal(data, &want), codec.Read(data, &got)
	if (err == nil) != (err2 == nil) || err == nil && !reflect.DeepEqual(got, want) {
		t.Fatalf("of %q\ngot  %+v, %v\nwant %+v, %v", data, got, err2, want, err)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range samples() {
		data, err := json.Marshal(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) { sameValue(t, data) })
}

func FuzzAppend(f *testing.F) {
	f.Add("a", "b", 1, 0.5, int64(0), 7)
	f.Fuzz(func(t *testing.T, a, b string, n int, x float64, at int64, zone int) {
		s := sample{
			Name: a, Maybe: b, Kind: word(a), N: n, M: -n, F: x, G: -x, At: time.Unix(at, int64(n)).In(time.FixedZone("", zone)),
			To: &inner{A: b, B: n}, Words: []string{b, a}, List: []inner{{A: b}},
		}
		sameText(t, &s)
	})
}
