package bot

import (
	"context"
	"time"
)

// How long a stop waits for the networks, and then for the store to note what
// became of what was sent.
const (
	sendEnd = 4 * time.Second
	noteEnd = 2 * time.Second
)

// ending bounds what is finished although the bot is stopping.
type ending struct {
	sending context.Context // requests to networks
	noting  context.Context // the records of them
	cut     func()
	close   func()
}

func newEnding() (e ending) {
	e.sending, e.cut = context.WithCancel(context.Background())
	e.noting, e.close = context.WithCancel(context.Background())
	return e
}

// begins counts from the end of ctx. Call what it returns when everything has
// stopped.
func (e *ending) begins(ctx context.Context) (over func()) {
	var timers [2]*time.Timer
	set := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		timers[0] = time.AfterFunc(sendEnd, e.cut)
		timers[1] = time.AfterFunc(sendEnd+noteEnd, e.close)
		close(set)
	})
	return func() {
		if stop() {
			return
		}
		<-set
		timers[0].Stop()
		timers[1].Stop()
	}
}
