package web

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"capheso/adapters/web/webtest"
	"capheso/dialogs"
)

// script is a bot for the browser tests: what it answers to which words.
func script(ev dialogs.Event) []dialogs.Reply {
	said := "joined"
	switch b := ev.Body.(type) {
	case dialogs.Said:
		said = b.Text
	case dialogs.Chose:
		said = b.Value
	case dialogs.Left:
		return nil
	}
	offer := func(n int, text string, labels ...string) dialogs.Reply {
		r := dialogs.Reply{Text: text, Offer: n}
		for _, l := range labels {
			r.Choices = append(r.Choices, dialogs.Choice{Label: l, Value: l})
		}
		return r
	}
	switch said {
	case "joined":
		return []dialogs.Reply{
			{Text: "Chào {bác}. Đây là máy trò chuyện Cà Phê Số, không phải người thật.\n\nMáy chỉ cách dùng dịch vụ công, dạy bài ngắn và giúp nhận ra lừa đảo."},
			offer(1, "Máy không bao giờ hỏi mã gửi về điện thoại, cũng không hỏi tiền. Cho phép nhớ việc học nhé?", "Đồng ý", "Không, chỉ xem thôi"),
		}
	case "Đồng ý", "#":
		return []dialogs.Reply{offer(2, "Hôm nay {bác} muốn làm gì?", "Học bài ngắn", "Làm giấy tờ trên mạng", "Kiểm tra tin lạ")}
	case "Học bài ngắn", "1":
		return []dialogs.Reply{
			{Text: "Bài: Nhận ra cuộc gọi giả công an.\n\nCông an thật không gọi điện đòi chuyển tiền. Ai gọi mà giục chuyển tiền ngay là kẻ gian."},
			offer(3, "Câu 1/1. Có người xưng công an, bảo chuyển tiền để “xác minh”. Nên làm gì?", "Tắt máy, báo con cháu", "Chuyển một ít thôi", "Đọc mã cho họ"),
		}
	case "Tắt máy, báo con cháu":
		return []dialogs.Reply{{Text: "Đúng rồi. Tắt máy là cách an toàn nhất."}, offer(4, "Xong bài. Đúng 1/1 câu.", "Học bài nữa", "Trang chủ")}
	}
	return []dialogs.Reply{{Text: "Đã nghe: " + said}}
}

func TestBrowserFirstVisit(t *testing.T) {
	b := webtest.Start(t)
	srv, c, bot := newSite(t)
	bot.answer = script
	desk := b.Open(srv.URL, 1280, 800)
	desk.WaitFor("không phải người thật")
	desk.Shot("desk-1-welcome")
	desk.Tap("Đồng ý")
	desk.WaitFor("muốn làm gì")
	desk.Shot("desk-2-menu")

	phone := b.Open(srv.URL, 360, 740) // another window of the same person
	phone.WaitFor("muốn làm gì")
	phone.Shot("phone-2-menu")
	phone.Tap("Học bài ngắn")
	phone.WaitFor("Nên làm gì?")
	phone.Shot("phone-3-quiz")
	desk.WaitFor("Nên làm gì?")
	desk.Shot("desk-3-quiz")
	desk.Tap("Tắt máy")
	desk.WaitFor("Xong bài")
	phone.WaitFor("Xong bài")
	phone.Shot("phone-4-done")
	phone.Say("mã otp 482913 <b>đậm</b>")
	phone.WaitFor("Đã nghe")
	desk.WaitFor("Đã nghe")
	desk.Shot("desk-5-said")

	talk := phone.Talk()
	if !slices.Equal(talk, desk.Talk()) {
		t.Errorf("two windows, two talks:\n%q\n%q", talk, desk.Talk())
	}
	if last := talk[len(talk)-2]; strings.Contains(last, "482913") || !strings.Contains(last, "<b>đậm</b>") {
		t.Errorf("own words shown as %q", last)
	}
	phone.Reload()
	phone.Until(`document.querySelectorAll("form.choices").length === 1`)
	if after := phone.Talk(); !slices.Equal(talk, after) {
		t.Errorf("a reload changed the talk:\n%q\n%q", talk, after)
	}
	if n := countJoined(bot); n != 1 {
		t.Errorf("the bot was told %d times that they came", n)
	}
	if _, err := c.Send(t.Context(), bot.got()[0].User, dialogs.Reply{Text: "Cà phê sáng đây"}); err != nil {
		t.Fatal(err)
	}
	phone.WaitFor("Cà phê sáng đây")
	for _, p := range []*webtest.Page{desk, phone} {
		if bad := p.Complaints(srv.URL); len(bad) > 0 {
			t.Errorf("the page complains: %q", bad)
		}
	}
}

func countJoined(bot *fakeBot) (n int) {
	for _, ev := range bot.got() {
		if ev.Body == (dialogs.Joined{}) {
			n++
		}
	}
	return n
}

func TestBrowserKeyboardOnly(t *testing.T) {
	b := webtest.Start(t)
	srv, _, bot := newSite(t)
	bot.answer = script
	p := b.Open(srv.URL, 1280, 800)
	p.WaitFor("không phải người thật")
	p.Until(`document.activeElement.id === "text"`) // one can type at once
	p.TabTo("Đồng ý", true)
	p.Shot("desk-6-focus")
	p.Type("\r")
	p.WaitFor("muốn làm gì")
	p.Until(`document.activeElement.classList.contains("bot")`) // and the focus is not lost with the old buttons
	p.TabTo("Học bài ngắn", false)
	p.Type(" ")
	p.WaitFor("Nên làm gì?")
	p.TabTo("Gõ ở đây", false)
	p.Type("chao\r")
	p.WaitFor("Đã nghe: chao")
	p.Type("#\r")
	p.WaitFor("muốn làm gì")
	p.TabTo("0 Gặp người", false)
	p.Type("\r")
	p.WaitFor("Đã nghe: 0")
	if talk := p.Talk(); talk[len(talk)-2] != "> 0 · Gặp người" {
		t.Errorf("the button was shown as %q", talk[len(talk)-2])
	}
	p.TabTo("Đến ô gõ chữ", false) // past the end and round to the skip link
	p.Shot("desk-7-skip")
	p.Type("\r")
	p.Until(`document.activeElement.id === "text"`)
}

func TestBrowserTriesAgain(t *testing.T) {
	b := webtest.Start(t)
	srv, _, bot := newSite(t)
	bot.answer = script
	p := b.Open(srv.URL, 360, 740)
	p.WaitFor("không phải người thật")
	bot.failing(errDisk)
	p.Say("một")
	p.Say("hai")
	p.Until(`document.querySelector("#notice").innerText.includes("tự gửi lại")`)
	p.Until(`document.querySelectorAll("#pending .waiting").length === 2`)
	p.Shot("phone-8-again")
	bot.failing(nil)
	p.WaitFor("Đã nghe: hai")
	p.Until(`document.querySelector("#pending").childElementCount === 0 && document.querySelector("#notice").innerText === ""`)
	if got := bot.said(); !slices.Equal(got, []string{"một", "hai"}) {
		t.Errorf("arrived as %q", got)
	}
}

func TestBrowserRefusals(t *testing.T) {
	b := webtest.Start(t)
	srv, _, bot := newSite(t)
	bot.answer = script
	p := b.Open(srv.URL, 360, 740)
	p.WaitFor("không phải người thật")
	p.Say("  ")
	p.Until(`document.querySelector("#notice").innerText.includes("còn trống")`)
	p.Say(strings.Repeat("dài ", 1001))
	p.Until(`document.querySelector("#notice").innerText.includes("dài quá")`)
	p.Until(`document.querySelector("#text").value.length > 4000`) // nothing typed is lost
	if got := bot.said(); len(got) != 0 {
		t.Errorf("the bot was given %d texts", len(got))
	}
}

func TestBrowserSomebodyElse(t *testing.T) {
	b := webtest.Start(t)
	srv, _, bot := newSite(t)
	bot.answer = script
	p := b.Open(srv.URL, 1280, 800)
	p.WaitFor("không phải người thật")
	other := b.Open(srv.URL, 360, 740)
	other.Say("chuyện riêng")
	other.WaitFor("Đã nghe: chuyện riêng")
	p.WaitFor("Đã nghe: chuyện riêng")
	p.Press("Xong, người khác dùng")
	p.Until(`document.body.innerText.includes("để người khác dùng?")`)
	p.Shot("desk-9-leave")
	p.Press("Xong, dọn đi")
	for _, w := range []*webtest.Page{p, other} {
		w.WaitFor("không phải người thật")
		w.Until(`!document.body.innerText.includes("chuyện riêng")`)
	}
	if a, z := p.Talk(), other.Talk(); len(a) != 2 || !slices.Equal(a, z) {
		t.Errorf("the next person sees %q and %q", a, z)
	}
}

func TestBrowserSizes(t *testing.T) {
	b := webtest.Start(t)
	srv, _, bot := newSite(t)
	bot.answer = script
	p := b.Open(srv.URL, 360, 740)
	p.WaitFor("không phải người thật")
	p.Shot("phone-1-welcome")
	for i, name := range []string{"A", "A+", "A++"} {
		p.Press(name)
		for _, win := range [][2]int{{360, 740}, {1280, 800}, {640, 400}} { // the last is a desktop at 200 %
			p.Resize(win[0], win[1])
			check(t, p, name, win)
		}
		p.Resize(360, 740)
		p.Until(`(window.scrollTo(0, document.documentElement.scrollHeight), true)`)
		p.Shot("phone-size-" + string(rune('1'+i)))
	}
	p.Reload()
	p.Until(`document.documentElement.dataset.size === "3"`)
	p.Resize(640, 400)
	p.Shot("zoom-200")
}

func TestBrowserWaitsForTheReply(t *testing.T) {
	b := webtest.Start(t)
	srv, c, bot := newSite(t) // a bot that keeps everything and answers later
	p := b.Open(srv.URL, 360, 740)
	p.Until(`document.body.dataset.ready === "true"`)
	p.Say("chờ chút")
	p.Until(`document.querySelector("#typing").innerText.includes("Đang trả lời")`)
	p.Shot("phone-9-typing")
	user := bot.got()[0].User
	if _, err := c.Send(t.Context(), user, dialogs.Reply{Text: "Đây ạ"}); err != nil {
		t.Fatal(err)
	}
	p.WaitFor("Đây ạ")
	p.Until(`document.querySelector("#typing").innerText === ""`)
	long := dialogs.Reply{Text: strings.Repeat("Một dòng dài.\n", 40), Offer: 1, Choices: []dialogs.Choice{{Label: "Cuối cùng", Value: "x"}}}
	p.Say("dài")
	p.Until(`document.querySelector("#typing").innerText !== ""`)
	if _, err := c.Send(t.Context(), user, long); err != nil {
		t.Fatal(err)
	}
	// the beginning is in sight, and a button leads to the rest
	p.Until(`!document.querySelector("#more").hidden &&
		(r => r.top >= 0 && r.top < 300)(document.querySelector("#log article:last-child").getBoundingClientRect())`)
	p.Shot("phone-10-more")
	p.Until(`(m => { if (!m.hidden) m.click(); return m.hidden; })(document.querySelector("#more"))`)
	p.Until(`(r => r.bottom <= document.querySelector("footer").getBoundingClientRect().top)(document.querySelector("form.choices").getBoundingClientRect())`)
}

func TestBrowserWithoutScript(t *testing.T) {
	b := webtest.Start(t)
	srv, _, bot := newSite(t)
	bot.answer = script
	p := b.Open("about:blank", 360, 740)
	p.WithoutScript(srv.URL)
	p.Shot("phone-11-plain-start")
	p.Press("Bắt đầu")
	p.WaitFor("không phải người thật")
	p.Tap("Đồng ý")
	p.WaitFor("muốn làm gì")
	p.Say("Học bài ngắn")
	p.WaitFor("Nên làm gì?")
	p.Help("Trang chủ")
	p.Until(`[...document.querySelectorAll("#log .mine")].some(m => m.innerText.includes("# · Trang chủ"))`)
	p.WaitFor("muốn làm gì")
	p.Until(`(r => r.top >= 0 && r.top < 400)(document.querySelector("#log article:last-child").getBoundingClientRect())`)
	p.Shot("phone-12-plain")
	p.Press("Xem trả lời mới")
	p.Until(`location.search !== "" && document.querySelector("#new") !== null`)
	if webtest.Eval[bool](p, `document.documentElement.classList.contains("js")`) {
		t.Error("the script was there")
	}
}

// The program was started again while a page was open: the page finds its way
// back, tells the bot that the learner is here, and sends what was typed
// meanwhile.
func TestBrowserAfterARestart(t *testing.T) {
	b := webtest.Start(t)
	var site atomic.Value // of http.HandlerFunc: the program of the moment
	start := func() (*Channel, *fakeBot) {
		c, mux := New(Options{}), http.NewServeMux()
		bot := &fakeBot{seen: map[dialogs.EventID]bool{}, web: c, answer: script}
		c.Mount(mux, bot.inlet)
		site.Store(http.HandlerFunc(mux.ServeHTTP))
		t.Cleanup(c.Close)
		return c, bot
	}
	before, _ := start()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		site.Load().(http.HandlerFunc)(w, r)
	}))
	t.Cleanup(srv.CloseClientConnections)
	p := b.Open(srv.URL, 360, 740)
	p.WaitFor("không phải người thật")
	site.Store(http.HandlerFunc(http.NotFound))
	before.Close() // the open stream ends and there is nobody to answer
	p.Until(`document.querySelector("#notice").innerText !== ""`)
	_, bot := start()
	p.Until(`document.querySelectorAll("#log .bot").length === 4`) // the bot shows the place again
	p.Until(`document.querySelector("#notice").innerText === ""`)
	p.Say("về rồi")
	p.WaitFor("Đã nghe: về rồi")
	if n := countJoined(bot); n != 1 {
		t.Errorf("the new program was told %d times that they came", n)
	}
}

// check measures what older eyes and fingers need.
func check(t *testing.T, p *webtest.Page, size string, win [2]int) {
	t.Helper()
	small := webtest.Eval[[]string](p, `[...document.querySelectorAll("body *")].filter(e => e.checkVisibility() && !e.closest(".unseen") &&
		[...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 20)
		.map(e => e.outerHTML.slice(0, 80))`)
	narrow := webtest.Eval[[]string](p, `[...document.querySelectorAll("button, textarea, a:not(.skip)")].filter(e => e.checkVisibility())
		.filter(e => { const r = e.getBoundingClientRect(); return r.height < 56 || r.width < 48; })
		.map(e => e.outerHTML.slice(0, 80))`)
	pale := webtest.Eval[[]string](p, contrast)
	if len(pale) > 0 {
		t.Errorf("%s at %v: contrast below 7:1: %q", size, win, pale)
	}
	if len(small)+len(narrow) > 0 {
		t.Errorf("%s at %v: letters below 20 px: %q; buttons below 56 px: %q", size, win, small, narrow)
	}
	if over := webtest.Eval[int](p, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
		t.Errorf("%s at %v: %d px wider than the window", size, win, over)
	}
}

// contrast lists what is written with a contrast below 7:1 against what is
// behind it (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
const contrast = `(() => {
	const light = rgb => {
		const [r, g, b] = rgb.match(/[\d.]+/g).slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const behind = e => {
		const c = getComputedStyle(e).backgroundColor;
		return c !== "rgba(0, 0, 0, 0)" || !e.parentElement ? c : behind(e.parentElement);
	};
	const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
	return [...document.querySelectorAll("body *")].filter(e => e.checkVisibility() && !e.closest(".unseen"))
		.filter(e => e.placeholder || [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
		.flatMap(e => [getComputedStyle(e).color].concat(e.placeholder ? getComputedStyle(e, "::placeholder").color : [])
			.map(c => [ratio(light(c), light(behind(e))), e]))
		.filter(([r]) => !(r >= 7)).map(([r, e]) => r.toFixed(1) + " " + e.outerHTML.slice(0, 80));
})()`
