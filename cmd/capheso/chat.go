package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"capheso/adapters/console"
	"capheso/bot"
)

// chatCmd talks at the terminal.
type chatCmd struct {
	Data   string   `help:"Folder of a store to remember the talk in. Default: it is forgotten at the end." placeholder:"DIR"`
	LLM    llmFlags `embed:"" prefix:"llm-"`
	Record string   `help:"Save the talk as a test." placeholder:"FILE.txtar"`
}

func (cmd *chatCmd) Run(c *streams, all *cli) error {
	world, err := openWorld(all.Content)
	if err != nil {
		return err
	}
	dir := cmd.Data
	if dir == "" {
		if dir, err = os.MkdirTemp("", "capheso-chat-"); err != nil {
			return fmt.Errorf("no room for a talk: %w", err)
		}
		defer os.RemoveAll(dir)
	}
	st, err := openStore(dir)
	if err != nil {
		return err
	}
	defer st.Close()
	var tape *console.Tape
	if cmd.Record != "" {
		tape = new(console.Tape)
	}
	terminal := console.New(c.stdout, isTerminal(c.stdin), tape)
	log := slog.New(slog.NewTextHandler(c.stderr, nil))
	b := bot.New(st, world, log, terminal)
	done, err := cmd.LLM.join(b, world, dir, log)
	if err != nil {
		return err
	}
	defer done()
	terminal.Calm(b.Calm)
	if err := talk(c, b, terminal); err != nil {
		return err
	}
	if tape != nil {
		return tape.Save(cmd.Record)
	}
	return nil
}

// talk runs the bot until there is no more to say. Ctrl-C ends it like the end
// of the input does.
func talk(c *streams, b *bot.Bot, terminal *console.Channel) error {
	running, stop := context.WithCancel(c.ctx)
	worked := b.Go(running)
	lines, failed := bot.Lines(c.stdin)
	err := terminal.Talk(running, lines, b.Inlet)
	stop()
	switch werr := <-worked; {
	case werr != nil:
		return werr
	case errors.Is(err, context.Canceled):
		return nil
	case err != nil:
		return err
	}
	return failed()
}

// isTerminal reports whether a person is typing.
func isTerminal(r io.Reader) bool {
	f, ok := r.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
