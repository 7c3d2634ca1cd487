package viet

import (
	"slices"
	"strings"
)

// unit is one token of a text or of a label.
type unit struct {
	raw     string // as typed, in NFC and lower case
	fold    string // folded, with i for a y at the end of a syllable
	size    int    // 1 for a word that says something, 0 for one that stands around it
	kind    unitKind
	exact   bool // never to be read as a word one letter off
	faint   bool // says too little to pick anything alone
	number  int  // what a digit or a single number word says, 0 when it is none
	iy      bool // fold is not the folded raw: a y became i
	answers bool // may be part of a yes or a no
	shared  bool // in the label of another option too
	odd     bool // not a Vietnamese syllable: a slip rather than another word
}

type unitKind int

const (
	word unitKind = iota
	denial
	tense
	figure
	question
	call // the cô of "cô ơi": speaks to somebody, names no option
)

var (
	// particles say nothing in a label or in a text
	particles      = words(`là thì ạ à ơi rồi nhé nha nhá nghen này đó ấy nè bị với nhỉ cái ý`)
	particlesExact = words(`vậy thế đây đấy mà hen hè`) // without marks these are other words
	// light words say nothing around a label, and something in it
	light = words(`tôi tui bác ông bà anh chị em mình cháu con muốn cần thích xin chọn lấy bấm cho ừ ờ dạ vâng
		ok oke uh được dc đc đi luôn cũng để nữa giùm dùm giúp mở vào vô xem coi kia nhấp ừm ưm`)
	lightExact = words(`hãy chú cô quá lắm giờ nhấn ấn hộ`)
	selves     = words(`tôi tui mình bác`)
	// faint words count, but never alone
	faint        = words(`lại bước làm có`)
	tenses       = words(`đã đang sẽ vừa lỡ`)
	denials      = words(`không ko k kg khg hk hok hông hong hổng hem khum chưa khỏi kp thôi kdc kđc`)
	denialsExact = words(`đừng chẳng chả nỏ`)
	asking       = words(`gì nào ai bao nhiêu mấy hả j`)
	askingExact  = words(`sao đâu`)
	money        = words(`đồng nghìn ngàn triệu tỷ tỉ trăm vnd tiền mươi mười chục`)
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
	if u := &p.units[0]; u.size == 0 && persons.has(u.raw) && !p.heavy() {
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
		_, spelt := numberWords(tokens)
		m.numbers = m.numbers || spelt
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

// labelUnit is a token of a label, where light words count, and a word is what
// its marks say: hỏng is not hông.
func labelUnit(t string) unit {
	u := newUnit(t)
	if u.kind == denial && !denials.exactly(t) && !denialsExact.exactly(t) {
		u.kind = word
	}
	if u.kind != figure && u.number > 0 && !slices.ContainsFunc(numerals[Fold(t)], func(n numeral) bool { return agreement(t, n.word) == same }) {
		u.number = 0 // "Để sau" has no six in it
	}
	if (light.has(t) || lightExact.exactly(t)) && !selves.exactly(t) {
		u.size = 1
	}
	return u
}

func newUnit(t string) unit {
	f := Fold(t)
	u := unit{raw: t, fold: plainest(f), size: 1}
	u.iy = u.fold != f
	n, isFigure := digit(t)
	if u.number = n; !isFigure {
		u.number, _ = ones(t, false)
	}
	switch {
	case isFigure || hasDigit(f):
		u.kind, u.exact = figure, true
	case denials.has(t) || denialsExact.exactly(t):
		u.kind, u.exact, u.faint = denial, true, true
	case particles.has(t) || particlesExact.exactly(t) || light.has(t) || lightExact.exactly(t):
		u.size, u.faint = 0, !persons.has(t) || listeners.has(t) || selves.has(t)
	case tenses.has(t) && Marked(t):
		u.kind, u.faint = tense, true
	case faint.has(t):
		u.faint = true
	case asking.has(t) || askingExact.exactly(t):
		u.kind = question
	}
	u.answers = answerWord(f)
	u.exact = u.exact || len(f) < 4 || u.answers || len(money[f]) > 0 || numerals[f] != nil
	u.odd = !u.exact && !Syllable(f)
	return u
}

// plainest writes ky and ki, quy and qui, y and i in one way, and f for ph and
// k for c in the right one.
func plainest(f string) string {
	n := len(f)
	if n > 1 && f[0] == 'f' && isVowel(f[1]) {
		f, n = "ph"+f[1:], n+1
	}
	if n > 1 && f[0] == 'k' && strings.IndexByte("aou", f[1]) >= 0 {
		f = "c" + f[1:]
	}
	if n == 0 || f[n-1] != 'y' || n > 1 && isVowel(f[n-2]) && f != "quy" {
		return f
	}
	return f[:n-1] + "i"
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
