package zalobot

import (
	"context"
	"sync"
	"time"

	"capheso/adapters"
	"capheso/adapters/counts"
	"capheso/dialogs"
)

// What a basic bot may do. Zalo does not say whether messages count in both
// directions, so both are counted.
const (
	maxMonth = 3000 // messages a month
	maxUsers = 50

	warnAt  = 80 // per cent
	spareAt = 90 // per cent; the rest is for answers
)

// What is counted, in the book of counts.
const (
	sentKind = "sent"
	gotKind  = "got"
)

// Usage is how much of what a bot may do was done.
type Usage struct {
	Sent, Got int // messages this month
	Users     int // learners ever
	Month     int // messages a month that are allowed
	Most      int // learners that are allowed
}

// UsageOf reads the usage of this month from a book.
func UsageOf(b *counts.Book, month string) Usage {
	return Usage{Sent: b.Sum(month, sentKind), Got: b.Sum(month, gotKind), Users: b.Users(name + ":"), Month: maxMonth, Most: maxUsers}
}

// quota remembers what was warned of.
type quota struct {
	mu    sync.Mutex
	month string // warned for
	users int
}

// count writes a message into the book and warns once at 80 per cent.
func (c *Channel) count(user dialogs.UserID, kind string) {
	if c.o.Counts == nil {
		return
	}
	now := c.now()
	if err := c.o.Counts.Add(now, string(user), kind); err != nil {
		c.o.Log.Warn("zalo bot: a message could not be counted", "err", err)
	}
	month := counts.Month(now)
	u := UsageOf(c.o.Counts, month)
	c.quota.mu.Lock()
	defer c.quota.mu.Unlock()
	if used := u.Sent + u.Got; used*100 >= maxMonth*warnAt && c.quota.month != month {
		c.quota.month = month
		c.o.Log.Warn("zalo bot: four fifths of the month's messages are used up; at nine tenths tips stop", "used", used, "of", maxMonth)
	}
	if u.Users*100 >= maxUsers*warnAt && u.Users > c.quota.users {
		c.quota.users = u.Users
		c.o.Log.Warn("zalo bot: nearly all people a bot may have", "users", u.Users, "of", maxUsers)
	}
}

// spare reports whether the rest of the month is for answers only.
func (c *Channel) spare() bool {
	if c.o.Counts == nil {
		return false
	}
	u := UsageOf(c.o.Counts, counts.Month(c.now()))
	return (u.Sent+u.Got)*100 >= maxMonth*spareAt
}

// Report says how much of the month is used up, and when Zalo last answered a
// poll.
func (c *Channel) Report(context.Context) adapters.Report {
	r := adapters.Report{Asks: c.o.WebhookSecret == "", Called: c.o.WebhookSecret != ""}
	if at := c.polled.Load(); at > 0 {
		r.Heard = time.Unix(at, 0)
	}
	if c.o.Counts != nil {
		u := UsageOf(c.o.Counts, counts.Month(c.now()))
		r.Used, r.Of = u.Sent+u.Got, u.Month
	}
	return r
}
