package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"capheso/adapters"
	"capheso/dialogs"
)

func TestTextsThatAreNotTaken(t *testing.T) {
	srv, _, bot := newSite(t)
	b := newBrowser(t, srv)
	b.want(204, "/join")
	long := strings.Repeat("ă", maxText)
	for _, c := range []struct {
		name   string
		form   string
		status int
	}{
		{"longest", form("text", long), 204},
		{"longest of four bytes", form("text", strings.Repeat("😀", maxText)), 204},
		{"one too long", form("text", long+"ă"), 413},
		{"1 MB", form("text", strings.Repeat("a", 1<<20)), 413},
		{"10,000 emoji", form("text", strings.Repeat("😀", 10_000)), 413},
		{"empty", form("text", ""), 422},
		{"white space", form("text", " \n\t "), 422},
		{"invisible", form("text", "\u200b\u202e\x00\u2066"), 422},
		{"nothing", "", 422},
		{"bad encoding", "text=%zz", 400},
		{"bad id", form("id", "a b", "text", "x"), 400},
		{"long id", form("id", strings.Repeat("a", 65), "text", "x"), 400},
		{"offer that is no number", form("offer", "một", "value", "x"), 400},
		{"negative offer", form("offer", "-1", "value", "x"), 400},
		{"long value", form("offer", "1", "value", strings.Repeat("x", 201)), 400},
		{"value that is no text", form("offer", "1", "value", "\xff"), 400},
	} {
		before := len(bot.got())
		res := b.do("POST", "/say", c.form)
		words := text(t, res)
		if res.StatusCode != c.status {
			t.Errorf("%s: %s, want %d", c.name, res.Status, c.status)
		}
		if kept := len(bot.got()) - before; (kept == 1) != (c.status == 204) {
			t.Errorf("%s: %d events", c.name, kept)
		}
		if c.status != 204 && !strings.Contains(words, "Xin") {
			t.Errorf("%s: answered %q", c.name, words)
		}
		if c.status == 204 {
			continue
		}
		page := b.do("POST", "/say", c.form, "Accept", "text/html")
		if page.StatusCode != c.status || !strings.Contains(text(t, page), words) {
			t.Errorf("%s without script: %s", c.name, page.Status)
		}
	}
	if res := b.do("POST", "/say", `{"text":"x"}`, "Content-Type", "application/json"); res.StatusCode != 415 {
		t.Errorf("JSON: %s", res.Status)
	}
}

func TestBrokenTextIsCleaned(t *testing.T) {
	srv, _, bot := newSite(t)
	b := newBrowser(t, srv)
	b.want(204, "/say", "text", "cha\u0300o \xff\u202e  bạn\x07")
	if got := bot.said(); len(got) != 1 || got[0] != "chào bạn" {
		t.Errorf("got %+q", got)
	}
}

func TestStreamsOfOneTalk(t *testing.T) {
	srv, _, _ := newSite(t)
	b := newBrowser(t, srv)
	if res := b.do("GET", "/events", ""); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("a stream for nobody: %s", res.Status)
	}
	b.want(204, "/join")
	for range maxStreams {
		b.listen("")
	}
	if res := b.do("GET", "/events", ""); res.StatusCode != http.StatusTooManyRequests {
		t.Errorf("stream %d: %s", maxStreams+1, res.Status)
	}
	other := newBrowser(t, srv)
	other.want(204, "/join")
	other.listen("")
}

func TestHistoryIsBounded(t *testing.T) {
	talk := newTalk()
	for i := range maxItems + 50 {
		talk.reply(dialogs.Reply{Text: fmt.Sprint(i)})
	}
	items, _, _ := talk.since(0)
	if len(items) != maxItems || items[0].text != "50" {
		t.Errorf("%d items from %q", len(items), items[0].text)
	}
	long := strings.Repeat("x", maxHistory/4)
	for range 10 {
		talk.reply(dialogs.Reply{Text: long})
	}
	if items, _, _ = talk.since(0); len(items) > 4 || len(items) == 0 {
		t.Errorf("%d long items", len(items))
	}
	talk.reply(dialogs.Reply{Text: strings.Repeat("x", 2*maxHistory)})
	if items, _, _ = talk.since(0); len(items) != 1 {
		t.Errorf("%d items, want the newest alone, however long", len(items))
	}
}

func TestTalksAreBounded(t *testing.T) {
	ts := newTalks(3)
	id := func(n int) dialogs.UserID { return dialogs.UserID(fmt.Sprintf("web:%d", n)) }
	reading := ts.visit(id(1))
	reading.open()
	ts.visit(id(2))
	ts.visit(id(3))
	ts.find(id(2)) // 3 is now the one idle longest
	ts.visit(id(4))
	if ts.find(id(1)) != reading || ts.find(id(2)) == nil || ts.find(id(3)) != nil {
		t.Error("the wrong talk was let go")
	}
	for n := range 100 { // a notice to everybody
		ts.reach(id(1000 + n))
	}
	if ts.seen.Len() != 3 || len(ts.of) != 3 || ts.find(id(2)) == nil {
		t.Error("a notice to those who are away pushed out those who are here")
	}
}

func TestNoRoomForOneMore(t *testing.T) {
	srv, c, _ := newSite(t)
	c.talks.max = 1
	b := newBrowser(t, srv)
	b.want(204, "/join")
	b.listen("")
	late := newBrowser(t, srv)
	for _, path := range []string{"/join", "/say"} {
		if res := late.want(503, path, "text", "alo"); res.Header.Get("Retry-After") == "" {
			t.Errorf("%s: no Retry-After", path)
		}
	}
	_, err := c.Send(t.Context(), "web:somebody", dialogs.Reply{Text: "x"})
	if se, ok := err.(*adapters.SendError); !ok || se.Fate != adapters.Again {
		t.Errorf("Send: %v, want Again", err)
	}
}

func TestSend(t *testing.T) {
	c := New(Options{})
	if c.Name() != "web" || c.Limits().Buttons < 5 || c.Limits().Rate != 0 {
		t.Errorf("%s %+v", c.Name(), c.Limits())
	}
	first, err := c.Send(t.Context(), "web:away", dialogs.Reply{Text: "một"})
	second, err2 := c.Send(t.Context(), "web:away", dialogs.Reply{Text: "hai"})
	if err != nil || err2 != nil || first == "" || first == second {
		t.Errorf("%q %v, %q %v", first, err, second, err2)
	}
	if items, _, _ := c.talks.find("web:away").since(0); len(items) != 2 {
		t.Errorf("%d replies wait for a learner who is away", len(items))
	}
	_, err = c.Send(t.Context(), "telegram:1", dialogs.Reply{Text: "x"})
	if se, ok := err.(*adapters.SendError); !ok || se.Fate != adapters.Refused {
		t.Errorf("to another channel: %v, want Refused", err)
	}
}

// The reply may be sent before the post that asked for it has been answered.
func TestReplyNeverStandsBeforeItsQuestion(t *testing.T) {
	talk := newTalk()
	one := talk.say("a", "câu hỏi")
	two := talk.say("a", "câu hỏi") // the same, tapped twice
	lost := talk.say("b", "không ai giữ")
	talk.reply(dialogs.Reply{Text: "trả lời"})
	if items, _, _ := talk.since(0); len(items) != 0 {
		t.Fatalf("shown too early: %v", items)
	}
	talk.said(two, false)
	talk.said(one, true)
	if items, _, _ := talk.since(0); len(items) != 1 || items[0].text != "câu hỏi" {
		t.Fatalf("shown %v", items)
	}
	talk.said(lost, false)
	items, _, _ := talk.since(0)
	if len(items) != 2 || items[1].text != "trả lời" {
		t.Errorf("shown %v", items)
	}
}

func TestHelpLineIsLeftOut(t *testing.T) {
	talk := newTalk()
	talk.reply(dialogs.Reply{Text: "Chọn nhé", Hint: dialogs.HelpLine})
	if items, _, _ := talk.since(0); items[0].text != "Chọn nhé" {
		t.Errorf("shown %q", items[0].text)
	}
	for _, h := range helpers { // which would be wrong if the page named other words
		if !strings.Contains(dialogs.HelpLine, h.Value+" "+strings.ToLower(h.Label)) {
			t.Errorf("the page calls %s %q, the bot says %q", h.Value, h.Label, dialogs.HelpLine)
		}
	}
}

func TestImagesOfThisServerOnly(t *testing.T) {
	for src, want := range map[string]string{"/images/a.png": "/images/a.png", "//evil.example/a.png": "", "https://evil.example/a.png": "", "": ""} {
		if got := localImage(src); got != want {
			t.Errorf("%q gives %q", src, got)
		}
	}
}

// FuzzSay posts anything: it never panics, is refused or kept, and what the
// bot and the page are given is text.
func FuzzSay(f *testing.F) {
	for _, seed := range []string{
		"", "text=xin+ch%C3%A0o", "id=k1&who=&text=%FF%FE", "offer=1&value=learn", "offer=99999999999999999999", "text=%zz", "a;b",
		"text=%F0%9F%98%80%E2%80%AE%00", "text=<script>alert(1)</script>&id=a-b_C", "offer=1&value=%ff", "text=0901234567+s%E1%BB%91+th%E1%BA%BB",
	} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, body string, broken bool) {
		c := New(Options{})
		bot := &fakeBot{seen: map[dialogs.EventID]bool{}, web: c, answer: menu}
		if broken {
			bot.fail = errDisk
		}
		mux := http.NewServeMux()
		c.Mount(mux, bot.inlet)
		r := httptest.NewRequest("POST", "/say", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.AddCookie(&http.Cookie{Name: cookieName, Value: strings.Repeat("A", tokenLen)})
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		if w.Code >= 500 && (w.Code != 503 || !broken) {
			t.Fatalf("status %d", w.Code)
		}
		if (w.Code == 204) != (len(bot.events) == 1) {
			t.Fatalf("status %d with %d events", w.Code, len(bot.events))
		}
		for _, ev := range bot.events {
			if s, ok := ev.Body.(dialogs.Said); ok && (!utf8.ValidString(s.Text) || s.Text == "") {
				t.Fatalf("said %q", s.Text)
			}
			if v, ok := ev.Body.(dialogs.Chose); ok && !utf8.ValidString(v.Value) {
				t.Fatalf("chose %q", v.Value)
			}
			if !utf8.ValidString(string(ev.ID)) || ev.User != UserOf(strings.Repeat("A", tokenLen)) {
				t.Fatalf("event %q of %q", ev.ID, ev.User)
			}
		}
		page := httptest.NewRequestWithContext(context.Background(), "GET", "/", nil)
		page.AddCookie(&http.Cookie{Name: cookieName, Value: strings.Repeat("A", tokenLen)})
		w = httptest.NewRecorder()
		mux.ServeHTTP(w, page)
		if w.Code != 200 || !utf8.Valid(w.Body.Bytes()) || strings.Contains(w.Body.String(), "<script>alert") {
			t.Fatalf("page %d\n%s", w.Code, w.Body)
		}
	})
}
