package main

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"capheso/adapters/adaptertest/botapi"
	"capheso/dialogs"
	"capheso/store/bolt"
)

const (
	stopMost  = 10 * time.Second // from SIGTERM to the end: a promise to whatever stops services
	stopChats = 40
)

// TestStop stops the built binary with SIGTERM while a network takes its time
// over the messages: it ends soon, what was acknowledged is kept, what the
// network took is on record, and the next start sends the rest, none twice.
func TestStop(t *testing.T) {
	for name, slow := range map[string]bool{"slow": true, "never answers": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &stopping{t: t, api: botapi.New(), dir: t.TempDir(), slow: slow}
			s.api.Fault = s.fault
			defer s.api.Close()
			server := httptest.NewServer(s.api)
			defer server.Close()
			defer s.fast.Store(true)
			s.run(server.URL)
		})
	}
}

// stopping is one run of the test.
type stopping struct {
	t    *testing.T
	api  *botapi.Server
	dir  string
	slow bool        // else the network never answers
	fast atomic.Bool // now the network works
}

// fault keeps who sends waiting.
func (s *stopping) fault(c botapi.Call) botapi.Fault {
	if c.Method != "sendmessage" || s.fast.Load() {
		return botapi.None
	}
	if s.slow {
		time.Sleep(time.Second)
		return botapi.None
	}
	for !s.fast.Load() {
		time.Sleep(50 * time.Millisecond)
	}
	return botapi.Drop
}

func (s *stopping) start(url string) *exec.Cmd {
	file, err := build()
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.Command(file, "serve", "-data", s.dir, "-addr", "127.0.0.1:0", "-telegram-api", url, "-telegram-rate", "0")
	cmd.Env = append(os.Environ(), "CAPHESO_TELEGRAM_TOKEN="+botapi.Token)
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	return cmd
}

// end stops the binary and says how that went.
func (s *stopping) end(cmd *exec.Cmd) {
	late := time.AfterFunc(stopMost, func() {
		s.t.Errorf("it did not end within %v", stopMost)
		_ = cmd.Process.Kill()
	})
	_ = cmd.Process.Signal(syscall.SIGTERM)
	if err := cmd.Wait(); err != nil {
		s.t.Errorf("the end: %v", err)
	}
	late.Stop()
}

func (s *stopping) run(url string) {
	cmd := s.start(url)
	for i := range stopChats {
		s.api.Say(chatOf(i), "chào")
	}
	eventually(s.t, "messages on their way", func() bool { return s.api.Calls("sendmessage") >= 10 })
	waiting := s.api.Waiting()
	s.end(cmd)
	s.verify(waiting)
	s.fast.Store(true)
	cmd = s.start(url)
	eventually(s.t, "the rest", func() bool { return s.sent() >= 3*stopChats && s.api.Waiting() == 0 })
	s.end(cmd)
	if n := s.sent(); n != 3*stopChats {
		s.t.Errorf("%d messages on the wire, want %d", n, 3*stopChats)
	}
}

func chatOf(i int) int64 { return int64(5000 + i) }

// sent is how many messages the network took.
func (s *stopping) sent() (n int) {
	for i := range stopChats {
		n += len(s.api.Sent(chatOf(i)))
	}
	return n
}

// verify compares the store with what the network saw.
func (s *stopping) verify(waiting int) {
	st, err := bolt.Open(filepath.Join(s.dir, storeFile))
	if err != nil {
		s.t.Fatal(err)
	}
	defer st.Close()
	events := 0
	for i := range stopChats {
		user := dialogs.UserID("telegram:" + strconv.FormatInt(chatOf(i), 10))
		n, outcomes := 0, 0
		for range st.Ledger(s.t.Context(), user) {
			n++
		}
		for range st.Outcomes(s.t.Context(), user) {
			outcomes++
		}
		left, err := st.Waiting(s.t.Context(), user)
		if err != nil || outcomes != len(s.api.Sent(chatOf(i))) || left+outcomes != 3*n {
			s.t.Errorf("%s: %d events, %d sent, %d on record, %d left, %v", user, n, len(s.api.Sent(chatOf(i))), outcomes, left, err)
		}
		events += n
	}
	if events < stopChats-waiting {
		s.t.Errorf("%d events are kept of %d that were acknowledged", events, stopChats-waiting)
	}
}
