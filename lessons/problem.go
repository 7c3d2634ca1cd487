package lessons

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says whether a problem keeps content from being published.
type Severity int

// The severities. A warning is advice to the author; an error must be mended.
const (
	Error Severity = iota
	Warning
)

// Problem is one thing an author must mend or should think about.
type Problem struct {
	File     string // path within its file system; empty for the course as a whole
	Line     int    // from 1; 0 when the place is unknown
	Rule     string // "R3" of the rules for older learners, or "format"
	Severity Severity
	Message  string // what is wrong
	Instead  string // what to write instead
}

// String is the problem on one line: "file:line: rule: what; what instead".
func (p Problem) String() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(p.File)
		if p.Line > 0 {
			fmt.Fprintf(&b, ":%d", p.Line)
		}
		b.WriteString(": ")
	}
	if p.Severity == Warning {
		b.WriteString("warning: ")
	}
	fmt.Fprintf(&b, "%s: %s", p.Rule, p.Message)
	if p.Instead != "" {
		b.WriteString("; " + p.Instead)
	}
	return b.String()
}

// Problems is every problem of a course at once, as an error: an author mends
// all of them in one round.
type Problems []Problem

// Error lists the problems, one a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Errors are the problems that keep content from being published.
func (ps Problems) Errors() Problems {
	return slices.DeleteFunc(slices.Clone(ps), func(p Problem) bool { return p.Severity != Error })
}

// sorted puts problems in the order an author walks through the files.
func sorted(ps []Problem) []Problem {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Severity, b.Severity))
	})
	return ps
}
