package recall

import (
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

const vectors = "testdata/fsrs6.txt"

// header begins the file of vectors and says what they are.
const header = `# Histories of answers and what the reference implementation makes of them:
# github.com/open-spaced-repetition/go-fsrs/v4 v4.0.0 on amd64, EnableShortTerm, no steps,
# no fuzz, RequestRetention 0.9, MaximumInterval 90. Written by
#	go test -tags fsrs ./lessons/recall -run Reference -update
# A line is an answer: A(gain) or G(ood), when (unix seconds), the chance of recall just before,
# stability and difficulty after (the bits of a float64), days until due, lapses. An empty line
# ends a history.

`

// TestVectors: the same results as the reference, to the bit. Machines whose
// math.Exp is another routine may differ in the last bits of it.
func TestVectors(t *testing.T) {
	data, err := os.ReadFile(vectors)
	if err != nil {
		t.Fatal(err)
	}
	body, ok := strings.CutPrefix(string(data), header)
	if !ok {
		t.Fatal("the vectors were made otherwise than this test says")
	}
	n := 0
	for history := range strings.SplitSeq(strings.TrimSpace(body), "\n\n") {
		var c Card
		for line := range strings.SplitSeq(history, "\n") {
			c = answered(t, c, line)
		}
		n++
	}
	if n < 1000 {
		t.Errorf("only %d histories", n)
	}
}

// answered holds one answer against its vector.
func answered(t *testing.T, c Card, line string) Card {
	t.Helper()
	f := strings.Fields(line)
	if len(f) != 7 {
		t.Fatalf("no vector: %q", line)
	}
	unix, err := strconv.ParseInt(f[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	now, grade := time.Unix(unix, 0), Again
	if f[0] == "G" {
		grade = Good
	}
	chance, next := Retrievability(c, now), Next(c, grade, now)
	for i, got := range []float64{chance, next.Stability, next.Difficulty} {
		bits, err := strconv.ParseUint(f[2+i], 16, 64)
		if want := math.Float64frombits(bits); err != nil || !same(got, want) {
			t.Fatalf("%q: value %d is %v (%016x), want %v, %v", line, i, got, math.Float64bits(got), want, err)
		}
	}
	if strconv.Itoa(next.Days) != f[5] || strconv.Itoa(next.Lapses) != f[6] {
		t.Fatalf("%q: %d days, %d lapses", line, next.Days, next.Lapses)
	}
	if !next.Due().Equal(now.Add(time.Duration(next.Days) * 24 * time.Hour)) {
		t.Fatalf("%q: due %v", line, next.Due())
	}
	return next
}

func same(got, want float64) bool {
	if runtime.GOARCH == "amd64" {
		return math.Float64bits(got) == math.Float64bits(want)
	}
	return math.Abs(got-want) <= 1e-9*math.Abs(want)
}

// TestClockBackwards: a clock that was put back spoils nothing.
func TestClockBackwards(t *testing.T) {
	at := time.Date(2026, 11, 21, 1, 0, 0, 0, time.UTC)
	c := Next(Card{}, Good, at)
	if got, want := Next(c, Good, at.AddDate(0, 0, -9)), Next(c, Good, at); got.Stability != want.Stability || got.Days != want.Days {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if r := Retrievability(c, at.AddDate(0, 0, -9)); r != 1 {
		t.Errorf("the chance of recall is %v", r)
	}
}

// TestForgetting: a question never asked is not remembered, one is best known
// just after it was answered, and when it is due about nine in ten know it.
func TestForgetting(t *testing.T) {
	at := time.Date(2026, 11, 21, 1, 0, 0, 0, time.UTC)
	if r := Retrievability(Card{}, at); r != 0 {
		t.Errorf("never asked: %v", r)
	}
	c := Next(Card{}, Good, at)
	for last, days := 1.1, 0; days < 400; days++ {
		r := Retrievability(c, at.AddDate(0, 0, days))
		if r >= last || r <= 0 {
			t.Fatalf("after %d days %v, the day before %v", days, r, last)
		}
		last = r
	}
	for range 5 {
		if r := Retrievability(c, c.Due()); c.Days < MaxDays && math.Abs(r-0.9) > 0.03 {
			t.Errorf("due with a chance of %v after %d days", r, c.Days)
		}
		c = Next(c, Good, c.Due())
	}
	if c.Days != MaxDays {
		t.Errorf("after five right answers it comes back in %d days", c.Days)
	}
}
