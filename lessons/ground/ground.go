// Package ground holds a text against the evidence it claims to rest on: every
// number, name, address and quotation of it must stand there, and nothing in it
// may say the opposite. It knows no meaning, so it is strict: what it lets
// through adds no fact, and some of what it stops would have been right.
//
// It is pure, and its functions may be called from any goroutine.
package ground

import (
	"strings"
	"unicode/utf8"
)

// Longest is how long a text may be, in characters.
const Longest = 300

// Fault is the first reason not to say a text. The zero Fault is none.
type Fault struct {
	Rule string // "number", "name", "quote" …
	What string // the words it is about, as they stand in the text
}

// Rules of a Fault.
const (
	Length  = "length"  // empty, or longer than a message may be
	Sign    = "sign"    // a character that no message of ours has
	Number  = "number"  // a number, date, fee or telephone number
	Name    = "name"    // a name, address, code or foreign word
	Swapped = "swapped" // a number that the evidence has of something else
	Quote   = "quote"   // the name of a button or screen
	Thing   = "thing"   // a form, paper, place or button
	Claim   = "claim"   // a word that promises or threatens
	Danger  = "danger"  // advice that costs people their money
	Reverse = "reverse" // the evidence says it with the other sign
	Far     = "far"     // a word that the evidence does not have
)

// Check holds a text against the evidence. The first piece of it is what the
// evidence is about, a title: its words may stand beside any number. Texts are
// in NFC; the placeholders {bác} and {cháu} may stand in either.
func Check(text string, evidence ...string) Fault {
	if n := utf8.RuneCountInString(text); strings.TrimSpace(text) == "" || n > Longest {
		return Fault{Rule: Length}
	}
	if s := oddSign(text); s != "" {
		return Fault{Sign, s}
	}
	e := read(evidence)
	t := newReading(text)
	for _, check := range []func(*reading, *proof) Fault{numbers, swapped, quotes, strange, things, claims, dangers, reversed, far} {
		if f := check(t, e); f.Rule != "" {
			return f
		}
	}
	return Fault{}
}

// signs are all characters a text may have beside letters, digits and spaces.
const signs = ".,:;?!…“”\"'()-–/%+@_\n"

// oddSign is the first character that cannot be told for what it is: digits and
// letters of other scripts look like ours and pass for other words.
func oddSign(text string) string {
	for _, r := range address.Replace(text) {
		if !letter(r) && !('0' <= r && r <= '9') && r != ' ' && !strings.ContainsRune(signs, r) {
			return string(r)
		}
	}
	return ""
}

// address fills placeholders with the words they stand for.
var address = strings.NewReplacer("{bác}", "bác", "{Bác}", "Bác", "{cháu}", "cháu", "{Cháu}", "Cháu")

// letter reports a letter of Vietnamese or English.
func letter(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || strings.ContainsRune(marked, r)
}

const marked = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ" +
	"ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"

// proof is what the evidence holds.
type proof struct {
	readings []*reading
	words    map[string]bool    // lower case
	title    map[string]bool    // those of the first reading
	written  map[string]bool    // as they stand
	pairs    map[[2]string]bool // words side by side, lower case
	names    map[[2]string]bool // capitals side by side
	flow     string             // all words, " a b c "
	amounts  amounts
	plain    map[[2]string]bool // pairs said without a negation
	negated  map[[2]string]bool // pairs said with one
}

func read(evidence []string) *proof {
	e := &proof{
		words: map[string]bool{}, title: map[string]bool{}, written: map[string]bool{}, pairs: map[[2]string]bool{}, names: map[[2]string]bool{},
		amounts: newAmounts(), plain: map[[2]string]bool{}, negated: map[[2]string]bool{},
	}
	var flow strings.Builder
	flow.WriteByte(' ')
	for n, text := range evidence {
		r := newReading(text)
		e.readings = append(e.readings, r)
		for i, w := range r.words {
			e.words[w.lower] = true
			e.title[w.lower] = e.title[w.lower] || n == 0
			e.written[w.text] = true
			flow.WriteString(w.lower + " ")
			if n := r.next(i); n != nil {
				e.pairs[[2]string{w.lower, n.lower}] = true
				if w.capital && n.capital {
					e.names[[2]string{w.text, n.text}] = true
				}
			}
		}
		flow.WriteString("| ")
		e.amounts.add(r)
		signed(r, func(pair [2]string, negative bool) {
			if negative {
				e.negated[pair] = true
			} else {
				e.plain[pair] = true
			}
		})
	}
	e.flow = flow.String()
	return e
}

// says reports words that stand in the evidence side by side.
func (e *proof) says(words string) bool { return strings.Contains(e.flow, " "+words+" ") }
