package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"iter"
	"time"

	"capheso/dialogs"
)

// Life is everything a store keeps of one learner but their facts.
type Life struct {
	User     dialogs.UserID
	Revision uint64 // events applied
	Session  []byte // as dialogs.Encode wrote it
	Ledger   []Numbered
	Line     []InLine // first in line first
	Outcomes []Outcome
}

// Numbered is a ledger entry and the revision it led to.
type Numbered struct {
	Revision uint64
	Entry
}

// InLine is a message in its learner's line.
type InLine struct {
	Message
	State State
}

// State is what the first in line does; the others have StateWaits.
type State int

// The states of the first in line.
const (
	StateWaits State = iota
	StateFlies       // its attempt has begun
	StateHeld        // until the learner writes
)

// Movable is a Store whose content can be copied into one of another kind while
// nobody else uses either. Copying goes on where it was interrupted: what is
// taken, is taken in the order it is given, a part at a time, all of it or none.
type Movable interface {
	Store
	// Lives yields all learners after one, in the order of the bytes of their
	// ids.
	Lives(ctx context.Context, after dialogs.UserID) iter.Seq2[Life, error]
	// Moving says whether the store is an unfinished copy.
	Moving(ctx context.Context) (bool, error)
	// Taken is how far the copy into this store has come: the last learner and
	// the number of facts. Of an empty store it is "" and 0.
	Taken(ctx context.Context) (last dialogs.UserID, facts int, err error)
	// Begin marks the store as an unfinished copy, End as a whole one.
	Begin(ctx context.Context) error
	End(ctx context.Context) error
	// TakeLives keeps learners it has not yet, and TakeFacts facts.
	TakeLives(ctx context.Context, lives []Life) error
	TakeFacts(ctx context.Context, facts []FactOf) error
}

// Sum is what a store holds, to compare two. Times count to the microsecond,
// which is what every store keeps.
type Sum struct {
	Learners, Events, Waiting, Settled, Facts int
	Hash                                      string
}

// Digest computes a Sum from what a Movable yields.
type Digest struct {
	sum         Sum
	lives, rest hash.Hash
}

// NewDigest is a Digest of nothing.
func NewDigest() *Digest { return &Digest{lives: sha256.New(), rest: sha256.New()} }

// Life adds a learner.
func (d *Digest) Life(l Life) error {
	d.sum.Learners++
	d.sum.Events += len(l.Ledger)
	d.sum.Waiting += len(l.Line)
	d.sum.Settled += len(l.Outcomes)
	return json.NewEncoder(d.lives).Encode(rounded(l))
}

// Fact adds a fact.
func (d *Digest) Fact(f FactOf) error {
	d.sum.Facts++
	f.At = micro(f.At)
	return json.NewEncoder(d.rest).Encode(f)
}

// Sum is what was added.
func (d *Digest) Sum() Sum {
	sum := d.sum
	sum.Hash = hex.EncodeToString(d.rest.Sum(d.lives.Sum(nil)))
	return sum
}

// rounded is a life with the times every store can keep.
func rounded(l Life) Life {
	out := Life{User: l.User, Revision: l.Revision, Session: l.Session}
	for _, e := range l.Ledger {
		e.At = micro(e.At)
		out.Ledger = append(out.Ledger, e)
	}
	for _, m := range l.Line {
		m.Queued, m.Next = micro(m.Queued), micro(m.Next)
		out.Line = append(out.Line, m)
	}
	for _, o := range l.Outcomes {
		o.Queued, o.Next, o.At = micro(o.Queued), micro(o.Next), micro(o.At)
		out.Outcomes = append(out.Outcomes, o)
	}
	return out
}

func micro(t time.Time) time.Time {
	t = t.UTC()
	return t.Add(-time.Duration(t.Nanosecond() % 1000))
}
