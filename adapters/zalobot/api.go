package zalobot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"capheso/adapters"
	"capheso/adapters/zalo"
)

const (
	callTime  = 20 * time.Second
	maxAnswer = 1 << 20
)

// Error is a call that Zalo did not do.
type Error struct {
	Code   int    // Zalo's, or that of HTTP when Zalo named none
	Says   string // Zalo's words
	Method string
}

func (e *Error) Error() string { return fmt.Sprintf("zalo bot: %s: %d %s", e.Method, e.Code, e.Says) }

// answer is the form of everything the API says. Both spellings of the code
// are in use, and a failure may come with HTTP 200.
type answer struct {
	OK     bool            `json:"ok"`
	Result json.RawMessage `json:"result"`
	Code   int             `json:"error_code"`
	Code2  int             `json:"errorCode"`
	Says   word            `json:"description"`
}

// call makes one call. The token is part of the address, so that no error of
// it holds an address.
func (c *Channel) call(ctx context.Context, method string, params any, wait time.Duration) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	body, err := json.Marshal(params)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.o.API+"/bot"+c.o.Token+"/"+method, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("zalo bot: the token or the base URL has characters that do not belong there")
	}
	req.Header.Set("Content-Type", "application/json")
	if err := adapters.MaySend(ctx); err != nil {
		return nil, err
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return nil, bare(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, bare(err)
	}
	var a answer
	if !zalo.Read(data, &a) {
		a = answer{Code: resp.StatusCode}
	}
	if a.OK {
		return a.Result, nil
	}
	e := &Error{Code: a.Code, Says: cut(string(a.Says)), Method: method}
	if e.Code == 0 {
		e.Code = a.Code2
	}
	if e.Code == 0 {
		e.Code = resp.StatusCode
	}
	return nil, e
}

// bare is an error of net/http without the address it was for.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return fmt.Errorf("zalo bot: %w", u.Err)
	}
	return err
}

func cut(s string) string { return s[:min(len(s), 200)] }

// How long sends wait.
const (
	tokenWait = 10 * time.Minute
	quotaWait = time.Hour
)

// verdict says what a failed send means. A tip that may have arrived is not
// sent a second time; an answer is, because somebody waits for it.
func verdict(err error, bulk bool) *adapters.SendError {
	var e *Error
	v := &adapters.SendError{Fate: adapters.Again, Err: err}
	switch {
	case !errors.As(err, &e):
		if bulk && uncertain(err) {
			v.Fate = adapters.Refused
		}
	case e.Code == 401:
		v.Fate, v.After = adapters.Parked, tokenWait
	case e.Code == 429 && bulk:
		v.Fate = adapters.Refused
	case e.Code == 429:
		v.After = quotaWait
	case e.Code == 400, e.Code == 404:
		v.Fate = adapters.Refused
	case e.Code == 403, e.Code == 408, e.Code == 426, e.Code >= 500: // 403 is documented as an internal error
	case e.Code == 200: // a page that is no answer
	default:
		v.Fate = adapters.Refused
	}
	return v
}

// uncertain reports a request that may have been done: it left, and nothing
// came back.
func uncertain(err error) bool {
	var op *net.OpError
	return !errors.Is(err, context.Canceled) && !(errors.As(err, &op) && op.Op == "dial")
}
