package botapi

import (
	"strconv"
	"time"
)

// What Telegram lets a bot send (core.telegram.org/bots/faq, "My bot is
// hitting limits"). The real limits give way a little; these do not.
const (
	overall    = 30 // in a second, over all chats
	inChat     = 1  // in a second, in one chat
	inGroup    = 20 // in a minute, in one group
	groupAfter = time.Minute
)

// Over counts messages that came too soon, and calls that came before the time
// that a 429 asked for.
type Over struct{ Messages, Overall, Chat, Group, Hasty int }

// meter looks at the moments messages arrived.
type meter struct {
	all   []time.Time
	chats map[int64][]time.Time
	held  map[string]time.Time // what a 429 was for → until when
	over  Over
}

// heldFor is what a 429 to a call is for: everything to its chat, else the
// method. Some calls are never made again.
func heldFor(c Call) string {
	switch {
	case c.Method == "answercallbackquery", c.Method == "sendchataction":
		return ""
	case c.Chat != 0:
		return strconv.FormatInt(c.Chat, 10)
	}
	return c.Method
}

// asked notes a call.
func (m *meter) asked(c Call, now time.Time) {
	if now.Before(m.held[heldFor(c)]) {
		m.over.Hasty++
	}
}

// hold notes a call that was answered with 429.
func (m *meter) hold(c Call, until time.Time) {
	if m.held == nil {
		m.held = map[string]time.Time{}
	}
	if what := heldFor(c); what != "" {
		m.held[what] = until
	}
}

// arrived notes a message.
func (m *meter) arrived(id int64, now time.Time) {
	if m.chats == nil {
		m.chats = map[int64][]time.Time{}
	}
	m.over.Messages++
	m.all = within(append(m.all, now), now, time.Second)
	if len(m.all) > overall {
		m.over.Overall++
	}
	own := within(append(m.chats[id], now), now, groupAfter)
	m.chats[id] = own
	if len(within(own, now, time.Second)) > inChat {
		m.over.Chat++
	}
	if id < 0 && len(own) > inGroup {
		m.over.Group++
	}
}

// within drops what is d old or older.
func within(times []time.Time, now time.Time, d time.Duration) []time.Time {
	for len(times) > 0 && now.Sub(times[0]) >= d {
		times = times[1:]
	}
	return times
}

// Over says how many messages arrived, and how many of them too soon.
func (s *Server) Over() Over {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.meter.over
}
