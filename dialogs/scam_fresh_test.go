package dialogs

import (
	"testing"

	"capheso/lessons"
	"capheso/lessons/viet"
)

// The fresh texts were written before the rules were tried on them, in other
// people's manners: regional words, no marks, short forms, long forwards, and
// losses told by those who are ashamed. In the order of the batches, the rules
// found at their first look:
//
//	batch  signs in scams  called dangerous  losses  ordinary called dangerous
//	look   51 of 76        21                14/45   0 of 78    the rules before
//	held   50 of 76        22                6/45    3 of 77    the rules before
//	held   75 of 76        64                31/45   5 of 77    bettered on look only
//	third  33 of 40        15                11/30   1 of 50    bettered on look and held
//	fourth 21 of 24        16                15/24   2 of 20    bettered on all before it
//
// All of them have been looked at since. Whoever betters the rules again writes
// a fifth first.
var batches = []struct {
	name                              string
	signs, dangerous, losses, mistake int // at least, at least, at least, at most
}{
	{"look", 76, 69, 45, 1},
	{"held", 75, 63, 40, 3},
	{"third", 40, 25, 26, 1},
	{"fourth", 24, 22, 20, 1},
}

// TestFreshScams counts what the rules make of scams they were not written on.
func TestFreshScams(t *testing.T) {
	w := testWorld(t)
	for _, b := range batches {
		rows := corpus(t, "scam-"+b.name+".txt")
		caught, dangerous, unasked := 0, 0, 0
		for _, row := range rows {
			signs, danger := judged(row[0])
			if len(signs) > 0 {
				caught++
			} else {
				t.Logf("no sign: %s", row[0])
			}
			if danger {
				dangerous++
			}
			if w.alarmed(row[0]).Verdict != "" {
				unasked++
			} else {
				t.Logf("unnoticed: %q %s", signs, row[0])
			}
		}
		t.Logf("%s: of %d scams %d show a sign, %d are dangerous, %d are noticed without being asked", b.name, len(rows), caught, dangerous, unasked)
		if caught < b.signs || dangerous < b.dangerous {
			t.Errorf("%s: fewer than %d and %d", b.name, b.signs, b.dangerous)
		}
	}
}

// TestFreshLosses counts the losses that are answered with a card at once.
func TestFreshLosses(t *testing.T) {
	w := testWorld(t)
	for _, b := range batches {
		rows := corpus(t, "late-"+b.name+".tsv")
		urgent, right := 0, 0
		for _, row := range rows {
			f := w.alarmed(viet.Clean(row[1]))
			if f.Verdict == lessons.Emergency {
				urgent++
				if f.Signs[0] == row[0] {
					right++
				}
			}
			if f.Verdict != lessons.Emergency || f.Signs[0] != row[0] {
				t.Logf("%s, not %q: %s", row[0], f.Signs, row[1])
			}
		}
		t.Logf("%s: of %d losses %d get a card, %d the right one", b.name, len(rows), urgent, right)
		if right < b.losses {
			t.Errorf("%s: fewer than %d", b.name, b.losses)
		}
	}
}

// TestFreshOrdinary counts the ordinary texts that are called dangerous, or
// that break into a talk.
func TestFreshOrdinary(t *testing.T) {
	w := testWorld(t)
	for _, b := range batches {
		rows := corpus(t, "ordinary-"+b.name+".txt")
		dangerous, unasked := 0, 0
		for _, row := range rows {
			signs, danger := judged(row[0])
			if danger {
				dangerous++
			}
			f := w.alarmed(row[0])
			if f.Verdict != "" {
				unasked++
			}
			if danger || f.Verdict != "" {
				t.Logf("%q %q: %s", signs, f.Signs, row[0])
			}
		}
		t.Logf("%s: of %d ordinary texts %d are dangerous, %d break in", b.name, len(rows), dangerous, unasked)
		if max(dangerous, unasked) > b.mistake {
			t.Errorf("%s: more than %d", b.name, b.mistake)
		}
	}
}
