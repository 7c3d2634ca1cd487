package main

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"capheso/dialogs"
	"capheso/store/bolt"
)

// The queue of these tests.
const (
	queuedTips  = 1200
	tipsASecond = 200
	tipStops    = 4
)

// TestOutboxCrash kills the built binary in the middle of a queue of tips, and
// starts it again: everybody gets theirs, and only who was being written to at
// a kill may get it twice.
func TestOutboxCrash(t *testing.T) {
	twice := sentThrough(t, func(cmd *exec.Cmd) {
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
	})
	t.Logf("%d kills, %d learners, %d got theirs twice", tipStops, queuedTips, twice)
	if most := tipStops * tipsASecond / 4; twice > most { // as many as are on their way at once
		t.Errorf("%d learners got their tip twice", twice)
	}
}

// TestOutboxRestart stops it as a service manager does: nobody gets a tip twice.
func TestOutboxRestart(t *testing.T) {
	twice := sentThrough(t, func(cmd *exec.Cmd) {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("a stop: %v", err)
		}
	})
	if twice != 0 {
		t.Errorf("%d learners got their tip twice", twice)
	}
}

// sentThrough has a queue of tips sent by a binary that is stopped in the middle
// of it several times, and counts who got theirs twice. Everybody gets one.
func sentThrough(t *testing.T, stop func(*exec.Cmd)) (twice int) {
	file, err := build()
	if err != nil {
		t.Fatal(err)
	}
	api, url := fakeAPI(t)
	api.Latency = 20 * time.Millisecond
	c := &crashing{t: t, file: file, dir: t.TempDir(), api: api, address: freeAddress(t)}
	c.args = []string{"-telegram-api", url, "-telegram-rate", fmt.Sprint(tipsASecond), "-addr", c.address}
	c.queueTips()
	for range tipStops {
		cmd := c.start()
		before := c.api.Over().Messages
		eventually(t, "some tips", func() bool { return c.api.Over().Messages > before+20 })
		time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
		stop(cmd)
	}
	if n := c.api.Over().Messages; n >= queuedTips {
		t.Errorf("%d tips were sent before the last start: the stops were not in the middle", n)
	}
	cmd := c.start()
	eventually(t, "everybody's tip", func() bool { n, _ := c.tipsSent(); return n == queuedTips })
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	_, twice = c.tipsSent()
	return twice
}

// tipsSent counts who got their tip, and who got it twice.
func (c *crashing) tipsSent() (n, twice int) {
	for i := range queuedTips {
		switch got := len(c.api.Sent(int64(1 + i))); {
		case got > 2:
			c.t.Errorf("chat %d got its tip %d times", 1+i, got)
			fallthrough
		case got == 2:
			twice++
			fallthrough
		case got == 1:
			n++
		}
	}
	return n, twice
}

// queueTips puts one tip for each chat on the outbox.
func (c *crashing) queueTips() {
	st, err := bolt.Open(filepath.Join(c.dir, storeFile))
	if err != nil {
		c.t.Fatal(err)
	}
	defer st.Close()
	var evs []dialogs.Event
	for i := range queuedTips {
		c.api.Meet(int64(1 + i))
		user := dialogs.UserID(fmt.Sprint("telegram:", 1+i))
		evs = append(evs, dialogs.Event{ID: "tip", User: user, At: time.Now(), Body: dialogs.Rang{Alarm: "coffee"}})
	}
	step := func(s dialogs.Session, ev dialogs.Event) (dialogs.Session, dialogs.Out) {
		return s, dialogs.Out{Replies: []dialogs.Reply{{Text: "Hôm nay bác đặt mã khóa cho màn hình.", Bulk: true}}}
	}
	for _, r := range st.ApplyAll(c.t.Context(), evs, step) {
		if r.Err != nil {
			c.t.Fatal(r.Err)
		}
	}
}
