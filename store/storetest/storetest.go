// Package storetest is what every store must do, whatever it is made of. An
// implementation calls Run from a test of its own.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"testing"
	"time"

	"capheso/dialogs"
	"capheso/store"
)

// Open gives a store of its own to a test: an empty one, or, when backup is not
// nil, one restored from what Backup wrote. The test closes it.
type Open func(t *testing.T, backup io.Reader) store.Store

// Run runs the suite.
func Run(t *testing.T, open Open) {
	t.Helper()
	tests := []struct {
		name string
		run  func(*testing.T, *suite)
	}{
		{"Apply/a new learner starts with an empty session", newLearner},
		{"Apply/the next event sees what the last one left", nextSeesLast},
		{"Apply/an event delivered twice is applied once", duplicate},
		{"Apply/one event delivered by many at once is applied once", duplicatesAtOnce},
		{"Apply/the same event id of two learners is two events", sameIDOfTwo},
		{"Apply/events of a session never overlap", neverOverlap},
		{"Apply/a step run again changes nothing", stepRunAgain},
		{"Apply/a step that reuses its input's memory leaves no alarm behind", stepReusesMemory},
		{"Apply/nobody can spoil a session from outside", spoiled},
		{"Apply/a panic keeps nothing and hurts nobody else", panicAlone},
		{"Apply/ids that cannot be stored are refused", badIDs},
		{"Apply/a context that has ended keeps nothing", ended},
		{"Apply/long and strange texts come back as they were", strangeTexts},
		{"ApplyAll/keeps what Apply keeps", allLikeEach},
		{"ApplyAll/applies nothing twice", allDuplicates},
		{"ApplyAll/events of one learner in order", allInOrder},
		{"ApplyAll/one that fails hurts no other", allButTheBad},
		{"ApplyAll/beside those who talk", allBesideOthers},
		{"ApplyAll/a context that has ended keeps nothing", allEnded},
		{"Sessions/all of them, in order", allSessions},
		{"Alarms/are due in order of time", alarmsDue},
		{"Alarms/replaced and removed ones do not ring", alarmsReplaced},
		{"Alarms/each rings once", ringsOnce},
		{"Alarms/one set to the same moment again rings again", ringsAgain},
		{"Alarms/one rung by many at once rings once", ringsOnceForMany},
		{"Questions/open ones are listed, the longest waiting first", questionsOpen},
		{"Questions/one that was answered or forgotten is not", questionsClosed},
		{"Outbox/the first personal reply is already on its way", firstOnItsWay},
		{"Outbox/one at a time, in order", oneAtATime},
		{"Outbox/personal before bulk", personalFirst},
		{"Outbox/a personal reply overtakes a waiting bulk one", overtakes},
		{"Outbox/nothing overtakes one in flight", noOvertakingInFlight},
		{"Outbox/what was overtaken may not be sent", overtakenMayNotBeSent},
		{"Outbox/an attempt that vanished comes again", vanished},
		{"Outbox/a postponed message waits for its time", postponed},
		{"Outbox/a postponed bulk message lets personal ones pass", postponedBulk},
		{"Outbox/a held message waits until they write", heldUntilTheyWrite},
		{"Outbox/a held bulk message lets personal ones pass", heldBulk},
		{"Outbox/channels are apart", channelsApart},
		{"Outbox/the longest waiting first, and no more than asked", longestWaiting},
		{"Outbox/settled messages become outcomes", outcomes},
		{"Outbox/a later one can be given up", giveUpLater},
		{"Outbox/the next one is begun with the record of the one sent", settleNext},
		{"Outbox/the next one is not begun before its time", settleNextNotYet},
		{"Outbox/who is not there cannot be sent", notThere},
		{"Facts/a time range in order", factsRange},
		{"Facts/an achievement counts once", factsKeys},
		{"Facts/the loop may call the store", factsReentrant},
		{"Ledger/in the order applied", ledgerOrder},
		{"Forget/who asks is listed", erasing},
		{"Forget/nothing of them is left, all of the others", forget},
		{"Forget/they can come back", comeBack},
		{"Forget/while others go on", forgetBusy},
		{"Prune/forgets what is old only", prune},
		{"Prune/facts by their age", pruneFacts},
		{"Stats/say how it stands", stats},
		{"Backup/is the whole store", backup},
		{"Close/ends everything kindly", closes},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := &suite{T: t, open: open, ctx: context.Background()}
			s.Store = open(t, nil)
			t.Cleanup(func() { s.Store.Close() })
			test.run(t, s)
		})
	}
}

// suite is one test's store and what makes talking to it short.
type suite struct {
	*testing.T
	store.Store
	open Open
	ctx  context.Context
	n    int // events made by event
}

// morning is when everything in these tests begins.
var morning = time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)

func at(minutes int) time.Time { return morning.Add(time.Duration(minutes) * time.Minute) }

const sau, tam = dialogs.UserID("web:sau"), dialogs.UserID("zalooa:tam")

// event is a new event: the user said something at a minute of the morning.
func (s *suite) event(user dialogs.UserID, minute int) dialogs.Event {
	s.n++
	return dialogs.Event{
		ID: dialogs.EventID(fmt.Sprintf("e%04d", s.n)), User: user, At: at(minute),
		Body: dialogs.Said{Text: "quen mat khau vneid roi chau oi"},
	}
}

// rang is like event, but nobody wrote.
func (s *suite) rang(user dialogs.UserID, minute int) dialogs.Event {
	ev := s.event(user, minute)
	ev.Body = dialogs.Rang{Alarm: "coffee"}
	return ev
}

func (s *suite) apply(ev dialogs.Event, step store.Step) store.Applied {
	s.Helper()
	applied, err := s.Apply(s.ctx, ev, step)
	if err != nil {
		s.Fatalf("Apply(%s): %v", ev.ID, err)
	}
	return applied
}

// says applies an event answered with texts; a text that starts with "bulk" is
// a bulk reply.
func (s *suite) says(ev dialogs.Event, texts ...string) []store.Message {
	s.Helper()
	return s.apply(ev, replying(texts...)).Queued
}

func replying(texts ...string) store.Step {
	return func(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
		session.Events++
		var out dialogs.Out
		for _, text := range texts {
			bulk := len(text) >= 4 && text[:4] == "bulk"
			out.Replies = append(out.Replies, dialogs.Reply{Text: text, Bulk: bulk})
		}
		return session, out
	}
}

// counts is the smallest step: it counts events and answers with the count.
func counts(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
	session.Events++
	return session, dialogs.Out{Replies: []dialogs.Reply{{Text: strconv.Itoa(session.Events)}}}
}

func silent(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
	session.Events++
	return session, dialogs.Out{}
}

func setAlarms(alarms ...dialogs.Alarm) store.Step {
	return func(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
		session.Alarms = alarms
		return session, dialogs.Out{}
	}
}

func keepFacts(facts ...dialogs.Fact) store.Step {
	return func(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
		return session, dialogs.Out{Facts: facts}
	}
}

func askErasure(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
	session.Erase = true
	return session, dialogs.Out{}
}

// session is a session that must be there.
func (s *suite) session(user dialogs.UserID) dialogs.Session {
	s.Helper()
	found, ok, err := s.Session(s.ctx, user)
	if err != nil || !ok {
		s.Fatalf("Session(%s): %v, %v", user, ok, err)
	}
	return found
}

// ready is the texts Ready lists for a channel at a minute.
func (s *suite) ready(channel string, minute int) []string {
	s.Helper()
	return texts(s.readyMessages(channel, minute))
}

func (s *suite) readyMessages(channel string, minute int) []store.Message {
	s.Helper()
	list, err := s.Ready(s.ctx, channel, at(minute), 100)
	if err != nil {
		s.Fatalf("Ready(%s): %v", channel, err)
	}
	return list
}

func texts(list []store.Message) []string {
	out := []string{}
	for _, m := range list {
		out = append(out, m.Reply.Text)
	}
	return out
}

func (s *suite) settle(id store.MessageID) {
	s.Helper()
	s.ok(s.Settle(s.ctx, id, "remote-"+strconv.Itoa(int(id)), nil))
}

func (s *suite) ok(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *suite) wantErr(err, want error, what string) {
	s.Helper()
	if !errors.Is(err, want) {
		s.Fatalf("%s: got %v, want %v", what, err, want)
	}
}

func want[T comparable](t testing.TB, what string, got, want []T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("%s:\n got %v\nwant %v", what, got, want)
	}
}

// collect is everything of an iteration that must not fail.
func collect[T any](t testing.TB, seq iter.Seq2[T, error]) []T {
	t.Helper()
	var list []T
	for v, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	return list
}

func (s *suite) ledger(user dialogs.UserID) []dialogs.EventID {
	s.Helper()
	var ids []dialogs.EventID
	for _, e := range collect(s.T, s.Ledger(s.ctx, user)) {
		ids = append(ids, e.ID)
	}
	return ids
}

// dump writes everything the contract shows, to compare two stores.
func (s *suite) dump(users ...dialogs.UserID) string {
	s.Helper()
	var b bytes.Buffer
	for _, u := range users {
		found, ok, err := s.Session(s.ctx, u)
		s.ok(err)
		encoded, err := dialogs.Encode(found)
		s.ok(err)
		fmt.Fprintf(&b, "%s %v %s\n%v\n", u, ok, encoded, collect(s.T, s.Ledger(s.ctx, u)))
		fmt.Fprintf(&b, "%+v\n", collect(s.T, s.Outcomes(s.ctx, u)))
	}
	for _, channel := range []string{"web", "zalooa"} {
		list, err := s.Ready(s.ctx, channel, at(100000), 1000)
		s.ok(err)
		fmt.Fprintf(&b, "%+v\n", list)
	}
	due, err := s.Due(s.ctx, at(100000), 1000)
	s.ok(err)
	erasing, err := s.Erasing(s.ctx, 1000)
	s.ok(err)
	open, err := s.Asked(s.ctx, 1000)
	s.ok(err)
	fmt.Fprintf(&b, "%+v\n%v\n%+v\n%+v\n", due, erasing, open, collect(s.T, s.Facts(s.ctx, at(-100000), at(100000))))
	return b.String()
}
