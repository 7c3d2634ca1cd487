package viet

import (
	"math/bits"
	"strconv"
)

func itoa(n int) string { return strconv.Itoa(n) }

// weigh fits one reading of the text to every phrase of the menu.
func (m *matching) weigh(tokens []string, times float64) {
	if len(tokens) > mostTokens {
		return
	}
	text, asked := m.units(tokens)
	for i := range text {
		text[i].exact = text[i].exact || m.inLabel(text[i].fold)
	}
	for i := range m.phrases {
		p := &m.phrases[i]
		f := p.fit(text, m.signs[p.option])
		f.score *= times
		if asked && m.denies {
			f.sure = false
		}
		if f.better(m.fits[p.option]) {
			m.fits[p.option] = f
		}
	}
}

// overlap is how a text and a phrase lie on each other.
type overlap struct {
	text, phrase uint32 // the units that met, a bit each
	weak         bool   // one of them met a word that is a real word itself
	slip         bool   // one of them met a word a letter off
	heavy        bool   // one of them is enough to pick by
	alike        float64
}

// fit is how well the phrase fits the text.
func (p *phraseOf) fit(text []unit, sign int8) fit {
	o := p.inOrder(text)
	if o.text == 0 {
		return fit{}
	}
	said, left, blocked := p.remainder(text, o, sign)
	if (blocked || left > 0) && !p.denies {
		if bag := p.anyOrder(text); bits.OnesCount32(bag.text) > bits.OnesCount32(o.text) {
			if _, l, b := p.remainder(text, bag, sign); !b && l == 0 {
				return p.jumbled(bag)
			}
		}
	}
	if blocked || said == 0 {
		return fit{}
	}
	f := fit{sure: true}
	complete := said == p.size
	switch {
	case left == 0 && complete:
		f.score = o.alike
		if bits.OnesCount32(o.phrase) < len(p.units) {
			f.score *= 0.97
		}
	case left == 0 && (o.heavy || said > 1) && (2*said >= p.size || p.begins(o) || p.marked(o)):
		f.score, f.part = scorePart*o.alike, true
	case left == 0:
		f = fit{score: scoreHint}
	case left == 1 && said >= 2 && (complete || said >= 3):
		f = fit{score: scoreFaint}
	case left == 1 && said == p.size-1 && p.almost(text, o):
		f = fit{score: scoreFaint}
	}
	return p.doubt(f, o, said)
}

// doubt takes the sureness from a fit that rests on a weak meeting, that is part
// of a label and a letter off too, or that leaves out its "không" or "đã".
func (p *phraseOf) doubt(f fit, o overlap, said int) fit {
	if o.weak && said < 4 {
		f.score, f.sure = min(f.score, scoreHint), false
	}
	if o.slip && f.part {
		f.sure = false
	}
	for i, u := range p.units {
		if o.phrase&(1<<i) == 0 && (u.kind == denial && p.denies || u.kind == tense) {
			f.score, f.sure = min(f.score, 0.82), false
		}
	}
	return f
}

// almost reports that the one word said besides is the one word missing, a
// letter off. It may be too short to be trusted; it is worth asking.
func (p *phraseOf) almost(text []unit, o overlap) bool {
	for i := range text {
		if o.text&(1<<i) != 0 || text[i].size == 0 || text[i].fold == "" {
			continue
		}
		for j, u := range p.units {
			if o.phrase&(1<<j) == 0 && u.size > 0 {
				return u.kind == word && len(u.fold) <= longest && len(text[i].fold) <= longest && edits(text[i].fold, u.fold, 1) <= 1
			}
		}
	}
	return false
}

// jumbled is the fit of a phrase whose words were all said in another order.
func (p *phraseOf) jumbled(o overlap) fit {
	said := 0
	for i, u := range p.units {
		if o.phrase&(1<<i) != 0 {
			said += u.size
		}
	}
	if said == p.size && !o.weak {
		return fit{score: scorePart * o.alike, sure: true, part: true}
	}
	return fit{score: scoreFaint}
}

// remainder counts what the phrase says and the text said too, and what the
// text says besides. Blocked is a text that says something against it.
func (p *phraseOf) remainder(text []unit, o overlap, sign int8) (said, left int, blocked bool) {
	for i, u := range p.units {
		if o.phrase&(1<<i) != 0 {
			said += u.size
		}
	}
	for i := range text {
		if o.text&(1<<i) != 0 {
			continue
		}
		switch text[i].kind {
		case denial:
			// "thôi không xóa nữa", "thôi để sau"
			blocked = blocked || text[i].fold != "thoi" || !p.denies && sign >= 0
		case figure, question:
			blocked = true
		default:
			if i > 0 || sign <= 0 || text[i].fold != "co" { // "có, làm tiếp"
				left += text[i].size
			}
		}
	}
	return said, left, blocked
}

// begins reports that the first words that say something were met.
func (p *phraseOf) begins(o overlap) bool {
	for i, u := range p.units {
		if u.size > 0 {
			return o.phrase&(1<<i) != 0
		}
	}
	return false
}

// marked reports that what was met is what tells the label from the others: a
// word that others share says less, and a faint one too.
func (p *phraseOf) marked(o overlap) bool {
	met, all := 0, 0
	for i, u := range p.units {
		tells := 4 * u.size
		if u.faint {
			tells /= 2
		}
		if u.shared {
			tells /= 4
		}
		all += tells
		if o.phrase&(1<<i) != 0 {
			met += tells
		}
	}
	return 5*met >= 2*all
}

// inOrder lays text and phrase on each other without changing an order, so
// that as much as possible meets.
func (p *phraseOf) inOrder(text []unit) overlap {
	var o overlap
	if !p.meets(text) {
		return o
	}
	var most [mostTokens + 1][mostTokens + 1]float32
	n, k := len(text), len(p.units)
	for i := n - 1; i >= 0; i-- {
		for j := k - 1; j >= 0; j-- {
			best := max(most[i+1][j], most[i][j+1])
			if s := alike(&text[i], &p.units[j]); s > 0 {
				best = max(best, s+most[i+1][j+1])
			}
			most[i][j] = best
		}
	}
	for i, j := 0, 0; i < n && j < k; {
		s := alike(&text[i], &p.units[j])
		switch {
		case s > 0 && most[i][j] == s+most[i+1][j+1]:
			o.meet(text, p.units, i, j, s)
			i, j = i+1, j+1
		case most[i][j] == most[i+1][j]:
			i++
		default:
			j++
		}
	}
	o.average()
	return o
}

// meets reports that a unit of the text is like one of the phrase.
func (p *phraseOf) meets(text []unit) bool {
	for i := range text {
		for j := range p.units {
			if alike(&text[i], &p.units[j]) > 0 {
				return true
			}
		}
	}
	return false
}

// anyOrder lets every unit of the text meet one of the phrase.
func (p *phraseOf) anyOrder(text []unit) overlap {
	var o overlap
	for i := range text {
		best, at := float32(0), -1
		for j := range p.units {
			if o.phrase&(1<<j) == 0 {
				if s := alike(&text[i], &p.units[j]); s > best {
					best, at = s, j
				}
			}
		}
		if at >= 0 {
			o.meet(text, p.units, i, at, best)
		}
	}
	o.average()
	return o
}

func (o *overlap) meet(text, phrase []unit, i, j int, s float32) {
	o.text |= 1 << i
	o.phrase |= 1 << j
	o.alike += float64(s)
	o.weak = o.weak || s == likeWeak
	o.slip = o.slip || s == likeSlip || s == likeSlips
	o.heavy = o.heavy || !text[i].faint
}

func (o *overlap) average() {
	if n := bits.OnesCount32(o.text); n > 0 {
		o.alike /= float64(n)
	}
}

// How alike two units are.
const (
	likeSame  = 1
	likePart  = 0.99 // marks left out
	likeClash = 0.85 // marks that contradict: a wrong tone
	likeSlip  = 0.78 // a finger slipped
	likeSlips = 0.72 // twice, in a long word
	likeWeak  = 0.70 // a finger slipped, or another word was meant
)

func alike(t, p *unit) float32 {
	if t.kind == call {
		return 0
	}
	if t.fold == p.fold {
		how := agreement(t.raw, p.raw)
		switch {
		case how == same:
			return likeSame
		case t.size == 0 && t.is&(particle|light) != 0 && Marked(t.raw):
			return likeWeak // "tôi" is not tối
		case how == part:
			return likePart
		}
		if t.iy != p.iy {
			return likePart
		}
		return likeClash
	}
	if t.kind == figure && p.kind == word && p.number > 0 && t.number == p.number {
		return likePart
	}
	if t.exact || p.exact {
		return 0
	}
	switch slips := near(t.fold, p.fold); {
	case slips < 0:
		return 0
	case !t.odd:
		return likeWeak
	case slips == 1:
		return likeSlip
	}
	return likeSlips
}
