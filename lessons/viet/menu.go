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

// read fits every option to the text, in each way the text can be read.
func (m *menu) read(tokens []string) {
	m.weigh(tokens, 1)
	const other = 0.98 // what had to be read in another way counts a little less
	plain := m.mended(tokens)
	if !slices.Equal(plain, tokens) {
		m.weigh(plain, other)
	}
	for _, t := range m.retold(plain) {
		m.weigh(t, other)
	}
}

// knows reports a folded word of a label, or one this file knows by itself.
func (m *menu) knows(fold string) bool {
	if m.inLabel(fold) || len(fold) > 2 && Readings(fold) != nil {
		return true
	}
	return (len(fold) > 1 || fold == "a") && (len(light[fold]) > 0 || len(denials[fold]) > 0 || len(particles[fold]) > 0)
}

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

// mended repairs the leftovers of input methods, and joins what a label joins:
// "vietcom bank", "i phone".
func (m *menu) mended(tokens []string) []string {
	known := func(f string) bool { return m.knows(f) || f == "h" || f == "g" }
	var out []string
	all := RepairAll(tokens, known)
	for i := 0; i < len(tokens); i++ {
		words := all[i]
		if i+1 < len(tokens) && !m.inLabel(Fold(tokens[i])) {
			if both := Fold(tokens[i] + tokens[i+1]); m.inLabel(both) {
				out = append(out, both)
				i++
				continue
			}
		}
		if words == nil || len(words) == 1 && words[0] == Fold(tokens[i]) {
			out = append(out, tokens[i])
			continue
		}
		out = append(out, words...)
	}
	return out
}

// mostRetold keeps a text full of short forms from being read in a hundred ways.
const mostRetold = 6

// retold reads short forms and dialect: all first readings together, and each
// further one alone; and number words as digits where labels have digits.
func (m *menu) retold(tokens []string) [][]string {
	var out [][]string
	readings := Standard(tokens)
	if len(readings) > 0 {
		out = append(out, replace(tokens, readings))
	}
	for i := 0; i < len(readings) && len(readings) > 1 && len(out) < mostRetold; i++ {
		out = append(out, replace(tokens, readings[i:i+1]))
	}
	if !m.digits {
		return out
	}
	for _, t := range append(out, tokens) {
		if d := m.inDigits(t); d != nil {
			out = append(out, d)
		}
	}
	return out
}

// replace puts the first reading of each place in, from left to right.
func replace(tokens []string, readings []Reading) []string {
	out := make([]string, 0, len(tokens)+4)
	at := 0
	for _, r := range longestFirst(readings) {
		if r.From < at {
			continue
		}
		out = append(out, tokens[at:r.From]...)
		out = append(out, r.Words...)
		at = r.To
	}
	return append(out, tokens[at:]...)
}

// longestFirst orders the readings of one place by length.
func longestFirst(readings []Reading) []Reading {
	if len(readings) < 2 {
		return readings
	}
	sorted := slices.Clone(readings)
	slices.SortStableFunc(sorted, func(a, b Reading) int {
		if a.From != b.From {
			return a.From - b.From
		}
		return b.To - a.To
	})
	return sorted
}

// inDigits writes the number words of a text as digits; nil when it has none.
func (m *menu) inDigits(tokens []string) []string {
	var out []string
	found := false
	for i := 0; i < len(tokens); {
		n := min(5, len(tokens)-i)
		for ; n > 0; n-- {
			if v, ok := hundreds(tokens[i : i+n]); ok && (n > 1 || !m.inLabel(Fold(tokens[i]))) {
				out = append(out, itoa(v))
				found = true
				break
			}
		}
		if n == 0 {
			out = append(out, tokens[i])
			n = 1
		}
		i += n
	}
	if !found {
		return nil
	}
	return out
}

var (
	naming    = words(`gọi kêu xưng hô bằng`)
	doneWords = words(`xong được rồi`)
	stressed  = words(`đâu hết cả`)
)

// readVNI is the last try, when nothing fits: a digit at the end may be a VNI
// mark ("co1", "co6") and not a number.
func (m *menu) readVNI(tokens []string) {
	out := slices.Clone(tokens)
	found := false
	for i, t := range tokens {
		if n := len(t); n > 1 && isDigit(t[n-1]) && !hasDigit(t[:n-1]) && m.inLabel(Fold(t[:n-1])) {
			out[i], found = Fold(t[:n-1]), true
		}
	}
	if found {
		m.weigh(out, 0.98)
	}
}

// units are the tokens of a text, with what courtesy makes of them.
func (m *menu) units(tokens []string) (us []unit, asked bool) {
	from, to := courtesies(tokens)
	us = make([]unit, len(tokens))
	for i, t := range tokens {
		us[i] = newUnit(t)
		if m.people && naming.has(t) || i+1 < len(tokens) && agrees(t, "làm") && doneWords.has(tokens[i+1]) {
			us[i].size = 0
		}
		if m.digits && us[i].number > 0 {
			us[i].kind, us[i].size = figure, 1
		} else if i < from || i >= to {
			us[i].size = 0
			if us[i].kind != denial || i > 0 {
				us[i].kind = word
			}
		}
		if i > 0 && (us[0].kind == denial || agrees(tokens[i-1], "xong")) && stressed.has(t) {
			us[i].kind, us[i].size = word, 0 // "không xóa đâu", "không ai hết", "xong hết"
		}
		if i+1 < len(tokens) && isCall(tokens[i+1]) && persons.has(t) {
			us[i].kind, us[i].size = call, 0
		}
	}
	return us, takeRequest(us[:to])
}

// takeRequest takes the "được không" off a request and reports that it was there.
func takeRequest(us []unit) bool {
	n := len(us)
	if n < 3 || us[n-1].kind != denial || strings.HasPrefix(us[n-1].fold, "tho") {
		return false
	}
	switch us[n-2].fold {
	case "duoc", "dc", "đc":
		us[n-1] = unit{raw: us[n-1].raw, fold: us[n-1].fold, exact: true}
		return true
	}
	return false
}
