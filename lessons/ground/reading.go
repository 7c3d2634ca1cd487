package ground

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is one word of a text. Dots, slashes and the like between letters and
// digits belong to it: 100.000, 5/8, vneid.gov.vn.
type word struct {
	text    string
	lower   string
	capital bool // begins with a capital
	starts  bool // begins a sentence
	breaks  bool // punctuation stands before it
	quoted  bool
}

// reading is a text in words.
type reading struct {
	words   []word
	quotes  []string // what stands in quotation marks, words in lower case
	amounts []amount
}

func newReading(text string) *reading {
	r := &reading{}
	text = address.Replace(text)
	starts, breaks, open := true, true, -1
	for text != "" {
		c, size := utf8.DecodeRuneInString(text)
		if alnum(c) {
			n := wordLen(text)
			w := text[:n]
			r.words = append(r.words, word{text: w, lower: strings.ToLower(w), capital: unicode.IsUpper(c), starts: starts, breaks: breaks, quoted: open >= 0})
			starts, breaks = false, false
			text = text[n:]
			continue
		}
		switch c {
		case '.', '?', '!', '…', ';', ':', '\n':
			starts, breaks = true, true
		case ' ':
		case '“', '”', '"':
			breaks = true
			if open >= 0 {
				r.quote(open)
				open = -1
			} else {
				open = len(r.words)
			}
		default:
			breaks = true
		}
		text = text[size:]
	}
	if open >= 0 {
		r.quote(open)
	}
	r.amounts = amountsOf(r)
	return r
}

// clause is the words around word i up to the next marks of punctuation.
func (r *reading) clause(i int) (from, to int) {
	from, to = i, i+1
	for from > 0 && !r.words[from].breaks {
		from--
	}
	for to < len(r.words) && !r.words[to].breaks {
		to++
	}
	return from, to
}

// sentence is the words around word i from one start to the next.
func (r *reading) sentence(i int) (from, to int) {
	from, to = i, i+1
	for from > 0 && !r.words[from].starts {
		from--
	}
	for to < len(r.words) && !r.words[to].starts {
		to++
	}
	return from, to
}

func (r *reading) quote(from int) {
	var all []string
	for _, w := range r.words[from:] {
		all = append(all, w.lower)
	}
	if len(all) > 0 {
		r.quotes = append(r.quotes, strings.Join(all, " "))
	}
}

// next is the word after i when nothing stands between them; nil when there is
// none.
func (r *reading) next(i int) *word {
	if i+1 >= len(r.words) || r.words[i+1].breaks {
		return nil
	}
	return &r.words[i+1]
}

func alnum(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// wordLen measures the word a text begins with.
func wordLen(s string) int {
	for i, r := range s {
		if alnum(r) {
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		if r == '%' {
			return i + 1
		}
		if !strings.ContainsRune("./-@_,:+", r) || !alnum(next) || r == ',' && !(digit(s, i-1) && unicode.IsDigit(next)) || r == ':' && !(digit(s, i-1) && unicode.IsDigit(next)) {
			return i
		}
	}
	return len(s)
}

func digit(s string, i int) bool { return i >= 0 && '0' <= s[i] && s[i] <= '9' }

// hasDigit reports a word with a digit in it.
func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }
