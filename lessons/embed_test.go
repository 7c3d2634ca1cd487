package lessons

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// The course that comes with the program must load, and an older learner must
// be able to read it. Every problem is printed as file:line, below content/vi.
func TestEmbeddedCourse(t *testing.T) {
	c, err := Load(Embedded())
	if err != nil {
		t.Errorf("Load:\n%v", err)
	}
	for _, p := range Lint(c, time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)) {
		p.File = "content/vi/" + p.File
		if p.Severity == Error {
			t.Error(p)
		} else {
			t.Log(p)
		}
	}
	t.Logf("%d articles, %d guides, %d lessons, %d tracks, %d tips, %d outside replies, %d sources",
		len(c.Articles), len(c.Guides), len(c.Lessons), len(c.Tracks), len(c.Tips), len(c.Outsides), len(c.Sources))
}

// TestDeedsStandAlone: what a tip asks for is asked about the next morning, when
// nobody remembers the tip: it points at nothing said before. Enough tips ask for
// something that can be done on one day.
func TestDeedsStandAlone(t *testing.T) {
	c, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	deeds := 0
	for _, tip := range c.Tips {
		if tip.Do == "" {
			continue
		}
		deeds++
		for _, back := range []string{"này", "ấy", "đó", "vậy", "thế"} {
			if slices.Contains(strings.Fields(strings.ToLower(tip.Do)), back) {
				t.Errorf("%s asks to %q: %q points at what was said the day before", tip.ID, tip.Do, back)
			}
		}
	}
	if 5*deeds < 2*len(c.Tips) {
		t.Errorf("%d of %d tips ask for something that comes back", deeds, len(c.Tips))
	}
}
