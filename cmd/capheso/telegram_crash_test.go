package main

import (
	"context"
	"flag"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"capheso/adapters/adaptertest/botapi"
	"capheso/dialogs"
	"capheso/store/bolt"
)

var (
	telegramCrashes = flag.Int("telegram-crashes", 2, "how many times TestTelegramCrash kills the binary, in each mode")
	telegramChats   = flag.Int("telegram-chats", 200, "how many people write to it meanwhile")
)

const (
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
	kills              []time.Time       // and all that was on its way had arrived
}

func (c *crashing) start() *exec.Cmd {
	cmd, _, _ := serveKillable(c.t, c.file, []string{"CAPHESO_TELEGRAM_TOKEN=" + botapi.Token}, append([]string{"-data", c.dir}, c.args...)...)
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
		eventually(c.t, "what the dead left under way arrived", func() bool { return c.api.UnderWay() == 0 })
		c.kills = append(c.kills, time.Now())
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
		lost += appliedOnce(c.t, st, user, ids)
		d, p := sentInOrder(c.t, st, user, c.api.Sent(chat))
		c.onePerKill(user, d)
		updates += len(ids)
		replies += len(c.api.Sent(chat))
		doubled += len(d)
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

// onePerKill: at each kill one message to a learner may have been on its way,
// and only that one is doubled.
func (c *crashing) onePerKill(user dialogs.UserID, doubled []botapi.Message) {
	charged := make([]bool, len(c.kills)+1)
	charged[len(c.kills)] = true // there is none after the last
	for _, m := range doubled {
		kill := slices.IndexFunc(c.kills, m.At.Before)
		if kill < 0 {
			kill = len(c.kills)
		}
		if kill > 0 && !charged[kill-1] && m.At.Sub(c.kills[kill-1]) < readLate {
			kill-- // the network had it from a process that was dead when it read it
		}
		if charged[kill] {
			c.t.Errorf("%s: message %d is doubled, and kill %d of %d did not do it", user, m.ID, kill+1, len(c.kills))
		}
		charged[kill] = true
	}
}

// readLate is how long the fake may take to read a request, beside so much else.
const readLate = 2 * time.Second
