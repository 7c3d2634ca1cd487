package dialogs

import (
	"capheso/lessons/recall"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

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

// monthOld is the session of somebody who has been here for a month.
func monthOld() Session {
	s, at := full(), time.Date(2026, 11, 1, 0, 0, 3, 0, time.UTC)
	me := &s.Learners[0]
	me.Cards, me.Done, me.Acts, s.Coffee.Poured = nil, nil, nil, nil
	for i := range 24 {
		at = at.Add(24 * time.Hour)
		s.Coffee.Poured = append(s.Coffee.Poured, Poured{fmt.Sprintf("vneid-meo-go-dung-the-%d", i), at})
		if i%4 == 0 {
			id := fmt.Sprintf("chuyen-khoan-%d", i)
			me.Acts = append(me.Acts, Act{Tip: id, At: at, Next: at, Told: 1})
			me.Done = append(me.Done, Done{id, 1, 2, 3, at})
			me.Cards = append(me.Cards, Flashcard{id, 1, recall.Next(recall.Card{}, recall.Good, at)})
		}
	}
	return s
}

// BenchmarkMonth is what a ring writes and reads.
func BenchmarkMonth(b *testing.B) {
	s := monthOld()
	data, err := Encode(s)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("encode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = Encode(s)
		}
		b.ReportMetric(float64(len(data)), "bytes")
	})
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = Decode(data)
		}
	})
}

// BenchmarkCodec is a full session written and read, beside encoding/json, as
// the first releases did.
func BenchmarkCodec(b *testing.B) {
	s := full()
	old := plain(s)
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
			data, err := json.Marshal(old)
			if err != nil {
				b.Fatal(err)
			}
			if err := json.Unmarshal(data, new(jsonSession)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
