package viet

import "strings"

// unit is one token of a text or of a label.
type unit struct {
	raw     string // as typed, in NFC and lower case
	fold    string // folded, with i for a y at the end of a syllable
	size    int    // 1 for a word that says something, 0 for one that stands around it
	kind    unitKind
	is      traits
	exact   bool // never to be read as a word one letter off
	faint   bool // says too little to pick anything alone
	number  int  // what a digit or a single number word says, 0 when it is none
	iy      bool // fold is not the folded raw: a y became i
	person  bool // may be a word for a person
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

// traits are what is known of a word.
type traits uint16

const (
	particle traits = 1 << iota // says nothing in a label or in a text
	light                       // says nothing around a label, and something in it
	faint                       // counts, but never alone
	denying
	past // or present or future: đã chuyển is not chuyển
	asking
	person
	listener
	self    // those who choose
	amount  // never read as a word one letter off
	replies // may be part of a yes or a no
)

// traitOf lists the words by trait. Those with marks needed are other words when
// the marks are left out: vay is not always vậy.
var traitOf = []struct {
	is    traits
	marks bool
	words lexicon
}{
	{particle, false, words(`là thì ạ à ơi rồi nhé nha nhá nghen này đó ấy nè bị với nhỉ cái ý`)},
	{particle, true, words(`vậy thế đây đấy mà hen hè`)},
	{light, false, words(`tôi tui bác ông bà anh chị mình muốn cần thích xin chọn lấy bấm cho
		ừ ờ dạ vâng ok oke uh được dc đc đi luôn cũng để nữa giùm dùm giúp mở vào vô về xem coi kia nhấp ừm ưm`)},
	{light, true, words(`hãy chú cô quá lắm giờ nhấn ấn hộ`)},
	{faint, false, words(`lại bước làm có`)},
	{past, true, words(`đã đang sẽ vừa lỡ`)},
	{denying, false, words(`không ko k kg khg hk hok hông hong hổng hem khum chưa khỏi kp thôi kdc kđc`)},
	{denying, true, words(`đừng chẳng chả nỏ`)},
	{asking, false, words(`gì nào ai bao nhiêu mấy hả j`)},
	{asking, true, words(`sao đâu`)},
	{person, false, persons},
	{listener, false, listeners},
	{self, false, words(`tôi tui mình bác`)},
	{amount, false, words(`đồng nghìn ngàn triệu tỷ tỉ trăm vnd tiền mươi mười chục`)},
}

// knownWords is what is known of the words that fold alike.
type knownWords struct {
	words []knownWord
	any   traits // of those words together
}

type knownWord struct {
	word         string
	loose, exact traits // exact ones only when typed with all marks
}

var knownByFold = func() map[string]*knownWords {
	all := make(map[string]*knownWords)
	at := func(fold string) *knownWords {
		if all[fold] == nil {
			all[fold] = &knownWords{}
		}
		return all[fold]
	}
	for _, t := range traitOf {
		for fold, list := range t.words {
			k := at(fold)
			for _, w := range list {
				k.add(w, t.is, t.marks)
			}
		}
	}
	for _, l := range []lexicon{yesWords, noWords, yesExact, noExact, aroundAnswer} {
		for fold := range l {
			at(fold).any |= replies
		}
	}
	for fold := range numerals {
		at(fold).any |= amount
	}
	return all
}()

func (k *knownWords) add(word string, is traits, marks bool) {
	k.any |= is
	for i := range k.words {
		if k.words[i].word == word {
			k.words[i].set(is, marks)
			return
		}
	}
	k.words = append(k.words, knownWord{word: word})
	k.words[len(k.words)-1].set(is, marks)
}

func (w *knownWord) set(is traits, marks bool) {
	if marks {
		w.exact |= is
	} else {
		w.loose |= is
	}
}

// of is what the token may be, and what it is beyond doubt.
func (k *knownWords) of(token string) (may, is traits) {
	for _, w := range k.words {
		switch agreement(token, w.word) {
		case same:
			may |= w.loose | w.exact
			is |= w.loose | w.exact
		case part:
			may |= w.loose
		}
	}
	return may, is
}

func newUnit(t string) unit {
	f := Fold(t)
	u := unit{raw: t, fold: plainest(f), size: 1}
	u.iy = u.fold != f
	var may, any traits
	if k := knownByFold[f]; k != nil {
		may, u.is = k.of(t)
		any = k.any
	}
	n, isFigure := digit(t)
	if u.number = n; !isFigure && any&amount != 0 {
		u.number, _ = ones(t, false)
	}
	switch {
	case isFigure || hasDigit(f):
		u.kind, u.exact = figure, true
	case may&denying != 0:
		u.kind, u.exact, u.faint = denial, true, true
	case may&(particle|light) != 0:
		u.size, u.faint = 0, may&person == 0 || may&(listener|self) != 0
	case may&past != 0:
		u.kind, u.faint = tense, true
	case may&(faint|listener) != 0:
		u.faint = true
	case may&asking != 0:
		u.kind = question
	}
	if u.number > 0 {
		u.size = 1 // "ba" may be bà, and may be three
	}
	u.person, u.answers = may&person != 0, any&replies != 0
	u.exact = u.exact || len(f) < 4 || any&(amount|replies) != 0
	u.odd = !u.exact && !Syllable(f)
	return u
}

// labelUnit is a token of a label, where light words count, and a word is what
// its marks say: hỏng is not hông.
func labelUnit(t string) unit {
	u := newUnit(t)
	if u.kind == denial && u.is&denying == 0 {
		u.kind = word
	}
	if u.kind != figure && u.number > 0 && !spelt(t) {
		u.number = 0 // "Để sau" has no six in it
	}
	if u.is&(particle|self) == 0 {
		u.size = 1
	}
	return u
}

// spelt reports a number word with all its marks.
func spelt(t string) bool {
	for _, n := range numerals[Fold(t)] {
		if agreement(t, n.word) == same {
			return true
		}
	}
	return false
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
