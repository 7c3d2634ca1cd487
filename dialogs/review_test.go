package dialogs

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"capheso/lessons"
	"capheso/lessons/recall"
	"capheso/lessons/search"
)

// reviewWorld is a course of n lessons of one question and two other wordings.
func reviewWorld(n int) *World {
	answers := []lessons.Answer{{Label: "Đúng", Why: "Phải.", Right: true}, {Label: "Lệch", Why: "Chưa."}}
	course := &lessons.Course{}
	for i := range n {
		course.Lessons = append(course.Lessons, lessons.Lesson{
			Meta:      lessons.Meta{ID: fmt.Sprintf("bai-%03d", i)},
			Questions: []lessons.Question{{Text: "Câu hỏi", Answers: answers}},
			Review:    []lessons.Question{{Text: "Ôn một", Answers: answers}, {Text: "Ôn hai", Answers: answers}},
		})
	}
	return &World{Course: course, Index: search.New(search.Docs(course)), Units: lessons.EmbeddedUnits()}
}

// student has answered the question of each lesson at a moment.
func student(w *World, at time.Time) Session {
	t := &Turn{World: w, At: at, s: Session{User: "test:1", Consent: Consent{Given: true, At: at},
		Learners: []Learner{{}}, Dialog: Menu{}, Seen: at}}
	for i := range w.Course.Lessons {
		t.enrol(w.Course.Lessons[i].ID, 0, i%4 > 0)
	}
	return t.s
}

// talk applies one text and returns the facts.
func talk(w *World, s Session, at time.Time, text string) (Session, []Fact) {
	s, out := Step(w, s, Event{ID: "1", User: s.User, At: at, Body: Said{Text: text}})
	return s, out.Facts
}

// TestReviewsOfAYear: never more than three a day, one after a week of
// silence, and the most forgettable of what is due comes first.
func TestReviewsOfAYear(t *testing.T) {
	w := reviewWorld(60)
	chance := rand.New(rand.NewPCG(7, 7))
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, vietnam)
	s, counts := student(w, now), map[int]int{}
	for range 250 {
		silence := time.Duration(1+chance.IntN(30)/29*9) * 24 * time.Hour
		now = now.Add(silence)
		n := 0
		for k := range 6 {
			at := now.Add(time.Duration(k) * 10 * time.Minute)
			s, _ = talk(w, s, at, "ôn bài")
			r, ok := s.Dialog.(Review)
			if !ok {
				break
			}
			first(t, w, s, at, r, silence >= longSilence)
			before := s.Learners[0].Cards[s.Learners[0].card(r.ID, r.Question)]
			var facts []Fact
			s, facts = talk(w, s, at.Add(time.Minute), strconv.Itoa(1+chance.IntN(2)))
			if len(facts) != 1 || facts[0].Kind != "review.done" || facts[0].About != r.ID {
				t.Fatalf("facts: %+v", facts)
			}
			if after := s.Learners[0].Cards[s.Learners[0].card(r.ID, r.Question)]; after.Reps != before.Reps+1 || after.Lapses-before.Lapses != 1-facts[0].Score {
				t.Fatalf("%+v became %+v after %+v", before, after, facts[0])
			}
			n++
		}
		if most := map[bool]int{false: mostReviews, true: 1}[silence >= longSilence]; n > most {
			t.Fatalf("%d items on %v after %v", n, now, silence)
		}
		counts[n]++
	}
	if counts[3] == 0 || counts[1] == 0 || len(s.Learners[0].Cards) != 60 {
		t.Errorf("days by items: %v, %d cards", counts, len(s.Learners[0].Cards))
	}
}

// first holds the item that is asked against all that are due.
func first(t *testing.T, w *World, s Session, at time.Time, r Review, gently bool) {
	t.Helper()
	me := &s.Learners[0]
	asked := me.Cards[me.card(r.ID, r.Question)]
	chance := recall.Retrievability(asked.Card, at)
	turn := &Turn{World: w, At: at, s: s}
	if !turn.due(&asked) {
		t.Fatalf("asked on %v what is due on %v", at, asked.Due())
	}
	for i := range me.Cards {
		other := recall.Retrievability(me.Cards[i].Card, at)
		if turn.due(&me.Cards[i]) && (gently && other > chance || !gently && other < chance) {
			t.Fatalf("gently %v: asked at a chance of %v, and %s is due at %v", gently, chance, me.Cards[i].Lesson, other)
		}
	}
}

// TestAsked: a question comes back in each other wording in turn, as it is when
// there is none, and not at all when it is gone.
func TestAsked(t *testing.T) {
	q := func(text string) lessons.Question { return lessons.Question{Text: text} }
	w := &World{Course: &lessons.Course{Lessons: []lessons.Lesson{{Meta: lessons.Meta{ID: "bai"},
		Questions: []lessons.Question{q("A"), q("B")}, Review: []lessons.Question{q("a1"), q("b1"), q("a2")}},
		{Meta: lessons.Meta{ID: "cũ"}, Questions: []lessons.Question{q("C"), q("D")}, Review: []lessons.Question{q("c1")}}}}}
	turn := &Turn{World: w, At: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)}
	for _, c := range []struct {
		lesson         string
		question, reps int
		want           string
	}{
		{"bai", 0, 1, "a1"}, {"bai", 0, 2, "a2"}, {"bai", 0, 3, "a1"}, {"bai", 1, 1, "b1"}, {"bai", 1, 2, "b1"},
		{"bai", 2, 1, ""}, {"cũ", 0, 5, "c1"}, {"cũ", 1, 1, "D"}, {"không có", 0, 1, ""},
	} {
		got := ""
		if q := turn.asked(&Flashcard{Lesson: c.lesson, Question: c.question, Card: recall.Card{Reps: c.reps}}); q != nil {
			got = q.Text
		}
		if got != c.want {
			t.Errorf("%s %d after %d answers: %q, want %q", c.lesson, c.question, c.reps, got, c.want)
		}
	}
}

// TestReviewIsOfWhoHasThePhone: somebody else's review is not theirs, and what
// was answered cannot be answered again by going back.
func TestReviewIsOfWhoHasThePhone(t *testing.T) {
	w := reviewWorld(1)
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, vietnam)
	s := student(w, at)
	at = at.AddDate(0, 0, 3)
	s, _ = talk(w, s, at, "ôn bài")
	if _, ok := s.Dialog.(Review); !ok {
		t.Fatalf("at %+v", s.Dialog)
	}
	other := s.clone()
	other.Learners = append(other.Learners, Learner{})
	other.Active = 1
	if other, facts := talk(w, other, at, "1"); len(facts) > 0 || len(other.Learners[1].Cards) > 0 {
		t.Errorf("counted for somebody else: %+v %+v", facts, other.Learners[1])
	}
	s, facts := talk(w, s, at, "1")
	if len(facts) != 1 {
		t.Fatalf("facts: %+v", facts)
	}
	for range 3 {
		s, _ = talk(w, s, at, "quay lại")
		if s, facts = talk(w, s, at, "1"); len(facts) > 0 && facts[0].Kind == "review.done" {
			t.Errorf("counted twice: %+v", facts)
		}
	}
}

// BenchmarkReview is a learner with every question of the course.
func BenchmarkReview(b *testing.B) {
	w := reviewWorld(300)
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, vietnam)
	s := student(w, at)
	ev := Event{ID: "1", User: s.User, At: at.AddDate(0, 0, 5), Body: Said{Text: "ôn bài"}}
	for b.Loop() {
		Step(w, s, ev)
	}
}
