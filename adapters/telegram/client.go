package telegram

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"

	"capheso/adapters"
)

// wholeClient stands between the library and the network. The library streams
// every call without a length; here a call goes out whole, so that net/http can
// send it again on a connection that went stale. Faults that are not the API's
// own come back as a *faultError.
type wholeClient struct{ http *http.Client }

// maxAnswer is more than any answer to a call.
const maxAnswer = 8 << 20

// faultError is an answer that is none of the API's.
type faultError struct{ status int }

func (e *faultError) Error() string {
	return fmt.Sprintf("an answer that is none, status %d", e.status)
}

// Do sends one call of the library.
func (w *wholeClient) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(r.Context(), r.Method, r.URL.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if len(body) > 0 { // a call without parameters
		req.Header.Set("Content-Type", r.Header.Get("Content-Type"))
	}
	if err := adapters.MaySend(req.Context()); err != nil {
		return nil, err
	}
	return answer(w.http.Do(req))
}

// answer takes a response whole, and only one of the API.
func answer(resp *http.Response, err error) (*http.Response, error) {
	body, err := whole(resp, err)
	if err != nil {
		return nil, err
	}
	if !json.Valid(body) {
		return nil, &faultError{resp.StatusCode}
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// whole is the body of a response, unless a server before the API made it.
func whole(resp *http.Response, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err == nil && resp.StatusCode >= http.StatusInternalServerError {
		err = &faultError{resp.StatusCode}
	}
	return body, err
}

// verdict makes of an error what it means for a message. Nil means that there
// is nothing left to do.
func (c *Channel) verdict(err error) error {
	var limited *tg.TooManyRequestsError
	var moved *tg.MigrateError
	out := &adapters.SendError{Err: c.scrub(err)}
	switch {
	case errors.As(err, &limited):
		out.Fate, out.After = adapters.Again, asked(err)
	case errors.Is(err, tg.ErrorForbidden), errors.As(err, &moved):
		out.Fate = adapters.Gone // blocked or deleted; a group that became another one
	case errors.Is(err, tg.ErrorBadRequest) && strings.Contains(err.Error(), "message is not modified"):
		return nil
	case errors.Is(err, tg.ErrorBadRequest):
		out.Fate = adapters.Refused
	default:
		out.Fate = adapters.Again
	}
	return out
}

// asked is how long Telegram asked to wait, at least a second when it did.
func asked(err error) time.Duration {
	var limited *tg.TooManyRequestsError
	if !errors.As(err, &limited) {
		return 0
	}
	return time.Duration(max(1, limited.RetryAfter)) * time.Second
}

// scrubbed is an error whose text names no token.
type scrubbed struct {
	text string
	err  error
}

func (e *scrubbed) Error() string { return e.text }
func (e *scrubbed) Unwrap() error { return e.err }

// scrub takes the token out of an error: net/http puts URLs into its errors,
// and the token is a part of them.
func (c *Channel) scrub(err error) error {
	text := err.Error()
	_, secret, _ := strings.Cut(c.o.Token, ":")
	for _, s := range []string{c.o.Token, url.PathEscape(c.o.Token), secret} {
		if s != "" {
			text = strings.ReplaceAll(text, s, "***")
		}
	}
	return &scrubbed{text, err}
}
