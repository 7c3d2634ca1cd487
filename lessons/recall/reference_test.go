//go:build fsrs

package recall

import (
	"bufio"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/open-spaced-repetition/go-fsrs/v4"
)

var update = flag.Bool("update", false, "write the vectors of the reference implementation")

// histories is how many are generated; the seed makes them the same each time.
const (
	histories = 1200
	longest   = 8
	seed      = 20261121
)

// TestReference asks the reference implementation for the results of generated
// histories, and holds them against the vectors; with -update it writes them.
// It is the only thing here that needs the reference:
//
//	go test -tags fsrs ./lessons/recall -run Reference [-update]
func TestReference(t *testing.T) {
	var b strings.Builder
	reference := fsrs.NewFSRS(settings())
	chance := rand.New(rand.NewPCG(seed, seed))
	for range histories {
		if err := history(&b, reference, chance); err != nil {
			t.Fatal(err)
		}
	}
	if *update {
		if err := os.WriteFile(vectors, []byte(header+b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(vectors)
	if err != nil {
		t.Fatal(err)
	}
	want, got := bufio.NewScanner(strings.NewReader(string(kept))), bufio.NewScanner(strings.NewReader(header+b.String()))
	for n := 1; got.Scan(); n++ {
		if !want.Scan() || want.Text() != got.Text() {
			t.Fatalf("%s:%d: %q, the reference says %q", vectors, n, want.Text(), got.Text())
		}
	}
	if want.Scan() {
		t.Errorf("%s holds more than the reference says", vectors)
	}
}

// settings are those of the package.
func settings() fsrs.Parameters {
	p := fsrs.DefaultParam()
	p.RequestRetention, p.MaximumInterval = 0.9, MaxDays
	p.EnableShortTerm, p.EnableFuzz = true, false
	p.LearningSteps, p.RelearningSteps = nil, nil
	return p
}

// history writes one history: a learner who is right more or less often and
// comes back at once, the same day, on time, late, or after a year.
func history(b *strings.Builder, reference *fsrs.FSRS, chance *rand.Rand) error {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(chance.IntN(366*86400)) * time.Second)
	right := 0.2 + 0.8*chance.Float64()
	card := fsrs.NewCard(now)
	for i := range 1 + chance.IntN(longest) {
		if i > 0 {
			now = now.Add(gap(chance, card.Due.Sub(card.LastReview)))
		}
		grade, letter := fsrs.Again, "A"
		if chance.Float64() < right {
			grade, letter = fsrs.Good, "G"
		}
		r, err := reference.Retrievability(card, now)
		if err != nil {
			return err
		}
		info, err := reference.Next(card, now, grade)
		if err != nil {
			return err
		}
		card = info.Card
		days := int(card.Due.Sub(now).Hours() / 24)
		fmt.Fprintf(b, "%s %d %016x %016x %016x %d %d\n", letter, now.Unix(), math.Float64bits(r),
			math.Float64bits(card.Stability), math.Float64bits(card.Difficulty), days, card.Lapses)
	}
	b.WriteString("\n")
	return nil
}

// gap is how long somebody stays away from a question due in so long.
func gap(chance *rand.Rand, due time.Duration) time.Duration {
	switch k := chance.IntN(10); {
	case k == 0:
		return time.Duration(chance.IntN(300)) * time.Second
	case k == 1:
		return time.Duration(chance.IntN(30*3600)) * time.Second
	case k < 7:
		return due + time.Duration(chance.IntN(2*86400)-43200)*time.Second
	case k < 9:
		return due + time.Duration(chance.IntN(40*86400))*time.Second
	}
	return time.Duration(chance.IntN(400*86400)) * time.Second
}
