package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// concurrent are the only packages that may start goroutines: the shell, and
// what tests are made of.
var concurrent = []string{"bot", "adapters/adaptertest", "store/storetest", "store/postgres/pgtest"}

// TestGoroutinesLiveInTheShell finds go statements, and WaitGroup.Go with a
// function of its own, anywhere else.
func TestGoroutinesLiveInTheShell(t *testing.T) {
	read := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		if rel, _ := filepath.Rel("../..", path); mayStart(filepath.ToSlash(rel)) {
			return nil
		}
		read++
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if starts(n) {
				t.Errorf("%s: a goroutine; they live in package bot", fset.Position(n.Pos()))
			}
			return true
		})
		return nil
	})
	if err != nil || read < 100 {
		t.Fatalf("%d files were read: %v", read, err)
	}
}

func mayStart(file string) bool {
	for _, dir := range concurrent {
		if strings.HasPrefix(file, dir+"/") {
			return true
		}
	}
	return false
}

// starts reports a node that starts a goroutine.
func starts(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GoStmt:
		return true
	case *ast.CallExpr:
		sel, ok := n.Fun.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Go" || len(n.Args) != 1 {
			return false
		}
		_, ok = n.Args[0].(*ast.FuncLit)
		return ok
	}
	return false
}
