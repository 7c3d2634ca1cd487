package zalooa

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"capheso/adapters"
	"capheso/adapters/adaptertest/zalo"
	"capheso/dialogs"
)

// kept reads the vault.
func (a *account) kept() (g Grant) {
	a.t.Helper()
	if err := a.vault(a.t.Context(), func(in *Grant, _ func() error) error { g = *in; return nil }); err != nil {
		a.t.Fatal(err)
	}
	return g
}

func (a *account) state() State {
	a.t.Helper()
	s, err := a.c.State(a.t.Context())
	if err != nil {
		a.t.Fatal(err)
	}
	return s
}

// reborn is the channel of a process that starts anew on the same vault.
func (a *account) reborn() {
	a.t.Helper()
	c, err := New(a.c.o)
	if err != nil {
		a.t.Fatal(err)
	}
	c.now, c.sleep = a.c.now, a.c.sleep
	a.c = c
}

func (a *account) parked(text string) {
	a.t.Helper()
	v := fate(a.t, a.send(sau, dialogs.Reply{Text: text}))
	if v.Fate != adapters.Parked || v.After <= 0 {
		a.t.Errorf("not parked: %+v", v)
	}
}

func TestTokensAreRenewedAtTwentyHours(t *testing.T) {
	a := newAccount(t, nil)
	a.consent()
	a.sends(sau, "một")
	a.pass(19*time.Hour + 59*time.Minute)
	a.zalo.Interacted(sau, a.now())
	a.sends(sau, "hai")
	if a.zalo.Rotated() != 0 {
		t.Errorf("renewed %d times before its time", a.zalo.Rotated())
	}
	a.pass(2 * time.Minute)
	a.sends(sau, "ba")
	a.sends(sau, "bốn")
	access, refresh, _ := a.zalo.Grant()
	if g := a.kept(); a.zalo.Rotated() != 1 || g.Access != access || g.Refresh != refresh || !g.Spending.IsZero() {
		t.Errorf("%d renewals, %+v", a.zalo.Rotated(), g)
	}
}

func TestRunKeepsTheTokenYoung(t *testing.T) {
	a := newAccount(t, nil)
	a.consent()
	ctx, cancel := context.WithCancel(t.Context())
	minutes := 0
	a.c.sleep = func(ctx context.Context, d time.Duration) error {
		if minutes++; minutes == 24*60*3 {
			cancel()
		}
		a.pass(d)
		return ctx.Err()
	}
	if err := a.c.Run(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if a.zalo.Rotated() != 3 || a.zalo.Reused() != 0 {
		t.Errorf("%d renewals in three days", a.zalo.Rotated())
	}
}

func TestARefusedTokenIsRenewedOnce(t *testing.T) {
	for _, code := range []int{-216, -220} {
		a := newAccount(t, nil)
		a.consent()
		a.pass(time.Hour)
		a.zalo.Next(zalo.SendPath, zalo.Fault{Code: code})
		a.sends(sau, "chào")
		if a.zalo.Rotated() != 1 || len(a.zalo.Shown(sau)) != 1 {
			t.Errorf("%d: %d renewals", code, a.zalo.Rotated())
		}
		a.zalo.Next(zalo.SendPath, zalo.Fault{Code: code}, zalo.Fault{Code: code})
		a.parked("một")
		a.parked("hai")
		if a.zalo.Rotated() > 2 {
			t.Errorf("%d: a loop of %d renewals", code, a.zalo.Rotated())
		}
	}
}

func TestOneRenewalHoweverManyCall(t *testing.T) {
	a := newAccount(t, nil)
	a.consent()
	a.sends(sau, "chào")
	a.pass(time.Hour)
	a.zalo.Interacted(sau, a.now())
	a.zalo.Expire()
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() { a.sends(sau, "chào") })
	}
	wg.Wait()
	if a.zalo.Rotated() != 1 || a.zalo.Reused() != 0 || len(a.zalo.Shown(sau)) != 33 {
		t.Errorf("%d renewals, %d reused, %d shown", a.zalo.Rotated(), a.zalo.Reused(), len(a.zalo.Shown(sau)))
	}
}

func TestAFailedRenewalIsTriedAgain(t *testing.T) {
	for name, fault := range map[string]zalo.Fault{
		"limited": {Code: -32}, "502": {Status: 502}, "dropped": {Drop: true}, "a page": {Status: 200},
	} {
		a := newAccount(t, nil)
		a.consent()
		a.pass(21 * time.Hour)
		a.zalo.Interacted(sau, a.now())
		a.zalo.Next(zalo.TokenPath, fault)
		a.sends(sau, "the old token still works")
		a.pass(time.Minute)
		a.sends(sau, "renewed")
		if a.zalo.Rotated() != 1 || a.zalo.Reused() != 0 {
			t.Errorf("%s: %d renewals, %d reused", name, a.zalo.Rotated(), a.zalo.Reused())
		}
		a = newAccount(t, nil)
		a.consent()
		a.pass(26 * time.Hour)
		a.zalo.Interacted(sau, a.now())
		a.zalo.Next(zalo.TokenPath, fault)
		a.parked("the old token is dead, and the new one must wait")
		a.pass(time.Minute)
		a.sends(sau, "renewed")
		if a.zalo.Rotated() != 1 || a.zalo.Reused() != 0 {
			t.Errorf("%s, late: %d renewals, %d reused", name, a.zalo.Rotated(), a.zalo.Reused())
		}
	}
}

// TestALostAnswerIsALostGrant: Zalo gave new tokens and the connection broke.
// The old access token, dead before its time, tells; the spent refresh token
// is not sent again.
func TestALostAnswerIsALostGrant(t *testing.T) {
	for name, wait := range map[string]func(*account){"same process": func(*account) {}, "after a crash": (*account).reborn} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t, nil)
			a.consent()
			a.pass(21 * time.Hour)
			a.zalo.Next(zalo.TokenPath, zalo.Fault{Cut: true})
			_, _ = a.c.keeper.access(t.Context(), "")
			wait(a)
			a.pass(time.Minute)
			a.parked("một")
			a.parked("hai")
			s := a.state()
			if a.zalo.Reused() != 0 || !s.Consent || s.Connected || !strings.Contains(a.log.String(), "NEEDS RE-CONSENT") {
				t.Errorf("%d reused, %+v\n%s", a.zalo.Reused(), s, a.log.String())
			}
			a.consent()
			a.zalo.Interacted(sau, a.now())
			a.sends(sau, "connected again")
		})
	}
}

// TestACrashBeforeTheRequestCostsNothing: the mark is there, the request was
// never made, and the old access token shows it.
func TestACrashBeforeTheRequestCostsNothing(t *testing.T) {
	a := newAccount(t, nil)
	a.consent()
	a.pass(21 * time.Hour)
	a.zalo.Interacted(sau, a.now())
	a.c.keeper.trade = func(context.Context, string) (Grant, error) { panic("killed") }
	func() {
		defer func() { _ = recover() }()
		_, _ = a.c.keeper.access(t.Context(), "")
	}()
	if a.kept().Spending.IsZero() {
		t.Fatal("no mark")
	}
	a.reborn()
	a.sends(sau, "somebody else may be renewing just now; the old token is not over")
	if a.kept().Spending.IsZero() {
		t.Error("a mark that is fresh was judged")
	}
	a.pass(orphanAge)
	a.zalo.Next(zalo.ProbePath, zalo.Fault{Status: 502})
	a.sends(sau, "nobody can tell yet; the old token is not over")
	if a.zalo.Rotated() != 0 {
		t.Error("renewed before it was known whether the token is spent")
	}
	a.pass(time.Minute)
	a.sends(sau, "renewed")
	if a.zalo.Rotated() != 1 || a.zalo.Reused() != 0 {
		t.Errorf("%d renewals, %d reused", a.zalo.Rotated(), a.zalo.Reused())
	}
}

// TestHeldUpBeforeTheRequest: a process that was stopped between the mark and
// the request, for so long that another may judge the mark, sends nothing.
func TestHeldUpBeforeTheRequest(t *testing.T) {
	a := newAccount(t, nil)
	a.consent()
	a.pass(21 * time.Hour)
	a.zalo.Interacted(sau, a.now())
	a.c.keeper.call = 0
	a.sends(sau, "the old token is not over")
	if a.zalo.Rotated() != 0 || !a.kept().Spending.IsZero() {
		t.Errorf("%d renewals, %+v", a.zalo.Rotated(), a.kept())
	}
	a.c.keeper.call = callTime
	a.pass(time.Minute)
	a.sends(sau, "renewed")
	if a.zalo.Rotated() != 1 || a.zalo.Reused() != 0 {
		t.Errorf("%d renewals, %d reused", a.zalo.Rotated(), a.zalo.Reused())
	}
}

// TestWhatCannotBeToldIsTakenForSpent: a crash in the middle of a renewal
// whose old access token had ended.
func TestWhatCannotBeToldIsTakenForSpent(t *testing.T) {
	a := newAccount(t, nil)
	a.consent()
	a.pass(26 * time.Hour)
	a.zalo.Next(zalo.TokenPath, zalo.Fault{Cut: true})
	_, _ = a.c.keeper.access(t.Context(), "")
	a.reborn()
	a.pass(orphanAge)
	a.parked("chào")
	if s := a.state(); a.zalo.Reused() != 0 || !s.Consent {
		t.Errorf("%d reused, %+v", a.zalo.Reused(), s)
	}
}

func TestATerminalRefusalParksEverything(t *testing.T) {
	a := newAccount(t, nil)
	a.consent()
	a.pass(26 * time.Hour)
	a.zalo.Next(zalo.TokenPath, zalo.Fault{Code: -14014})
	a.parked("một")
	a.pass(time.Hour)
	a.reborn()
	a.parked("hai")
	if a.zalo.Rotated() != 0 || !a.state().Consent || !strings.Contains(a.state().Why, "-14014") {
		t.Errorf("%d renewals, %+v", a.zalo.Rotated(), a.state())
	}
}

// TestNewTokensAreKeptBeforeTheyAreUsed: while the disk is full they are
// neither used nor lost.
func TestNewTokensAreKeptBeforeTheyAreUsed(t *testing.T) {
	full := false
	a := newAccount(t, func(o *Options) {
		vault := o.Vault
		saves := 0
		o.Vault = func(ctx context.Context, work func(*Grant, func() error) error) error {
			return vault(ctx, func(g *Grant, save func() error) error {
				return work(g, func() error {
					if saves++; full && g.Spending.IsZero() {
						return errors.New("the disk is full")
					}
					return save()
				})
			})
		}
	})
	a.consent()
	a.pass(26 * time.Hour)
	a.zalo.Interacted(sau, a.now())
	full = true
	a.parked("một")
	a.parked("hai")
	if a.zalo.Rotated() != 1 || len(a.zalo.Shown(sau)) != 0 {
		t.Errorf("%d renewals, shown %v", a.zalo.Rotated(), a.zalo.Shown(sau))
	}
	full = false
	a.sends(sau, "ba")
	access, _, _ := a.zalo.Grant()
	if a.zalo.Rotated() != 1 || a.kept().Access != access {
		t.Errorf("%d renewals, kept %+v", a.zalo.Rotated(), a.kept())
	}
}

func TestTheSeedNeverReplacesWhatIsKept(t *testing.T) {
	a := newAccount(t, nil)
	_, seed := a.zalo.Consent()
	a.c.o.Seed = seed
	a.reborn()
	a.sends(sau, "from the seed")
	if a.zalo.Rotated() != 1 {
		t.Errorf("%d renewals", a.zalo.Rotated())
	}
	a.reborn() // the seed is spent now
	a.pass(21 * time.Hour)
	a.sends(sau, "from the vault")
	if a.zalo.Rotated() != 2 || a.zalo.Reused() != 0 {
		t.Errorf("%d renewals, %d reused", a.zalo.Rotated(), a.zalo.Reused())
	}
}

func TestWithoutConsentEverythingIsParked(t *testing.T) {
	a := newAccount(t, nil)
	a.parked("chào")
	if s := a.state(); !s.Consent || s.Connected {
		t.Errorf("%+v", s)
	}
}
