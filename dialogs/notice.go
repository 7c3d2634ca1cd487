package dialogs

import (
	"slices"
	"time"
)

// over reports whether a notice is of no use any more.
func (n Notice) over(at time.Time) bool { return !at.Before(n.Until) }

// noticeAlarm rings when a notice that waits may be tried again.
const noticeAlarm = "notice"

// noticesMost is how many notices wait for one learner; the oldest give way.
const noticesMost = 3

// The facts of a notice, each about its ID. Text is why.
const (
	NoticeSent    = "notice.sent"    // it went into the outbox
	NoticeWaits   = "notice.waits"   // it will be tried again
	NoticeSkipped = "notice.skipped" // this learner will not get it
	NoticeArrived = "notice.arrived" // it is on the phone, the network said so
	NoticeRead    = "notice.read"    // the learner said so
)

// Why a notice is skipped that nothing about the learner is in the way of.
const (
	tooLate   hindrance = "late"      // it waited until it was of no use
	cancelled hindrance = "cancelled" // the operator took it back
)

// noticed tells a notice now, has it wait, or leaves it.
func (t *Turn) noticed(n Notice) {
	t.quiet = true
	switch why := t.hindrance(); {
	case n.over(t.At):
		t.skip(n, tooLate)
	case why == "":
		t.tell(n)
	case why.passes():
		t.Count(Fact{Kind: NoticeWaits, About: n.ID, Text: string(why)})
		t.s.Notices = append(t.s.Notices, n)
		for len(t.s.Notices) > noticesMost {
			t.skip(t.s.Notices[0], enough)
			t.s.Notices = t.s.Notices[1:]
		}
		t.retryNotices(why)
	default:
		t.skip(n, why)
	}
}

func (t *Turn) skip(n Notice, why hindrance) {
	t.Count(Fact{Kind: NoticeSkipped, About: n.ID, Text: string(why)})
}

// untold takes back a notice that stayed on its way until the night, and puts
// it to the learner anew, unless it was cancelled: mostly it waits for the morning. It disturbed nobody,
// and the learner is where they were before it. Who came upon it meanwhile by
// writing sees it twice, which is better than never.
func (t *Turn) untold(u Untold) {
	t.quiet = true
	if slices.ContainsFunc(t.s.Notices, func(n Notice) bool { return n.ID == u.Notice.ID }) {
		return // another part of the same message
	}
	d, here := t.s.Dialog.(AtNotice)
	here = here && d.ID == u.Notice.ID
	if t.s.Unasked.Sub(u.Queued).Abs() < time.Millisecond { // a store may keep less than a nanosecond
		t.s.Unasked = d.Before // who went elsewhere wrote: no silence counts
		t.setCoffee()
	}
	if here {
		t.s.Dialog = t.back()
		t.s.Dialog.Show(t) // what is typed answers the choices seen last
		t.out.Replies, t.moved = nil, false
	}
	if u.Cancelled {
		t.skip(u.Notice, cancelled)
		return
	}
	t.noticed(u.Notice)
}

// tell says a notice. It is not sent once it is of no use.
func (t *Turn) tell(n Notice) {
	before := t.s.Unasked
	t.disturb()
	if n.Until.Before(t.until) {
		t.until = n.Until
	}
	t.Count(Fact{Kind: NoticeSent, About: n.ID})
	if _, ok := t.s.Dialog.(AtNotice); ok {
		t.moved = true
	}
	t.enter(AtNotice{ID: n.ID, Text: n.Text, Before: before})
}

// waitingNotice tells the first notice that waits, if there is one and it may
// go now. It goes before a tip: a notice is of use for some days only.
func (t *Turn) waitingNotice() bool {
	t.s.Notices = slices.DeleteFunc(t.s.Notices, func(n Notice) bool {
		if n.over(t.At) {
			t.skip(n, tooLate)
		}
		return n.over(t.At)
	})
	for len(t.s.Notices) > 0 {
		why, n := t.hindrance(), t.s.Notices[0]
		if why.passes() {
			t.retryNotices(why)
			return false
		}
		t.s.Notices = t.s.Notices[1:]
		if why == "" {
			t.tell(n)
			t.retryNotices(enough)
			return true
		}
		t.skip(n, why)
	}
	t.retryNotices("")
	return false
}

// retryNotices sets the alarm for what waits: an hour from now where the reason
// may be over by then, else the next morning.
func (t *Turn) retryNotices(why hindrance) {
	if len(t.s.Notices) == 0 {
		t.s.Notices = nil
		t.s.setAlarm(noticeAlarm, time.Time{})
		return
	}
	again := t.At.Add(time.Hour)
	if why == enough || t.nightAt(again) {
		again = t.morning(t.At)
	}
	t.s.setAlarm(noticeAlarm, again.UTC())
}

// AtNotice is a notice and whether it was read. The text stands here because
// no course has it.
type AtNotice struct {
	ID     string    `json:"id"`
	Text   string    `json:"text"`
	Before time.Time `json:"before,omitzero"` // when the message before it went that nobody asked for
}

func (d AtNotice) Show(t *Turn) {
	from := "Thông báo"
	if name := t.World.Contact.Name; name != "" {
		from += " của " + name
	}
	t.Ask(from+":\n"+d.Text, Choice{"Tôi đọc rồi", "read"}, Choice{"Gặp người thật", valuePerson})
	if t.bulk {
		t.out.Replies[len(t.out.Replies)-1].Notice = d.ID
	}
}

func (d AtNotice) Step(t *Turn) Dialog {
	if t.Value != "read" {
		return nil
	}
	t.Count(Fact{Kind: NoticeRead, About: d.ID})
	t.Say("Dạ, {cháu} cảm ơn {bác}.")
	if t.interrupted() {
		return Resume{Long: true}
	}
	return t.home()
}
