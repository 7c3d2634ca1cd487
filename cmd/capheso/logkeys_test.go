package main

import (
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// logKeys are the keys of all log lines, and what may stand behind them. None
// may lead to a learner or hold what somebody wrote.
var logKeys = map[string]string{
	"err":     "an error; ids and secrets in it are taken out",
	"why":     "a reason, like err",
	"channel": "the name of a channel",
	"panic":   "what the language says of a panic",
	"stack":   "where the panic was",
	"again":   "when something is tried again",
	"in":      "how long until then",
	"bot":     "the public name of our bot",
	"webhook": "whether a network calls us",
	"name":    "the name of a picture",
	"picture": "the name of a picture",
	"breaker": "whether a model is asked",
	"domain":  "the name a certificate is for",
	"until":   "when a certificate ends",
	"rate":    "messages a second",
	"ever":    "how often, since the start",
	"known":   "whether the code of a refusal is documented",
	"used":    "messages of this month",
	"of":      "how many are allowed",
	"users":   "how many people a bot has",
	"update":  "the kind of an update, in the network's words",
	"event":   "the kind of an event, in the network's words",
	"app":     "the id of an app of ours or of another operator",
	"outcome": "what Zalo says of a webhook",
	"hint":    "what Zalo says of it besides",
}

// logging are the methods that log, and how many arguments stand before the
// pairs of keys and values. Those of two told helpers have the channel first.
var logging = map[string]int{"Debug": 1, "Info": 1, "Warn": 1, "Error": 1, "say": 2, "count": 2}

// TestLogKeys reads all log lines out of the source: their keys are fixed and
// in the list, and the list has no others.
func TestLogKeys(t *testing.T) {
	lines, seen := 0, map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "adaptertest") {
			return err
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			pairs, ok := logged(fset, call)
			if !ok {
				return true
			}
			lines++
			if len(pairs)%2 != 0 && !call.Ellipsis.IsValid() {
				t.Errorf("%s: a key without a value", fset.Position(call.Pos()))
			}
			for i := 0; i+1 < len(pairs); i += 2 {
				lit, ok := pairs[i].(*ast.BasicLit)
				key := ""
				if ok {
					key, _ = strconv.Unquote(lit.Value)
				}
				if seen[key] = true; logKeys[key] == "" {
					t.Errorf("%s: the key %q is not in the list", fset.Position(pairs[i].Pos()), key)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || lines < 30 {
		t.Fatalf("%d log lines: %v", lines, err)
	}
	for key := range logKeys {
		if !seen[key] {
			t.Errorf("the key %q is in the list and nowhere else", key)
		}
	}
}

// logged is the keys and values of a call that logs.
func logged(fset *token.FileSet, call *ast.CallExpr) (pairs []ast.Expr, ok bool) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil, false
	}
	skip, ok := logging[sel.Sel.Name]
	if !ok || len(call.Args) < skip {
		return nil, false
	}
	var on strings.Builder
	_ = printer.Fprint(&on, fset, sel.X)
	name := strings.ToLower(on.String())
	if strings.HasSuffix(name, "log") || strings.Contains(name, "told.") {
		return call.Args[skip:], true
	}
	return nil, false
}
