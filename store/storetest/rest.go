package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"capheso/dialogs"
	"capheso/store"
)

func (s *suite) due(minute, limit int) []string {
	s.Helper()
	list, err := s.Due(s.ctx, at(minute), limit)
	s.ok(err)
	names := []string{}
	for _, d := range list {
		names = append(names, fmt.Sprintf("%s %s %s", d.User, d.Alarm.Name, d.Alarm.At.Format("15:04")))
	}
	return names
}

func alarmsDue(t *testing.T, s *suite) {
	s.apply(s.event(sau, 0), setAlarms(
		dialogs.Alarm{Name: "coffee", At: at(60)},
		dialogs.Alarm{Name: "review", At: at(10)}))
	s.apply(s.event(tam, 0), setAlarms(dialogs.Alarm{Name: "coffee", At: at(30).In(time.FixedZone("+07", 7*3600))}))
	review, coffee2, coffee1 := "web:sau review 07:10", "zalooa:tam coffee 07:30", "web:sau coffee 08:00"
	want(t, "too early", s.due(9, 10), nil)
	want(t, "at its minute", s.due(10, 10), []string{review})
	want(t, "all", s.due(60, 10), []string{review, coffee2, coffee1})
	want(t, "two", s.due(60, 2), []string{review, coffee2})
	want(t, "asking again", s.due(60, 2), []string{review, coffee2})
}

func alarmsReplaced(t *testing.T, s *suite) {
	s.apply(s.event(sau, 0), setAlarms(
		dialogs.Alarm{Name: "coffee", At: at(10)},
		dialogs.Alarm{Name: "pause", At: at(11)},
		dialogs.Alarm{Name: "review", At: at(12)}))
	s.apply(s.event(sau, 1), setAlarms(
		dialogs.Alarm{Name: "coffee", At: at(20)},
		dialogs.Alarm{Name: "review", At: at(12)}))
	want(t, "after the change", s.due(60, 10), []string{"web:sau review 07:12", "web:sau coffee 07:20"})
	s.apply(s.event(sau, 2), setAlarms())
	want(t, "after the last", s.due(60, 10), nil)
}

func factsRange(t *testing.T, s *suite) {
	kinds := func(from, to int) []string {
		list := []string{}
		for _, f := range collect(t, s.Facts(s.ctx, at(from), at(to))) {
			list = append(list, f.Kind)
		}
		return list
	}
	s.apply(s.event(sau, 0), keepFacts(dialogs.Fact{Kind: "c", At: at(3)}, dialogs.Fact{Kind: "a", At: at(1)}))
	s.apply(s.event(tam, 0), keepFacts(dialogs.Fact{Kind: "b1", At: at(2)}, dialogs.Fact{Kind: "b2", At: at(2)}))
	want(t, "all", kinds(0, 10), []string{"a", "b1", "b2", "c"})
	want(t, "from is in, to is out", kinds(1, 3), []string{"a", "b1", "b2"})
	want(t, "none", kinds(4, 10), nil)
	for range s.Facts(s.ctx, at(0), at(10)) {
		break // leaving early is fine
	}
}

func factsKeys(t *testing.T, s *suite) {
	done := dialogs.Fact{Kind: "lesson.done", At: at(1), Key: "lesson/otp/0"}
	other := done
	other.Key = "lesson/otp/1"
	plain := dialogs.Fact{Kind: "asked", At: at(1)}
	s.apply(s.event(sau, 0), keepFacts(done, done, plain))
	s.apply(s.event(sau, 1), keepFacts(done, other, plain))
	s.apply(s.event(tam, 1), keepFacts(done))
	count := map[string]int{}
	for _, f := range collect(t, s.Facts(s.ctx, at(0), at(10))) {
		count[string(f.User)+" "+f.Kind+" "+f.Key]++
	}
	for what, n := range map[string]int{
		"web:sau lesson.done lesson/otp/0":    1,
		"web:sau lesson.done lesson/otp/1":    1,
		"zalooa:tam lesson.done lesson/otp/0": 1,
		"web:sau asked ":                      2,
	} {
		if count[what] != n {
			t.Errorf("%s: kept %d times, want %d", what, count[what], n)
		}
	}
}

// factsReentrant walks more facts than fit into a piece and writes meanwhile.
func factsReentrant(t *testing.T, s *suite) {
	const n = 1500
	facts := make([]dialogs.Fact, n)
	for i := range facts {
		facts[i] = dialogs.Fact{Kind: fmt.Sprint(i), At: at(1)}
	}
	s.apply(s.event(sau, 0), keepFacts(facts...))
	i := 0
	for f, err := range s.Facts(s.ctx, at(0), at(2)) {
		s.ok(err)
		if f.Kind != fmt.Sprint(i) {
			t.Fatalf("fact %d is %s", i, f.Kind)
		}
		if i++; i%100 == 0 {
			s.apply(s.event(tam, 0), counts)
		}
	}
	if i != n {
		t.Fatalf("%d facts, want %d", i, n)
	}
}

func ledgerOrder(t *testing.T, s *suite) {
	ids := []dialogs.EventID{"z", "a", "10", "9", "ư", "b"}
	for i, id := range ids {
		ev := s.event(sau, 10-i)
		ev.ID = id
		s.apply(ev, silent)
	}
	s.apply(s.event("web:sa", 0), silent)
	s.apply(s.event("web:sau2", 0), silent)
	want(t, "ledger", s.ledger(sau), ids)
	entries := collect(t, s.Ledger(s.ctx, sau))
	if !entries[1].At.Equal(at(9)) {
		t.Errorf("the time of the second is %v", entries[1].At)
	}
	want(t, "of nobody", s.ledger("web:nobody"), nil)
}

func erasing(t *testing.T, s *suite) {
	list := func(limit int) []dialogs.UserID {
		users, err := s.Erasing(s.ctx, limit)
		s.ok(err)
		return users
	}
	s.apply(s.event(sau, 0), silent)
	want(t, "nobody", list(10), nil)
	s.apply(s.event(sau, 1), askErasure)
	s.apply(s.event(sau, 2), silent)
	s.apply(s.event(tam, 2), askErasure)
	want(t, "both", list(10), []dialogs.UserID{sau, tam})
	if len(list(1)) != 1 {
		t.Error("more than asked")
	}
	s.apply(s.event(sau, 3), func(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
		session.Erase = false
		return session, dialogs.Out{}
	})
	want(t, "one changed their mind", list(10), []dialogs.UserID{tam})
}

// live makes a learner with a row of every kind.
func (s *suite) live(user dialogs.UserID) {
	s.Helper()
	full := func(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
		session.Alarms = []dialogs.Alarm{{Name: "coffee", At: at(60)}}
		session.Erase = true
		return session, dialogs.Out{
			Replies: []dialogs.Reply{{Text: "one"}, {Text: "two"}, {Text: "bulk", Bulk: true}},
			Facts:   []dialogs.Fact{{Kind: "lesson.done", At: at(1), Key: "k"}, {Kind: "asked", At: at(2)}},
		}
	}
	s.settle(s.apply(s.event(user, 0), full).Queued[0].ID)
}

func forget(t *testing.T, s *suite) {
	others := []dialogs.UserID{sau, "web:10", "web:1x", "zalooa:1"}
	for _, u := range others {
		s.live(u)
	}
	before := s.dump(others...)
	s.live("web:1")
	s.live("web:2")
	s.ok(s.Forget(s.ctx, "web:1", "web:2", "web:nobody"))
	if after := s.dump(others...); after != before {
		t.Errorf("the others:\nbefore %s\nafter  %s", before, after)
	}
	if _, ok, err := s.Session(s.ctx, "web:1"); ok || err != nil {
		t.Errorf("a session is left: %v, %v", ok, err)
	}
	for _, u := range []dialogs.UserID{"web:1", "web:2"} {
		if n := len(s.ledger(u)) + len(collect(t, s.Outcomes(s.ctx, u))); n > 0 {
			t.Errorf("%d rows of %s are left", n, u)
		}
	}
	var b bytes.Buffer
	s.ok(s.Backup(s.ctx, &b))
	if strings.Contains(b.String(), "web:2") {
		t.Error("the id is left in the store")
	}
}

func comeBack(t *testing.T, s *suite) {
	s.live(sau)
	again := s.event(sau, 0)
	s.apply(again, counts)
	m := s.says(s.event(sau, 1), "three")[0]
	s.ok(s.Forget(s.ctx, sau))
	s.wantErr(s.Trying(s.ctx, m.ID, at(9)), store.ErrNotFirst, "Trying for someone forgotten")
	if !s.apply(again, counts).Fresh {
		t.Error("an event was remembered")
	}
	s.apply(s.event(sau, 1), keepFacts(dialogs.Fact{Kind: "lesson.done", At: at(3), Key: "k"}))
	if n := s.session(sau).Events; n != 1 {
		t.Errorf("%d events are remembered", n-1)
	}
	if n := len(collect(t, s.Facts(s.ctx, at(0), at(10)))); n != 1 {
		t.Errorf("%d facts, want the new one", n)
	}
	if q := s.says(s.event(tam, 0), "x"); q[0].ID <= m.ID {
		t.Errorf("message id %d is given twice", q[0].ID)
	}
}

func forgetBusy(t *testing.T, s *suite) {
	const each = 30
	together(t, 8, func(i int) error {
		user := dialogs.UserID(fmt.Sprintf("web:%d", i))
		for j := range each {
			if i == 0 && j%10 == 5 {
				if err := s.Forget(s.ctx, user); err != nil {
					return err
				}
			}
			ev := dialogs.Event{ID: dialogs.EventID(fmt.Sprint(j)), User: user, At: at(j)}
			if _, err := s.Apply(s.ctx, ev, counts); err != nil {
				return err
			}
			if _, _, err := s.Session(s.ctx, user); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range 8 {
		n := each
		if i == 0 {
			n = 5 // since the last time it was forgotten
		}
		if got := s.session(dialogs.UserID(fmt.Sprintf("web:%d", i))).Events; got != n {
			t.Errorf("learner %d: %d events, want %d", i, got, n)
		}
	}
}

func prune(t *testing.T, s *suite) {
	var ids []dialogs.EventID
	for i := range 10 {
		ev := s.event(sau, i)
		ids = append(ids, ev.ID)
		s.apply(ev, counts)
	}
	old := s.event(tam, 0)
	s.settle(s.apply(old, counts).Queued[0].ID)
	n, err := s.Prune(s.ctx, at(4))
	s.ok(err)
	if n != 5 { // four of one and one of the other; the outcome is of now
		t.Errorf("%d rows forgotten, want 5", n)
	}
	want(t, "ledger", s.ledger(sau), ids[4:])
	if s.session(sau).Events != 10 || s.session(tam).Events != 1 || len(s.ready("web", 10)) != 1 {
		t.Error("more than the ledger was pruned")
	}
	if len(collect(t, s.Outcomes(s.ctx, tam))) != 1 {
		t.Error("a young outcome was pruned")
	}
	n, err = s.Prune(s.ctx, time.Now().Add(time.Hour))
	s.ok(err)
	if n != 7 || len(collect(t, s.Outcomes(s.ctx, tam))) != 0 {
		t.Errorf("%d rows forgotten the second time, want 7", n)
	}
	s.apply(s.event(sau, 20), counts)
	if got := s.session(sau).Events; got != 11 {
		t.Errorf("after pruning: %d events, want 11", got)
	}
}

func backup(t *testing.T, s *suite) {
	users := []dialogs.UserID{sau, tam, "web:3"}
	for _, u := range users {
		s.live(u)
	}
	var b bytes.Buffer
	s.ok(s.Backup(s.ctx, &b))
	before := s.dump(users...)
	s.apply(s.event(sau, 9), counts) // not in the backup
	restored := &suite{T: t, Store: s.open(t, &b), ctx: s.ctx, n: 1000}
	defer restored.Store.Close()
	if after := restored.dump(users...); after != before {
		t.Errorf("the copy differs:\nwas %s\nis  %s", before, after)
	}
	restored.apply(restored.event(sau, 9), counts)
}

func closes(t *testing.T, s *suite) {
	m := s.says(s.event(sau, 0), "one")[0]
	s.ok(s.Close())
	s.ok(s.Close())
	var errs []error
	note := func(err error) { errs = append(errs, err) }
	_, err := s.Apply(s.ctx, s.event(sau, 1), counts)
	note(err)
	note(s.ApplyAll(s.ctx, []dialogs.Event{s.event(sau, 1)}, counts)[0].Err)
	_, _, err = s.Session(s.ctx, sau)
	note(err)
	_, err = s.Due(s.ctx, at(0), 1)
	note(err)
	_, err = s.Asked(s.ctx, 1)
	note(err)
	_, err = s.Ready(s.ctx, "web", at(0), 1)
	note(err)
	note(s.Trying(s.ctx, m.ID, at(0)))
	note(s.Postpone(s.ctx, m.ID, at(0)))
	note(s.Settle(s.ctx, m.ID, "", nil))
	_, _, err = s.SettleNext(s.ctx, m.ID, "", at(0))
	note(err)
	_, err = s.Waiting(s.ctx, sau)
	note(err)
	for _, err := range s.Facts(s.ctx, at(0), at(1)) {
		note(err)
	}
	for _, err := range s.Ledger(s.ctx, sau) {
		note(err)
	}
	for _, err := range s.Outcomes(s.ctx, sau) {
		note(err)
	}
	for _, err := range s.Sessions(s.ctx) {
		note(err)
	}
	_, err = s.Erasing(s.ctx, 1)
	note(err)
	note(s.Forget(s.ctx, sau))
	_, err = s.Prune(s.ctx, at(0))
	note(err)
	_, err = s.PruneFacts(s.ctx, at(0))
	note(err)
	_, err = s.Stats(s.ctx)
	note(err)
	note(s.Probe(s.ctx))
	note(s.Backup(s.ctx, &bytes.Buffer{}))
	if len(errs) < 21 { // an iteration that says nothing would be missing
		t.Fatalf("only %d methods said something", len(errs))
	}
	for i, err := range errs {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("method %d after Close: %v", i, err)
		}
	}
}

// allSessions has ids of which one is the beginning of another, and learners
// with many rows beside their session.
func allSessions(t *testing.T, s *suite) {
	users := []dialogs.UserID{"web:1", "web:1\x01", "web:1-2", "web:10", "web:2", "zalooa:1"}
	for i := range 600 {
		users = append(users, dialogs.UserID(fmt.Sprintf("web:3%04d", i)))
	}
	slices.Sort(users)
	for i, u := range users {
		for range 1 + i%3 {
			s.settle(s.says(s.event(u, 0), "dạ")[0].ID)
		}
	}
	var got []dialogs.UserID
	for i, session := range collect(t, s.Sessions(s.ctx)) {
		if session.Events != 1+i%3 {
			t.Errorf("%s has %d events", session.User, session.Events)
		}
		got = append(got, session.User)
	}
	want(t, "sessions", got, users)
	for range s.Sessions(s.ctx) {
		break // nobody has to want all of them
	}
}
