package zalooa

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestTokensOfAnotherCommandAreFound: import-token while the bot runs.
func TestTokensOfAnotherCommandAreFound(t *testing.T) {
	a := newAccount(t, nil)
	a.consent()
	a.sends(sau, "một")
	other, err := New(a.c.o)
	if err != nil {
		t.Fatal(err)
	}
	access, refresh := a.zalo.Consent()
	if err := other.Import(t.Context(), access, refresh); err != nil {
		t.Fatal(err)
	}
	a.sends(sau, "hai")
	if a.zalo.Rotated() != 0 {
		t.Errorf("%d renewals", a.zalo.Rotated())
	}
}

func TestLogin(t *testing.T) {
	for _, fixed := range []string{"", "ZaloPkceVerifier0123456789ABCDEFGHIJKLmnopq"} {
		a := newAccount(t, func(o *Options) { o.Verifier = fixed })
		server := httptest.NewServer(a.handler(nil))
		defer server.Close()
		link, err := a.c.BeginLogin(t.Context(), server.URL+CallbackPath)
		if err != nil {
			t.Fatal(err)
		}
		if u, _ := url.Parse(link); u.Query().Get("app_id") != a.zalo.AppID || u.Query().Has("response_type") || !a.state().Login {
			t.Errorf("link %s", link)
		}
		resp, err := http.Get(link)
		if err != nil {
			t.Fatal(err)
		}
		page, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != 200 || !strings.Contains(string(page), "Đã kết nối") {
			t.Errorf("%d %s", resp.StatusCode, page)
		}
		a.sends(sau, "connected")
		if resp, err = http.Get(link); err != nil || resp.StatusCode != http.StatusBadRequest {
			t.Errorf("a second answer: %v %v", resp.Status, err)
		}
		resp.Body.Close()
		a.sends(sau, "still connected")
	}
}

func TestLoginsThatAreNotTaken(t *testing.T) {
	a := newAccount(t, nil)
	for name, c := range map[string]struct {
		begin bool
		late  time.Duration
		query url.Values
	}{
		"never begun":   {false, 0, url.Values{"code": {"code-1"}}},
		"no code":       {true, 0, url.Values{"state": {"x"}}},
		"another state": {true, 0, url.Values{"code": {"code-1"}, "state": {"x"}}},
		"a wrong code":  {true, 0, url.Values{"code": {"code-1"}}},
		"too late":      {true, 2 * time.Hour, url.Values{"code": {"code-1"}}},
	} {
		if c.begin {
			if _, err := a.c.BeginLogin(t.Context(), "https://bot.example.vn/zalo/oauth"); err != nil {
				t.Fatal(err)
			}
		}
		a.pass(c.late)
		if err := a.c.FinishLogin(t.Context(), c.query); err == nil {
			t.Errorf("%s: taken", name)
		}
		if a.kept().Access != "" {
			t.Errorf("%s: %+v", name, a.kept())
		}
	}
}

// TestALoginInTheMiddleLeavesTheOldTokens: whoever begins a login and never
// finishes it disturbs nothing.
func TestALoginInTheMiddleLeavesTheOldTokens(t *testing.T) {
	a := newAccount(t, nil)
	a.consent()
	if _, err := a.c.BeginLogin(t.Context(), "https://bot.example.vn/zalo/oauth"); err != nil {
		t.Fatal(err)
	}
	a.pass(21 * time.Hour)
	a.zalo.Interacted(sau, a.now())
	a.sends(sau, "chào")
	if a.zalo.Rotated() != 1 || a.kept().Login == nil {
		t.Errorf("%d renewals, %+v", a.zalo.Rotated(), a.kept())
	}
}

func TestVaultIsSealedAndPrivate(t *testing.T) {
	file := filepath.Join(t.TempDir(), VaultFile)
	v, err := FileVault(file, [KeySize]byte{1, 2, 3})
	if err != nil {
		t.Fatal(err)
	}
	put := func(refresh string) error {
		return v(t.Context(), func(g *Grant, save func() error) error { g.Refresh = refresh; return save() })
	}
	if err := put("refresh-secret"); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	info, _ := os.Stat(file)
	if err != nil || strings.Contains(string(data), "secret") || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, mode %v", err, info.Mode())
	}
	other, _ := FileVault(file, [KeySize]byte{9})
	if err := other(t.Context(), func(*Grant, func() error) error { return nil }); err == nil {
		t.Error("opened with another key")
	}
	for _, damage := range [][]byte{{}, data[:10], append([]byte("x"), data...)} {
		if err := os.WriteFile(file, damage, 0o600); err != nil {
			t.Fatal(err)
		}
		if put("new") == nil {
			t.Errorf("%d damaged bytes were overwritten", len(damage))
		}
	}
	left, _ := filepath.Glob(file + ".new-*")
	if len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestVaultWaitsForOthers(t *testing.T) {
	file := filepath.Join(t.TempDir(), VaultFile)
	a, _ := FileVault(file, [KeySize]byte{1})
	b, _ := FileVault(file, [KeySize]byte{1})
	ctx, cancel := context.WithCancel(t.Context())
	err := a(t.Context(), func(*Grant, func() error) error {
		cancel()
		return b(ctx, func(*Grant, func() error) error { return errors.New("two at once") })
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	var wg sync.WaitGroup
	for i, v := range []Vault{a, b} {
		wg.Go(func() {
			for range 20 {
				err := v(t.Context(), func(g *Grant, save func() error) error { g.Access += fmt.Sprint(i); return save() })
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	_ = a(t.Context(), func(g *Grant, _ func() error) error {
		if len(g.Access) != 40 {
			t.Errorf("%d of 40 changes are kept", len(g.Access))
		}
		return nil
	})
}
