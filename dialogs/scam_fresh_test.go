package dialogs

import (
	"testing"

	"capheso/lessons"
	"capheso/lessons/viet"
)

// The fresh texts were written before the rules were tried on them, in other
// people's manners: regional words, no marks, short forms, long forwards, and
// losses told by those who are ashamed. Rules may be bettered by looking at the
// half called look; the half called held is only counted.
var halves = []string{"look", "held", "third"}

// TestFreshScams counts what the rules make of scams they were not written on.
func TestFreshScams(t *testing.T) {
	w := testWorld(t)
	for _, half := range halves {
		rows := corpus(t, "scam-"+half+".txt")
		caught, dangerous, unasked := 0, 0, 0
		for _, row := range rows {
			signs, danger := judged(row[0])
			if len(signs) > 0 {
				caught++
			} else if half == "look" {
				t.Logf("no sign: %s", row[0])
			}
			if danger {
				dangerous++
			}
			if w.alarmed(row[0]).Verdict != "" {
				unasked++
			} else if half == "look" {
				t.Logf("unnoticed: %q %s", signs, row[0])
			}
		}
		t.Logf("%s: of %d scams %d show a sign, %d are dangerous, %d are noticed without being asked", half, len(rows), caught, dangerous, unasked)
	}
}

// TestFreshLosses counts the losses that are answered with a card at once.
func TestFreshLosses(t *testing.T) {
	w := testWorld(t)
	for _, half := range halves {
		rows := corpus(t, "late-"+half+".tsv")
		urgent, right := 0, 0
		for _, row := range rows {
			f := w.alarmed(viet.Clean(row[1]))
			if f.Verdict == lessons.Emergency {
				urgent++
				if f.Signs[0] == row[0] {
					right++
				}
			}
			if half == "look" && (f.Verdict != lessons.Emergency || f.Signs[0] != row[0]) {
				t.Logf("%s, not %q: %s", row[0], f.Signs, row[1])
			}
		}
		t.Logf("%s: of %d losses %d get a card, %d the right one", half, len(rows), urgent, right)
	}
}

// TestFreshOrdinary counts the ordinary texts that are called dangerous, or
// that break into a talk.
func TestFreshOrdinary(t *testing.T) {
	w := testWorld(t)
	for _, half := range halves {
		rows := corpus(t, "ordinary-"+half+".txt")
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
			if half == "look" && (danger || f.Verdict != "") {
				t.Logf("%q %q: %s", signs, f.Signs, row[0])
			}
		}
		t.Logf("%s: of %d ordinary texts %d are dangerous, %d break in", half, len(rows), dangerous, unasked)
	}
}
