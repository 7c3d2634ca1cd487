package main

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"capheso/dialogs"
	"capheso/store/postgres"
)

// hooked is a bot behind a webhook that the test itself delivers to.
type hooked struct {
	*running
	t       *testing.T
	address string
}

const hookSecret = "the-secret-of-the-test-0123456789"

// deliver brings the bot one message and returns the status it answers with.
func (h *hooked) deliver(id int) int {
	h.t.Helper()
	body := fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1,"chat":{"id":1000,"type":"private"},"from":{"id":1000},"text":"8"}}`, id, id)
	req, err := http.NewRequest(http.MethodPost, "http://"+h.address+"/telegram", bytes.NewReader([]byte(body)))
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Telegram-Bot-Api-Secret-Token", hookSecret)
	resp, err := (&http.Client{Timeout: time.Minute}).Do(req)
	if err != nil {
		return 0 // it is not there yet
	}
	resp.Body.Close()
	return resp.StatusCode
}

// TestDatabaseAway: the database is away when the bot starts, goes away while
// it runs, and comes back, twice. Meanwhile each message is answered with 503,
// so that the network sends it again; nothing that was taken is lost, and the
// bot goes on by itself.
func TestDatabaseAway(t *testing.T) {
	server, url := startDatabase(t)
	api, network := fakeAPI(t)
	api.Meet(1000)
	address := freeAddress(t)
	t.Setenv("CAPHESO_TELEGRAM_WEBHOOK_SECRET", hookSecret)
	server.Kill()
	h := &hooked{t: t, address: address, running: serving(t, "-store", url, "-addr", address,
		"-telegram-api", network, "-telegram-webhook-url", "http://"+address+"/telegram", "-burst", "0")}
	eventually(t, "a line about the database that is away", func() bool { return strings.Contains(h.errs.String(), "waiting for the store") })
	back := func() {
		if err := server.Run(); err != nil {
			t.Fatal(err)
		}
	}
	back()
	update := 0
	for range 3 {
		update++
		eventually(t, "a message is taken", func() bool { return h.deliver(update) == http.StatusOK })
		server.Kill()
		update++
		for range 3 {
			if status := h.deliver(update); status != http.StatusServiceUnavailable {
				t.Errorf("with the database away a message is answered with %d", status)
			}
		}
		back()
	}
	eventually(t, "a message is taken", func() bool { return h.deliver(update) == http.StatusOK })
	eventually(t, "an answer is sent", func() bool { return len(api.Sent(1000)) > 0 })
	checkAway(t, url, update)
	for line := range strings.Lines(h.errs.String()) {
		if !strings.HasPrefix(line, "time=") {
			t.Errorf("the log has a line that is none: %q", line)
		}
	}
}

// checkAway: of the updates, each that was taken counts once.
func checkAway(t *testing.T, url string, last int) {
	t.Helper()
	st, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	var got []string
	for e, err := range st.Ledger(t.Context(), dialogs.UserID("telegram:1000")) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(e.ID[strings.LastIndexByte(string(e.ID), ':')+1:]))
	}
	if want := fmt.Sprintf("[1 3 5 %d]", last); fmt.Sprint(got) != want {
		t.Errorf("applied %v, want %s", got, want)
	}
}
