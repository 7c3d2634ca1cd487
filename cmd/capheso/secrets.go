package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"capheso/adapters/secrets"
)

// secretsCmd keeps tokens in the system's keyring. It never prints one.
type secretsCmd struct {
	Set    secretsSet    `cmd:"" help:"Keep a secret in the system's keyring. It is typed without being shown, or read from the standard input."`
	List   secretsList   `cmd:"" help:"Say which secrets are set, and where."`
	Delete secretsDelete `cmd:"" help:"Take a secret out of the keyring."`
}

type secretsSet struct {
	Name string `arg:"" help:"Which one: telegram-token, zalo-oa-app-secret … (capheso secrets list names them)."`
}

type (
	secretsList   struct{}
	secretsDelete struct {
		Name string `arg:"" help:"Which one."`
	}
)

func (s *secretsSet) Run(c *streams) error {
	value, err := readSecret(c, s.Name)
	if err != nil {
		return err
	}
	if err := keys.Set(s.Name, value); err != nil {
		return advised(s.Name, err)
	}
	fmt.Fprintf(c.stdout, "%s is kept in the keyring.\n", s.Name)
	return nil
}

func (s *secretsDelete) Run(c *streams) error {
	if err := keys.Delete(s.Name); err != nil {
		if errors.Is(err, secrets.ErrNotSet) {
			return fmt.Errorf("%s is not in the keyring", s.Name)
		}
		return advised(s.Name, err)
	}
	fmt.Fprintf(c.stdout, "%s is deleted from the keyring.\n", s.Name)
	return nil
}

func (secretsList) Run(c *streams) error {
	for _, name := range secrets.Known {
		found, err := keys.Get(name)
		switch {
		case errors.Is(err, secrets.ErrNotSet):
			fmt.Fprintf(c.stdout, "%-24s not set\n", name)
		case err != nil:
			return err
		default:
			fmt.Fprintf(c.stdout, "%-24s from %s\n", name, found.From)
		}
	}
	return nil
}

// advised says what to do where there is no keyring.
func advised(name string, err error) error {
	if errors.Is(err, secrets.ErrNoKeyring) {
		return fmt.Errorf("%w; on a server give %s, or a credentials file named %s", err, secrets.Variable(name), name)
	}
	return err
}

// readSecret asks for a secret at the terminal, or takes the first line of
// what is piped in.
func readSecret(c *streams, name string) (string, error) {
	if f, ok := c.stdin.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprintf(c.stderr, "%s: ", name)
		typed, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(c.stderr)
		return strings.TrimSpace(string(typed)), err
	}
	line, err := bufio.NewReader(c.stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimSpace(line), nil
}
