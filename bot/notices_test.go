package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"capheso/adapters"
	"capheso/bot/notices"
	"capheso/dialogs"
	"capheso/store"
)

// told are the messages that are notices.
func told(ch *fake) (list []sent) {
	for _, s := range ch.all() {
		if strings.Contains(s.text, "nhà văn hóa") {
			list = append(list, s)
		}
	}
	return list
}

// byDay moves the clock to nine in the morning in Vietnam, after a night.
func byDay() {
	now := time.Now()
	time.Sleep(now.Truncate(24 * time.Hour).Add(26 * time.Hour).Sub(now))
}

// place puts up a notice for everybody.
func (h *house) place(at time.Time) string {
	h.t.Helper()
	id, err := h.bot.Notices.Place(notices.Notice{Text: "Mời {bác} tới nhà văn hóa.", To: "all", At: at, Until: at.Add(72 * time.Hour)})
	if err != nil {
		h.t.Fatal(err)
	}
	return id
}

// TestANoticeReachesEverybodyOnce: one message each, at the network's pace, on
// the day after who had a tip that morning, and none for who asked for peace.
func TestANoticeReachesEverybodyOnce(t *testing.T) {
	const learners = 100
	ch := &fake{limits: adapters.Limits{Rate: 10}}
	inHouse(t, ch, func(h *house) {
		for i := range learners {
			h.home(dialogs.UserID(fmt.Sprintf("fake:%03d", i)))
		}
		h.says("fake:000", "tạm dừng")
		id := h.place(time.Now())
		time.Sleep(72 * time.Hour)
		got := map[dialogs.UserID]int{}
		for _, s := range told(ch) {
			got[s.to]++
			if !s.bulk || !strings.Contains(s.text, "Thông báo") || strings.Contains(s.text, "{") {
				h.t.Errorf("sent %+v", s)
			}
		}
		if len(got) != learners-1 || got["fake:000"] != 0 {
			h.t.Errorf("%d learners have it", len(got))
		}
		for user, n := range got {
			if n != 1 {
				h.t.Errorf("%s has it %d times", user, n)
			}
		}
		if n, err := h.bot.Notices.Get(id); err != nil || n.State() != "told" || n.Reached != learners {
			h.t.Errorf("%+v, %v", n, err)
		}
	})
}

// TestANoticeGoesOnAfterAStop: a bot that stopped in the middle of it left some
// with it and others without; the next one puts it to all.
func TestANoticeGoesOnAfterAStop(t *testing.T) {
	const learners = 3 * ringOnce
	ch := &fake{}
	inHouse(t, ch, func(h *house) {
		for i := range learners {
			h.bot.Inlet(h.t.Context(), dialogs.Event{ID: "1", User: dialogs.UserID(fmt.Sprintf("fake:%04d", i)), At: time.Now(), Body: dialogs.Said{Text: "chào"}},
				dialogs.Event{ID: "2", User: dialogs.UserID(fmt.Sprintf("fake:%04d", i)), At: time.Now().Add(time.Minute), Body: dialogs.Said{Text: "đồng ý"}})
		}
		byDay()
		before := len(told(ch))
		n, err := h.bot.Notices.Get(h.place(time.Now().Add(time.Hour)))
		if err != nil {
			h.t.Fatal(err)
		}
		other := New(&breaks{Store: h.store, after: 1}, h.bot.world, h.bot.log, ch)
		other.Notices = h.bot.Notices
		if err := other.tellNotice(h.t.Context(), n); !errors.Is(err, errBroken) {
			h.t.Fatalf("the store broke and it is %v", err)
		}
		time.Sleep(48 * time.Hour)
		if got := len(told(ch)) - before; got != learners {
			h.t.Errorf("%d learners have it", got)
		}
	})
}

// errBroken is what a store says that breaks.
var errBroken = errors.New("broken")

// breaks is a store that keeps some groups of events and then no more.
type breaks struct {
	store.Store
	after int
}

func (b *breaks) ApplyAll(ctx context.Context, evs []dialogs.Event, step store.Step) []store.Result {
	if b.after--; b.after < 0 {
		results := make([]store.Result, len(evs))
		for i := range results {
			results[i].Err = errBroken
		}
		return results
	}
	return b.Store.ApplyAll(ctx, evs, step)
}

// TestACancelledNoticeIsNotSent: what of it still waits goes nowhere.
func TestACancelledNoticeIsNotSent(t *testing.T) {
	const learners = 100
	ch := &fake{limits: adapters.Limits{Rate: 1}}
	inHouse(t, ch, func(h *house) {
		for i := range learners {
			h.home(dialogs.UserID(fmt.Sprintf("fake:%03d", i)))
		}
		byDay()
		time.Sleep(24 * time.Hour)
		id := h.place(time.Now())
		time.Sleep(24*time.Hour - 2*time.Hour + 30*time.Second) // the tips were first; this is half a minute of the next morning
		some := len(told(ch))
		if _, err := h.bot.Notices.Change(id, func(n *notices.Notice) error { n.Cancelled = time.Now(); return nil }); err != nil {
			h.t.Fatal(err)
		}
		time.Sleep(24 * time.Hour)
		if got := len(told(ch)); some == 0 || some == learners || got > some+1 {
			h.t.Errorf("%d had it when it was cancelled, %d in the end", some, got)
		}
		failed := 0
		for i := range learners {
			for o, err := range h.store.Outcomes(h.t.Context(), dialogs.UserID(fmt.Sprintf("fake:%03d", i))) {
				if err != nil {
					h.t.Fatal(err)
				}
				if o.Reply.Notice == id && o.Failed == errWithdrawn.Error() {
					failed++
					h.neverSaw(o.To, id)
				}
			}
		}
		if sent := len(told(ch)); failed+sent != learners {
			h.t.Errorf("%d sent and %d given up", sent, failed)
		}
	})
}

// neverSaw holds that a learner is not at a notice that they never had, and that
// it counts as no message to them.
func (h *house) neverSaw(user dialogs.UserID, id string) {
	h.t.Helper()
	s, _, err := h.store.Session(h.t.Context(), user)
	if d, ok := s.Dialog.(dialogs.AtNotice); err != nil || ok && d.ID == id {
		h.t.Errorf("%s is at %+v, %v", user, s.Dialog, err)
	}
	why := ""
	for f, err := range h.store.Facts(h.t.Context(), time.Time{}, time.Now().Add(time.Hour)) {
		if err == nil && f.User == user && f.About == id && f.Kind != dialogs.NoticeWaits {
			why = f.Kind + " " + f.Text
		}
	}
	if why != dialogs.NoticeSkipped+" cancelled" {
		h.t.Errorf("%s: the last that is known is %q", user, why)
	}
}

// TestANoticeIsNotLostAtNight: one that is put up at ten to eight for more than
// a slow network takes until eight reaches the others the next morning, once
// each and never at night; one with an end reaches nobody after it, and the
// ledger says so.
func TestANoticeIsNotLostAtNight(t *testing.T) {
	const learners = 30
	ch := &fake{limits: adapters.Limits{Rate: 0.025}} // 15 in ten minutes
	inHouse(t, ch, func(h *house) {
		h.evening(learners)
		h.place(time.Now())
		time.Sleep(13 * time.Hour)
		got, evening := map[dialogs.UserID]int{}, 0
		for _, s := range told(ch) {
			got[s.to]++
			if m := s.at.In(vietnam).Hour()*60 + s.at.In(vietnam).Minute(); m >= 20*60 || m < 6*60+30 {
				t.Errorf("%s has it at %v", s.to, s.at)
			} else if m > 12*60 {
				evening++
			}
		}
		if len(got) != learners || len(told(ch)) != learners || evening == 0 || evening == learners {
			t.Errorf("%d learners have it in %d messages, %d in the evening", len(got), len(told(ch)), evening)
		}
	})
	ch = &fake{limits: adapters.Limits{Rate: 0.025}}
	inHouse(t, ch, func(h *house) {
		h.evening(learners)
		end := time.Now().Add(5 * time.Minute)
		id, err := h.bot.Notices.Place(notices.Notice{Text: "Mời {bác} tới nhà văn hóa.", To: "all", At: time.Now(), Until: end})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		late := 0
		for f, err := range h.store.Facts(t.Context(), end, end.Add(72*time.Hour)) {
			if err == nil && f.About == id && f.Kind == dialogs.NoticeSkipped && f.Text == "late" {
				late++
			}
		}
		for _, s := range told(ch) {
			if s.at.After(end.Add(time.Second)) {
				t.Errorf("%s has it at %v, %v after its end", s.to, s.at, s.at.Sub(end))
			}
		}
		if sent := len(told(ch)); sent == 0 || late+sent != learners {
			t.Errorf("%d sent and %d skipped", sent, late)
		}
	})
}

// vietnam is the clock of the learners of these tests.
var vietnam = time.FixedZone("ICT", 7*60*60)

// evening has so many learners come in the afternoon, and moves the clock to ten
// to eight in the evening in Vietnam.
func (h *house) evening(learners int) {
	h.t.Helper()
	noon := time.Now().Truncate(24 * time.Hour).Add(6 * time.Hour)
	time.Sleep(time.Until(noon))
	for i := range learners {
		user := dialogs.UserID(fmt.Sprintf("fake:%03d", i))
		for n, text := range []string{"chào", "đồng ý", "bà", "bỏ qua"} {
			ev := dialogs.Event{ID: dialogs.EventID(fmt.Sprint(n)), User: user, At: time.Now(), Body: dialogs.Said{Text: text}}
			if err := h.bot.Inlet(h.t.Context(), ev); err != nil {
				h.t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
	}
	time.Sleep(time.Until(noon.Add(6*time.Hour + 50*time.Minute)))
}
