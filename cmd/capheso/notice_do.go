package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"capheso/bot/notices"
	"capheso/dialogs"
)

// noticeOrder is what capheso notice asks of whoever has the store.
type noticeOrder struct {
	Notice notices.Notice
	DryRun bool
}

// putNotice says whom a notice is for, and puts it up.
func (i *inside) putNotice(ctx context.Context, _ []string, in io.Reader, out io.Writer) error {
	var order noticeOrder
	if err := json.NewDecoder(in).Decode(&order); err != nil {
		return err
	}
	n := order.Notice
	audience, err := notices.Parse(n.To, i.world.Units)
	if err != nil {
		return err
	}
	p, err := i.preview(ctx, audience, n.At, out)
	if err != nil {
		return err
	}
	p.write(out, n, i.rates)
	if p.all == 0 {
		return fmt.Errorf("nobody in the store is %s; nothing is put up", n.To)
	}
	if order.DryRun {
		fmt.Fprintln(out, "This was a dry run: nothing is put up.")
		return nil
	}
	id, err := notices.In(i.dir).Place(n)
	if err != nil {
		return err
	}
	when := "when the bot runs at that time"
	if i.running {
		when = "by the running bot"
	}
	fmt.Fprintf(out, "Notice %s is put up and told %s. To take it back: capheso notice cancel %s\n", id, when, id)
	return nil
}

// preview counts whom a notice would reach.
type preview struct {
	all     int
	channel map[string]int // who may be written to
	not     map[string]int // who may not, and why
}

func (i *inside) preview(ctx context.Context, a notices.Audience, at time.Time, out io.Writer) (preview, error) {
	p := preview{channel: map[string]int{}, not: map[string]int{}}
	total := -1
	if stats, err := i.store.Stats(ctx); err == nil && stats.Sessions > 0 {
		total = int(stats.Sessions) // roughly: the bar may end early
	}
	bar := i.progress(out, "counting", total)
	defer bar.end()
	seen := 0
	for s, err := range i.store.Sessions(ctx) {
		if err != nil {
			return p, err
		}
		seen++
		bar.at(seen)
		if !a.Has(s) {
			continue
		}
		p.all++
		if why := dialogs.Hindrance(i.world, s, at); why != "" {
			p.not[why]++
		} else {
			p.channel[s.User.Channel()]++
		}
	}
	return p, nil
}

// reasons says a hindrance to an operator.
var reasons = map[string]string{
	"gone": "blocked or left the bot", "paused": "want no messages now", "silent": "have not written for a month or more",
	"no consent": "never agreed to be remembered", "late": "could not be told in time", "cancelled": "had not had it when it was cancelled", "enough": "had one that day already", "busy": "were in the middle of something",
	"asleep": "are not reached until they write", "quiet": "had night", "person": "were talking with a person",
}

func (p preview) write(out io.Writer, n notices.Notice, rates map[string]float64) {
	fmt.Fprintf(out, "At %s (Vietnam), until %s:\n", n.At.In(vietnamese).Format(dialogs.TranscriptTime), n.Until.In(vietnamese).Format(dialogs.TranscriptTime))
	fmt.Fprintf(out, "  %s\n", strings.ReplaceAll(dialogs.Plain(n.Text), "\n", "\n  "))
	fmt.Fprintf(out, "%d learners are %s.\n", p.all, n.To)
	for _, ch := range slices.Sorted(maps.Keys(p.channel)) {
		count, takes := p.channel[ch], ""
		if rate := rates[ch]; rate > 0 {
			takes = fmt.Sprintf(", which takes about %v at %v a second", (time.Duration(float64(count) / rate * float64(time.Second))).Round(time.Second), rate)
		}
		fmt.Fprintf(out, "  %d on %s get it%s\n", count, ch, takes)
	}
	for _, why := range slices.Sorted(maps.Keys(p.not)) {
		fmt.Fprintf(out, "  %d do not: they %s\n", p.not[why], reasons[why])
	}
	if m := n.At.In(vietnamese); m.Hour() >= 20 || m.Hour()*60+m.Minute() < 390 {
		fmt.Fprintln(out, "  It is night then: it waits for the morning, in the place of the tip.")
	}
}
