package console

import (
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/tools/txtar"

	"capheso/dialogs"
	"capheso/lessons/viet"
)

// Tape records a talk as a transcript that is also a test. A nil Tape records
// nothing.
type Tape struct {
	b    strings.Builder
	last string // the minute last written
}

var vietnam = time.FixedZone("ICT", 7*60*60)

// said records what was typed, masked.
func (t *Tape) said(at time.Time, text string) {
	if t == nil {
		return
	}
	if minute := at.In(vietnam).Format(dialogs.TranscriptTime); minute != t.last {
		t.last = minute
		t.b.WriteString("@ " + minute + "\n")
	}
	text, _ = dialogs.Redact(viet.Clean(text))
	t.b.WriteString("> " + strings.ReplaceAll(text, "\n", "⏎") + "\n")
}

// reply records what was answered.
func (t *Tape) reply(r dialogs.Reply) {
	if t != nil {
		t.b.WriteString(dialogs.FormatReply(r))
	}
}

// Save writes the talk to a file: a txtar archive with one section.
func (t *Tape) Save(file string) error {
	a := txtar.Archive{
		Comment: []byte("A talk recorded at the terminal on " + t.last + ". Say here what it shows.\n"),
		Files:   []txtar.File{{Name: "talk", Data: []byte(t.b.String())}},
	}
	if err := os.WriteFile(file, txtar.Format(&a), 0o600); err != nil {
		return fmt.Errorf("save the talk: %w", err)
	}
	return nil
}
