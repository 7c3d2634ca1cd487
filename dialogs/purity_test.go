package dialogs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// allowed are the packages a conversation may use: nothing among them has a
// clock, chance, files or a network.
var allowed = map[string]bool{
	"cmp": true, "encoding/binary": true, "encoding/json": true, "errors": true, "fmt": true, "hash/fnv": true, "reflect": true, "regexp": true,
	"slices": true, "strconv": true, "strings": true, "time": true, "unicode": true, "unicode/utf8": true,
	"capheso/lessons": true, "capheso/lessons/viet": true, "capheso/lessons/search": true, "capheso/lessons/recall": true, "github.com/goccy/go-json": true, "github.com/tinylib/msgp/msgp": true,
	"capheso/lessons/ground": true,
}

// impure are the ways through which time, chance or the outside could get in.
var impure = map[string]bool{
	"time.Now": true, "time.Since": true, "time.Until": true, "time.Sleep": true, "time.After": true, "time.Tick": true,
	"time.NewTimer": true, "time.NewTicker": true, "time.AfterFunc": true, "time.LoadLocation": true, "time.Local": true,
	"fmt.Print": true, "fmt.Println": true, "fmt.Printf": true, "fmt.Scan": true, "fmt.Scanln": true,
}

// TestPurity keeps clock, chance, files and goroutines out of the core.
func TestPurity(t *testing.T) {
	for _, dir := range []string{".", "../lessons/viet", "../lessons/search", "../lessons/recall", "../lessons/ground"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no files in %s: %v", dir, err)
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				pure(t, file, dir == ".")
			}
		}
	}
}

func pure(t *testing.T, file string, strict bool) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, imp := range f.Imports {
		name, _ := strconv.Unquote(imp.Path.Value)
		if strict && !allowed[name] || name == "os" || name == "math/rand" || name == "math/rand/v2" || name == "crypto/rand" || strings.HasPrefix(name, "net") {
			t.Errorf("%s imports %s", fset.Position(imp.Pos()), name)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			t.Errorf("%s: a goroutine", fset.Position(n.Pos()))
		case *ast.SelectorExpr:
			if pkg, ok := n.X.(*ast.Ident); ok && impure[pkg.Name+"."+n.Sel.Name] {
				t.Errorf("%s: %s.%s", fset.Position(n.Pos()), pkg.Name, n.Sel.Name)
			}
		}
		return true
	})
}
