package dialogs

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"capheso/lessons"
)

// Told is an answer in a model's words. It keeps what it rests on, and is held
// against it each time it is shown: a fee that changed meanwhile is not read
// out again.
type Told struct {
	Text     string `json:"text"`           // with placeholders
	ID       string `json:"id"`             // of the article or guide that is cited first
	Part     int    `json:"part,omitempty"` // of it that is cited first
	More     string `json:"more,omitempty"` // the other cites, "id:step id:step"
	Question string `json:"q,omitempty"`
}

func (d Told) Show(t *Turn) {
	m := t.World.meta(d.ID)
	if m == nil || t.hidden(m) || t.World.Brief(d.question()).ungrounded(d.Text, d.cites()) != "" {
		Answer{ID: d.ID, Question: d.Question}.Show(t)
		return
	}
	choices := []Choice{{"Xem nguyên bài", "read"}}
	if t.World.guideOf(d.ID) != "" {
		choices = []Choice{{"Mở hướng dẫn từng bước", "walk"}}
	}
	if t.interrupted() {
		choices = append(choices, Choice{"Làm tiếp việc cũ", valueResume})
	} else {
		choices = append(choices, Choice{"Hỏi việc khác", valueAsk})
	}
	t.Ask(d.Text+"\n\n"+t.World.citation(d), append(choices, Choice{"Không đúng ý {bác}", "not"})...)
}

func (d Told) Step(t *Turn) Dialog {
	switch t.Value {
	case "read":
		return t.instead(Answer{ID: d.ID, Question: d.Question})
	case "walk":
		if id := t.World.guideOf(d.ID); id == d.ID {
			return Guide{ID: id, At: max(0, d.Part-1)}
		} else if id != "" {
			return Guide{ID: id}
		}
	case "not":
		t.Count(Fact{Kind: "answer.wrong", About: d.ID, Text: d.Question})
		return t.instead(Answer{ID: d.ID, Question: d.Question})
	}
	return nil
}

func (d Told) cites() []Cite {
	all := []Cite{{d.ID, d.Part}}
	for part := range strings.FieldsSeq(d.More) {
		id, step, _ := strings.Cut(part, ":")
		n, _ := strconv.Atoi(step)
		all = append(all, Cite{id, n})
	}
	return all
}

// question is one that could be answered from what is cited.
func (d Told) question() (q Question) {
	for _, c := range d.cites() {
		q.IDs = append(q.IDs, c.ID)
	}
	return q
}

// longestReply is a message with its source, in characters.
const longestReply = 500

// citation says who put the words together, from what, and when that was last
// checked.
func (w *World) citation(d Told) string {
	m := *w.meta(d.ID)
	text := "Máy viết gọn theo bài “" + m.Title + "”"
	if _, guide := w.Course.Guide(d.ID); guide && d.Part > 0 {
		text += ", bước " + strconv.Itoa(d.Part)
	}
	for _, c := range d.cites()[1:] {
		if other := w.meta(c.ID); other != nil && c.ID != d.ID {
			m = together(m, other)
		}
	}
	source := w.sourceLine(&m)
	text += ". " + source
	if utf8.RuneCountInString(d.Text+text)+2 > longestReply {
		text = "Máy viết gọn theo bài đã duyệt. " + source
	}
	return strings.TrimSpace(text)
}

// together is the first source of each of two articles, and the day both had
// been checked.
func together(m lessons.Meta, other *lessons.Meta) lessons.Meta {
	m.Sources = append(append([]string(nil), m.Sources[:min(1, len(m.Sources))]...), other.Sources[:min(1, len(other.Sources))]...)
	if !other.Checked.IsZero() && other.Checked.Before(m.Checked) {
		m.Checked = other.Checked
	}
	return m
}

// told is the place of a model's answer, or why there is none: a word for the
// reports.
func (w *World) told(d Asking, draft Draft) (Told, string) {
	switch {
	case !draft.Sure:
		return Told{}, "not sure"
	case len(draft.Cited) == 0:
		return Told{}, "nothing cited"
	}
	b := w.Brief(d.question())
	if why := b.uncited(draft.Cited); why != "" {
		return Told{}, why
	}
	text := tidy(draft.Answer)
	if why := b.ungrounded(text, draft.Cited); why != "" {
		return Told{}, why
	}
	first := draft.Cited[0]
	told := Told{Text: text, ID: first.ID, Part: first.Step, Question: d.Question}
	for _, c := range draft.Cited[1:] {
		told.More = strings.TrimSpace(told.More + " " + c.ID + ":" + strconv.Itoa(c.Step))
	}
	return told, ""
}

// tidy writes a model's words as ours: on one line, learner and bot as
// placeholders.
func tidy(text string) string { return named(strings.Join(strings.Fields(text), " ")) }

// named puts placeholders where a model wrote the words themselves.
func named(text string) string {
	words := strings.Split(text, " ")
	for i, w := range words {
		core := strings.TrimRight(w, ".,:;?!")
		if i+1 < len(words) && (strings.HasPrefix(words[i+1], "sĩ") || strings.HasPrefix(words[i+1], "bè")) {
			continue
		}
		if p, ok := placeholders[core]; ok {
			words[i] = p + w[len(core):]
		}
	}
	return strings.Join(words, " ")
}

var placeholders = map[string]string{"bác": "{bác}", "Bác": "{Bác}", "cháu": "{cháu}", "Cháu": "{Cháu}", "bạn": "{bác}", "Bạn": "{Bác}"}
