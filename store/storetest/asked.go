package storetest

import (
	"fmt"
	"testing"

	"capheso/dialogs"
	"capheso/store"
)

// asks is a step after which the session waits for an answer since a minute.
func asks(number, minute int) store.Step {
	return func(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
		session.Dialog = dialogs.Asking{Number: number, Question: "mất bao nhiêu tiền", First: "a", Second: "b", At: at(minute).UTC()}
		return session, dialogs.Out{}
	}
}

// asked is the open questions, each with its learner and number.
func (s *suite) asked(limit int) []string {
	s.Helper()
	list, err := s.Asked(s.ctx, limit)
	s.ok(err)
	names := []string{}
	for _, a := range list {
		names = append(names, fmt.Sprintf("%s %d %s %v", a.User, a.Number, a.At.Format("15:04"), a.IDs))
	}
	return names
}

func questionsOpen(t *testing.T, s *suite) {
	want(t, "nobody has asked", s.asked(10), nil)
	done := s.apply(s.event(sau, 0), asks(1, 10))
	if done.Open == nil || done.Open.Number != 1 || done.Open.Text != "mất bao nhiêu tiền" || !done.Open.Late.After(done.Open.Slow) {
		t.Fatalf("Applied.Open is %+v", done.Open)
	}
	s.apply(s.event(tam, 0), asks(3, 5))
	first, second := "zalooa:tam 3 07:05 [a b]", "web:sau 1 07:10 [a b]"
	want(t, "two", s.asked(10), []string{first, second})
	want(t, "one of them", s.asked(1), []string{first})
	if done := s.apply(s.event(sau, 1), silent); done.Open == nil || done.Open.Number != 1 {
		t.Fatalf("an event that changes nothing: Applied.Open is %+v", done.Open)
	}
	want(t, "still", s.asked(10), []string{first, second})
	s.apply(s.event(tam, 1), asks(4, 20))
	want(t, "asked again", s.asked(10), []string{second, "zalooa:tam 4 07:20 [a b]"})
}

func questionsClosed(t *testing.T, s *suite) {
	s.apply(s.event(sau, 0), asks(1, 10))
	s.apply(s.event(tam, 0), asks(2, 11))
	done := s.apply(s.event(sau, 1), func(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
		session.Dialog = dialogs.Menu{}
		return session, dialogs.Out{}
	})
	if done.Open != nil {
		t.Fatalf("Applied.Open is %+v", done.Open)
	}
	want(t, "one was answered", s.asked(10), []string{"zalooa:tam 2 07:11 [a b]"})
	s.ok(s.Forget(s.ctx, tam))
	want(t, "the other forgotten", s.asked(10), nil)
}
