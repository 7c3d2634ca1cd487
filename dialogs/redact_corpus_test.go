package dialogs

import (
	"os"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"capheso/lessons/viet"
)

// corpus reads a file of examples, one a line, fields apart by tabs.
func corpus(t testing.TB, name string) [][]string {
	t.Helper()
	data, err := os.ReadFile("testdata/corpus/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimRight(line, "\n"); line != "" {
			rows = append(rows, strings.Split(line, "\t"))
		}
	}
	return rows
}

// TestSecretsMasked holds Redact against secrets as people type them: none may
// be left whole, nor five digits of it in a row.
func TestSecretsMasked(t *testing.T) {
	rows := corpus(t, "secrets.tsv")
	left := 0
	for _, row := range rows {
		got, found := Redact(viet.Clean(row[0]))
		for _, secret := range row[1:] {
			if !found || survives(got, secret) {
				left++
				t.Errorf("%q is left in %q (was %q)", secret, got, row[0])
			}
		}
		if again, _ := Redact(got); again != got {
			t.Errorf("not idempotent: %q, %q", got, again)
		}
	}
	t.Logf("%d texts, %d secrets left", len(rows), left)
}

func survives(masked, secret string) bool {
	for _, tag := range tags {
		masked = strings.ReplaceAll(masked, tag, "…")
	}
	if strings.Contains(masked, viet.Clean(secret)) {
		return true
	}
	text, digits := bareDigits(masked), bareDigits(secret)
	for i := 0; i+5 <= len(digits); i++ {
		if strings.Contains(text, digits[i:i+5]) {
			return true
		}
	}
	return false
}

// bareDigits is the digits of a text in a row, whatever stands between.
func bareDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) && r < 0x80 {
			return r
		}
		return -1
	}, norm.NFKC.String(s))
}

// TestInnocentKept allows one innocent text in a hundred to be touched.
func TestInnocentKept(t *testing.T) {
	rows := corpus(t, "innocent.txt")
	touched := 0
	for _, row := range rows {
		if got, found := Redact(viet.Clean(row[0])); found {
			touched++
			t.Logf("touched: %q became %q", row[0], got)
		}
	}
	t.Logf("%d texts, %d touched", len(rows), touched)
	if touched*100 > len(rows) {
		t.Errorf("%d of %d innocent texts are touched", touched, len(rows))
	}
}
