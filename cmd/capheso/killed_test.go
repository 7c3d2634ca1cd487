package main

import (
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"capheso/adapters/adaptertest/botapi"
	"capheso/dialogs"
	"capheso/store"
)

// What the tests that kill the built binary share.

// fullCrash is from how many kills on a test waits until everything is
// delivered.
const fullCrash = 20

// serveKillable starts the built binary and waits until it says where it is.
// env is added to the environment. What it logs is in errs.
func serveKillable(t *testing.T, file string, env []string, args ...string) (cmd *exec.Cmd, url string, errs *shared) {
	t.Helper()
	cmd, errs = exec.Command(file, append([]string{"serve", "-burst", "0"}, args...)...), &shared{}
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = errs
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 512)
	n, err := io.ReadAtLeast(stdout, line, 20)
	url = readyLine.FindString(string(line[:n]))
	if err != nil || url == "" {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		t.Fatalf("the binary said %q, %v; %s", line[:n], err, errs.String())
	}
	go func() { _, _ = io.Copy(io.Discard, stdout) }()
	return cmd, url, errs
}

// appliedOnce: every update of a learner was applied once, in order. It returns
// how many were not applied.
func appliedOnce(t *testing.T, st store.Store, user dialogs.UserID, ids []int64) (lost int) {
	t.Helper()
	var got []int64
	for e, err := range st.Ledger(t.Context(), user) {
		if err != nil {
			t.Fatal(err)
		}
		id, err := strconv.ParseInt(string(e.ID)[strings.LastIndexByte(string(e.ID), ':')+1:], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, id)
	}
	if !slices.Equal(got, ids) {
		t.Errorf("%s: %d updates were sent, %d applied, or in another order:\n%v\n%v", user, len(ids), len(got), ids, got)
	}
	s, _, err := st.Session(t.Context(), user)
	if err != nil || s.Events != len(ids) {
		t.Errorf("%s: %d updates changed the session %d times, %v", user, len(ids), s.Events, err)
	}
	for _, id := range ids {
		if !slices.Contains(got, id) {
			lost++
		}
	}
	return lost
}

// sentInOrder: the messages a learner got are those of the record, in order;
// what is there besides is the double of the one that follows. pending are
// those not sent yet.
func sentInOrder(t *testing.T, st store.Store, user dialogs.UserID, wire []botapi.Message) (doubled []botapi.Message, pending int) {
	t.Helper()
	var record []store.Outcome
	for o, err := range st.Outcomes(t.Context(), user) {
		if err != nil {
			t.Fatal(err)
		}
		if o.Failed != "" || len(record) > 0 && o.ID <= record[len(record)-1].ID {
			t.Errorf("%s: outcome %d after others: %q", user, o.ID, o.Failed)
		}
		record = append(record, o)
	}
	pending, err := st.Waiting(t.Context(), user)
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	for i, m := range wire {
		switch {
		case at < len(record) && record[at].Remote == strconv.Itoa(m.ID):
			at++
		case at < len(record) && strings.TrimSpace(record[at].Reply.Text) == m.Text, at == len(record) && pending > 0:
			doubled = append(doubled, m)
		default:
			t.Errorf("%s: message %d on the wire is out of order: %q", user, i, m.Text)
		}
	}
	if at != len(record) {
		t.Errorf("%s: %d replies are recorded as sent and were not", user, len(record)-at)
	}
	return doubled, pending
}
