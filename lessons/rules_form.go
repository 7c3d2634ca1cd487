package lessons

import (
	"fmt"
	"path"
	"strings"
	"unicode"

	"capheso/lessons/viet"
)

// checkLength keeps a message on one screen. A title and its step are one
// message, and the platforms' 2,000 characters are no measure.
func checkLength(l *linter, p *passage) {
	n, most := shown(p.text), 300
	switch p.role {
	case asLabel, asTitle, asSummary:
		return // R8
	case asStepTitle:
		return // counted with its step
	case asStepText:
		n = shown(p.near)
	case asAct:
		most = 80
	case asTipText: // one message with its question, 280 with the greeting
		n, most = shown(p.near), 260
	}
	switch {
	case n > most:
		l.fail(p, "cut it or make two of it", "the message has %d characters; the most is %d", n, most)
	case n > 240:
		l.warn(p, "cut it if you can", "the message has %d characters; 240 are easy to read", n)
	}
}

// checkSentences counts tiếng in each sentence.
func checkSentences(l *linter, p *passage) {
	if p.role == asTitle || p.role == asSummary || p.role == asStepTitle {
		return // a name, not a sentence
	}
	for _, s := range sentences(p.tokens) {
		switch n := tieng(s); {
		case n > 25:
			l.fail(p, "make two sentences", "a sentence of %d tiếng, “%s”; the most is 25", n, opening(s))
		case n > 20:
			l.warn(p, "make two sentences", "a sentence of %d tiếng, “%s”; 20 are easy to read", n, opening(s))
		}
	}
}

// opening is the first words of a sentence, to find it by.
func opening(ts []token) string {
	var words []string
	for _, t := range ts {
		if len(words) == 5 {
			return strings.Join(words, " ") + "…"
		}
		if t.kind != markToken {
			words = append(words, strings.Trim(t.text, "“”"))
		}
	}
	return strings.Join(words, " ")
}

// checkAverage looks at all sentences of a file together.
func checkAverage(l *linter) {
	type sum struct{ tieng, sentences int }
	sums := map[*Meta]sum{}
	for _, p := range l.passages {
		if p.role == asTitle || p.role == asSummary || p.role == asLabel || p.role == asStepTitle {
			continue
		}
		s := sums[p.meta]
		for _, ts := range sentences(p.tokens) {
			s.tieng += tieng(ts)
			s.sentences++
		}
		sums[p.meta] = s
	}
	for _, m := range l.metas {
		if s := sums[m]; s.tieng > 14*s.sentences {
			l.report(m, 1, Warning, fmt.Sprintf("sentences have %.1f tiếng on average; 14 are easy to read", float64(s.tieng)/float64(s.sentences)), "make some of them shorter")
		}
	}
}

// checkChoices counts what a learner chooses from.
func checkChoices(l *linter) {
	for i := range l.course.Guides {
		g := &l.course.Guides[i]
		for _, s := range g.Steps {
			if len(s.Stuck) > 3 {
				l.report(&g.Meta, s.Stuck[3].line, Error, fmt.Sprintf("%d things a stuck learner may see; the most is 3", len(s.Stuck)), "keep the three that happen most")
			}
		}
	}
	l.eachQuestion(func(m *Meta, q *Question, tip bool) {
		switch n := len(q.Answers); {
		case tip && n != 2:
			l.report(m, q.line, Error, fmt.Sprintf("%d answers to the question of a tip", n), "write two")
		case n > 4:
			l.report(m, q.line, Error, fmt.Sprintf("%d answers; the most is 4", n), "leave some out; three are easiest")
		case n < 2:
			l.report(m, q.line, Error, fmt.Sprintf("%d answers", n), "write two to four")
		}
	})
}

// eachQuestion calls f for every question of the course.
func (l *linter) eachQuestion(f func(m *Meta, q *Question, tip bool)) {
	for i := range l.course.Lessons {
		s := &l.course.Lessons[i]
		for j := range s.Questions {
			f(&s.Meta, &s.Questions[j], false)
		}
		for j := range s.Review {
			f(&s.Meta, &s.Review[j], false)
		}
	}
	for i := range l.course.Tips {
		f(&l.course.Tips[i].Meta, &l.course.Tips[i].Question, true)
	}
}

// checkMessages keeps an answer within what one turn may send.
func checkMessages(l *linter) {
	check := func(m *Meta, n int) {
		if n > 3 {
			l.report(m, lineAt(m, 3), Error, fmt.Sprintf("%d messages; the most is 3", n), "keep what answers the question; the rest is a guide or another article")
		}
	}
	for i := range l.course.Articles {
		check(&l.course.Articles[i].Meta, len(l.course.Articles[i].Messages))
	}
	for i := range l.course.Outsides {
		check(&l.course.Outsides[i].Meta, len(l.course.Outsides[i].Messages))
	}
}

func checkSteps(l *linter) {
	for i := range l.course.Guides {
		if g := &l.course.Guides[i]; len(g.Steps) > 9 {
			l.report(&g.Meta, g.Steps[9].line, Error, fmt.Sprintf("%d steps; the most is 9", len(g.Steps)), "make two guides with a rest between them")
		}
	}
}

// checkPlain finds what chat programs show as it stands.
func checkPlain(l *linter, p *passage) {
	for _, sign := range []string{"|", "**", "__", "``", "##", "~~"} {
		if strings.Contains(p.text, sign) {
			l.fail(p, "write plain sentences", "%q is Markdown or a table, and a chat shows it as it stands", sign)
		}
	}
	for line := range strings.Lines(p.text) {
		if t := strings.TrimLeft(line, " "); strings.HasPrefix(t, "- ") || strings.HasPrefix(t, "* ") || strings.HasPrefix(t, "+ ") || numbered(t) {
			l.fail(p, "write sentences, or a step for each", "a list inside a message")
			break
		}
	}
	for _, t := range p.tokens {
		if t.kind == wordToken && shouted(t.text) {
			l.fail(p, "write "+strings.ToLower(t.text), "%s in capitals is hard to read", t.text)
		}
	}
	if n := emoji(p.text); n > 1 {
		l.fail(p, "keep one", "%d emoji", n)
	}
}

// numbered reports a line like "2. …", which the bot's own choices look like.
func numbered(line string) bool {
	rest := strings.TrimLeft(line, "0123456789")
	return rest != line && (strings.HasPrefix(rest, ". ") || strings.HasPrefix(rest, ") "))
}

// shouted reports a word of four or more letters, all capitals, that is not
// one of the short names everybody knows.
func shouted(word string) bool {
	n := 0
	for _, r := range word {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n >= 4 && !acronyms[word]
}

// emoji counts pictures; those joined into one count once.
func emoji(s string) int {
	n, joined := 0, false
	for _, r := range s {
		picture := r >= 0x1F300 && r <= 0x1FAFF || r >= 0x2600 && r <= 0x27BF || r == 0x20E3 ||
			r >= 0x1F1E6 && r <= 0x1F1FF || r >= 0x2B00 && r <= 0x2BFF
		skin := r >= 0x1F3FB && r <= 0x1F3FF
		if picture && !skin && !joined {
			n++
		}
		joined = r == 0x200D
	}
	return n
}

// checkLabels keeps choices short and apart.
func checkLabels(l *linter) {
	check := func(m *Meta, labels []string, lines []int) {
		first := map[string]string{}
		for i, text := range labels {
			if n := shown(text); n > 20 {
				l.report(m, lines[i], Error, fmt.Sprintf("the label “%s” has %d characters; the most is 20", text, n), "keep two or three words")
			}
			words := viet.Tokens(viet.Fold(text))
			if len(words) == 0 {
				continue
			}
			if other, taken := first[words[0]]; taken {
				l.report(m, lines[i], Error, fmt.Sprintf("“%s” and “%s” start with the same word", other, text), "start each label with another word, so that a glance tells them apart")
			}
			first[words[0]] = text
		}
	}
	for i := range l.course.Guides {
		for _, s := range l.course.Guides[i].Steps {
			var labels []string
			var lines []int
			for _, b := range s.Stuck {
				labels, lines = append(labels, b.See), append(lines, b.line)
			}
			check(&l.course.Guides[i].Meta, labels, lines)
		}
	}
	l.eachQuestion(func(m *Meta, q *Question, _ bool) {
		var labels []string
		var lines []int
		for _, a := range q.Answers {
			labels, lines = append(labels, a.Label), append(lines, a.line)
		}
		check(m, labels, lines)
	})
}

// checkPictures asks for words beside every picture.
func checkPictures(l *linter) {
	for i := range l.course.Guides {
		g := &l.course.Guides[i]
		for _, s := range g.Steps {
			if s.Image != "" && strings.TrimSpace(s.Alt) == "" {
				l.report(&g.Meta, s.picture, Error, "a picture without words", fmt.Sprintf("write ![what it shows](%s)", path.Base(s.Image)))
			}
			text := flow(tokens(s.Text))
			for _, phrase := range []string{"như hình", "trong hình", "hình dưới", "hình trên", "xem hình", "theo hình"} {
				if strings.Contains(text, " "+phrase+" ") {
					l.report(&g.Meta, s.body, Error, fmt.Sprintf("“%s”: a learner who has no picture is lost", phrase), "say in words where it is and what it looks like")
				}
			}
		}
	}
}

// checkLessons keeps a lesson at two minutes of slow reading: 130 tiếng a
// minute.
func checkLessons(l *linter) {
	for i := range l.course.Lessons {
		s := &l.course.Lessons[i]
		if n := len(s.Pages); n < 2 || n > 4 {
			l.report(&s.Meta, lineAt(&s.Meta, max(0, min(n-1, 4))), Error, fmt.Sprintf("%d pages", n), "write two to four; more is two lessons")
		}
		n := 0
		for _, p := range s.Pages {
			n += tieng(tokens(p))
		}
		if n > 260 {
			l.report(&s.Meta, lineAt(&s.Meta, 0), Error, fmt.Sprintf("the pages have %d tiếng; two minutes of reading are 260", n), "cut them or make two lessons")
		}
	}
}
