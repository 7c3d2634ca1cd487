package dialogs

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"capheso/lessons"
	"capheso/lessons/search"
)

// TestWalkEveryGuide walks every guide of the course from its first step to
// the last. At each step it is stuck once in every way the guide knows and
// once in another way. With -artifacts the talks are kept to be read.
func TestWalkEveryGuide(t *testing.T) {
	course, err := lessons.Load(lessons.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	w := &World{Course: course, Index: search.New(search.Docs(course)), Units: lessons.EmbeddedUnits()}
	dir, steps, branches := t.ArtifactDir(), 0, 0
	for i := range course.Guides {
		g := &course.Guides[i]
		t.Run(g.ID, func(t *testing.T) {
			walk := walkThrough(g)
			talk, err := Play(w, walk.lines(), walk.watch(w))
			if err != nil {
				t.Fatalf("content/vi/%s: %v", g.File, err)
			}
			if walk.at != len(walk.turns) {
				t.Errorf("the walk ended at %d of %d turns", walk.at, len(walk.turns))
			}
			if err := os.WriteFile(filepath.Join(dir, g.ID+".txt"), []byte(talk), 0o644); err != nil {
				t.Fatal(err)
			}
		})
		steps += len(g.Steps)
		for _, s := range g.Steps {
			branches += len(s.Stuck)
		}
	}
	if len(course.Guides) == 0 || branches == 0 {
		t.Error("there is nothing to walk")
	}
	t.Logf("%d guides, %d steps, %d branches", len(course.Guides), steps, branches)
}

// walk is what a learner does in a guide, and where they ought to be after it.
type walk struct {
	guide *lessons.Guide
	turns []walked
	at    int
}

// walked is one turn: what is tapped, where that leads, and what is said.
type walked struct {
	line string
	to   Dialog
	says string
}

// walkThrough plans the longest walk through a guide.
func walkThrough(g *lessons.Guide) *walk {
	w := &walk{guide: g}
	here := Guide{ID: g.ID}
	w.add("! join "+g.ID, here, stepWords(g, 0))
	for i, s := range g.Steps {
		again := Guide{ID: g.ID, Version: g.Version, At: i, Helped: true}
		for _, b := range s.Stuck {
			w.add("! tap Tôi bị kẹt", Stuck{ID: g.ID, At: i}, "màn hình")
			w.add("! tap "+address(b.See, defaultCall), again, address(b.Help, defaultCall))
		}
		w.add("! tap Tôi bị kẹt", Stuck{ID: g.ID, At: i}, "Thứ khác")
		w.add("! tap Thứ khác", Person{About: g.Title}, "1900 0368")
		w.add("! tap Làm tiếp việc cũ", again, stepWords(g, i))
		if i < len(g.Steps)-1 {
			w.add("! tap Xong bước này", Guide{ID: g.ID, Version: g.Version, At: i + 1}, stepWords(g, i+1))
		}
	}
	w.add("! tap Xong cả rồi", Walked{ID: g.ID}, g.Title)
	return w
}

func (w *walk) add(line string, to Dialog, says string) {
	w.turns = append(w.turns, walked{line, to, says})
}

// stepWords is what a step says without the number it wears.
func stepWords(g *lessons.Guide, i int) string {
	return fmt.Sprintf("Bước %d/%d: %s\n\n%s", i+1, len(g.Steps), address(g.Steps[i].Title, defaultCall), address(g.Steps[i].Text, defaultCall))
}

func (w *walk) lines() string {
	var b strings.Builder
	for _, t := range w.turns {
		b.WriteString(t.line + "\n")
	}
	return b.String()
}

// watch holds each turn against the plan and against what every turn promises.
func (w *walk) watch(world *World) func(Turned) error {
	return func(x Turned) error {
		want := w.turns[w.at]
		w.at++
		if x.After.Dialog != want.to {
			return fmt.Errorf("%s leads to %+v, not to %+v", want.line, x.After.Dialog, want.to)
		}
		said := ""
		for _, r := range x.Out.Replies {
			said += r.Text + "\n"
			for _, c := range r.Choices {
				said += c.Label + "\n"
			}
			if (r.Image == "") != (r.Alt == "") {
				return fmt.Errorf("R32: the picture %q has the words %q", r.Image, r.Alt)
			}
		}
		if !strings.Contains(said, want.says) {
			return fmt.Errorf("%s: nothing like %q is said:\n%s", want.line, want.says, said)
		}
		return check(world, x)
	}
}
