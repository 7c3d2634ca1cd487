package viet

import (
	"slices"
	"strings"
)

// Option is one choice a learner may take: its label and other words for it.
type Option struct {
	Label string
	Words []string
}

// Match is what a typed text picks: Pick is the index taken, or -1. When it is
// -1, Guesses holds at most two indexes worth asking back, best first.
type Match struct {
	Pick    int
	Guesses []int
}

// What is longer than this is no answer to a menu but a story or a question.
const (
	mostBytes  = 600
	mostTokens = 30
)

// Choose finds the option a learner means by a typed text: a number or letter
// in any form (2, "số 2", hai, câu b, cái thứ hai, cái cuối), the label or one of
// its other words in any spelling, its beginning or main words, alone or in a
// short sentence ("cho bác học bài đi").
//
// It never picks on a doubt. Two options that fit about as well, a word that
// may be another word, or a label with more said around it come back as
// guesses or not at all; a denied label ("không muốn học") is not the label; a
// number beyond the options is nothing. Digits, money and yes and no are never
// guessed at. Choose is pure, and cheap enough for every message: see
// BenchmarkChoose.
func Choose(text string, options []Option) Match {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > mostBytes || len(options) == 0 {
		return Match{Pick: -1}
	}
	if i, label := plainly(text, options); i >= 0 && !(label && len(text) <= longestNumber && isNumber(Tokens(text))) {
		return Match{Pick: i}
	}
	return NewMenu(options).Choose(text)
}

// Choose is the function Choose for these options.
func (m *Menu) Choose(text string) Match {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > mostBytes || len(m.options) == 0 {
		return Match{Pick: -1}
	}
	i, label := plainly(text, m.options)
	if i >= 0 && !(label && len(text) <= longestNumber && m.counts[i]) {
		return Match{Pick: i}
	}
	seen := open
	if i < 0 {
		seen = m.glance(text)
	}
	if seen == beside {
		return Match{Pick: -1}
	}
	return m.weighed(text, seen == unnamed)
}

// weighed is Choose without its short ways. A text that is unnamed, by a
// glance, needs no fitting.
func (menu *Menu) weighed(text string, unnamed bool) Match {
	tokens := numTokens(text)
	if len(tokens) == 0 || len(tokens) > mostTokens {
		return Match{Pick: -1}
	}
	m := &matching{Menu: menu, fits: make([]fit, len(menu.options))}
	mended := m.mended(tokens)
	if !unnamed {
		m.read(tokens, mended)
	}
	m.answer(text)
	at := m.place(tokens, len(m.options))
	if at.kind == none && len(mended) == len(tokens) && !slices.Equal(mended, tokens) {
		at = m.place(mended, len(m.options)) // "so 2 aj"
	}
	if first, _ := m.best(); !unnamed && at.kind == none && (first < 0 || m.fits[first].score < askable) {
		m.readVNI(tokens)
	}
	return m.decide(at)
}

// matching is one text on its way through a menu.
type matching struct {
	*Menu
	fits []fit // by option
}

// longestNumber is the longest text that may be a label and a number at once,
// in bytes.
const longestNumber = 12

// plainly is the short way for what is typed most: the number itself, or the
// label itself. -1 sends everything else the long way.
func plainly(text string, options []Option) (i int, label bool) {
	digits := strings.TrimRight(text, ".) ")
	if n, ok := digit(digits); ok {
		for _, o := range options {
			if strings.HasPrefix(o.Label, digits) {
				return -1, false
			}
		}
		if 1 <= n && n <= len(options) {
			return n - 1, false
		}
		return -1, false
	}
	found := -1
	for i, o := range options {
		if strings.EqualFold(text, o.Label) {
			if found >= 0 {
				return -1, false
			}
			found = i
		}
	}
	return found, true
}

// fit is how well one option fits the text, from 0 to 1. One that is not sure
// may be asked back and never picked.
type fit struct {
	score float64
	sure  bool
	part  bool // the text is part of the label only
}

func (f fit) better(g fit) bool { return f.score > g.score || f.score == g.score && f.sure && !g.sure }

// The scores that decide. They are not tuned: each lies between the cases it
// has to keep apart, and the table in testdata holds those cases.
const (
	scoreAnswer = 0.88 // a yes or no for the one option that says it
	scoreWord   = 0.88 // a number in words: "ba" may be bà
	scorePart   = 0.85 // all that was typed is in the label, and enough of it
	scoreHint   = 0.50 // worth asking back
	scoreFaint  = 0.45
	enough      = 0.70 // to be picked
	apartBy     = 0.05 // and so much better than the next
	askable     = 0.40
)

// decide weighs the fits against the place the text names, if it names one.
func (m *matching) decide(at position) Match {
	switch at.kind {
	case exact:
		for i, f := range m.fits {
			if i != at.index && f.score >= 0.8 {
				return Match{-1, m.guesses(at.index, i)}
			}
		}
		if at.index >= 0 {
			return Match{Pick: at.index}
		}
		return Match{Pick: -1}
	case spoken, doubtful:
		f := fit{score: scoreWord, sure: at.kind == spoken}
		if m.numbers {
			f.score = 1 // a label that is a number word is no better than the place
		}
		if at.index >= 0 && f.better(m.fits[at.index]) {
			m.fits[at.index] = f
		}
	case several:
		return Match{-1, at.many}
	}
	first, second := m.best()
	if first < 0 {
		return Match{Pick: -1}
	}
	best := m.fits[first]
	if best.sure && best.score >= enough && (second < 0 || m.apart(best, m.fits[second])) {
		return Match{Pick: first}
	}
	if best.score < askable {
		return Match{Pick: -1}
	}
	if second >= 0 && (m.fits[second].score < askable || best.score-m.fits[second].score > 0.4) {
		second = -1
	}
	return Match{-1, m.guesses(first, second)}
}

// apart reports that best is enough better than the next. Part of a label has
// to be part of that label only.
func (m *matching) apart(best, next fit) bool {
	if best.part && next.score >= askable {
		return false
	}
	return best.score-next.score >= apartBy
}

// guesses is the list of those that are options.
func (m *matching) guesses(of ...int) []int {
	var list []int
	for _, i := range of {
		if i >= 0 && i < len(m.fits) {
			list = append(list, i)
		}
	}
	return list
}

// best are the two options that fit best; -1 where there is none.
func (m *matching) best() (first, second int) {
	first, second = -1, -1
	for i, f := range m.fits {
		switch {
		case f.score <= 0:
		case first < 0 || f.better(m.fits[first]):
			first, second = i, first
		case second < 0 || f.better(m.fits[second]):
			second = i
		}
	}
	return first, second
}

// answer adds what a yes or a no says: it is the option that says the same, when
// only one does. An option that says so only in its other words counts when
// another option says the opposite; else it is a guess.
func (m *matching) answer(text string) {
	if !m.signed {
		return
	}
	yes, ok := YesNo(text)
	torn := !ok && tornAnswer(Tokens(text))
	if !ok && !torn {
		return
	}
	found, byLabel, opposite := -1, false, false
	for i, sign := range m.signs {
		switch {
		case sign == 0:
		case torn:
			m.fits[i].sure = false
		case (sign > 0) != yes:
			opposite = true
			m.fits[i] = fit{}
		case found < 0:
			found, byLabel = i, m.firm[i]
		default:
			found = len(m.signs)
		}
	}
	if found < 0 || found == len(m.signs) {
		return
	}
	f := fit{score: scoreAnswer, sure: true}
	if !byLabel && !opposite {
		f = fit{score: scoreHint}
	}
	if f.better(m.fits[found]) {
		m.fits[found] = f
	}
}

func signOf(yes bool) int8 {
	if yes {
		return 1
	}
	return -1
}
