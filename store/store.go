// Package store is the contract of what must not be lost, in business words.
// Implementations live in the folders below it and pass the suite in storetest.
package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"capheso/dialogs"
)

// Step turns a session and an event into the next session and what it asks of
// the world. It is pure and may run more than once for one event, and in any
// goroutine that is applying an event.
type Step func(dialogs.Session, dialogs.Event) (dialogs.Session, dialogs.Out)

// MessageID numbers outgoing messages in the order they were queued.
type MessageID uint64

// Message is one reply on its way to a learner.
type Message struct {
	ID     MessageID
	To     dialogs.UserID
	Reply  dialogs.Reply
	Queued time.Time
	Tries  int       // attempts begun
	Next   time.Time // not before
}

// Applied says what became of an event.
type Applied struct {
	Fresh bool // false: it was applied before and nothing happened now
	// Queued are the messages this event put into the outbox. A personal one
	// that is first in line for its learner is stored as already on its first
	// attempt (Tries 1, Next = the event's time + FirstAttempt): the caller may
	// send it at once, without Trying. The others have Tries 0.
	Queued []Message
	// Open is the question that the session waits for after this event; nil when
	// it waits for none, or nothing happened.
	Open *dialogs.Question
}

// Result is what became of one of many events: Err is what Apply would have
// returned with Applied.
type Result struct {
	Applied
	Err error
}

// FirstAttempt is how long Ready leaves a message alone that Apply returned as
// already on its first attempt. It is a little longer than a request to a
// network may take, and as long as a learner may wait should a crash eat the
// attempt. A store that only one process can have makes it ready again when it
// is opened: a message in flight at a crash is then sent at once, and may reach
// its learner twice, as it may after the minute.
const FirstAttempt = time.Minute

// Due is an alarm that should ring. Its time is in UTC.
type Due struct {
	User  dialogs.UserID
	Alarm dialogs.Alarm
}

// Asked is an open question and whose it is.
type Asked struct {
	User dialogs.UserID
	dialogs.Question
}

// OpenOf is the open question of a session as Applied tells it.
func OpenOf(s *dialogs.Session) *dialogs.Question {
	if q, ok := s.Open(); ok {
		return &q
	}
	return nil
}

// Entry is one event of the ledger, Outcome one message of the outbox's past.
// Tries and Next of an Outcome are those of its last attempt.
type (
	Entry struct {
		ID dialogs.EventID
		At time.Time
	}
	Outcome struct {
		Message
		Remote string    // the network's id of the message
		At     time.Time // when it was settled
		Failed string    // why it was given up, or empty
	}
)

// FactOf is a fact and whose it is.
type FactOf struct {
	User dialogs.UserID
	dialogs.Fact
}

// The errors a caller can do something about. Each is wrapped with a sentence
// that names the file and says what to do.
var (
	ErrLocked   = errors.New("the store is in use by another process")
	ErrForeign  = errors.New("the file is not a store of capheso")
	ErrNewer    = errors.New("the store was written by a newer release")
	ErrDamaged  = errors.New("the store is damaged")
	ErrReadOnly = errors.New("the store cannot be written")
	ErrFull     = errors.New("the disk is full")
	ErrClosed   = errors.New("the store is closed")
	// ErrNotFirst: the message may not be touched, because it is not first in
	// line. It was settled, overtaken by a personal one, or its learner was
	// forgotten. Do not send it; Ready says what comes instead.
	ErrNotFirst = errors.New("the message is not first in line")
)

// PanicError is what Apply returns when the step panicked. Nothing of the event
// was kept, and no other event suffered.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("the step panicked: %v", e.Value) }

// Unwrap is the panic's value when it was an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// Wrote says whether a body is the learner writing to us, which opens a
// network's window for answers.
func Wrote(b dialogs.Body) bool {
	switch b.(type) {
	case dialogs.Joined, dialogs.Said, dialogs.Chose, dialogs.Sent:
		return true
	}
	return false
}

// Rings says which alarm an event is the ringing of, if it is one that the
// ledger does not keep: see Store.Apply.
func Rings(ev dialogs.Event) (a dialogs.Alarm, ok bool) {
	rang, ok := ev.Body.(dialogs.Rang)
	return dialogs.Alarm{Name: rang.Alarm, At: rang.Due}, ok && !rang.Due.IsZero()
}

// Store keeps sessions, the ledger of events, the outbox, alarms and facts.
// All methods are safe for concurrent use and may block on the disk. When ctx
// ends before a change is being written, nothing is kept and the error is
// ctx's; after that the method waits for the disk and says what became of it.
//
// Each learner's messages stand in a line, personal ones before bulk ones, each
// kind in the order queued. Only the first may be sent. One whose attempt has
// begun is in flight and keeps its place until Settle or Postpone; a bulk one
// that is not in flight is overtaken by a personal one.
//
// What was damaged on the disk is never taken for what was kept: the methods
// return ErrDamaged naming the row, and those that list leave the row out, list
// the others, and return the error with them.
type Store interface {
	// Apply runs step on ev's session and keeps all of the result or none, in
	// one transaction that no other event of that session overlaps. If ev.ID
	// was applied before, nothing happens. When the error is nil the result
	// survives a crash. A session that was never seen starts as
	// dialogs.Session{User: ev.User}.
	//
	// A fact with a Key that was kept before for this session is not kept
	// again. A message held until the learner writes is ready again when they
	// do (Wrote). A step that panics yields a *PanicError.
	//
	// A Rang that says when its alarm was due happens when the session has that
	// alarm, and never enters the ledger: with the alarm gone it is done, and
	// nothing happens. So a step that leaves the alarm as it is will see it again.
	Apply(ctx context.Context, ev dialogs.Event, step Step) (Applied, error)

	// ApplyAll applies events as Apply does, in their order and in as few
	// transactions as the store can: for what nobody waits for, such as a
	// morning's alarms. Each event keeps Apply's promises for itself; one that
	// fails hurts no other. Result i is of event i. Whoever calls Apply
	// meanwhile goes first, but waits for the transaction under way: its length
	// is what the caller chooses with len(evs). Learners in the order of their
	// ids cost least.
	ApplyAll(ctx context.Context, evs []dialogs.Event, step Step) []Result

	// Session is the session as last kept; ok is false when there is none.
	Session(ctx context.Context, user dialogs.UserID) (s dialogs.Session, ok bool, err error)

	// Sessions yields all sessions, in the order of the bytes of their ids. One
	// that is made meanwhile may or may not be among them.
	Sessions(ctx context.Context) iter.Seq2[dialogs.Session, error]

	// Due lists alarms at or before now, earliest first, those of one moment in
	// the order of their learners' ids. It may list fewer than there are and
	// than limit, but none only when there is none for this process.
	Due(ctx context.Context, now time.Time, limit int) ([]Due, error)

	// Asked lists the open questions of sessions (Session.Open), the longest
	// waiting first. One that was answered, given up or overtaken is not there.
	Asked(ctx context.Context, limit int) ([]Asked, error)

	// Ready lists messages of one channel that may be sent at now: the first
	// in line of each learner only, personal ones before bulk, the longest
	// waiting first. It costs no more than limit rows however many are queued.
	Ready(ctx context.Context, channel string, now time.Time, limit int) ([]Message, error)
	// Trying records, before the request leaves, that an attempt begins and
	// when the next one may be made should this one vanish in a crash. With
	// ErrNotFirst the request must not be made.
	Trying(ctx context.Context, id MessageID, again time.Time) error
	// Postpone ends an attempt that failed for a passing reason: the message is
	// no longer in flight and Ready not before next. The zero time holds it
	// until the learner writes. Who never calls it has the time given to Trying.
	Postpone(ctx context.Context, id MessageID, next time.Time) error
	// Settle ends a message. It leaves the outbox for the record of outcomes:
	// sent as remote, or given up because of failed. The learner's next
	// message is then first in line.
	Settle(ctx context.Context, id MessageID, remote string, failed error) error
	// SettleNext is Settle for a message that was sent, and Trying for the one
	// that is first in line after it, in one change: a personal one that may be
	// sent at now is returned as on an attempt, Next = now + FirstAttempt. ok is
	// false when there is none; then nothing was begun.
	SettleNext(ctx context.Context, id MessageID, remote string, now time.Time) (next Message, ok bool, err error)

	// Waiting is how many messages of a learner are in the outbox, in flight or
	// not, without one held until they write and those behind it. The shell
	// uses it to know that a talk is at rest and that a goodbye is out before
	// Forget.
	Waiting(ctx context.Context, user dialogs.UserID) (int, error)

	// Facts yields facts with from <= At < to, earliest first; those of one
	// moment in the order they were kept. No transaction is open while the loop
	// body runs, here and below, so that it may call the store.
	Facts(ctx context.Context, from, to time.Time) iter.Seq2[FactOf, error]
	// Ledger yields the events applied to a session, in the order applied, as
	// far back as they are remembered.
	Ledger(ctx context.Context, user dialogs.UserID) iter.Seq2[Entry, error]
	// Outcomes yields a learner's settled messages in the order settled.
	Outcomes(ctx context.Context, user dialogs.UserID) iter.Seq2[Outcome, error]

	// Erasing lists the sessions that asked to be erased (Session.Erase).
	Erasing(ctx context.Context, limit int) ([]dialogs.UserID, error)
	// Forget erases learners: after it no byte of their ids is left in the
	// store. It may take seconds, and others wait meanwhile; several at once
	// cost no more than one. Someone who is not there is no error.
	Forget(ctx context.Context, users ...dialogs.UserID) error
	// Prune forgets ledger entries and outcomes older than before, and returns
	// how many. An event delivered again after that is applied again.
	Prune(ctx context.Context, before time.Time) (int, error)

	// PruneFacts forgets facts older than before, and returns how many. An
	// achievement among them may then be counted once more.
	PruneFacts(ctx context.Context, before time.Time) (int, error)

	// Stats says how the store stands. It costs more the more learners wait for
	// a message, and is meant to be called a few times a minute.
	Stats(ctx context.Context) (Stats, error)

	// Probe changes nothing that anybody sees, as any change would be: its error
	// is what the next event would meet.
	Probe(ctx context.Context) error

	// Backup writes a consistent copy while the store goes on working.
	Backup(ctx context.Context, w io.Writer) error
	// Close waits for what is being written. Every method called after it
	// returns ErrClosed, but Close itself nil.
	Close() error
}

// Stats is how a store stands.
type Stats struct {
	Sessions int64           // roughly, when there are very many
	Bytes    int64           // on the disk
	Commits  uint64          // by this process, since it opened the store
	Outbox   map[string]Line // by channel; one with nothing to send may be missing
}

// Line is what is to be sent by a channel. What is held until its learner
// writes is no part of it.
type Line struct {
	Waiting int       // learners with a message on its way, or to be tried again
	Oldest  time.Time // when the first of those messages was queued
}

// Shared is a Store that several processes use at once. Ready then lists the
// messages of a channel to one process only, and Apply leaves to that process
// what the others queue; when it dies, another gets them within seconds.
type Shared interface {
	// Helpers are what the store has to do beside everything else. The shell
	// runs each; they return when ctx ends. woken is called, from any of them,
	// with the name of a channel that may have something to send.
	Helpers(woken func(channel string)) []func(ctx context.Context)
	// Sends says whether this process sends for a channel now. Who stops being
	// the sender puts back what it has not sent. It does not block.
	Sends(channel string) bool
	// Hold calls work with a few bytes that belong to no learner, such as a
	// network's tokens, nil when there are none, and with a way to keep others
	// in their place. Nobody else, in this process or another, has those of the
	// same name meanwhile, unless the database goes away: then save fails, and
	// another may have them before work returns. When save returns nil, what
	// was given to it survives a crash. Hold waits until it is its turn; the
	// error is work's, or says why it could not be had.
	Hold(ctx context.Context, name string, work func(kept []byte, save func([]byte) error) error) error
}
