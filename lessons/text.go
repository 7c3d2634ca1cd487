package lessons

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is one word, one punctuation mark, one placeholder or one whole
// quotation of a text.
type token struct {
	text  string // as written; a quotation with its marks “ ”
	lower string // for comparing: lower case; "“”" for any quotation
	kind  tokenKind
}

type tokenKind int

const (
	wordToken tokenKind = iota
	markToken
	placeholderToken
	quoteToken
)

// tokens cuts a text for the rules. Dots, slashes and hyphens inside a word
// belong to it: 100.000, 5/8, vneid.gov.vn. A line break is a mark.
func tokens(s string) []token {
	var list []token
	for s != "" {
		n, kind := firstToken(s)
		t := token{text: s[:n], lower: strings.ToLower(s[:n]), kind: kind}
		if kind == quoteToken {
			t.lower = "“”"
		}
		if t.text == "\n" || strings.TrimSpace(t.text) != "" {
			list = append(list, t)
		}
		s = s[n:]
	}
	return list
}

// firstToken measures the token a text starts with.
func firstToken(s string) (int, tokenKind) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == '“':
		if end := strings.Index(s, "”"); end > 0 {
			return end + len("”"), quoteToken
		}
	case r == '{':
		if end := strings.IndexByte(s, '}'); end > 0 {
			return end + 1, placeholderToken
		}
	case isWord(r):
		return wordLen(s), wordToken
	}
	return size, markToken
}

func wordLen(s string) int {
	for i, r := range s {
		if isWord(r) {
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		if !strings.ContainsRune("./-@_", r) || !isWord(next) {
			return i
		}
	}
	return len(s)
}

func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// sentences cuts tokens at . ? ! … ; and line breaks.
func sentences(ts []token) [][]token {
	return cut(ts, ".?!…;\n")
}

// clauses cuts tokens at every mark of punctuation.
func clauses(ts []token) [][]token {
	return cut(ts, ".?!…;\n,:–—()-")
}

func cut(ts []token, marks string) [][]token {
	var parts [][]token
	start := 0
	for i, t := range ts {
		if t.kind == markToken && strings.Contains(marks, t.text) {
			if i > start {
				parts = append(parts, ts[start:i])
			}
			start = i + 1
		}
	}
	if start < len(ts) {
		parts = append(parts, ts[start:])
	}
	return parts
}

// flow is the tokens in lower case with one space around each, so that a
// phrase is found whole with strings.Contains(flow, " mã số ").
func flow(ts []token) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, t := range ts {
		b.WriteString(t.lower)
		b.WriteByte(' ')
	}
	return b.String()
}

// tieng counts what has to be read, in tiếng (syllables). A quotation is an
// exact name to be recognised rather than read, so it counts at most four.
func tieng(ts []token) int {
	n := 0
	for _, t := range ts {
		switch t.kind {
		case wordToken, placeholderToken:
			n++
		case quoteToken:
			n += min(4, tieng(tokens(strings.Trim(t.text, "“”"))))
		}
	}
	return n
}

// shown is how long a text is on the screen, in characters. Placeholders are
// replaced by words of about three letters, so the braces are not counted.
func shown(s string) int {
	return utf8.RuneCountInString(s) - strings.Count(s, "{") - strings.Count(s, "}")
}
