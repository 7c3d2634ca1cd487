package dialogs

import "time"

// Notice is what an operator has to tell: a class on Saturday, a change of
// opening hours. It takes the road of the tips and keeps their habits.
type Notice struct {
	ID    string    `json:"id"`
	Text  string    `json:"text"`
	Until time.Time `json:"until"` // of no use after it
}

// noticeAlarm rings when a notice that waits may be tried again.
const noticeAlarm = "notice"

// noticesMost is how many notices wait for one learner; the oldest give way.
const noticesMost = 3

// The facts of a notice, each about its ID. Text is why.
const (
	NoticeSent    = "notice.sent"    // it went into the outbox
	NoticeWaits   = "notice.waits"   // it will be tried again
	NoticeSkipped = "notice.skipped" // this learner will not get it
	NoticeRead    = "notice.read"    // the learner said so
)

// tooLate is why a notice is skipped that waited until it was of no use.
const tooLate hindrance = "late"

// noticed tells a notice now, has it wait, or leaves it.
func (t *Turn) noticed(n Notice) {
	t.quiet = true
	switch why := t.hindrance(); {
	case t.At.After(n.Until):
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

// tell says a notice.
func (t *Turn) tell(n Notice) {
	t.disturb()
	t.Count(Fact{Kind: NoticeSent, About: n.ID})
	if _, ok := t.s.Dialog.(AtNotice); ok {
		t.moved = true
	}
	t.enter(AtNotice{ID: n.ID, Text: n.Text})
}

// waitingNotice tells the first notice that waits, if there is one and it may
// go now. It goes before a tip: a notice is of use for some days only.
func (t *Turn) waitingNotice() bool {
	for len(t.s.Notices) > 0 {
		why := t.hindrance()
		n := t.s.Notices[0]
		if why.passes() && !t.At.After(n.Until) {
			t.retryNotices(why)
			return false
		}
		t.s.Notices = t.s.Notices[1:]
		if !t.At.After(n.Until) && why == "" {
			t.tell(n)
			t.retryNotices(enough)
			return true
		}
		if why == "" || t.At.After(n.Until) {
			why = tooLate
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
	ID   string `json:"id"`
	Text string `json:"text"`
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
