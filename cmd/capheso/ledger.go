package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"capheso/bot/notices"
	"capheso/dialogs"
)

// ledgerCmd says what became of messages.
type ledgerCmd struct {
	Notice string `help:"What became of a notice, for each of its learners." placeholder:"ID"`
	User   string `help:"What one learner did and was sent, as far back as it is remembered." placeholder:"USER"`
	Ids    bool   `help:"Write whole user ids. Without it they are shortened to eight letters that tell nothing."`
	Brief  bool   `help:"Only count."`
	Data   string `help:"Folder of the store. Default: the user's data folder." placeholder:"DIR"`
}

func (l *ledgerCmd) Run(c *streams, all *cli) error {
	if (l.Notice == "") == (l.User == "") {
		return errors.New("give --notice ID or --user USER")
	}
	args := []string{l.Notice, l.User, fmt.Sprint(l.Ids), fmt.Sprint(l.Brief)}
	return reach(c, all, l.Data, "ledger", args, bytes.NewReader(nil))
}

// ledger writes what became of a notice or of a learner's messages.
func (i *inside) ledger(ctx context.Context, args []string, _ io.Reader, out io.Writer) error {
	if len(args) != 4 {
		return errors.New("the ledger takes four arguments; use the capheso of the same release")
	}
	w := &ledgerWriter{inside: i, out: out, ids: args[2] == "true", brief: args[3] == "true", counts: map[string]int{}}
	table := tabwriter.NewWriter(out, 0, 1, 2, ' ', 0)
	w.table = table
	var err error
	if args[0] != "" {
		err = w.notice(ctx, args[0])
	} else {
		err = w.learner(ctx, dialogs.UserID(args[1]))
	}
	if err = errors.Join(err, table.Flush()); err != nil {
		return err
	}
	for _, state := range slices.Sorted(maps.Keys(w.counts)) {
		fmt.Fprintf(out, "%d %s\n", w.counts[state], state)
	}
	return nil
}

type ledgerWriter struct {
	*inside
	out, table io.Writer
	ids, brief bool
	counts     map[string]int
}

// row writes what became of one message, and counts it.
func (w *ledgerWriter) row(user dialogs.UserID, at time.Time, state, detail string) {
	counted := state
	if detail != "" && (state == "skipped" || state == "failed" || state == "waits") {
		counted += ": " + detail
	}
	w.counts[counted]++
	if !w.brief {
		fmt.Fprintf(w.table, "%s\t%s\t%s\t%s\n", w.name(user), at.In(vietnamese).Format("2006-01-02 15:04:05"), state, detail)
	}
}

// name is a user id, or what stands for it on a screen that others may see.
func (w *ledgerWriter) name(user dialogs.UserID) string {
	if w.ids {
		return string(user)
	}
	sum := sha256.Sum256([]byte(user))
	return user.Channel() + ":" + hex.EncodeToString(sum[:4])
}

// fate is the last that is known of a notice for a learner.
type fate struct {
	at        time.Time
	kind, why string
	sent      time.Time // when it was last put on its way
}

func (w *ledgerWriter) notice(ctx context.Context, id string) error {
	n, err := notices.In(w.dir).Get(id)
	if err != nil {
		return err
	}
	fates, err := w.fates(ctx, n)
	if err != nil {
		return err
	}
	bar := w.progress(w.out, "looking up learners", len(fates))
	defer bar.end()
	for i, user := range slices.Sorted(maps.Keys(fates)) {
		bar.at(i)
		if err := w.recipient(ctx, n, user, fates[user]); err != nil {
			return err
		}
	}
	return nil
}

// fates are the last that is known of a notice for each of its learners.
func (w *ledgerWriter) fates(ctx context.Context, n notices.Notice) (map[dialogs.UserID]fate, error) {
	bar := w.progress(w.out, "reading what happened", -1)
	defer bar.end()
	fates, read := map[dialogs.UserID]fate{}, 0
	for f, err := range w.store.Facts(ctx, n.At.Add(-time.Minute), factsTo) {
		if err != nil {
			return nil, err
		}
		read++
		bar.at(read)
		if f.About != n.ID || !strings.HasPrefix(f.Kind, "notice.") {
			continue
		}
		if f.Kind == dialogs.NoticeArrived && fates[f.User].kind == dialogs.NoticeRead {
			continue // who read it has it
		}
		next := fate{f.At, f.Kind, f.Text, fates[f.User].sent}
		if f.Kind == dialogs.NoticeSent {
			next.sent = f.At
		}
		fates[f.User] = next
	}
	return fates, nil
}

// recipient writes what became of a notice for one learner.
func (w *ledgerWriter) recipient(ctx context.Context, n notices.Notice, user dialogs.UserID, f fate) error {
	why := f.why
	if reasons[why] != "" {
		why = reasons[why]
	}
	switch f.kind {
	case dialogs.NoticeSkipped:
		w.row(user, f.at, "skipped", why)
		return nil
	case dialogs.NoticeWaits:
		w.row(user, f.at, "waits", why)
		return nil
	}
	for o, err := range w.store.Outcomes(ctx, user) {
		if err != nil {
			return err
		}
		if o.Reply.Notice != n.ID || o.Queued.Before(f.sent.Truncate(time.Millisecond)) { // of an evening, and told anew since
			continue
		}
		switch {
		case o.Failed != "":
			w.row(user, o.At, "failed", oneLine(o.Failed))
		case f.kind == dialogs.NoticeRead:
			w.row(user, f.at, "read", "")
		case f.kind == dialogs.NoticeArrived:
			w.row(user, f.at, "delivered", o.Remote)
		default:
			w.row(user, o.At, "sent", o.Remote)
		}
		return nil
	}
	w.row(user, f.at, "queued", "")
	return nil
}

// learner writes what one learner did and was sent, in the order of time.
func (w *ledgerWriter) learner(ctx context.Context, user dialogs.UserID) error {
	if _, found, err := w.store.Session(ctx, user); err != nil || !found {
		return errors.Join(err, fmt.Errorf("there is no learner %q; ids look like telegram:123456789", user))
	}
	type line struct {
		at            time.Time
		state, detail string
	}
	var lines []line
	for e, err := range w.store.Ledger(ctx, user) {
		if err != nil {
			return err
		}
		lines = append(lines, line{e.At, "event", string(e.ID)})
	}
	for o, err := range w.store.Outcomes(ctx, user) {
		if err != nil {
			return err
		}
		state, detail := "sent", o.Remote
		if o.Failed != "" {
			state, detail = "failed", oneLine(o.Failed)
		}
		lines = append(lines, line{o.At, state, strings.TrimSpace(detail + " " + firstWords(o.Reply.Text))})
	}
	slices.SortStableFunc(lines, func(a, b line) int { return a.at.Compare(b.at) })
	for _, l := range lines {
		w.row(user, l.at, l.state, l.detail)
	}
	n, err := w.store.Waiting(ctx, user)
	w.counts["queued"] = n
	return err
}
