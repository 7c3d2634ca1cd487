package viet

import (
	"slices"
	"strings"
)

// menu matches texts against the options of one choice.
type menu struct {
	phrases []phraseOf
	fits    []fit
	signs   []int8 // by option: 1 says yes, -1 says no
	firm    []bool // by option: the sign will not change any more
	digits  bool   // a label has digits, so number words may be digits
	numbers bool   // a label is a number in words
	denies  bool   // a label denies something, so a "không" may be an answer
	people  bool   // every label is a word for a person
}

// phraseOf is the label or one of the other words of an option.
type phraseOf struct {
	option int
	units  []unit
	size   int  // units that say something; all when none does
	denies bool // holds a denial
}

func newMenu(options []Option) *menu {
	m := &menu{fits: make([]fit, len(options)), signs: make([]int8, len(options)), firm: make([]bool, len(options)), people: true}
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
	}
	m.crossed()
	return m
}

func (m *menu) add(option int, label string) {
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
func (m *menu) heed(p *phraseOf, tokens []string, option int) {
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

// crossed notes the words that more than one option has.
func (m *menu) crossed() {
	for i := range m.phrases {
		for j := range m.phrases[i].units {
			u := &m.phrases[i].units[j]
			u.shared = slices.ContainsFunc(m.phrases, func(q phraseOf) bool {
				return q.option != m.phrases[i].option && slices.ContainsFunc(q.units, func(v unit) bool { return u.fold == v.fold })
			})
		}
	}
}

// inLabel reports a word of a label, folded.
func (m *menu) inLabel(fold string) bool {
	fold = plainest(fold)
	for i := range m.phrases {
		for j := range m.phrases[i].units {
			if m.phrases[i].units[j].fold == fold {
				return true
			}
		}
	}
	return false
}
