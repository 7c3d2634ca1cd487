package dialogs

import "time"

// Who writes faster than anybody can read is told so once, and after that
// every message is kept and none is answered until they rest for a moment. So
// a flood costs its sender's patience, and nobody else's.
const (
	hasteEach = time.Second      // one message in this time is never too fast
	hasteRest = 10 * time.Second // this long without a message ends it
)

const hasteText = "{Cháu} đọc chậm, không theo kịp tin của {bác}, lỗi tại {cháu}. {Bác} nghỉ tay một phút rồi nhắn lại câu {bác} cần nhé."

// hasty reports whether this event came too fast to be answered. before is
// when the learner wrote last. A clock that was put back never makes anybody
// wait longer than the rest.
func (t *Turn) hasty(before time.Time) bool {
	if t.World.Burst <= 0 {
		return false
	}
	h := &t.s.Haste
	if rest := h.Rest.Sub(t.At); rest > 0 && rest <= hasteRest {
		h.Rest = t.At.Add(hasteRest)
		return true
	}
	ahead := h.Ahead
	if ahead.IsZero() {
		ahead = before.Add(hasteEach)
	}
	limit := time.Duration(t.World.Burst) * hasteEach
	switch debt := max(0, ahead.Sub(t.At)) + hasteEach; {
	case before.After(t.At), debt == hasteEach, !h.Rest.IsZero():
		*h = Haste{}
	case debt <= limit:
		h.Ahead = t.At.Add(debt)
	default:
		*h = Haste{Rest: t.At.Add(hasteRest)}
		t.Say(hasteText)
		return true
	}
	return false
}
