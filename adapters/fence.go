package adapters

import (
	"context"
	"errors"
)

// ErrFenced says that a message was not sent because it is no longer for this
// process to send.
var ErrFenced = errors.New("another process sends for this channel now")

type fence struct{}

// Fenced is ctx with the question that is asked before a request leaves: may
// this process still send? may does not block and is called from any goroutine.
func Fenced(ctx context.Context, may func() bool) context.Context {
	return context.WithValue(ctx, fence{}, may)
}

// MaySend is nil, or ErrFenced when another process has taken over. A Channel
// asks right before each request that carries a message: between Send's begin
// and that moment the process may have been stopped for longer than its role
// lasts. Without a fence, one may.
func MaySend(ctx context.Context) error {
	if may, ok := ctx.Value(fence{}).(func() bool); ok && !may() {
		return ErrFenced
	}
	return nil
}
