package dialogs

import (
	"fmt"
	"strconv"

	"capheso/lessons"
)

// shown is how many items of a list one screen offers.
const shown = 3

// toLearn is where studying goes on: the track being studied, or the list of
// tracks.
func (t *Turn) toLearn() Dialog {
	if id := t.me().Track; id != "" {
		if _, ok := t.World.Course.Track(id); ok {
			return AtTrack{ID: id}
		}
	}
	return Learn{}
}

// Learn is the list of tracks.
type Learn struct {
	From int `json:"from,omitempty"` // index of the first one shown
}

func (d Learn) Show(t *Turn) {
	tracks := t.World.Course.Syllabus()
	var choices []Choice
	for i := d.From; i < len(tracks) && i < d.From+shown; i++ {
		choices = append(choices, Choice{tracks[i].Title, tracks[i].ID})
	}
	if len(tracks) > shown {
		choices = append(choices, Choice{"Xem thêm", "more"})
	}
	if len(choices) == 0 {
		t.Ask("Chưa có bài học nào. {Bác} hỏi {cháu} việc khác nhé.", Choice{"Trang chủ", valueHome})
		return
	}
	t.Ask("{Bác} muốn học về gì ạ? Mỗi bài chỉ hai phút.", choices...)
}

func (d Learn) Step(t *Turn) Dialog {
	if t.Value == "more" {
		d.From += shown
		if d.From >= len(t.World.Course.Syllabus()) {
			d.From = 0
		}
		return t.instead(d)
	}
	if _, ok := t.World.Course.Track(t.Value); ok {
		t.me().Track = t.Value
		return AtTrack{ID: t.Value}
	}
	return nil
}

// AtTrack is one track: how far the learner is, and what comes next.
type AtTrack struct {
	ID string `json:"id"`
}

func (d AtTrack) Show(t *Turn) {
	track, ok := t.World.Course.Track(d.ID)
	if !ok {
		Learn{}.Show(t)
		return
	}
	done, next := t.progress(track)
	text := fmt.Sprintf("Phần “%s” có %d bài. {Bác} đã học %d bài.", track.Title, len(track.Lessons), done)
	var choices []Choice
	if next != "" {
		text += " Bài tiếp theo: “" + t.World.lessonTitle(next) + "”."
		choices = append(choices, Choice{"Vào học", "next"})
	} else {
		text += " {Bác} học hết rồi, giỏi quá ạ."
	}
	if done == 0 && !t.tested(d.ID, false) {
		choices = append(choices, Choice{"Thử sức trước", "before"})
	}
	if next == "" {
		choices = append(choices, Choice{"Kiểm tra cuối", "after"})
	}
	choices = append(choices, t.reviewChoice("Ôn bài")...)
	choices = append(choices, Choice{"Chọn phần khác", "tracks"}, Choice{"Trang chủ", valueHome})
	t.Ask(text, choices...)
}

func (d AtTrack) Step(t *Turn) Dialog {
	track, ok := t.World.Course.Track(d.ID)
	if !ok {
		return Learn{}
	}
	switch t.Value {
	case "next":
		if _, next := t.progress(track); next != "" {
			return AtLesson{ID: next}
		}
	case "before":
		return Test{Track: d.ID}
	case "after":
		return Test{Track: d.ID, After: true}
	case "tracks":
		return Learn{}
	}
	return nil
}

// progress is how many lessons of a track the learner has finished, and the
// first one that is left.
func (t *Turn) progress(track *lessons.Track) (done int, next string) {
	for _, id := range track.Lessons {
		if t.hasDone(id) {
			done++
		} else if next == "" {
			next = id
		}
	}
	return done, next
}

func (t *Turn) hasDone(lesson string) bool {
	for _, d := range t.me().Done {
		if d.Lesson == lesson {
			return true
		}
	}
	return false
}

func (t *Turn) tested(track string, after bool) bool {
	for _, x := range t.me().Tests {
		if x.Track == track && x.After == after {
			return true
		}
	}
	return false
}

func (w *World) lessonTitle(id string) string {
	if l, ok := w.Course.Lesson(id); ok {
		return l.Title
	}
	return id
}

// AtLesson is a page of a lesson.
type AtLesson struct {
	ID   string `json:"id"`
	Page int    `json:"page,omitempty"` // from 0
}

func (d AtLesson) Show(t *Turn) {
	l, ok := t.World.Course.Lesson(d.ID)
	if !ok || len(l.Pages) == 0 {
		t.Ask("Bài này không còn nữa. {Bác} chọn bài khác nhé.", Choice{"Học bài", valueLearn}, Choice{"Trang chủ", valueHome})
		return
	}
	page := min(d.Page, len(l.Pages)-1)
	text := l.Pages[page]
	if page == 0 {
		text = "Bài: " + l.Title + "\n\n" + text
	}
	label := "Đọc tiếp"
	if page == len(l.Pages)-1 {
		label = "Trả lời câu hỏi"
	}
	t.Ask(text, Choice{label, "next"})
}

func (d AtLesson) Step(t *Turn) Dialog {
	l, ok := t.World.Course.Lesson(d.ID)
	if !ok || t.Value != "next" {
		return nil
	}
	if d.Page+1 < len(l.Pages) {
		return AtLesson{ID: d.ID, Page: d.Page + 1}
	}
	return Quiz{ID: d.ID}
}

// Results is what the learner has finished.
type Results struct{}

func (Results) Show(t *Turn) {
	me := t.me()
	if len(me.Done) == 0 && len(me.Tests) == 0 {
		text := "{Bác} chưa học xong bài nào. Mỗi bài chỉ hai phút thôi ạ."
		if !t.s.Consent.Given {
			text = "{Bác} đã chọn không cho {cháu} ghi lại, nên {cháu} không giữ kết quả nào."
		}
		t.Ask(text, Choice{"Học bài", valueLearn}, Choice{"Trang chủ", valueHome})
		return
	}
	text := "{Bác} đã học xong " + strconv.Itoa(len(me.Done)) + " bài." + t.streakLine()
	for _, d := range me.Done[max(0, len(me.Done)-shown):] {
		text += fmt.Sprintf("\n– %s: đúng %d/%d, ngày %s", t.World.lessonTitle(d.Lesson), d.Score, d.Of, d.At.In(t.zone()).Format("2/1"))
	}
	for _, x := range me.Tests[max(0, len(me.Tests)-2):] {
		name := "Thử sức trước"
		if x.After {
			name = "Kiểm tra cuối"
		}
		text += fmt.Sprintf("\n– %s: %d/%d", name, x.Score, x.Of)
	}
	t.Ask(text, append(t.reviewChoice("Ôn bài"), Choice{"Học bài", valueLearn}, Choice{"Trang chủ", valueHome})...)
}

func (Results) Step(*Turn) Dialog { return nil }
