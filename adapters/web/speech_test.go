package web

import (
	"slices"
	"strings"
	"testing"

	"capheso/adapters/web/webtest"
)

// stubs stand in for what headless Chromium has not: a voice that writes down
// what it is to say and ends when told, and an ear that hears what it is told.
const stubs = `
	window.spoken = []; window.cancelled = 0; window.voices = [{lang: "en-US", name: "en"}, {lang: "vi-VN", name: "An", localService: true}];
	const synth = new EventTarget();
	synth.getVoices = () => window.voices;
	synth.speak = u => window.spoken.push(u);
	synth.cancel = () => { window.cancelled++; };
	Object.defineProperty(window, "speechSynthesis", {value: synth});
	window.SpeechSynthesisUtterance = function (text) { this.text = text; };
	window.ears = [];
	window.SpeechRecognition = function () { window.ears.push(this); this.start = () => { this.on = true; }; this.stop = () => this.onend(); };
	delete window.webkitSpeechRecognition;
`

func TestBrowserReadsAloud(t *testing.T) {
	b := webtest.Start(t)
	srv, _, bot := newSite(t)
	bot.answer = script
	p := b.OpenWith(srv.URL, 360, 740, stubs)
	p.WaitFor("không phải người thật")
	p.Tap("Đồng ý")
	p.WaitFor("muốn làm gì")
	p.Until(`[...document.querySelectorAll("#log .bot")].every(m => m.querySelectorAll(".hear").length === 1)`)
	p.Shot("phone-20-hear")
	last := `[...document.querySelectorAll(".hear")].at(-1)`
	p.Until(`(` + last + `.click(), true)`)
	said := webtest.Eval[[]string](p, `spoken.map(u => u.lang + " " + u.voice.name + " " + u.rate + " " + u.text)`)
	want := []string{
		"vi-VN An 0.85 Hôm nay {bác} muốn làm gì?", "vi-VN An 0.85 Số 1:", "vi-VN An 0.85 Học bài ngắn.",
		"vi-VN An 0.85 Số 2:", "vi-VN An 0.85 Làm giấy tờ trên mạng.", "vi-VN An 0.85 Số 3:", "vi-VN An 0.85 Kiểm tra tin lạ.",
	}
	if !slices.Equal(said, want) {
		t.Errorf("reads %q", said)
	}
	p.Until(last + `.textContent.includes("Dừng")`)
	p.Until(`(spoken.at(-1).onend(), ` + last + `.textContent.includes("Nghe"))`)
	// pressing again stops, and another message takes its turn
	p.Until(`(` + last + `.click(), ` + last + `.click(), ` + last + `.textContent.includes("Nghe") && cancelled > 0)`)
	p.Until(`(` + last + `.click(), document.querySelector(".hear").click(), ` + last + `.textContent.includes("Nghe"))`)
	// what leaves the page is silent
	before := webtest.Eval[int](p, `cancelled`)
	p.Until(`(window.dispatchEvent(new PageTransitionEvent("pagehide")), true)`)
	if after := webtest.Eval[int](p, `cancelled`); after <= before {
		t.Error("it goes on reading to the next person")
	}
	// without a Vietnamese voice there is nothing to press
	p.Until(`(voices.length = 1, speechSynthesis.dispatchEvent(new Event("voiceschanged")), document.querySelectorAll(".hear").length === 0)`)
	if bad := p.Complaints(srv.URL); len(bad) > 0 {
		t.Errorf("the page complains: %q", bad)
	}
}

func TestBrowserListens(t *testing.T) {
	b := webtest.Start(t)
	srv, _, bot := newSite(t)
	bot.answer = script
	for _, win := range []struct {
		name string
		w, h int
	}{{"phone", 360, 740}, {"desk", 1280, 800}} {
		p := b.OpenWith(srv.URL, win.w, win.h, stubs)
		p.WaitFor("không phải người thật")
		p.Press("Nói")
		p.Until(`document.querySelector("#notice").innerText.includes("đừng đọc mã") && ears.length === 0`)
		p.Shot(win.name + "-21-told")
		p.Press("Nói")
		p.Until(`ears.length === 1 && ears[0].on && ears[0].lang === "vi-VN" && document.querySelector("#speak").getAttribute("aria-pressed") === "true"`)
		p.Shot(win.name + "-22-listening")
		p.Until(`(ears[0].onresult({results: [[{transcript: "quên mật "}], [{transcript: "khẩu"}]]}), true)`)
		p.Until(`document.querySelector("#text").value === "quên mật khẩu"`)
		if said := bot.said(); slices.Contains(said, "quên mật khẩu") && win.name == "phone" {
			t.Error("sent before anybody looked at it")
		}
		p.Until(`(ears[0].onend(), document.activeElement.id === "text" && document.querySelector("#notice").innerText.includes("xem lại"))`)
		p.Shot(win.name + "-23-look")
		p.Press("Gửi")
		p.WaitFor("Đã nghe: quên mật khẩu")
		for _, trouble := range []struct{ code, want string }{{"not-allowed", "chưa cho dùng micrô"}, {"network", "chưa nghe được"}} {
			p.Press("Nói")
			p.Until(`(ears.at(-1).onerror({error: "` + trouble.code + `"}), ears.at(-1).onend(), document.querySelector("#notice").innerText.includes("` + trouble.want + `"))`)
		}
		p.Press("Nói")
		p.Until(`(ears.at(-1).onend(), document.querySelector("#notice").innerText.includes("chưa nghe thấy gì"))`)
		if bad := p.Complaints(srv.URL); len(bad) > 0 {
			t.Errorf("the page complains: %q", bad)
		}
	}
}

// TestBrowserSpeechSizes: the new buttons are as large as the others at every
// size of letters.
func TestBrowserSpeechSizes(t *testing.T) {
	b := webtest.Start(t)
	srv, _, bot := newSite(t)
	bot.answer = script
	p := b.OpenWith(srv.URL, 360, 740, stubs)
	p.WaitFor("không phải người thật")
	for _, name := range []string{"A", "A+", "A++"} {
		p.Press(name)
		for _, win := range [][2]int{{360, 740}, {1280, 800}, {640, 400}} {
			p.Resize(win[0], win[1])
			check(t, p, name, win)
			p.Shot("speech-" + name + "-" + map[int]string{360: "phone", 1280: "desk", 640: "zoom"}[win[0]])
		}
	}
}

// TestBrowserWithoutSpeech: a browser that has neither shows neither.
func TestBrowserWithoutSpeech(t *testing.T) {
	b := webtest.Start(t)
	srv, _, bot := newSite(t)
	bot.answer = script
	p := b.OpenWith(srv.URL, 360, 740, `
		Object.defineProperty(window, "speechSynthesis", {value: undefined});
		Object.defineProperty(window, "SpeechRecognition", {value: undefined});
		Object.defineProperty(window, "webkitSpeechRecognition", {value: undefined});`)
	p.WaitFor("không phải người thật")
	p.Until(`document.querySelectorAll(".hear").length === 0 && document.querySelector("#speak").hidden`)
}

// TestScreenReader reads the page as a screen reader does: everything that can
// be pressed has a name of its own, new messages are read out, and the names
// that are seen begin the names that are heard.
func TestScreenReader(t *testing.T) {
	b := webtest.Start(t)
	srv, _, bot := newSite(t)
	bot.answer = script
	p := b.OpenWith(srv.URL, 360, 740, stubs)
	p.WaitFor("không phải người thật")
	tree := p.Accessible()
	names := map[string]int{}
	for _, n := range tree {
		switch n.Role {
		case "button", "link", "textbox", "group", "log", "heading", "main", "banner", "contentinfo", "form":
			if n.Name == "" && (n.Role == "button" || n.Role == "link" || n.Role == "textbox" || n.Role == "group" || n.Role == "log") {
				t.Errorf("a %s without a name", n.Role)
			}
			names[n.Role+" "+n.Name]++
		}
	}
	for _, want := range []string{
		"link Đến ô gõ chữ", "heading Cà Phê Số", "group Cỡ chữ", "button A, chữ vừa", "link Xong, người khác dùng", "log Cuộc trò chuyện",
		"group Các lựa chọn", "button 1 · Đồng ý", "textbox Gõ câu hỏi hoặc câu trả lời", "button Nói", "button Gửi", "group Nút luôn dùng được", "button 0 Gặp người",
	} {
		if names[want] != 1 {
			t.Errorf("%d × %q in %v", names[want], want, names)
		}
	}
	hear := 0
	for name, n := range names {
		if strings.HasPrefix(name, "button Nghe: ") {
			hear++
		}
		if n > 1 && strings.HasPrefix(name, "button ") {
			t.Errorf("%d buttons are called %q", n, name)
		}
	}
	if hear != 2 {
		t.Errorf("%d messages can be heard", hear)
	}
}
