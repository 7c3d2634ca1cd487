package dialogs

import (
	"strconv"
	"strings"

	"capheso/lessons"
	"capheso/lessons/viet"
)

// lookup answers a free text from the course; nil when there is nothing to
// offer. Danger and scams were seen to before.
func (t *Turn) lookup(text string) Dialog {
	return t.World.search(text).dialog(text)
}

// dialog is the place a finding leads to; nil when there is nothing to show.
func (f Finding) dialog(question string) Dialog {
	switch {
	case f.Verdict == lessons.Scam && f.ID == "":
		return ScamCheck{Strong: len(f.Signs) >= strongSigns, Signs: strings.Join(f.Signs, "; ")}
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
	all := t.World.about(d.Topic)
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
		if d.From >= len(t.World.about(d.Topic)) {
			d.From = 0
		}
		return t.instead(d)
	}
	if t.World.meta(t.Value) != nil {
		return Answer{ID: t.Value}
	}
	return nil
}

// about lists the guides and then the articles of a topic.
func (w *World) about(topic lessons.Topic) []*lessons.Meta {
	var out []*lessons.Meta
	for i := range w.Course.Guides {
		if w.Course.Guides[i].Topic == topic {
			out = append(out, &w.Course.Guides[i].Meta)
		}
	}
	for i := range w.Course.Articles {
		if w.Course.Articles[i].Topic == topic {
			out = append(out, &w.Course.Articles[i].Meta)
		}
	}
	return out
}

// Answer is an article, a guide that can be walked, or the fixed reply to what
// the course does not cover.
type Answer struct {
	ID       string `json:"id"`
	Question string `json:"q,omitempty"` // masked, for the authors if it was not meant
}

func (d Answer) Show(t *Turn) {
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
