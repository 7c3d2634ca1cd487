package lessons

import (
	"fmt"
	"time"
)

// Lint reports what in a course breaks the rules for older learners, in the
// order of the files. now tells which facts are due for another look; only
// its date counts. The course is not changed.
func Lint(c *Course, now time.Time) []Problem {
	l := &linter{course: c, now: now}
	l.gather()
	for _, r := range rules {
		l.rule = r.id
		r.check(l)
	}
	return sorted(l.problems)
}

// LintMessage reports what in a message that stands in no course, such as an
// operator's notice, breaks the rules. What it says of places and days is the
// operator's to know.
func LintMessage(file, text string) []Problem {
	l := &linter{course: &Course{}}
	l.passages = []passage{{meta: &Meta{File: file}, role: asMessage, line: 1, text: text, tokens: tokens(text)}}
	for _, r := range rules {
		if r.id == "facts" || r.id == FreshRule || r.id == "meta" {
			continue
		}
		l.rule = r.id
		r.check(l)
	}
	return sorted(l.problems)
}

// rule is one line of the rules for older learners that content can be
// checked for. Its id is the one authors look up.
type rule struct {
	id    string
	what  string
	check func(*linter)
}

// FreshRule is the Rule of problems that time alone brings: a review date that
// is near or past.
const FreshRule = "fresh"

// rules is every check. Rules about how the bot behaves are kept by dialogs
// and tested there.
var rules = []rule{
	{"R1", "a message has at most 300 characters, better 240", each(checkLength)},
	{"R2", "a sentence has at most 25 tiếng, better 20", each(checkSentences)},
	{"R2", "sentences have 14 tiếng on average", checkAverage},
	{"R3", "a step asks for one action", each(checkActions)},
	{"R4", "there are at most three things to choose from, and four answers", checkChoices},
	{"R5", "an article is at most three messages", checkMessages},
	{"R6", "a guide has at most nine steps", checkSteps},
	{"R7", "a message is plain text: no tables, lists, Markdown, capitals, at most one emoji", each(checkPlain)},
	{"R8", "a label has at most 20 characters and its own first word", checkLabels},
	{"R23", "a word of the trade is explained in the same message", each(checkJargon)},
	{"R24", "the name of a button stands in “ ”", each(checkButtons)},
	{"R25", "no “được yêu cầu”, no double negation, no English", each(checkPlainWords)},
	{"R26", "learner and bot are {bác} and {cháu}", each(checkAddress)},
	{"R27", "nobody is told “sai rồi”, and nobody is shouted at", each(checkTone)},
	{"R30", "numbers are written as older people read them", each(checkNumbers)},
	{"R32", "a picture has words for those who cannot see it", checkPictures},
	{"R34", "nobody has to remember a code", each(checkMemory)},
	{"R35", "a lesson has two to four pages and takes two minutes", checkLessons},
	{"R39", "links lead to official places only", each(checkLinks)},
	{"R43", "references lead somewhere", checkReferences},
	{"R43", "who could not do what a tip asks for is helped", checkActs},
	{"R43", "every question has a right answer and every answer its why", checkQuestions},
	{"facts", "numbers, fees and dates have sources", checkFacts},
	{"facts", "sources exist and days are in order", checkDates},
	{FreshRule, "what was checked long ago is looked at again", checkReviews},
	{"meta", "a file can be found and somebody looks after it", checkMeta},
}

// role says where the learner meets a text.
type role int

const (
	asTitle     role = iota // of a file: a line in a menu
	asSummary               // of a file: what a search result says
	asMessage               // of an article or a fixed reply
	asIntro                 // of a guide
	asStepTitle             // shown above the step's text
	asStepText
	asPage
	asTipText
	asAct // what a tip asks for, within a sentence
	asQuestion
	asLabel // a choice
	asWhy   // told after a choice; the help of a branch, too
)

// passage is one text that a learner sees, and where it stands.
type passage struct {
	meta   *Meta
	role   role
	line   int
	text   string
	near   string // what the learner has just read with it; explanations may stand there
	right  bool   // of a why: of a right answer
	tokens []token
}

// linter carries what the checks need and gathers what they find.
type linter struct {
	course   *Course
	now      time.Time
	rule     string
	metas    []*Meta
	passages []passage
	problems []Problem
}

// each makes a check of one text a check of all of them.
func each(check func(*linter, *passage)) func(*linter) {
	return func(l *linter) {
		for i := range l.passages {
			check(l, &l.passages[i])
		}
	}
}

func (l *linter) report(m *Meta, line int, s Severity, message, instead string) {
	l.problems = append(l.problems, Problem{File: m.File, Line: line, Rule: l.rule, Severity: s, Message: message, Instead: instead})
}

func (l *linter) fail(p *passage, instead, format string, args ...any) {
	l.report(p.meta, p.line, Error, fmt.Sprintf(format, args...), instead)
}

func (l *linter) warn(p *passage, instead, format string, args ...any) {
	l.report(p.meta, p.line, Warning, fmt.Sprintf(format, args...), instead)
}
