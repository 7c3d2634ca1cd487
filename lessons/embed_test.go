package lessons

import (
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
