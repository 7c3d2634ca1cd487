package dialogs

import (
	"strings"

	"capheso/lessons"
	"capheso/lessons/viet"
)

// lookup answers a free text from the course; nil when there is nothing to
// offer. Danger and scams were seen to before.
func (t *Turn) lookup(text string) Dialog {
	f := t.World.search(text)
	if d := t.toAsk(text, f); d != nil {
		return d
	}
	return f.dialog(text)
}

// dialog is the place a finding leads to; nil when there is nothing to show.
func (f Finding) dialog(question string) Dialog {
	switch {
	case f.Verdict == lessons.Scam && f.ID == "":
		return ScamCheck{Checked: true, Signs: strings.Join(f.Signs, "; ")}
	case f.Verdict == lessons.Emergency && f.ID == "":
		return Card{Kind: f.Signs[0]}
	case f.ID != "":
		return Answer{ID: f.ID, Question: keep(question)}
	case f.Close && f.Hits[0].Topic == lessons.Outside:
		return nil
	case len(viet.Tokens(question)) > pastedWords:
		return Pasted{Text: keep(question)}
	case f.Close:
		u := Unsure{Question: keep(question), First: f.Hits[0].ID}
		if len(f.Hits) > 1 {
			u.Second = f.Hits[1].ID
		}
		return u
	}
	return nil
}

// pastedWords is how long a text must be to look like a message that somebody
// else sent to the learner.
const pastedWords = 40

// keep is as much of a question as is worth keeping. It is masked already.
func keep(question string) string {
	const most = 200
	if r := []rune(question); len(r) > most {
		return string(r[:most])
	}
	return question
}

// Ask invites a question.
type Ask struct{}

func (Ask) Show(t *Turn) {
	t.Ask("{Bác} muốn hỏi việc gì ạ? {Bác} gõ như nói chuyện, không cần dấu. Ví dụ: quên mật khẩu VNeID.",
		Choice{"Xem các chủ đề", "topics"}, Choice{"Kiểm tra lừa đảo", "scam"})
}

func (Ask) Step(t *Turn) Dialog {
	switch t.Value {
	case "topics":
		return Topics{}
	case "scam":
		return ScamCheck{}
	}
	return nil
}

// topicNames is what the topics are called on a choice. The first words differ
// within each screen of three.
var topicNames = map[lessons.Topic]string{
	lessons.VNeID: "Ứng dụng VNeID", lessons.Portal: "Giấy tờ, thủ tục", lessons.Insurance: "Bảo hiểm, khám bệnh",
	lessons.Payment: "Trả tiền qua máy", lessons.Signature: "Chữ ký số", lessons.Safety: "Tránh lừa đảo",
	lessons.AI: "Hỏi máy thông minh", lessons.Basics: "Dùng điện thoại", lessons.Movement: "Bình dân học vụ số",
	lessons.Privacy: "Dữ liệu của mình",
}

// Topics is the list of subjects, for somebody who cannot put it in words.
type Topics struct {
	From int `json:"from,omitempty"`
}

func (d Topics) Show(t *Turn) {
	var choices []Choice
	for i := d.From; i < len(lessons.Topics) && i < d.From+shown; i++ {
		choices = append(choices, Choice{topicNames[lessons.Topics[i]], string(lessons.Topics[i])})
	}
	t.Ask("{Bác} chọn một chủ đề:", append(choices, Choice{"Xem thêm", "more"})...)
}

func (d Topics) Step(t *Turn) Dialog {
	if t.Value == "more" {
		d.From += shown
		if d.From >= len(lessons.Topics) {
			d.From = 0
		}
		return t.instead(d)
	}
	for _, topic := range lessons.Topics {
		if string(topic) == t.Value {
			return AtTopic{Topic: topic}
		}
	}
	return nil
}

// AtTopic lists what can be asked about one subject, guides first.
type AtTopic struct {
	Topic lessons.Topic `json:"topic"`
	From  int           `json:"from,omitempty"`
}

func (d AtTopic) Show(t *Turn) {
	all := t.about(d.Topic)
	var choices []Choice
	for i := d.From; i < len(all) && i < d.From+shown; i++ {
		choices = append(choices, Choice{all[i].Title, all[i].ID})
	}
	if len(all) > shown {
		choices = append(choices, Choice{"Xem thêm", "more"})
	}
	t.Ask(topicNames[d.Topic]+". {Bác} cần việc nào ạ?", append(choices, Choice{"Quay lại", valueBack})...)
}

func (d AtTopic) Step(t *Turn) Dialog {
	if t.Value == "more" {
		d.From += shown
		if d.From >= len(t.about(d.Topic)) {
			d.From = 0
		}
		return t.instead(d)
	}
	if t.World.meta(t.Value) != nil {
		return Answer{ID: t.Value}
	}
	return nil
}

// about lists the guides and then the articles of a topic that may be shown.
func (t *Turn) about(topic lessons.Topic) []*lessons.Meta {
	var out []*lessons.Meta
	add := func(m *lessons.Meta) {
		if m.Topic == topic && !t.hidden(m) {
			out = append(out, m)
		}
	}
	for i := range t.World.Course.Guides {
		add(&t.World.Course.Guides[i].Meta)
	}
	for i := range t.World.Course.Articles {
		add(&t.World.Course.Articles[i].Meta)
	}
	return out
}
