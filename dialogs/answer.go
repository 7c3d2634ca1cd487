package dialogs

import (
	"strconv"

	"capheso/lessons"
)

// Answer is an article, a guide that can be walked, or the fixed reply to what
// the course does not cover.
type Answer struct {
	ID       string `json:"id"`
	Question string `json:"q,omitempty"`     // masked, for the authors if it was not meant
	Human    bool   `json:"human,omitempty"` // a person should be asked too
}

func (d Answer) Show(t *Turn) {
	if m := t.World.meta(d.ID); m != nil && m.Topic != lessons.Outside && t.hidden(m) {
		t.putAway(m)
		return
	}
	texts := t.World.AnswerText(d.ID)
	if len(texts) == 0 {
		Missed{}.Show(t)
		return
	}
	last := len(texts) - 1
	for _, text := range texts[:last] {
		t.Say(text)
	}
	var choices []Choice
	if d.Human {
		choices = append(choices, Choice{"Gặp người thật", valuePerson})
	}
	if t.World.guideOf(d.ID) != "" {
		choices = append(choices, Choice{"Đi từng bước", "walk"})
	}
	if t.interrupted() {
		choices = append(choices, Choice{"Làm tiếp việc cũ", valueResume})
	} else {
		choices = append(choices, Choice{"Hỏi việc khác", valueAsk})
	}
	if _, outside := t.World.Course.Outside(d.ID); d.Question != "" && !outside {
		choices = append(choices, Choice{"Không đúng ý {bác}", "not"})
	} else {
		choices = append(choices, Choice{"Trang chủ", valueHome})
	}
	t.Ask(texts[last], choices...)
}

func (d Answer) Step(t *Turn) Dialog {
	switch t.Value {
	case "walk":
		if id := t.World.guideOf(d.ID); id != "" {
			return Guide{ID: id}
		}
	case "not":
		t.Count(Fact{Kind: "answer.wrong", About: d.ID, Text: d.Question})
		t.s.Misses++
		return t.instead(Missed{Misses: t.s.Misses})
	}
	return nil
}

// guideOf is the guide that walks through an article, or the guide itself.
func (w *World) guideOf(id string) string {
	if a, ok := w.Course.Article(id); ok {
		if _, ok := w.Course.Guide(a.Guide); ok {
			return a.Guide
		}
	}
	if _, ok := w.Course.Guide(id); ok {
		return id
	}
	return ""
}

// AnswerText is what the bot says about an article, a guide or a fixed reply:
// at most three messages, the last with the source and the day it was checked.
func (w *World) AnswerText(id string) []string {
	if o, ok := w.Course.Outside(id); ok {
		return o.Messages
	}
	if a, ok := w.Course.Article(id); ok {
		return withSource(a.Messages, w.sourceLine(&a.Meta))
	}
	if g, ok := w.Course.Guide(id); ok {
		text := g.Title + " (" + strconv.Itoa(len(g.Steps)) + " bước).\n" + g.Summary
		return withSource([]string{text}, w.sourceLine(&g.Meta))
	}
	return nil
}

// withSource adds the source to the last of the messages.
func withSource(messages []string, source string) []string {
	if len(messages) == 0 || source == "" {
		return messages
	}
	out := append([]string(nil), messages...)
	out[len(out)-1] += "\n\n" + source
	return out
}
