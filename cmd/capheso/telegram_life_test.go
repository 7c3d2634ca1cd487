package main

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"capheso/adapters/adaptertest/botapi"
	"capheso/store/bolt"
)

// fakeAPI is a Bot API and its base URL.
func fakeAPI(t *testing.T) (*botapi.Server, string) {
	t.Helper()
	api := botapi.New()
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	t.Cleanup(api.Close)
	return api, server.URL
}

// talking serves a Telegram bot that says nothing unless it is written to.
func talking(t *testing.T, url string, args ...string) *running {
	t.Helper()
	return serving(t, append([]string{"-telegram-api", url, "-telegram-rate", "0", "-burst", "0"}, args...)...)
}

// end stops the program and waits for it.
func (r *running) end() {
	r.stop()
	r.done <- <-r.done // the clean-up of the test looks at it, too
}

// welcomed is a learner who has been welcomed.
func welcomed(t *testing.T, api *botapi.Server) *learner {
	t.Helper()
	l := &learner{t: t, api: api, chat: 4711}
	l.says("/start", "máy trả lời tự động")
	l.says("đồng ý", "gọi thế nào")
	l.says("bà", "gọi là bà")
	l.says("bỏ qua", "Bà muốn làm gì")
	return l
}

// settled is a learner who has been welcomed by a bot.
func settled(t *testing.T) *learner {
	t.Helper()
	api, url := fakeAPI(t)
	talking(t, url)
	return welcomed(t, api)
}

// TestTelegramMenu: every command that Telegram shows in its menu does what
// its description says.
func TestTelegramMenu(t *testing.T) {
	l := settled(t)
	does := map[string]string{
		"hoc": "Bà muốn học về gì", "hoi": "Bà muốn hỏi việc gì", "cafe": "Đọc một mẹo ngay", "dung": "nghỉ gửi mẹo một tuần",
		"help": "Bà muốn làm gì", "xoa": "Xóa hết", "start": "Xóa hết", // where they are
	}
	eventually(t, "the commands were registered", func() bool { return l.api.Commands("vi") != "" })
	var menu []struct{ Command, Description string }
	if err := json.Unmarshal([]byte(l.api.Commands("vi")), &menu); err != nil || len(menu) != len(does) {
		t.Fatalf("the menu is %s, %v", l.api.Commands("vi"), err)
	}
	for _, m := range menu {
		if does[m.Command] == "" || m.Description == "" {
			t.Errorf("command %+v", m)
			continue
		}
		l.api.Say(l.chat, "/"+m.Command)
		got := l.reads("") + buttons(l.api.Last(l.chat))
		if !strings.Contains(got, does[m.Command]) {
			t.Errorf("/%s says %q, not %q", m.Command, got, does[m.Command])
		}
	}
	l.says("/start vneid-quen-mat-khau", "VNeID")
}

// buttons are the labels below a message.
func buttons(m botapi.Message) (labels string) {
	for _, b := range m.Buttons {
		labels += b.Text + "\n"
	}
	return labels
}

// TestTelegramDoubleTap: a second tap on the same button moves nothing and says
// nothing, and the button stops waiting all the same.
func TestTelegramDoubleTap(t *testing.T) {
	l := settled(t)
	menu := l.api.Last(l.chat)
	for range 3 {
		id := l.api.Tap(l.chat, menu.ID, menu.Buttons[0].Data)
		eventually(t, "an answer to the tap", func() bool { return l.api.Answered(fmt.Sprint(id)) == 1 })
	}
	l.reads("Bà muốn học về gì")
	l.says("8", "Bà muốn học về gì")
	if said := len(l.api.Sent(l.chat)); said != l.seen {
		t.Errorf("%d messages, %d were read", said, l.seen)
	}
	if strings.Contains(l.all(), "lúc trước") {
		t.Errorf("a double tap is told: %q", l.all())
	}
}

// TestTelegramOtherThanWords: what is no text gets an answer, an edit the answer
// to its new words, and group talk none.
func TestTelegramOtherThanWords(t *testing.T) {
	l := settled(t)
	for name, fields := range map[string]map[string]any{
		"a sticker":    {"sticker": map[string]any{"file_id": "S", "file_unique_id": "T", "width": 1, "height": 1, "type": "regular", "is_animated": false, "is_video": false}},
		"a photo":      {"photo": []any{map[string]any{"file_id": "P", "file_unique_id": "Q", "width": 1, "height": 1}}},
		"a voice note": {"voice": map[string]any{"file_id": "V", "file_unique_id": "W", "duration": 3}},
	} {
		l.api.SayMore(l.chat, fields)
		if got := l.reads(""); got == "" {
			t.Errorf("%s gets no answer", name)
		}
	}
	l.says("/hoi", "Bà muốn hỏi việc gì")
	l.api.SayMore(l.chat, map[string]any{"message_id": 900_000, "text": "cf"})
	l.reads("")
	l.api.Push("4711", map[string]any{"edited_message": map[string]any{
		"message_id": 900_000, "date": 1, "edit_date": 2, "chat": map[string]any{"id": l.chat, "type": "private"},
		"from": map[string]any{"id": l.chat, "is_bot": false, "first_name": "Sáu"}, "text": "/cafe",
	}})
	l.reads("mẹo nhỏ")
	room := &learner{t: t, api: l.api, chat: -4242}
	room.api.Say(room.chat, "chiều nay ai đi chợ không")
	room.says("@"+botapi.Username+" chào", "máy trả lời tự động")
	if n := len(room.api.Sent(room.chat)); n != room.seen || strings.Count(room.all(), "máy trả lời tự động") != 1 {
		t.Errorf("group talk was answered: %q", room.all())
	}
}

// all is everything the bot said.
func (l *learner) all() (said string) {
	for _, m := range l.api.Sent(l.chat) {
		said += m.Text + "\n"
	}
	return said
}

// TestTelegramBlockedAndBack: who blocks the bot is gone, and back with /start,
// where they were.
func TestTelegramBlockedAndBack(t *testing.T) {
	dir := t.TempDir()
	gone := func() bool {
		st, err := bolt.Open(filepath.Join(dir, storeFile))
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		s, _, err := st.Session(t.Context(), "telegram:4711")
		if err != nil || s.Active < 0 || len(s.Learners) == 0 {
			t.Fatalf("%+v, %v", s, err)
		}
		return s.Gone
	}
	api, url := fakeAPI(t)
	r := talking(t, url, "-data", dir)
	l := welcomed(t, api)
	member := func(old, now string) {
		who := map[string]any{"id": 700000001, "is_bot": true, "first_name": "Cà Phê Số"}
		l.api.Block(l.chat, now == "kicked")
		l.api.Push("4711/member", map[string]any{"my_chat_member": map[string]any{
			"chat": map[string]any{"id": l.chat, "type": "private"}, "from": map[string]any{"id": l.chat, "is_bot": false, "first_name": "Sáu"}, "date": 1,
			"old_chat_member": map[string]any{"user": who, "status": old, "until_date": 0}, "new_chat_member": map[string]any{"user": who, "status": now, "until_date": 0},
		}})
		eventually(t, "the change was taken", func() bool { return l.api.Waiting() == 0 })
	}
	member("member", "kicked")
	r.end()
	if !gone() {
		t.Error("who blocked the bot is not gone")
	}
	before := len(l.api.Sent(l.chat))
	r = talking(t, url, "-data", dir)
	member("kicked", "member")
	if n := len(l.api.Sent(l.chat)); n != before {
		t.Errorf("%d messages nobody asked for", n-before)
	}
	l.says("/start", "Bà muốn làm gì")
	r.end()
	if gone() {
		t.Error("who came back is gone")
	}
}

// TestTelegramSaysWhereTheTokenIs in one line, when there is no keyring.
func TestTelegramSaysWhereTheTokenIs(t *testing.T) {
	api, url := fakeAPI(t)
	r := talking(t, url)
	eventually(t, "a poll", func() bool { return api.Calls("getupdates") > 0 })
	const said = "no system keyring here (CAPHESO_KEYRING is off); telegram-token comes from CAPHESO_TELEGRAM_TOKEN"
	if n := strings.Count(r.errs.String(), said); n != 1 {
		t.Errorf("said %d times:\n%s", n, r.errs.String())
	}
}

// TestUpdatesPutAside lie in a file that masks secrets and does not grow for
// ever.
func TestUpdatesPutAside(t *testing.T) {
	var log shared
	file := filepath.Join(t.TempDir(), "aside.jsonl")
	put := aside(file, newLog(&log))
	put([]byte("{\"thought\":\n\"ma otp la 482915\"}"), nil)
	put([]byte(`{"thought":"hai"}`), nil)
	data, err := os.ReadFile(file)
	if lines := strings.Split(strings.TrimSpace(string(data)), "\n"); err != nil || len(lines) != 2 || strings.Contains(string(data), "482915") || !strings.Contains(lines[1], "hai") {
		t.Errorf("%q, %v", data, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	for range 50 {
		put([]byte(strings.Repeat("x", 100_000)), nil)
	}
	if info, err := os.Stat(file); err != nil || info.Size() > asideMost+100_001 || info.Size() < asideMost {
		t.Errorf("it has %d bytes, %v", info.Size(), err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if aside(filepath.Join(file, "no such folder"), newLog(&log))([]byte("x"), nil); !strings.Contains(log.String(), "could not be put aside") {
		t.Errorf("the log has %q", log.String())
	}
}
