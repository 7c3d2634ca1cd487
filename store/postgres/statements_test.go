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
	"sqlFacts":         "the reports",
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
	"sqlLease":         "leases, which are not spread",
	"sqlResign":        "leases, which are not spread",
	"sqlHoldTake":      "no table",
	"sqlHoldGive":      "no table",
	"sqlHeld":          "held, which is not spread",
	"sqlKeepHeld":      "held, which is not spread",
	"sqlUnhurried":     "no table",
	"sqlMine":          "a part of sqlReady and sqlFollow",
}

var keyed = regexp.MustCompile(`(?s)WHERE learner = \$1|INSERT INTO \w+ \(learner\b[^)]*\)\s+VALUES \(\$1|INSERT INTO \w+ \(learner\b.*FROM gone`)

// TestStatementsCarryTheKey reads the statements out of the source.
func TestStatementsCarryTheKey(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || !strings.HasPrefix(spec.Names[0].Name, "sql") {
				return true
			}
			name, text := spec.Names[0].Name, ""
			ast.Inspect(spec, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					part, _ := strconv.Unquote(lit.Value)
					text += part
				}
				return true
			})
			seen[name] = true
			if carries := keyed.MatchString(text); !carries && clusterWide[name] == "" {
				t.Errorf("%s does not name its learner and is not in the list: %s", name, text)
			}
			return false
		})
	}
	for name := range clusterWide {
		if !seen[name] {
			t.Errorf("%s is in the list and is no statement", name)
		}
	}
	if len(seen) < 30 {
		t.Errorf("only %d statements were found", len(seen))
	}
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
