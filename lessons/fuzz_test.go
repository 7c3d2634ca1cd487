package lessons

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Whatever an author writes is read or refused with a line; what is accepted
// can be linted and holds what teaching relies on.
func FuzzParse(f *testing.F) {
	for _, s := range []string{goodArticle, goodGuide, goodLesson, goodTip, goodTrack, goodOutside, "---\n---\n", "---\na: &a [*a]\n---\n", "---\n- \n"} {
		f.Add(s)
	}
	now := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, src string) {
		for dir := range folders {
			fsys := fstest.MapFS{dir + "/x.md": {Data: []byte(src)}}
			c, err := Load(fsys)
			lines := strings.Count(src, "\n") + 2
			if ps, ok := err.(Problems); err != nil {
				for _, p := range ps {
					if !ok || p.Line < 0 || p.Line > lines || p.Message == "" {
						t.Fatalf("problem %+v of a file of %d lines", p, lines)
					}
				}
			}
			for _, p := range Lint(c, now) {
				if p.Line < 0 || p.Line > lines || p.Message == "" || p.Rule == "" {
					t.Fatalf("problem %+v of a file of %d lines", p, lines)
				}
			}
			if err == nil {
				survives(t, c)
			}
		}
	})
}

// survives holds a course without problems to what dialogs rely on.
func survives(t *testing.T, c *Course) {
	for _, a := range c.Articles {
		if found, ok := c.Article(a.ID); !ok || found.Title != a.Title || len(a.Messages) == 0 || a.Title == "" {
			t.Fatalf("article %+v", a)
		}
	}
	for _, g := range c.Guides {
		if len(g.Steps) == 0 {
			t.Fatalf("guide %+v", g)
		}
		for _, s := range g.Steps {
			if s.Text == "" || slices.ContainsFunc(s.Stuck, func(b Branch) bool { return b.See == "" || b.Help == "" }) {
				t.Fatalf("step %+v", s)
			}
		}
	}
	for _, l := range c.Lessons {
		if len(l.Pages) == 0 || slices.ContainsFunc(l.Questions, func(q Question) bool { return q.Text == "" }) {
			t.Fatalf("lesson %+v", l)
		}
	}
	for _, tip := range c.Tips {
		if tip.Text == "" || tip.Question.Text == "" {
			t.Fatalf("tip %+v", tip)
		}
	}
	for _, o := range c.Outsides {
		if len(o.Messages) == 0 || o.Topic != Outside {
			t.Fatalf("outside %+v", o)
		}
	}
}

// What the quick reader reads, the YAML library reads the same.
func FuzzQuickYAML(f *testing.F) {
	for _, s := range []string{
		"title: Quên mật khẩu", "a: [b, c]", "a:\n  - b\n  - \"c: d\"", "a: []", "a: 2026-11-21", "a: 12", "a: x\n\nb: \"y\"",
		"a: x#y", "a: x:y", "a: 'x'", "a: [\"115\", b]", "a: b - c", "a: [a b,c]", "a: x  ", "a: x\n  y", "a: !x y", "a: null", "a: b\na: c", "a: [x,]", "a: 1", "a: \"1\"",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		quick, ok := quickPairs([]byte(src), 0)
		if !ok || !utf8.ValidString(src) { // files that are not UTF-8 never come here
			return
		}
		file, err := parser.ParseBytes([]byte(src), 0)
		if len(quick) != len(uniqueKeys(quick)) {
			return // both report it, each in its way
		}
		if err != nil {
			t.Fatalf("the library refuses %q: %v", src, err)
		}
		it, i := file.Docs[0].Body.(ast.MapNode).MapRange(), 0
		for ; it.Next(); i++ {
			q := quick[i]
			if key := it.Key().GetToken(); key.Value != q.key || key.Position.Line != q.line {
				t.Fatalf("key %q in line %d, the library has %q in %d", q.key, q.line, key.Value, key.Position.Line)
			}
			var text string
			var items []string
			if q.items != nil {
				err = yaml.NodeToValue(it.Value(), &items)
			} else {
				err = yaml.NodeToValue(it.Value(), &text)
			}
			if err != nil || text != q.text || !slices.Equal(items, q.items) {
				t.Fatalf("%q: quick has %q %q, the library %q %q, %v", src, q.text, q.items, text, items, err)
			}
		}
		if i != len(quick) {
			t.Fatalf("%q: %d keys, the library has %d", src, len(quick), i)
		}
	})
}

func uniqueKeys(pairs []pair) map[string]bool {
	keys := map[string]bool{}
	for _, p := range pairs {
		keys[p.key] = true
	}
	return keys
}
