package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"capheso/adapters"
	"capheso/bot/meter"
	"capheso/dialogs"
	"capheso/store"
)

// turned is what the last run of a step made of an event. A step may run more
// than once; the last run is the one that is kept.
type turned struct {
	before, after dialogs.Session
	facts         []dialogs.Fact
}

// count counts an event that was taken in, or could not be.
func (b *Bot) count(ev dialogs.Event, t *turned, done store.Applied, err error, took time.Duration) {
	result := meter.Again
	switch {
	case err != nil:
		result = meter.Unkept
	case done.Fresh:
		result = meter.Fresh
	}
	b.meter.Event(ev.User.Channel(), bodyKind(ev.Body), result, took)
	if result != meter.Fresh {
		return
	}
	for _, f := range t.facts {
		b.meter.Fact(f.Kind)
	}
	if _, ok := ev.Body.(dialogs.Said); ok {
		if v := b.verdict(t.before, t.after); v != "" {
			b.meter.Question(v)
		}
	}
}

// bodyKind is the name of what happened: "said", "chose".
func bodyKind(b dialogs.Body) string {
	return strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", b), "dialogs."))
}

// verdict is what the search made of a text that was typed; empty when it was a
// choice, or an answer to what the bot had asked.
func (b *Bot) verdict(before, after dialogs.Session) string {
	if after.Misses > before.Misses {
		return "miss"
	}
	if after.Dialog == before.Dialog {
		return ""
	}
	switch d := after.Dialog.(type) {
	case dialogs.Answer:
		if d.Question == "" {
			return ""
		}
		if _, outside := b.world.Course.Outside(d.ID); outside {
			return "outside"
		}
		return "answer"
	case dialogs.Unsure:
		return "unsure"
	case dialogs.Guess:
		return "guess"
	case dialogs.Pasted:
		return "pasted"
	case dialogs.Card:
		return "emergency"
	case dialogs.ScamCheck:
		if d.Checked {
			return "scam"
		}
	}
	return ""
}

// fate is a word for what became of an attempt.
func fate(err error) string {
	var failed *adapters.SendError
	switch {
	case err == nil:
		return "sent"
	case errors.Is(err, context.Canceled):
		return "cut"
	case !errors.As(err, &failed):
		return "again"
	}
	return [...]string{"again", "refused", "closed", "gone", "parked"}[failed.Fate]
}

// busy counts a question that had no turn in time; one that nobody waits for any
// more is none.
func (b *Bot) busy(q store.Asked) {
	if !b.now().Before(q.Late) {
		b.meter.Model(workOf(q.Question), "busy", 0)
	}
}

// workOf is what a model does for a question, as it is counted.
func workOf(q dialogs.Question) string {
	if q.Note != "" {
		return "hear"
	}
	return "answer"
}

// Counts answers with the counts of Meter.
func (b *Bot) Counts() http.Handler { return b.meter.Handler() }
