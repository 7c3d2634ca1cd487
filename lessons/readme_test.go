package lessons

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestAuthorsPage: the example of the authors' page is a guide without a
// problem, and the page names whatever may be written.
func TestAuthorsPage(t *testing.T) {
	data, err := os.ReadFile("content/README.md")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?s)```markdown\n(.*?)```").FindSubmatch(data)
	if m == nil {
		t.Fatal("the page has no example")
	}
	c, err := Load(fstest.MapFS{"guides/vi-du-wifi.md": {Data: m[1]}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range Lint(c, november) {
		t.Error(p)
	}
	g, ok := c.Guide("vi-du-wifi")
	if !ok || len(g.Steps) != 1 || g.Steps[0].Screen == nil || len(g.Steps[0].Stuck) != 2 {
		t.Errorf("the example is %+v", g)
	}
	page := string(data)
	for _, k := range partKinds {
		if !strings.Contains(page, "`"+string(k)+"`") {
			t.Errorf("the page does not name the line %q", k)
		}
	}
	for _, word := range slices.Concat(Icons, doings) {
		if !strings.Contains(strings.ReplaceAll(page, "\n", " "), word) {
			t.Errorf("the page does not name %q", word)
		}
	}
	for name := range frontKeys {
		if !strings.Contains(page, "`"+name+"`") {
			t.Errorf("the page does not name the key %q", name)
		}
	}
	for _, topic := range Topics {
		if !strings.Contains(page, string(topic)) {
			t.Errorf("the page does not name the topic %s", topic)
		}
	}
}
