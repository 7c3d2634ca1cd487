package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"capheso/adapters"
	"capheso/adapters/adaptertest/openai"
	"capheso/bot"
	"capheso/dialogs"
	"capheso/store/bolt"
)

// ear is a channel that hears what each learner is told.
type ear struct {
	mu    sync.Mutex
	told  map[dialogs.UserID][]string
	heard func(to dialogs.UserID, text string) // may be nil
}

func (e *ear) Name() string                         { return "ear" }
func (e *ear) Limits() adapters.Limits              { return adapters.Limits{Hints: true} }
func (e *ear) Mount(*http.ServeMux, adapters.Inlet) {}
func (e *ear) Send(_ context.Context, to dialogs.UserID, r dialogs.Reply) (string, error) {
	e.mu.Lock()
	e.told[to] = append(e.told[to], r.Text)
	e.mu.Unlock()
	if e.heard != nil {
		e.heard(to, r.Text)
	}
	return "1", nil
}

func (e *ear) all(to dialogs.UserID) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return strings.Join(e.told[to], "\n")
}

// talkers is a bot on a store of its own with a model, and learners who have
// agreed to be remembered.
func talkers(t testing.TB, n int, by adapters.Answerer) (*bot.Bot, *ear, []dialogs.UserID) {
	t.Helper()
	st, err := bolt.Open(filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	e := &ear{told: map[dialogs.UserID][]string{}}
	w := modelWorld(t)
	w.Model.Daily = 1 << 30
	b := bot.New(st, w, slog.New(slog.DiscardHandler), e)
	b.AnswerBy(by)
	ctx, cancel := context.WithCancel(t.Context())
	done := b.Go(ctx)
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		st.Close()
	})
	users := make([]dialogs.UserID, n)
	for i := range users {
		users[i] = dialogs.UserID(fmt.Sprintf("ear:%d", i))
		for k, text := range []string{"chào", "đồng ý", "bà", "#"} {
			say(t, b, users[i], fmt.Sprint(k), text)
		}
	}
	return b, e, users
}

func say(t testing.TB, b *bot.Bot, user dialogs.UserID, id, text string) {
	t.Helper()
	err := b.Inlet(t.Context(), dialogs.Event{ID: dialogs.EventID(id), User: user, At: time.Now(), Body: dialogs.Said{Text: text}})
	if err != nil {
		t.Error(err)
	}
}

// aimock is the version of the OpenAI-compatible server from npm.
const aimock = "@copilotkit/aimock@1.43.0"

// startAimock installs the server into a folder of the test and runs it.
func startAimock(t *testing.T, fixtures string, args ...string) (url string) {
	t.Helper()
	npm, err := exec.LookPath("npm")
	node, err2 := exec.LookPath("node")
	if err != nil || err2 != nil {
		t.Skip("!! NO NPM: the talk with an independent model server is SKIPPED; install nodejs and npm to run it")
	}
	dir := t.TempDir()
	if out, err := exec.Command(npm, "install", "--prefix", dir, "--no-audit", "--no-fund", "--loglevel=error", aimock).CombinedOutput(); err != nil {
		t.Skipf("!! NPM GIVES NO %s: the talk with an independent model server is SKIPPED: %v\n%s", aimock, err, out)
	}
	file := filepath.Join(dir, "fixtures.json")
	if err := os.WriteFile(file, []byte(fixtures), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	_, port, _ := net.SplitHostPort(addr)
	cmd := exec.Command(node, append([]string{filepath.Join(dir, "node_modules/@copilotkit/aimock/dist/cli.js"),
		"-p", port, "-h", "127.0.0.1", "-f", file, "--journal-max", "0", "--log-level", "warn"}, args...)...)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	for range 300 {
		if c, err := net.Dial("tcp", addr); err == nil {
			c.Close()
			return "http://" + addr
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the model server does not come up")
	return ""
}

// TestModelChaos: with a server that fails three times in ten, and lies now and
// then, everybody has an answer, and no secret leaves.
func TestModelChaos(t *testing.T) {
	fixtures := `{"fixtures":[
		{"match":{"userMessage":"bao nhiêu tiền"},"response":{"content":` + quoted(openai.Draft("Hộ chiếu mất 900.000 đ ạ.", "dvc-ho-chieu", 1)) + `}},
		{"match":{"userMessage":"mấy ngày"},"response":{"content":` + quoted(openai.Draft("Hộ chiếu phổ thông giải quyết trong 8 ngày làm việc.", "dvc-ho-chieu", 1)) + `}},
		{"match":{},"response":{"content":"Dạ cháu không biết"}}]}`
	url := startAimock(t, fixtures, "--chaos-drop", "0.1", "--chaos-malformed", "0.1", "--chaos-disconnect", "0.1")
	const phone = "0912 345 678"
	b, e, users := talkers(t, 60, modelAt(t, url+"/v1"))
	questions := []string{
		"làm hộ chiếu hết mấy ngày, nộp ở đâu", "làm hộ chiếu mất bao nhiêu tiền, số tôi " + phone, "hộ chiếu thì công an nào nhận hồ sơ",
	}
	var all sync.WaitGroup
	for i, u := range users {
		all.Go(func() { say(t, b, u, "q", fmt.Sprintf("%s, nhà có %d người", questions[i%len(questions)], i)) })
	}
	all.Wait()
	byModel, byGuide := 0, 0
	for _, u := range users {
		for said := ""; !answeredIn(said); said = e.all(u) {
			select {
			case <-t.Context().Done():
				t.Fatal("the test ends")
			case <-time.After(20 * time.Millisecond):
			}
			if deadline, ok := t.Deadline(); ok && time.Until(deadline) < 10*time.Second {
				t.Fatalf("%s has no answer: %s", u, e.all(u))
			}
		}
		said := e.all(u)
		if strings.Contains(said, "900.000") {
			t.Errorf("%s was told an invented fee", u)
		}
		if strings.Contains(said, "Máy viết gọn") {
			byModel++
		} else {
			byGuide++
		}
	}
	t.Logf("60 learners: %d answered by the model, %d by the guide, nobody left", byModel, byGuide)
	if byModel == 0 || byGuide == 0 {
		t.Error("the server was to fail at times, and to answer at others")
	}
	journal := fetched(t, url+"/__aimock/journal")
	if strings.Contains(journal, phone) || strings.Contains(journal, "0912345678") || !strings.Contains(journal, "đã che") {
		t.Error("a telephone number left the machine, or nothing did")
	}
}

// answeredIn reports an answer with its source, or the question which of two was
// meant.
func answeredIn(said string) bool {
	return strings.Contains(said, "Nguồn: ") || strings.Contains(said, "Có phải bà hỏi")
}

func quoted(s string) string {
	return `"` + strings.ReplaceAll(strings.ReplaceAll(s, `\`, `\\`), `"`, `\"`) + `"`
}

func fetched(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// BenchmarkAnswerAdded is what a question costs on top of the model's own time:
// two commits, the search, the request, the check of the answer, the hand-over.
func BenchmarkAnswerAdded(b *testing.B) {
	server := openai.Start(b, func(openai.Request) openai.Answer {
		return openai.Answer{Text: openai.Draft("Hộ chiếu phổ thông giải quyết trong 8 ngày làm việc.", "dvc-ho-chieu", 1)}
	})
	bt, e, users := talkers(b, 1, modelAt(b, server.URL))
	answered := make(chan struct{}, 1)
	e.mu.Lock()
	e.heard = func(_ dialogs.UserID, text string) {
		if strings.Contains(text, "Máy viết gọn") {
			answered <- struct{}{}
		}
	}
	e.mu.Unlock()
	var took []float64
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		say(b, bt, users[0], fmt.Sprint("q", i), fmt.Sprintf("làm hộ chiếu hết mấy ngày, nộp ở đâu, nhà có %d người", i))
		<-answered
		took = append(took, float64(time.Since(began).Microseconds())/1000)
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2], "ms-p50")
	b.ReportMetric(took[len(took)*99/100], "ms-p99")
}
