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
)

var torture = flag.Int("torture", 60, "how often TestTokenTorture wants the tokens renewed; 1000 is the promise")

// TestMain lets the test binary be one of the processes that TestTokenTorture
// kills.
func TestMain(m *testing.M) {
	if dir := os.Getenv("ZALOOA_TORTURE"); dir != "" {
		tortured(dir, os.Getenv("ZALOOA_TORTURE_API"))
		return
	}
	os.Exit(m.Run())
}

// tortureAge is how old a token may become: the time in which many callers
// come for the same one.
const tortureAge = 3 * time.Millisecond

func tortureChannel(dir, api string) (*Channel, error) {
	fake := zalo.NewOA()
	vault, err := FileVault(filepath.Join(dir, VaultFile), [KeySize]byte{7})
	if err != nil {
		return nil, err
	}
	c, err := New(Options{AppID: fake.AppID, AppSecret: fake.AppSecret, API: api, OAuth: api, Vault: vault, Log: slog.New(slog.DiscardHandler), Network: adaptertest.Loopback()})
	if err == nil {
		c.keeper.maxAge, c.keeper.young, c.keeper.pause = tortureAge, 0, time.Millisecond
	}
	return c, err
}

// tortured is a process in which eight callers want a good token all the time,
// until it is killed.
func tortured(dir, api string) {
	c, err := tortureChannel(dir, api)
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

// TestTokenTorture: two processes with eight callers each renew the tokens of
// one vault, are killed at any moment, and Zalo's answers break. Nobody ever
// uses a refresh token twice, and a grant is given up only when it is gone.
func TestTokenTorture(t *testing.T) {
	dir, oa := t.TempDir(), zalo.NewOA()
	server := httptest.NewServer(oa)
	defer server.Close()
	c, err := tortureChannel(dir, server.URL)
	if err != nil {
		t.Fatal(err)
	}
	consent := func() {
		access, refresh := oa.Consent()
		if err := c.Import(t.Context(), access, refresh); err != nil {
			t.Fatal(err)
		}
	}
	consent()
	start := func() *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "ZALOOA_TORTURE="+dir, "ZALOOA_TORTURE_API="+server.URL)
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	replicas := []*exec.Cmd{start(), start()}
	kills, lost := 0, 0
	defer func() {
		for _, cmd := range replicas {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
		t.Logf("%d renewals, %d kills, %d grants lost, each told; %d refresh tokens used twice", oa.Rotated(), kills, lost, oa.Reused())
	}()
	for began := time.Now(); oa.Rotated() < *torture; {
		if time.Since(began) > 10*time.Minute {
			t.Fatalf("only %d renewals", oa.Rotated())
		}
		oa.Next(zalo.TokenPath, someFault())
		time.Sleep(time.Duration(rand.IntN(40)) * time.Millisecond)
		if rand.IntN(4) == 0 {
			i := rand.IntN(2)
			_ = replicas[i].Process.Kill()
			_ = replicas[i].Wait()
			kills++
			replicas[i] = start()
		}
		gone, err := reallyLost(t.Context(), c, oa)
		if err != nil {
			t.Fatal(err)
		}
		if gone {
			lost++
			consent()
		}
	}
	if oa.Reused() != 0 || kills == 0 {
		t.Errorf("%d refresh tokens were used twice; %d kills", oa.Reused(), kills)
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
