package dialogs

import (
	"strings"
	"time"

	"capheso/lessons"
	"capheso/lessons/search"
	"capheso/lessons/viet"
)

// Model says how a language model takes part in the conversation. The zero
// Model is none: every answer is in the guide's own words.
type Model struct {
	On bool
	// Daily is how many questions a day one phone may put to it; 0 is 20.
	Daily int
	// Hears says that voice notes are written down.
	Hears bool
}

// Question is what a session waits for from outside the conversation. It is
// part of the session (Session.Open), so that a crash forgets none.
type Question struct {
	Number int      // tells it from the other questions of the session
	Note   string   // a voice note to be written down, as its channel names it; empty is a question
	Text   string   // as the learner put it, masked
	IDs    []string // the articles and guides it may be answered from, likeliest first
	// At is when it was asked. The learner is told to wait at Slow, and has the
	// guide's own words at Late: what comes after that is too late.
	At, Slow, Late time.Time
}

// Open is the question that the session waits for; ok is false when it waits
// for none. There is one at most: who writes something else waits no longer.
func (s Session) Open() (q Question, ok bool) {
	switch d := s.Dialog.(type) {
	case Asking:
		return d.question(), true
	case Listening:
		return d.question(), true
	}
	return Question{}, false
}

// Brief is a question with everything its answer may rest on.
type Brief struct {
	Question string
	Pieces   []Piece
}

// Piece is an article, or a guide with its steps.
type Piece struct {
	ID    string
	Title string
	// Parts are what may be cited, with placeholders for learner and bot: 0 is
	// the summary, the others are the messages of an article or the steps of a
	// guide, as learners count them.
	Parts []string
	Guide bool // its parts are steps
}

// Brief gathers what a question may be answered from. Articles that are not
// there any more are left out.
func (w *World) Brief(q Question) Brief {
	b := Brief{Question: q.Text}
	for _, id := range q.IDs {
		if p, ok := w.piece(id); ok {
			b.Pieces = append(b.Pieces, p)
		}
	}
	return b
}

func (w *World) piece(id string) (Piece, bool) {
	if a, ok := w.Course.Article(id); ok {
		return Piece{ID: id, Title: a.Title, Parts: append([]string{a.Summary}, a.Messages...)}, true
	}
	g, ok := w.Course.Guide(id)
	if !ok {
		return Piece{}, false
	}
	p := Piece{ID: id, Title: g.Title, Parts: []string{strings.TrimSpace(g.Summary + " " + g.Intro)}, Guide: true}
	for _, s := range g.Steps {
		p.Parts = append(p.Parts, s.Title+". "+s.Text)
	}
	return p, true
}

// Draft is what a model makes of a Brief. Nobody has checked it yet.
type Draft struct {
	Answer     string `json:"answer"`
	Cited      []Cite `json:"cited"`
	Sure       bool   `json:"sure"`
	NeedsHuman bool   `json:"needs_human"`
}

// Cite names a part of a Piece.
type Cite struct {
	ID   string `json:"id"`
	Step int    `json:"step"`
}

// The answers to questions, from the shell. The step knows the question by its
// number and lets an answer go that nobody waits for any more.
type (
	// Answered: a model answered the question.
	Answered struct {
		Number int
		Draft  Draft
	}
	// Heard: a voice note was written down. The text is cleaned and masked at
	// the door.
	Heard struct {
		Number int
		Text   string
	}
	// Unanswered: no answer will come. Why is a word for the reports, and never
	// shown.
	Unanswered struct {
		Number int
		Why    string
	}
)

func (Answered) isBody()   {}
func (Unanswered) isBody() {}
func (Heard) isBody()      {}

// The limits of what is put to a model.
const (
	dailyQuestions = 20
	mostPieces     = 3
)

// toAsk is the place that waits for a model's answer to a finding, or nil when
// the guide's own words are the better answer. Mrs Sáu reads slowly and fears
// silence, so a model must be worth the wait:
//
//   - A question that is what a guide is called ("quên mật khẩu vneid rồi cháu
//     ơi") has its answer already, and at once.
//   - A question with more in it ("… mất bao nhiêu tiền") would be answered with
//     a whole article to search: there a sentence is worth seconds.
//   - Between two likely articles a model may choose; without it the bot asks.
//   - Danger, scams, safety and what is outside the course have fixed words that
//     nobody rephrases, and a pasted letter is not a question.
//   - Who did not agree to be remembered was not told that another machine
//     reads along.
func (t *Turn) toAsk(question string, f Finding) Dialog {
	if !t.World.Model.On || !t.s.Consent.Given || exposed(question) || len(viet.Tokens(question)) > pastedWords {
		return nil
	}
	sure := f.Verdict == lessons.Sure
	if !sure && !(f.Verdict == unsure && f.Close) || sure && t.World.calls(f.ID, question) {
		return nil
	}
	a := Asking{Number: t.s.Events, Question: keep(question), Sure: sure, At: t.At.UTC().Round(0)}
	if !a.add(t, f) || !t.mayAsk() {
		return nil
	}
	t.s.Asks.N++
	return a
}

// mayAsk counts a question of today, unless there were enough.
func (t *Turn) mayAsk() bool {
	most := t.World.Model.Daily
	if most == 0 {
		most = dailyQuestions
	}
	if today := t.now().Format(time.DateOnly); t.s.Asks.Day != today {
		t.s.Asks = Asks{Day: today}
	}
	return t.s.Asks.N < most
}

// calls reports a question that says no more than what an article is called.
func (w *World) calls(id, question string) bool {
	m := w.meta(id)
	if m == nil {
		return true
	}
	names := " " + folded(strings.Join(append([]string{m.Title}, append(m.Keywords, m.Questions...)...), " | ")) + " "
	asked := folded(question)
	for _, d := range details {
		if strings.Contains(" "+asked+" ", " "+d+" ") && !strings.Contains(names, " "+d+" ") {
			return false
		}
	}
	for _, word := range viet.Polite(strings.Fields(asked)) {
		if !search.Filler(word) && !strings.Contains(names, " "+word+" ") {
			return false
		}
	}
	return true
}

// folded is a text as it is compared: folded words, one space between.
func folded(text string) string { return strings.Join(viet.Tokens(viet.Fold(text)), " ") }

// details are the words that ask for one thing of an article, folded.
var details = []string{
	"bao nhieu", "bao lau", "may ngay", "may bua", "het may", "may tien", "o dau", "cho nao", "khi nao", "bao gio", "tai sao", "vi sao", "sao lai",
	"co phai", "co duoc", "duoc khong", "can gi", "gom gi", "ai", "phi", "tien", "han",
}

// keptWhere says where what is kept lies, and that models read questions and
// hear voice notes.
func (w *World) keptWhere() string {
	text := "{Cháu} giữ trên máy của nơi lập ra {cháu}"
	switch m := w.Model; {
	case m.Hears && m.On:
		return text + ". Có câu hỏi, tin nói {cháu} nhờ máy khác đọc, nghe giúp; số riêng trong chữ đã che trước. "
	case m.Hears:
		return text + ". Tin nói thì {cháu} nhờ một máy khác chép ra chữ. "
	case !m.On:
		return text + ", không đưa cho ai khác. "
	}
	return text + ". Có câu hỏi {cháu} nhờ một máy khác đọc giúp, số riêng đã che trước. "
}
