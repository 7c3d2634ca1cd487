package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// arrows says what each package of ours may import of ours. A package that is
// not listed may not exist: add it here when the house gets a new room.
var arrows = map[string][]string{
	"lessons/viet":              {},
	"lessons/viet/viettest":     {"lessons/viet"},
	"lessons":                   {"lessons/viet"},
	"lessons/search":            {"lessons", "lessons/viet"},
	"lessons/recall":            {},
	"lessons/ground":            {"lessons/viet"},
	"lessons/draw":              {"lessons"},
	"lessons/sheet":             {"lessons"},
	"dialogs":                   {"lessons", "lessons/search", "lessons/viet", "lessons/recall", "lessons/ground"},
	"store":                     {"dialogs"},
	"store/bolt":                {"store", "dialogs"},
	"store/postgres":            {"store", "dialogs"},
	"store/postgres/pgtest":     {},
	"store/storetest":           {"store", "dialogs"},
	"adapters":                  {"dialogs"},
	"adapters/web":              {"adapters", "dialogs", "lessons/viet"},
	"adapters/web/webtest":      {},
	"adapters/adaptertest/zalo": {},
	"adapters/counts":           {},
	"adapters/zalo":             {"adapters"},
	"adapters/zalooa":           {"adapters", "adapters/counts", "adapters/zalo", "dialogs"},
	"adapters/zalobot":          {"adapters", "adapters/counts", "adapters/zalo", "dialogs"},
	"adapters/console":          {"adapters", "dialogs", "lessons/viet"},
	"adapters/adaptertest":      {"adapters", "dialogs"},
	"adapters/telegram":         {"adapters", "dialogs"},
	"adapters/secrets":          {},
	"adapters/llm":              {"adapters", "adapters/counts", "dialogs"},

	"adapters/adaptertest/botapi": {},
	"adapters/adaptertest/openai": {},
	"cmd/capheso/control":         {},
	"bot/notices":                 {"dialogs", "lessons"},
	"bot":                         {"adapters", "bot/meter", "dialogs", "lessons/viet", "bot/notices", "store"},
	"bot/meter":                   {},
	"bot/health":                  {"adapters", "dialogs", "lessons", "store"},

	// One on a line, so that two people can add to it.
	"cmd/capheso": {
		"adapters",
		"adapters/console",
		"adapters/counts",
		"adapters/llm",
		"adapters/secrets",
		"adapters/telegram",
		"adapters/web",
		"adapters/zalobot",
		"adapters/zalooa",
		"bot",
		"bot/health",
		"bot/meter",
		"cmd/capheso/control",
		"dialogs",
		"lessons",
		"lessons/draw",
		"lessons/search",
		"lessons/sheet",
		"lessons/viet",
		"bot/notices",
		"store",
		"store/bolt",
		"store/postgres",
	},
}

// TestArrows fails on an import in a direction the house does not have.
func TestArrows(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "capheso/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	seen := 0
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		seen++
		from := strings.TrimPrefix(p.ImportPath, "capheso/")
		may, known := arrows[from]
		if !known {
			t.Errorf("package %s is not in the plan of the house", from)
		}
		for _, imp := range p.Imports {
			to, ours := strings.CutPrefix(imp, "capheso/")
			if ours && !contains(may, to) {
				t.Errorf("%s may not import %s", from, to)
			}
		}
	}
	if seen < len(arrows) {
		t.Errorf("%d packages of the plan, %d found", len(arrows), seen)
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
