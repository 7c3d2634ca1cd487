// Command capheso is the whole of Cà Phê Số: the bot, its web chat, the same
// engine at the terminal, and the tools of its authors.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // a container has none

	"capheso/cmd/capheso/control"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// errTold is a failure that was already told where it belongs.
var errTold = control.ErrTold

// run is the program: it does what args say and returns the exit code. Every
// failure is one clear line on stderr.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	err := dispatch(ctx, args, stdin, stdout, stderr)
	switch {
	case err == nil:
		return 0
	case !errors.Is(err, errTold):
		fmt.Fprintln(stderr, "capheso: "+oneLine(err.Error()))
	}
	return 1
}
