package zalooa

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"capheso/adapters"
)

const (
	callTime  = 20 * time.Second // for one request; the shell gives a send 30 seconds
	maxAnswer = 1 << 20
)

// do makes one request and reads its answer. Its errors hold no address, so
// that nothing that stood in one is logged.
func (c *Channel) do(req *http.Request) (status int, data []byte, err error) {
	resp, err := c.client.Do(req)
	if err != nil {
		return 0, nil, bare(err)
	}
	defer resp.Body.Close()
	data, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	return resp.StatusCode, data, bare(err)
}

// bare is an error of net/http without the address it was for.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// answer is the form of everything the API says. Failures come with HTTP 200.
type answer struct {
	Error   *int            `json:"error"`
	Message word            `json:"message"`
	Data    json.RawMessage `json:"data"`
}

// call makes one request with an access token and decodes the data of the
// answer into out, which may be nil.
func (c *Channel) call(ctx context.Context, access string, r request, out any) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, r.method, c.o.API+r.path, bytes.NewReader(r.body))
	if err != nil {
		return err
	}
	if r.body != nil {
		req.Header.Set("Content-Type", r.kind)
	}
	req.Header.Set("access_token", access)
	if c.o.Proof {
		req.Header.Set("appsecret_proof", appSecretProof(c.o.AppSecret, access))
	}
	status, data, err := c.do(req)
	if err != nil {
		return err
	}
	var a answer
	if json.Unmarshal(data, &a) != nil && a.Error == nil || a.Error == nil || status >= 500 {
		return &Error{Status: status}
	}
	if *a.Error != 0 {
		return &Error{Code: *a.Error, Status: status, Message: cut(string(a.Message))}
	}
	if out != nil {
		_ = json.Unmarshal(a.Data, out) // it was done, whatever else was said about it
	}
	return nil
}

// request is a request without its token.
type request struct {
	method, path, kind string
	body               []byte
}

func post(path string, v any) request {
	body, err := json.Marshal(v)
	if err != nil {
		panic("zalooa: " + err.Error()) // our own types
	}
	return request{http.MethodPost, path, "application/json", body}
}

// authorised makes a request with a good token. A token that Zalo refuses is
// renewed and the request made again, once.
func (c *Channel) authorised(ctx context.Context, r request, out any) error {
	access, err := c.keeper.access(ctx, "")
	if err != nil {
		return &tokenError{err}
	}
	err = c.sent(ctx, access, r, out)
	var api *Error
	if !errors.As(err, &api) || api.Code == 0 || table[api.Code] != stale {
		return err
	}
	if access, err = c.keeper.access(ctx, access); err != nil {
		return &tokenError{err}
	}
	return c.sent(ctx, access, r, out)
}

// sent is a call for a message, which is only for the sender to make. Getting a
// token may have taken long.
func (c *Channel) sent(ctx context.Context, access string, r request, out any) error {
	if err := adapters.MaySend(ctx); err != nil {
		return err
	}
	return c.call(ctx, access, r, out)
}

// tokenError says that there is no token to send with.
type tokenError struct{ error }

func (e *tokenError) Unwrap() error { return e.error }

// probe asks for the account's own name, which costs nothing: does this token
// still work?
func (c *Channel) probe(ctx context.Context, access string) error {
	return c.call(ctx, access, request{method: http.MethodGet, path: "/v2.0/oa/getoa"}, nil)
}

// appSecretProof shows that who has the token has the app's secret too.
func appSecretProof(secret, access string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(access))
	return hex.EncodeToString(mac.Sum(nil))
}

// uploadForm is a picture as the upload wants it.
func uploadForm(file string, data []byte) (request, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", file)
	if err == nil {
		_, err = part.Write(data)
	}
	if e := w.Close(); err == nil {
		err = e
	}
	path := "/v2.0/oa/upload/image"
	if strings.HasSuffix(strings.ToLower(file), ".gif") {
		path = "/v2.0/oa/upload/gif"
	}
	return request{http.MethodPost, path, w.FormDataContentType(), b.Bytes()}, err
}

// cut keeps what Zalo says to a length a log line can take.
func cut(s string) string {
	const most = 200
	if len(s) > most {
		s = s[:most]
	}
	return strings.ToValidUTF8(s, "")
}
