package viet

import "testing"

// The table must give what the general road gives, for every letter it holds
// and in whatever company.
func TestQuickRoad(t *testing.T) {
	for r := rune(0x20); r <= lastLetter; r++ {
		for _, s := range []string{string(r), "a" + string(r), string(r) + "\u0301e", "Ệ" + string(r) + "n"} {
			if got, ok := quickFold(s); ok && got != slowFold(s) {
				t.Errorf("quickFold(%q) = %q, want %q", s, got, slowFold(s))
			}
			stem, tone := slowKey(s)
			if tone != 0 {
				stem += string(tone)
			}
			if got, ok := quickKey(s); ok && got != stem {
				t.Errorf("quickKey(%q) = %q, want %q", s, got, stem)
			}
		}
	}
	for _, s := range []string{"ường", "ĐƯỢC", "nguyệt"} {
		if _, ok := quickFold(s); !ok {
			t.Errorf("%q takes the slow road", s)
		}
	}
}
