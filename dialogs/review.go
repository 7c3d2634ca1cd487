package dialogs

import (
	"slices"
	"time"
)

// Review asks one question again, in another wording where the lesson has one.
type Review struct {
	ID       string `json:"id,omitempty"` // of the lesson; empty when nothing is due
	Question int    `json:"q,omitempty"`
	One      bool   `json:"one,omitempty"` // came with the coffee: one, and then back
}

// toReview is the first thing to review.
func (t *Turn) toReview() Dialog {
	_, one := t.s.Dialog.(AtTip)
	next := t.nextReview(one)
	if a := t.nextAct(); next == (ReviewDone{}) && a != nil {
		return t.speakOf(*a, false)
	}
	if _, again := t.s.Dialog.(ReviewDone); again {
		return t.instead(next)
	}
	return next
}

// nextReview is the next item, or the word that there is none.
func (t *Turn) nextReview(one bool) Dialog {
	if c := t.pick(); c != nil {
		return Review{ID: c.Lesson, Question: c.Question, One: one}
	}
	return ReviewDone{}
}

// open is the card that is asked here, or nil when it is not due any more: it
// was answered since, or somebody else has the phone.
func (d Review) open(t *Turn) *Flashcard {
	me := t.me()
	if i := me.card(d.ID, d.Question); i >= 0 && t.left() > 0 && t.due(&me.Cards[i]) {
		return &me.Cards[i]
	}
	return nil
}

func (d Review) Show(t *Turn) {
	c := d.open(t)
	if c == nil {
		ReviewDone{}.Show(t)
		return
	}
	lead := "Câu ôn: " // and not the title of the lesson, which often tells the answer
	if t.reviewed().Gently {
		lead = "Mừng {bác} trở lại. Mình ôn một câu nhẹ thôi.\n"
	}
	q := t.asked(c)
	t.Ask(lead+q.Text, answerChoices(*q)...)
}

func (d Review) Step(t *Turn) Dialog {
	c := d.open(t)
	if c == nil {
		return nil
	}
	right, answered := t.judge(*t.asked(c))
	if !answered {
		return nil
	}
	t.remember(d, right)
	switch {
	case d.One && t.interrupted(): // by the tip
		return Resume{Long: true}
	case d.One:
		return t.finish(ReviewDone{Did: true})
	}
	if next, ok := t.nextReview(false).(Review); ok {
		return t.instead(next)
	}
	return t.finish(ReviewDone{Did: true})
}

// remember counts an item that was reviewed and says when it comes back. No
// other review is left to go back to or to resume.
func (t *Turn) remember(d Review, right bool) {
	t.enrol(d.ID, d.Question, right)
	t.s.Past = slices.DeleteFunc(slices.Clone(t.s.Past), func(p Dialog) bool { _, is := p.(Review); return is })
	r := t.reviewed()
	t.me().Reviewed = Reviewed{At: t.At, Items: r.Items + 1, Gently: r.Gently}
	fact := Fact{Kind: "review.done", About: d.ID, Of: 1}
	if l, ok := t.World.Course.Lesson(d.ID); ok {
		fact.Version = l.Version
	}
	if right {
		fact.Score = 1
	}
	t.Count(fact)
	t.did()
}

// ReviewDone is the end of a review, or the word that nothing is due.
type ReviewDone struct {
	Did bool `json:"did,omitempty"` // something was reviewed just now
}

func (d ReviewDone) Show(t *Turn) {
	text := "Hôm nay {bác} chưa có câu nào cần ôn. Học bài nào, ít hôm sau {cháu} hỏi lại bài ấy cho {bác} nhớ lâu."
	choices := []Choice{{"Học bài", valueLearn}, {"Trang chủ", valueHome}}
	switch {
	case !t.s.Consent.Given:
		text = "{Bác} đã chọn không cho {cháu} ghi lại, nên {cháu} không biết câu nào cần ôn. {Bác} vào học lại bài cũ cũng là ôn ạ."
	case t.anyDue():
		text = "{Bác} ôn xong một câu rồi ạ. {Bác} thong thả, lúc nào rảnh mình ôn thêm."
		if !d.Did {
			text = "{Bác} có bài nên ôn lại. Chỉ một phút thôi ạ."
		}
		choices = append(t.reviewChoice("Ôn thêm 1 câu"), choices...)
	case d.Did || t.reviewed().Items > 0:
		text = "Hôm nay mình ôn vậy là đủ rồi ạ. Mỗi hôm một ít, {bác} nhớ được lâu."
	}
	t.Ask(text, choices...)
}

func (ReviewDone) Step(*Turn) Dialog { return nil }

// reviewChoice offers to review, when there is something to review.
func (t *Turn) reviewChoice(label string) []Choice {
	if !t.anyDue() {
		return nil
	}
	return []Choice{{label, valueReview}}
}

// greeting begins a tip. Who has not written for a week is greeted warmly,
// once, in front of something easy; no days are counted.
func (t *Turn) greeting() string {
	silent := t.At.Sub(t.s.Seen)
	if t.s.Seen.IsZero() || silent < longSilence || silent >= longSilence+24*time.Hour {
		return "Cà phê sáng ☕\n"
	}
	return "☕ {Cháu} vẫn ở đây, {bác} cứ thong thả ạ.\n"
}
