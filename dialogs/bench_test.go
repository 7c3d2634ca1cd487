package dialogs

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"
)

// turns are all the events of all transcripts, each with the session before.
func turns(b testing.TB, w *World) []Turned {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		b.Fatalf("no transcripts: %v", err)
	}
	var all []Turned
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			b.Fatal(err)
		}
		w.Model.On, w.Model.Hears = withModel(file), withEars(file)
		if _, err := Play(w, string(a.Files[0].Data), func(x Turned) error { all = append(all, x); return nil }); err != nil {
			b.Fatal(err)
		}
	}
	w.Model = Model{}
	return all
}

// BenchmarkStep is the mean time of one step over all transcripts.
func BenchmarkStep(b *testing.B) {
	w := testWorld(b)
	all := turns(b, w)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		x := &all[i%len(all)]
		Step(w, x.Before, x.Event)
	}
}

// BenchmarkCodec is a full session written and read, beside encoding/json.
func BenchmarkCodec(b *testing.B) {
	s := full()
	data, err := Encode(s)
	if err != nil {
		b.Fatal(err)
	}
	var plain saved[readPlace]
	if err := json.Unmarshal(data, &plain); err != nil {
		b.Fatal(err)
	}
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			data, err := Encode(s)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := Decode(data); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			data, err := json.Marshal(&plain)
			if err != nil {
				b.Fatal(err)
			}
			if err := json.Unmarshal(data, new(saved[readPlace])); err != nil {
				b.Fatal(err)
			}
		}
	})
}
