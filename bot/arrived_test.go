package bot

import (
	"testing"
	"time"

	"capheso/dialogs"
)

// TestANoticeArrives: a network that says so has it kept once, whichever party
// it names first; of other messages, other people and strangers nothing is.
func TestANoticeArrives(t *testing.T) {
	inHouse(t, &fake{}, func(h *house) {
		h.home(sau)
		h.home("fake:other")
		byDay()
		time.Sleep(24 * time.Hour) // after the tip of that day
		id := h.place(time.Now())
		time.Sleep(24 * time.Hour)
		remote, reply := "", ""
		for o, err := range h.store.Outcomes(t.Context(), sau) {
			if err != nil {
				t.Fatal(err)
			}
			if o.Reply.Notice == id {
				remote = o.Remote
			} else {
				reply = o.Remote
			}
		}
		if remote == "" || reply == "" {
			t.Fatal("nothing was sent")
		}
		arrived := func(id, user dialogs.UserID, body dialogs.Arrived) {
			h.event(dialogs.Event{ID: dialogs.EventID(id), User: user, At: time.Now(), Body: body})
		}
		arrived("1", sau, dialogs.Arrived{Remote: reply})
		arrived("2", "fake:other", dialogs.Arrived{Remote: remote})
		arrived("3", "fake:nobody", dialogs.Arrived{Remote: remote, Or: "fake:other"})
		arrived("4", sau, dialogs.Arrived{})
		kept := func() (users []dialogs.UserID) {
			for f, err := range h.store.Facts(t.Context(), time.Time{}, time.Now().Add(time.Hour)) {
				if err == nil && f.Kind == dialogs.NoticeArrived && f.About == id {
					users = append(users, f.User)
				}
			}
			return users
		}
		if got := kept(); len(got) != 0 {
			t.Errorf("arrived at %v", got)
		}
		arrived("5", "fake:account", dialogs.Arrived{Remote: remote, Or: sau})
		arrived("6", sau, dialogs.Arrived{Remote: remote, Or: "fake:account"})
		if got := kept(); len(got) != 1 || got[0] != sau {
			t.Errorf("arrived at %v", got)
		}
		if _, found, _ := h.store.Session(t.Context(), "fake:account"); found {
			t.Error("the account became a learner")
		}
	})
}
