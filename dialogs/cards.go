package dialogs

import (
	"time"

	"capheso/lessons"
	"capheso/lessons/recall"
)

// Flashcard is what is remembered of one question of one lesson.
type Flashcard struct {
	Lesson   string `json:"of"`
	Question int    `json:"q,omitempty"` // index in Lesson.Questions
	recall.Card
}

// The habits of reviewing.
const (
	mostReviews = 3                  // items a day
	longSilence = 7 * 24 * time.Hour // after it, one easy item
)

// enrol remembers the answer to a question of a lesson, so that it comes back.
// Nothing is remembered without consent.
func (t *Turn) enrol(lesson string, question int, right bool) {
	if !t.s.Consent.Given {
		return
	}
	me := t.me()
	cards := make([]Flashcard, len(me.Cards), len(me.Cards)+1)
	copy(cards, me.Cards)
	i := me.card(lesson, question)
	if i < 0 {
		i, cards = len(cards), append(cards, Flashcard{Lesson: lesson, Question: question})
	}
	grade := recall.Again
	if right {
		grade = recall.Good
	}
	cards[i].Card = recall.Next(cards[i].Card, grade, t.At.UTC().Truncate(time.Second))
	me.Cards = cards
}

// card is the index of a question's card, or -1.
func (l *Learner) card(lesson string, question int) int {
	for i := range l.Cards {
		if l.Cards[i].Lesson == lesson && l.Cards[i].Question == question {
			return i
		}
	}
	return -1
}

// asked is how the question of a card is asked when it comes back: in another
// wording, if the lesson has one, and in the next one each time. It is nil when
// the lesson is no more, has changed its questions, or is hidden.
func (t *Turn) asked(c *Flashcard) *lessons.Question {
	l, ok := t.World.Course.Lesson(c.Lesson)
	if !ok || c.Question >= len(l.Questions) || t.hidden(&l.Meta) {
		return nil
	}
	step := len(l.Questions)
	if variants := (len(l.Review) - c.Question + step - 1) / step; variants > 0 {
		return &l.Review[c.Question+max(0, c.Reps-1)%variants*step]
	}
	return &l.Questions[c.Question]
}

// due reports whether a question is to be asked on the day of the event. It is
// the day that counts: what is due in the evening may come with the coffee.
func (t *Turn) due(c *Flashcard) bool {
	return c.Due().Before(nextDay(t.now())) && t.asked(c) != nil
}

// left is how many items may still be reviewed on the day of the event.
func (t *Turn) left() int { return mostReviews - t.reviewed().Items }

// reviewed is what was reviewed on the day of the event so far.
func (t *Turn) reviewed() Reviewed {
	r := t.me().Reviewed
	if r.At.IsZero() || !nextDay(r.At.In(t.zone())).Equal(nextDay(t.now())) {
		return Reviewed{}
	}
	return r
}

// anyDue reports whether there is something to review and it may be reviewed.
func (t *Turn) anyDue() bool {
	if len(t.me().Cards) == 0 || t.left() <= 0 {
		return false
	}
	cards, end := t.me().Cards, nextDay(t.now())
	for i := range cards {
		if cards[i].Due().Before(end) && t.asked(&cards[i]) != nil {
			return true
		}
	}
	return false
}

// pick is the item to review next: the one most likely forgotten or, gently,
// the one most likely known; nil when there is none.
func (t *Turn) pick() *Flashcard {
	if t.left() <= 0 {
		return nil
	}
	gently, end := t.reviewed().Gently, nextDay(t.now())
	var best *Flashcard
	var chance float64
	cards := t.me().Cards
	for i := range cards {
		c := &cards[i]
		if !c.Due().Before(end) {
			continue
		}
		r := recall.Retrievability(c.Card, t.At)
		if best != nil && (gently && r <= chance || !gently && r >= chance) || t.asked(c) == nil {
			continue
		}
		best, chance = c, r
	}
	return best
}

// welcomeBack makes the reviews of the day easy ones, and only one, for who
// writes after a long silence.
func (t *Turn) welcomeBack() {
	if t.idle < longSilence {
		return
	}
	for i := range t.s.Learners {
		if l := &t.s.Learners[i]; len(l.Cards) > 0 {
			l.Reviewed = Reviewed{At: t.At, Items: mostReviews - 1, Gently: true}
		}
	}
}
