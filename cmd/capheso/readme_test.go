package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var readmeTalk = regexp.MustCompile("(?s)(```console\n\\$ printf '([^']*)' \\| go run \\./cmd/capheso chat\n)(.*?)```")

// TestReadme runs the talk of the README and compares what it prints, to the
// letter.
func TestReadme(t *testing.T) {
	const file = "../../README.md"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m := readmeTalk.FindStringSubmatch(string(data))
	if m == nil {
		t.Fatal("the README shows no talk")
	}
	code, out, errs := call(t, strings.ReplaceAll(m[2], `\n`, "\n"), "chat")
	if code != 0 || errs != "" {
		t.Fatalf("exit %d: %s", code, errs)
	}
	if out == m[3] {
		return
	}
	if !*update {
		t.Fatalf("the README shows another talk (run with -update); now:\n%s", out)
	}
	text := strings.Replace(string(data), m[0], m[1]+out+"```", 1)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
