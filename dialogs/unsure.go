package dialogs

import "strings"

// Unsure asks back between the two likeliest articles.
type Unsure struct {
	Question string `json:"q,omitempty"`
	First    string `json:"1"`
	Second   string `json:"2,omitempty"`
}

func (d Unsure) Show(t *Turn) {
	var choices []Choice
	for _, id := range []string{d.First, d.Second} {
		if m := t.World.meta(id); m != nil {
			choices = append(choices, Choice{m.Title, id})
		}
	}
	t.Ask("{Cháu} hiểu chưa chắc. Có phải {bác} hỏi việc này không ạ?", append(choices, Choice{"Không phải", "not"})...)
}

func (d Unsure) Step(t *Turn) Dialog {
	switch t.Value {
	case "":
		return nil
	case "not":
		t.unanswered(d.Question)
		return t.instead(Missed{Misses: t.s.Misses})
	}
	return t.instead(Answer{ID: t.Value})
}

// Missed is where the bot admits that it did not understand: first it asks for
// other words, then it offers the topics, then a person.
type Missed struct {
	Misses int `json:"n,omitempty"`
}

func (d Missed) Show(t *Turn) {
	t.missed = true
	var choices []Choice
	if t.interrupted() {
		choices = append(choices, Choice{"Làm tiếp việc cũ", valueResume})
	}
	switch {
	case d.Misses <= 1:
		t.Ask("{Cháu} chưa hiểu ý {bác}, lỗi tại {cháu}. {Bác} thử nói ngắn hơn, ví dụ: quên mật khẩu VNeID.",
			append(choices, Choice{"Xem các chủ đề", "topics"}, Choice{"Gặp người thật", valuePerson})...)
	case d.Misses == 2:
		t.Ask("{Cháu} vẫn chưa hiểu. {Bác} chọn một chủ đề cho dễ nhé.",
			append(choices, Choice{"Xem các chủ đề", "topics"}, Choice{"Gặp người thật", valuePerson})...)
	default:
		t.Say("Việc này {cháu} chưa có bài. Hỏi người thật sẽ nhanh hơn ạ.")
		Person{}.Show(t)
	}
}

func (Missed) Step(t *Turn) Dialog {
	if t.Value == "topics" {
		return Topics{}
	}
	return nil
}

// miss answers a text the bot can do nothing with. In the middle of a lesson
// or a guide it stays there; elsewhere it says what helps.
func (t *Turn) miss(text string) {
	if t.unshown {
		return // "alo?" to a bot that was looking something up: here is what it found
	}
	t.unanswered(text)
	t.missed = true
	if running(t.s.Dialog) && t.s.Misses < 3 {
		t.Say("{Cháu} chưa hiểu ý {bác}, lỗi tại {cháu}. {Bác} nhắn số đứng trước ô muốn chọn nhé.")
		return
	}
	if _, ok := t.s.Dialog.(Missed); ok {
		t.moved = true
	}
	t.enter(Missed{Misses: t.s.Misses})
}

// unanswered keeps a question for the authors, masked.
func (t *Turn) unanswered(question string) {
	t.s.Misses++
	t.Count(Fact{Kind: "unanswered", Text: keep(question)})
}

// Guess asks which of two choices was meant. The screen they belong to is the
// one before.
type Guess struct {
	First  Choice `json:"1"`
	Second Choice `json:"2,omitzero"`
}

// guess asks back between choices of this screen.
func (t *Turn) guess(at []int) Dialog {
	g := Guess{First: t.s.Offered[at[0]]}
	if len(at) > 1 {
		g.Second = t.s.Offered[at[1]]
	}
	return g
}

func (d Guess) Show(t *Turn) {
	choices := []Choice{{d.First.Label, "1"}}
	if d.Second.Label != "" {
		choices = append(choices, Choice{d.Second.Label, "2"})
	}
	t.Ask("Ý {bác} là:", append(choices, Choice{"Khác", "other"})...)
}

func (d Guess) Step(t *Turn) Dialog {
	if t.Value == "" {
		return nil
	}
	asked := t.back()
	t.s.Dialog = asked
	switch t.Value {
	case "1":
		t.Value = d.First.Value
	case "2":
		t.Value = d.Second.Value
	default:
		t.missed = true
		return asked
	}
	t.moved = false
	if next := t.shared(t.Value); next != nil {
		return next
	}
	if next := asked.Step(t); next != nil {
		return next
	}
	t.moved = true
	return asked
}

// Pasted asks what a long text is: usually a message that somebody sent.
type Pasted struct {
	Text string `json:"text"`
}

func (Pasted) Show(t *Turn) {
	t.Ask("Tin này dài. Có phải ai đó gửi cho {bác} không? {Cháu} xem giúp có dấu hiệu lừa đảo không nhé.",
		Choice{"Kiểm tra lừa đảo", "scam"}, Choice{"Không phải", "not"})
}

func (d Pasted) Step(t *Turn) Dialog {
	switch t.Value {
	case "scam":
		signs := scamSigns(d.Text)
		return t.instead(ScamCheck{Checked: true, Signs: strings.Join(signs, "; ")})
	case "not":
		t.unanswered(d.Text)
		return t.instead(Missed{Misses: t.s.Misses})
	}
	return nil
}
