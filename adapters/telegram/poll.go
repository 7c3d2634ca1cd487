package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	tg "github.com/go-telegram/bot"

	"capheso/adapters"
	"capheso/dialogs"
)

// poll takes updates in the order Telegram has them. The next call carries an
// offset only past what was kept, and that is the acknowledgement. Nothing of
// it has to be remembered over a restart: Telegram sends again what was not
// acknowledged, and the ledger knows what was applied.
func (c *Channel) poll(ctx context.Context, in adapters.Inlet) error {
	delay := firstDelay
	var offset int64
	last := time.Now()
	for ctx.Err() == nil {
		if time.Since(last) > oldOffset {
			offset = 0
		}
		batch, err := c.updates(ctx, offset)
		if err == nil {
			c.polled.Store(time.Now().Unix())
			if len(batch) > 0 {
				last = time.Now()
			}
			offset, err = c.takeAll(ctx, in, batch, offset)
		}
		if err == nil {
			delay = firstDelay
			continue
		}
		if err := c.final(err); err != nil {
			return err
		}
		if ctx.Err() == nil {
			c.complain(err, max(delay, asked(err)))
			sleep(ctx, max(delay, asked(err)))
		}
		delay = min(2*delay, longestDelay)
	}
	return nil
}

// takeAll takes a batch up to the first update the bot cannot keep, and
// returns the offset past what it kept.
func (c *Channel) takeAll(ctx context.Context, in adapters.Inlet, batch []json.RawMessage, offset int64) (int64, error) {
	for _, raw := range batch {
		u, err := c.decode(raw)
		if u.id == 0 {
			return offset, err // not even a number: the next poll may bring a better answer
		}
		if err != nil {
			c.putAside(raw, err)
		}
		if u.tap != "" {
			c.tapped(u.tap)
		}
		if u.read.tap != "" {
			c.toRead(u.read)
		}
		if u.event.Body != nil {
			if err := keep(ctx, in, u.event); err != nil {
				return offset, err
			}
		}
		offset = max(offset, u.id+1)
	}
	return offset, nil
}

// keep hands an event to the bot. It does not break off when the bot stops or
// Telegram hangs up: a commit that began is worth its end.
func keep(ctx context.Context, in adapters.Inlet, ev dialogs.Event) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer cancel()
	return in(ctx, ev)
}

// complain tells the operator why nothing comes in.
func (c *Channel) complain(err error, wait time.Duration) {
	if errors.Is(err, tg.ErrorConflict) {
		c.log.Warn("telegram: somebody else takes this bot's messages: stop the other program that uses its token", "err", c.scrub(err), "in", wait)
		return
	}
	c.log.Warn("telegram: no updates, trying again", "err", c.scrub(err), "in", wait)
}

// putAside counts an update that could not be read and shows it to the
// operator. It is acknowledged: read again it would be no better.
func (c *Channel) putAside(raw []byte, why error) {
	n := c.odd.Add(1)
	c.log.Warn("telegram: an update was put aside", "why", c.scrub(why), "ever", n)
	if c.o.Aside != nil {
		c.o.Aside(raw, why)
	}
}

// Odd is how many updates were put aside.
func (c *Channel) Odd() int64 { return c.odd.Load() }

// Report says when Telegram last answered a poll, and what was put aside.
func (c *Channel) Report(context.Context) adapters.Report {
	r := adapters.Report{Asks: c.path == "", Called: c.path != "", Odd: c.Odd()}
	if at := c.polled.Load(); at > 0 {
		r.Heard = time.Unix(at, 0)
	}
	return r
}
