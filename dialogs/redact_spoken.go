package dialogs

import "strings"

// spokenDigit is a word for a digit.
type spokenDigit struct {
	word, other string // as it is spelled
	value       int
	bare        bool // it carries no mark when spelled right
}

// spokenDigits are the words for digits, by their letters.
var spokenDigits = map[string]spokenDigit{
	"khong": {"không", "", 0, false}, "mot": {"một", "mốt", 1, false}, "hai": {"hai", "", 2, true}, "ba": {"ba", "", 3, true},
	"bon": {"bốn", "", 4, false}, "tu": {"tư", "", 4, false}, "nam": {"năm", "", 5, false}, "lam": {"lăm", "", 5, false},
	"sau": {"sáu", "", 6, false}, "bay": {"bảy", "bẩy", 7, false}, "tam": {"tám", "", 8, false}, "chin": {"chín", "", 9, false},
}

// marking tells how a number word was typed.
type marking int

const (
	either  marking = iota // hai and ba need no mark
	without                // nam: perhaps năm, perhaps another word
	with                   // năm
)

// digitWord is the value of a number word; -1 for another word.
func (d *door) digitWord(i, end int) (value int, m marking) {
	s, ok := spokenDigits[d.fold[i:end]]
	if !ok {
		return -1, either
	}
	raw := strings.ToLower(d.raw(i, end))
	switch {
	case s.bare && raw == s.word:
		return s.value, either
	case len(raw) == end-i: // no letter with a mark
		return s.value, without
	case raw == s.word || raw == s.other:
		return s.value, with
	}
	return -1, either
}

// digitWords counts the words that may be number words.
func (g *glyphs) digitWords() (n int) {
	for i := 0; i < g.len(); {
		end := g.letters(i)
		if end > i && spokenLike(g.fold[i:end]) {
			n++
		}
		i = max(end, i+1)
	}
	return n
}

// spelled is a number in words, some of it perhaps in digits.
type spelled struct {
	end    int
	words  int
	digits int // of the whole number
	typed  marking
	rising bool // one, two, three …
}

// spokenAt reads a number in words that starts at i. Nine digits are always
// masked. Fewer are when something says that they are a code, or when they are
// unlikely to be anything else: four words without marks may well mean "ba năm
// sau, bây giờ".
func (d *door) spokenAt(i int) secret {
	n := d.spell(i)
	mask := n.words >= 2 && n.digits >= 9
	if n.words >= 4 && !mask {
		before := d.before(i, contextReach)
		told := says(before, codeWords) || says(before, accountWords) || says(before, phoneWords) ||
			says(d.after(n.end), codeTails) || d.last == tagCode && i-d.floor < tailReach
		alone := strings.TrimSpace(d.fold[:i]) == "" && strings.TrimSpace(d.fold[n.end:]) == ""
		mask = told || !n.rising && (n.typed == with || n.digits > 4 || alone)
	}
	switch {
	case !mask:
		return secret{}
	case n.digits == 12:
		return secret{i, n.end, tagIdentity}
	case n.digits == 10:
		return secret{i, n.end, tagPhone}
	case n.digits <= 8:
		return secret{i, n.end, tagCode}
	}
	return secret{i, n.end, tagNumber}
}

// spell takes number words and digits as long as they follow each other.
func (d *door) spell(i int) spelled {
	n := spelled{end: i, rising: true}
	last := 0
	for j := i; d.word(j); j = d.skipGap(n.end) {
		if end := d.digits(j); end > j {
			if d.word(end) || last == 5 && end-j == 4 { // năm 2026
				break
			}
			n.end, n.digits, n.rising, last = end, n.digits+end-j, false, -1
			continue
		}
		end := d.letters(j)
		value, typed := d.digitWord(j, end)
		if value < 0 || d.word(end) || d.amount(end) || typed != either && n.typed != either && typed != n.typed {
			break
		}
		n.rising = n.rising && value == last+1
		n.typed = max(n.typed, typed)
		n.end, n.words, n.digits, last = end, n.words+1, n.digits+1, value
	}
	return n
}

// skipGap steps over what stands between two spelled digits.
func (d *door) skipGap(i int) int {
	j := i
	for j < d.len() && j < i+3 && strings.IndexByte(" ,.-_", d.fold[j]) >= 0 {
		j++
	}
	if j == i {
		return d.len()
	}
	return j
}

// amount reports that the word after i makes the one before it part of an
// amount: hai trăm, năm mươi.
func (d *door) amount(i int) bool {
	if !d.blank(i) {
		return false
	}
	switch d.fold[i+1 : d.letters(i+1)] {
	case "tram", "muoi", "nghin", "ngan", "trieu", "ty", "chuc", "dong":
		return true
	}
	return false
}
