package lessons

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// numberRule is a way of writing numbers that older people stumble over.
type numberRule struct {
	find    *regexp.Regexp
	message string
	instead string
	level   Severity
}

// The patterns see a text without its quotations and addresses. A leading
// group (^|[^\d.,/-]) stands for the look-behind that Go does not have.
var numberRules = []numberRule{
	{regexp.MustCompile(`(?:^|[^\d.])(0\d{9,10})(?:[^\d]|$)`), "the phone number %s has no spaces", "write 0912 345 678", Error},
	{regexp.MustCompile(`(?:^|[^\d.])(1[89]00[.\d]?\d{3,})(?:[^\d]|$)`), "the phone number %s has no spaces", "write 1900 0368", Error},
	{regexp.MustCompile(`(?i)(?:^|[^\d.,])(\d{4,} ?(?:đ|đồng|vnđ|vnd))(?:[^\pL]|$)`), "the amount %s has no dots", "write 100.000 đ", Error},
	{regexp.MustCompile(`(?i)(\d+,\d{3} ?(?:đ|đồng|vnđ|vnd))(?:[^\pL]|$)`), "the amount %s has a comma", "write 100.000 đ", Error},
	{regexp.MustCompile(`(?i)(?:^|[^\d.])([\d.]+ ?(?:k|vnđ|vnd))(?:[^\pL]|$)`), "the amount %s", "write 100.000 đ", Error},
	{regexp.MustCompile(`(\d{4}-\d{2}-\d{2})`), "the date %s", "write ngày 5/8/2026", Error},
	{regexp.MustCompile(`(?:^|[^\d/.])(0\d/\d{1,2}(?:/\d{4})?|\d{1,2}/0\d(?:/\d{4})?)(?:[^\d/]|$)`), "the date %s has a zero that nobody says", "write ngày 5/8", Warning},
	{regexp.MustCompile(`(?:^|[^\d])(\d{1,2}[hH]\d{0,2})(?:[^\pL\d]|$)`), "the time %s", "write 7 giờ 30", Error},
}

// checkNumbers wants numbers as older people read them.
func checkNumbers(l *linter, p *passage) {
	text := unquoted(p)
	if !strings.ContainsAny(text, "0123456789") {
		return
	}
	for _, r := range numberRules {
		if m := r.find.FindStringSubmatch(text); m != nil {
			l.report(p.meta, p.line, r.level, fmt.Sprintf(r.message, m[1]), r.instead)
		}
	}
}

// unquoted is the text of a passage without quotations, addresses of the web
// and placeholders.
func unquoted(p *passage) string {
	text := p.text
	for _, t := range p.tokens {
		if t.kind == quoteToken || t.kind == placeholderToken || address(t.lower) != "" {
			text = strings.Replace(text, t.text, " ", 1)
		}
	}
	return text
}

// unlinked leaves of a text the names of hosts, those in quotations, too.
var unlinked = strings.NewReplacer("https://", "", "http://", "", "“", " ", "”", " ")

// checkLinks allows addresses of official places only, with words that say
// where they lead.
func checkLinks(l *linter, p *passage) {
	if !strings.Contains(p.text, ".") {
		return
	}
	text := unlinked.Replace(p.text)
	if strings.Contains(p.text, "http://") {
		l.fail(p, "write the name alone: vneid.gov.vn", "an address that starts with http://")
	}
	for _, t := range tokens(text) {
		host := address(t.lower)
		switch {
		case host == "":
		case slices.Contains(shorteners, host):
			l.fail(p, "write the official address itself", "%s hides where it leads", host)
		case !slices.ContainsFunc(official, func(o string) bool { return host == o || strings.HasSuffix(host, "."+o) }):
			l.fail(p, "leave it out, or describe it: “đuôi .vip thay vì .gov.vn”", "%s is not on the list of official places", host)
		case tieng(p.tokens) < 3 && p.role != asLabel:
			l.fail(p, "say where it leads: “Trang thật của VNeID: vneid.gov.vn”", "%s stands alone", host)
		}
	}
}

// address is the host of a word that is an address of the web, or empty.
func address(word string) string {
	if at := strings.IndexByte(word, '@'); at >= 0 {
		word = word[at+1:]
	}
	host, _, _ := strings.Cut(word, "/")
	dot := strings.LastIndexByte(host, '.')
	if dot < 1 || !endings[host[dot+1:]] {
		return ""
	}
	return host
}

// checkReferences follows every id a file names.
func checkReferences(l *linter) {
	c := l.course
	for i := range c.Articles {
		a := &c.Articles[i]
		if _, ok := c.Guide(a.Guide); a.Guide != "" && !ok {
			l.report(&a.Meta, a.at("guide"), Error, fmt.Sprintf("there is no guide %q", a.Guide), "write the id of a guide or leave the key out")
		}
	}
	for i := range c.Tips {
		t := &c.Tips[i]
		_, article := c.Article(t.About)
		_, guide := c.Guide(t.About)
		_, lesson := c.Lesson(t.About)
		if t.About != "" && !article && !guide && !lesson {
			l.report(&t.Meta, t.at("about"), Error, fmt.Sprintf("there is no article, guide or lesson %q", t.About), "write an id that exists or leave the key out")
		}
	}
	for i := range c.Tracks {
		t := &c.Tracks[i]
		seen := map[string]bool{}
		for _, id := range t.Lessons {
			if _, ok := c.Lesson(id); !ok {
				l.report(&t.Meta, t.at("lessons"), Error, fmt.Sprintf("there is no lesson %q", id), "write the id of a lesson")
			}
			if seen[id] {
				l.report(&t.Meta, t.at("lessons"), Error, fmt.Sprintf("the lesson %q stands here twice", id), "keep one of them")
			}
			seen[id] = true
		}
	}
}

// checkActs wants for every action of a tip a guide, a step of it or an
// article.
func checkActs(l *linter) {
	for i := range l.course.Tips {
		t := &l.course.Tips[i]
		if t.Do == "" {
			if t.Times > 1 || t.Helps != "" {
				l.report(&t.Meta, max(t.at("times"), t.at("helps")), Error, "times or helps without do", "write do: and what the learner is to do today")
			}
			continue
		}
		if t.Times > 2 {
			l.report(&t.Meta, t.at("times"), Error, fmt.Sprintf("times is %d", t.Times), "write 1 or 2; more is a nuisance")
		}
		if strings.HasSuffix(t.Do, ".") {
			l.report(&t.Meta, t.at("do"), Error, "do ends with a full stop", "write the end of the sentence “Hôm nay {bác} …” without it")
		}
		if t.Helps == "" && t.About == "" {
			l.report(&t.Meta, t.at("do"), Error, "nothing helps who could not do it", "write helps: and the id of a guide, or about:")
		}
		if t.Helps != "" && !l.course.hasStep(t.Helps) {
			l.report(&t.Meta, t.at("helps"), Error, fmt.Sprintf("there is no step %q", t.Helps), "write the id of a guide, and behind _ the number of a step")
		}
	}
}

// hasStep reports whether there is a guide and, behind its id and "_", a step
// of it.
func (c *Course) hasStep(ref string) bool {
	id, step, numbered := strings.Cut(ref, "_")
	g, ok := c.Guide(id)
	if !ok || !numbered {
		return ok
	}
	n, err := strconv.Atoi(step)
	return err == nil && n >= 1 && n <= len(g.Steps)
}

// checkQuestions wants a way to be right and a reason for every choice.
func checkQuestions(l *linter) {
	for i := range l.course.Lessons {
		s := &l.course.Lessons[i]
		if len(s.Questions) == 0 {
			l.report(&s.Meta, 1, Error, "a lesson without a quiz", "write ## Câu hỏi, a question and its answers")
		}
		if len(s.Review) == 0 {
			l.report(&s.Meta, 1, Error, "a lesson without a question for later", "write ## Ôn, the same idea asked in other words, and its answers")
		}
	}
	l.eachQuestion(func(m *Meta, q *Question, tip bool) {
		right := 0
		for _, a := range q.Answers {
			if a.Right {
				right++
			}
			if a.Why == "" {
				l.report(m, a.line, Error, fmt.Sprintf("“%s” is not explained", a.Label), "write after the label why it is right, or what is better")
			}
		}
		if !tip && right != 1 {
			l.report(m, q.line, Error, fmt.Sprintf("%d right answers", right), "mark exactly one with [x]")
		}
	})
}

// factPatterns are the numbers a learner acts on: money, phone numbers, dates,
// deadlines, laws.
var factPatterns = []*regexp.Regexp{
	regexp.MustCompile(`(?i)(?:^|[^\d.])(\d[\d.]* ?(?:đ|đồng|nghìn|ngàn|triệu|tỷ))(?:[^\pL]|$)`),
	regexp.MustCompile(`(?:^|[^\d.])(1[89]00 ?\d[\d ]{2,}\d|0\d{2,3} \d{3} \d{3,4})(?:[^\d]|$)`),
	regexp.MustCompile(`(?:^|[^\d/.])(\d{1,2}/\d{1,2}/\d{4})(?:[^\d/]|$)`),
	regexp.MustCompile(`(?i)(\d+ ngày làm việc)`),
	regexp.MustCompile(`(?i)((?:nghị định|nghị quyết|thông tư|luật|quyết định)(?: số)? \d[\d.]*/\d{4})`),
}

// checkFacts wants a source behind every number a learner acts on. Questions
// tell made-up cases, so their amounts need none.
func checkFacts(l *linter) {
	said := map[*Meta]bool{}
	for i := range l.passages {
		p := &l.passages[i]
		if len(p.meta.Sources) > 0 || said[p.meta] || p.role == asQuestion || p.role == asLabel {
			continue
		}
		text := unquoted(p)
		if !strings.ContainsAny(text, "0123456789") {
			continue
		}
		for _, f := range factPatterns {
			if m := f.FindStringSubmatch(text); m != nil {
				said[p.meta] = true
				l.fail(p, "write its source in sources: [S01], or leave the number out", "“%s” is a fact without a source", m[1])
				break
			}
		}
	}
}

// checkDates looks at sources and at who checked them when.
func checkDates(l *linter) {
	for _, m := range l.metas {
		for _, code := range m.Sources {
			if _, ok := l.course.Sources[code]; !ok {
				l.report(m, m.at("sources"), Error, fmt.Sprintf("there is no source %q", code), "write a code of sources.yaml or add it there")
			}
		}
		if len(m.Sources) > 0 && m.Checked.IsZero() {
			l.report(m, m.at("checked"), Error, "nobody says when the facts were checked", "write checked: and the day, for example 2026-11-21")
		}
		if m.Checked.After(day(l.now)) {
			l.report(m, m.at("checked"), Error, "checked is a day that has not come yet", "write the day the facts were checked")
		}
		if !m.Review.IsZero() && !m.Review.After(m.Checked) {
			l.report(m, m.at("review"), Error, "review is not after checked", "write the day somebody must look again")
		}
	}
}

// checkReviews tells what is to be looked at again, before and after it is
// late. These are warnings: time alone must not break a published course.
func checkReviews(l *linter) {
	const instead = "check the facts, then move checked and review on"
	for _, m := range l.metas {
		what, by := "", m.Review.Format(time.DateOnly)
		switch {
		case m.Review.IsZero():
		case m.Hidden(l.now):
			what = "hidden: it was to be looked at again on " + by + ", and learners no longer see it"
		case m.Review.Before(day(l.now)):
			what = "stale: it was to be looked at again on " + by
		case m.due(l.now):
			what = "due: it is to be looked at again by " + by
		}
		if what != "" {
			l.report(m, m.at("review"), Warning, what, instead)
		}
	}
}

// day is the midnight in UTC of the date that now shows.
func day(now time.Time) time.Time {
	y, m, d := now.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// checkMeta looks for what searching and looking after a file need.
func checkMeta(l *linter) {
	titles := map[string]string{}
	for _, m := range l.metas {
		if other, taken := titles[m.Title]; taken {
			l.report(m, m.at("title"), Warning, fmt.Sprintf("the title is that of %s", other), "give it another one, so that a list tells them apart")
		}
		titles[m.Title] = m.File
		if m.Owner == "" {
			l.report(m, m.at("owner"), Warning, "nobody looks after this file", "write owner: and a role or a name")
		}
	}
	for i := range l.course.Articles {
		if a := &l.course.Articles[i]; len(a.Questions) == 0 {
			l.report(&a.Meta, a.at("questions"), Warning, "no questions: it will be hard to find", "write questions: and three to eight ways people ask for it")
		}
	}
}
