package telegram

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"capheso/adapters/adaptertest/botapi"
	"capheso/dialogs"
)

// TestUpdates reads Telegram's own JSON.
func TestUpdates(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/updates.txtar")
	if err != nil {
		t.Fatal(err)
	}
	c := named(t)
	for _, f := range archive.Files {
		raw, want, ok := strings.Cut(strings.TrimSpace(string(f.Data)), "\n=> ")
		if !ok {
			t.Fatalf("%s: no =>", f.Name)
		}
		u, odd := c.decode([]byte(raw))
		if got := told(u, odd); got != want {
			t.Errorf("%s:\n got %s\nwant %s\n%v", f.Name, got, want, odd)
		}
		if u.id < 10000 {
			t.Errorf("%s: an update without its number stops everything behind it", f.Name)
		}
		if strings.Contains(raw, `"callback_query"`) != (u.tap != "") {
			t.Errorf("%s: every tap wants an answer, and nothing else does", f.Name)
		}
	}
	if len(archive.Files) < 40 {
		t.Errorf("%d updates", len(archive.Files))
	}
}

// named is a channel that knows its name, without a network.
func named(t *testing.T) *Channel {
	t.Helper()
	c, err := New(Options{Token: botapi.Token})
	if err != nil {
		t.Fatal(err)
	}
	name := botapi.Username
	c.name.Store(&name)
	return c
}

// told writes what an update means.
func told(u taking, odd error) string {
	s := "nothing"
	if ev := u.event; ev.Body != nil {
		kind := strings.TrimPrefix(fmt.Sprintf("%T", ev.Body), "dialogs.")
		body := fmt.Sprint(ev.Body)
		if sent, ok := ev.Body.(dialogs.Sent); ok {
			body = "{" + strings.TrimSpace(fmt.Sprint(sent.Kind, " ", sent.Caption)) + "}"
		}
		s = fmt.Sprintf("%s %s %s%s", strings.TrimPrefix(string(ev.ID), "telegram:700000001:"), ev.User, kind, body)
	}
	if odd != nil {
		s += ", odd"
	}
	return s
}

func TestWhatIsNoUpdateHasNoNumber(t *testing.T) {
	c := named(t)
	for _, raw := range []string{``, `null`, `[]`, `7`, `"x"`, `{}`, `{"update_id":0}`, `{"update_id":"7"}`, `{"update_id":1e400}`} {
		if u, err := c.decode([]byte(raw)); u.id != 0 || u.event.Body != nil || err == nil {
			t.Errorf("%s: %+v, %v", raw, u, err)
		}
	}
}

// TestBotsDoNotShareEvents: two bots number their updates alike.
func TestBotsDoNotShareEvents(t *testing.T) {
	other, err := New(Options{Token: "8:x"})
	if err != nil {
		t.Fatal(err)
	}
	raw := []byte(`{"update_id":5,"message":{"message_id":1,"date":1,"chat":{"id":7,"type":"private"},"text":"chào"}}`)
	a, _ := named(t).decode(raw)
	b, _ := other.decode(raw)
	if a.event.ID == b.event.ID || a.event.ID == "" {
		t.Errorf("%q and %q", a.event.ID, b.event.ID)
	}
}

// TestGroupsBeforeTheNameIsKnown: nothing is answered that may be for others.
func TestGroupsBeforeTheNameIsKnown(t *testing.T) {
	c, err := New(Options{Token: botapi.Token})
	if err != nil {
		t.Fatal(err)
	}
	u, _ := c.decode([]byte(`{"update_id":5,"message":{"message_id":1,"date":1,"chat":{"id":-7,"type":"group"},"text":"@ chào"}}`))
	if u.event.Body != nil {
		t.Errorf("%+v", u.event)
	}
}

func TestNewestIsBounded(t *testing.T) {
	var n newest
	for chat := range int64(3 * newestKept) {
		n.note(chat, 5, "cũ")
	}
	if len(n.last) > newestKept {
		t.Errorf("%d chats are remembered", len(n.last))
	}
	n.note(1, 9, "cũ")
	n.note(1, 4, "cũ")
	if !n.changed(70, 1, 9, "mới") || n.changed(71, 1, 4, "mới") || n.changed(72, -1, 1, "mới") {
		t.Error("the newest is not the newest")
	}
}

// TestAnEditIsReadOnce: however often Telegram says that a message is edited,
// only other words are; and an edit that was not kept is read when it comes
// again.
func TestAnEditIsReadOnce(t *testing.T) {
	c := named(t)
	update := func(id int, kind, text string) bool {
		t.Helper()
		u, err := c.decode(fmt.Appendf(nil, `{"update_id":%d,%q:{"message_id":5,"date":1,"chat":{"id":7,"type":"private"},"text":%q}}`, id, kind, text))
		if err != nil {
			t.Fatal(err)
		}
		return u.event.Body != nil
	}
	for i, x := range []struct {
		id         int
		kind, text string
		read       bool
	}{
		{1, "message", "xem http://x.vn", true},
		{2, "edited_message", "xem http://x.vn", false}, // its picture was found
		{3, "edited_message", "quên mật khẩu", true},
		{3, "edited_message", "quên mật khẩu", true}, // delivered again
		{4, "edited_message", "quên mật khẩu", false},
		{1, "message", "xem http://x.vn", true}, // delivered again
		{5, "edited_message", "quên mật khẩu", false},
		{6, "edited_message", "xem http://x.vn", true},
	} {
		if got := update(x.id, x.kind, x.text); got != x.read {
			t.Errorf("%d: update %d, %s %q was read: %v", i, x.id, x.kind, x.text, got)
		}
	}
}

// FuzzDecode: no update stops the bot, and none is of another channel.
func FuzzDecode(f *testing.F) {
	archive, err := txtar.ParseFile("testdata/updates.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range archive.Files {
		raw, _, _ := strings.Cut(string(file.Data), "\n")
		f.Add([]byte(raw))
	}
	c, err := New(Options{Token: botapi.Token})
	if err != nil {
		f.Fatal(err)
	}
	name := botapi.Username
	c.name.Store(&name)
	f.Fuzz(func(t *testing.T, raw []byte) {
		u, _ := c.decode(raw)
		if u.event.Body != nil && (u.id == 0 || u.event.ID == "" || u.event.User.Channel() != "telegram") {
			t.Errorf("%+v", u)
		}
		if j, ok := u.event.Body.(dialogs.Joined); ok && strings.ContainsAny(j.Payload, " \n") {
			t.Errorf("payload %q", j.Payload)
		}
	})
}
