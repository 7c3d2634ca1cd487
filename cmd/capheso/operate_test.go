package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"capheso/adapters/adaptertest/botapi"
	"capheso/adapters/adaptertest/zalo"
)

// consoleBlocks are the blocks of a page that somebody types.
var consoleBlocks = regexp.MustCompile("(?s)```console\n(.*?)```")

// outside stands in for what a test has not: sudo, systemd, and the internet
// that leads a name to this computer. All else of the page runs as it stands.
const outside = `
set -eu -o pipefail
sudo() { "$@"; }
curl() { command curl --connect-to "bot.example.vn:443:$HTTPS" --cacert "$ROOTS" "$@"; }
capheso() { "$ROOT/usr/local/bin/capheso" "$@"; }
unit() { sed -n "s|^$1=||p" "$ROOT/etc/systemd/system/capheso.service" | sed "s|/usr/local|$ROOT/usr/local|; s|/var/lib|$ROOT/var/lib|"; }
start() {
	mkdir -p -m 700 "$ROOT/var/lib/capheso"
	(
		set -a
		eval "$(unit Environment | tr ' ' '\n')"
		. "$ROOT/etc/capheso.env"
		set +a
		exec $(unit ExecStart) >>"$ROOT/journal" 2>&1 3>&- &
		echo $! >"$ROOT/pid"
	)
}
stop() {
	kill -TERM "$(cat "$ROOT/pid")"
	while kill -0 "$(cat "$ROOT/pid")" 2>/dev/null; do sleep 0.05; done
}
systemctl() {
	case "$*" in
	daemon-reload) ;;
	"enable --now capheso.service capheso-backup.timer" | "start capheso.service") start ;;
	"stop capheso.service") stop ;;
	"restart capheso.service") stop; start ;;
	*) echo "systemctl $*?"; exit 1 ;;
	esac
}
`

// TestOperate follows docs/operate.md in a fresh folder, block by block, and
// then learns with the bot through Telegram and Zalo.
func TestOperate(t *testing.T) {
	for _, tool := range []string{"bash", "curl", "install"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("SKIPPED: %v", err)
		}
	}
	file, err := build()
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../docs/operate.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := consoleBlocks.FindAllStringSubmatch(string(page), -1)
	if len(blocks) < 6 {
		t.Fatalf("%d blocks", len(blocks))
	}
	g := newGround(t, file)
	for _, b := range blocks[:3] {
		t.Log(g.do(b[1]))
	}
	if out := g.do("curl -sS https://bot.example.vn/\n"); !strings.Contains(out, "<title>Cà Phê Số") {
		t.Errorf("the page is %.200s", out)
	}
	eventually(t, "Telegram is connected", func() bool { return strings.Contains(g.journal(), "@"+botapi.Username) })
	lesson(t, g.telegram, 4711)
	const sau = "6ede9afa66b88fe6d6a9"
	e := &elder{t: t, sees: func() []zalo.Message { return g.zalo.Shown(sau) }, types: func(id, text string) {
		eventually(t, "taken", func() bool { // Zalo sends again
			_, taken := g.zalo.Deliver(t.Context(), g.zalo.Text(sau, id, text))
			return taken
		})
	}}
	e.learns()
	for _, b := range blocks[3:] {
		out := g.do(b[1])
		t.Log(out)
		if strings.Contains(b[1], " restore ") && !strings.Contains(out, "2 learners") {
			t.Errorf("the backup has %s", out)
		}
	}
	eventually(t, "it is back", func() bool { return strings.Count(g.journal(), "is ready") == 3 })
	e.says("#", "muốn làm gì", true)
}

// ground is the fresh server.
type ground struct {
	t        *testing.T
	root     string
	env      []string
	telegram *botapi.Server
	zalo     *zalo.Bot
	tokens   *strings.Replacer
}

func newGround(t *testing.T, file string) *ground {
	g := &ground{t: t, root: t.TempDir(), telegram: botapi.New(), zalo: zalo.NewBot()}
	secure, plain := freeAddress(t), freeAddress(t)
	ca := startPebble(t, secure, plain, 3600)
	tg, zl := httptest.NewServer(g.telegram), httptest.NewServer(g.zalo)
	t.Cleanup(func() { g.telegram.Close(); tg.Close(); zl.Close() })
	roots := filepath.Join(g.root, "roots.pem")
	write(t, roots, string(ca.pem))
	g.env = append(os.Environ(), "ROOT="+g.root, "ROOTS="+roots, "HTTPS="+secure, "SSL_CERT_FILE="+ca.ca,
		"CAPHESO_HTTPS_ADDR="+secure, "CAPHESO_HTTP_ADDR="+plain, "CAPHESO_ACME_DIRECTORY="+ca.directory,
		"CAPHESO_TELEGRAM_API="+tg.URL, "CAPHESO_TELEGRAM_RATE=0", "CAPHESO_ZALO_BOT_API="+zl.URL, "CAPHESO_ZALO_BOT_RATE=1000")
	g.tokens = strings.NewReplacer("123456789:your-telegram-token", botapi.Token, "12345689:your-zalo-token", g.zalo.Token,
		"a-secret-of-your-own-8-to-256-letters", g.zalo.Secret)
	g.zalo.Client = &http.Client{Transport: &http.Transport{ // it finds the name here
		TLSClientConfig: &tls.Config{RootCAs: ca.roots}, DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, secure)
		},
	}}
	copyInto(t, file, filepath.Join(g.root, "capheso-linux-amd64"))
	for _, name := range []string{"capheso.service", "capheso-backup.service", "capheso-backup.timer"} {
		copyInto(t, filepath.Join("../../deploy", name), filepath.Join(g.root, name))
	}
	t.Cleanup(func() { g.do(`test ! -e "$ROOT/pid" || stop`) })
	return g
}

// places are what a server has at its root, and the test in its folder.
var places = regexp.MustCompile(`(^|[ "=(])/(usr/local|etc|var)/`)

// do types the lines of a block, without the prompt.
func (g *ground) do(block string) string {
	g.t.Helper()
	block = regexp.MustCompile(`(?m)^\$ `).ReplaceAllString(block, "")
	block = places.ReplaceAllString(g.tokens.Replace(block), "${1}$$ROOT/$2/")
	cmd := exec.Command("bash", "-c", outside+block)
	cmd.Dir, cmd.Env = g.root, g.env
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		g.t.Fatalf("%v:\n%s\n%s\n%s", err, block, out.String(), g.journal())
	}
	return out.String()
}

func (g *ground) journal() string {
	data, _ := os.ReadFile(filepath.Join(g.root, "journal"))
	return string(data)
}

func copyInto(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o755); err != nil {
		t.Fatal(err)
	}
}
