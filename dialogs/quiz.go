package dialogs

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"capheso/lessons"
)

// Quiz asks the questions of a lesson, one at a time. Every answer is
// explained, a wrong one gently.
type Quiz struct {
	ID    string `json:"id"`
	At    int    `json:"at,omitempty"` // which question, from 0
	Right int    `json:"right,omitempty"`
}

func (d Quiz) Show(t *Turn) {
	l, ok := t.World.Course.Lesson(d.ID)
	if !ok || d.At >= len(l.Questions) {
		AtLesson{ID: d.ID}.Show(t)
		return
	}
	lead := "Câu hỏi: "
	if len(l.Questions) > 1 {
		lead = fmt.Sprintf("Câu hỏi %d/%d: ", d.At+1, len(l.Questions))
	}
	t.Ask(lead+l.Questions[d.At].Text, answerChoices(l.Questions[d.At])...)
}

func (d Quiz) Step(t *Turn) Dialog {
	l, ok := t.World.Course.Lesson(d.ID)
	if !ok || d.At >= len(l.Questions) {
		return nil
	}
	right, answered := t.judge(l.Questions[d.At])
	if !answered {
		return nil
	}
	t.enrol(d.ID, d.At, right)
	if right {
		d.Right++
	}
	if d.At++; d.At < len(l.Questions) {
		return t.instead(d)
	}
	return d.learnt(t, l)
}

// learnt records a finished lesson and tells the learner.
func (d Quiz) learnt(t *Turn, l *lessons.Lesson) Dialog {
	done := Done{Lesson: l.ID, Version: l.Version, Score: d.Right, Of: len(l.Questions), At: t.second()}
	t.Count(Fact{Kind: "lesson.done", About: l.ID, Version: l.Version, Score: done.Score, Of: done.Of})
	t.did()
	me := t.me()
	kept := make([]Done, 0, len(me.Done)+1)
	for _, other := range me.Done {
		if other.Lesson != l.ID {
			kept = append(kept, other)
		}
	}
	me.Done = append(kept, done)
	return t.finish(Learnt{ID: l.ID, Right: done.Score, Of: done.Of})
}

// answerChoices are the answers of a question in an order of its own, so that
// the right one is not always where its author wrote it.
func answerChoices(q lessons.Question) []Choice {
	h := fnv.New32a()
	h.Write([]byte(q.Text))
	n := len(q.Answers)
	turn := int(h.Sum32() % uint32(max(1, n)))
	choices := make([]Choice, n)
	for i := range n {
		at := (i + turn) % n
		choices[i] = Choice{q.Answers[at].Label, strconv.Itoa(at)}
	}
	return choices
}

// judge tells the learner about the answer that was taken. answered is false
// when none was.
func (t *Turn) judge(q lessons.Question) (right, answered bool) {
	i, err := strconv.Atoi(t.Value)
	if err != nil || i < 0 || i >= len(q.Answers) {
		return false, false
	}
	a := q.Answers[i]
	if a.Right {
		t.Say(lead("Đúng rồi ạ.", "Đúng", a.Why))
		return true, true
	}
	t.Say(lead("Gần đúng ạ, {cháu} nói rõ hơn.", "Gần đúng", a.Why))
	for _, best := range q.Answers {
		if best.Right {
			t.Say("Câu trả lời là “" + best.Label + "”. " + best.Why)
			break
		}
	}
	return false, true
}

// lead puts a word before an explanation, unless it says so itself.
func lead(word, short, why string) string {
	if strings.HasPrefix(why, short) {
		return why
	}
	return word + " " + why
}

// Learnt is a lesson just finished.
type Learnt struct {
	ID    string `json:"id"`
	Right int    `json:"right"`
	Of    int    `json:"of"`
}

func (d Learnt) Show(t *Turn) {
	text := fmt.Sprintf("{Bác} đã học xong bài “%s”, trả lời đúng %d/%d câu. ", t.World.lessonTitle(d.ID), d.Right, d.Of)
	if d.Right == d.Of {
		text += "{Bác} đọc kỹ lắm ạ."
	} else {
		text += "{Bác} chịu khó học là quý rồi, bữa sau mình ôn lại."
	}
	if !t.s.Consent.Given {
		text += " Như {bác} đã chọn, {cháu} không ghi lại."
	}
	t.Ask(text, Choice{"Học tiếp", "next"}, Choice{"Trang chủ", valueHome})
}

func (d Learnt) Step(t *Turn) Dialog {
	if t.Value != "next" {
		return nil
	}
	track := t.trackOf(d.ID)
	if track == nil {
		return t.finish(Learn{})
	}
	if next := t.after(track, d.ID); next != "" {
		return t.finish(AtLesson{ID: next})
	}
	return t.finish(AtTrack{ID: track.ID})
}

// trackOf is the track being studied if the lesson is in it, or else the first
// that has the lesson.
func (t *Turn) trackOf(lesson string) *lessons.Track {
	if track, ok := t.World.Course.Track(t.me().Track); ok && slices.Contains(track.Lessons, lesson) {
		return track
	}
	for i := range t.World.Course.Tracks {
		if track := &t.World.Course.Tracks[i]; slices.Contains(track.Lessons, lesson) {
			return track
		}
	}
	return nil
}

// after is the next lesson of a track behind one, that is not done yet.
func (t *Turn) after(track *lessons.Track, lesson string) string {
	for _, id := range track.Lessons[slices.Index(track.Lessons, lesson)+1:] {
		if !t.hasDone(id) {
			return id
		}
	}
	return ""
}

// Test asks one question of each lesson of a track, before the lessons in
// their first wording and after them in another. Nothing is explained until
// the end, so that the first test does not teach for the second.
type Test struct {
	Track string `json:"track"`
	After bool   `json:"after,omitempty"`
	At    int    `json:"at,omitempty"`
	Right int    `json:"right,omitempty"`
}

// longestTest is how many questions a test asks at most.
const longestTest = 5

func (d Test) Show(t *Turn) {
	qs := d.questions(t.World)
	if d.At >= len(qs) {
		AtTrack{ID: d.Track}.Show(t)
		return
	}
	if d.At == 0 {
		t.Say(fmt.Sprintf("{Cháu} hỏi {bác} %d câu, cứ thong thả. Không tính giờ, chưa biết thì chọn đại cũng được.", len(qs)))
	}
	t.Ask(fmt.Sprintf("Câu %d/%d: %s", d.At+1, len(qs), qs[d.At].Text), answerChoices(qs[d.At])...)
}

func (d Test) Step(t *Turn) Dialog {
	qs := d.questions(t.World)
	if d.At >= len(qs) {
		return nil
	}
	i, err := strconv.Atoi(t.Value)
	if err != nil || i < 0 || i >= len(qs[d.At].Answers) {
		return nil
	}
	if qs[d.At].Answers[i].Right {
		d.Right++
	}
	if d.At++; d.At < len(qs) {
		return t.instead(d)
	}
	return d.tested(t, len(qs))
}

func (d Test) tested(t *Turn, of int) Dialog {
	kind := "track.before"
	if d.After {
		kind = "track.after"
	}
	t.Count(Fact{Kind: kind, About: d.Track, Score: d.Right, Of: of})
	me := t.me()
	me.Tests = append(me.Tests, Tested{Track: d.Track, After: d.After, Score: d.Right, Of: of, At: t.At})
	return t.finish(TestDone{Track: d.Track, After: d.After, Right: d.Right, Of: of})
}

// questions of a test: the first of each lesson, or its first review variant.
func (d Test) questions(w *World) []lessons.Question {
	track, ok := w.Course.Track(d.Track)
	if !ok {
		return nil
	}
	qs := make([]lessons.Question, 0, longestTest)
	for _, id := range track.Lessons {
		l, ok := w.Course.Lesson(id)
		switch {
		case !ok || len(qs) == longestTest:
		case d.After && len(l.Review) > 0:
			qs = append(qs, l.Review[0])
		case len(l.Questions) > 0:
			qs = append(qs, l.Questions[0])
		}
	}
	return qs
}

// TestDone is a test just finished.
type TestDone struct {
	Track string `json:"track"`
	After bool   `json:"after,omitempty"`
	Right int    `json:"right"`
	Of    int    `json:"of"`
}

func (d TestDone) Show(t *Turn) {
	text := fmt.Sprintf("{Bác} trả lời đúng %d/%d câu.", d.Right, d.Of)
	if before, ok := t.before(d.Track); d.After && ok {
		text += fmt.Sprintf(" Trước khi học {bác} đúng %d/%d câu.", before.Score, before.Of)
	}
	if !d.After {
		text += " Mình vào học, học xong {cháu} hỏi lại để {bác} thấy mình tiến bộ."
	}
	t.Ask(text, Choice{"Học tiếp", "next"}, Choice{"Trang chủ", valueHome})
}

func (d TestDone) Step(t *Turn) Dialog {
	if t.Value == "next" {
		return t.finish(AtTrack{ID: d.Track})
	}
	return nil
}

// before is the learner's last test before a track.
func (t *Turn) before(track string) (last Tested, ok bool) {
	for _, x := range t.me().Tests {
		if x.Track == track && !x.After {
			last, ok = x, true
		}
	}
	return last, ok
}
