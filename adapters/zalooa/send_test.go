package zalooa

import (
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"capheso/adapters"
	"capheso/adapters/adaptertest/zalo"
	"capheso/adapters/counts"
	"capheso/dialogs"
)

// verdicts is every code of the fact sheet's table and what it means for a
// message.
var verdicts = map[int]struct {
	fate  adapters.Fate
	after time.Duration
	calls int // requests of one Send
}{
	-32:  {adapters.Again, time.Minute, 1},
	-100: {adapters.Again, 0, 1}, // nothing was uploaded: there is nothing to do at once
	-200: {adapters.Refused, 0, 2},
	-201: {adapters.Refused, 0, 1},
	-204: {adapters.Parked, 5 * time.Minute, 1},
	-205: {adapters.Parked, 5 * time.Minute, 1},
	-209: {adapters.Parked, 5 * time.Minute, 1},
	-210: {adapters.Refused, 0, 1},
	-211: {adapters.Parked, time.Hour, 1},
	-212: {adapters.Parked, 5 * time.Minute, 1},
	-213: {adapters.Gone, 0, 1},
	-214: {adapters.Again, 10 * time.Minute, 1},
	-216: {adapters.Parked, 5 * time.Minute, 2},
	-217: {adapters.Gone, 0, 1},
	-218: {adapters.Closed, 0, 1},
	-219: {adapters.Parked, 5 * time.Minute, 1},
	-220: {adapters.Parked, 5 * time.Minute, 2},
	-221: {adapters.Parked, 5 * time.Minute, 1},
	-223: {adapters.Parked, 5 * time.Minute, 1},
	-224: {adapters.Parked, 5 * time.Minute, 1},
	-227: {adapters.Gone, 0, 1},
	-230: {adapters.Closed, 0, 1},
	-232: {adapters.Closed, 0, 1},
	-233: {adapters.Refused, 0, 1},
	-235: {adapters.Parked, 5 * time.Minute, 1},
	-237: {adapters.Refused, 0, 1},
	-238: {adapters.Refused, 0, 1},
	-240: {adapters.Refused, 0, 1},
	-241: {adapters.Refused, 0, 1},
	-242: {adapters.Parked, 5 * time.Minute, 1},
	-244: {adapters.Gone, 0, 1},
	-248: {adapters.Refused, 0, 1},
	-249: {adapters.Refused, 0, 1},
	-320: {adapters.Parked, 5 * time.Minute, 1},
	-321: {adapters.Parked, 5 * time.Minute, 1},
	-403: {adapters.Refused, 0, 1},

	-1340: {adapters.Refused, 0, 1},
	-1341: {adapters.Refused, 0, 1},
	-9999: {adapters.Refused, 0, 1}, // of no table
}

func TestEveryCodeIsAVerdict(t *testing.T) {
	for code := range table {
		if _, ok := verdicts[code]; !ok && code != -234 {
			t.Errorf("code %d is not tested", code)
		}
	}
	for code, want := range verdicts {
		a := newAccount(t, nil)
		a.consent()
		a.pass(time.Hour) // the token is not new
		a.zalo.Interacted(sau, a.now())
		a.zalo.Next(zalo.SendPath, zalo.Fault{Code: code}, zalo.Fault{Code: code}, zalo.Fault{Code: code})
		v := fate(t, a.send(sau, dialogs.Reply{Text: "chào"}))
		if v.Fate != want.fate || v.After != want.after || 3-a.zalo.Left(zalo.SendPath) != want.calls {
			t.Errorf("%d: %+v after %d calls, want %+v", code, v, 3-a.zalo.Left(zalo.SendPath), want)
		}
		var api *Error
		if !errors.As(v, &api) || api.Code != code {
			t.Errorf("%d: %v", code, v)
		}
		if told := strings.Contains(a.log.String(), "NOTHING CAN BE SENT"); told != (want.fate == adapters.Parked) {
			t.Errorf("%d: the log says %s", code, a.log.String())
		}
	}
}

func TestNightEndsAtSixInVietnam(t *testing.T) {
	for at, want := range map[string]time.Duration{"22:30": 7*time.Hour + 30*time.Minute, "05:59": time.Minute, "06:00": 24 * time.Hour} {
		now, err := time.Parse("2006-01-02 15:04 -0700", "2026-11-21 "+at+" +0700")
		if err != nil {
			t.Fatal(err)
		}
		if v := verdict(&Error{Code: -234}, now); v.Fate != adapters.Again || v.After != want {
			t.Errorf("%s: %+v, want %v", at, v, want)
		}
	}
}

func TestWhatIsNoAnswerIsTriedAgain(t *testing.T) {
	for name, fault := range map[string]zalo.Fault{
		"cut": {Cut: true}, "drop": {Drop: true}, "502": {Status: 502}, "503": {Status: 503}, "a page": {Status: 200}, "500 with a code": {Code: -1, Status: 500},
	} {
		a := newAccount(t, nil)
		a.consent()
		a.zalo.Next(zalo.SendPath, fault)
		if v := fate(t, a.send(sau, dialogs.Reply{Text: "chào"})); v.Fate != adapters.Again {
			t.Errorf("%s: %+v", name, v)
		}
		a.sends(sau, "chào")
	}
}

// TestATipThatMayHaveArrivedIsNotSentAgain: nobody waits for it, and twice is
// worse than never.
func TestATipThatMayHaveArrivedIsNotSentAgain(t *testing.T) {
	for _, c := range []struct {
		fault zalo.Fault
		fate  adapters.Fate
	}{
		{zalo.Fault{Cut: true}, adapters.Refused}, {zalo.Fault{Drop: true}, adapters.Refused},
		{zalo.Fault{Status: 502}, adapters.Again}, {zalo.Fault{Code: -32}, adapters.Again}, {zalo.Fault{Code: -204}, adapters.Parked},
	} {
		a := newAccount(t, nil)
		a.consent()
		a.zalo.Next(zalo.SendPath, c.fault)
		if v := fate(t, a.send(sau, dialogs.Reply{Text: "mẹo", Bulk: true})); v.Fate != c.fate {
			t.Errorf("%+v: %+v", c, v)
		}
	}
}

func TestErrorsHideTokensAndAddresses(t *testing.T) {
	a := newAccount(t, nil)
	a.consent()
	access, refresh, _ := a.zalo.Grant()
	a.zalo.Next(zalo.SendPath, zalo.Fault{Drop: true})
	err := a.send(sau, dialogs.Reply{Text: "lời riêng"})
	for _, secret := range []string{access, refresh, "http://", sau, "lời riêng", a.zalo.AppSecret} {
		if strings.Contains(err.Error(), secret) || strings.Contains(a.log.String(), secret) {
			t.Errorf("%q stands in %v or in the log", secret, err)
		}
	}
}

func TestTooManyRequestsStopEverybodyForAMinute(t *testing.T) {
	a := newAccount(t, nil)
	a.consent()
	a.zalo.Next(zalo.SendPath, zalo.Fault{Code: -32})
	_ = a.send(sau, dialogs.Reply{Text: "một"})
	if v := fate(t, a.send(bay, dialogs.Reply{Text: "hai"})); v.Fate != adapters.Again || v.After < 50*time.Second || v.After > time.Minute {
		t.Errorf("%+v", v)
	}
	a.pass(time.Minute)
	a.sends(bay, "hai")
	if len(a.zalo.Shown(bay)) != 1 {
		t.Error("not sent")
	}
}

func TestTextIsComposedAndFits(t *testing.T) {
	a := newAccount(t, nil)
	a.consent()
	long := norm.NFD.String(strings.Repeat("Bác bấm nút đỏ ở góc trên bên phải màn hình điện thoại nhé. ", 200))
	for _, r := range adapters.Pack(a.c.Limits(), []dialogs.Reply{{Text: long}}) {
		if err := a.send(sau, r); err != nil {
			t.Fatal(err)
		}
	}
	shown := a.zalo.Shown(sau)
	var whole strings.Builder
	for i, m := range shown {
		if !norm.NFC.IsNormalString(m.Text) || i < len(shown)-1 && !strings.HasSuffix(m.Text, ".") {
			t.Errorf("part %d: …%q", i, m.Text[len(m.Text)-40:])
		}
		whole.WriteString(m.Text + " ")
	}
	if strings.TrimSpace(whole.String()) != strings.TrimSpace(norm.NFC.String(long)) || len(shown) > 7 {
		t.Errorf("%d parts are not the whole", len(shown))
	}
}

func TestTheWindow(t *testing.T) {
	const user = dialogs.UserID("zalooa:" + sau)
	for _, c := range []struct {
		idle      time.Duration
		allowPaid bool
		sent      bool
		billed    bool
	}{
		{0, false, true, false},
		{47 * time.Hour, false, true, false},
		{49 * time.Hour, false, false, false},
		{49 * time.Hour, true, true, true},
		{167 * time.Hour, true, true, true},
		{169 * time.Hour, true, false, false},
		{2000 * time.Hour, false, false, false},
	} {
		a := newAccount(t, func(o *Options) { o.AllowPaid = c.allowPaid })
		a.consent()
		a.wrote[user] = a.now().Add(-c.idle)
		a.zalo.Interacted(sau, a.wrote[user])
		a.zalo.Next(zalo.SendPath, zalo.Fault{})
		err := a.send(sau, dialogs.Reply{Text: "mẹo", Bulk: true})
		if (err == nil) != c.sent {
			t.Errorf("%+v: %v", c, err)
		}
		if err != nil && fate(t, err).Fate != adapters.Closed {
			t.Errorf("%+v: %v", c, err)
		}
		if asked := a.zalo.Left(zalo.SendPath) == 0; asked != c.sent {
			t.Errorf("%+v: Zalo was asked: %v", c, asked)
		}
		month := counts.Month(a.now())
		free, paid := a.c.o.Counts.Of(string(user), month, CountFree), a.c.o.Counts.Of(string(user), month, CountPaid)
		if free+paid != len(a.zalo.Shown(sau)) || (paid == 1) != c.billed {
			t.Errorf("%+v: counted %d free, %d paid", c, free, paid)
		}
	}
}

func TestErasedLearnersLeaveTheCounts(t *testing.T) {
	a := newAccount(t, nil)
	a.consent()
	a.sends(sau, "chào")
	a.c.Forget("zalooa:" + sau)
	month := counts.Month(a.now())
	if a.c.o.Counts.Of("zalooa:"+sau, month, CountFree) != 0 || a.c.o.Counts.Sum(month, CountFree) != 1 {
		t.Error("still counted by name, or the sum is gone")
	}
}

func TestButtonsSwitchThemselvesOff(t *testing.T) {
	for _, code := range []int{-201, -233} {
		a := newAccount(t, func(o *Options) { o.Buttons = true })
		a.consent()
		a.zalo.NoButtons = code
		r := dialogs.Reply{Text: "Bác chọn nhé", Offer: 1, Choices: []dialogs.Choice{{Label: "Học bài", Value: "learn"}, {Label: "Hỏi", Value: "ask"}}}
		for range 2 {
			if err := a.send(sau, r); err != nil {
				t.Fatal(err)
			}
		}
		for _, m := range a.zalo.Shown(sau) {
			if len(m.Buttons) != 0 || !strings.HasSuffix(m.Text, "1. Học bài\n2. Hỏi") {
				t.Errorf("shown %+v", m)
			}
		}
		if strings.Count(a.log.String(), "buttons are refused") != 1 {
			t.Errorf("told: %s", a.log.String())
		}
	}
	a := newAccount(t, func(o *Options) { o.Buttons = true })
	a.consent()
	if err := a.send(sau, dialogs.Reply{Text: "Chọn", Choices: []dialogs.Choice{{Label: "Học bài", Value: "learn"}}}); err != nil {
		t.Fatal(err)
	}
	if m := a.zalo.Shown(sau); len(m) != 1 || len(m[0].Buttons) != 1 || m[0].Text != "Chọn" {
		t.Errorf("%+v", m)
	}
}

func TestPicturesAreUploadedOnce(t *testing.T) {
	a := newAccount(t, func(o *Options) {
		o.Picture = func(name string) ([]byte, error) {
			switch name {
			case "a/nut.png":
				return []byte("png"), nil
			case "a/lon.png":
				return make([]byte, maxPicture+1), nil
			}
			return nil, errors.New("there is none")
		}
	})
	a.consent()
	see := func(image string) zalo.Message {
		t.Helper()
		if err := a.send(sau, dialogs.Reply{Text: "Nút ở đây", Image: image}); err != nil {
			t.Fatal(err)
		}
		all := a.zalo.Shown(sau)
		return all[len(all)-1]
	}
	see("a/nut.png")
	if m := see("a/nut.png"); m.Image != "upload-1" || a.zalo.Uploads() != 1 {
		t.Errorf("%+v, %d uploads", m, a.zalo.Uploads())
	}
	a.pass(6*24*time.Hour + time.Minute)
	a.zalo.Interacted(sau, a.now())
	if m := see("a/nut.png"); m.Image != "upload-2" {
		t.Errorf("after six days: %+v", m)
	}
	a.zalo.DropUploads()
	if m := see("a/nut.png"); m.Image != "upload-3" {
		t.Errorf("after Zalo forgot it: %+v", m)
	}
	for _, image := range []string{"a/lon.png", "a/khong.png"} {
		if m := see(image); m.Image != "" || m.Text != "Nút ở đây" {
			t.Errorf("%s: %+v", image, m)
		}
	}
	a.pass(6*24*time.Hour + time.Minute)
	a.zalo.Interacted(sau, a.now())
	a.zalo.Next(zalo.UploadPath, zalo.Fault{Code: -201})
	if m := see("a/nut.png"); m.Image != "" || m.Text != "Nút ở đây" || !strings.Contains(a.log.String(), "picture was refused") {
		t.Errorf("a picture Zalo refuses: %+v", m)
	}
	if m := see("https://example.vn/1.png"); m.Image != "https://example.vn/1.png" {
		t.Errorf("%+v", m)
	}
}
