package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/fnv"
	"runtime/debug"
	"slices"
	"time"

	"github.com/goccy/go-json"

	"capheso/dialogs"
	"capheso/store"
)

// application is one event on its way into the store.
type application struct {
	memory     *memory
	ev         dialogs.Event
	step       store.Step
	sessionKey []byte
	ledgerKey  []byte

	alarm *dialogs.Alarm // it is the ringing of; such an event has no ledger row

	row       []byte  // of the session, before the commit
	duplicate bool    // seen before the commit
	ahead     *effect // what the step made of row
	kept      *effect // what was committed
	result    store.Applied
}

// effect is what a step asks for, in the bytes that will be stored.
type effect struct {
	head     []byte // checksum and revision of the session it started from
	revision uint64 // of the session it leads to
	session  []byte // sealed
	next     dialogs.Session
	talking  bool // the session it started from was in memory
	was, is  marks
	replies  [][]byte
	out      dialogs.Out
	facts    [][]byte
	nothing  bool // the alarm has rung before: there is nothing to keep
}

// marks is what the store keeps an index of, in a session.
type marks struct {
	alarms []dialogs.Alarm
	erase  bool
	asked  time.Time // of the open question; zero is none
}

// marksOf are those of a session. Their alarms are its own.
func marksOf(s *dialogs.Session) marks {
	q, _ := s.Open()
	return marks{s.Alarms, s.Erase, q.At}
}

// Apply is described in package store.
func (s *Store) Apply(ctx context.Context, ev dialogs.Event, step store.Step) (store.Applied, error) {
	if err := checkEvent(ev); err != nil {
		return store.Applied{}, err
	}
	a := s.application(ev, step)
	if s.busy() {
		if err := s.prepareAhead(ctx, a); err != nil {
			return store.Applied{}, err
		}
	}
	if err := s.write(ctx, a.commit); err != nil {
		return store.Applied{}, err
	}
	if a.kept != nil {
		s.memory.keep(ev.User, a.kept.session, a.kept.next)
	}
	return a.result, nil
}

func (s *Store) application(ev dialogs.Event, step store.Step) *application {
	a := &application{memory: &s.memory, ev: ev, step: step, sessionKey: learnerKey(ev.User, kindSession, "")}
	if alarm, ok := store.Rings(ev); ok {
		a.alarm = &alarm
	} else {
		a.ledgerKey = learnerKey(ev.User, kindLedger, string(ev.ID))
	}
	return a
}

// applied says whether the ledger has the event.
func (t *tx) applied(a *application) bool {
	return a.alarm == nil && (t.get(ledger, a.ledgerKey) != nil || t.old && t.get(learners, a.ledgerKey) != nil)
}

// prepareAhead runs the step while another commit is under way, so that callers
// decode, step and encode side by side. It is a guess that no other event of
// the session comes between; commit looks whether it was right.
func (s *Store) prepareAhead(ctx context.Context, a *application) error {
	err := s.view(ctx, func(t *tx) error {
		t.look(a)
		return t.checkKnown(a.ev.User, a.row != nil || a.duplicate)
	})
	if err != nil || a.duplicate {
		return err // a duplicate still waits for the commit of its first
	}
	a.ahead, err = a.prepare(a.row)
	return err
}

// look reads what the step starts from.
func (t *tx) look(a *application) {
	if a.duplicate = t.applied(a); !a.duplicate {
		a.row = bytes.Clone(t.get(learners, a.sessionKey))
	}
}

// prepare runs the step on a session row. It only reads the row.
func (a *application) prepare(row []byte) (*effect, error) {
	revision, encoded, err := unsealSession(a.sessionKey, row)
	if err != nil {
		return nil, err
	}
	was, ok := a.memory.take(a.ev.User, row)
	if !ok {
		if was, err = decodeSession(a.sessionKey, a.ev.User, encoded); err != nil {
			return nil, err
		}
	}
	e := &effect{revision: revision + 1, head: row, talking: ok}
	if row != nil {
		e.head = bytes.Clone(row[:headSize])
	}
	if a.alarm != nil && !hasAlarm(was.Alarms, *a.alarm) {
		e.nothing = true
		return e, nil
	}
	e.was = marksOf(&was)
	e.was.alarms = slices.Clone(was.Alarms) // the step might reuse the slice
	is, out, err := runStep(a.step, was, a.ev)
	if err != nil {
		return nil, err
	}
	e.next, e.is = is, marksOf(&is)
	if e.session, err = dialogs.AppendTo(sessionHead(e.revision), &is); err != nil {
		return nil, err
	}
	seal(a.sessionKey, e.session)
	return e, e.encode(out)
}

func (e *effect) encode(out dialogs.Out) error {
	e.out = out
	for i := range out.Replies {
		b, err := json.Marshal(&out.Replies[i])
		if err != nil {
			return err
		}
		e.replies = append(e.replies, b)
	}
	for i := range out.Facts {
		b, err := json.Marshal(&out.Facts[i])
		if err != nil {
			return err
		}
		e.facts = append(e.facts, b)
	}
	return nil
}

// runStep keeps a panic of one step away from everybody else.
func runStep(step store.Step, s dialogs.Session, ev dialogs.Event) (next dialogs.Session, out dialogs.Out, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &store.PanicError{Value: p, Stack: debug.Stack()}
		}
	}()
	next, out = step(s, ev)
	return next, out, nil
}

// commit writes the event and its effect.
func (a *application) commit(t *tx) error {
	if t.applied(a) {
		return nil
	}
	row := t.get(learners, a.sessionKey)
	if err := t.checkKnown(a.ev.User, row != nil); err != nil {
		return err
	}
	e := a.ahead
	if e == nil || !e.startsFrom(row) {
		var err error
		if e, err = a.prepare(row); err != nil {
			return err
		}
	}
	if e.nothing {
		return nil
	}
	q, err := t.queueOf(a.ev.User)
	if err != nil {
		return err
	}
	a.write(t, e, q, row == nil)
	return nil
}

// startsFrom compares the checksum too: a learner who was forgotten and came
// back has the same revisions again.
func (e *effect) startsFrom(row []byte) bool {
	if row == nil || e.head == nil {
		return row == nil && e.head == nil
	}
	return bytes.HasPrefix(row, e.head)
}

func (a *application) write(t *tx, e *effect, q queue, isNew bool) {
	user := a.ev.User
	if a.alarm == nil {
		t.put(ledger, a.ledgerKey, sealEntry(a.ledgerKey, e.revision, a.ev.At))
	}
	t.put(learners, a.sessionKey, e.session)
	if isNew {
		t.put(known, knownKey(user), present)
	}
	t.writeMarks(user, e.was, e.is)
	for i, f := range e.out.Facts {
		t.writeFact(user, f, e.facts[i])
	}
	a.kept = e
	a.result = store.Applied{Fresh: true, Queued: t.enqueue(q, a, e), Open: store.OpenOf(&e.next)}
}

// writeMarks brings the indexes of alarms, questions and erasures to what the session says.
func (t *tx) writeMarks(user dialogs.UserID, was, is marks) {
	for _, alarm := range was.alarms {
		if !hasAlarm(is.alarms, alarm) {
			t.del(alarms, alarmKey(user, alarm))
		}
	}
	for _, alarm := range is.alarms {
		if !hasAlarm(was.alarms, alarm) {
			key := alarmKey(user, alarm)
			t.put(alarms, key, seal(key, make([]byte, sumSize)))
		}
	}
	if !was.asked.IsZero() && !was.asked.Equal(is.asked) {
		t.del(asked, askedKey(user, was.asked))
	}
	if !is.asked.IsZero() && !was.asked.Equal(is.asked) {
		key := askedKey(user, is.asked)
		t.put(asked, key, seal(key, make([]byte, sumSize)))
	}
	if was.erase && !is.erase {
		t.del(erase, []byte(user))
	}
	if !was.erase && is.erase {
		t.put(erase, []byte(user), present)
	}
}

func hasAlarm(list []dialogs.Alarm, a dialogs.Alarm) bool {
	return slices.ContainsFunc(list, func(b dialogs.Alarm) bool {
		return b.Name == a.Name && b.At.Equal(a.At)
	})
}

func (t *tx) writeFact(user dialogs.UserID, f dialogs.Fact, encoded []byte) {
	if f.Key != "" {
		key := learnerKey(user, kindFact, f.Key)
		if t.get(learners, key) != nil {
			return
		}
		t.put(learners, key, present)
	}
	key := appendTime(make([]byte, 0, timeSize+8), f.At)
	key = binary.BigEndian.AppendUint64(key, t.sequence(facts))
	t.put(facts, key, sealFact(key, user, encoded))
}

// checkKnown guards against a damaged page that makes a session look as if it
// had never been: whoever has had a session is also on a list apart.
func (t *tx) checkKnown(user dialogs.UserID, found bool) error {
	if found || t.get(known, knownKey(user)) == nil {
		return nil
	}
	return damaged(learners, learnerKey(user, kindSession, ""))
}

// knownKey is short, because there is one for every learner.
func knownKey(user dialogs.UserID) []byte {
	h := fnv.New128a()
	h.Write([]byte(user))
	return h.Sum(nil)
}
