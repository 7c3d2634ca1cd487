package ground_test

import (
	"os"
	"strings"
	"testing"

	"capheso/lessons"
	"capheso/lessons/ground"
)

func course(t testing.TB) *lessons.Course {
	t.Helper()
	c, err := lessons.Load(lessons.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// evidence is what an article or guide of the course holds.
func evidence(t testing.TB, c *lessons.Course, id string) []string {
	t.Helper()
	if a, ok := c.Article(id); ok {
		return append([]string{a.Title, a.Summary}, a.Messages...)
	}
	g, ok := c.Guide(id)
	if !ok {
		t.Fatalf("there is no %s", id)
	}
	list := []string{g.Title, g.Summary, g.Intro}
	for _, s := range g.Steps {
		list = append(list, s.Title, s.Text)
	}
	return list
}

// lines reads a corpus: an id, a tab, a text, and what the line is there for.
func lines(t testing.TB, file string, each func(id, text, why string)) (n int) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 3 {
			t.Fatalf("%s:%d: %d fields", file, i+1, len(f))
		}
		each(f[0], f[1], f[2])
		n++
	}
	return n
}

// TestInventions: an answer with a fact that its article does not have is
// stopped, whatever the fact is.
func TestInventions(t *testing.T) {
	c := course(t)
	n := lines(t, "testdata/inventions.tsv", func(id, text, why string) {
		if f := ground.Check(text, evidence(t, c, id)...); f.Rule == "" {
			t.Errorf("let through (%s): %s", why, text)
		}
	})
	if n < 80 {
		t.Errorf("only %d inventions", n)
	}
}

// TestRewordings: an answer that says the same in other words may be said.
func TestRewordings(t *testing.T) {
	c := course(t)
	stopped := 0
	n := lines(t, "testdata/rewordings.tsv", func(id, text, _ string) {
		if f := ground.Check(text, evidence(t, c, id)...); f.Rule != "" {
			stopped++
			t.Logf("stopped by %s “%s”: %s", f.Rule, f.What, text)
		}
	})
	t.Logf("%d of %d rewordings were stopped", stopped, n)
	if n < 40 || stopped*10 > n {
		t.Errorf("%d of %d rewordings were stopped", stopped, n)
	}
}

// TestOwnWords: every message of the course stands on itself.
func TestOwnWords(t *testing.T) {
	c := course(t)
	own := func(id string, texts ...string) {
		for _, text := range texts {
			if f := ground.Check(text, evidence(t, c, id)...); f.Rule != "" && f.Rule != ground.Length && f.Rule != ground.Sign {
				t.Errorf("%s: %s “%s” in its own words: %s", id, f.Rule, f.What, text)
			}
		}
	}
	for _, a := range c.Articles {
		own(a.ID, a.Messages...)
	}
	for _, g := range c.Guides {
		for _, s := range g.Steps {
			own(g.ID, s.Text)
		}
	}
}

// BenchmarkCheck is one answer held against a long article.
func BenchmarkCheck(b *testing.B) {
	e := evidence(b, course(b), "dvc-bang-le-phi")
	for b.Loop() {
		ground.Check("Dạ, lý lịch tư pháp 200.000 đ, sinh viên thì 100.000 đ.", e...)
	}
}
