package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"capheso/adapters/adaptertest/botapi"
	"capheso/adapters/web"

	"net/http/httptest"
)

// watched is the program at work, in this process, with its counts.
type watched struct {
	t                *testing.T
	dir, chat, admin string
	out, log         shared
	stop             func() int
}

var countsLine = regexp.MustCompile(`(http://[0-9.:\[\]]+)/metrics`)

func watchedServe(t *testing.T, args ...string) *watched {
	t.Helper()
	w := &watched{t: t, dir: t.TempDir()}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan int, 1)
	args = append([]string{"serve", "-data", w.dir, "-addr", "127.0.0.1:0", "-admin", "127.0.0.1:0"}, args...)
	go func() { done <- run(ctx, args, strings.NewReader(""), &w.out, &w.log) }()
	w.stop = func() int { cancel(); return <-done }
	eventually(t, "the server", func() bool { return countsLine.MatchString(w.out.String()) })
	w.chat, w.admin = readyLine.FindString(w.out.String()), countsLine.FindStringSubmatch(w.out.String())[1]
	return w
}

func (w *watched) get(path string) (int, string) {
	w.t.Helper()
	resp, err := http.Get(path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(body)
}

// say types into the web chat; cookie is who says it.
func (w *watched) say(cookie, text string) string {
	w.t.Helper()
	form := url.Values{"text": {text}}
	req, _ := http.NewRequest(http.MethodPost, w.chat+"/say", strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", w.chat)
	if cookie != "" {
		req.AddCookie(&http.Cookie{Name: "capheso", Value: cookie})
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	resp.Body.Close()
	for _, c := range resp.Cookies() {
		if c.Name == "capheso" {
			cookie = c.Value
		}
	}
	return cookie
}

// What is said in the talk, and must be nowhere in counts and logs.
var secretTalk = []string{"chào", "đồng ý", "bà", "Hải Phòng", "bỏ qua", "quen mat khau vneid roi chau oi", "xyzzyqwerty zzz", "ma otp la 482915",
	"toi vua bi lua mat 20 trieu", "mai co mua khong", "0"}

// TestCountsNameNobody: after a talk on two channels, one of them with a
// network that fails, what the talk did is counted, and neither counts nor log
// hold an id or a word of it.
func TestCountsNameNobody(t *testing.T) {
	t.Setenv("CAPHESO_TELEGRAM_TOKEN", botapi.Token)
	api := botapi.New()
	defer api.Close()
	api.Block(778899001, true)
	api.Fault = func(c botapi.Call) botapi.Fault {
		if c.Method == "sendmessage" && c.Chat == 778899002 {
			return botapi.Garbage
		}
		return botapi.None
	}
	server := httptest.NewServer(api)
	defer server.Close()
	w := watchedServe(t, "-telegram-api", server.URL, "-telegram-rate", "0")
	cookie := ""
	for _, text := range secretTalk {
		cookie = w.say(cookie, text)
	}
	for _, chat := range []int64{778899001, 778899002, 778899003} {
		api.Say(chat, "quen mat khau vneid roi chau oi")
	}
	var counts string
	for _, line := range []string{
		`capheso_events_total{channel="web",kind="said",result="fresh"} 11`, `capheso_events_total{channel="telegram",kind="said",result="fresh"} 3`,
		`capheso_sends_total{channel="telegram",fate="gone",kind="personal"}`, `capheso_sends_total{channel="telegram",fate="again",kind="personal"}`,
		`capheso_sends_total{channel="web",fate="sent",kind="personal"}`, `capheso_reply_seconds_count{channel="web"}`, `capheso_keep_seconds_count{channel="web"} 11`,
		`capheso_questions_total{verdict="answer"}`, `capheso_questions_total{verdict="miss"}`, `capheso_questions_total{verdict="emergency"} 1`, `capheso_questions_total{verdict="outside"} 1`,
		`capheso_facts_total{kind="consent"} 1`, `capheso_facts_total{kind="unanswered"}`, `capheso_store_commits_total`, `capheso_check{check="network telegram"} 0`, `capheso_sessions 4`,
		`go_goroutines`, `process_resident_memory_bytes`,
	} {
		eventually(t, line, func() bool { _, counts = w.get(w.admin + "/metrics"); return strings.Contains(counts, line) })
	}
	dashboard(t, counts)
	code, findings := w.get(w.admin + "/doctor")
	if code != http.StatusOK {
		t.Errorf("doctor answers %d: %s", code, findings)
	}
	user := string(web.UserOf(cookie))
	if code := w.stop(); code != 0 {
		t.Errorf("exit %d", code)
	}
	log := w.log.String()
	if !strings.Contains(log, "level=") {
		t.Error("nothing was logged: nothing was tested")
	}
	for what, text := range map[string]string{"counts": counts, "log": log, "findings": findings, "output": w.out.String()} {
		for _, no := range append(secretTalk[5:len(secretTalk)-1], cookie, user[4:], "77889900", "482915", "vneid roi", "Phòng") {
			if strings.Contains(text, no) {
				t.Errorf("%q is in the %s", no, what)
			}
		}
	}
}

// dashboard: every query of the Grafana dashboard names counts that exist.
func dashboard(t *testing.T, counts string) {
	data, err := os.ReadFile("../../docs/grafana.json")
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(data, &d); err != nil {
		t.Fatal(err)
	}
	metric, queries := regexp.MustCompile(`\b(capheso|go|process)_\w+`), 0
	for _, p := range d.Panels {
		for _, q := range p.Targets {
			queries++
			names := metric.FindAllString(q.Expr, -1)
			if len(names) == 0 {
				t.Errorf("%s: %s names nothing", p.Title, q.Expr)
			}
			for _, name := range names {
				if !strings.Contains(counts, "\n"+name+"{") && !strings.Contains(counts, "\n"+name+" ") {
					t.Errorf("%s: there is no %s", p.Title, name)
				}
			}
		}
	}
	if queries < 20 {
		t.Errorf("%d queries", queries)
	}
	for _, name := range regexp.MustCompile(`# TYPE (capheso_\w+) `).FindAllStringSubmatch(counts, -1) {
		if !strings.Contains(string(data), name[1]) && name[1] != "capheso_build_info" {
			t.Errorf("%s is on no panel", name[1])
		}
	}
}

// TestAdminIsForThisMachine: profiles are not on the public address, and not on
// an admin address that others reach.
func TestAdminIsForThisMachine(t *testing.T) {
	w := watchedServe(t)
	defer w.stop()
	for path, want := range map[string]int{
		w.chat + "/healthz": 200, w.chat + "/readyz": 200, w.admin + "/healthz": 200, w.admin + "/readyz": 200, w.admin + "/doctor": 200,
		w.admin + "/debug/pprof/goroutine": 200, w.admin + "/debug/pprof/cmdline": 404,
		w.chat + "/metrics": 404, w.chat + "/doctor": 404, w.chat + "/debug/pprof/": 404,
	} {
		if code, _ := w.get(path); code != want {
			t.Errorf("%s answers %d, want %d", path, code, want)
		}
	}
	req, _ := http.NewRequest(http.MethodGet, w.admin+"/metrics", nil)
	req.Host = "evil.example:80"
	if resp, err := http.DefaultClient.Do(req); err != nil || resp.StatusCode != http.StatusForbidden {
		t.Errorf("by another name: %v, %v", resp, err)
	}
	open := watchedServe(t, "-admin", "0.0.0.0:0")
	defer open.stop()
	open.admin = strings.Replace(open.admin, "[::]", "127.0.0.1", 1)
	if code, _ := open.get(open.admin + "/metrics"); code != 200 {
		t.Errorf("metrics on an open address: %d", code)
	}
	if code, _ := open.get(open.admin + "/debug/pprof/"); code != 404 {
		t.Errorf("profiles on an open address: %d", code)
	}
}

// TestDoctor: with and without a running bot, in plain words, and with an exit
// code.
func TestDoctor(t *testing.T) {
	w := watchedServe(t)
	code, out, errs := call(t, "", "doctor", "-data", w.dir)
	if code != 0 || errs != "" || !strings.Contains(out, "The store can be written") || strings.Contains(out, "→") {
		t.Errorf("a bot that is well: exit %d\n%s%s", code, out, errs)
	}
	w.stop()
	code, out, _ = call(t, "", "doctor", "-data", w.dir)
	if code == 0 || !strings.Contains(out, "does not run") || !strings.Contains(out, "→ Start it") || !strings.Contains(out, "The store can be written") {
		t.Errorf("no bot: exit %d\n%s", code, out)
	}
	foreign := t.TempDir()
	write(t, filepath.Join(foreign, storeFile), strings.Repeat("this is no store\n", 1000))
	code, out, _ = call(t, "", "doctor", "-data", foreign, "-json")
	var found []struct{ Check, What, Do string }
	if err := json.Unmarshal([]byte(out), &found); err != nil || code == 0 {
		t.Fatalf("exit %d, %v: %s", code, err, out)
	}
	if !slices.ContainsFunc(found, func(f struct{ Check, What, Do string }) bool {
		return f.Check == "store" && strings.Contains(f.What, storeFile) && f.Do != ""
	}) {
		t.Errorf("%+v", found)
	}
	empty := filepath.Join(t.TempDir(), "new")
	if _, out, _ := call(t, "", "doctor", "-data", empty); !strings.Contains(out, "first start") {
		t.Errorf("nothing there yet:\n%s", out)
	}
	if _, err := os.Stat(empty); !os.IsNotExist(err) {
		t.Error("looking made a folder")
	}
}

// TestLogsAreScrubbed: ids and secrets do not get into a log by way of errors.
func TestLogsAreScrubbed(t *testing.T) {
	var b bytes.Buffer
	newLog(&b).Error("look at the outbox", "err", io.ErrUnexpectedEOF, "why", "row web:Abc_123-x of telegram:4455 is damaged, mã otp là 482915 "+strings.Repeat("x", 2000), "again", time.Second)
	got := b.String()
	for _, no := range []string{"Abc_123", "4455", "482915"} {
		if strings.Contains(got, no) {
			t.Errorf("%s in %s", no, got)
		}
	}
	if !strings.Contains(got, "web:…") || !strings.Contains(got, "unexpected EOF") || !strings.Contains(got, "again=1s") || len(got) > 1000 {
		t.Errorf("%s", got)
	}
}
