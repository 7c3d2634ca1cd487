package viet

import (
	"strconv"
	"strings"
)

// numeral is a number word. Some stand only behind a ten: hai mươi mốt.
type numeral struct {
	word   string
	n      int
	behind bool
}

var numerals = map[string][]numeral{
	"khong": {{"không", 0, true}},
	"mot":   {{"một", 1, false}, {"mốt", 1, true}},
	"hai":   {{"hai", 2, false}},
	"ba":    {{"ba", 3, false}},
	"bon":   {{"bốn", 4, false}},
	"tu":    {{"tư", 4, true}},
	"nam":   {{"năm", 5, false}},
	"lam":   {{"lăm", 5, true}},
	"nham":  {{"nhăm", 5, true}},
	"sau":   {{"sáu", 6, false}},
	"bay":   {{"bảy", 7, false}, {"bẩy", 7, false}},
	"tam":   {{"tám", 8, false}},
	"chin":  {{"chín", 9, false}},
}

var counters = words(`số câu cái mục ý ô dòng nút chọn bấm nhấn ấn gõ lấy cách`)

// Number reads a text that is a number and nothing else: digits in any form (2,
// "2.", keycap emoji, full width), with số or câu in front, a letter from a to g
// as it numbers answers (a is 1), or words up to 999.999 (mười hai, một trăm
// linh năm). Courtesies around it are allowed. Digits are never guessed at:
// "thứ hai" is a day, "2 lần" and "1 2" are no number.
func Number(text string) (n int, ok bool) {
	return number(Polite(numTokens(text)))
}

// numTokens is Tokens, and knows the one keycap that is a character of its own.
func numTokens(text string) []string {
	if strings.Contains(text, "🔟") {
		text = strings.ReplaceAll(text, "🔟", " 10 ")
	}
	return Tokens(text)
}

func number(tokens []string) (int, bool) {
	for len(tokens) > 1 {
		if !counters.has(tokens[0]) {
			break
		}
		if agrees(tokens[0], "số") && len(tokens) == 2 && agrees(tokens[1], "không") {
			return 0, true
		}
		tokens = tokens[1:]
	}
	return bareNumber(tokens)
}

// bareNumber reads a number with nothing in front.
func bareNumber(tokens []string) (int, bool) {
	if len(tokens) == 1 {
		if n, ok := digit(tokens[0]); ok {
			return n, true
		}
		if t := tokens[0]; len(t) == 1 && 'a' <= t[0] && t[0] <= 'g' {
			return int(t[0]-'a') + 1, true
		}
	}
	return numberWords(tokens)
}

func digit(t string) (int, bool) {
	if t == "" || len(t) > 9 {
		return 0, false
	}
	for i := range len(t) {
		if !isDigit(t[i]) {
			return 0, false
		}
	}
	n, err := strconv.Atoi(t)
	return n, err == nil
}

// numberWords reads words up to 999.999.
func numberWords(tokens []string) (int, bool) {
	for i, t := range tokens {
		if i > 0 && (agrees(t, "nghìn") || agrees(t, "ngàn")) {
			head, ok := hundreds(tokens[:i])
			if !ok || i == len(tokens)-1 {
				return head * 1000, ok
			}
			rest, ok := hundreds(skipZero(tokens[i+1:]))
			return head*1000 + rest, ok
		}
	}
	return hundreds(tokens)
}

// skipZero skips the không trăm of "hai nghìn không trăm linh năm".
func skipZero(tokens []string) []string {
	if len(tokens) > 2 && agrees(tokens[0], "không") && agrees(tokens[1], "trăm") {
		return tokens[2:]
	}
	return tokens
}

func hundreds(tokens []string) (int, bool) {
	if len(tokens) > 1 && agrees(tokens[1], "trăm") {
		head, ok := ones(tokens[0], false)
		if !ok || len(tokens) == 2 {
			return head * 100, ok
		}
		rest, ok := tens(tokens[2:])
		return head*100 + rest, ok
	}
	return tens(tokens)
}

func tens(tokens []string) (int, bool) {
	switch len(tokens) {
	case 1:
		if agrees(tokens[0], "mười") {
			return 10, true
		}
		return ones(tokens[0], false)
	case 2:
		return pair(tokens[0], tokens[1])
	case 3:
		head, ok := ones(tokens[0], false)
		last, ok2 := ones(tokens[2], true)
		return head*10 + last, ok && ok2 && agrees(tokens[1], "mươi") && last > 0
	}
	return 0, false
}

// pair reads two words: linh năm, mười hai, hai mươi, hai chục, hai lăm.
func pair(a, b string) (int, bool) {
	last, ok := ones(b, true)
	ok = ok && last > 0
	switch {
	case agrees(a, "linh"), agrees(a, "lẻ"):
		return last, ok
	case agrees(a, "mười"):
		return 10 + last, ok
	case agrees(b, "mươi"), agrees(b, "chục"):
		head, ok := ones(a, false)
		return head * 10, ok
	}
	_, alone := ones(b, false)
	head, ok2 := ones(a, false)
	return head*10 + last, ok && ok2 && !alone
}

func ones(t string, behind bool) (int, bool) {
	for _, w := range numerals[Fold(t)] {
		if (behind || !w.behind) && agreement(t, w.word) != clash {
			return w.n, true
		}
	}
	return 0, false
}
