package postgres

import (
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"capheso/dialogs"
)

const (
	maxUser  = 512
	maxEvent = 1024
)

// checkUser refuses ids that cannot be part of a key.
func checkUser(user dialogs.UserID) error {
	if user == "" || len(user) > maxUser || !sound(string(user)) {
		return fmt.Errorf("store: %.40q is no user id: UTF-8 of 1 to %d bytes, none of them zero", user, maxUser)
	}
	return nil
}

func checkEvent(ev dialogs.Event) error {
	if ev.ID == "" || len(ev.ID) > maxEvent {
		return fmt.Errorf("store: %.40q is no event id: 1 to %d bytes", ev.ID, maxEvent)
	}
	return checkUser(ev.User)
}

// sound says whether PostgreSQL can keep a text as it is.
func sound(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

// hexed begins the text of an event id that PostgreSQL could not keep as it is.
const hexed = `\x`

func eventText(id dialogs.EventID) string {
	if s := string(id); sound(s) && !strings.HasPrefix(s, hexed) {
		return s
	}
	return hexed + hex.EncodeToString([]byte(id))
}

// eventOf is the reverse of eventText.
func eventOf(text string) (dialogs.EventID, error) {
	rest, ok := strings.CutPrefix(text, hexed)
	if !ok {
		return dialogs.EventID(text), nil
	}
	b, err := hex.DecodeString(rest)
	return dialogs.EventID(b), err
}

// plain is a text with what PostgreSQL cannot keep replaced, as JSON does.
func plain(s string) string {
	if sound(s) {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// cut keeps what a network said to a size that fits beside a message.
func cut(s string) string {
	const most = 1000
	if len(s) > most {
		s = s[:most]
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
}

// The times PostgreSQL can keep, with room to spare.
var (
	earliest = time.Date(-4000, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(200000, 1, 1, 0, 0, 0, 0, time.UTC)
)

// stamp is a time as it is kept: whole microseconds, cut.
func stamp(t time.Time) time.Time {
	switch t = t.UTC(); {
	case t.Before(earliest):
		return earliest
	case t.After(latest):
		return latest
	}
	return t.Add(-time.Duration(t.Nanosecond() % 1000))
}

// notBefore is the first kept time that is not before t. Alarms use it: one
// that rings a moment early is none.
func notBefore(t time.Time) time.Time {
	s := stamp(t)
	if s.Before(t) && s.Before(latest) {
		s = s.Add(time.Microsecond)
	}
	return s
}

// small keeps a number to what an integer column holds.
func small(n int) int32 { return int32(max(math.MinInt32, min(n, math.MaxInt32))) }
