package dialogs

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// calls are the words a learner can be addressed with, and what the bot calls
// itself beside each.
var calls = map[string]string{
	"ông": "cháu", "bà": "cháu", "bác": "cháu", "cô": "cháu", "chú": "cháu",
	"anh": "em", "chị": "em", "bạn": "tôi",
}

// defaultCall is used until the learner chooses.
const defaultCall = "bác"

// address fills the placeholders of a text: {bác} and {Bác} become the word
// the learner chose, {cháu} and {Cháu} what the bot calls itself then.
func address(text, call string) string {
	if !strings.ContainsRune(text, '{') {
		return text
	}
	self, ok := calls[call]
	if !ok {
		call, self = defaultCall, calls[defaultCall]
	}
	var b strings.Builder
	b.Grow(len(text))
	for {
		open := strings.IndexByte(text, '{')
		end := strings.IndexByte(text[max(open, 0):], '}')
		if open < 0 || end < 0 {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:open])
		switch name := text[open+1 : open+end]; name {
		case "bác":
			b.WriteString(call)
		case "Bác":
			b.WriteString(capital(call))
		case "cháu":
			b.WriteString(self)
		case "Cháu":
			b.WriteString(capital(self))
		default:
			b.WriteString(text[open : open+end+1])
		}
		text = text[open+end+1:]
	}
}

// capital writes the first letter of s in upper case.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// Plain is a text as a learner who chose no words reads it.
func Plain(text string) string { return address(text, defaultCall) }
