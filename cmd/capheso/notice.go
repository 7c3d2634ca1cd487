package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"capheso/bot/notices"
	"capheso/cmd/capheso/control"
	"capheso/dialogs"
	"capheso/lessons"
	"capheso/store"
)

// noticeCmd tells many learners something.
type noticeCmd struct {
	Put    noticePutCmd    `cmd:"" default:"withargs" help:"Put up a notice. This is what happens without a command."`
	Cancel noticeCancelCmd `cmd:"" help:"Take a notice back: who has not had it does not get it."`
	List   noticeListCmd   `cmd:"" help:"List the notices."`
}

// noticePutCmd puts up a notice.
type noticePutCmd struct {
	To       string        `required:"" help:"Whom it is for: all, or words that are all true of them: province=31 commune=11311 channel=telegram track=an-toan." placeholder:"WHOM"`
	TextFile string        `required:"" help:"File with the text, at most 300 characters. {bác} and {cháu} become each learner's words." placeholder:"FILE"`
	At       string        `help:"When to tell it, in Vietnam. Default: now. At night it waits for the morning." placeholder:"\"2026-12-01 08:00\""`
	For      time.Duration `help:"For how long it is of use: who cannot have it by then does not get it." default:"72h"`
	DryRun   bool          `help:"Say who would get it, and put up nothing."`
	Data     string        `help:"Folder of the store. Default: the user's data folder." placeholder:"DIR"`
}

// noticesKept is less than the store remembers events for: the same notice is
// never put to anybody twice.
const noticesKept = 7 * 24 * time.Hour

func (n *noticePutCmd) Run(c *streams, all *cli) error {
	text, err := noticeText(c, n.TextFile)
	if err != nil {
		return err
	}
	at := time.Now()
	if n.At != "" {
		if at, err = time.ParseInLocation(dialogs.TranscriptTime, n.At, vietnamese); err != nil {
			return fmt.Errorf("--at %q is no time such as \"2026-12-01 08:00\"", n.At)
		}
		if time.Since(at) > time.Minute {
			return fmt.Errorf("--at %s is over", n.At)
		}
	}
	if n.For <= 0 || n.For > noticesKept {
		return fmt.Errorf("--for is up to %v", noticesKept)
	}
	order, err := json.Marshal(noticeOrder{notices.Notice{Text: text, To: n.To, At: at.UTC(), Until: at.Add(n.For).UTC()}, n.DryRun})
	if err != nil {
		return err
	}
	return reach(c, all, n.Data, "notice", nil, bytes.NewReader(order))
}

// noticeText reads the text of a notice and refuses what learners would stumble
// over, as the course's linter does.
func noticeText(c *streams, file string) (string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	text := strings.TrimSpace(string(data))
	if text == "" {
		return "", fmt.Errorf("%s is empty", file)
	}
	bad := 0
	for _, p := range lessons.LintMessage(file, text) {
		fmt.Fprintln(c.stderr, p)
		if p.Severity == lessons.Error {
			bad++
		}
	}
	if bad > 0 {
		return "", fmt.Errorf("the text of the notice has %d errors; mend them first", bad)
	}
	return text, nil
}

// noticeCancelCmd takes a notice back.
type noticeCancelCmd struct {
	ID   string `arg:"" help:"The notice, as capheso notice list shows it."`
	Data string `help:"Folder of the store. Default: the user's data folder." placeholder:"DIR"`
}

func (n *noticeCancelCmd) Run(c *streams) error {
	dir, err := dataFolder(n.Data)
	if err != nil {
		return err
	}
	was, err := notices.In(dir).Change(n.ID, func(n *notices.Notice) error {
		if n.State() == "cancelled" {
			return errors.New("the notice is cancelled already")
		}
		n.Cancelled = time.Now().UTC()
		return nil
	})
	if err != nil {
		return err
	}
	if was.Told.IsZero() {
		fmt.Fprintf(c.stdout, "Notice %s is cancelled; nobody more gets it.\n", n.ID)
		return nil
	}
	fmt.Fprintf(c.stdout, "Notice %s is cancelled: what still waits to be sent is not sent. capheso ledger -notice %s says who has had it.\n", n.ID, n.ID)
	return nil
}

// noticeListCmd lists the notices.
type noticeListCmd struct {
	Data string `help:"Folder of the store. Default: the user's data folder." placeholder:"DIR"`
}

func (n *noticeListCmd) Run(c *streams) error {
	dir, err := dataFolder(n.Data)
	if err != nil {
		return err
	}
	list, err := notices.In(dir).List()
	for _, n := range list {
		fmt.Fprintf(c.stdout, "%s  %-9s  %s  %s  %q\n", n.ID, n.State(), n.At.In(vietnamese).Format(dialogs.TranscriptTime), n.To, firstWords(n.Text))
	}
	return err
}

// firstWords of a text, for a list.
func firstWords(text string) string {
	text = oneLine(text)
	if runes := []rune(text); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return text
}

// reach has the bot that runs on a data folder do a command, or does it on the
// folder's store when none runs.
func reach(c *streams, all *cli, data, command string, args []string, in *bytes.Reader) error {
	dir, err := dataFolder(data)
	if err != nil {
		return err
	}
	there := &overThere{terminal: c.stderr, out: c.stdout}
	err = control.Call(control.Watching(c.ctx, there.at), dir, command, args, in, there)
	there.end()
	if !errors.Is(err, control.ErrNotRunning) {
		if errors.Is(err, control.ErrTold) {
			return errTold
		}
		return err
	}
	world, err := openWorld(all.Content)
	if err != nil {
		return err
	}
	st, err := openOld(dir)
	if err != nil {
		return err
	}
	defer st.Close()
	_, _ = in.Seek(0, 0)
	return commands(&inside{store: st, world: world, dir: dir, terminal: c.stderr})[command](c.ctx, args, in, c.stdout)
}

// openOld opens the store of a data folder that must have one.
func openOld(dir string) (store.Store, error) {
	if _, err := os.Stat(dir + string(os.PathSeparator) + storeFile); err != nil {
		return nil, fmt.Errorf("there is no store in %s; give the bot's folder with --data", dir)
	}
	return openStore(dir)
}
