package botapi

import "time"

// What Telegram lets a bot send (core.telegram.org/bots/faq, "My bot is
// hitting limits"). The real limits give way a little; these do not.
const (
	overall    = 30 // in a second, over all chats
	inChat     = 1  // in a second, in one chat
	inGroup    = 20 // in a minute, in one group
	groupAfter = time.Minute
)

// Over counts messages that came too soon.
type Over struct{ Messages, Overall, Chat, Group int }

// meter looks at the moments messages arrived.
type meter struct {
	all   []time.Time
	chats map[int64][]time.Time
	over  Over
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
