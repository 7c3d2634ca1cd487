package viet

import (
	"strings"
	"sync"
)

// syllable is what is known of a folded syllable whatever its marks are. One
// that is not special stays in a text as it is, says something, and is no part
// of a number, an answer or a courtesy.
type syllable struct {
	fold    string // with i for a y at the end
	set     uint32 // of lettersOf
	special bool   // a rule or a table names it
	retold  bool   // it is read in another way too: a short form, a word of a region
	number  bool   // it may be part of a number
	phrase  uint16 // not 0: the regions say it in phrases of several words
}

// edge stands before the first and behind the last word of a text.
var edge syllable

// apartFrom reports two neighbours that are in no phrase together, however the
// input method left them; nil is a token that may be anything.
func apartFrom(a, b *syllable) bool {
	if a == nil || b == nil {
		return a != nil && a.phrase == 0 || b != nil && b.phrase == 0
	}
	return a.phrase == 0 || b.phrase == 0 || !neighbours()[[2]uint16{a.phrase, b.phrase}]
}

// spellings are the syllables, and the single letters. Those with oo are not
// among them: Telex writes ô so.
var spellings = sync.OnceValue(func() map[string]*syllable {
	named, retold, numbers := special(), retoldWords(), phraseWords()
	all := make(map[string]*syllable, 4000)
	add := func(s string) {
		other := swapY(s, func(string) bool { return true })
		moves := other != "" && plainest(other) != plainest(s)
		w := &syllable{fold: plainest(s), set: lettersOf(plainest(s)), phrase: numbers[withI(s)]}
		w.retold = retold[s] || retold[other] || moves
		w.special = len(s) < 2 || named[s] || named[squeeze(s)] || named[other] || w.retold
		w.number = numerals[s] != nil || numerals[other] != nil || amounts[s] != nil || amounts[other] != nil
		all[s] = w
	}
	for s := range syllables() {
		if !strings.Contains(s, "oo") {
			add(s)
		}
	}
	for c := 'a'; c <= 'z'; c++ {
		add(string(c))
	}
	return all
})

func withI(s string) string {
	if t, ok := strings.CutSuffix(s, "y"); ok {
		return t + "i"
	}
	return s
}

// phraseWords numbers the words of the phrases of several words, from 1.
var phraseWords = sync.OnceValue(func() map[string]uint16 {
	all := make(map[string]uint16)
	for _, list := range phrases() {
		for _, p := range list {
			for _, fold := range p.fold {
				if w := withI(fold); all[w] == 0 && len(p.fold) > 1 {
					all[w] = uint16(len(all) + 1)
				}
			}
		}
	}
	return all
})

// neighbours are the pairs of words that follow each other in a phrase.
var neighbours = sync.OnceValue(func() map[[2]uint16]bool {
	all := make(map[[2]uint16]bool)
	for _, list := range phrases() {
		for _, p := range list {
			for i := 1; i < len(p.fold); i++ {
				all[[2]uint16{phraseWords()[withI(p.fold[i-1])], phraseWords()[withI(p.fold[i])]}] = true
			}
		}
	}
	return all
})

// named are the words that single rules name.
var named = words(`hỏi làm xin vui lòng ơn thứ số cái câu mục chọn bấm
	đầu tiên nhất trên cùng nhì cuối chót dưới sau giữa từ chối đồng ý thôi khỏi xong rồi vậy tho quy`)

// amounts are the words of numbers above nine.
var amounts = words(`trăm mười mươi chục linh lẻ nghìn ngàn`)

// special are the folded words that a rule or a table of this package names by
// themselves. A test reads the source for what is missing here.
func special() map[string]bool {
	all := make(map[string]bool)
	for _, l := range []lexicon{
		named, amounts, yesWords, noWords, nods, yesExact, noExact, aroundAnswer, aroundExact, questions, persons, listeners,
		heads, openers, asides, tails, tailsExact, thanks, toward, naming, doneWords, stressed,
		pointers, lettered, ends, joiners, choosers, counters,
	} {
		for fold := range l {
			all[fold] = true
		}
	}
	for fold := range knownByFold {
		all[fold] = true
	}
	for fold := range numerals {
		all[fold] = true
	}
	return all
}

// retoldWords are the folded words that are read in another way by themselves.
func retoldWords() map[string]bool {
	all := make(map[string]bool)
	for form := range shorts() {
		all[Fold(form)] = true
	}
	for fold, list := range phrases() {
		for _, p := range list {
			all[fold] = all[fold] || len(p.fold) == 1
		}
	}
	return all
}
