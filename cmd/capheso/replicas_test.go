package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"capheso/adapters/adaptertest/botapi"
	"capheso/dialogs"
	"capheso/store"
	"capheso/store/postgres"
	"capheso/store/postgres/pgtest"
)

var (
	replicaCrashes = flag.Int("replica-crashes", 0, "how many times TestReplicas kills a replica or the database; 0 leaves it out")
	replicaChats   = flag.Int("replica-chats", 40, "how many people write to it meanwhile")
	replicaRate    = flag.Float64("replica-rate", 25, "messages a second that the replicas may send together")
)

const (
	replicas        = 3
	replicasFull    = 10 // from so many kills on the test waits until everything is delivered
	replicasWaiting = 40 // updates under way at most, so that people write all the time
	replicasAtOnce  = 16 // sends in progress of one replica
)

// startDatabase is a private PostgreSQL with an empty database. Without one the
// test is skipped, but not in CI.
func startDatabase(t *testing.T) (server *pgtest.Server, url string) {
	t.Helper()
	server, err := pgtest.Start()
	if errors.Is(err, pgtest.ErrNone) && os.Getenv("CI") == "" {
		t.Skipf("!! SKIPPED: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	if url, err = server.Database(); err != nil {
		t.Fatal(err)
	}
	return server, url
}

// TestReplicas has people write to three replicas on one database behind a load
// balancer, and kills replicas and the database: no update is lost, each counts
// once and in order, the network's rate is held, and a reply is doubled only
// when a kill came between sending it and noting that.
func TestReplicas(t *testing.T) {
	if *replicaCrashes == 0 {
		t.Skip("three replicas under kill -9: make replicas")
	}
	file, err := build()
	if err != nil {
		t.Fatal(err)
	}
	c := &cluster{t: t, file: file, api: botapi.New()}
	c.server, c.url = startDatabase(t)
	c.api.Backoff = 100 * time.Millisecond
	c.api.Latency = 3 * time.Millisecond
	defer c.api.Close()
	balancer := httptest.NewServer(c.balancer())
	defer balancer.Close()
	for range replicas {
		r := &replica{address: freeAddress(t)}
		api := httptest.NewServer(c.senders.from(r, c.api))
		defer api.Close()
		r.api = api.URL
		c.replicas = append(c.replicas, r)
	}
	c.args = []string{"-store", c.url, "-telegram-webhook-url", balancer.URL + "/telegram",
		"-telegram-rate", strconv.FormatFloat(*replicaRate, 'g', -1, 64)}
	defer c.end()
	for _, r := range c.replicas {
		c.start(r)
	}
	c.run()
	c.verify()
}

// cluster is one run of the test.
type cluster struct {
	t         *testing.T
	file, url string
	args      []string
	server    *pgtest.Server
	api       *botapi.Server
	replicas  []*replica
	senders   senders
	pushed    map[int64][]int64 // chat → its updates
	dead      struct{ replicas, databases, stopped int }
}

type replica struct {
	address, api string
	cmd          *exec.Cmd
	errs         *shared
}

// senders is which replica sent, as the network sees it.
type senders struct {
	mu      sync.Mutex
	last    *replica
	at      time.Time // of the last message
	fault   string    // what was done last
	changes []string  // when another replica sent than the one before: after what, and how long nobody had
}

// from is the network as one replica reaches it.
func (s *senders) from(r *replica, api http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if strings.HasSuffix(strings.ToLower(req.URL.Path), "/sendmessage") {
			s.sent(r)
		}
		api.ServeHTTP(w, req)
	})
}

func (s *senders) sent(r *replica) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if s.last != nil && s.last != r {
		s.changes = append(s.changes, fmt.Sprintf("%.1f s after %s", now.Sub(s.at).Seconds(), s.fault))
	}
	s.last, s.at = r, now
}

// did notes a fault.
func (s *senders) did(fault string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = fault
}

// sender is the replica that sent last, or some replica.
func (c *cluster) sender() *replica {
	c.senders.mu.Lock()
	defer c.senders.mu.Unlock()
	if c.senders.last != nil {
		return c.senders.last
	}
	return c.replicas[0]
}

// balancer passes each request to one of the replicas, as a load balancer does
// that knows nothing of them. One that is dead makes it answer 503.
func (c *cluster) balancer() http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme = "http"
			r.Out.URL.Host = c.replicas[rand.IntN(replicas)].address
			r.Out.Host = r.Out.URL.Host
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusServiceUnavailable) },
	}
}

// start runs a replica until it says where it is.
func (c *cluster) start(r *replica) {
	c.t.Helper()
	cmd := exec.Command(c.file, append([]string{"serve", "-data", c.t.TempDir(), "-addr", r.address, "-burst", "0", "-telegram-api", r.api}, c.args...)...)
	cmd.Env = append(os.Environ(), "CAPHESO_TELEGRAM_TOKEN="+botapi.Token, "CAPHESO_TELEGRAM_WEBHOOK_SECRET=the-same-for-all-replicas-0123456789")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	r.errs = &shared{}
	cmd.Stderr = r.errs
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	r.cmd = cmd
	line := make([]byte, 512)
	if n, err := io.ReadAtLeast(stdout, line, 20); err != nil || !readyLine.Match(line[:n]) {
		c.t.Fatalf("a replica said %q, %v; %s", line[:n], err, r.errs.String())
	}
}

func (c *cluster) kill(r *replica) {
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
}

// end stops what still runs.
func (c *cluster) end() {
	for _, r := range c.replicas {
		if r.cmd != nil && r.cmd.ProcessState == nil {
			c.kill(r)
		}
	}
}

// run kills while people write, and then lets everything finish.
func (c *cluster) run() {
	writing, stop := context.WithCancel(c.t.Context())
	var people sync.WaitGroup
	people.Go(func() { c.write(writing) })
	for n := range *replicaCrashes {
		before := c.api.Over().Messages
		eventually(c.t, "a reply", func() bool { return c.api.Over().Messages > before })
		pause(800)
		switch n % 6 {
		case 1, 4:
			c.killDatabase()
		case 2:
			c.stall(c.sender())
		case 3:
			c.killReplica(c.sender())
		default:
			c.killReplica(c.replicas[rand.IntN(replicas)])
		}
	}
	stop()
	people.Wait()
	eventually(c.t, "all updates were taken", func() bool { return c.api.Waiting() == 0 })
	if *replicaCrashes >= replicasFull {
		c.drain()
	}
	for _, r := range c.replicas {
		_ = r.cmd.Process.Signal(os.Interrupt)
		if err := r.cmd.Wait(); err != nil {
			c.t.Errorf("the end of a replica: %v; %s", err, r.errs.String())
		}
	}
}

// pause is some time, at most so many milliseconds.
func pause(most int) { time.Sleep(time.Duration(rand.IntN(most)) * time.Millisecond) }

func (c *cluster) killDatabase() {
	c.dead.databases++
	c.senders.did("the database was killed")
	c.server.Kill()
	pause(1000)
	if err := c.server.Run(); err != nil {
		c.t.Fatal(err)
	}
}

func (c *cluster) killReplica(r *replica) {
	c.dead.replicas++
	c.senders.did("a replica was killed")
	c.kill(r)
	pause(1500)
	c.start(r)
}

// stall stops a replica for longer than its lease, as a machine does that swaps
// or is moved, and lets it go on.
func (c *cluster) stall(r *replica) {
	c.dead.stopped++
	c.senders.did("a replica was stopped")
	_ = r.cmd.Process.Signal(freeze)
	eventually(c.t, "another replica sends", func() bool { return c.sender() != r })
	pause(500)
	_ = r.cmd.Process.Signal(thaw)
	pause(500)
}

// drain waits until what was on its way at the last kill was tried again, and
// nothing more comes.
func (c *cluster) drain() {
	time.Sleep(store.FirstAttempt + 10*time.Second)
	for last := -1; last != c.api.Over().Messages; {
		last = c.api.Over().Messages
		time.Sleep(5 * time.Second)
	}
}

// write is everybody writing, as fast as the rate of replies lets them.
func (c *cluster) write(ctx context.Context) {
	c.pushed = map[int64][]int64{}
	gap := time.Duration(float64(time.Second) / *replicaRate * 1.5)
	for round := 0; ; round++ {
		for i := range *replicaChats {
			time.Sleep(gap)
			for c.api.Waiting() > replicasWaiting && ctx.Err() == nil {
				time.Sleep(time.Millisecond)
			}
			if ctx.Err() != nil && round > 0 {
				return
			}
			chat := int64(1000 + i)
			c.pushed[chat] = append(c.pushed[chat], c.api.Say(chat, "8"))
		}
	}
}

// verify compares what Telegram sent and saw with what the database remembers.
func (c *cluster) verify() {
	st, err := postgres.Open(c.t.Context(), c.url)
	if err != nil {
		c.t.Fatal(err)
	}
	defer st.Close()
	updates, wrong, wire, doubled, pending := 0, 0, 0, 0, 0
	for chat, ids := range c.pushed {
		user := dialogs.UserID("telegram:" + strconv.FormatInt(chat, 10))
		if !c.verifyLedger(st, user, ids) {
			wrong++
		}
		d, p := c.verifyWire(st, user, c.api.Sent(chat))
		updates, doubled, pending = updates+len(ids), doubled+d, pending+p
		wire += len(c.api.Sent(chat))
	}
	over := c.api.Over()
	faults := c.dead.replicas + c.dead.databases + c.dead.stopped
	c.t.Logf("%d replicas and %d times the database killed, %d replicas stopped for longer than their lease, under %d chats: "+
		"%d updates, lost, doubled or out of order in %d chats; "+
		"%d messages on the wire, %d of them doubled, %d not sent yet, %d above the rate of all, %d above that of a chat; "+
		"the sender changed: %s",
		c.dead.replicas, c.dead.databases, c.dead.stopped, *replicaChats, updates, wrong, wire, doubled, pending, over.Overall, over.Chat,
		strings.Join(c.senders.changes, ", "))
	if most := faults * replicasAtOnce; doubled > most {
		c.t.Errorf("%d doubled replies; %d were on the wire at most", doubled, most)
	}
	if n := len(c.senders.changes); n > faults {
		c.t.Errorf("the sender changed %d times after %d faults: two were sending at once", n, faults)
	}
	if *replicaCrashes >= replicasFull && pending > 0 {
		c.t.Errorf("%d replies were never sent", pending)
	}
	if over.Overall > 0 {
		c.t.Errorf("%d messages came above the rate: more than one replica was sending", over.Overall)
	}
	if updates < *replicaChats {
		c.t.Errorf("only %d updates: nothing was tested", updates)
	}
}

// verifyLedger: every update of a chat was applied once, in order.
func (c *cluster) verifyLedger(st store.Store, user dialogs.UserID, ids []int64) bool {
	var got []int64
	for e, err := range st.Ledger(c.t.Context(), user) {
		if err != nil {
			c.t.Fatal(err)
		}
		text := string(e.ID)[strings.LastIndexByte(string(e.ID), ':')+1:]
		id, err := strconv.ParseInt(text, 10, 64)
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
		return false
	}
	return slices.Equal(got, ids)
}

// verifyWire: the messages of a chat are those of the record, in order; what
// is there besides is the double of the one that follows, or, when the sender
// that was stopped woke up and noted its own first, of the one before.
func (c *cluster) verifyWire(st store.Store, user dialogs.UserID, wire []botapi.Message) (doubled, pending int) {
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
		case at < len(record) && strings.TrimSpace(record[at].Reply.Text) == m.Text, at == len(record) && pending > 0,
			at > 0 && strings.TrimSpace(record[at-1].Reply.Text) == m.Text:
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
