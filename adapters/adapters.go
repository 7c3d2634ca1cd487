// Package adapters is what the bot asks of a chat network. Each network is a
// folder below it; none knows another, the store or the shell.
package adapters

import (
	"context"
	"net/http"
	"time"

	"capheso/dialogs"
)

// Inlet takes events into the bot, in order. It returns nil only when they are
// kept: a webhook answers 200 after that, and 503 when it returns an error, so
// that the network sends again. It may block for as long as a commit takes.
type Inlet func(ctx context.Context, events ...dialogs.Event) error

// Channel is one chat network.
type Channel interface {
	// Name is the first part of its UserIDs: "web".
	Name() string
	// Limits says what fits into a message. It never changes.
	Limits() Limits
	// Mount adds the channel's HTTP routes, or nothing. Called once, before
	// the server starts.
	Mount(mux *http.ServeMux, in Inlet)
	// Send delivers one reply that fits Limits and returns the network's id of
	// it. Never called twice at once for one learner. A failure is a *SendError.
	// Right before the request leaves it asks MaySend, and returns its error.
	Send(ctx context.Context, to dialogs.UserID, r dialogs.Reply) (remote string, err error)
}

// Runner is a Channel with something to do all the time: polling, keeping a
// token fresh. Run returns when ctx ends or when it cannot go on.
type Runner interface {
	Run(ctx context.Context, in Inlet) error
}

// Forgetter is a Channel that remembers something of its learners, such as the
// talk on their screen. Forget is called after a learner was erased from the
// store.
type Forgetter interface {
	Forget(user dialogs.UserID)
}

// Reporter is a Channel that knows how it stands with its network. Report asks
// nothing of the network and may be called at any time.
type Reporter interface {
	Report(ctx context.Context) Report
}

// Report is how a channel stands with its network.
type Report struct {
	Trouble string    // what keeps it from working until somebody helps; a half sentence, or empty
	Mend    string    // what to do about Trouble
	Asks    bool      // it asks the network for messages, instead of being called
	Heard   time.Time // when the network last answered that; zero is never
	Called  bool      // the network calls its webhook with what people write
	Expires time.Time // when its token ends; zero is never
	Odd     int64     // what came since the start and could not be read; it was put aside
	Used    int       // messages of this month …
	Of      int       // … of those allowed; 0 is any number
}

// Helper is a Channel with small things to do beside everything else, such as
// telling a network that a tap was seen. The shell runs each of Helpers beside
// Run; they return when ctx ends.
type Helper interface {
	Helpers() []func(ctx context.Context)
}

// Typist is a Channel that can show the learner that somebody is writing.
type Typist interface {
	// Typing shows it for some seconds. It may block as long as a request; that
	// it failed matters to nobody.
	Typing(ctx context.Context, to dialogs.UserID)
}

// Answerer is a language model, or something like one, that may put an answer
// together. What it says is checked by the conversation before anybody sees it.
type Answerer interface {
	// Answer blocks until there is an answer, ctx ends, or there is none; then
	// the error says why, without anything of the question in it.
	Answer(ctx context.Context, b dialogs.Brief) (dialogs.Draft, error)
}

// Limits is what one message of a channel can carry.
type Limits struct {
	Text    int              // longest text, in Count's unit; 0 is no limit
	Count   func(string) int // the channel's own unit; nil counts runes
	Buttons int              // choices shown as buttons; 0 shows them as numbered lines
	Label   int              // longest label of a button, in runes; 0 is no limit
	Hints   bool             // the channel shows hints itself, or needs none; else they end the text
	Value   int              // longest value of a button, in bytes; 0 is no limit
	Caption int              // longest text beside a picture, in Count's unit; 0 is as long as Text
	Rate    float64          // messages a second over all learners; 0 is no limit
	// Gap is the least time between two messages to one learner; nil is none.
	// It is measured from the end of one to the begin of the next.
	Gap func(to dialogs.UserID) time.Duration
}

// Fate is what a failed send means for the message.
type Fate int

// The fates of a message that was not sent.
const (
	Again   Fate = iota // a passing fault: try again, not before After
	Refused             // our mistake: it will never be accepted
	Closed              // the window is closed: keep it until they write
	Gone                // they blocked us or left
	Parked              // the channel can send nothing now, whoever is meant: keep it, and try again after After
)

// SendError says what a failed send means. The shell looks at nothing else.
type SendError struct {
	Fate  Fate
	After time.Duration // with Again: how long the network asked us to wait; 0 is our choice. After a bulk message everybody waits
	Err   error
}

func (e *SendError) Error() string { return e.Err.Error() }
func (e *SendError) Unwrap() error { return e.Err }
