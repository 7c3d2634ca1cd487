package zalooa

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"
)

// The life of tokens. Zalo gives an access token 25 hours and a refresh token
// three months.
const (
	refreshAge   = 20 * time.Hour
	accessLife   = 25 * time.Hour
	refreshPause = 30 * time.Second // after a refresh that failed for a passing reason
	orphanAge    = callTime + 10*time.Second
	tooYoung     = time.Minute // a token this young that is refused is not refused for its age
)

// errConsent is wrapped by the error of a channel that has no consent, or has
// lost it.
var errConsent = errors.New("needs re-consent")

// errElsewhere: another process may be renewing the tokens, or was killed at
// it. Once the mark it set is orphanAge old, one can look what became of it.
var errElsewhere = errors.New("zalo oa: another process is renewing the tokens")

// errLate: the process was held up for so long that another may have taken the
// refresh token for lost. It was not sent.
var errLate = errors.New("zalo oa: held up before the refresh token left")

// late says whether a request may leave no more. Both clocks are asked: while a
// machine is suspended, one stands still.
func late(ctx context.Context) bool {
	until, ok := ctx.Deadline()
	now := time.Now()
	return ok && !(now.Before(until) && now.Round(0).Before(until.Round(0)))
}

// keeper has the access token, and renews it.
type keeper struct {
	vault  Vault
	seed   string // the first refresh token, for a vault that is empty
	trade  func(ctx context.Context, refresh string) (Grant, error)
	probe  func(ctx context.Context, access string) error
	now    func() time.Time
	log    *slog.Logger
	maxAge time.Duration
	young  time.Duration
	pause  time.Duration
	call   time.Duration // after it was marked, a trade may leave no more
	orphan time.Duration // so old is a mark before another process looks what became of it

	mu    sync.Mutex
	kept  Grant     // as last seen in the vault
	seen  bool      // kept is from the vault
	retry time.Time // no refresh before
	spent time.Time // the mark this process set itself
	taken *Grant    // given by Zalo, and not kept yet: it is not used
	given time.Time // when Zalo gave this process new tokens last
}

// access returns an access token that is good as far as we know. bad is one
// that Zalo has just refused, or empty. However many callers come with the same
// bad token, it is renewed once.
func (k *keeper) access(ctx context.Context, bad string) (string, error) {
	if token, ok := k.fresh(bad); ok {
		return token, nil
	}
	var token string
	err := k.vault(ctx, func(g *Grant, save func() error) (err error) {
		token, err = k.have(ctx, g, save, bad)
		k.mu.Lock()
		k.kept, k.seen = *g, true
		k.mu.Unlock()
		return err
	})
	return token, err
}

// fresh is the token in memory, when it needs no work.
func (k *keeper) fresh(bad string) (string, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now, g := k.now(), &k.kept
	return g.Access, g.Lost == "" && g.alive(now) && g.Access != bad && (now.Before(g.Rotated.Add(k.maxAge)) || now.Before(k.retry))
}

// have does access's work with the vault in hand. It leaves in g what is kept.
func (k *keeper) have(ctx context.Context, g *Grant, save func() error, bad string) (string, error) {
	if err := k.keepTaken(g, save); err != nil {
		return "", err
	}
	if g.empty() {
		g.Refresh = k.seed
	}
	now := k.now()
	good := g.alive(now) && g.Access != bad
	switch {
	case g.Lost != "":
		return "", fmt.Errorf("%w: %s", errConsent, g.Lost)
	case g.empty():
		return "", fmt.Errorf("%w: there is none yet", errConsent)
	case good && now.Before(g.Rotated.Add(k.maxAge)):
		return g.Access, nil
	case g.Access == bad && bad != "" && now.Before(k.given.Add(k.young)):
		return "", errors.New("zalo oa: a new access token is refused; see that the app is active and the OA has granted it")
	case now.Before(k.retryAt()) && good:
		return g.Access, nil
	case now.Before(k.retryAt()):
		return "", errors.New("zalo oa: waiting before the next refresh")
	}
	err := k.renew(ctx, g, save, bad)
	if err == nil {
		return g.Access, nil
	}
	if errors.Is(err, errConsent) {
		k.log.Error("zalo oa: NEEDS RE-CONSENT. Nothing can be sent until an admin of the OA runs: capheso zalo login", "why", g.Lost)
		return "", err
	}
	again := now.Add(k.pause)
	if errors.Is(err, errElsewhere) && g.Spending.Add(k.orphan).Before(again) {
		again = g.Spending.Add(k.orphan)
	}
	k.later(again)
	k.log.Warn("zalo oa: the access token was not renewed; trying again", "err", err)
	if good {
		return g.Access, nil
	}
	return "", err
}

func (k *keeper) retryAt() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.retry
}

func (k *keeper) later(t time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.retry = t
}

// renew trades the refresh token for a new pair. That it leaves is on the disk
// before it leaves, and the new pair is on the disk before it is used.
func (k *keeper) renew(ctx context.Context, g *Grant, save func() error, bad string) error {
	if err := k.settle(ctx, g, save, bad); err != nil {
		return err
	}
	if g.Refresh == "" {
		return k.lose(g, save, "Zalo gave no refresh token with the last access token")
	}
	now := k.now()
	ctx, cancel := context.WithTimeout(ctx, k.call)
	defer cancel()
	g.Spending, g.Mute = now, !g.alive(now) || g.Access == bad
	if err := save(); err != nil {
		g.Spending = time.Time{}
		return fmt.Errorf("zalo oa: the tokens cannot be kept, so none is spent: %w", err)
	}
	k.spent = g.Spending
	pair, err := k.trade(ctx, g.Refresh)
	switch {
	case err == nil:
		k.taken, k.given = &pair, now
		return k.keepTaken(g, save)
	case terminal(err):
		return k.lose(g, save, err.Error())
	case untouched(err):
		g.Spending = time.Time{}
		return errors.Join(err, save())
	}
	return err
}

// keepTaken keeps the pair Zalo gave us. A disk that is full for a while does
// not lose it, as long as the process lives.
func (k *keeper) keepTaken(g *Grant, save func() error) error {
	if k.taken == nil {
		return nil
	}
	if !g.Spending.Equal(k.spent) {
		k.taken = nil // somebody brought a new grant meanwhile
		return nil
	}
	before := *g
	*g = *k.taken
	g.Login = before.Login
	if err := save(); err != nil {
		*g = before
		return fmt.Errorf("zalo oa: the new tokens cannot be kept, so they are not used: %w", err)
	}
	k.taken = nil
	return nil
}

// settle finds out what became of a refresh token that left for Zalo and of
// which no answer is kept: a crash, or a connection that broke. Zalo lets the
// old access token die with the trade, so that one can tell. When it cannot,
// a refresh token that another process sent is taken for spent.
func (k *keeper) settle(ctx context.Context, g *Grant, save func() error, bad string) error {
	const gone = "the refresh token was used and Zalo's answer never arrived or was not kept"
	if g.Spending.IsZero() {
		return nil
	}
	mine := g.Spending.Equal(k.spent)
	if !mine && k.now().Before(g.Spending.Add(k.orphan)) {
		// Whoever set the mark may have lost the vault with its database, or have
		// been killed with its request on the way.
		return errElsewhere
	}
	switch testify := !g.Mute && g.alive(k.now()); {
	case !testify && mine:
		return nil // a broken connection: once more with the same
	case !testify:
		return k.lose(g, save, gone+", or it was not: nothing is left that could tell")
	case g.Access == bad:
		return k.lose(g, save, gone)
	}
	err := k.probe(ctx, g.Access)
	var api *Error
	switch {
	case err == nil:
		g.Spending = time.Time{}
		return save()
	case errors.As(err, &api) && table[api.Code] == stale && api.Code != 0:
		return k.lose(g, save, gone)
	}
	return fmt.Errorf("zalo oa: asking what became of the last refresh: %w", err)
}

// lose notes that only a new consent helps.
func (k *keeper) lose(g *Grant, save func() error, why string) error {
	g.Lost = why
	if err := save(); err != nil {
		return fmt.Errorf("%w: %s (and that could not be kept: %w)", errConsent, why, err)
	}
	return fmt.Errorf("%w: %s", errConsent, why)
}

// terminal reports an answer of Zalo's that no further try will change.
func terminal(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Code != 0 && e.Code != -32
}

// untouched reports a trade that did not happen for sure: the request never
// left, or Zalo turned it away unread.
func untouched(err error) bool {
	var e *Error
	if errors.Is(err, errLate) {
		return true
	}
	if errors.As(err, &e) {
		return e.Code == -32
	}
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}
