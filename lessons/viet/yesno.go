package viet

import (
	"slices"
	"strings"
)

var (
	yesWords = words(`có ừ ừm uh uk um ukm ok oke okê oki okie okay okey vâng dạ được dc đc rồi phải yes dy đy chuẩn`)
	noWords  = words(`không ko k kh kg khg hông hong hổng hok hk hem khum chưa thôi khỏi kp kdc kđc no`)
	nods     = words(`ừ ờ ừm uh uk um ukm vâng dạ`) // a no may follow: "ừ không"
	// without marks these are other words: dùng, chang, cha, no
	yesExact = words(`đúng ờ`)
	noExact  = words(`đừng chẳng chả nỏ`)
	// what may stand around a yes or no without changing it
	aroundAnswer = words(`tôi tui bác ông bà cô chú anh chị em mình cháu con ơi à ạ nhé nha thì là mà muốn cần thích
		chịu nữa đâu cũng chứ hết luôn lắm quá vậy đấy đó đây này nè cảm ơn cám dạ vâng với đồng ý xin cái nghe vẫn từ`)
	aroundExact = words(`thế thật`)
)

// YesNo reads a text that is a yes or a no and little else: có, ừ, đồng ý, được,
// rồi; không, ko, thôi, chưa, đừng. A no anywhere wins ("ko dc", "không đồng ý").
// Nothing is guessed at: a question ("được không"), a doubt ("chắc có", "không
// biết"), a word one letter off, or a longer text is not ok. A no may be
// followed by a few words after a comma ("không, để mai").
func YesNo(text string) (yes, ok bool) {
	if len(text) > longestAnswer || noAnswer(text) {
		return false, false
	}
	tokens := Tokens(text)
	if yes, ok = yesNo(tokens); ok {
		return yes, true
	}
	first, rest, cut := strings.Cut(text, ",")
	if !cut || len(Tokens(rest)) > 4 || asks(Tokens(rest)) {
		return false, false
	}
	yes, ok = yesNo(Tokens(first))
	return false, ok && !yes
}

// longestAnswer is in bytes.
const longestAnswer = 200

// noAnswer reports a text with a word in the way of any answer. False says
// nothing.
func noAnswer(text string) bool {
	var g glimpse
	if !g.read(text) {
		return false
	}
	for i := range min(g.n, g.answer) {
		if s := spellings()[string(g.token(i))]; s != nil && !s.special {
			return true
		}
	}
	return false
}

func yesNo(tokens []string) (yes, ok bool) {
	if len(tokens) == 0 || len(tokens) > 8 {
		return false, false
	}
	return judge(mendAll(tokens))
}

// judge is yesNo for words in good spelling.
func judge(tokens []string) (yes, ok bool) {
	tokens = Polite(tokens)
	var yeses, noes int
	asked, last := false, apart
	for i, t := range tokens {
		switch last = standing(tokens, i); last {
		case says:
			yeses++
			asked = asked || !nods.has(t)
		case denies:
			noes++
		case apart:
			return false, false
		}
	}
	switch {
	case noes == 0:
		return yeses > 0, yeses > 0
	case last == denies && noes == 1 && asked: // được không? rồi chưa?
		return false, false
	case noes > 1 && yeses > 0: // không phải là không được
		return false, false
	case yeses > 0 && agrees(tokens[0], "thôi"): // thôi được
		return false, false
	}
	return false, true
}

// tornAnswer reports a text that says both yes and no: "được không", "thôi được".
func tornAnswer(tokens []string) bool {
	yes, no := false, false
	for i, t := range tokens {
		s := standing(tokens, i)
		if s == apart {
			return false
		}
		yes = yes || s == says && !nods.has(t)
		no = no || s == denies
	}
	return yes && no
}

// stance is what one word does to an answer.
type stance int

const (
	neither stance = iota // stands around it
	says
	denies
	apart // something else is talked about
)

func standing(tokens []string, i int) stance {
	t, next := tokens[i], ""
	if i+1 < len(tokens) {
		next = tokens[i+1]
	}
	switch {
	case i > 0 && agrees(t, "chối") && agrees(tokens[i-1], "từ"):
		return denies
	case agrees(t, "ý") || Fold(t) == "i":
		if i > 0 && agrees(tokens[i-1], "đồng") {
			return says
		}
	case t == "hong" && agrees(tokens[len(tokens)-1], "rồi"): // hỏng rồi
		return apart
	case noWords.has(t), noExact.exactly(t):
		return denies
	case yesWords.has(t), yesExact.exactly(t), t == "dung" && (agrees(next, "rồi") || agrees(next, "vậy")):
		return says
	case aroundAnswer.has(t), aroundExact.exactly(t):
		return neither
	}
	return apart
}

// mendAll looks once more at words that an input method or a heavy finger has
// left its traces on. A word that is only one letter off stays what it is.
func mendAll(tokens []string) []string {
	mended := tokens
	for i, t := range tokens {
		if m := mend(t); m != t {
			if &mended[0] == &tokens[0] {
				mended = slices.Clone(tokens)
			}
			mended[i] = m
		}
	}
	return mended
}

func mend(t string) string {
	if answerWord(Fold(t)) {
		return t
	}
	if w := []rune(t); len(w) > 2 {
		if s := squeezeRunes(w); answerWord(Fold(s)) {
			return s
		}
	}
	if Marked(t) && !hasDigit(t) {
		return t
	}
	if w, ok := Repair(t, answerWord); ok && len(w) == 1 {
		return w[0]
	}
	return t
}

func answerWord(fold string) bool {
	return len(yesWords[fold])+len(noWords[fold])+len(yesExact[fold])+len(noExact[fold])+len(aroundAnswer[fold]) > 0
}

var questions = words(`gì sao đâu nào ai mấy bao nhiêu hả thế`)

// asks reports a text with a question word in it.
func asks(tokens []string) bool {
	for _, t := range tokens {
		if questions.has(t) || strings.ContainsRune(t, '?') {
			return true
		}
	}
	return false
}
