package bot

import "time"

// clock is the time of the outbox. It is the machine's, but never goes back
// while the process lives: what was put off until a time is not put off for
// longer because somebody set the clock right.
type clock struct {
	wall  time.Time // what the machine said …
	begun time.Time // … when this was counted from
}

func newClock(wall func() time.Time) clock { return clock{wall(), time.Now()} }

// at is the time now; wall is what the machine says. time.Since counts with a
// clock that nobody can set, and that stands still while a laptop sleeps.
func (c clock) at(wall func() time.Time) time.Time {
	now := wall()
	if counted := c.counted(); counted.After(now) {
		return counted
	}
	return now
}

// counted is the time that should be, had nobody touched the clock.
func (c clock) counted() time.Time { return c.wall.Add(time.Since(c.begun)) }

// Jumped is by how much the machine's clock was set since the bot was made:
// forward is positive.
func (b *Bot) Jumped() time.Duration { return b.now().Sub(b.clock.counted()) }

// Heard is when somebody last wrote by a channel, since the bot was made; zero
// is never.
func (b *Bot) Heard(channel string) (at time.Time) {
	if seen := b.heard[channel]; seen != nil && seen.Load() > 0 {
		at = time.Unix(seen.Load(), 0)
	}
	return at
}
