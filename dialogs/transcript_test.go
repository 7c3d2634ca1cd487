package dialogs

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/tools/txtar"

	"capheso/lessons"
	"capheso/lessons/search"
)

var update = flag.Bool("update", false, "rewrite the transcripts; read the difference before you keep it")

// testWorld is the small course under testdata: it changes only when a
// transcript wants it to.
func testWorld(t testing.TB) *World {
	t.Helper()
	course, err := lessons.Load(os.DirFS("testdata/course"))
	if err != nil {
		t.Fatal(err)
	}
	return &World{
		Course: course, Index: search.New(search.Docs(course)), Units: lessons.EmbeddedUnits(),
		Contact: Contact{Name: "Tổ công nghệ số phường An Biên", Phone: "0225 000 000", Hours: "8 giờ đến 17 giờ"},
		Burst:   20, Silence: 24,
	}
}

// TestTranscripts plays every talk in testdata and compares what the bot says.
func TestTranscripts(t *testing.T) {
	w := testWorld(t)
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil || len(a.Files) != 1 {
				t.Fatalf("%s: one section is wanted: %v", file, err)
			}
			want := string(a.Files[0].Data)
			w.Model.On, w.Model.Hears = withModel(file), withEars(file)
			got, err := Play(w, want, func(x Turned) error { return check(w, x) })
			if err != nil {
				t.Fatal(err)
			}
			if got == want {
				return
			}
			if !*update {
				t.Fatalf("the talk went otherwise (run with -update, then read the difference):\n%s", diff(want, got))
			}
			a.Files[0].Data = []byte(got)
			if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// withModel reports a talk in which a model takes part, by its name.
func withModel(file string) bool { return strings.HasPrefix(filepath.Base(file), "model-") }

// withEars reports a talk in which voice notes are written down.
func withEars(file string) bool { return strings.HasPrefix(filepath.Base(file), "voice-") }

// check holds a turn against what every turn promises.
func check(w *World, x Turned) error {
	again, out := Step(w, x.Before, x.Event)
	if !reflect.DeepEqual(out, x.Out) || encoded(again) != encoded(x.After) {
		return fmt.Errorf("two runs of one step differ on %+v", x.Event)
	}
	before := encoded(x.Before)
	Step(w, x.Before, x.Event)
	if encoded(x.Before) != before {
		return fmt.Errorf("the step changed its input on %+v", x.Event)
	}
	return wellSaid(x.Out.Replies)
}

// wellSaid holds replies against the rules for older learners: R1, R4, R5, R26.
func wellSaid(replies []Reply) error {
	if len(replies) > 4 {
		return fmt.Errorf("R5: %d messages in one turn", len(replies))
	}
	for i, r := range replies {
		body := r.Text
		switch {
		case utf8.RuneCountInString(body) > 300 && !strings.Contains(body, "Nguồn: ") || utf8.RuneCountInString(body) > 500:
			return fmt.Errorf("R1: %d characters in %q", utf8.RuneCountInString(body), r.Text)
		case len(r.Choices) > 5:
			return fmt.Errorf("R4: %d choices under %q", len(r.Choices), r.Text)
		case len(r.Choices) > 0 && i < len(replies)-1:
			return fmt.Errorf("R5: the question is not last: %q", r.Text)
		case strings.ContainsAny(r.Text, "{}"):
			return fmt.Errorf("R26: a placeholder was left in %q", r.Text)
		case !norm.NFC.IsNormalString(r.Text):
			return fmt.Errorf("not in NFC: %q", r.Text)
		}
	}
	return nil
}

func encoded(s Session) string {
	data, err := Encode(s)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// diff shows the lines around the first difference.
func diff(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	i := 0
	for i < len(w) && i < len(g) && w[i] == g[i] {
		i++
	}
	from := max(0, i-6)
	return "--- want\n" + strings.Join(w[from:min(len(w), i+12)], "\n") + "\n--- got\n" + strings.Join(g[from:min(len(g), i+12)], "\n")
}
