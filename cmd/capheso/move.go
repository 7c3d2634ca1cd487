package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"capheso/dialogs"
	"capheso/store"
)

// moveCmd copies one store into another.
type moveCmd struct {
	From string `required:"" help:"The store to copy: bolt:FILE or postgres://…. Nothing in it changes." placeholder:"STORE"`
	To   string `required:"" help:"Where to: an empty store, or one that an interrupted move left." placeholder:"STORE"`
}

// How many learners and facts are copied at a time, and how often the person
// who waits is told.
const (
	livesAtOnce = 256
	factsAtOnce = 1024
	tellEvery   = 2 * time.Second
)

func (m *moveCmd) Run(c *streams) error {
	from, err := openMovable(c.ctx, m.From)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := openMovable(c.ctx, m.To)
	if err != nil {
		return err
	}
	defer to.Close()
	moving, err := from.Moving(c.ctx)
	if err == nil && moving {
		err = errors.New("the store to copy is itself a copy that was not finished")
	}
	if err != nil {
		return err
	}
	mv := &mover{from: from, to: to, out: c.stdout, terminal: c.stderr, told: time.Now()}
	return mv.run(c.ctx)
}

// mover is a move on its way.
type mover struct {
	from, to store.Movable
	out      io.Writer
	terminal io.Writer
	told     time.Time
	bar      *progress // of the part under way
}

// part begins a part of the move; total is how many things it has, roughly, or
// -1 when that is not known.
func (m *mover) part(doing string, total int) (end func()) {
	m.bar = newProgress(m.terminal, doing, total)
	return m.bar.end
}

// learners is how many learners the source has, roughly.
func (m *mover) learners(ctx context.Context) int {
	stats, err := m.from.Stats(ctx)
	if err != nil || stats.Sessions == 0 {
		return -1
	}
	return int(stats.Sessions)
}

func (m *mover) run(ctx context.Context) error {
	last, facts, err := m.begin(ctx)
	if err != nil {
		return err
	}
	if err := m.lives(ctx, last); err != nil {
		return fmt.Errorf("%w; run the same command again to go on", err)
	}
	if err := m.facts(ctx, facts); err != nil {
		return fmt.Errorf("%w; run the same command again to go on", err)
	}
	return m.verify(ctx)
}

// begin finds out where to go on.
func (m *mover) begin(ctx context.Context) (last dialogs.UserID, facts int, err error) {
	moving, err := m.to.Moving(ctx)
	if err != nil {
		return "", 0, err
	}
	if last, facts, err = m.to.Taken(ctx); err != nil {
		return "", 0, err
	}
	switch {
	case moving:
		fmt.Fprintf(m.out, "Going on after %q and %d facts.\n", last, facts)
	case last != "" || facts > 0:
		return "", 0, errors.New("there are learners in the store to copy to; choose an empty one")
	}
	return last, facts, m.to.Begin(ctx)
}

// lives copies the learners that follow one.
func (m *mover) lives(ctx context.Context, last dialogs.UserID) error {
	defer m.part("copying learners", m.learners(ctx))()
	var part []store.Life
	n := 0
	take := func() error {
		if err := m.to.TakeLives(ctx, part); err != nil {
			return err
		}
		n += len(part)
		part = part[:0]
		m.tell("copied", n, "learners")
		return nil
	}
	for l, err := range m.from.Lives(ctx, last) {
		if err != nil {
			return err
		}
		if part = append(part, l); len(part) == livesAtOnce {
			if err := take(); err != nil {
				return err
			}
		}
	}
	return take()
}

// The range of all facts.
var (
	factsFrom = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	factsTo   = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
)

// facts copies the facts after the first n.
func (m *mover) facts(ctx context.Context, n int) error {
	defer m.part("copying facts", -1)()
	var part []store.FactOf
	seen := 0
	take := func() error {
		if err := m.to.TakeFacts(ctx, part); err != nil {
			return err
		}
		part = part[:0]
		m.tell("copied", seen, "facts")
		return nil
	}
	for f, err := range m.from.Facts(ctx, factsFrom, factsTo) {
		if err != nil {
			return err
		}
		if seen++; seen <= n {
			continue
		}
		if part = append(part, f); len(part) == factsAtOnce {
			if err := take(); err != nil {
				return err
			}
		}
	}
	return take()
}

// verify compares the two and ends the move.
func (m *mover) verify(ctx context.Context) error {
	was, err := m.sum(ctx, m.from, "the source")
	if err != nil {
		return err
	}
	is, err := m.sum(ctx, m.to, "the copy")
	if err != nil {
		return err
	}
	if was != is {
		return fmt.Errorf("the copy differs and is not to be used: from %+v, to %+v; empty it and begin again", was, is)
	}
	if err := m.to.End(ctx); err != nil {
		return err
	}
	fmt.Fprintf(m.out, "Copied and compared: %d learners, %d events, %d messages waiting, %d settled, %d facts.\nBoth hashes are %s.\n",
		is.Learners, is.Events, is.Waiting, is.Settled, is.Facts, is.Hash)
	return nil
}

// sum reads all of a store.
func (m *mover) sum(ctx context.Context, st store.Movable, name string) (store.Sum, error) {
	defer m.part("comparing "+name, m.learners(ctx))()
	d := store.NewDigest()
	n := 0
	for l, err := range st.Lives(ctx, "") {
		if err == nil {
			err = d.Life(l)
		}
		if err != nil {
			return store.Sum{}, err
		}
		n++
		m.tell("compared", n, "learners of "+name)
	}
	for f, err := range st.Facts(ctx, factsFrom, factsTo) {
		if err == nil {
			err = d.Fact(f)
		}
		if err != nil {
			return store.Sum{}, err
		}
	}
	return d.Sum(), nil
}

// tell says how far it is: a bar on a terminal, else a line now and then.
func (m *mover) tell(did string, n int, what string) {
	m.bar.at(n)
	if m.bar.bar == nil && time.Since(m.told) >= tellEvery {
		m.told = time.Now()
		fmt.Fprintf(m.out, "%s %d %s\n", did, n, what)
	}
}
