package dialogs

import (
	"unicode"
	"unicode/utf8"

	"capheso/lessons/viet"
)

// glyphs is a text laid out for reading: what a person sees, one entry each.
// Marks that stand on a character of their own, keycap frames and invisible
// characters belong to the character before.
type glyphs struct {
	text string
	fold string  // one byte each: a letter without marks, a digit, punctuation; other letters are 1, the rest 0
	at   []int32 // where each starts in text; one more entry for its end
}

// roomForGlyphs spares messages of ordinary length the heap.
type roomForGlyphs struct {
	fold [256]byte
	at   [257]int32
}

func layOut(text string, room *roomForGlyphs) glyphs {
	fold, at := room.fold[:0], room.at[:0]
	for i, r := range text {
		c := glyph(r)
		if c == hidden {
			continue
		}
		fold, at = append(fold, c), append(at, int32(i))
	}
	at = append(at, int32(len(text)))
	zeros(fold)
	return glyphs{text: text, fold: string(fold), at: at}
}

// What a glyph is when it is neither letter, digit nor ASCII punctuation.
const (
	symbol  = 0
	foreign = 1 // a letter that folds to none of a to z
	hidden  = 2 // no glyph of its own
)

func glyph(r rune) byte {
	switch {
	case r == '\n':
		return '\n'
	case r < 0x80:
		if c := viet.FoldRune(r); c != 0 {
			return c
		}
		return byte(max(r, ' '))
	case r <= 0x1EFF:
		if c := viet.FoldRune(r); c != 0 {
			return c
		}
	case 0xFF01 <= r && r <= 0xFF5E: // full width
		return glyph(r - 0xFEE0)
	}
	if n := digitValue(r); n >= 0 {
		return '0' + byte(n)
	}
	return rareGlyph(r)
}

func rareGlyph(r rune) byte {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return hidden
	case unicode.IsSpace(r):
		return ' '
	case r == '“' || r == '”' || r == '„' || r == '«' || r == '»' || r == '‘' || r == '’':
		return '"'
	case unicode.Is(unicode.Pd, r) || r == '…' || r == '·' || r == '•' || r == '∙':
		return '-'
	}
	if c := lookalikes[r]; c != 0 {
		return c
	}
	if unicode.IsLetter(r) {
		return foreign
	}
	return symbol
}

// lookalikes are letters of other scripts that look like Latin ones.
var lookalikes = map[rune]byte{
	'а': 'a', 'е': 'e', 'о': 'o', 'р': 'p', 'с': 'c', 'у': 'y', 'х': 'x', 'і': 'i', 'ѕ': 's', 'ј': 'j', 'к': 'k', 'т': 't', 'м': 'm', 'в': 'b', 'н': 'h',
	'О': 'o', 'Ο': 'o', 'ο': 'o', 'α': 'a', 'ν': 'v', 'ι': 'i', 'ρ': 'p', 'ո': 'n', 'ս': 'u', 'օ': 'o', 'ɡ': 'g', 'ⅼ': 'l', 'ı': 'i',
}

// digitValue is the value of a digit of any script, circled and raised ones
// included; -1 for everything else. Unicode keeps each script's ten digits in
// a row.
func digitValue(r rune) int {
	if n := int(r - '0'); 0 <= n && n <= 9 {
		return n
	}
	for _, row := range digitRows {
		if n := int(r - row.zero); row.from <= n && n <= 9 {
			return n
		}
	}
	if r < 0x80 || !unicode.IsDigit(r) {
		return -1
	}
	if 0x1D7CE <= r && r <= 0x1D7FF { // five styles of ten, in one range
		return int(r-0x1D7CE) % 10
	}
	for n := range 9 {
		if !unicode.IsDigit(r - rune(n) - 1) {
			return n
		}
	}
	return 9
}

// digitRows are the digits Unicode does not call decimal: where 0 is or would
// be, and the first that is there.
var digitRows = [...]struct {
	zero rune
	from int
}{
	{'①' - 1, 1}, {'⑴' - 1, 1}, {'⒈' - 1, 1}, {'❶' - 1, 1}, {'➀' - 1, 1}, {'➊' - 1, 1}, {'⓪', 0}, {'⁰', 4}, {'₀', 0}, {'¹' - 1, 1}, {'²' - 2, 2}, {'🄀', 0},
}

// zeros reads the letter o as 0, and l and i as 1, in words that are otherwise
// digits: o912345678, 09I2345678.
func zeros(fold []byte) {
	for i := 0; i < len(fold); {
		end, digits, ones := i, 0, 0
		for end < len(fold) && (fold[end] == 'o' || fold[end] == 'l' || fold[end] == 'i' || isDigit(fold[end])) {
			switch {
			case isDigit(fold[end]):
				digits++
			case fold[end] != 'o':
				ones++
			}
			end++
		}
		whole := (i == 0 || !isWord(fold[i-1])) && (end == len(fold) || !isWord(fold[end]))
		if whole && digits > 0 && end-i > digits && (ones == 0 || end-i >= 5 && digits > ones) {
			for j := i; j < end; j++ {
				switch fold[j] {
				case 'o':
					fold[j] = '0'
				case 'l', 'i':
					fold[j] = '1'
				}
			}
		}
		i = max(end, i+1)
	}
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || c == foreign }
func isWord(c byte) bool   { return isDigit(c) || isLetter(c) }

func (g *glyphs) len() int          { return len(g.fold) }
func (g *glyphs) in(i int) bool     { return 0 <= i && i < len(g.fold) }
func (g *glyphs) digit(i int) bool  { return g.in(i) && isDigit(g.fold[i]) }
func (g *glyphs) letter(i int) bool { return g.in(i) && isLetter(g.fold[i]) }
func (g *glyphs) word(i int) bool   { return g.in(i) && isWord(g.fold[i]) }
func (g *glyphs) blank(i int) bool  { return g.in(i) && (g.fold[i] == ' ' || g.fold[i] == '\n') }

// letters is the end of the letters that start at i.
func (g *glyphs) letters(i int) int {
	for g.letter(i) {
		i++
	}
	return i
}

// digits is the end of the digits that start at i.
func (g *glyphs) digits(i int) int {
	for g.digit(i) {
		i++
	}
	return i
}

// longestToken bounds how far one look goes, so that a text of nothing but
// beginnings is still read in time that grows with its length.
const longestToken = 600

// token is the end of what stands without a gap from i on.
func (g *glyphs) token(i int) int {
	for most := i + longestToken; i < most && g.in(i) && !g.blank(i); {
		i++
	}
	return i
}

// raw is a part as it was typed.
func (g *glyphs) raw(from, to int) string { return g.text[g.at[from]:g.at[to]] }

// upper reports a capital letter.
func (g *glyphs) upper(i int) bool {
	r, _ := utf8.DecodeRuneInString(g.text[g.at[i]:])
	return unicode.IsUpper(r)
}
