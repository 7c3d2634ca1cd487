// Package health says how a bot stands, in plain words with what to do. A check
// is a small function; doctor, readiness and metrics all read the same ones.
package health

import (
	"context"
	"sync"
	"time"
)

// Grade is how bad it is.
type Grade int

// The grades. What wants Attention works on and will not for ever; what is
// Broken does not work now. Either needs a person.
const (
	Well Grade = iota
	Attention
	Broken
)

func (g Grade) String() string { return [...]string{"ok", "attention", "broken"}[g] }

// Finding is what a check found. Of one that is well Do is empty.
type Finding struct {
	Check string `json:"check"` // one of a fixed set of names: "store", "outbox telegram"
	Grade Grade  `json:"grade"`
	What  string `json:"what"`            // how it stands
	Do    string `json:"do,omitempty"`    // what a person should do
	Stops bool   `json:"stops,omitempty"` // no events can be taken
}

// Check looks at one thing. It may find something for each of several channels,
// or nothing where it does not apply. It never blocks for long.
type Check func(ctx context.Context) []Finding

// Checks are looked at together.
type Checks struct {
	list []Check
	mu   sync.Mutex
	at   time.Time
	last []Finding
}

// patience is how long all checks may take, and how long what they found holds:
// whoever asks often costs no more.
const (
	patience = 5 * time.Second
	holds    = 10 * time.Second
)

// New puts checks together.
func New(list ...Check) *Checks { return &Checks{list: list} }

// Look runs the checks, or says what they found a few seconds ago. One caller
// looks at a time; the others wait for it.
func (c *Checks) Look(ctx context.Context) []Finding {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.at.IsZero() && time.Since(c.at) < holds {
		return c.last
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	var found []Finding
	for _, check := range c.list {
		found = append(found, check(ctx)...)
	}
	c.at, c.last = time.Now(), found
	return found
}

// Worst is the worst grade of findings.
func Worst(found []Finding) (worst Grade) {
	for _, f := range found {
		worst = max(worst, f.Grade)
	}
	return worst
}

// Ready reports whether events can be taken.
func Ready(found []Finding) bool {
	for _, f := range found {
		if f.Stops {
			return false
		}
	}
	return true
}

// well is a finding that needs nobody.
func well(check, what string) Finding { return Finding{Check: check, What: what} }

// attention and broken are findings that need somebody.
func attention(check, what, do string) Finding {
	return Finding{Check: check, Grade: Attention, What: what, Do: do}
}

func broken(check, what, do string) Finding {
	return Finding{Check: check, Grade: Broken, What: what, Do: do}
}
