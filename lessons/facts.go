package lessons

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Stated is one thing of a text that somebody can look up: a learner acts on
// it, so it must be right, and somebody must know where it comes from.
type Stated struct {
	Kind    StatedKind
	Text    string // as written: "100.000 đ"
	File    string
	Line    int      // from 1; 0 when the place is unknown
	Sources []string // codes of the file; empty when it names none
	Free    string   // why it needs no source; empty when it does
}

// StatedKind says what was stated.
type StatedKind string

// The kinds of what is stated.
const (
	Address StatedKind = "address" // of the web
	Phone   StatedKind = "phone"
	Fee     StatedKind = "fee"  // an amount of money
	Date    StatedKind = "date" // day, month and year
	Law     StatedKind = "law"
	Span    StatedKind = "span"   // working days
	Number  StatedKind = "number" // any other
)

// statedKinds is how each kind is found, the surer ones first: what one has
// found is not looked at again. The group is what is stated. Digits beside a
// letter are part of a name: 4G.
var statedKinds = []struct {
	kind StatedKind
	find *regexp.Regexp
}{
	{Law, regexp.MustCompile(`(?i)((?:nghị định|nghị quyết|thông tư|luật|quyết định|chỉ thị|kế hoạch)(?: số)? \d[\d.]*(?:/[\d\pL-]+)*)`)},
	{Phone, regexp.MustCompile(`(?:^|[^\d.,/])(1[89]00[ .]?\d[\d ]{2,}\d|0\d{2,3} \d{3} \d{3,4}|11[1-5]|156|5656|9656)(?:[^\d.,/]|[.,]?\s|[.,]?$)`)},
	{Fee, factPatterns[0]},
	{Date, regexp.MustCompile(`(?:^|[^\d/.])(\d{1,2}/\d{1,2}/\d{4}|\d{1,2}/20\d\d|\d{1,2}/\d{1,2})(?:[^\d/]|$)`)},
	{Span, regexp.MustCompile(`(?i)(\d+ ngày(?: làm việc)?)`)},
	{Number, regexp.MustCompile(`(?:^|[^\d\pL])(\d[\d.,/:]*\d|\d)(?:[^\d\pL]|$)`)},
}

// The reasons why something needs no source.
const (
	freeExample = "example"  // part of a question, of a choice, or of words to type
	freeCommon  = "everyday" // everybody in the country knows it
	freeName    = "name"     // the digit itself is meant: a key, a weak password
)

// everyday is what no source is needed for: the state's emergency numbers, the
// ending of its addresses, and feasts, whose days stand in every calendar.
var everyday = []string{
	"111", "113", "114", "115", "gov.vn",
	"1/1", "8/3", "30/4", "1/5", "1/6", "27/7", "2/9", "1/10", "20/10", "20/11", "22/12",
}

// Facts lists every number, telephone number and address of the web in the
// texts of a course, in the order of the files.
func Facts(c *Course) []Stated {
	l := &linter{course: c}
	l.gather()
	var all []Stated
	for i := range l.passages {
		all = append(all, l.passages[i].stated()...)
	}
	slices.SortStableFunc(all, func(a, b Stated) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return all
}

// stated finds what a text states.
func (p *passage) stated() []Stated {
	var found []Stated
	text := unlinked.Replace(p.text)
	add := func(kind StatedKind, what, free string) {
		found = append(found, Stated{Kind: kind, Text: what, File: p.meta.File, Line: p.line, Sources: p.meta.Sources, Free: free})
	}
	for _, t := range tokens(text) {
		if address(t.lower) != "" {
			add(Address, t.text, p.free(Address, t.text, ""))
			text = strings.Replace(text, t.text, " ", 1)
		}
	}
	for _, k := range statedKinds {
		for {
			at := k.find.FindStringSubmatchIndex(text)
			if at == nil {
				break
			}
			what := text[at[2]:at[3]]
			add(k.kind, what, p.free(k.kind, what, text[:at[2]]))
			text = text[:at[2]] + "·" + text[at[3]:]
		}
	}
	return found
}

// free says why something stated after the given words needs no source.
func (p *passage) free(kind StatedKind, what, before string) string {
	switch {
	case p.role == asQuestion || p.role == asLabel:
		return freeExample
	case slices.Contains(everyday, what):
		return freeCommon
	case kind != Number:
		return ""
	case p.quotes(what):
		return freeExample
	case len(what) == 1 && strings.HasSuffix(strings.ToLower(before), "số ") || strings.HasPrefix("123456789", what) && len(what) > 3:
		return freeName
	}
	return ""
}

// quotes reports whether a text has something only between “ and ”.
func (p *passage) quotes(what string) bool {
	in := false
	for _, t := range p.tokens {
		switch {
		case t.kind == quoteToken:
			in = in || strings.Contains(t.text, what)
		case t.text == what:
			return false
		}
	}
	return in
}
