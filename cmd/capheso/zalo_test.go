package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"capheso/adapters/adaptertest/zalo"
	"capheso/adapters/zalobot"
	"capheso/adapters/zalooa"
)

// The tests know nothing of the Zalo of whoever runs them.
func init() {
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "CAPHESO_ZALO_") {
			os.Unsetenv(name)
		}
	}
}

// theAccount is a fake Official Account, told to the program by its
// environment.
func theAccount(t *testing.T) *zalo.OA {
	t.Helper()
	oa := zalo.NewOA()
	server := httptest.NewServer(oa)
	t.Cleanup(server.Close)
	t.Setenv("CAPHESO_ZALO_OA_APP_ID", oa.AppID)
	t.Setenv("CAPHESO_ZALO_OA_APP_SECRET", oa.AppSecret)
	t.Setenv("CAPHESO_ZALO_OA_OA_SECRET", oa.OASecret)
	t.Setenv("CAPHESO_ZALO_OA_API", server.URL)
	t.Setenv("CAPHESO_ZALO_OA_OAUTH", server.URL)
	t.Setenv("CAPHESO_ZALO_OA_RATE", "1000")
	return oa
}

// theBot is the same of a bot.
func theBot(t *testing.T) *zalo.Bot {
	t.Helper()
	b := zalo.NewBot()
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	t.Setenv("CAPHESO_ZALO_BOT_TOKEN", b.Token)
	t.Setenv("CAPHESO_ZALO_BOT_API", server.URL)
	t.Setenv("CAPHESO_ZALO_BOT_RATE", "1000")
	return b
}

// up starts the program in this process and waits until it says where it is.
func up(t *testing.T, dir string, args ...string) (r *running, url string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r = &running{stop: stop, done: make(chan int, 1)}
	args = append([]string{"serve", "-data", dir, "-addr", "127.0.0.1:0"}, args...)
	go func() { r.done <- run(ctx, args, strings.NewReader(""), &r.out, &r.errs) }()
	t.Cleanup(func() {
		stop()
		if code := <-r.done; code != 0 {
			t.Errorf("exit %d: %s", code, r.errs.String())
		}
		secrets := []string{"app-secret-for-tests", "oa-secret-for-tests", "abc-xyz", "webhook-secret-for-tests", "access-1", "refresh-"}
		for _, secret := range secrets {
			if strings.Contains(r.out.String()+r.errs.String(), secret) {
				t.Errorf("%q was shown:\n%s%s", secret, r.out.String(), r.errs.String())
			}
		}
	})
	eventually(t, "ready", func() bool { return readyLine.MatchString(r.out.String()) })
	return r, readyLine.FindString(r.out.String())
}

// elder is a person at a telephone: what they type, and what they see.
type elder struct {
	t     *testing.T
	types func(id, text string)
	sees  func() []zalo.Message
	n     int
	read  int
}

// says types a text and waits for an answer that holds want, and for the last
// message of it to end with something to choose when it must.
func (e *elder) says(text, want string, menu bool) string {
	e.t.Helper()
	e.n++
	e.types(fmt.Sprintf("m%04d", e.n), text)
	var answer string
	eventually(e.t, fmt.Sprintf("%q after %q", want, text), func() bool {
		all := e.sees()
		answer = ""
		for _, m := range all[e.read:] {
			answer += m.Text + "\n"
		}
		return len(all) > e.read && strings.Contains(answer, want) && (!menu || strings.Contains(all[len(all)-1].Text, "\n1. "))
	})
	e.read = len(e.sees())
	return answer
}

// learns walks from the first word to the end of a quiz.
func (e *elder) learns() {
	e.t.Helper()
	if got := e.says("xin chào", "máy trả lời tự động", true); !strings.Contains(got, "1. Đồng ý") {
		e.t.Fatalf("no numbered choices:\n%s", got)
	}
	e.says("số 1", "gọi thế nào", true)
	e.says("bà", "gọi là bà", true)
	e.says("bo qua", "Bà muốn làm gì", true)
	e.says("１", "1. ", true) // full-width, as some keyboards type
	for range 30 {
		if got := e.says("1", "", true); strings.Contains(got, "đã học xong bài") {
			return
		}
	}
	e.t.Fatal("the lesson has no end")
}

func TestZaloOATeaches(t *testing.T) {
	oa, dir := theAccount(t), t.TempDir()
	access, refresh := oa.Consent()
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"zalo", "import-token", "-data", dir}, strings.NewReader(access+"\n"+refresh+"\n"), &out, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	_, url := up(t, dir, "-zalo-verifier", "Ab12")
	oa.Webhook = url + zalooa.WebhookPath
	const sau = "2512523625412515"
	e := &elder{t: t, sees: func() []zalo.Message { return oa.Shown(sau) }, types: func(id, text string) {
		for range 2 { // every delivery comes twice
			if _, taken := oa.Deliver(t.Context(), oa.Text(sau, id, text)); !taken {
				t.Errorf("%q was not taken", text)
			}
		}
	}}
	e.learns()
	for _, m := range oa.Shown(sau) {
		if len([]rune(m.Text)) > 2000 || len(m.Buttons) != 0 || m.Billed {
			t.Errorf("%+v", m)
		}
	}
	for path, want := range map[string]string{"/zalo_verifierAb12.html": `content="Ab12"`, zalooa.WebhookPath: ""} {
		resp, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		page, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != 200 || !strings.Contains(string(page), want) {
			t.Errorf("%s: %s %s", path, resp.Status, page)
		}
	}
	out.Reset()
	if code := run(t.Context(), []string{"zalo", "status", "-data", dir}, strings.NewReader(""), &out, &errs); code != 0 ||
		!strings.Contains(out.String(), "Official Account: connected") || !strings.Contains(out.String(), fmt.Sprintf("%d free, 0 billed", len(oa.Shown(sau)))) {
		t.Errorf("status: %s%s; %d were shown", out.String(), errs.String(), len(oa.Shown(sau)))
	}
}

// TestZaloWithdrawLeavesNothing: who withdraws at Zalo is nowhere in the data
// folder any more.
func TestZaloWithdrawLeavesNothing(t *testing.T) {
	oa, dir := theAccount(t), t.TempDir()
	access, refresh := oa.Consent()
	if code := run(t.Context(), []string{"zalo", "import-token", "-data", dir}, strings.NewReader(access+"\n"+refresh+"\n"), io.Discard, io.Discard); code != 0 {
		t.Fatal("import-token")
	}
	_, url := up(t, dir)
	oa.Webhook = url + zalooa.WebhookPath
	const gone, stays = "7777000011112222", "8888000011112222"
	for _, user := range []string{gone, stays} {
		e := &elder{t: t, sees: func() []zalo.Message { return oa.Shown(user) }, types: func(id, text string) { oa.Deliver(t.Context(), oa.Text(user, id, text)) }}
		e.says("xin chào", "máy trả lời tự động", true)
		e.says("1", "gọi thế nào", true)
	}
	holds := func(user string) (files []string) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			data, err := os.ReadFile(filepath.Join(dir, e.Name())) // an erasure may be renaming it
			if err == nil && bytes.Contains(data, []byte(user)) {
				files = append(files, e.Name())
			}
		}
		return files
	}
	if len(holds(gone)) < 2 {
		t.Fatalf("in %v only: the test sees nothing", holds(gone))
	}
	before := len(oa.Shown(gone))
	if _, taken := oa.Deliver(t.Context(), oa.Event("user_withdraw", map[string]any{"user_id": gone, "user_id_by_app": "5"})); !taken {
		t.Error("not taken")
	}
	eventually(t, "nothing is left", func() bool { return len(holds(gone)) == 0 && len(holds(stays)) == 2 })
	if len(holds(stays)) < 2 || len(oa.Shown(gone)) != before {
		t.Errorf("the other is in %v; %d messages were sent after it", holds(stays), len(oa.Shown(gone))-before)
	}
}

func TestZaloBotTeaches(t *testing.T) {
	for _, mode := range []string{"polling", "webhook", "webhook wrapped"} {
		t.Run(mode, func(t *testing.T) {
			b := theBot(t)
			dir := t.TempDir()
			if mode != "polling" {
				t.Setenv("CAPHESO_ZALO_BOT_WEBHOOK_SECRET", b.Secret)
			}
			_, url := up(t, dir)
			b.Webhook = url + zalobot.WebhookPath
			const sau = "6ede9afa66b88fe6d6a9"
			e := &elder{t: t, sees: func() []zalo.Message { return b.Shown(sau) }, types: func(id, text string) {
				update := b.Text(sau, id, text)
				switch mode {
				case "polling":
					b.Queue(update)
					return
				case "webhook wrapped":
					update = zalo.Wrapped(update)
				}
				if _, taken := b.Deliver(t.Context(), update); !taken {
					t.Errorf("%q was not taken", text)
				}
			}}
			e.learns()
			var out bytes.Buffer
			if code := run(t.Context(), []string{"zalo", "status", "-data", dir}, strings.NewReader(""), &out, io.Discard); code != 0 || !strings.Contains(out.String(), "1 people of 50") {
				t.Errorf("status: %s", out.String())
			}
		})
	}
}

// TestZaloHiddenWordsAreAnswered: a person whose words Zalo hides from us is
// never left without an answer, not even at their first word.
func TestZaloHiddenWordsAreAnswered(t *testing.T) {
	b := theBot(t)
	t.Setenv("CAPHESO_ZALO_BOT_WEBHOOK_SECRET", b.Secret)
	_, url := up(t, t.TempDir(), "-contact-name", "Tổ công nghệ số phường An Biên", "-contact-phone", "0225 000 000")
	b.Webhook = url + zalobot.WebhookPath
	const nam = "a1b2c3d4e5f60718293a"
	e := &elder{t: t, sees: func() []zalo.Message { return b.Shown(nam) }, types: func(id, _ string) {
		update := b.Update("message.unsupported.received", map[string]any{"message_id": id, "chat": map[string]any{"id": nam, "chat_type": "PRIVATE"}, "from": map[string]any{"id": nam}})
		if _, taken := b.Deliver(t.Context(), update); !taken {
			t.Error("not taken")
		}
	}}
	for range 3 {
		if got := e.says("", "0225 000 000", false); len([]rune(got)) > 400 || strings.Contains(got, "Đồng ý") {
			t.Errorf("long, or asks what cannot be answered:\n%s", got)
		}
	}
}

func TestZaloLogin(t *testing.T) {
	for _, mode := range []string{"callback of the server", "callback of the command", "pasted"} {
		t.Run(mode, func(t *testing.T) {
			theAccount(t)
			dir := t.TempDir()
			back := "http://127.0.0.1:1/zalo/oauth" // nobody is there: the admin pastes
			args := []string{"zalo", "login", "-data", dir}
			switch mode {
			case "callback of the server":
				_, url := up(t, dir)
				back = url + zalooa.CallbackPath
			case "callback of the command":
				address := freeAddress(t)
				back = "http://" + address + zalooa.CallbackPath
				args = append(args, "-listen", address)
			}
			in, typed := io.Pipe()
			defer typed.Close()
			var out, errs shared
			done := make(chan int, 1)
			go func() { done <- run(t.Context(), append(args, "-redirect", back), in, &out, &errs) }()
			var link string
			eventually(t, "a link", func() bool {
				for line := range strings.Lines(out.String()) {
					if strings.Contains(line, "/v4/oa/permission?") {
						link = strings.TrimSpace(line)
					}
				}
				return link != ""
			})
			client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			resp, err := client.Get(link)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			landed := resp.Header.Get("Location")
			if mode == "pasted" {
				fmt.Fprintln(typed, "https://example.vn/")
				fmt.Fprintln(typed, landed)
			} else if resp, err = http.Get(landed); err != nil || resp.StatusCode != 200 {
				t.Fatal(resp, err)
			}
			if code := <-done; code != 0 || !strings.Contains(out.String(), "Connected.") {
				t.Errorf("exit %d: %s%s", code, out.String(), errs.String())
			}
		})
	}
}

// TestZaloFailuresAreOneClearLine: what an operator forgot is named.
func TestZaloFailuresAreOneClearLine(t *testing.T) {
	for name, c := range map[string]struct {
		env  map[string]string
		args []string
		want string
	}{
		"no app id":        {nil, []string{"zalo", "import-token"}, "CAPHESO_ZALO_OA_APP_ID"},
		"no app secret":    {map[string]string{"CAPHESO_ZALO_OA_APP_ID": "1"}, []string{"serve", "-addr", "127.0.0.1:0"}, "zalo-oa-app-secret"},
		"a wrong app id":   {map[string]string{"CAPHESO_ZALO_OA_APP_ID": "abc", "CAPHESO_ZALO_OA_APP_SECRET": "x"}, []string{"serve", "-addr", "127.0.0.1:0"}, "app id"},
		"a wrong token":    {map[string]string{"CAPHESO_ZALO_BOT_TOKEN": "1/2"}, []string{"serve", "-addr", "127.0.0.1:0"}, "12345689:abc-xyz"},
		"a short secret":   {map[string]string{"CAPHESO_ZALO_BOT_TOKEN": "1:2", "CAPHESO_ZALO_BOT_WEBHOOK_SECRET": "short"}, []string{"serve", "-addr", "127.0.0.1:0"}, "8 to 256"},
		"a wrong base":     {map[string]string{"CAPHESO_ZALO_OA_APP_ID": "1", "CAPHESO_ZALO_OA_APP_SECRET": "x", "CAPHESO_ZALO_OA_API": "zalo"}, []string{"serve", "-addr", "127.0.0.1:0"}, "base URL"},
		"a damaged key":    {map[string]string{"CAPHESO_ZALO_OA_APP_ID": "1", "CAPHESO_ZALO_OA_APP_SECRET": "x", "CAPHESO_ZALO_VAULT_KEY": "zz"}, []string{"zalo", "status"}, "hexadecimal"},
		"no refresh token": {map[string]string{"CAPHESO_ZALO_OA_APP_ID": "1", "CAPHESO_ZALO_OA_APP_SECRET": "x"}, []string{"zalo", "import-token"}, "refresh token"},
	} {
		t.Run(name, func(t *testing.T) {
			for k, v := range c.env {
				t.Setenv(k, v)
			}
			var out, errs shared
			code := run(t.Context(), append(c.args, "-data", t.TempDir()), strings.NewReader("\n\n"), &out, &errs)
			lines := strings.Split(strings.TrimSpace(errs.String()), "\n")
			if last := lines[len(lines)-1]; code == 0 || !strings.HasPrefix(last, "capheso: ") || !strings.Contains(last, c.want) {
				t.Errorf("exit %d: %s", code, errs.String())
			}
		})
	}
}

// TestZaloVaultWithoutItsKey: the tokens are not overwritten because a key was
// lost.
func TestZaloVaultWithoutItsKey(t *testing.T) {
	theAccount(t)
	dir := t.TempDir()
	if code := run(t.Context(), []string{"zalo", "import-token", "-data", dir}, strings.NewReader("a\nb\n"), io.Discard, io.Discard); code != 0 {
		t.Fatal("import-token")
	}
	if err := os.Remove(filepath.Join(dir, keyFile)); err != nil {
		t.Fatal(err)
	}
	before := contents(t, dir)
	var errs bytes.Buffer
	if code := run(t.Context(), []string{"zalo", "import-token", "-data", dir}, strings.NewReader("c\nd\n"), io.Discard, &errs); code == 0 || !strings.Contains(errs.String(), "zalo-vault-key") {
		t.Errorf("exit %d: %s", code, errs.String())
	}
	for file, data := range contents(t, dir) {
		if !bytes.Equal(before[file], data) {
			t.Errorf("%s was changed", file)
		}
	}
}

// TestZaloTokensInTheStore: replicas share the tokens in their database, where
// they are sealed; another machine needs nothing but the app's secret.
func TestZaloTokensInTheStore(t *testing.T) {
	theAccount(t)
	server, url := startDatabase(t)
	t.Setenv("CAPHESO_STORE", url)
	if said := program(t, 0, "zalo", "status", "-data", t.TempDir()); !strings.Contains(said, "there is no consent yet") {
		t.Errorf("at first: %s", said)
	}
	here, there := t.TempDir(), t.TempDir()
	var errs bytes.Buffer
	if code := run(t.Context(), []string{"zalo", "import-token", "-data", here}, strings.NewReader("geheim-access\ngeheim-refresh\n"), io.Discard, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	if said := program(t, 0, "zalo", "status", "-data", there); !strings.Contains(said, "Official Account: connected") {
		t.Errorf("on another machine: %s", said)
	}
	for file := range contents(t, here) {
		t.Errorf("%s was left on the machine", file)
	}
	if found := server.Grep("geheim"); len(found) != 0 {
		t.Errorf("the tokens can be read in %v", found)
	}
	t.Setenv("CAPHESO_ZALO_OA_APP_SECRET", "another")
	if said := program(t, 1, "zalo", "status", "-data", there); !strings.Contains(said, "cannot be opened with this key") {
		t.Errorf("with another secret: %s", said)
	}
}
