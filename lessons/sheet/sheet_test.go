package sheet

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"capheso/lessons"
)

// guide is one with n steps and no pictures.
func guide(n int) *lessons.Guide {
	g := &lessons.Guide{Meta: lessons.Meta{ID: "x", Title: "Quên mật khẩu"}, Intro: "{Bác} để sẵn thẻ, nhé {bác}."}
	for i := range n {
		g.Steps = append(g.Steps, lessons.Step{
			Title: fmt.Sprintf("Bấm nút %d", i), Text: strings.Repeat("Chữ ở giữa màn hình. ", 9),
			Stuck: []lessons.Branch{{See: "Không thấy nút", Help: "{Bác} kéo màn hình lên."}},
		})
	}
	return g
}

var pageObject = regexp.MustCompile(`/Type /Page\b[^s]`)

func printed(t *testing.T, g *lessons.Guide, o Options) []byte {
	t.Helper()
	data, err := PDF(&lessons.Course{}, g, o)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(data, []byte("%PDF-")) || !bytes.Contains(data, []byte("%%EOF")) {
		t.Fatal("this is no PDF")
	}
	return data
}

// TestPages: a longer guide takes more paper, and nothing is printed twice.
func TestPages(t *testing.T) {
	few, many := len(pageObject.FindAll(printed(t, guide(1), Options{}), -1)), len(pageObject.FindAll(printed(t, guide(9), Options{}), -1))
	if few != 1 || many < 3 || many > 5 {
		t.Errorf("one step takes %d pages, nine take %d", few, many)
	}
}

// TestSquares asks for the link of each step, once and in order.
func TestSquares(t *testing.T) {
	var asked []int
	with := printed(t, guide(3), Options{Link: func(step int) string { asked = append(asked, step); return fmt.Sprint("https://t.me/x?start=x_", step) }})
	if fmt.Sprint(asked) != "[0 1 2]" {
		t.Errorf("asked for %v", asked)
	}
	if without := printed(t, guide(3), Options{}); len(without) >= len(with) {
		t.Errorf("%d bytes with squares, %d without", len(with), len(without))
	}
	if _, err := PDF(&lessons.Course{}, guide(1), Options{Link: func(int) string { return strings.Repeat("x", 5000) }}); err == nil {
		t.Error("a link that fits no square was printed")
	}
}

func TestPlacesAreFilled(t *testing.T) {
	if got := plain("{Bác} hỏi {cháu}. {Cháu} giúp {bác}."); got != "Bác hỏi cháu. Cháu giúp bác." {
		t.Error(got)
	}
}

func TestMissingPicture(t *testing.T) {
	g := guide(1)
	g.Steps[0].Image = "guides/no.png"
	if _, err := PDF(&lessons.Course{}, g, Options{}); err == nil || !strings.Contains(err.Error(), "guides/no.png") {
		t.Errorf("error %v", err)
	}
}
