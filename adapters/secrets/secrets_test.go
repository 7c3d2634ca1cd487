package secrets

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"
)

// within is bot.Within; this package may not import it.
func within(limit time.Duration, work func()) bool {
	done := make(chan struct{})
	go func() { work(); close(done) }()
	select {
	case <-done:
		return true
	case <-time.After(limit):
		return false
	}
}

func places(env map[string]string) *Places {
	return &Places{Within: within, Getenv: func(k string) string { return env[k] }}
}

const token = "123:AAsecret"

func TestKeyringFirst(t *testing.T) {
	keyring.MockInit()
	p := places(map[string]string{"CAPHESO_TELEGRAM_TOKEN": "456:from-env"})
	if f, err := p.Get("telegram-token"); err != nil || f.From != "CAPHESO_TELEGRAM_TOKEN" || f.Fallback != "" {
		t.Errorf("an empty keyring is no news: %+v, %v", f, err)
	}
	if err := p.Set("telegram-token", token); err != nil {
		t.Fatal(err)
	}
	if f, err := p.Get("telegram-token"); err != nil || f.Value.Reveal() != token || f.From != "the keyring" || f.Fallback != "" {
		t.Errorf("%+v, %v", f, err)
	}
	if err := p.Delete("telegram-token"); err != nil {
		t.Fatal(err)
	}
	if err := p.Delete("telegram-token"); !errors.Is(err, ErrNotSet) {
		t.Errorf("deleted twice: %v", err)
	}
	if f, err := p.Get("telegram-token"); err != nil || f.Value.Reveal() != "456:from-env" {
		t.Errorf("after the keyring comes the environment: %+v, %v", f, err)
	}
}

func TestFallsBackAndSaysSo(t *testing.T) {
	keyring.MockInitWithError(errors.New(`exec: "dbus-launch": executable file not found in $PATH`))
	dir := t.TempDir()
	env := map[string]string{"CREDENTIALS_DIRECTORY": dir}
	p := places(env)
	if _, err := p.Get("telegram-token"); !errors.Is(err, ErrNotSet) {
		t.Errorf("nowhere: %v", err)
	}
	file := filepath.Join(dir, "telegram-token")
	if err := os.WriteFile(file, []byte(token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{file, "CAPHESO_TELEGRAM_TOKEN"} {
		f, err := p.Get("telegram-token")
		if err != nil || f.Value.Reveal() != token || f.From != from {
			t.Errorf("%+v, %v; want it from %s", f, err, from)
		}
		if !strings.Contains(f.Fallback, "no system keyring") || !strings.Contains(f.Fallback, from) || strings.Contains(f.Fallback, "\n") {
			t.Errorf("it says %q", f.Fallback)
		}
		env["CAPHESO_TELEGRAM_TOKEN"] = token
	}
	if err := p.Set("telegram-token", token); !errors.Is(err, ErrNoKeyring) || strings.Contains(err.Error(), token) {
		t.Errorf("%v", err)
	}
}

// TestTheOrderOfPlaces: the keyring, the environment, systemd's credentials,
// Docker's secrets; an empty one counts as none.
func TestTheOrderOfPlaces(t *testing.T) {
	keyring.MockInit()
	credentials, docker := t.TempDir(), t.TempDir()
	env := map[string]string{"CREDENTIALS_DIRECTORY": credentials}
	p := places(env)
	p.Docker = docker
	write := func(dir, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "telegram-token"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(credentials, "\n")
	for _, place := range []struct {
		from string
		put  func()
	}{
		{filepath.Join(docker, "telegram-token"), func() { write(docker, "1:docker\n") }},
		{filepath.Join(credentials, "telegram-token"), func() { write(credentials, "2:systemd\n") }},
		{"CAPHESO_TELEGRAM_TOKEN", func() { env["CAPHESO_TELEGRAM_TOKEN"] = " 3:env " }},
		{"the keyring", func() { _ = p.Set("telegram-token", "4:keyring") }},
	} {
		place.put()
		f, err := p.Get("telegram-token")
		if err != nil || f.From != place.from || strings.TrimSpace(f.Value.Reveal()) != f.Value.Reveal() {
			t.Errorf("%+v, %v; want it from %s", f, err, place.from)
		}
	}
}

// TestTheKeyringHasFiveSeconds, and if it hangs it has them once: a start asks
// for many secrets. What is said then names them.
func TestTheKeyringHasFiveSeconds(t *testing.T) {
	for name, call := range map[string]func(p *Places) error{
		"get":    func(p *Places) error { _, err := p.Get("llm-key"); return err },
		"set":    func(p *Places) error { return p.Set("telegram-token", token) },
		"delete": func(p *Places) error { return p.Delete("telegram-token") },
	} {
		var waited []time.Duration
		p := places(map[string]string{"CAPHESO_TELEGRAM_TOKEN": token})
		p.Within = func(limit time.Duration, _ func()) bool { waited = append(waited, limit); return false }
		for range 2 {
			if err := call(p); !errors.Is(err, ErrNoKeyring) && !errors.Is(err, ErrNotSet) {
				t.Errorf("%s: %v", name, err)
			}
		}
		f, err := p.Get("telegram-token")
		if err != nil || f.Value.Reveal() != token || !strings.Contains(f.Fallback, "within 5s") {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
		if !slices.Equal(waited, []time.Duration{5 * time.Second}) {
			t.Errorf("%s: it waits %v", name, waited)
		}
	}
}

// TestAKeyringThatHangsIsCut talks to a bus that takes calls and never answers.
func TestAKeyringThatHangsIsCut(t *testing.T) {
	if os.Getenv("HANGING_BUS") == "" {
		hangIn(t)
		return
	}
	p := places(map[string]string{"CAPHESO_TELEGRAM_TOKEN": token})
	p.Limit = 200 * time.Millisecond
	f, err := p.Get("telegram-token")
	if err != nil || f.Value.Reveal() != token || !strings.Contains(f.Fallback, "did not answer") {
		t.Errorf("%+v, %v", f, err)
	}
}

// hangIn runs the test again in a process of its own: the mocks of the others
// cannot be taken back.
func hangIn(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "bus")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Skip("no unix sockets here:", err)
	}
	defer l.Close()
	reached := make(chan struct{}, 16)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			defer c.Close()
			reached <- struct{}{}
		}
	}()
	out, err := runSelf(t, "TestAKeyringThatHangsIsCut", "HANGING_BUS=1", "DBUS_SESSION_BUS_ADDRESS=unix:path="+socket)
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if len(reached) == 0 {
		t.Skip("the keyring of this system is on no bus")
	}
}

func TestKeyringCanBeTurnedOff(t *testing.T) {
	keyring.MockInit()
	p := places(map[string]string{"CAPHESO_KEYRING": "off", "CAPHESO_TELEGRAM_TOKEN": token})
	if err := p.Set("telegram-token", token); !errors.Is(err, ErrNoKeyring) {
		t.Errorf("%v", err)
	}
	if f, err := p.Get("telegram-token"); err != nil || f.From != "CAPHESO_TELEGRAM_TOKEN" {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestOnlyKnownNamesAndWholeLines(t *testing.T) {
	keyring.MockInit()
	p := places(nil)
	for _, c := range []struct{ name, value string }{{"x", token}, {"telegram-token", ""}, {"telegram-token", "a\nb"}} {
		if err := p.Set(c.name, c.value); err == nil {
			t.Errorf("%q was kept as %q", c.value, c.name)
		}
	}
	if _, err := p.Get("x"); !errors.Is(err, ErrUnknown) {
		t.Errorf("%v", err)
	}
	if err := p.Delete("x"); !errors.Is(err, ErrUnknown) {
		t.Errorf("%v", err)
	}
}

func TestAValueNeverShowsItself(t *testing.T) {
	v := Value{token}
	f := Found{Value: v}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v, "f", f)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v, "f", f)
	enc, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{
		fmt.Sprint(v, f), fmt.Sprintf("%v %s %q %+v %#v", v, v, v, v, v), fmt.Sprintf("%v %+v %#v", f, f, f),
		fmt.Sprint(errors.Join(fmt.Errorf("bad %v", v))), string(enc), log.String(),
	} {
		if strings.Contains(shown, "AAsecret") || !strings.Contains(shown, "***") {
			t.Errorf("shown as %s", shown)
		}
	}
	if v.Reveal() != token {
		t.Error("it is gone")
	}
}
