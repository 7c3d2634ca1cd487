package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
)

// cli is every command and flag. Flags are also environment variables
// (CAPHESO_ADDR …) and keys of the configuration file.
type cli struct {
	Config  kong.ConfigFlag `help:"Configuration file (YAML, the keys are the flags)." placeholder:"FILE"`
	Content string          `help:"Folder that adds to the course, or overrides files of it with the same id." placeholder:"DIR"`

	Serve    serveCmd    `cmd:"" default:"withargs" help:"Run the bot with its web chat. This is what happens without a command."`
	Chat     chatCmd     `cmd:"" help:"Talk with the same engine at the terminal."`
	Ask      askCmd      `cmd:"" help:"Answer questions, one on a line of the standard input."`
	Eval     evalCmd     `cmd:"" help:"Score how questions are answered, with a language model or without."`
	Check    checkCmd    `cmd:"" help:"Check the course and tell its authors what to mend."`
	Doctor   doctorCmd   `cmd:"" help:"Say how the bot stands and what needs somebody. Fails when something does."`
	Secrets  secretsCmd  `cmd:"" help:"Keep the tokens of chat networks in the system's keyring."`
	Move     moveCmd     `cmd:"" help:"Copy everything from one store into another, and compare the two."`
	Pictures picturesCmd `cmd:"" help:"Write the drawn pictures of the guides."`
	Zalo     zaloCmd     `cmd:"" help:"Connect a Zalo Official Account and see how it stands."`
	Print    printCmd    `cmd:"" help:"Print a guide on A4 paper, with squares that lead a phone to its steps."`
	Preview  previewCmd  `cmd:"" help:"Open the web chat on one item of the course."`
	Notice   noticeCmd   `cmd:"" help:"Tell many learners something, once, at a time."`
	Ledger   ledgerCmd   `cmd:"" help:"Say what became of a notice, or of a learner's messages."`
	Bench    benchCmd    `cmd:"" help:"Measure this machine."`
	Backup   backupCmd   `cmd:"" help:"Write a checked copy of the store, while the bot runs."`
	Restore  restoreCmd  `cmd:"" help:"Put a backup in the place of the store."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

// streams is what a command talks to.
type streams struct {
	ctx    context.Context
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
}

const description = `Cà Phê Số: a patient teacher of digital skills, in the chat app people already use.

Without a command it opens its store and serves the web chat on this computer.
Every flag is also an environment variable: --addr is CAPHESO_ADDR.`

// dispatch reads the command line and runs the command.
func dispatch(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) (err error) {
	var c cli
	left := -1 // set when kong wants to leave: --help
	parser, err := kong.New(&c,
		kong.Name("capheso"), kong.Description(description), kong.UsageOnError(),
		kong.DefaultEnvars("CAPHESO"), kong.Configuration(configuration),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { left = code; panic(errTold) }),
	)
	if err != nil {
		return err
	}
	defer func() {
		if left >= 0 {
			recover()
			err = nil
		}
	}()
	parsed, err := parser.Parse(longFlags(args))
	if err != nil {
		return fmt.Errorf("%w (capheso --help lists the commands and flags)", err)
	}
	return parsed.Run(&streams{ctx, stdin, stdout, stderr}, &c)
}

// longFlags lets flags be written with one hyphen, as Go programs do: there
// are no one-letter flags but -h.
func longFlags(args []string) []string {
	out := make([]string, len(args))
	for i, a := range args {
		if len(a) > 2 && a[0] == '-' && a[1] != '-' {
			a = "-" + a
		}
		out[i] = a
	}
	return out
}

// configuration reads a YAML file whose keys are flags.
func configuration(r io.Reader) (kong.Resolver, error) {
	values := map[string]any{}
	if err := yaml.NewDecoder(r).Decode(&values); err != nil && err != io.EOF {
		return nil, fmt.Errorf("configuration file: %w", err)
	}
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		return values[flag.Name], nil
	}), nil
}

// dataFolder is the folder given, or the user's own for this program.
func dataFolder(given string) (string, error) {
	if given != "" {
		return given, nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "capheso"), nil
	}
	if dir := os.Getenv("LocalAppData"); dir != "" {
		return filepath.Join(dir, "capheso"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("no folder for the data: %w; give one with --data DIR", err)
	}
	return filepath.Join(home, ".local", "share", "capheso"), nil
}

// oneLine joins the lines of an error.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
