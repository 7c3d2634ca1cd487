package dialogs

import "time"

// The lists of a session that grow for months.
type (
	DoneList = rows[Done, *Done]
	CardList = rows[Flashcard, *Flashcard]
	ActList  = rows[Act, *Act]
	TipList  = rows[Poured, *Poured]
)

// Done is a lesson that was finished, at its last taking.
type Done struct {
	Lesson  string    `json:"lesson"`
	Version int       `json:"version"`
	Score   int       `json:"score"`
	Of      int       `json:"of"`
	At      time.Time `json:"at"`
}

// Poured is a tip that was sent.
type Poured struct {
	Tip string    `json:"tip"`
	At  time.Time `json:"at"`
}

// What the lists of a session say in each row, in the order of the fields.

func (d *Done) size() int { return len(d.Lesson) + 24 }

func (d *Done) plain() bool { return isPlain(d.Lesson) }

func (d *Done) appendTo(b []byte) []byte {
	b = appendInt(append(b, d.Lesson...), d.Version)
	return appendMoment(appendInt(appendInt(b, d.Score), d.Of), d.At)
}

func (d *Done) readFrom(f *fields) {
	d.Lesson, d.Version, d.Score, d.Of, d.At = f.id(), f.int(), f.int(), f.int(), f.moment()
}

func (c *Flashcard) size() int { return len(c.Lesson) + 64 }

func (c *Flashcard) plain() bool {
	finite := func(x float64) bool { return x-x == 0 }
	return isPlain(c.Lesson) && finite(c.Stability) && finite(c.Difficulty)
}

func (c *Flashcard) appendTo(b []byte) []byte {
	b = appendInt(append(b, c.Lesson...), c.Question)
	b = appendMoment(appendFloat(appendFloat(b, c.Stability), c.Difficulty), c.Last)
	return appendInt(appendInt(appendInt(b, c.Days), c.Reps), c.Lapses)
}

func (c *Flashcard) readFrom(f *fields) {
	c.Lesson, c.Question = f.id(), f.int()
	c.Stability, c.Difficulty, c.Last = f.float(), f.float(), f.moment()
	c.Days, c.Reps, c.Lapses = f.int(), f.int(), f.int()
}

func (a *Act) size() int { return len(a.Tip) + 32 }

func (a *Act) plain() bool { return isPlain(a.Tip) }

func (a *Act) appendTo(b []byte) []byte {
	b = appendMoment(appendMoment(append(b, a.Tip...), a.At), a.Next)
	return appendInt(appendInt(appendFlag(b, a.Again), a.Done), a.Told)
}

func (a *Act) readFrom(f *fields) {
	a.Tip, a.At, a.Next, a.Again, a.Done, a.Told = f.id(), f.moment(), f.moment(), f.flag(), f.int(), f.int()
}

func (p *Poured) size() int { return len(p.Tip) + 12 }

func (p *Poured) plain() bool { return isPlain(p.Tip) }

func (p *Poured) appendTo(b []byte) []byte { return appendMoment(append(b, p.Tip...), p.At) }

func (p *Poured) readFrom(f *fields) { p.Tip, p.At = f.id(), f.moment() }
