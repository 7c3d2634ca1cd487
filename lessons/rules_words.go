package lessons

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// checkActions looks for more than one thing to do in one step of a guide.
func checkActions(l *linter, p *passage) {
	if p.role != asStepText {
		return
	}
	type act struct{ verb, written, on string }
	var acts []act
	for _, s := range sentences(p.tokens) {
		for _, c := range instructions(s) {
			verb, on, then := imperative(c)
			if verb == "" {
				continue
			}
			a := act{actions[verb], verb, on}
			again := slices.ContainsFunc(acts, func(b act) bool { return b.verb == a.verb && (a.on == "" && !then || a.on == b.on && a.on != "") })
			if !again {
				acts = append(acts, a)
			}
		}
	}
	if len(acts) > 1 {
		l.fail(p, "split it into two steps", "two actions in one step (“%s”, “%s”)", acts[0].written, acts[1].written)
	}
}

// instructions cuts a sentence where another instruction may begin: at
// punctuation and before rồi, và, sau đó.
func instructions(s []token) [][]token {
	var parts [][]token
	for _, c := range clauses(s) {
		start := 0
		for i, t := range c {
			if i > start && (t.lower == "rồi" || t.lower == "và" || t.lower == "hoặc" || t.lower == "sau" && i+1 < len(c) && c[i+1].lower == "đó") {
				parts = append(parts, c[start:i])
				start = i
			}
		}
		parts = append(parts, c[start:])
	}
	return parts
}

// imperative is the action a clause asks for, and what it is done to when that
// is quoted; then tells that it follows another. A clause that says something
// about an action ("Bấm nút này chưa mất tiền") asks for none.
func imperative(c []token) (verb, on string, then bool) {
	i := 0
	for i < len(c) && leads[c[i].lower] && actions[c[i].lower] == "" {
		then = then || c[i].lower == "rồi" || c[i].lower == "và" || c[i].lower == "sau"
		i++
	}
	if i == len(c) || actions[c[i].lower] == "" || c[0].lower == "hoặc" {
		return "", "", false
	}
	if i+1 < len(c) && c[i+1].lower == "xong" { // "Tải xong, …" is when, not what
		return "", "", false
	}
	for _, t := range c[i:] {
		switch {
		case t.kind == quoteToken && on == "":
			on = t.text
		case t.lower == "không" || t.lower == "chưa" || t.lower == "là" || t.lower == "thì" || t.lower == "sẽ" || t.lower == "cũng" || t.lower == "được":
			if on == "" { // what follows a quoted name belongs to the name's place or outcome
				return "", "", false
			}
		}
	}
	return c[i].lower, on, then
}

// checkJargon wants words of the trade explained (R23).
func checkJargon(l *linter, p *passage) { checkTerms(l, p, false) }

// unquote lets a quotation be read as words.
var unquote = strings.NewReplacer("“", " ", "”", " ")

// checkTerms reports the terms of one kind that nothing near explains.
func checkTerms(l *linter, p *passage, english bool) {
	if p.role == asTitle || p.role == asSummary || p.role == asLabel && !english {
		return // a name to be found by, or too short; its explanation stands beside it
	}
	text := termFlow(p.tokens)
	for _, n := range names {
		text = strings.ReplaceAll(text, " "+n+" ", " · ")
	}
	near := ""
	for _, t := range jargon {
		if t.english != english || !strings.Contains(text, " "+t.word+" ") {
			continue
		}
		if near == "" {
			near = termFlow(tokens(unquote.Replace(p.near + "\n" + p.text)))
		}
		if explained(near, t.word) || slices.ContainsFunc(t.plain, func(w string) bool { return strings.Contains(near, " "+w+" ") }) {
			continue
		}
		if t.soft {
			l.warn(p, "write "+t.instead, "“%s” is a word of the trade", t.word)
		} else {
			l.fail(p, "write "+t.instead, "“%s” is not explained in the same message", t.word)
		}
	}
}

// termFlow is the flow in which a PIN is not a battery (pin).
func termFlow(ts []token) string {
	ts = slices.Clone(ts)
	for i := range ts {
		if ts[i].text == "PIN" {
			ts[i].lower = "PIN"
		}
	}
	return flow(ts)
}

// explained reports that a term is followed by what it is, or stands in
// brackets after it.
func explained(near, word string) bool {
	if strings.Contains(near, " ( "+word+" ") {
		return true
	}
	for _, w := range []string{" (", " là ", " tức ", " nghĩa là ", " có nghĩa ", " hay còn gọi ", " , là ", " , tức ", " , nghĩa là ", " – ", " : "} {
		if strings.Contains(near, " "+word+w) {
			return true
		}
	}
	return false
}

// checkButtons wants the exact text of a button in “ ”.
func checkButtons(l *linter, p *passage) {
	if strings.ContainsAny(p.text, `"«»`) {
		l.fail(p, "write “Tiếp tục”", "straight quotation marks")
	}
	if strings.Count(p.text, "“") != strings.Count(p.text, "”") {
		l.fail(p, "write “ before and ” after", "a quotation mark without its other half")
	}
	for i, t := range p.tokens {
		if i == 0 || p.role == asSummary || t.kind != wordToken || !capital(t.text) || knownName(t.text) {
			continue
		}
		before := p.tokens[i-1].lower
		if before == "vào" && i > 1 {
			before = p.tokens[i-2].lower
		}
		switch before {
		case "nút", "bấm", "ấn", "nhấn", "chạm":
			l.fail(p, "write the exact text of the button in quotes: “"+t.text+"…”", "the button %s stands without “ ”", t.text)
		case "mục", "chữ", "dòng", "ô", "thẻ":
			l.warn(p, "write “"+t.text+"…” when this is what the screen says", "%s after “%s” stands without “ ”", t.text, before)
		}
	}
}

// capital reports a word that starts with a capital and goes on with a small
// letter, like the name of a button; OTP and 5G do not.
func capital(s string) bool {
	first, n := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[n:])
	return unicode.IsUpper(first) && unicode.IsLower(second)
}

// knownName reports names that are no button.
func knownName(s string) bool {
	switch s {
	case "VssID", "Zalo", "Google", "Facebook", "Wi-Fi", "Android", "Internet", "Telegram", "Messenger", "Chrome", "Safari", "Việt":
		return true
	}
	return false
}

// checkPlainWords finds stiff and foreign wordings.
func checkPlainWords(l *linter, p *passage) {
	if strings.Contains(flow(p.tokens), " được yêu cầu ") {
		l.fail(p, "say who does what: “máy hỏi mã, {bác} nhập mã”", "“được yêu cầu” is office language")
	}
	for _, c := range clauses(p.tokens) {
		if a, b, ok := doubleNegation(c); ok {
			l.fail(p, "say it without the two: “phải có” for “không thể không có”", "a double negation (“%s … %s”)", a, b)
		}
	}
	checkTerms(l, p, true)
}

// doubleNegation finds two negations within four words that negate each other.
// "không" at the end of a clause asks a question, and joining words start a
// new statement.
func doubleNegation(c []token) (a, b string, found bool) {
	for i, t := range c {
		if !negates(c, i) {
			continue
		}
		for j := i + 1; j < len(c) && j <= i+3 && !joints[c[j].lower]; j++ {
			if negates(c, j) && j < len(c)-1 {
				return t.lower, c[j].lower, true
			}
		}
	}
	return "", "", false
}

// negates reports a negation that is not half of a noun: không gian (space),
// hàng không (aviation).
func negates(c []token, i int) bool {
	noun := i+1 < len(c) && nouns[c[i+1].lower] || i > 0 && c[i-1].lower == "hàng"
	return negations[c[i].lower] && !noun
}

// checkAddress keeps learner and bot in placeholders.
func checkAddress(l *linter, p *passage) {
	for i, t := range p.tokens {
		switch {
		case t.kind == placeholderToken:
			checkPlaceholder(l, p, i)
		case t.text == "{" || t.text == "}":
			l.fail(p, "write {bác} or {cháu}", "a brace without its other half")
		case t.kind == wordToken:
			a, watched := addressed[t.lower]
			if !watched || p.role == asLabel && t.lower == "tôi" || fineHere(p.tokens, i, a.fine) {
				continue // a choice is what the learner says, so “tôi” may stand there
			}
			l.fail(p, "write "+a.instead, "“%s” speaks to one kind of learner only", t.text)
		}
	}
}

// fineHere reports that the i-th token is part of one of the phrases.
func fineHere(ts []token, i int, phrases []string) bool {
	near := flow(ts[max(0, i-2):min(len(ts), i+3)])
	return slices.ContainsFunc(phrases, func(w string) bool { return strings.Contains(near, " "+w+" ") })
}

// checkPlaceholder knows the two placeholders and their capitals.
func checkPlaceholder(l *linter, p *passage, i int) {
	t := p.tokens[i].text
	starts := i == 0 || p.tokens[i-1].kind == markToken && strings.Contains(".?!…\n", p.tokens[i-1].text)
	switch {
	case t != "{bác}" && t != "{cháu}" && t != "{Bác}" && t != "{Cháu}":
		l.fail(p, "write {bác} or {cháu}", "unknown placeholder %s", t)
	case starts && (t == "{bác}" || t == "{cháu}"):
		up := map[string]string{"{bác}": "{Bác}", "{cháu}": "{Cháu}"}[t]
		l.fail(p, "write "+up, "%s starts a sentence", t)
	case !starts && (t == "{Bác}" || t == "{Cháu}") && p.tokens[i-1].kind != markToken:
		l.fail(p, "write "+strings.ToLower(t), "%s stands in the middle of a sentence", t)
	}
}

// checkTone keeps texts kind and calm.
func checkTone(l *linter, p *passage) {
	text := strings.ReplaceAll(flow(p.tokens), " không phải lỗi của ", " ")
	for _, phrase := range []string{"sai rồi", "sai mất rồi", "{bác} trả lời sai", "bấm nhầm rồi", "lỗi của {bác}", "{bác} sai", "ngu"} {
		if strings.Contains(text, " "+phrase+" ") {
			l.fail(p, "write “Gần đúng. {Cháu} nói rõ hơn nhé.”", "“%s” blames the learner", phrase)
		}
	}
	if p.role == asWhy && !p.right && (strings.HasPrefix(text, " sai . ") || strings.HasPrefix(text, " sai ! ") || strings.HasPrefix(text, " sai , ")) {
		l.fail(p, "write “Gần đúng. {Cháu} nói rõ hơn nhé.”", "“Sai” is a slap")
	}
	if strings.Contains(p.text, "!!") || strings.Contains(p.text, "?!") {
		l.fail(p, "write one full stop", "a chain of exclamation marks")
	} else if strings.Count(p.text, "!") > 1 {
		l.warn(p, "keep one", "%d exclamation marks", strings.Count(p.text, "!"))
	}
}

// checkMemory finds codes that have to be kept in mind from one message to the
// next. A code of the learner's own, like the one of VNeID, is another matter.
func checkMemory(l *linter, p *passage) {
	for _, c := range clauses(p.tokens) {
		for i, t := range c {
			if t.lower != "nhớ" && t.lower != "thuộc" {
				continue
			}
			before, after := flow(c[:i]), flow(c[i+1:])
			for _, w := range []string{"kỹ", "lấy", "giúp", "luôn", "lại"} {
				after = strings.TrimPrefix(after, " "+w)
			}
			excused := strings.Contains(before, " không ") || strings.Contains(before, " khỏi ") || strings.Contains(before, " đừng ")
			if !excused && passingCode(after) {
				l.fail(p, "show it again where it is needed, or have it read from the message", "“%s%s” asks to keep a code in mind", t.text, after)
				return
			}
		}
	}
}

// passingCode reports words that begin with a code of the moment.
func passingCode(after string) bool {
	if after == " mã " || strings.HasPrefix(after, " dãy số ") || strings.HasPrefix(after, " mấy số ") {
		return true
	}
	for _, w := range []string{"mã này", "mã đó", "mã ấy", "mã trên", "mã vừa", "mã để", "mã gửi", "mã otp", "số này", "các số này"} {
		if strings.HasPrefix(after, " "+w+" ") {
			return true
		}
	}
	return false
}
