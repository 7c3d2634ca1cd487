package main

import (
	"io"
	"log/slog"
	"regexp"

	"capheso/dialogs"
)

// newLog is the log of a server. Nothing in it leads to a learner: see
// docs/watch.md for its keys.
func newLog(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{ReplaceAttr: scrub}))
}

// learnerID is the id of a learner, wherever it comes from: errors of a store name the
// row that is damaged.
var learnerID = regexp.MustCompile(`\b(web|telegram|zalooa|zalobot|console):[A-Za-z0-9_-]+`)

const mostLogged = 500 // bytes of a value; a stack may be longer

// scrub takes out what may be personal.
func scrub(_ []string, a slog.Attr) slog.Attr {
	switch v := a.Value.Resolve(); {
	case a.Key == slog.TimeKey || a.Key == slog.LevelKey || a.Key == "stack":
	case v.Kind() == slog.KindString:
		a.Value = slog.StringValue(scrubbed(v.String()))
	case v.Kind() == slog.KindAny:
		if err, ok := v.Any().(error); ok {
			a.Value = slog.StringValue(scrubbed(err.Error()))
		}
	}
	return a
}

func scrubbed(text string) string {
	text = learnerID.ReplaceAllString(text, "$1:…")
	text, _ = dialogs.Redact(text)
	if len(text) > mostLogged {
		text = text[:mostLogged] + "…"
	}
	return text
}
