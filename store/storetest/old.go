package storetest

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"capheso/dialogs"
	"capheso/store"
)

// Release is what a release has left: a folder below testdata with a file for
// each kind of store, all of the same content. It is written once, before its
// release, and never again; the next release that changes what is written adds
// a folder and a line to Releases. What is in them must be readable for ever.
type Release struct {
	Dir      string
	Sessions func() []dialogs.Session
}

// Releases are all there are, oldest first. v3 is what v2 is, with sessions as
// MessagePack.
var Releases = []Release{{"v1", sessionsV1}, {"v2", sessionsV2}, {"v3", sessionsV2}}

// File is one of its files, as the test of a store beside this package opens it.
func (r Release) File(name string) string {
	return filepath.Join("..", "storetest", "testdata", r.Dir, name)
}

// sessionsV1 is what the stores of v1 hold. DO NOT EDIT once it is released:
// fields that come later are zero in it.
func sessionsV1() []dialogs.Session {
	at := time.Date(2026, 11, 21, 1, 2, 3, 0, time.UTC)
	places := []dialogs.Dialog{
		nil, dialogs.Welcome{}, dialogs.Menu{}, dialogs.AtLesson{ID: "lua-dao", Page: 1},
		dialogs.Quiz{ID: "lua-dao", At: 1, Right: 1}, dialogs.Guide{ID: "vneid", At: 3},
		dialogs.Settings{}, dialogs.MyData{}, dialogs.Person{}, dialogs.CoffeeMenu{},
	}
	var list []dialogs.Session
	for i, place := range places {
		list = append(list, dialogs.Session{
			User: oldLearner(i), Events: 1, Dialog: place,
			Consent: dialogs.Consent{Given: true, At: at},
			Learners: []dialogs.Learner{
				{Call: "bà", Province: "31", Commune: "11311", Track: "an-toan",
					Done:    []dialogs.Done{{Lesson: "otp", Version: 2, Score: 1, Of: 2, At: at}},
					Tests:   []dialogs.Tested{{Track: "an-toan", After: true, Score: 3, Of: 5, At: at}},
					Walking: &dialogs.Guide{ID: "vneid", At: 2}},
				{Call: "ông"},
			},
			Active: 1,
			Coffee: dialogs.Coffee{Minute: 480, Paused: at, Poured: []dialogs.Poured{{Tip: "sac-pin", At: at}}},
			Past:   []dialogs.Dialog{dialogs.Menu{}, dialogs.Topics{}},
			Offer:  9, Offered: []dialogs.Choice{{Label: "Một", Value: "1"}},
			Alarms: []dialogs.Alarm{{Name: "coffee", At: at}},
			Misses: 1, Seen: at, Gone: i%2 == 0, Erase: i == 7,
		})
	}
	return list
}

// sessionsV2 is what the stores of v2 hold. DO NOT EDIT once it is released.
func sessionsV2() []dialogs.Session {
	at := time.Date(2026, 11, 28, 22, 2, 3, 0, time.UTC)
	odd := at.Add(773774274) // nanoseconds are kept
	card := dialogs.Flashcard{Lesson: "otp"}
	card.Stability, card.Difficulty, card.Last = 2.118103970459015, 6.81, at
	card.Days, card.Reps, card.Lapses = 2, 3, 1
	list := sessionsV1()
	for i, place := range []dialogs.Dialog{
		dialogs.Asking{Number: 4, Question: "mất thẻ thì sao", First: "the-bhyt", Second: "vneid", At: odd}, dialogs.AtTip{ID: "sac-pin"},
		dialogs.AtAct{Tip: "sac-pin", Again: true, Coffee: true}, dialogs.Unable{Tip: "sac-pin"}, dialogs.AtNotice{ID: "1205-abcde", Text: "Mời bác.", Before: at},
		dialogs.Review{}, dialogs.Card{}, dialogs.ScamCheck{}, dialogs.Resume{Long: true}, dialogs.AtZone{},
	} {
		s := &list[i]
		s.Dialog, s.Zone, s.Unasked, s.Hush, s.Seen, s.Asleep = place, "America/New_York", odd, at, odd, i%3 == 0
		s.Asks, s.Haste = dialogs.Asks{Day: "2026-11-29", N: 2}, dialogs.Haste{Ahead: odd, Rest: at}
		s.Notices = []dialogs.Notice{{ID: "1205-abcde", Text: "Mời {bác} ra phường.", Until: at}}
		s.Coffee.Waits = true
		s.Coffee.Poured = append(s.Coffee.Poured, dialogs.Poured{Tip: "vneid-meo-2", At: at})
		me := &s.Learners[0]
		other := card
		other.Lesson, other.Question = "lua-dao", 2
		me.Cards = []dialogs.Flashcard{card, other}
		me.Acts = []dialogs.Act{{Tip: "sac-pin", At: odd, Next: at, Again: true, Done: 1, Told: 2}}
		me.Reviewed = dialogs.Reviewed{At: at, Items: 1, Gently: true}
		me.Streak = dialogs.Streak{On: at, Days: 3, Missed: 1, Hidden: true}
	}
	return list
}

func oldLearner(i int) dialogs.UserID { return dialogs.UserID(fmt.Sprintf("web:%05d", i)) }

// Fill writes a release's data into an empty store: its sessions, and a row of
// every other kind for each.
func (r Release) Fill(t *testing.T, st store.Store) {
	t.Helper()
	s := &suite{T: t, Store: st, ctx: context.Background()}
	for _, session := range r.Sessions() {
		step := func(dialogs.Session, dialogs.Event) (dialogs.Session, dialogs.Out) {
			return session, dialogs.Out{
				Replies: []dialogs.Reply{{Text: "một"}, {Text: "hai", Choices: session.Offered, Offer: 9}, {Text: "tin", Bulk: true}},
				Facts:   []dialogs.Fact{{Kind: "lesson.done", At: morning, Key: "lesson/otp", Score: 1, Of: 2}},
			}
		}
		q := s.apply(oldEvent(session.User, "e1"), step).Queued
		s.ok(s.Settle(s.ctx, q[0].ID, "m", nil))
	}
}

func oldEvent(user dialogs.UserID, id dialogs.EventID) dialogs.Event {
	return dialogs.Event{ID: id, User: user, At: morning, Body: dialogs.Said{Text: "chào"}}
}

// OldData opens what each release has left, reads it all, and has everybody
// talk on. open gives the store with the data of a release; the test closes it.
func OldData(t *testing.T, open func(t *testing.T, r Release) store.Store) {
	for _, r := range Releases {
		t.Run(r.Dir, func(t *testing.T) {
			s := &suite{T: t, Store: open(t, r), ctx: context.Background()}
			t.Cleanup(func() { s.Close() })
			sessions := r.Sessions()
			for _, want := range sessions {
				got, ok, err := s.Session(s.ctx, want.User)
				if err != nil || !ok {
					t.Fatalf("%s: %v, %v", want.User, ok, err)
				}
				if !reflect.DeepEqual(got, want) {
					t.Errorf("%s:\n got %+v\nwant %+v", want.User, got, want)
				}
			}
			s.oldRows(sessions)
			for _, session := range sessions {
				s.talksOn(session.User)
			}
		})
	}
}

// oldRows reads what is not of one learner.
func (s *suite) oldRows(sessions []dialogs.Session) {
	n, questions := len(sessions), 0
	for i := range sessions {
		if _, ok := sessions[i].Open(); ok {
			questions++
		}
	}
	if asked, err := s.Asked(s.ctx, 100); err != nil || len(asked) != questions {
		s.Errorf("%d open questions, want %d; %v", len(asked), questions, err)
	}
	year := morning.AddDate(1, 0, 0)
	due, err := s.Due(s.ctx, year, 100)
	if err != nil || len(due) != n {
		s.Errorf("%d alarms, want %d; %v", len(due), n, err)
	}
	ready, err := s.Ready(s.ctx, "web", year, 100)
	if err != nil || len(ready) != n || ready[0].Reply.Text != "hai" {
		s.Errorf("%d messages, want %d; %v", len(ready), n, err)
	}
	erasing, err := s.Erasing(s.ctx, 100)
	if err != nil || len(erasing) != 1 {
		s.Errorf("%v ask to be erased, %v", erasing, err)
	}
	if facts := collect(s.T, s.Facts(s.ctx, morning, year)); len(facts) != n {
		s.Errorf("%d facts, want %d", len(facts), n)
	}
}

// talksOn has somebody of old say something that was said, and something new.
func (s *suite) talksOn(user dialogs.UserID) {
	for _, o := range collect(s.T, s.Outcomes(s.ctx, user)) {
		if o.Reply.Text != "một" || o.Remote != "m" || o.Failed != "" {
			s.Errorf("%s: outcome %+v", user, o)
		}
	}
	if s.apply(oldEvent(user, "e1"), counts).Fresh {
		s.Errorf("an event of %s is applied again", user)
	}
	s.apply(oldEvent(user, "e2"), counts)
	if ledger := collect(s.T, s.Ledger(s.ctx, user)); len(ledger) != 2 || ledger[0].ID != "e1" {
		s.Errorf("%s: the ledger is %+v", user, ledger)
	}
}
