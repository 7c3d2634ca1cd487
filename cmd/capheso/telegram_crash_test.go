package main

import (
	"context"
	"flag"
	"io"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"capheso/adapters/adaptertest/botapi"
	"capheso/dialogs"
	"capheso/store"
	"capheso/store/bolt"
)

var (
	telegramCrashes = flag.Int("telegram-crashes", 2, "how many times TestTelegramCrash kills the binary, in each mode")
	telegramChats   = flag.Int("telegram-chats", 200, "how many people write to it meanwhile")
)

const (
	fullCrash   = 20     // from so many kills on the test waits until everything is delivered
	keepWaiting = 600    // updates that Telegram has for the bot, while people write
	backlog     = 20_000 // turns that are not answered, while people write
	perTurn     = 3      // messages of an answer
)

// TestTelegramCrash kills the built binary again and again behind a Bot API
// while people write: no update is lost, each counts once and in order, and a
// reply is doubled only when a kill came between sending it and noting that.
func TestTelegramCrash(t *testing.T) {
	file, err := build()
	if err != nil {
		t.Fatal(err)
	}
	for _, mode := range []string{"polling", "webhook"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			c := &crashing{t: t, file: file, dir: t.TempDir(), api: botapi.New(), address: freeAddress(t)}
			c.api.Backoff = 100 * time.Millisecond
			c.api.Latency = 3 * time.Millisecond
			server := httptest.NewServer(c.api)
			defer server.Close()
			defer c.api.Close()
			c.args = []string{"-telegram-api", server.URL, "-telegram-rate", "0", "-addr", c.address}
			if mode == "webhook" {
				c.args = append(c.args, "-telegram-webhook-url", "http://"+c.address+"/telegram")
			}
			c.run()
			c.verify()
		})
	}
}

// crashing is one run of the crash test.
type crashing struct {
	t                  *testing.T
	file, dir, address string
	args               []string
	api                *botapi.Server
	pushed             map[int64][]int64 // chat → its updates
	said               atomic.Int64      // all of them
}

// start runs the binary until it says where it is.
func (c *crashing) start() *exec.Cmd {
	cmd := exec.Command(c.file, append([]string{"serve", "-data", c.dir, "-burst", "0"}, c.args...)...)
	cmd.Env = append(os.Environ(), "CAPHESO_TELEGRAM_TOKEN="+botapi.Token)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	var stderr shared
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	line := make([]byte, 512)
	if n, err := io.ReadAtLeast(stdout, line, 20); err != nil || !readyLine.Match(line[:n]) {
		_ = cmd.Process.Kill()
		c.t.Fatalf("the binary said %q, %v; %s", line[:n], err, stderr.String())
	}
	return cmd
}

// run kills the binary while people write, and then lets it finish.
func (c *crashing) run() {
	writing, stop := context.WithCancel(c.t.Context())
	var people sync.WaitGroup
	people.Go(func() { c.write(writing) })
	for range *telegramCrashes {
		cmd := c.start()
		before := c.done()
		eventually(c.t, "an update or a reply", func() bool { return c.done() > before })
		time.Sleep(time.Duration(rand.IntN(400)) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			c.t.Fatal(err)
		}
		_ = cmd.Wait()
	}
	stop()
	people.Wait()
	cmd := c.start()
	eventually(c.t, "all updates were taken", func() bool { return c.api.Waiting() == 0 })
	if *telegramCrashes >= fullCrash {
		c.drain()
	}
	_ = cmd.Process.Signal(os.Interrupt)
	if err := cmd.Wait(); err != nil {
		c.t.Errorf("the end: %v", err)
	}
}

// done grows with every update that was taken and every message that was sent.
func (c *crashing) done() int { return int(c.said.Load()) - c.api.Waiting() + c.api.Over().Messages }

// drain waits until what was on its way at the last kill was tried again, and
// nothing more comes.
func (c *crashing) drain() {
	for last := -1; last != c.api.Over().Messages; {
		last = c.api.Over().Messages
		time.Sleep(12 * time.Second) // more than two of the bot's looks at its outbox
	}
}

// write is everybody writing, as fast as the bot takes it.
func (c *crashing) write(ctx context.Context) {
	c.pushed = map[int64][]int64{}
	for {
		for i := range *telegramChats {
			for (c.api.Waiting() > keepWaiting || int(c.said.Load())-c.api.Over().Messages/perTurn > backlog) && ctx.Err() == nil {
				time.Sleep(time.Millisecond)
			}
			if ctx.Err() != nil {
				return
			}
			chat := int64(1000 + i)
			c.pushed[chat] = append(c.pushed[chat], c.api.Say(chat, "8"))
			c.said.Add(1)
		}
	}
}

// verify compares what Telegram sent and saw with what the store remembers.
func (c *crashing) verify() {
	st, err := bolt.Open(filepath.Join(c.dir, storeFile))
	if err != nil {
		c.t.Fatal(err)
	}
	defer st.Close()
	updates, lost, replies, doubled, pending := 0, 0, 0, 0, 0
	for chat, ids := range c.pushed {
		user := dialogs.UserID("telegram:" + strconv.FormatInt(chat, 10))
		lost += c.verifyLedger(st, user, ids)
		d, p := c.verifyWire(st, user, c.api.Sent(chat))
		if d > *telegramCrashes {
			c.t.Errorf("%s: %d doubled replies after %d kills", user, d, *telegramCrashes)
		}
		updates += len(ids)
		replies += len(c.api.Sent(chat))
		doubled += d
		pending += p
	}
	c.t.Logf("%d kills, %d chats: %d updates, %d not applied; %d messages on the wire, %d of them doubled, %d not sent yet",
		*telegramCrashes, *telegramChats, updates, lost, replies, doubled, pending)
	if *telegramCrashes >= fullCrash && pending > 0 {
		c.t.Errorf("%d replies were never sent", pending)
	}
	if updates < *telegramChats {
		c.t.Errorf("only %d updates: nothing was tested", updates)
	}
}

// verifyLedger: every update of a chat was applied once, in order. It returns
// how many were not.
func (c *crashing) verifyLedger(st *bolt.Store, user dialogs.UserID, ids []int64) (lost int) {
	var got []int64
	for e, err := range st.Ledger(c.t.Context(), user) {
		if err != nil {
			c.t.Fatal(err)
		}
		id, err := strconv.ParseInt(string(e.ID)[strings.LastIndexByte(string(e.ID), ':')+1:], 10, 64)
		if err != nil {
			c.t.Fatal(err)
		}
		got = append(got, id)
	}
	if !slices.Equal(got, ids) {
		c.t.Errorf("%s: %d updates were sent, %d applied, or in another order:\n%v\n%v", user, len(ids), len(got), ids, got)
	}
	s, _, err := st.Session(c.t.Context(), user)
	if err != nil || s.Events != len(ids) {
		c.t.Errorf("%s: %d updates changed the session %d times, %v", user, len(ids), s.Events, err)
	}
	for _, id := range ids {
		if !slices.Contains(got, id) {
			lost++
		}
	}
	return lost
}

// verifyWire: the messages of a chat are those of the record, in order; what
// is there besides is the double of the one that follows.
func (c *crashing) verifyWire(st *bolt.Store, user dialogs.UserID, wire []botapi.Message) (doubled, pending int) {
	var record []store.Outcome
	for o, err := range st.Outcomes(c.t.Context(), user) {
		if err != nil {
			c.t.Fatal(err)
		}
		if o.Failed != "" || len(record) > 0 && o.ID <= record[len(record)-1].ID {
			c.t.Errorf("%s: outcome %d after others: %q", user, o.ID, o.Failed)
		}
		record = append(record, o)
	}
	pending, err := st.Waiting(c.t.Context(), user)
	if err != nil {
		c.t.Fatal(err)
	}
	at := 0
	for i, m := range wire {
		switch {
		case at < len(record) && record[at].Remote == strconv.Itoa(m.ID):
			at++
		case at < len(record) && strings.TrimSpace(record[at].Reply.Text) == m.Text, at == len(record) && pending > 0:
			doubled++
		default:
			c.t.Errorf("%s: message %d on the wire is out of order: %q", user, i, m.Text)
		}
	}
	if at != len(record) {
		c.t.Errorf("%s: %d replies are recorded as sent and were not", user, len(record)-at)
	}
	return doubled, pending
}
