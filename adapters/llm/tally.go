package llm

import (
	"context"
	"errors"
	"time"

	"github.com/sashabaranov/go-openai"
)

// Tally counts what is asked of a model, without anything of what it is asked.
// The work is "answer", "hear" or "speak". Its functions must not block; a nil
// one counts nothing.
type Tally struct {
	// Called is told of each time a model was wanted, and what became of it. took
	// is 0 when its server was not asked, or nobody waited to the end.
	Called func(work, outcome string, took time.Duration)
	// Spent is told what the server says it read and wrote, in tokens.
	Spent func(work string, in, out int)
}

// The outcomes. What a server did takes time, the others none.
const (
	answered   = "answered"
	unfounded  = "unfounded"  // it answered, and not what can be said to a learner
	late       = "late"       // not before the learner had the guide's own words
	failed     = "failed"     // the server broke, or its answer has no form
	overtaken  = "overtaken"  // nobody waits any more
	spent      = "spent"      // the questions of the day are used up
	resting    = "resting"    // the breaker is open
	remembered = "remembered" // it was asked before
	withheld   = "withheld"   // there is nothing to ask, or nothing that may leave
)

// called counts a call that began at a time and ended with err.
func (c *Client) called(ctx context.Context, began time.Time, err error) {
	c.told(outcome(ctx, c.now(), err), c.now().Sub(began))
}

func (c *Client) told(what string, took time.Duration) {
	if c.tally.Called == nil {
		return
	}
	switch what {
	case answered, unfounded, late, failed:
		took = max(took, time.Nanosecond)
	default:
		took = 0
	}
	c.tally.Called(c.work, what, took)
}

// outcome is a word for how a call ended. Whoever asked may stop it as late as
// its deadline, so the time says which of the two it was.
func outcome(ctx context.Context, now time.Time, err error) string {
	at, ends := ctx.Deadline()
	switch {
	case err == nil:
		return answered
	case errors.Is(err, ErrSpent):
		return spent
	case errors.Is(err, ErrResting):
		return resting
	case errors.Is(err, context.DeadlineExceeded), ends && ctx.Err() != nil && !now.Before(at):
		return late
	case ctx.Err() != nil:
		return overtaken
	}
	return failed
}

// used counts the tokens of a conversation; nil is a server that does not tell.
func (c *Client) used(u *openai.Usage) {
	if u != nil && c.tally.Spent != nil {
		c.tally.Spent(c.work, u.PromptTokens, u.CompletionTokens)
	}
}
