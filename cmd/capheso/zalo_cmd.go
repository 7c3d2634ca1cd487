package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"

	"capheso/adapters/counts"
	"capheso/adapters/zalobot"
	"capheso/adapters/zalooa"
	"capheso/bot"
	"capheso/store"
)

// zaloCmd connects an Official Account and says how it stands.
type zaloCmd struct {
	Login       zaloLogin  `cmd:"" help:"Connect an Official Account: print the link its admin opens, and take what comes back."`
	ImportToken zaloImport `cmd:"" help:"Keep tokens made in Zalo's API Explorer, read from the standard input: the access token and the refresh token, one a line."`
	Status      zaloStatus `cmd:"" help:"Say whether the Official Account is connected, and how many messages went out."`
}

// zaloPlace is where a command finds the account.
type zaloPlace struct {
	Data  string      `help:"Folder of the store. Default: the user's data folder." placeholder:"DIR"`
	Store string      `help:"Database of the replicas, when they share one: their tokens are there." placeholder:"postgres://USER@HOST/NAME"`
	Zalo  zaloAccount `embed:"" prefix:"zalo-"`
}

// open makes the channel without running it. A server may run on the same
// folder or database. Call done at the end.
func (p zaloPlace) open(c *streams) (ch *zalooa.Channel, done func(), err error) {
	dir, err := dataFolder(p.Data)
	if err != nil {
		return nil, nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, err
	}
	log := slog.New(slog.NewTextHandler(c.stderr, nil))
	var st store.Store // none: the file of the data folder is another's
	done = func() {}
	if p.Store != "" {
		if st, _, err = openServed(c.ctx, p.Store, dir, log); err != nil {
			return nil, nil, err
		}
		done = func() { st.Close() }
	}
	o, err := p.Zalo.options(dir, st, log)
	if err == nil {
		ch, err = zalooa.New(o)
	}
	if err != nil {
		done()
		return nil, nil, err
	}
	return ch, done, nil
}

type zaloLogin struct {
	zaloPlace
	Redirect string `required:"" help:"The callback URL registered in Zalo's console: https://…/zalo/oauth of the running server, or any other whose address is then pasted here." placeholder:"URL"`
	Listen   string `help:"Wait for the callback on this address too, when no server runs." placeholder:"ADDR"`
}

// loginWait is how long a login waits for the admin.
const (
	loginWait = time.Hour
	loginLook = 200 * time.Millisecond
)

func (l *zaloLogin) Run(c *streams) error {
	ch, done, err := l.open(c)
	if err != nil {
		return err
	}
	defer done()
	link, err := ch.BeginLogin(c.ctx, l.Redirect)
	if err != nil {
		return err
	}
	if l.Listen != "" {
		stop, err := l.listen(ch)
		if err != nil {
			return err
		}
		defer stop()
	}
	fmt.Fprintf(c.stdout, "An admin of the Official Account opens this link and agrees:\n\n%s\n\n"+
		"If the page that comes then is not ours, paste its whole address here:\n", link)
	return l.wait(c, ch)
}

// listen serves the callback without the rest of the bot.
func (l *zaloLogin) listen(ch *zalooa.Channel) (stop func(), err error) {
	listener, err := net.Listen("tcp", l.Listen)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", l.Listen, err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET "+zalooa.CallbackPath, ch.Callback())
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	bot.Serve(server, listener)
	return func() { server.Close() }, nil
}

// wait takes what comes first: the address pasted, or the callback somewhere.
func (l *zaloLogin) wait(c *streams, ch *zalooa.Channel) error {
	ctx, cancel := context.WithTimeout(c.ctx, loginWait)
	defer cancel()
	lines, _ := bot.Lines(c.stdin)
	look := time.NewTicker(loginLook)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return errors.New("nobody agreed; the link is no good any more")
		case line, ok := <-lines:
			if !ok {
				lines = nil
				continue
			}
			if err := pasted(ctx, ch, line); err != nil {
				fmt.Fprintln(c.stderr, "capheso: "+oneLine(err.Error()))
			}
		case <-look.C:
		}
		s, err := ch.State(ctx)
		if err != nil {
			return err
		}
		if s.Connected && !s.Login {
			fmt.Fprintln(c.stdout, "Connected.")
			return nil
		}
	}
}

// pasted finishes a login with the address of the page the admin ended on.
func pasted(ctx context.Context, ch *zalooa.Channel, line string) error {
	if line = strings.TrimSpace(line); line == "" {
		return nil
	}
	u, err := url.Parse(line)
	if err != nil || u.Query().Get("code") == "" {
		return errors.New("there is no code in this address; paste all of it")
	}
	return ch.FinishLogin(ctx, u.Query())
}

type zaloImport struct{ zaloPlace }

func (i *zaloImport) Run(c *streams) error {
	ch, done, err := i.open(c)
	if err != nil {
		return err
	}
	defer done()
	access, refresh, err := readTokens(c)
	if err != nil {
		return err
	}
	if err := ch.Import(c.ctx, access, refresh); err != nil {
		return err
	}
	fmt.Fprintln(c.stdout, "The tokens are kept. A running server finds them within a minute.")
	return nil
}

// readTokens asks for both tokens at the terminal, or takes the first two
// lines of what is piped in.
func readTokens(c *streams) (access, refresh string, err error) {
	piped := *c
	if f, ok := c.stdin.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		piped.stdin = byteReader{c.stdin} // so that the first line does not swallow the second
	}
	if access, err = readSecret(&piped, "access token"); err == nil {
		refresh, err = readSecret(&piped, "refresh token")
	}
	return access, refresh, err
}

// byteReader hands out a byte at a time.
type byteReader struct{ r io.Reader }

func (b byteReader) Read(p []byte) (int, error) { return b.r.Read(p[:min(1, len(p))]) }

type zaloStatus struct{ zaloPlace }

func (s *zaloStatus) Run(c *streams) error {
	dir, err := dataFolder(s.Data)
	if err != nil {
		return err
	}
	if s.Zalo.OAAppID != "" {
		if err := s.account(c); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(c.stdout, "Official Account: not set up (no app id)")
	}
	return writeCounts(c.stdout, filepath.Join(dir, countsFile), time.Now())
}

func (s *zaloStatus) account(c *streams) error {
	ch, done, err := s.open(c)
	if err != nil {
		return err
	}
	defer done()
	state, err := ch.State(c.ctx)
	if err != nil {
		return err
	}
	word := "connected"
	switch {
	case state.Consent:
		word = "NEEDS RE-CONSENT: " + state.Why + ". Run capheso zalo login"
	case state.Why != "":
		word = state.Why
	}
	fmt.Fprintf(c.stdout, "Official Account: %s\n", word)
	if !state.Rotated.IsZero() {
		fmt.Fprintf(c.stdout, "Tokens renewed %s, good until %s\n", state.Rotated.Format(time.RFC3339), state.Expires.Format(time.RFC3339))
	}
	return nil
}

// writeCounts says how much was sent this month.
func writeCounts(w io.Writer, file string, now time.Time) error {
	book, err := counts.Read(file)
	if err != nil {
		return err
	}
	month := counts.Month(now)
	u := zalobot.UsageOf(book, month)
	fmt.Fprintf(w, "Official Account, %s: %d free, %d billed\nBot Platform, %s: %d sent, %d received of %d; %d people of %d\n",
		month, book.Sum(month, zalooa.CountFree), book.Sum(month, zalooa.CountPaid), month, u.Sent, u.Got, u.Month, u.Users, u.Most)
	return nil
}
