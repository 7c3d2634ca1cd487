package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// session is what runs inside dbus-run-session: a keyring that is unlocked
// with a password, a look with another program, and the binary.
const session = `
printf %s "$KR_PASS" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
`

// TestRealKeyring keeps a token in the real Secret Service, without a desktop:
// what the binary keeps, secret-tool finds; a second session reads it; a
// session with the wrong password says what it falls back to.
func TestRealKeyring(t *testing.T) {
	for _, tool := range []string{"dbus-run-session", "gnome-keyring-daemon", "secret-tool"} {
		if _, err := exec.LookPath(tool); err != nil {
			const missing = "!! the keyring is not tested: make tools installs it for root, else apt install dbus gnome-keyring libsecret-tools; there is no"
			if os.Getenv("CI") == "true" {
				t.Fatal(missing, tool)
			}
			t.Skip(missing, tool)
		}
	}
	file, err := build()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	inSession := func(password, script string) string {
		t.Helper()
		cmd := exec.Command("dbus-run-session", "--", "sh", "-c", session+script)
		cmd.Env = []string{
			"HOME=" + home, "XDG_RUNTIME_DIR=" + home, "PATH=" + os.Getenv("PATH"), "BIN=" + file, "KR_PASS=" + password, "TOKEN=" + keyringToken,
		}
		f, err := os.Create(filepath.Join(t.TempDir(), "out")) // no pipe: the daemon could keep it open
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		cmd.Stdout, cmd.Stderr = f, f
		runErr := cmd.Run()
		out, err := os.ReadFile(f.Name())
		if err != nil || runErr != nil {
			t.Errorf("%v, %v: %s", runErr, err, out)
		}
		return string(out)
	}

	first := inSession("open sesame", `
printf '%s\n' "$TOKEN" | "$BIN" secrets set telegram-token
"$BIN" secrets list
echo "secret-tool: $(secret-tool lookup service capheso username telegram-token)"
`+stopDaemon)
	for _, want := range []string{"telegram-token is kept in the keyring", "telegram-token           from the keyring", "secret-tool: " + keyringToken} {
		if !strings.Contains(first, want) {
			t.Errorf("no %q in:\n%s", want, first)
		}
	}
	if n := strings.Count(first, keyringToken); n != 1 {
		t.Errorf("the token was printed %d times; only secret-tool may:\n%s", n, first)
	}
	for name, data := range contents(t, home) {
		if bytes.Contains(data, []byte("AAkeyring")) {
			t.Errorf("the token lies open in %s", name)
		}
	}
	second := inSession("open sesame", `
"$BIN" secrets list
"$BIN" secrets delete telegram-token
"$BIN" secrets list
`+stopDaemon)
	if !strings.Contains(second, "from the keyring") || !strings.Contains(second, "is deleted") || !strings.Contains(second, "telegram-token           not set") {
		t.Errorf("the second session:\n%s", second)
	}
	wrong := inSession("wrong", `
CAPHESO_TELEGRAM_TOKEN="$TOKEN" "$BIN" secrets list
printf '%s\n' "$TOKEN" | "$BIN" secrets set telegram-token || echo "exit $?"
`+stopDaemon)
	if !strings.Contains(wrong, "from CAPHESO_TELEGRAM_TOKEN") || !strings.Contains(wrong, "no system keyring here") || !strings.Contains(wrong, "exit 1") {
		t.Errorf("with a keyring that stays locked:\n%s", wrong)
	}
}

const keyringToken = "700000002:AAkeyring-token"

// stopDaemon ends the daemon of the session, which would outlive it.
const stopDaemon = `
pid=$(dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus / org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets | tr -dc '0-9 ' | awk '{print $NF}')
[ -n "$pid" ] && kill "$pid"
exit 0
`
