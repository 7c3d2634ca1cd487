package zalooa

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"capheso/adapters/adaptertest"
	"capheso/adapters/adaptertest/zalo"
	"capheso/store/postgres"
	"capheso/store/postgres/pgtest"
)

var torture = flag.Int("torture", 60, "how often TestTokenTorture wants the tokens renewed; 1000 is the promise")

// TestMain lets the test binary be one of the processes that TestTokenTorture
// kills.
func TestMain(m *testing.M) {
	if place := os.Getenv("ZALOOA_TORTURE"); place != "" {
		tortured(place, os.Getenv("ZALOOA_TORTURE_API"))
		return
	}
	os.Exit(m.Run())
}

// The times of the torture: how old a token may become, in which many callers
// come for the same one; in which a trade leaves or never; and after which a
// mark is somebody's who was killed.
const (
	tortureAge    = 3 * time.Millisecond
	tortureCall   = 500 * time.Millisecond
	tortureOrphan = 1500 * time.Millisecond
)

func tortureChannel(place, api string) (*Channel, error) {
	fake := zalo.NewOA()
	vault, err := tortureVault(place)
	if err != nil {
		return nil, err
	}
	c, err := New(Options{AppID: fake.AppID, AppSecret: fake.AppSecret, API: api, OAuth: api, Vault: vault, Log: slog.New(slog.DiscardHandler), Network: adaptertest.Loopback()})
	if err == nil {
		k := c.keeper
		k.maxAge, k.young, k.pause, k.call, k.orphan = tortureAge, 0, time.Millisecond, tortureCall, tortureOrphan
	}
	return c, err
}

// tortureVault is in a folder, or in a database.
func tortureVault(place string) (Vault, error) {
	key := [KeySize]byte{7}
	if !postgres.IsAddress(place) {
		return FileVault(filepath.Join(place, VaultFile), key)
	}
	for {
		st, err := postgres.Open(context.Background(), place)
		if errors.Is(err, postgres.ErrAway) {
			continue // it is being killed
		}
		if err != nil {
			return nil, err
		}
		return Sealed("the tokens", func(ctx context.Context, work func([]byte, func([]byte) error) error) error {
			return st.Hold(ctx, "tokens", work)
		}, key)
	}
}

// tortured is a process in which eight callers want a good token all the time,
// until it is killed.
func tortured(place, api string) {
	c, err := tortureChannel(place, api)
	if err != nil {
		panic(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			ctx := context.Background()
			for {
				token, err := c.keeper.access(ctx, "")
				if err == nil && c.probe(ctx, token) != nil {
					_, err = c.keeper.access(ctx, token)
				}
				if err != nil {
					time.Sleep(time.Millisecond)
				}
			}
		})
	}
	wg.Wait()
}

// TestTokenTorture: processes with eight callers each renew the tokens of one
// vault, are killed at any moment, and Zalo's answers break. Nobody ever uses a
// refresh token twice, and a grant is given up only when it is gone.
func TestTokenTorture(t *testing.T) {
	t.Run("file", func(t *testing.T) {
		r := rack{t: t, place: t.TempDir(), processes: 2}
		r.run(*torture)
	})
	t.Run("postgres", func(t *testing.T) {
		server, err := pgtest.Start()
		if errors.Is(err, pgtest.ErrNone) && os.Getenv("CI") == "" {
			t.Skipf("!! SKIPPED: %v", err)
		}
		if err != nil {
			t.Fatal(err)
		}
		defer server.Stop()
		r := rack{t: t, processes: 3, server: server}
		if r.place, err = server.Database(); err != nil {
			t.Fatal(err)
		}
		r.run(*torture / 4) // each is three commits and more
	})
}

// rack is one run of TestTokenTorture.
type rack struct {
	t         *testing.T
	place     string
	processes int
	server    *pgtest.Server // is killed too, when there is one

	api              string
	oa               *zalo.OA
	c                *Channel
	running          []*exec.Cmd
	kills, dbs, lost int
}

func (r *rack) run(renewals int) {
	r.oa = zalo.NewOA()
	server := httptest.NewServer(r.oa)
	defer server.Close()
	r.api = server.URL
	var err error
	if r.c, err = tortureChannel(r.place, r.api); err != nil {
		r.t.Fatal(err)
	}
	r.consent()
	for range r.processes {
		r.running = append(r.running, r.start())
	}
	defer r.end()
	for began := time.Now(); r.oa.Rotated() < renewals || r.kills == 0 || r.server != nil && r.dbs == 0; {
		if time.Since(began) > 10*time.Minute {
			r.t.Fatalf("only %d renewals", r.oa.Rotated())
		}
		r.turn()
	}
	if r.oa.Reused() != 0 {
		r.t.Errorf("%d refresh tokens were used twice", r.oa.Reused())
	}
}

func (r *rack) consent() {
	access, refresh := r.oa.Consent()
	if err := r.c.Import(r.t.Context(), access, refresh); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rack) start() *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "ZALOOA_TORTURE="+r.place, "ZALOOA_TORTURE_API="+r.api)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	return cmd
}

func (r *rack) end() {
	for _, cmd := range r.running {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	r.t.Logf("%d renewals, %d kills, %d of the database, %d grants lost, each told; %d refresh tokens used twice",
		r.oa.Rotated(), r.kills, r.dbs, r.lost, r.oa.Reused())
}

// turn breaks one thing or another, and looks.
func (r *rack) turn() {
	r.oa.Next(zalo.TokenPath, someFault())
	time.Sleep(time.Duration(rand.IntN(40)) * time.Millisecond)
	switch n := rand.IntN(40); {
	case n < 10:
		i := rand.IntN(r.processes)
		_ = r.running[i].Process.Kill()
		_ = r.running[i].Wait()
		r.kills++
		r.running[i] = r.start()
	case n < 13 && r.server != nil:
		r.dbs++
		r.server.Kill()
		if err := r.server.Run(); err != nil {
			r.t.Fatal(err)
		}
	}
	gone, err := reallyLost(r.t.Context(), r.c, r.oa)
	if err != nil {
		r.t.Fatal(err)
	}
	if gone {
		r.lost++
		r.consent()
	}
}

// someFault is a way for a renewal to break; most go well.
func someFault() zalo.Fault {
	switch rand.IntN(12) {
	case 0:
		return zalo.Fault{Cut: true}
	case 1:
		return zalo.Fault{Drop: true}
	case 2:
		return zalo.Fault{Status: 502}
	case 3:
		return zalo.Fault{Code: -32}
	case 4, 5:
		return zalo.Fault{Delay: 10 * time.Millisecond}
	}
	return zalo.Fault{}
}

// reallyLost reports a grant that was given up, and that it is not given up
// while Zalo would still take what is kept.
func reallyLost(ctx context.Context, c *Channel, oa *zalo.OA) (gone bool, err error) {
	err = c.o.Vault(ctx, func(g *Grant, _ func() error) error {
		_, good, _ := oa.Grant()
		if gone = g.Lost != ""; gone && g.Refresh == good {
			return fmt.Errorf("given up, but still good: %s", g.Lost)
		}
		if !gone && g.Refresh != good && g.Spending.IsZero() {
			return errors.New("what is kept is dead, and nothing says so")
		}
		return nil
	})
	return gone, err
}
