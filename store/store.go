// Package store is the contract of what must not be lost, in business words.
// Implementations live in the folders below it and pass the suite in storetest.
package store

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"capheso/dialogs"
)

// Step turns a session and an event into the next session and what it asks of
// the world. It is pure and may run more than once for one event.
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
	// attempt (Tries 1, Next ahead): the caller may send it at once.
	Queued []Message
}

// Due is an alarm that should ring.
type Due struct {
	User  dialogs.UserID
	Alarm dialogs.Alarm
}

// Entry is one event of the ledger, Outcome one message of the outbox's past.
type (
	Entry struct {
		ID dialogs.EventID
		At time.Time
	}
	Outcome struct {
		Message
		Remote string // the network's id of the message
		At     time.Time
		Failed string // why it was given up, or empty
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
)

// Store keeps sessions, the ledger of events, the outbox, alarms and facts.
// All methods are safe for concurrent use; all but Close may block on the disk.
type Store interface {
	// Apply runs step on ev's session and keeps all of the result or none, in
	// one transaction that no other event of that session overlaps. If ev.ID
	// was applied before, nothing happens. When the error is nil the result
	// survives a crash. A session that was never seen starts as
	// dialogs.Session{User: ev.User}.
	Apply(ctx context.Context, ev dialogs.Event, step Step) (Applied, error)

	// Session is the session as last kept; ok is false when there is none.
	Session(ctx context.Context, user dialogs.UserID) (s dialogs.Session, ok bool, err error)

	// Due lists alarms at or before now, earliest first.
	Due(ctx context.Context, now time.Time, limit int) ([]Due, error)

	// Ready lists messages of one channel that may be sent at now: the first
	// in line of each learner only, personal ones before bulk.
	Ready(ctx context.Context, channel string, now time.Time, limit int) ([]Message, error)
	// Trying records, before the request leaves, that an attempt begins and
	// when the next one may be made should this one vanish in a crash.
	Trying(ctx context.Context, id MessageID, again time.Time) error
	// Settle ends a message. It leaves the outbox for the record of outcomes:
	// sent as remote, or given up because of failed. The learner's next
	// message is then first in line.
	Settle(ctx context.Context, id MessageID, remote string, failed error) error

	// Facts yields facts with from <= At < to in the order they were kept.
	Facts(ctx context.Context, from, to time.Time) iter.Seq2[FactOf, error]
	// Ledger yields the events applied to a session, in the order applied, as
	// far back as they are remembered.
	Ledger(ctx context.Context, user dialogs.UserID) iter.Seq2[Entry, error]
	// Outcomes yields a learner's settled messages in the order settled.
	Outcomes(ctx context.Context, user dialogs.UserID) iter.Seq2[Outcome, error]

	// Erasing lists the sessions that asked to be erased (Session.Erase).
	Erasing(ctx context.Context, limit int) ([]dialogs.UserID, error)
	// Forget erases a learner: after it no byte of the id is left in the store.
	// It may take seconds, and others wait meanwhile.
	Forget(ctx context.Context, user dialogs.UserID) error
	// Prune forgets ledger entries and outcomes older than before, and returns
	// how many.
	Prune(ctx context.Context, before time.Time) (int, error)

	// Backup writes a consistent copy while the store goes on working.
	Backup(ctx context.Context, w io.Writer) error
	Close() error
}
