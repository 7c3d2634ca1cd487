package lessons

import (
	"fmt"
	"strings"
)

// article reads the messages of an article or a fixed reply: its paragraphs.
func (r *reader) messages(m *Meta, all []block) []string {
	var texts []string
	for _, b := range all {
		if b.kind != paragraphBlock {
			r.problem(b.line, "only paragraphs stand here: each is one message", "write the text as a paragraph; steps and pictures belong into a guide")
			continue
		}
		texts = append(texts, b.text)
		m.texts = append(m.texts, b.line)
	}
	if len(texts) == 0 {
		r.problem(1, "no text", "write one to three short paragraphs below the front matter")
	}
	return texts
}

// guide reads an intro and steps.
func (r *reader) guide(f front, all []block) Guide {
	g := Guide{Meta: f.Meta}
	for len(all) > 0 && all[0].kind == paragraphBlock {
		g.Intro = joinText(g.Intro, all[0].text)
		g.texts = append(g.texts, all[0].line)
		all = all[1:]
	}
	for _, b := range all {
		if b.kind == headingBlock {
			g.Steps = append(g.Steps, Step{Title: b.text, line: b.line})
			continue
		}
		if len(g.Steps) == 0 {
			r.problem(b.line, "a list or a picture before the first step", "start a step with ## Title")
			continue
		}
		r.stepPart(&g.Steps[len(g.Steps)-1], b)
	}
	if len(g.Steps) == 0 {
		r.problem(1, "a guide without steps", "start each step with ## Title")
	}
	for i, s := range g.Steps {
		if s.Screen != nil {
			g.Steps[i].Image = DrawnPath(g.ID, i)
		}
		if s.Text == "" {
			r.problem(s.line, "a step without text", "write below the heading what to do and where it is on the screen")
		}
	}
	return g
}

// stepPart adds a block to the step it stands in.
func (r *reader) stepPart(s *Step, b block) {
	switch b.kind {
	case paragraphBlock:
		if s.body == 0 {
			s.body = b.line
		}
		s.Text = joinText(s.Text, b.text)
	case pictureBlock:
		if s.Image != "" || s.Screen != nil {
			r.problem(b.line, "a second picture in one step", "keep one picture, or make two steps")
			return
		}
		s.Image, s.Alt, s.picture = b.path, b.text, b.line
	case screenBlock:
		if s.Image != "" || s.Screen != nil {
			r.problem(b.line, "a second picture in one step", "keep one picture, or make two steps")
			return
		}
		s.Screen, s.Alt, s.picture = b.screen, b.text, b.line
	case listBlock:
		for _, it := range b.items {
			if it.box || it.label == "" || it.rest == "" {
				r.problem(it.line, "a list in a step says what a stuck learner may see", "write - **Không thấy nút** and then what helps")
				continue
			}
			s.Stuck = append(s.Stuck, Branch{See: it.label, Help: it.rest, line: it.line})
		}
	}
}

// lesson reads pages, the quiz and the review questions.
func (r *reader) lesson(f front, all []block) Lesson {
	l := Lesson{Meta: f.Meta, Skill: f.skill}
	pages, rest := r.beforeHeading(&l.Meta, all)
	l.Pages = pages
	for len(rest) > 0 {
		head := rest[0]
		var part []block
		part, rest = section(rest)
		switch {
		case isHeading(head.text, "Câu hỏi"):
			l.Questions = append(l.Questions, r.questions(head, part)...)
		case isHeading(head.text, "Ôn"):
			l.Review = append(l.Review, r.questions(head, part)...)
		default:
			r.problem(head.line, fmt.Sprintf("heading %q", head.text), "the headings of a lesson are ## Câu hỏi and ## Ôn")
		}
	}
	if len(l.Pages) == 0 {
		r.problem(1, "a lesson without pages", "write two to four short paragraphs before ## Câu hỏi")
	}
	return l
}

// tip reads the text of a tip and its one question.
func (r *reader) tip(f front, all []block) Tip {
	t := Tip{Meta: f.Meta, From: f.from, Until: f.until, About: f.about, Do: f.do, Times: max(1, f.times), Helps: f.helps}
	texts, rest := r.beforeHeading(&t.Meta, all)
	t.Text = strings.Join(texts, "\n\n")
	if t.Text == "" {
		r.problem(1, "a tip without text", "write it below the front matter")
	}
	var questions []Question
	for len(rest) > 0 {
		head := rest[0]
		var part []block
		part, rest = section(rest)
		if !isHeading(head.text, "Câu hỏi") {
			r.problem(head.line, fmt.Sprintf("heading %q", head.text), "the heading of a tip is ## Câu hỏi")
			continue
		}
		questions = append(questions, r.questions(head, part)...)
	}
	if len(questions) != 1 {
		r.problem(1, fmt.Sprintf("a tip with %d questions", len(questions)), "write one question under ## Câu hỏi")
		return t
	}
	t.Question = questions[0]
	return t
}

// track has no body.
func (r *reader) track(f front, all []block) Track {
	for _, b := range all {
		r.problem(b.line, "a track has no text", "write its summary and its lessons in the front matter")
	}
	if len(f.lessons) == 0 {
		r.problem(f.at("lessons"), "a track without lessons", "write lessons: [first-lesson, second-lesson]")
	}
	return Track{Meta: f.Meta, Order: f.order, Lessons: f.lessons}
}

// beforeHeading takes the paragraphs that stand before the first heading.
func (r *reader) beforeHeading(m *Meta, all []block) (texts []string, rest []block) {
	for i, b := range all {
		switch b.kind {
		case headingBlock:
			return texts, all[i:]
		case paragraphBlock:
			texts = append(texts, b.text)
			m.texts = append(m.texts, b.line)
		default:
			r.problem(b.line, "only paragraphs stand before ## Câu hỏi", "write the text as a paragraph")
		}
	}
	return texts, nil
}

// section cuts off a heading and what stands under it.
func section(all []block) (part, rest []block) {
	for i, b := range all[1:] {
		if b.kind == headingBlock {
			return all[1 : i+1], all[i+1:]
		}
	}
	return all[1:], nil
}

// questions reads pairs of a text and its answers.
func (r *reader) questions(head block, part []block) []Question {
	var qs []Question
	var q Question
	for _, b := range part {
		switch b.kind {
		case paragraphBlock:
			if q.Text == "" {
				q.line = b.line
			}
			q.Text = joinText(q.Text, b.text)
		case listBlock:
			if q.Text == "" {
				r.problem(b.line, "answers without a question", "write the question as a paragraph before them")
			}
			q.Answers = r.answers(b)
			qs = append(qs, q)
			q = Question{}
		default:
			r.problem(b.line, "a picture in a question", "leave it out")
		}
	}
	switch {
	case q.Text != "":
		r.problem(q.line, "a question without answers", "write - [x] **Label** why, and - [ ] **Label** why")
	case len(qs) == 0:
		r.problem(head.line, "no question under the heading", "write the question as a paragraph and its answers as - [x] **Label** why")
	}
	return qs
}

// answers reads a task list.
func (r *reader) answers(b block) []Answer {
	var as []Answer
	for _, it := range b.items {
		if !it.box || it.label == "" {
			r.problem(it.line, "this is not an answer", "write - [x] **Label** why, or - [ ] **Label** why")
			continue
		}
		as = append(as, Answer{Label: it.label, Why: it.rest, Right: it.checked, line: it.line})
	}
	return as
}

// isHeading reports a heading of the given name; a number may follow it.
func isHeading(text, name string) bool {
	rest, ok := strings.CutPrefix(text, name)
	return ok && strings.Trim(rest, " 0123456789") == ""
}

func joinText(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n\n" + b
}
