package postgres

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// clusterWide are the statements that look at more than one learner, and why.
// Every other one names the learner it is about, so that a PostgreSQL that
// spreads the tables sends it to one place.
var clusterWide = map[string]string{
	"sqlWhose":         "only after a restart: whose a message is",
	"sqlReady":         "the loop that sends",
	"sqlDue":           "the loop that rings; the claim names the learner",
	"sqlErasing":       "the loop that erases",
	"sqlAsked":         "the loop that answers, at its start",
	"sqlFacts":         "the reports",
	"sqlSessions":      "notices: who they are for",
	"sqlPruneLedger":   "once an hour",
	"sqlPruneOutcomes": "once an hour",
	"sqlPruneFacts":    "once an hour",
	"sqlLines":         "the watch: a few times a minute, out of the index of the sender",
	"sqlSize":          "the watch: a few times a minute",
	"sqlLives":         "capheso move",
	"sqlLivesLedger":   "capheso move",
	"sqlLivesLine":     "capheso move",
	"sqlLivesPast":     "capheso move",
	"sqlTaken":         "capheso move",
	"sqlAtLeast":       "capheso move; a sequence",
	"sqlMoving":        "leases, which are not spread",
	"sqlBegin":         "leases, which are not spread",
	"sqlEnd":           "leases, which are not spread",
	"sqlBusy":          "leases, which are not spread",
	"sqlProbe":         "leases, which are not spread",
	"sqlTakeOver":      "once, when a sender has died",
	"sqlLease":         "leases, which are not spread",
	"sqlResign":        "leases, which are not spread",
	"sqlHoldTake":      "no table",
	"sqlHoldGive":      "no table",
	"sqlHeld":          "held, which is not spread",
	"sqlKeepHeld":      "held, which is not spread",
	"sqlNoteErased":    "held, which is not spread",
	"sqlErased":        "held, which is not spread",
	"sqlWiped":         "held, which is not spread",
	"sqlTableSize":     "about a table, not its rows",
	"sqlUnhurried":     "no table",
	"dump":             "a backup",
	"load":             "a backup",
	"sqlMine":          "a part of sqlReady and sqlFollow",
}

var keyed = regexp.MustCompile(`(?s)WHERE learner = \$1|INSERT INTO \w+ \(learner\b[^)]*\)\s+VALUES \(\$1|INSERT INTO \w+ \(learner\b.*FROM gone`)

// TestStatementsCarryTheKey reads the statements out of the source: all texts
// that begin like one, whatever they are called.
func TestStatementsCarryTheKey(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	n := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range parsed.Decls {
			for name, node := range named(decl) {
				for _, text := range statements(name, node) {
					seen[name], n = true, n+1
					if !keyed.MatchString(text) && clusterWide[name] == "" && !plumbing.MatchString(text) {
						t.Errorf("%s, in %s, does not name its learner and is not in the list: %s", name, file, text)
					}
				}
			}
		}
	}
	for name := range clusterWide {
		if !seen[name] {
			t.Errorf("%s is in the list and is no statement", name)
		}
	}
	if n < 60 {
		t.Errorf("only %d statements were found", n)
	}
}

// named are the functions, constants and variables of a declaration.
func named(decl ast.Decl) map[string]ast.Node {
	out := map[string]ast.Node{}
	switch d := decl.(type) {
	case *ast.FuncDecl:
		out[d.Name.Name] = d
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				out[v.Names[0].Name] = v
			}
		}
	}
	return out
}

// statements are the texts for the server in a piece of the source.
func statements(name string, node ast.Node) (list []string) {
	ast.Inspect(node, func(n ast.Node) bool {
		text, ok := whole(n)
		if ok && (statement.MatchString(text) || strings.HasPrefix(name, "sql")) {
			list = append(list, text)
		}
		return !ok
	})
	return list
}

// statement is how a text begins that is for the server.
var statement = regexp.MustCompile(`^\s*\(?\s*(SELECT|INSERT|UPDATE|DELETE|WITH|COPY|TRUNCATE|MERGE|VACUUM|CREATE|ALTER|DROP|LOCK|SET|RESET|LISTEN)\s`)

// plumbing are statements without a row of ours in them.
var plumbing = regexp.MustCompile(`^(SET|RESET|LISTEN|VACUUM|CREATE SCHEMA) |^SELECT (pg_notify|pg_advisory_xact_lock|current_setting|setval|last_value)|\bversions\b`)

// whole is a text with what is put together by +, where ? stands for what is
// not a text.
func whole(node ast.Node) (text string, ok bool) {
	switch n := node.(type) {
	case *ast.BasicLit:
		if n.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(n.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		left, isLeft := whole(n.X)
		right, isRight := whole(n.Y)
		if n.Op != token.ADD || !isLeft && !isRight {
			return "", false
		}
		if !isLeft {
			left = "?"
		}
		if !isRight {
			right = "?"
		}
		return left + right, true
	}
	return "", false
}

// TestKeysBeginWithTheLearner looks at the tables as they are.
func TestKeysBeginWithTheLearner(t *testing.T) {
	s := open(t, database(t))
	rows, err := s.pool.Query(ctx, `SELECT c.relname, a.attname FROM pg_index i
		JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
		WHERE n.nspname = $1 AND i.indisunique`, schema)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var table, first string
		if err := rows.Scan(&table, &first); err != nil {
			t.Fatal(err)
		}
		if n++; first != "learner" && table != "leases" && table != "versions" && table != "held" {
			t.Errorf("a key of %s begins with %s", table, first)
		}
	}
	if n < 8 {
		t.Errorf("%d keys", n)
	}
}
