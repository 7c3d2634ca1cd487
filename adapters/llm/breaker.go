package llm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/sony/gobreaker/v2"
)

// The breaker opens after so many failures in a row within a minute, and lets
// one question try again half a minute later. Meanwhile nobody waits for a
// server that is dead.
const (
	failures  = 5
	within    = time.Minute
	openAgain = 30 * time.Second
)

// ErrResting: the server failed too often and is left alone for a while.
var ErrResting = errors.New("the model's server failed too often and is left alone for a while")

func newBreaker(log *slog.Logger) *gobreaker.CircuitBreaker[string] {
	return gobreaker.NewCircuitBreaker[string](gobreaker.Settings{
		Name: "llm", MaxRequests: 1, Interval: within, Timeout: openAgain,
		ReadyToTrip:  func(n gobreaker.Counts) bool { return n.ConsecutiveFailures >= failures },
		IsSuccessful: alive,
		// Whoever asked stopped waiting, which says nothing of the server.
		IsExcluded: func(err error) bool { return errors.Is(err, context.Canceled) },
		OnStateChange: func(_ string, _, to gobreaker.State) {
			log.Warn("the model's server", "breaker", to.String())
		},
	})
}

// alive reports an outcome that shows a server at work: it may have answered
// nonsense, refused, or found nothing wrong but the question.
func alive(err error) bool {
	if err == nil || errors.Is(err, errRefused) || errors.Is(err, errLong) {
		return true
	}
	switch status(err) {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return true
	}
	return false
}

// guarded runs a request unless the breaker is open. Its errors tell nothing of
// what was sent or of what came back: they are for the log.
func (c *Client) guarded(do func() (string, error)) (string, error) {
	answer, err := c.breaker.Execute(do)
	switch {
	case err == nil:
		return answer, nil
	case errors.Is(err, gobreaker.ErrOpenState), errors.Is(err, gobreaker.ErrTooManyRequests):
		return "", ErrResting
	}
	if s := status(err); s != 0 {
		return "", fmt.Errorf("the model's server answered %d", s) // its words may be a page, or ours
	}
	return "", err
}
