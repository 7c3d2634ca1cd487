// Package webtest drives the web chat in headless Chromium, for tests. It uses
// the page as a person does: by what is written on it, with mouse or keyboard.
package webtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience bounds a test that hangs; no test waits this long when all is well.
const patience = 90 * time.Second

// Browser is one Chromium with one cookie jar.
type Browser struct {
	t   testing.TB
	ctx context.Context
}

// Page is one window of a Browser.
type Page struct {
	t    testing.TB
	ctx  context.Context
	mu   sync.Mutex
	bad  []string // errors the page wrote to its console
	asks []string // addresses it asked for
}

// Start starts Chromium. Without one the test is skipped and says so; where CI
// is set it fails, so that nobody takes silence for success.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := chromium()
	if path == "" {
		const missing = "NO BROWSER TEST: chromium is not installed (apt install chromium)"
		if os.Getenv("CI") == "true" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("blink-settings", "primaryPointerType=4,availablePointerTypes=4")) // a mouse, which headless has not
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return &Browser{t, ctx}
}

func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Open opens a window of the given size on an address.
func (b *Browser) Open(url string, width, height int) *Page {
	b.t.Helper()
	return b.OpenWith(url, width, height, "")
}

// OpenWith is Open with a script that runs before those of the page, for what
// this browser has not.
func (b *Browser) OpenWith(url string, width, height int, before string) *Page {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewWindow(true)) // a window that is seen, not a tab behind others
	b.t.Cleanup(cancel)
	p := &Page{t: b.t, ctx: ctx}
	if err := chromedp.Listen(ctx, p.heard); err != nil {
		b.t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		b.t.Fatal(err)
	}
	if before != "" {
		params := page.AddScriptToEvaluateOnNewDocumentParams{Source: before}
		if _, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, params); err != nil {
			b.t.Fatal(err)
		}
	}
	p.Resize(width, height)
	p.run("open "+url, chromedp.Navigate(url))
	return p
}

func (p *Page) heard(ev any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch ev := ev.(type) {
	case *runtime.EventExceptionThrown:
		p.bad = append(p.bad, fmt.Sprint(ev.ExceptionDetails.Text, " ", ev.ExceptionDetails.Exception))
	case *log.EventEntryAdded:
		p.bad = append(p.bad, ev.Entry.Text)
	case *network.EventRequestWillBeSent:
		p.asks = append(p.asks, ev.Request.URL)
	}
}

func (p *Page) run(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v\nthe page says:\n%s", what, err, p.dump())
	}
}

// dump is the page as text, for the message of a failing test.
func (p *Page) dump() string {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`))
	if err != nil {
		return err.Error()
	}
	return text
}

// Eval evaluates a JavaScript expression.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.t.Fatalf("%s: %v\nthe page says:\n%s", expression, err, p.dump())
	}
	return v
}

// Until waits until a JavaScript expression is true, even if the page loads
// anew meanwhile.
func (p *Page) Until(expression string) {
	p.t.Helper()
	for deadline := time.Now().Add(patience / 4); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if ok, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](expression)); err == nil && ok {
			return
		}
	}
	p.t.Fatalf("never true: %s\nthe page says:\n%s", expression, p.dump())
}

// WaitFor waits until the bot's newest words contain text.
func (p *Page) WaitFor(text string) {
	p.t.Helper()
	p.Until(fmt.Sprintf(`[...document.querySelectorAll("#log .bot")].slice(-3).some(b => b.innerText.includes(%q))`, text))
}

// Tap presses the newest choice with the given label, as written on it. A
// finger that misses, because the page moved under it, presses once more.
func (p *Page) Tap(label string) {
	p.t.Helper()
	p.Until(fmt.Sprintf(`[...document.querySelectorAll("form.choices:not(.tapped) button")].some(b => b.innerText.includes(%q))`, label))
	before := p.mine()
	p.press(`//form[contains(@class,"choices")]//button[contains(., %q)]`, label)
	for deadline := time.Now().Add(3 * time.Second); p.mine() == before; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			p.press(`//form[contains(@class,"choices")]//button[contains(., %q)]`, label)
			return
		}
	}
}

// mine is how many words of the learner are on the page.
func (p *Page) mine() int {
	p.t.Helper()
	n, err := chromedp.Run(p.ctx, chromedp.Evaluate[int](`document.querySelectorAll("#log .mine").length`))
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

// Help presses one of the four buttons at the bottom.
func (p *Page) Help(label string) {
	p.t.Helper()
	p.press(`//form[@id="help"]//button[contains(., %q)]`, label)
}

// Press presses any other button or link by its words.
func (p *Page) Press(label string) {
	p.t.Helper()
	p.press(`//*[self::a or self::button][normalize-space(.)=%q]`, label)
}

// press moves what it is about to press into the middle of the window first, as
// a person would who sees half of it behind the buttons at the bottom, and
// presses when nothing on the page moves any more.
func (p *Page) press(xpath, label string) {
	p.t.Helper()
	p.Until(`[...document.images].every(i => i.complete)`)
	xpath = fmt.Sprintf(xpath, label)
	p.Until(fmt.Sprintf(`(e => {
		if (e === null) { return false; }
		e.scrollIntoView({block: "center", behavior: "instant"});
		const r = e.getBoundingClientRect(), at = r.left + " " + r.top;
		window.steady = window.steadyAt === at ? window.steady + 1 : 0;
		window.steadyAt = at;
		return window.steady >= 8;
	})(document.evaluate(%q, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null).singleNodeValue)`, xpath))
	p.run("press "+label, chromedp.Click(chromedp.Search(xpath)))
}

// Say types a text into the box and presses "Gửi".
func (p *Page) Say(text string) {
	p.t.Helper()
	p.run("box", chromedp.Focus(chromedp.CSS("#text")))
	if _, err := chromedp.Call(p.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
		p.t.Fatal(err)
	}
	p.run("send", chromedp.Click(chromedp.CSS("#say .send")))
}

// Type types with the keyboard into whatever has the focus; "\r" is Enter and
// "\t" Tab.
func (p *Page) Type(keys string) {
	p.t.Helper()
	p.run("type "+keys, chromedp.KeyEvent(keys))
}

// TabTo moves the focus with the Tab key (backward with Shift) until it is on
// something that reads label.
func (p *Page) TabTo(label string, backward bool) {
	p.t.Helper()
	var opts []chromedp.KeyOption
	if backward {
		opts = append(opts, chromedp.KeyModifiers(kb.ModifierShift))
	}
	for range 60 {
		at := Eval[string](p, `((e) => e.placeholder || e.innerText || e.tagName)(document.activeElement)`)
		if strings.Contains(strings.ReplaceAll(at, "\n", " "), label) && len(at) < 100 {
			return
		}
		p.run("tab", chromedp.KeyEvent(kb.Tab, opts...))
	}
	p.t.Fatalf("Tab never reaches %q\nthe page says:\n%s", label, p.dump())
}

// Talk is every message on the page, oldest first, the learner's own behind
// "> ".
func (p *Page) Talk() []string {
	p.t.Helper()
	return Eval[[]string](p, `[...document.querySelectorAll("#log article")].map(a =>
		(a.classList.contains("mine") ? "> " : "") + a.querySelector(".text").innerText)`)
}

// Reload loads the page again and waits until it is ready.
func (p *Page) Reload() {
	p.t.Helper()
	p.run("reload", chromedp.Reload(), chromedp.WaitReady(chromedp.CSS("#log")))
}

// WithoutScript opens an address whose script cannot be had, as behind a
// filter or in a browser that is too old for it.
func (p *Page) WithoutScript(url string) {
	p.t.Helper()
	block := network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{{URLPattern: "*://*:*/static/*.js", Block: true}}}
	if _, err := chromedp.Call(p.ctx, network.SetBlockedURLs, block); err != nil {
		p.t.Fatal(err)
	}
	p.run("open "+url, chromedp.Navigate(url))
}

// Resize changes the size of the window.
func (p *Page) Resize(width, height int) {
	p.t.Helper()
	p.run("resize", chromedp.EmulateViewport(int64(width), int64(height)))
}

// Shot saves a picture of the window as name.png in the folder named by
// CAPHESO_SHOTS, or nowhere when it is not set.
func (p *Page) Shot(name string) {
	p.t.Helper()
	dir := os.Getenv("CAPHESO_SHOTS")
	if dir == "" {
		return
	}
	p.Until(`[...document.images].every(i => i.complete)`)
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// Complaints are the errors the page wrote to its console and the addresses it
// asked for outside base.
func (p *Page) Complaints(base string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := append([]string(nil), p.bad...)
	for _, url := range p.asks {
		if !strings.HasPrefix(url, base+"/") {
			all = append(all, "asked for "+url)
		}
	}
	return all
}
