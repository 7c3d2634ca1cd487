package botapi

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"
)

// Fault is a way for a call to go wrong.
type Fault int

// The faults. Cut does what was asked and then breaks the connection; Drop
// breaks it before; Slow answers, but late.
const (
	None Fault = iota
	TooMany
	Forbidden
	Internal
	BadGateway
	Cut
	Drop
	Slow
	Garbage
)

// SlowTime is how late a slow answer is.
const SlowTime = 8 * time.Second

// Mixed fails a share of the calls of some methods in every passing way, the
// same calls for the same seed.
func Mixed(seed uint64, share float64, methods ...string) func(Call) Fault {
	kinds := []Fault{TooMany, Internal, BadGateway, Cut, Drop, Slow, Garbage}
	return func(c Call) Fault {
		for _, m := range methods {
			if c.Method != m {
				continue
			}
			r := rand.New(rand.NewPCG(seed, uint64(c.N)))
			if r.Float64() < share {
				return kinds[r.IntN(len(kinds))]
			}
		}
		return None
	}
}

// before does what a fault does instead of the call, and reports whether the
// call is over.
func (s *Server) before(w http.ResponseWriter, r *http.Request, f Fault) bool {
	switch f {
	case TooMany:
		res := problem(http.StatusTooManyRequests, "Too Many Requests: retry later")
		res.More = &more{RetryAfter: int(s.retryAfter().Seconds())}
		write(w, res)
	case Forbidden:
		write(w, problem(http.StatusForbidden, "Forbidden: bot was blocked by the user"))
	case Internal:
		write(w, problem(http.StatusInternalServerError, "Internal Server Error: restart"))
	case BadGateway:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html><head><title>502 Bad Gateway</title></head></html>"))
	case Garbage:
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write([]byte(`{"ok":tr`))
	case Drop:
		panic(http.ErrAbortHandler)
	case Slow:
		pause(r.Context(), SlowTime)
		return r.Context().Err() != nil
	default:
		return false
	}
	return true
}

// retryAfter is what 429 asks for.
func (s *Server) retryAfter() time.Duration {
	if s.RetryAfter > 0 {
		return time.Duration(s.RetryAfter) * time.Second
	}
	return 3 * time.Second
}

// pause waits, or until the caller has gone.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
