package viet

import (
	"slices"
	"strings"
)

// Menu is the options of one choice, made ready for many texts. It does not
// change any more and is safe for concurrent use.
type Menu struct {
	options []Option
	phrases []phraseOf
	words   []labelWord
	signs   []int8 // by option: 1 says yes, -1 says no
	firm    []bool // by option: the sign will not change any more
	counts  []bool // by option: the label is a number
	digits  bool   // a label has digits, so number words may be digits
	numbers bool   // a label is a number in words
	figures bool   // a word of a label is a number, in digits or not
	denies  bool   // a label denies something, so a "không" may be an answer
	people  bool   // every label is a word for a person
	signed  bool   // an option says yes or no
}

// phraseOf is the label or one of the other words of an option.
type phraseOf struct {
	option int
	units  []unit
	size   int  // units that say something; all when none does
	denies bool // holds a denial
}

// NewMenu makes options ready. It costs about ten times what one text costs;
// whoever meets the same options again keeps the Menu.
func NewMenu(options []Option) *Menu {
	n := len(options)
	m := &Menu{options: slices.Clone(options), signs: make([]int8, n), firm: make([]bool, n), counts: make([]bool, n), people: true}
	for i, o := range options {
		m.add(i, o.Label)
		if at := strings.IndexAny(o.Label, ":,"); at > 0 { // "Bài 2: Quét mã QR", "Có, thấy rồi"
			m.add(i, o.Label[:at])
			m.add(i, o.Label[at+1:])
		}
		if strings.Contains(o.Label, "-") {
			m.add(i, strings.ReplaceAll(o.Label, "-", "")) // "Wi-Fi trong nhà"
		}
		m.people = m.people && persons.has(o.Label)
		for _, w := range o.Words {
			m.add(i, w)
		}
		_, m.counts[i] = number(Tokens(o.Label))
		m.signed = m.signed || m.signs[i] != 0
	}
	m.gather()
	return m
}

func (m *Menu) add(option int, label string) {
	tokens := numTokens(label)
	if len(tokens) == 0 || len(tokens) > mostTokens {
		return
	}
	p := phraseOf{option: option, units: make([]unit, len(tokens))}
	for i, t := range tokens {
		u := labelUnit(t)
		p.size += u.size
		p.denies = p.denies || u.kind == denial && u.fold != "thoi" && u.fold != "khoi"
		m.digits = m.digits || u.kind == figure
		m.figures = m.figures || u.kind == figure || u.number > 0
		p.units[i] = u
	}
	if u := &p.units[0]; u.size == 0 && u.person && !p.heavy() {
		u.size = 1
		p.size++
	}
	if p.size == 0 {
		for i := range p.units {
			p.units[i].size = 1
		}
		p.size = len(p.units)
	}
	m.denies = m.denies || p.denies
	if p.units[0].number > 0 || p.units[0].fold == "muoi" {
		_, ok := numberWords(tokens)
		m.numbers = m.numbers || ok
	}
	m.heed(&p, tokens, option)
	m.phrases = append(m.phrases, p)
}

// heed notes an option that is a yes or a no. What its label says counts more
// than what its other words say; words that say both say nothing.
func (m *Menu) heed(p *phraseOf, tokens []string, option int) {
	for i := range p.units {
		if !p.units[i].answers {
			return
		}
	}
	yes, ok := judge(tokens)
	first := len(m.phrases) == 0 || m.phrases[len(m.phrases)-1].option != option
	switch sign := signOf(yes); {
	case !ok || m.firm[option]:
	case first:
		m.signs[option], m.firm[option] = sign, true
	case m.signs[option] == -sign:
		m.signs[option], m.firm[option] = 0, true
	default:
		m.signs[option] = sign
	}
}

// heavy reports a phrase with a word that is more than a light one.
func (p *phraseOf) heavy() bool {
	return slices.ContainsFunc(p.units, func(u unit) bool { return u.size > 0 && !u.faint })
}

// labelWord is a word of the labels, and which option says it.
type labelWord struct {
	fold   string
	option int    // -1 when more than one does
	set    uint32 // its letters, a bit each
	exact  bool   // never met by a word one letter off
}

// gather lists the words of all phrases once each, and notes those that more
// than one option has.
func (m *Menu) gather() {
	at := make(map[string]int)
	for _, p := range m.phrases {
		for _, u := range p.units {
			i, ok := at[u.fold]
			if !ok {
				i, at[u.fold] = len(m.words), len(m.words)
				m.words = append(m.words, labelWord{u.fold, p.option, lettersOf(u.fold), true})
			}
			w := &m.words[i]
			w.exact = w.exact && u.exact
			if w.option != p.option {
				w.option = -1
			}
		}
	}
	for _, p := range m.phrases {
		for j := range p.units {
			p.units[j].shared = m.words[at[p.units[j].fold]].option < 0
		}
	}
}

// inLabel reports a word of a label, folded.
func (m *Menu) inLabel(fold string) bool {
	fold = plainest(fold)
	for i := range m.words {
		if m.words[i].fold == fold {
			return true
		}
	}
	return false
}
