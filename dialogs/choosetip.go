package dialogs

import (
	"hash/fnv"
	"time"

	"capheso/lessons"
)

// nextTip is the first tip of the season that was not shown in a while. What
// is over soonest comes first, or it would mostly be over before its turn; the
// rest comes in an order that mixes the topics.
func (t *Turn) nextTip() *lessons.Tip {
	var best *lessons.Tip
	var rank uint32
	for i := range t.World.Course.Tips {
		tip := &t.World.Course.Tips[i]
		if !inSeason(tip, t.now()) || t.hidden(&tip.Meta) || t.poured(tip.ID) {
			continue
		}
		h := fnv.New32a()
		h.Write([]byte(tip.ID))
		r := h.Sum32()
		if best == nil || soonerOver(tip, best) || r < rank && !soonerOver(best, tip) {
			best, rank = tip, r
		}
	}
	return best
}

// soonerOver reports whether a is over before b. A tip without a last day is
// never over.
func soonerOver(a, b *lessons.Tip) bool {
	return !a.Until.IsZero() && (b.Until.IsZero() || a.Until.Before(b.Until))
}

func (t *Turn) poured(tip string) bool {
	for _, p := range t.s.Coffee.Poured {
		if p.Tip == tip && t.At.Sub(p.At) < coffeeMemory {
			return true
		}
	}
	return false
}

// inSeason reports whether a tip makes sense on the day of now.
func inSeason(tip *lessons.Tip, now time.Time) bool {
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	return (tip.From.IsZero() || !day.Before(tip.From)) && (tip.Until.IsZero() || !day.After(tip.Until))
}
