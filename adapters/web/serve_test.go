package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"capheso/dialogs"
)

func TestFirstVisit(t *testing.T) {
	srv, _, bot := newSite(t)
	bot.answer = menu
	b := newBrowser(t, srv)

	if page := b.page(); !strings.Contains(page, "Bắt đầu") || !strings.Contains(page, `lang="vi"`) {
		t.Fatal("the first page offers no way to start")
	}
	if b.cookie() != "" || len(bot.got()) != 0 {
		t.Fatal("only looking at the page created something")
	}
	res := b.want(http.StatusNoContent, "/join")
	c := res.Cookies()[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Secure || c.MaxAge <= 0 {
		t.Errorf("cookie is %v", c)
	}
	b.want(http.StatusNoContent, "/join") // a second window
	got := bot.got()
	if len(got) != 1 || got[0].Body != (dialogs.Joined{}) || got[0].User != UserOf(b.cookie()) {
		t.Fatalf("the bot was told %v, want one Joined", got)
	}
	if strings.Contains(string(got[0].User), b.cookie()) {
		t.Error("the user id gives the cookie away")
	}
	page := b.page()
	for _, want := range []string{"Chào bác", `<b>1</b><span class="unseen"> · </span><span class="label">Học bài</span>`, "Hỏi &lt;đáp&gt;"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(page, "Bắt đầu") {
		t.Error("the page still asks to start")
	}
}

func TestCookieIsSecureBehindTLS(t *testing.T) {
	srv, _, _ := newSite(t)
	res := newBrowser(t, srv).do("POST", "/join", "", "X-Forwarded-Proto", "https")
	if !res.Cookies()[0].Secure {
		t.Error("the cookie may travel in the clear")
	}
}

func TestReloadShowsTheSameTalk(t *testing.T) {
	srv, _, bot := newSite(t)
	bot.answer = menu
	b := newBrowser(t, srv)
	b.want(204, "/join")
	b.want(204, "/say", "id", "k1", "offer", "1", "value", "learn")
	b.want(204, "/say", "id", "k2", "text", "  quên   mật khẩu ")
	b.want(204, "/say", "id", "k3", "offer", "77", "value", "gone")
	page := b.page()
	rest := page
	for _, want := range []string{"Chào bác", "Mời bác chọn", ">Học bài</p>", "Chào bác", ">quên mật khẩu</p>", "Chào bác", ">(nút đã bấm)</p>"} {
		_, after, ok := strings.Cut(rest, want)
		if !ok {
			t.Fatalf("%q is missing or out of order in\n%s", want, page)
		}
		rest = after
	}
	if n := strings.Count(page, `class="choices"`); n != 1 {
		t.Errorf("%d sets of choices can be tapped, want the newest only", n)
	}
	if n := strings.Count(page, `class="past"`); n != 3 {
		t.Errorf("%d sets of choices are plain text, want 3", n)
	}
	want := []dialogs.Body{dialogs.Joined{}, dialogs.Chose{Offer: 1, Value: "learn"}, dialogs.Said{Text: "quên mật khẩu"}, dialogs.Chose{Offer: 77, Value: "gone"}}
	for i, ev := range bot.got() {
		if ev.Body != want[i] {
			t.Errorf("event %d is %v, want %v", i, ev.Body, want[i])
		}
	}
}

func TestTwoWindowsAgree(t *testing.T) {
	srv, c, bot := newSite(t)
	b := newBrowser(t, srv)
	b.want(204, "/join")
	one, two := b.listen(""), b.listen("")
	if one.hello.Who != two.hello.Who || !one.hello.Joined {
		t.Fatalf("hello %v and %v", one.hello, two.hello)
	}
	bot.answer = menu
	b.want(204, "/say", "id", "k1", "text", "alo", "who", one.hello.Who)
	user := UserOf(b.cookie())
	if _, err := c.Send(t.Context(), user, dialogs.Reply{Text: "một mẹo"}); err != nil {
		t.Fatal(err)
	}
	a, z := one.next(4), two.next(4)
	for i, want := range []string{"alo", "Chào bác", "Mời bác chọn", "một mẹo"} {
		if a[i].wire.Text != want || z[i].id != a[i].id || z[i].wire.Text != want {
			t.Errorf("event %d: %+v and %+v, want %q", i, a[i], z[i], want)
		}
	}
	if !a[0].wire.Mine || a[0].wire.Key != "k1" || a[1].wire.Mine || a[2].wire.Offer != 1 || len(a[2].wire.Choices) != 2 {
		t.Errorf("events %+v", a)
	}
}

func TestStreamGoesOnWhereItStopped(t *testing.T) {
	srv, c, _ := newSite(t)
	b := newBrowser(t, srv)
	b.want(204, "/join")
	user := UserOf(b.cookie())
	send := func(text string) {
		if _, err := c.Send(t.Context(), user, dialogs.Reply{Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	send("một")
	send("hai")
	w := b.listen("")
	seen := w.next(2)
	w.close()
	send("ba")
	for _, c := range []struct {
		name string
		w    *window
		want []string
	}{
		{"by query", b.listen(seen[1].id), []string{"ba"}},
		{"by header", b.listen(seen[0].id, "Last-Event-ID", seen[1].id), []string{"ba"}},
		{"from another talk", b.listen("zzzzzzzz-7"), []string{"một", "hai", "ba"}},
		{"with nonsense", b.listen("%%%"), []string{"một", "hai", "ba"}},
	} {
		for _, want := range c.want {
			if ev := c.w.next(1)[0]; ev.wire.Text != want {
				t.Errorf("%s: got %q, want %q", c.name, ev.wire.Text, want)
			}
		}
	}
}

func TestSameMessageTwiceIsOneEvent(t *testing.T) {
	srv, _, bot := newSite(t)
	b := newBrowser(t, srv)
	b.want(204, "/join")
	b.want(204, "/say", "id", "k1", "text", "một")
	b.want(204, "/say", "id", "k1", "text", "một")
	got := bot.got()
	if len(got) != 3 || got[1].ID != got[2].ID {
		t.Fatalf("events %v, want the last two under one id", got)
	}
	if !strings.HasSuffix(string(got[1].ID), ":k1") || !strings.HasPrefix(string(got[1].ID), string(got[1].User)) {
		t.Errorf("event id %s", got[1].ID)
	}
	if n := strings.Count(b.page(), ">một</p>"); n != 1 {
		t.Errorf("%d bubbles, want 1", n)
	}
	// a form out of the browser's cache: other words under an old id
	b.want(204, "/say", "id", "k1", "text", "hai")
	if got := bot.got(); got[3].ID == got[1].ID {
		t.Error("other words were taken for a repeat")
	}
	// without an id each post is a message of its own
	b.want(204, "/say", "text", "ba")
	b.want(204, "/say", "text", "ba")
	if got := bot.got(); got[4].ID == got[5].ID {
		t.Error("two messages without an id became one")
	}
	// two people may use the same id
	other := newBrowser(t, srv)
	other.want(204, "/say", "id", "k1", "text", "một")
	if got := bot.got(); got[6].ID == got[1].ID {
		t.Error("two people share an event id")
	}
}

func TestNotKept(t *testing.T) {
	srv, _, bot := newSite(t)
	b := newBrowser(t, srv)
	bot.failing(errDisk)
	if res := b.want(503, "/join"); res.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	cookie := b.cookie()
	res := b.want(503, "/say", "id", "k1", "text", "nhớ giùm")
	if res.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	if strings.Contains(b.page(), "nhớ giùm") {
		t.Error("words that nobody kept are shown as said")
	}
	plain := b.do("POST", "/say", form("id", "k1", "text", "nhớ giùm"), "Accept", "text/html")
	body := text(t, plain)
	if plain.StatusCode != 503 || !strings.Contains(body, ">nhớ giùm</textarea>") || !strings.Contains(body, `name="id" value="k1"`) {
		t.Errorf("%s, and the words or their id are not in the form:\n%s", plain.Status, body)
	}
	bot.failing(nil)
	b.want(204, "/join")
	b.want(204, "/say", "id", "k1", "text", "nhớ giùm")
	if b.cookie() != cookie {
		t.Error("the retry came as somebody else")
	}
	if got := bot.said(); !slices.Equal(got, []string{"nhớ giùm"}) || strings.Count(b.page(), ">nhớ giùm</p>") != 1 {
		t.Errorf("kept %q", got)
	}
}

func TestSecretsAreMasked(t *testing.T) {
	srv, _, bot := newSite(t)
	b := newBrowser(t, srv)
	b.want(204, "/say", "text", "mã otp của tôi là 482913 nhé")
	if page := b.page(); strings.Contains(page, "482913") || !strings.Contains(page, "đã che") {
		t.Error("the page remembers a secret")
	}
	if got := bot.said(); len(got) != 1 || strings.Contains(got[0], "482913") {
		t.Errorf("the bot was given %q", got)
	}
}

func TestHelpersAreNamed(t *testing.T) {
	srv, _, bot := newSite(t)
	b := newBrowser(t, srv)
	for _, word := range []string{"0", "8", "9", "#"} {
		b.want(204, "/say", "text", word)
	}
	if got := bot.said(); !slices.Equal(got, []string{"0", "8", "9", "#"}) {
		t.Errorf("the bot was given %q", got)
	}
	page := b.page()
	for _, want := range []string{">0 · Gặp người</p>", ">8 · Đọc lại</p>", ">9 · Quay lại</p>", "># · Trang chủ</p>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestWithoutScript(t *testing.T) {
	srv, _, bot := newSite(t)
	bot.answer = menu
	b := newBrowser(t, srv)
	html := []string{"Accept", "text/html,application/xhtml+xml"}
	for _, step := range []struct{ path, form string }{
		{"/join", ""},
		{"/say", form("id", "a", "who", "", "text", "chào")},
		{"/say", form("id", "b", "offer", "1", "value", "ask")},
	} {
		res := b.do("POST", step.path, step.form, html...)
		if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/#new" {
			t.Fatalf("POST %s: %s to %q", step.path, res.Status, res.Header.Get("Location"))
		}
	}
	page := b.page()
	if before, after, ok := strings.Cut(page, `id="new"`); !ok || strings.Count(before, "Mời bác chọn") != 2 || strings.Count(after, "Mời bác chọn") != 1 {
		t.Error("the newest answer is not marked")
	}
	if strings.Count(page, "Mời bác chọn") != 3 || !strings.Contains(page, ">Hỏi &lt;đáp&gt;</p>") {
		t.Errorf("the talk is not on the page:\n%s", page)
	}
}

func TestLeaving(t *testing.T) {
	srv, c, bot := newSite(t)
	b := newBrowser(t, srv)
	b.want(204, "/say", "text", "chuyện riêng")
	before, user := b.cookie(), UserOf(b.cookie())
	w := b.listen("")
	w.next(1)
	if page := text(t, b.do("GET", "/leave", "")); !strings.Contains(page, `action="/leave"`) || b.cookie() != before {
		t.Fatal("asking is not leaving")
	}
	bot.failing(errDisk) // leaving works all the same
	b.want(http.StatusSeeOther, "/leave")
	if b.cookie() != "" {
		t.Error("the cookie is still there")
	}
	if ev := w.next(1); ev[0].name != "bye" {
		t.Errorf("the other window was told %+v, want bye", ev)
	}
	if strings.Contains(b.page(), "chuyện riêng") {
		t.Error("the next person reads the talk")
	}
	if c.talks.find(user) != nil {
		t.Error("the talk is still in memory")
	}
	bot.failing(nil)
	b.want(204, "/join")
	b.want(204, "/say", "text", "tôi cũng vậy")
	b.want(http.StatusSeeOther, "/leave")
	got := bot.got()
	if last := got[len(got)-1]; last.Body != (dialogs.Left{}) || last.User == user {
		t.Errorf("last event %v, want Left of the second person", last)
	}
}

func TestPostOfThePersonBefore(t *testing.T) {
	srv, _, bot := newSite(t)
	b := newBrowser(t, srv)
	b.want(204, "/join")
	w := b.listen("")
	b.want(303, "/leave")
	b.want(409, "/say", "text", "của người trước", "who", w.hello.Who)
	b.want(204, "/join")
	b.want(409, "/say", "text", "của người trước", "who", w.hello.Who)
	if got := bot.said(); len(got) != 0 {
		t.Errorf("taken as the next person's: %q", got)
	}
}

func TestForget(t *testing.T) {
	srv, c, _ := newSite(t)
	b := newBrowser(t, srv)
	b.want(204, "/say", "text", "xoá đi")
	w := b.listen("")
	w.next(1)
	user := UserOf(b.cookie())
	if _, err := c.Send(t.Context(), user, dialogs.Reply{Text: "Đã xoá xong"}); err != nil {
		t.Fatal(err)
	}
	w.next(1)
	c.Forget(user)
	if ev := w.next(1); ev[0].name != "bye" {
		t.Errorf("the window was told %+v, want bye", ev)
	}
	if page := b.page(); strings.Contains(page, "xoá đi") || !strings.Contains(page, "Đã xoá xong") {
		t.Errorf("after erasure the page is\n%s", page)
	}
	c.Forget("web:nobody") // nothing to do, nothing to fear
}
