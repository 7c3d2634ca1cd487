package zalooa

import (
	"context"
	"time"
)

// Grant is what an OA's consent gave us. The refresh token works once: with
// each use Zalo gives another pair, and the old one is dead.
type Grant struct {
	Access  string    `json:"access,omitempty"`
	Refresh string    `json:"refresh,omitempty"`
	Expires time.Time `json:"expires,omitzero"` // of Access
	Rotated time.Time `json:"rotated,omitzero"` // when we were given the pair

	// Spending is when Refresh left for Zalo, while no answer to it is kept. A
	// process that finds it set does not know whether Refresh is spent.
	Spending time.Time `json:"spending,omitzero"`
	// Mute says that Access was no good any more when Spending began, so that
	// it cannot show whether Zalo has given new tokens since.
	Mute bool `json:"mute,omitempty"`

	// Lost is why the consent is gone; only a new one helps. Empty otherwise.
	Lost string `json:"lost,omitempty"`

	// Login is a consent that was asked for and has not come back.
	Login *Login `json:"login,omitempty"`
}

// Login is a consent on its way.
type Login struct {
	Verifier string    `json:"verifier"` // of PKCE
	State    string    `json:"state"`
	Begun    time.Time `json:"begun"`
}

// empty reports a grant that was never given.
func (g *Grant) empty() bool { return g.Access == "" && g.Refresh == "" && g.Lost == "" }

// alive reports an access token that works as far as the clock tells.
func (g *Grant) alive(now time.Time) bool { return g.Access != "" && now.Before(g.Expires) }

// Vault is where the grant is kept. It calls work with the grant as it is kept
// and with a way to keep it as it became, while nobody else, in this process
// or another, has it. When save returns nil the grant survives a crash. The
// error is work's, or says why the grant could not be had.
type Vault func(ctx context.Context, work func(g *Grant, save func() error) error) error
