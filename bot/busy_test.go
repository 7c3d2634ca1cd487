package bot

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"capheso/dialogs"
)

// TestBusyIsCounted: a question that has no turn before its time is over is
// counted, and one that was given up is not.
func TestBusyIsCounted(t *testing.T) {
	withOracle(t, &oracle{takes: 20 * time.Second, deaf: true}, func(h *house) {
		users := make([]dialogs.UserID, atTheModel+2)
		for i := range users {
			users[i] = dialogs.UserID("fake:" + strings.Repeat("x", i+1))
			h.home(users[i])
		}
		for _, u := range users {
			ask := dialogs.Event{ID: "q", User: u, At: time.Now(), Body: dialogs.Said{Text: specific}}
			if err := h.bot.Inlet(h.t.Context(), ask); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		h.says(users[atTheModel+1], "0")
		time.Sleep(30 * time.Second)
		counts := httptest.NewRecorder()
		h.bot.Counts().ServeHTTP(counts, httptest.NewRequest("GET", "/metrics", nil))
		if got := counts.Body.String(); !strings.Contains(got, `capheso_model_calls_total{outcome="busy",work="answer"} 1`+"\n") {
			t.Errorf("one question had no turn:\n%s", got)
		}
	})
}
