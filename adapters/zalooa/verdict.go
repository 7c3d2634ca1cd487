package zalooa

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"capheso/adapters"
)

// Error is what Zalo's API answered instead of doing what it was asked.
type Error struct {
	Code    int    // Zalo's own; 0 when the answer was none of Zalo's
	Status  int    // of HTTP
	Message string // Zalo's words
}

func (e *Error) Error() string {
	if e.Code == 0 {
		return fmt.Sprintf("zalo oa: HTTP %d", e.Status)
	}
	return fmt.Sprintf("zalo oa: error %d: %s", e.Code, e.Message)
}

// class is what a code of Zalo's table asks of us.
type class int

const (
	bug      class = iota // our mistake: it will never be accepted
	limited               // too many requests: everything waits a moment
	once                  // may pass when it is tried once more, and only once
	upload                // the picture's upload has expired
	config                // an operator has to act: everything waits
	quota                 // the account's quota is used up: everything waits
	received              // the learner's quota is used up
	wait                  // it is being processed
	night                 // not between 22:00 and 6:00
	stale                 // the access token is no good
	closed                // the learner has not written for too long
	unwanted              // the learner does not want us
)

// table is the official table of error codes, as the fact sheet classes it.
// What is not in it is a bug: a code we do not know must not keep the
// learner's other messages waiting.
var table = map[int]class{
	-32: limited, -100: upload, -200: once, -201: bug,
	-204: config, -205: config, -209: config, -210: bug, -211: quota, -212: config,
	-213: unwanted, -214: wait, -216: stale, -217: unwanted, -218: received, -219: config, -220: stale,
	-221: config, -223: config, -224: config, -227: unwanted, -230: closed, -232: closed,
	-233: bug, -234: night, -235: config, -237: bug, -238: bug, -240: bug, -241: bug,
	-242: config, -244: unwanted, -248: bug, -249: bug, -320: config, -321: config,
	-403: bug, -1340: bug, -1341: bug,
}

// How long the classes wait.
const (
	limitedWait = time.Minute // the limit is counted by the minute
	configWait  = 5 * time.Minute
	quotaWait   = time.Hour
	processWait = 10 * time.Minute
)

// verdict says what a failed send means for the message. now is for the codes
// that wait for a time of day.
func verdict(err error, now time.Time) *adapters.SendError {
	var api *Error
	switch {
	case !errors.As(err, &api), brokenOff(err):
		return &adapters.SendError{Fate: adapters.Again, Err: err} // the network
	case api.Code == 0:
		return httpVerdict(api)
	}
	fate, after := table[api.Code].fate(now)
	return &adapters.SendError{Fate: fate, After: after, Err: err}
}

func (c class) fate(now time.Time) (adapters.Fate, time.Duration) {
	switch c {
	case limited:
		return adapters.Again, limitedWait
	case upload:
		return adapters.Again, 0
	case config, stale:
		return adapters.Parked, configWait
	case quota:
		return adapters.Parked, quotaWait
	case wait:
		return adapters.Again, processWait
	case night:
		return adapters.Again, untilMorning(now)
	case closed, received:
		return adapters.Closed, 0
	case unwanted:
		return adapters.Gone, 0
	}
	return adapters.Refused, 0 // bug, and once after it was tried once
}

// httpVerdict is for an answer that is not of Zalo's form: a proxy's page, a
// gateway that is down.
func httpVerdict(e *Error) *adapters.SendError {
	v := &adapters.SendError{Fate: adapters.Again, Err: e}
	if e.Status == http.StatusTooManyRequests {
		v.After = limitedWait
	}
	return v
}

// untilMorning is how long until six in Vietnam, which has one time zone and
// no daylight saving.
func untilMorning(now time.Time) time.Duration {
	vietnam := time.FixedZone("ICT", 7*60*60)
	now = now.In(vietnam)
	six := time.Date(now.Year(), now.Month(), now.Day(), 6, 0, 0, 0, vietnam)
	if !six.After(now) {
		six = six.AddDate(0, 0, 1)
	}
	return six.Sub(now)
}
