package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"capheso/dialogs"
)

var update = flag.Bool("update", false, "rewrite the talks; read the difference before you keep it")

// TestTalks plays the talks of testdata with the course as it is.
func TestTalks(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no talks: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { replays(t, file) })
	}
}

// replays plays one talk and compares.
func replays(t *testing.T, file string) {
	t.Helper()
	w, err := openWorld("")
	if err != nil {
		t.Fatal(err)
	}
	a, err := txtar.ParseFile(file)
	if err != nil || len(a.Files) != 1 {
		t.Fatalf("%s: one section is wanted: %v", file, err)
	}
	got, err := dialogs.Play(w, string(a.Files[0].Data), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(a.Files[0].Data) {
		return
	}
	if !*update {
		t.Fatalf("%s went otherwise (run with -update, then read the difference); now:\n%s", file, got)
	}
	a.Files[0].Data = []byte(got)
	if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}
