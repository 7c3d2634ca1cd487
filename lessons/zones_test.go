package lessons

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestZones: a label fits a button and begins with a word of its own, and
// nothing names two clocks but America.
func TestZones(t *testing.T) {
	seen := map[string]string{}
	for _, z := range Zones() {
		if n := utf8.RuneCountInString(z.Label); n > 20 {
			t.Errorf("R8: %q has %d characters", z.Label, n)
		}
		first, _, _ := strings.Cut(z.Label, " ")
		for _, w := range append([]string{first, z.Name}, z.Words...) {
			w = strings.ToLower(strings.Trim(w, ","))
			if other, ok := seen[w]; ok && other != z.Name && !strings.HasPrefix(z.Name, "America/") {
				t.Errorf("%q is %s and %s", w, other, z.Name)
			}
			seen[w] = z.Name
		}
		if got, err := ZoneNamed(z.Name); err != nil || got.Location != z.Location {
			t.Errorf("%s: %v, %v", z.Name, got, err)
		}
	}
	if _, err := ZoneNamed("Europe/Atlantis"); err == nil || !strings.Contains(err.Error(), "Europe/Berlin") {
		t.Errorf("an unknown zone: %v", err)
	}
}
