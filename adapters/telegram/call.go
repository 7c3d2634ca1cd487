package telegram

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
	"github.com/goccy/go-json"

	"capheso/adapters"
)

// Two calls do not go through the library. It has no getUpdates to call. Its
// sendMessage, the call of every reply, writes a form of many parts through a
// pipe and a goroutine and reads the message back in full, which was a tenth
// of the work of a turn; here it is one JSON object, and of the answer only the
// number is read. Its parameters and its errors are the library's.

// result is an answer of the API.
type result[T any] struct {
	OK          bool   `json:"ok"`
	Result      T      `json:"result"`
	Code        int    `json:"error_code"`
	Description string `json:"description"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
		MigrateTo  int `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// call makes one call of the API.
func call[T any](ctx context.Context, c *Channel, method string, params any) (got result[T], err error) {
	body, err := json.Marshal(params)
	if err != nil {
		return got, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.o.API+"/bot"+c.o.Token+"/"+method, bytes.NewReader(body))
	if err != nil {
		return got, err
	}
	req.Header.Set("Content-Type", "application/json")
	if err := adapters.MaySend(ctx); err != nil {
		return got, err
	}
	resp, err := c.client.Do(req)
	if body, err = whole(resp, err); err != nil {
		return got, err
	}
	if err := json.Unmarshal(body, &got); err != nil {
		return got, &faultError{resp.StatusCode}
	}
	return got, nil
}

// say sends a text and returns the number of the message.
func (c *Channel) say(ctx context.Context, params *tg.SendMessageParams) (*models.Message, error) {
	got, err := call[struct {
		ID int `json:"message_id"`
	}](ctx, c, "sendMessage", params)
	switch {
	case err != nil:
		return nil, err
	case got.OK:
		return &models.Message{ID: got.Result.ID}, nil
	case got.Code == http.StatusBadRequest && got.Parameters.MigrateTo != 0:
		return nil, &tg.MigrateError{Message: got.Description, MigrateToChatID: got.Parameters.MigrateTo}
	case got.Code == http.StatusBadRequest:
		return nil, fmt.Errorf("%w: %s", tg.ErrorBadRequest, got.Description)
	}
	return nil, refusal(got.Code, got.Description, got.Parameters.RetryAfter)
}

// updates asks for the updates after those before offset, each left as it
// came. It waits until there are some.
func (c *Channel) updates(ctx context.Context, offset int64) ([]json.RawMessage, error) {
	params := map[string]any{"limit": 100, "timeout": int(pollTime.Seconds()), "allowed_updates": allowed}
	if offset > 0 {
		params["offset"] = offset
	}
	ctx, cancel := context.WithTimeout(ctx, pollTime+pollGrace)
	defer cancel()
	got, err := call[[]json.RawMessage](ctx, c, "getUpdates", params)
	if err != nil {
		return nil, err
	}
	if got.OK {
		return got.Result, nil
	}
	return nil, refusal(got.Code, got.Description, got.Parameters.RetryAfter)
}

// refusal is what the library makes of an answer that is not ok.
func refusal(code int, text string, after int) error {
	kinds := map[int]error{
		http.StatusUnauthorized: tg.ErrorUnauthorized, http.StatusNotFound: tg.ErrorNotFound,
		http.StatusConflict: tg.ErrorConflict, http.StatusForbidden: tg.ErrorForbidden,
	}
	switch {
	case code == http.StatusTooManyRequests:
		return &tg.TooManyRequestsError{Message: text, RetryAfter: after}
	case kinds[code] != nil:
		return fmt.Errorf("%w: %s", kinds[code], text)
	}
	return fmt.Errorf("status %d: %s", code, text)
}
