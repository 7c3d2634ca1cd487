package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"sync/atomic"
	"time"

	"capheso/adapters"
	"capheso/adapters/telegram"
	"capheso/adapters/web"
	"capheso/bot"
	"capheso/dialogs"
	"capheso/store"
	"capheso/store/bolt"
)

// benchCmd measures this machine.
type benchCmd struct {
	Coffee benchCoffeeCmd `cmd:"" help:"Fill a store with learners, let seven o'clock come, and measure."`
}

// benchCoffeeCmd measures a morning.
type benchCoffeeCmd struct {
	Learners []int  `help:"How many learners; several numbers, with commas, are several mornings." default:"10000" placeholder:"N"`
	Channel  string `help:"The network whose limits hold: telegram or web. Nothing is sent anywhere." default:"telegram" enum:"telegram,web"`
	Data     string `help:"Folder for the store, which must have none and is left there. Default: a folder of its own that is deleted." placeholder:"DIR"`
	Profile  string `help:"Write a profile of the processors while it rings to this file, for go tool pprof." placeholder:"FILE"`
}

// vietnamese is a zone with one clock all the year.
var vietnamese = time.FixedZone("ICT", 7*60*60)

func (b *benchCoffeeCmd) Run(c *streams, all *cli) error {
	world, err := openWorld(all.Content)
	if err != nil {
		return err
	}
	channel, err := b.network()
	if err != nil {
		return err
	}
	if b.Data != "" && len(b.Learners) > 1 {
		return errors.New("--data takes the store of one morning; give one number of learners")
	}
	people := newCrowd(world, channel, time.Date(2026, 12, 1, 7, 0, 0, 0, vietnamese))
	fmt.Fprintf(c.stdout, "%s\n", morningHead)
	for _, n := range b.Learners {
		if n < 1 || n > 5_000_000 {
			return fmt.Errorf("--learners %d is not a number of learners from 1 to 5000000", n)
		}
		m := &morning{crowd: people, n: n, profile: b.Profile, terminal: c.stderr}
		if err := b.inFolder(c.ctx, m); err != nil {
			return err
		}
		fmt.Fprintln(c.stdout, m)
	}
	return nil
}

// network has the limits of a real one.
func (b *benchCoffeeCmd) network() (adapters.Channel, error) {
	if b.Channel == "web" {
		return web.New(web.Options{}), nil
	}
	return telegram.New(telegram.Options{Token: "1:bench"})
}

// inFolder measures a morning in the folder given, or in one that is deleted.
func (b *benchCoffeeCmd) inFolder(ctx context.Context, m *morning) (err error) {
	dir := b.Data
	if dir == "" {
		if dir, err = os.MkdirTemp("", "capheso-bench-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	m.file = filepath.Join(dir, storeFile)
	if _, err := os.Stat(m.file); err == nil {
		return fmt.Errorf("there is a store in %s; give an empty folder with --data", dir)
	}
	return m.measure(ctx)
}

// morning is one measurement.
type morning struct {
	*crowd
	n        int
	file     string
	profile  string // where to write one
	terminal io.Writer

	fill, ring    time.Duration
	work          time.Duration // of all processors, while it rang
	before, after int64         // bytes of the file
	rung, poured  int64
	peak          int64 // bytes of memory; 0 is not known
	acks          []time.Duration
}

func (m *morning) measure(ctx context.Context) error {
	begun := time.Now()
	if err := m.fillStore(ctx); err != nil {
		return err
	}
	m.fill = time.Since(begun)
	m.before = sizeOf(m.file)
	debug.FreeOSMemory()
	forgetPeak()
	err := m.letItCome(ctx)
	m.peak = peakMemory()
	m.after = sizeOf(m.file)
	return err
}

// fillStore puts the learners into a new store.
func (m *morning) fillStore(ctx context.Context) (err error) {
	st, err := bolt.Open(m.file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	p := newProgress(m.terminal, "filling", m.n)
	defer p.end()
	for from := 0; from < m.n; from += livesAtOnce {
		var part []store.Life
		for i := from; i < min(from+livesAtOnce, m.n); i++ {
			l, err := m.life(i)
			if err != nil {
				return err
			}
			part = append(part, l)
		}
		if err := st.TakeLives(ctx, part); err != nil {
			return err
		}
		p.at(from + len(part))
	}
	return nil
}

// letItCome starts a bot at seven o'clock and waits until all alarms rang,
// while somebody goes on writing.
func (m *morning) letItCome(ctx context.Context) error {
	st, err := bolt.Open(m.file)
	if err != nil {
		return err
	}
	defer st.Close()
	tally := &tally{Store: st}
	phones := &phones{Channel: m.channel, crowd: m.crowd, n: m.n}
	b := bot.New(tally, m.world, slog.New(slog.DiscardHandler), phones)
	worked, begun := processorTime(), time.Now()
	b.SetClock(func() time.Time { return m.crowd.morning.Add(time.Since(begun)) })
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	profiled, err := profiling(m.profile)
	if err != nil {
		return err
	}
	defer profiled()
	done := b.Go(ctx)
	p := newProgress(m.terminal, "ringing", m.n)
	for tally.rung.Load() < int64(m.n) && ctx.Err() == nil {
		select {
		case err := <-done:
			return fmt.Errorf("the bot stopped in the middle: %w", err)
		case <-time.After(20 * time.Millisecond):
			p.at(int(tally.rung.Load()))
		}
	}
	m.ring, m.work = time.Since(begun), processorTime()-worked
	p.end()
	stop()
	err = <-done
	m.rung, m.poured, m.acks = tally.rung.Load(), tally.poured.Load(), phones.acks
	return err
}

// profiling writes what the processors do until it is ended to a file; without
// a name it does nothing.
func profiling(file string) (end func(), err error) {
	if file == "" {
		return func() {}, nil
	}
	f, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { pprof.StopCPUProfile(); f.Close() }, nil
}

// tally counts what was rung.
type tally struct {
	store.Store
	rung, poured atomic.Int64
}

func (t *tally) ApplyAll(ctx context.Context, evs []dialogs.Event, step store.Step) []store.Result {
	results := t.Store.ApplyAll(ctx, evs, step)
	for _, r := range results {
		if r.Fresh {
			t.rung.Add(1)
		}
		if len(r.Queued) > 0 {
			t.poured.Add(1)
		}
	}
	return results
}

// phones are a network that takes everything, and the people who write while
// the bell rings.
type phones struct {
	adapters.Channel
	crowd *crowd
	n     int
	acks  []time.Duration
}

// writeEvery is how often somebody writes.
const writeEvery = 10 * time.Millisecond

func (p *phones) Send(context.Context, dialogs.UserID, dialogs.Reply) (string, error) {
	return "1", nil
}

// Run writes until ctx ends, each time as somebody else, and measures how long
// the bot takes to acknowledge.
func (p *phones) Run(ctx context.Context, in adapters.Inlet) error {
	for i := 0; ctx.Err() == nil; i++ {
		user := p.crowd.user(i * 7919 % p.n)
		begun := time.Now()
		ev := dialogs.Event{ID: dialogs.EventID(fmt.Sprint("bench:", i)), User: user, Body: dialogs.Said{Text: "8"}}
		if err := in(ctx, ev); err != nil {
			return err
		}
		took := time.Since(begun)
		p.acks = append(p.acks, took)
		select {
		case <-time.After(writeEvery - took):
		case <-ctx.Done():
		}
	}
	return nil
}

const morningHead = `| Learners | filled in | all rung in | µs each | of processor | tips | p50 / p99 of an ack | peak RSS | file before → after | bytes each |
|---|---|---|---|---|---|---|---|---|---|`

// String is a row of the table.
func (m *morning) String() string {
	slices.Sort(m.acks)
	part := func(q float64) time.Duration {
		if len(m.acks) == 0 {
			return 0
		}
		return m.acks[int(q*float64(len(m.acks)-1))].Round(100 * time.Microsecond)
	}
	peak := "unknown"
	if m.peak > 0 {
		peak = fmt.Sprintf("%d MB", m.peak>>20)
	}
	return fmt.Sprintf("| %d | %.1f s | %.1f s | %.0f | %.0f | %d | %v / %v (%d) | %s | %d → %d MB | %d |", m.n, m.fill.Seconds(), m.ring.Seconds(),
		m.each(m.ring), m.each(m.work), m.poured, part(0.5), part(0.99), len(m.acks), peak, m.before>>20, m.after>>20, (m.after-m.before)/int64(m.n))
}

// each is the microseconds for one learner.
func (m *morning) each(all time.Duration) float64 { return float64(all.Microseconds()) / float64(m.n) }

func sizeOf(file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return info.Size()
}
