package health

import (
	"context"
	"fmt"
	"time"

	"capheso/store"
)

// oldQuestion is how long somebody may wait for an answer. The guide's own words
// come long before that, whatever a model does.
const oldQuestion = time.Minute

// Asked checks that nobody waits for an answer that a model, or something else
// outside the conversation, was to help with.
func Asked(st store.Store, now func() time.Time) Check {
	return func(ctx context.Context) []Finding {
		open, err := st.Asked(ctx, 1)
		if err != nil {
			return nil // Store says so
		}
		if len(open) == 0 {
			return []Finding{well("asked", "Nobody waits for an answer to a question.")}
		}
		age := now().Sub(open[0].At)
		what := fmt.Sprintf("The oldest open question waits for an answer for %s.", Span(age))
		if age > oldQuestion {
			return []Finding{attention("asked", what, "Look at the log for “ring” and “answer”: within a minute the guide's own words should have gone out. If the bot does not run, start it; if it does, start it again. No question is lost by that.")}
		}
		return []Finding{well("asked", what)}
	}
}
