package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"capheso/dialogs"
)

func newGallery(t *testing.T) (*httptest.Server, *Channel, *fakeBot) {
	t.Helper()
	c := New(Options{Picture: func(name string) ([]byte, error) {
		if name == "pictures/x-1.png" || name == "guides/a b.jpg" || name == "guides/x.md" {
			return []byte("data of " + name), nil
		}
		return nil, errors.New("no such picture")
	}})
	bot := &fakeBot{seen: map[dialogs.EventID]bool{}, web: c}
	mux := http.NewServeMux()
	c.Mount(mux, bot.inlet)
	srv := httptest.NewServer(mux)
	t.Cleanup(func() { c.Close(); srv.Close() })
	return srv, c, bot
}

// TestPictures: what a reply names can be fetched where the page looks for it,
// and nothing else can.
func TestPictures(t *testing.T) {
	srv, _, _ := newGallery(t)
	b := newBrowser(t, srv)
	for src, want := range map[string]string{"pictures/x-1.png": "image/png", "guides/a b.jpg": "image/jpeg"} {
		res := b.do("GET", localImage(src), "")
		body := text(t, res)
		if res.StatusCode != 200 || res.Header.Get("Content-Type") != want || body != "data of "+src {
			t.Errorf("%s: %d %v %q", src, res.StatusCode, res.Header, body)
		}
		if again := b.do("GET", localImage(src), "", "If-None-Match", res.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s again: %d", src, again.StatusCode)
		}
	}
	for _, path := range []string{"/pictures/no.png", "/pictures/guides/x.md", "/pictures/", "/pictures/%2e%2e/secret.png"} {
		if res := b.do("GET", path, ""); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	plain, _, _ := newSite(t)
	if res := newBrowser(t, plain).do("GET", "/pictures/x-1.png", ""); res.StatusCode != http.StatusNotFound {
		t.Errorf("without a course: %d", res.StatusCode)
	}
}

// TestPictureHasWords: who cannot see a picture is told what it shows, on the
// page and in the stream.
func TestPictureHasWords(t *testing.T) {
	srv, _, bot := newGallery(t)
	bot.answer = func(dialogs.Event) []dialogs.Reply {
		return []dialogs.Reply{{Text: "Bước 1", Image: "pictures/x-1.png", Alt: `Nút "Gửi" & ô`}}
	}
	b := newBrowser(t, srv)
	b.want(http.StatusNoContent, "/join")
	body := b.page()
	if want := `<img class="picture" src="/pictures/x-1.png" alt="Nút &#34;Gửi&#34; &amp; ô">`; !strings.Contains(body, want) {
		t.Errorf("no %s in\n%s", want, body)
	}
	s := b.listen("")
	defer s.close()
	if m := s.next(1)[0].wire; m.Image != "/pictures/x-1.png" || m.Alt != `Nút "Gửi" & ô` {
		t.Errorf("stream: %+v", m)
	}
}

// TestLinkToAStep: a link leads to its place once, whether the visitor was
// here before or not, with and without the page's script.
func TestLinkToAStep(t *testing.T) {
	srv, _, bot := newGallery(t)
	b := newBrowser(t, srv)
	b.want(http.StatusNoContent, "/join")
	body := text(t, b.do("GET", "/?start=vneid-quen_2", ""))
	for _, want := range []string{`data-start="vneid-quen_2"`, `name="start" value="vneid-quen_2"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	for range 2 { // the second is the first, sent again on a bad line
		if res := b.do("POST", "/join", "start=vneid-quen_2&id=k1"); res.StatusCode != http.StatusNoContent {
			t.Errorf("%d", res.StatusCode)
		}
	}
	var kept []dialogs.Event
	for _, ev := range bot.got() {
		if ev.Body == (dialogs.Joined{Payload: "vneid-quen_2"}) {
			kept = append(kept, ev)
		}
	}
	if len(kept) != 2 || kept[0].ID != kept[1].ID {
		t.Errorf("the bot got %+v", bot.got())
	}
	if res := b.do("POST", "/join", "start=a&id=k2", "Accept", "text/html"); res.StatusCode != http.StatusSeeOther {
		t.Errorf("a plain form: %d", res.StatusCode)
	}
	for _, odd := range []string{"a%20b", "%3Cb%3E", strings.Repeat("a", 65)} {
		body := text(t, b.do("GET", "/?start="+odd, ""))
		if strings.Contains(body, `name="start"`) {
			t.Errorf("%s is taken for a link", odd)
		}
		if res := b.do("POST", "/join", "start="+odd); res.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", odd, res.StatusCode)
		}
	}
}
