package viet

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sameWithout reports the answer of a menu when its glance differs from the
// answer of the long way, which fits every reading of the text to every label.
func sameWithout(m *Menu, text string) error {
	text = strings.TrimSpace(text)
	if i, _ := plainly(text, m.options); i >= 0 || len(text) > mostBytes || text == "" || len(m.options) == 0 {
		return nil
	}
	quick, long := m.Choose(text), m.weighed(text, false)
	if quick.Pick != long.Pick || !slices.Equal(quick.Guesses, long.Guesses) {
		return fmt.Errorf("%q at %q gives %+v at a glance (%d) and %+v the long way", text, m.options[0].Label, quick, m.glance(text), long)
	}
	return nil
}

// tableMenus are the menus of the table, once each.
func tableMenus(all []typed) (menus []*Menu) {
	for i, c := range all {
		if i == 0 || c.menu != all[i-1].menu {
			menus = append(menus, NewMenu(c.options))
		}
	}
	return menus
}

// TestGlance types every input of the table at its own menu and at one in nine
// of the others: a glance changes no answer, and it decides for many.
func TestGlance(t *testing.T) {
	all, _ := table(t)
	decided, n := 0, 0
	for j, m := range tableMenus(all) {
		for i, c := range all {
			if (i+j)%9 != 0 && c.options[0].Label != m.options[0].Label {
				continue
			}
			if err := sameWithout(m, c.input); err != nil {
				t.Error(err)
			}
			n++
			if m.glance(c.input) == beside {
				decided++
			}
		}
	}
	t.Logf("of %d texts %d are beside the menu at a glance", n, decided)
	if 6*decided < n {
		t.Errorf("a glance decides for %d of %d texts only", decided, n)
	}
}

func FuzzGlance(f *testing.F) {
	all, _ := table(f)
	for i, c := range all {
		if i%16 == 0 {
			f.Add(c.input, uint(i))
		}
	}
	f.Add("không, để mai nộp hồ sơ", uint(0))
	f.Add("so ky mat khau", uint(7))
	f.Add("vietcom bank hoc", uint(3))
	f.Fuzz(func(t *testing.T, text string, n uint) {
		if err := sameWithout(NewMenu(all[n%uint(len(all))].options), text); err != nil {
			t.Error(err)
		}
	})
}

// TestSpecial reads this package for the words it names: a rule for a word that
// a glance takes for an ordinary one would never be reached.
func TestSpecial(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || file == "syllable.go" {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if call, is := n.(*ast.CallExpr); is && isForeign(call) {
				return false
			}
			if !ok || lit.Kind != token.STRING {
				return true
			}
			s, _ := strconv.Unquote(lit.Value)
			for _, w := range Tokens(s) {
				if known := spellings()[Fold(w)]; known != nil {
					found++
					if !known.special {
						t.Errorf("%s names %q, and a glance does not know it", file, w)
					}
				}
			}
			return true
		})
	}
	if found < 200 {
		t.Errorf("only %d words are named", found)
	}
}

// isForeign reports the list of foreign words, which are left as they are.
func isForeign(call *ast.CallExpr) bool {
	if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "set" && len(call.Args) == 1 {
		lit, ok := call.Args[0].(*ast.BasicLit)
		return ok && strings.Contains(lit.Value, "visa")
	}
	return false
}

// TestMenus has more menus than are kept: each stays the one of its key.
func TestMenus(t *testing.T) {
	var menus Menus
	for round := range 3 {
		for i := range 3 * mostMenus {
			label := "Bài " + strconv.Itoa(i)
			m := menus.Of([]byte(label), func() []Option { return []Option{{Label: label}} })
			if m.options[0].Label != label {
				t.Fatalf("%q in round %d gives %q", label, round, m.options[0].Label)
			}
			again := menus.Of([]byte(label), func() []Option { t.Errorf("%q was not kept", label); return nil })
			if again != m {
				t.Fatalf("%q was made ready twice", label)
			}
			if n := len(menus.new) + len(menus.old); n > 2*mostMenus {
				t.Fatalf("%d menus are kept", n)
			}
		}
	}
}
