package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"capheso/adapters/adaptertest/zalo"
	"capheso/adapters/zalooa"
	"capheso/dialogs"
	"capheso/store/bolt"
)

var (
	zaloCrashes = flag.Int("zalo-crashes", 3, "how many times TestZaloCrash kills the binary")
	zaloPeople  = flag.Int("zalo-people", 20, "how many people write to it meanwhile")
)

// zaloCrash is one run of the crash test.
type zaloCrash struct {
	t       *testing.T
	oa      *zalo.OA
	dir     string
	address string
	lost    int // grants, each told and replaced

	mu    sync.Mutex
	acked map[string][]string // person → ids of the deliveries that were answered with 200
}

// TestZaloCrash kills the built binary again and again while Zalo delivers,
// some deliveries twice at once, and while access tokens end before their
// time. Every delivery that was answered counts once and in order; no spent
// refresh token is ever used; a grant that a kill destroyed is told.
func TestZaloCrash(t *testing.T) {
	file, err := build()
	if err != nil {
		t.Fatal(err)
	}
	c := &zaloCrash{t: t, oa: theAccount(t), dir: t.TempDir(), address: freeAddress(t), acked: map[string][]string{}}
	c.oa.Webhook = "http://" + c.address + zalooa.WebhookPath
	c.consent()
	writing, stop := context.WithCancel(t.Context())
	var people sync.WaitGroup
	for i := range *zaloPeople {
		people.Go(func() { c.write(writing, fmt.Sprintf("25125236254%05d", i)) })
	}
	for range *zaloCrashes {
		before := c.answered()
		cmd := c.start(file)
		eventually(t, "a delivery was answered", func() bool { return c.answered() > before })
		time.Sleep(time.Duration(20+rand.IntN(120)) * time.Millisecond)
		c.oa.Expire()
		time.Sleep(time.Duration(rand.IntN(200)) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		c.reconnect()
	}
	stop()
	people.Wait()
	cmd := c.start(file)
	eventually(t, "a token was renewed", func() bool { c.reconnect(); return c.oa.Rotated() > 0 })
	if *zaloCrashes >= fullCrash {
		c.drain()
	}
	_ = cmd.Process.Signal(os.Interrupt)
	if err := cmd.Wait(); err != nil {
		t.Errorf("the end: %v", err)
	}
	c.verify()
}

func (c *zaloCrash) start(file string) *exec.Cmd {
	cmd, _, _ := serveKillable(c.t, file, nil, "-data", c.dir, "-addr", c.address)
	return cmd
}

// answered is how many deliveries were answered with 200.
func (c *zaloCrash) answered() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, ids := range c.acked {
		n += len(ids)
	}
	return n
}

// write is Zalo delivering what one person writes: one message after the
// other, each again and again until it is answered, and now and then twice.
func (c *zaloCrash) write(ctx context.Context, user string) {
	for n := 0; ctx.Err() == nil; n++ {
		id := fmt.Sprintf("m%06d", n)
		body := c.oa.Text(user, id, "8")
		for ctx.Err() == nil {
			_, taken := c.oa.Deliver(ctx, body)
			if taken {
				c.mu.Lock()
				c.acked[user] = append(c.acked[user], "msg:"+id)
				c.mu.Unlock()
				break
			}
			time.Sleep(5 * time.Millisecond) // the server is gone for a moment
		}
		if n%5 == 0 {
			c.oa.Deliver(ctx, body)
		}
		time.Sleep(30 * time.Millisecond) // all that is said has to be answered in the end
	}
}

func (c *zaloCrash) consent() {
	c.t.Helper()
	access, refresh := c.oa.Consent()
	var errs shared
	if code := run(c.t.Context(), []string{"zalo", "import-token", "-data", c.dir}, strings.NewReader(access+"\n"+refresh+"\n"), io.Discard, &errs); code != 0 {
		c.t.Fatal(errs.String())
	}
}

// reconnect gives a new consent when the grant was lost, as an operator would.
func (c *zaloCrash) reconnect() {
	c.t.Helper()
	var out, errs shared
	if code := run(c.t.Context(), []string{"zalo", "status", "-data", c.dir}, strings.NewReader(""), &out, &errs); code != 0 {
		c.t.Fatal(errs.String())
	}
	if strings.Contains(out.String(), "NEEDS RE-CONSENT") {
		c.lost++
		c.consent()
	}
}

// drain waits until every message is out, those that a kill left in the middle
// of an attempt too.
func (c *zaloCrash) drain() {
	before, still := -1, 0
	eventually(c.t, "nothing moves", func() bool {
		c.reconnect()
		shown := 0
		for i := range *zaloPeople {
			shown += len(c.oa.Shown(fmt.Sprintf("25125236254%05d", i)))
		}
		if still++; shown != before {
			before, still = shown, 0
		}
		time.Sleep(100 * time.Millisecond)
		return still > 450 // longer than the 30 seconds in which nobody judges a renewal that a kill may have cut
	})
}

func (c *zaloCrash) verify() {
	st, err := bolt.Open(filepath.Join(c.dir, storeFile))
	if err != nil {
		c.t.Fatal(err)
	}
	defer st.Close()
	acknowledged, kept, sent, doubled := 0, 0, 0, 0
	for person, acked := range c.acked {
		user := dialogs.UserID("zalooa:" + person)
		seen, last := map[string]int{}, ""
		for e, err := range st.Ledger(c.t.Context(), user) {
			if err != nil {
				c.t.Fatal(err)
			}
			id := string(e.ID)
			if seen[id]++; seen[id] > 1 || id <= last {
				c.t.Errorf("%s: %s came %d times, after %s", person, id, seen[id], last)
			}
			last = id
		}
		for _, id := range acked {
			if seen[id] != 1 {
				c.t.Errorf("%s: %s was answered with 200 and is there %d times", person, id, seen[id])
			}
		}
		if s, _, err := st.Session(c.t.Context(), user); err != nil || s.Events != len(seen) {
			c.t.Errorf("%s: %d events in the session, %d in the ledger, %v", person, s.Events, len(seen), err)
		}
		settled := 0
		for o, err := range st.Outcomes(c.t.Context(), user) {
			if settled++; err != nil || o.Failed != "" {
				c.t.Errorf("%s: message %d was given up: %s, %v", person, o.ID, o.Failed, err)
			}
		}
		if waiting, _ := st.Waiting(c.t.Context(), user); waiting > 0 && *zaloCrashes >= fullCrash {
			c.t.Errorf("%s: %d messages are still waiting", person, waiting)
		}
		doubled += max(0, len(c.oa.Shown(person))-settled)
		acknowledged, kept, sent = acknowledged+len(acked), kept+len(seen), sent+settled
	}
	c.t.Logf("%d kills, %d people: %d deliveries answered, %d kept; %d messages sent, %d of them twice; tokens renewed %d times, %d grants lost and told, %d spent tokens used",
		*zaloCrashes, *zaloPeople, acknowledged, kept, sent, doubled, c.oa.Rotated(), c.lost, c.oa.Reused())
	if acknowledged < *zaloCrashes || c.oa.Rotated() == 0 || c.oa.Reused() != 0 {
		c.t.Errorf("%d answered, %d renewals, %d spent tokens used", acknowledged, c.oa.Rotated(), c.oa.Reused())
	}
	if most := *zaloCrashes * *zaloPeople; doubled > most {
		c.t.Errorf("%d messages came twice; one for each person and kill is %d", doubled, most)
	}
}
