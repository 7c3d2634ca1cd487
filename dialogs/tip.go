package dialogs

import (
	"strconv"
)

// AtTip is a tip with its question.
type AtTip struct {
	ID string `json:"id"`
}

func (d AtTip) Show(t *Turn) {
	tip, ok := t.World.Course.Tip(d.ID)
	if !ok {
		Menu{}.Show(t)
		return
	}
	choices := make([]Choice, len(tip.Question.Answers))
	for i, a := range tip.Question.Answers {
		choices[i] = Choice{a.Label, strconv.Itoa(i)}
	}
	choices = append(choices, t.reviewChoice("Ôn 1 câu")...)
	t.Ask(t.greeting()+tip.Text+"\n\n"+tip.Question.Text, append(choices, Choice{"Tạm dừng 1 tuần", "pause"})...)
}

func (d AtTip) Step(t *Turn) Dialog {
	if t.Value == "pause" {
		return t.pauseCoffee()
	}
	tip, ok := t.World.Course.Tip(d.ID)
	i, err := strconv.Atoi(t.Value)
	if !ok || err != nil || i < 0 || i >= len(tip.Question.Answers) {
		return nil
	}
	a := tip.Question.Answers[i]
	t.Count(Fact{Kind: "tip.answered", About: tip.ID, Score: i + 1})
	t.did()
	t.Say(a.Why)
	switch {
	case t.interrupted():
		return Resume{Long: true}
	case t.World.meta(tip.About) != nil:
		return t.finish(Answer{ID: tip.About})
	}
	return t.home()
}
