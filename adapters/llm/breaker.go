package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/sashabaranov/go-openai"
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
	if err == nil || errors.Is(err, errRefused) || errors.Is(err, errLong) || errors.Is(err, ErrSpent) {
		return true
	}
	switch status(err) {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return true
	}
	return false
}

// failedBy is an error of the server, without its words: they may be a page, or
// our own.
type failedBy struct{ status int }

func (e *failedBy) Error() string { return fmt.Sprintf("the model's server answered %d", e.status) }

// errBroken: the server said in the middle of an answer that it broke.
var errBroken = errors.New("the model's server broke off its answer")

// passing reports a fault that may be over the next time: a server that broke
// or was cut off. One that is busy is left alone.
func passing(err error) bool {
	var failed *failedBy
	if errors.As(err, &failed) {
		return failed.status >= 500
	}
	var lost *url.Error
	return errors.Is(err, errCut) || errors.Is(err, errBroken) || errors.As(err, &lost) || errors.Is(err, io.ErrUnexpectedEOF)
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
		return "", &failedBy{s}
	}
	var told *openai.APIError
	if errors.As(err, &told) {
		return "", errBroken
	}
	return "", err
}
