// Package adaptertest holds every channel to the contract of package adapters,
// and keeps its tests on this machine.
//
// A channel calls Run with itself connected to a fake of its network. The
// fakes, with faults on demand, live in the folders below.
package adaptertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"capheso/adapters"
	"capheso/dialogs"
)

// Network is a channel connected to a fake of its network.
type Network struct {
	Channel adapters.Channel

	// Learner is the nth person of the fake, whom the channel may write to.
	Learner func(n int) dialogs.UserID
	// Shown lists the messages a learner has on their screen, oldest first.
	Shown func(to dialogs.UserID) []Shown
	// Say makes the network deliver a learner's text to the channel, once,
	// with in as the bot behind it, and reports whether the channel took it:
	// false means that the network will deliver it again. The same n is the
	// same message of that learner, delivered again.
	Say func(in adapters.Inlet, from dialogs.UserID, n int, text string) bool
	// Tap is Say for a tap on a button of the newest message. Nil when the
	// network has no buttons, or shows what was tapped as a text.
	Tap func(in adapters.Inlet, from dialogs.UserID, n int, button int) bool
	// Fail makes the network refuse the next send in a way that means fate, and
	// reports false when it has no such way.
	Fail func(fate adapters.Fate) bool
}

// Shown is one message as the learner sees it.
type Shown struct {
	Text    string
	Buttons []string // labels
}

// Run holds a channel to the contract. open is called for each test and
// connects a fresh channel to a fresh fake.
func Run(t *testing.T, open func(t *testing.T) Network) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Network)
	}{
		{"name", named},
		{"limits", limited},
		{"texts arrive as they are", textsIntact},
		{"long texts arrive whole", longTexts},
		{"choices can be made", choices},
		{"a failure is a verdict", verdicts},
		{"a stranger is refused", stranger},
		{"an ended context ends a send", cancelled},
		{"nothing leaves a process that may not send any more", fenced},
		{"many at once", manyAtOnce},
		{"delivered twice is one event", deliveredTwice},
		{"what is not kept is delivered again", notKept},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

func named(t *testing.T, n Network) {
	name := n.Channel.Name()
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return r < 'a' || r > 'z' }) {
		t.Errorf("the name is %q; small letters only", name)
	}
	if n.Learner(0) == n.Learner(1) {
		t.Error("two learners have one id")
	}
	for i := range 2 {
		if got := n.Learner(i).Channel(); got != name {
			t.Errorf("learner %s is of channel %q, not %q", n.Learner(i), got, name)
		}
	}
}

func limited(t *testing.T, n Network) {
	l := n.Channel.Limits()
	if l.Text < 0 || l.Buttons < 0 || l.Label < 0 || l.Rate < 0 {
		t.Errorf("negative limits: %+v", l)
	}
	if l.Count == nil {
		return
	}
	if l.Count("") != 0 {
		t.Errorf("nothing counts %d", l.Count(""))
	}
	for _, s := range awkward {
		if one, two := l.Count(s), l.Count(s+s); one <= 0 || two < one {
			t.Errorf("%q counts %d, twice %d", s, one, two)
		}
	}
}

// awkward are texts that networks and their clients like to change.
var awkward = []string{
	"Chào bác, cháu là Cà Phê Số.",
	"ế", "👨‍👩‍👧 👍🏽 🇻🇳", "một\nhai\n\nbốn",
	`1 < 2 && 3 > 2 & "nháy" 'đơn' &amp; <b>không đậm</b>`,
	"*sao* _gạch_ `mã` [ngoặc](https://dichvucong.gov.vn) ~ # + - = | { } . !",
	"https://dichvucong.gov.vn/?a=1&b=2 +84 912 345 678 @ten /hoc #the",
	"100% {0} %d %s \\n $1",
}

// send is a Send that must succeed, of a reply packed for the channel.
func (n Network) send(t *testing.T, to dialogs.UserID, r dialogs.Reply) {
	t.Helper()
	for _, piece := range adapters.Pack(n.Channel.Limits(), []dialogs.Reply{r}) {
		if _, err := n.Channel.Send(t.Context(), to, piece); err != nil {
			t.Fatalf("send %q: %v", piece.Text, err)
		}
	}
}

func textsIntact(t *testing.T, n Network) {
	for _, text := range awkward {
		n.send(t, n.Learner(0), dialogs.Reply{Text: text})
	}
	shown := n.Shown(n.Learner(0))
	if len(shown) != len(awkward) {
		t.Fatalf("%d messages were sent, %d arrived", len(awkward), len(shown))
	}
	for i, s := range shown {
		if s.Text != awkward[i] {
			t.Errorf("sent %q, arrived %q", awkward[i], s.Text)
		}
	}
	if got := n.Shown(n.Learner(1)); len(got) != 0 {
		t.Errorf("somebody else got %+v", got)
	}
}

func longTexts(t *testing.T, n Network) {
	l := n.Channel.Limits()
	text := strings.Repeat("Bác bấm nút <màu đỏ> & chờ một chút nhé 👍🏽. ", 400)
	n.send(t, n.Learner(0), dialogs.Reply{Text: text})
	var whole strings.Builder
	for _, s := range n.Shown(n.Learner(0)) {
		count := utf8.RuneCountInString
		if l.Count != nil {
			count = l.Count
		}
		if l.Text > 0 && count(s.Text) > l.Text || !utf8.ValidString(s.Text) {
			t.Errorf("a part of %d arrived: %.60q", count(s.Text), s.Text)
		}
		whole.WriteString(s.Text)
	}
	if squeeze(whole.String()) != squeeze(text) {
		t.Error("the parts are not the whole")
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// offer is a reply with choices whose values and labels are no easy ones.
var offer = dialogs.Reply{Text: "Bác chọn nhé:", Offer: 12, Choices: []dialogs.Choice{
	{Label: "Có < Không & “ừ”", Value: "yes"},
	{Label: "Không", Value: "no:with:colons"},
	{Label: "Để sau", Value: "để-sau ạ"},
}}

func choices(t *testing.T, n Network) {
	to := n.Learner(0)
	n.send(t, to, offer)
	shown := n.Shown(to)
	if len(shown) == 0 {
		t.Fatal("nothing arrived")
	}
	last := shown[len(shown)-1]
	for i, c := range offer.Choices {
		button := i < len(last.Buttons) && last.Buttons[i] == c.Label
		if !button && !strings.Contains(last.Text, fmt.Sprintf("%d. %s", i+1, c.Label)) {
			t.Errorf("choice %q is neither a button nor a line of %+v", c.Label, last)
		}
	}
	if n.Tap == nil || len(last.Buttons) == 0 {
		return
	}
	in := new(inlet)
	for i, c := range offer.Choices {
		if !n.Tap(in.take, to, i, i) {
			t.Fatal("a tap was not taken")
		}
		want := dialogs.Chose{Offer: offer.Offer, Value: c.Value}
		if got := in.events(); len(got) != i+1 || got[i].Body != want || got[i].User != to {
			t.Errorf("tapped %+v, got %+v", want, got)
		}
	}
}

func verdicts(t *testing.T, n Network) {
	failed := 0
	for _, fate := range []adapters.Fate{adapters.Again, adapters.Refused, adapters.Closed, adapters.Gone} {
		if !n.Fail(fate) {
			continue
		}
		failed++
		_, err := n.Channel.Send(t.Context(), n.Learner(0), dialogs.Reply{Text: "chào"})
		var verdict *adapters.SendError
		if !errors.As(err, &verdict) || verdict.Fate != fate || verdict.Error() == "" {
			t.Errorf("fate %d was told as %+v", fate, err)
		}
		n.send(t, n.Learner(1), dialogs.Reply{Text: "chào"})
	}
	if failed == 0 {
		t.Error("the network never fails: nothing was tested")
	}
}

func stranger(t *testing.T, n Network) {
	for _, to := range []dialogs.UserID{"", "another:1", dialogs.UserID(n.Channel.Name()), dialogs.UserID(n.Channel.Name() + "x:1")} {
		_, err := n.Channel.Send(t.Context(), to, dialogs.Reply{Text: "chào"})
		var verdict *adapters.SendError
		if !errors.As(err, &verdict) || verdict.Fate != adapters.Refused {
			t.Errorf("a send to %q ended with %v", to, err)
		}
	}
}

func cancelled(t *testing.T, n Network) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := n.Channel.Send(ctx, n.Learner(0), dialogs.Reply{Text: "chào"})
	var verdict *adapters.SendError
	if err != nil && (!errors.As(err, &verdict) || verdict.Fate != adapters.Again) {
		t.Errorf("an attempt that was broken off may be made again, not %v", err)
	}
	if arrived := len(n.Shown(n.Learner(0))) > 0; arrived != (err == nil) {
		t.Errorf("arrived: %v, but the error is %v", arrived, err)
	}
}

// fenced: the process lost its role between the begin of a send and its
// request. Nothing arrives, and the error says so.
func fenced(t *testing.T, n Network) {
	asked := false
	ctx := adapters.Fenced(t.Context(), func() bool { asked = true; return false })
	_, err := n.Channel.Send(ctx, n.Learner(0), dialogs.Reply{Text: "chào", Bulk: true})
	var verdict *adapters.SendError
	if !asked || !errors.Is(err, adapters.ErrFenced) || !errors.As(err, &verdict) {
		t.Errorf("asked %v, the send ended with %v", asked, err)
	}
	if shown := n.Shown(n.Learner(0)); len(shown) != 0 {
		t.Errorf("arrived all the same: %+v", shown)
	}
	n.send(t, n.Learner(0), dialogs.Reply{Text: "chào"})
}

func manyAtOnce(t *testing.T, n Network) {
	const learners, each = 16, 4
	var wg sync.WaitGroup
	for i := range learners {
		wg.Go(func() {
			for j := range each {
				if _, err := n.Channel.Send(t.Context(), n.Learner(i), dialogs.Reply{Text: fmt.Sprintf("%d/%d", i, j)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for i := range learners {
		shown := n.Shown(n.Learner(i))
		for j := range each {
			if len(shown) != each || shown[j].Text != fmt.Sprintf("%d/%d", i, j) {
				t.Fatalf("learner %d got %+v", i, shown)
			}
		}
	}
}

// inlet is a bot that keeps what it is given, or fails.
type inlet struct {
	mu   sync.Mutex
	fail bool
	got  []dialogs.Event
}

func (in *inlet) take(_ context.Context, events ...dialogs.Event) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.fail {
		return errors.New("the disk is full")
	}
	in.got = append(in.got, events...)
	return nil
}

func (in *inlet) events() []dialogs.Event {
	in.mu.Lock()
	defer in.mu.Unlock()
	return slices.Clone(in.got)
}

func deliveredTwice(t *testing.T, n Network) {
	in := new(inlet)
	for _, s := range []struct{ who, n int }{{0, 1}, {0, 1}, {0, 2}, {1, 1}} {
		if !n.Say(in.take, n.Learner(s.who), s.n, "quên mật khẩu") {
			t.Fatal("a message was not taken")
		}
	}
	got := in.events()
	if len(got) != 4 {
		t.Fatalf("%d events of 4 deliveries; it is the ledger that drops the second", len(got))
	}
	for i, ev := range got {
		if ev.ID == "" || ev.Body != (dialogs.Said{Text: "quên mật khẩu"}) {
			t.Errorf("event %d is %+v", i, ev)
		}
	}
	if got[0].ID != got[1].ID || got[0].User != got[1].User {
		t.Errorf("one message became two events: %+v", got[:2])
	}
	if got[0].ID == got[2].ID || got[0].User == got[3].User {
		t.Errorf("two messages became one event: %+v", got)
	}
	if got[0].User != n.Learner(0) || got[3].User != n.Learner(1) {
		t.Errorf("the learners are mixed up: %+v", got)
	}
}

func notKept(t *testing.T, n Network) {
	in := &inlet{fail: true}
	if n.Say(in.take, n.Learner(0), 1, "chào") {
		t.Error("the channel took what the bot did not keep")
	}
	in.fail = false
	if !n.Say(in.take, n.Learner(0), 1, "chào") || len(in.events()) != 1 {
		t.Error("delivered again it is still not taken")
	}
}
