package viet

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

//go:embed testdata/choose.tsv
var chooseTable string

type typed struct {
	line        int
	menu        string
	options     []Option
	input, want string
}

// right reports whether m is what the table asks for; wrong, whether it picked
// something else without asking.
func (c typed) right(m Match) (right, wrong bool) {
	if n, err := strconv.Atoi(c.want); err == nil {
		return m.Pick == n-1, m.Pick >= 0 && m.Pick != n-1
	}
	if m.Pick >= 0 {
		return false, true
	}
	var asked []byte
	for _, g := range m.Guesses {
		asked = append(asked, byte('1'+g))
	}
	slices.Sort(asked)
	switch c.want {
	case "x":
		return true, false
	case "-":
		return len(asked) == 0, false
	case "?":
		return len(asked) > 0, false
	}
	return "?"+string(asked) == c.want, false
}

// table reads testdata/choose.tsv.
func table(t testing.TB) (all []typed, menus int) {
	var menu string
	var options []Option
	for i, line := range strings.Split(chooseTable, "\n") {
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		left, right, ok := strings.Cut(line, "\t")
		if !ok || right == "" {
			t.Fatalf("choose.tsv:%d: no tab: %q", i+1, line)
		}
		if left[0] == '@' {
			menu, options = left[1:], parseOptions(right)
			menus++
			continue
		}
		if s, ok := strings.CutPrefix(left, "{nfd}"); ok {
			left = norm.NFD.String(s)
		}
		all = append(all, typed{i + 1, menu, options, left, right})
	}
	return all, menus
}

func parseOptions(s string) []Option {
	var options []Option
	for o := range strings.SplitSeq(s, "|") {
		label, words, ok := strings.Cut(o, "=")
		option := Option{Label: label}
		if ok {
			option.Words = strings.Split(words, ",")
		}
		options = append(options, option)
	}
	return options
}

func TestChooseTable(t *testing.T) {
	all, menus := table(t)
	right, wrong := 0, 0
	for _, c := range all {
		m := Choose(c.input, c.options)
		ok, silent := c.right(m)
		if ok {
			right++
			continue
		}
		say := t.Logf
		if silent {
			wrong++
			say = t.Errorf
		}
		say("choose.tsv:%d: %s: %q gives %+v (from 0), want %s", c.line, c.menu, c.input, m, c.want)
	}
	share := 100 * float64(right) / float64(len(all))
	summary := fmt.Sprintf("%d of %d inputs over %d menus right (%.1f %%), %d silently wrong", right, len(all), menus, share, wrong)
	t.Log(summary)
	if share < 98 {
		t.Error(summary)
	}
	if len(all) < 400 || menus < 30 {
		t.Errorf("the table has shrunk: %d inputs over %d menus", len(all), menus)
	}
}
