package lessons

import "strings"

// gather lists every text of the course that a learner sees.
func (l *linter) gather() {
	c := l.course
	for i := range c.Articles {
		a := &c.Articles[i]
		l.file(&a.Meta)
		l.several(&a.Meta, asMessage, a.Messages)
	}
	for i := range c.Outsides {
		o := &c.Outsides[i]
		l.file(&o.Meta)
		l.several(&o.Meta, asMessage, o.Messages)
	}
	for i := range c.Guides {
		l.guide(&c.Guides[i])
	}
	for i := range c.Lessons {
		s := &c.Lessons[i]
		l.file(&s.Meta)
		l.several(&s.Meta, asPage, s.Pages)
		l.questions(&s.Meta, strings.Join(s.Pages, "\n"), s.Questions)
		l.questions(&s.Meta, strings.Join(s.Pages, "\n"), s.Review)
	}
	for i := range c.Tracks {
		l.file(&c.Tracks[i].Meta)
	}
	for i := range c.Tips {
		t := &c.Tips[i]
		l.file(&t.Meta)
		l.text(passage{meta: &t.Meta, role: asTipText, line: lineAt(&t.Meta, 0), text: t.Text, near: t.Text + "\n\n" + t.Question.Text})
		l.text(passage{meta: &t.Meta, role: asAct, line: t.at("do"), text: t.Do, near: t.Text})
		l.questions(&t.Meta, t.Text, []Question{t.Question})
	}
}

func (l *linter) text(p passage) {
	if p.text == "" {
		return
	}
	p.tokens = tokens(p.text)
	l.passages = append(l.passages, p)
}

// file notes a file, its title and its summary.
func (l *linter) file(m *Meta) {
	l.metas = append(l.metas, m)
	l.text(passage{meta: m, role: asTitle, line: m.at("title"), text: m.Title})
	l.text(passage{meta: m, role: asSummary, line: m.at("summary"), text: m.Summary})
}

// several notes texts that are read one after the other.
func (l *linter) several(m *Meta, r role, texts []string) {
	near := strings.Join(texts, "\n")
	for i, t := range texts {
		l.text(passage{meta: m, role: r, line: lineAt(m, i), text: t, near: near})
	}
}

func (l *linter) guide(g *Guide) {
	l.file(&g.Meta)
	l.text(passage{meta: &g.Meta, role: asIntro, line: lineAt(&g.Meta, 0), text: g.Intro})
	for i := range g.Steps {
		s := &g.Steps[i]
		near := s.Title + "\n" + s.Text
		l.text(passage{meta: &g.Meta, role: asStepTitle, line: s.line, text: s.Title, near: near})
		l.text(passage{meta: &g.Meta, role: asStepText, line: s.body, text: s.Text, near: near})
		for _, b := range s.Stuck {
			l.text(passage{meta: &g.Meta, role: asLabel, line: b.line, text: b.See, near: near + "\n" + b.Help})
			l.text(passage{meta: &g.Meta, role: asWhy, line: b.line, text: b.Help, near: near + "\n" + b.See, right: true})
		}
	}
}

func (l *linter) questions(m *Meta, near string, qs []Question) {
	for _, q := range qs {
		near := near + "\n" + q.Text
		l.text(passage{meta: m, role: asQuestion, line: q.line, text: q.Text, near: near})
		for _, a := range q.Answers {
			l.text(passage{meta: m, role: asLabel, line: a.line, text: a.Label, near: near + "\n" + a.Why})
			l.text(passage{meta: m, role: asWhy, line: a.line, text: a.Why, near: near, right: a.Right})
		}
	}
}

// lineAt is the line of the i-th text of a file, or 0.
func lineAt(m *Meta, i int) int {
	if i < len(m.texts) {
		return m.texts[i]
	}
	return 0
}
