// Package secrets finds tokens where an operator keeps them: in the system's
// keyring, else in the environment, else in a credentials file, as systemd
// (LoadCredential) and Docker (secrets) provide them.
//
// A Value never shows itself: printed, logged or put into an error it is ***.
package secrets

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/zalando/go-keyring"
)

// service is what our entries in the keyring are filed under.
const service = "capheso"

// Known are the names of all secrets there are.
var Known = []string{
	"telegram-token", "telegram-webhook-secret",
	"zalo-oa-app-secret", "zalo-oa-oa-secret", "zalo-oa-refresh-token", "zalo-vault-key",
	"zalo-bot-token", "zalo-bot-webhook-secret",
	"llm-key",
}

// limit is how long the keyring may take: a prompt that nobody sees would
// wait for ever.
const limit = 5 * time.Second

// Value is a secret. Reveal is the only way to read it.
type Value struct{ text string }

// Reveal is the secret itself.
func (v Value) Reveal() string { return v.text }

// String hides the secret; so do GoString, MarshalText and LogValue.
func (Value) String() string { return "***" }

// GoString hides the secret.
func (Value) GoString() string { return "***" }

// MarshalText hides the secret.
func (Value) MarshalText() ([]byte, error) { return []byte("***"), nil }

// LogValue hides the secret.
func (Value) LogValue() slog.Value { return slog.StringValue("***") }

// Found is a secret and where it was.
type Found struct {
	Value Value
	From  string // "the keyring", "CAPHESO_TELEGRAM_TOKEN", "/run/secrets/telegram-token"
	// Fallback says in one line why the keyring was not used; empty when it was
	// or had nothing.
	Fallback string
}

// ErrNotSet: the secret is nowhere. ErrNoKeyring: there is no keyring here that
// answers, as on a server without a desktop. ErrUnknown: no secret has that
// name.
var (
	ErrNotSet    = errors.New("not set")
	ErrNoKeyring = errors.New("no system keyring here")
	ErrUnknown   = errors.New("no secret has that name")
)

// Places are where secrets are looked for. They must not be copied after the
// first use.
type Places struct {
	// Within runs work and waits for it at most so long; false when it is still
	// running. The keyring cannot be told to hurry.
	Within func(limit time.Duration, work func()) bool
	// Getenv reads the environment; nil is os.Getenv.
	Getenv func(string) string
	// Limit is how long the keyring may take; 0 is five seconds.
	Limit time.Duration
	// Docker is the folder of Docker's secrets; empty is /run/secrets.
	Docker string

	hung atomic.Bool // the keyring did not answer once
}

// Get finds a secret. The error is ErrNotSet when it is nowhere.
func (p *Places) Get(name string) (Found, error) {
	if !slices.Contains(Known, name) {
		return Found{}, fmt.Errorf("%w: %s", ErrUnknown, name)
	}
	value, err := p.fromKeyring(name)
	if err == nil {
		return Found{Value: Value{value}, From: "the keyring"}, nil
	}
	f, ok := p.elsewhere(name)
	if !ok {
		return Found{}, fmt.Errorf("%s: %w", name, ErrNotSet)
	}
	if errors.Is(err, ErrNoKeyring) {
		f.Fallback = fmt.Sprintf("%v; %s comes from %s", err, name, f.From)
	}
	return f, nil
}

// Variable is the environment variable of a secret.
func Variable(name string) string {
	return "CAPHESO_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// elsewhere looks in the environment and then in credentials files.
func (p *Places) elsewhere(name string) (Found, bool) {
	if v := strings.TrimSpace(p.getenv(Variable(name))); v != "" {
		return Found{Value: Value{v}, From: Variable(name)}, true
	}
	for _, dir := range []string{p.getenv("CREDENTIALS_DIRECTORY"), cmp.Or(p.Docker, "/run/secrets")} {
		if dir == "" {
			continue
		}
		file := filepath.Join(dir, name)
		data, err := os.ReadFile(file)
		if v := strings.TrimSpace(string(data)); err == nil && v != "" {
			return Found{Value: Value{v}, From: file}, true
		}
	}
	return Found{}, false
}

func (p *Places) getenv(name string) string {
	if p.Getenv != nil {
		return p.Getenv(name)
	}
	return os.Getenv(name)
}

// Set keeps a secret in the keyring.
func (p *Places) Set(name, value string) error {
	if !slices.Contains(Known, name) {
		return fmt.Errorf("%w: %s; there are %s", ErrUnknown, name, strings.Join(Known, ", "))
	}
	if value == "" || strings.ContainsAny(value, "\r\n\x00") {
		return errors.New("a secret is one line that is not empty")
	}
	return p.ask(func() error { return keyring.Set(service, name, value) })
}

// Delete takes a secret out of the keyring. The error is ErrNotSet when it was
// not there.
func (p *Places) Delete(name string) error {
	if !slices.Contains(Known, name) {
		return fmt.Errorf("%w: %s; there are %s", ErrUnknown, name, strings.Join(Known, ", "))
	}
	return p.ask(func() error { return keyring.Delete(service, name) })
}

func (p *Places) fromKeyring(name string) (value string, err error) {
	found := make(chan string, 1) // not a variable: a call that was cut may end later
	err = p.ask(func() error {
		v, err := keyring.Get(service, name)
		found <- v
		return err
	})
	if err == nil {
		value = <-found
	}
	return value, err
}

// ask makes one call to the keyring. Every failure but that the secret is not
// there means that there is no keyring: the libraries below have no types for
// them.
func (p *Places) ask(call func() error) error {
	if strings.EqualFold(p.getenv("CAPHESO_KEYRING"), "off") {
		return fmt.Errorf("%w (CAPHESO_KEYRING is off)", ErrNoKeyring)
	}
	wait := p.Limit
	if wait == 0 {
		wait = limit
	}
	failed := make(chan error, 1)
	// One that hangs is not asked again: a start asks for many secrets.
	if p.hung.Load() || !p.Within(wait, func() { failed <- call() }) {
		p.hung.Store(true)
		return fmt.Errorf("%w (it did not answer within %v)", ErrNoKeyring, wait)
	}
	switch err := <-failed; {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return ErrNotSet
	default:
		return fmt.Errorf("%w (%v)", ErrNoKeyring, err)
	}
}
