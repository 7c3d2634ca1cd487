package dialogs

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// noticesOfAYear are the notices of operators in one learner's year.
type noticesOfAYear struct {
	n      int
	at     time.Time // of the next one
	open   []*noticeOfAYear
	before time.Time // the last message nobody asked for but the newest
}

// noticeOfAYear is a notice and what became of it.
type noticeOfAYear struct {
	Notice
	told, untold int
	skipped      bool
	queued, late time.Time // of the message under way, and when it is too late for it; zero when it was sent
}

// next chooses when the next notice is put up.
func (n *noticesOfAYear) next(y *livedYear) {
	n.at = y.at.Add(time.Duration(y.chance.ExpFloat64() * 12 * float64(24*time.Hour)))
}

// due is what operators and a slow network do before an alarm and what the
// learner does next, or nothing.
func (n *noticesOfAYear) due(y *livedYear, others ...time.Time) (Body, time.Time) {
	others = slices.DeleteFunc(others, time.Time.IsZero)
	if len(others) == 0 {
		return nil, time.Time{}
	}
	first := slices.MinFunc(others, time.Time.Compare)
	for _, o := range n.open {
		if !o.late.IsZero() && o.late.Before(first) {
			return Untold{Notice: o.Notice, Queued: o.queued}, o.late
		}
	}
	if !n.at.Before(first) {
		return nil, time.Time{}
	}
	at := n.at
	n.next(y)
	n.n++
	use := time.Duration(1+y.chance.IntN(96)) * time.Hour
	return Noticed{Notice{ID: strconv.Itoa(n.n), Text: "Mời {bác} tới nhà văn hóa.", Until: maxTime(at, y.at).Add(use)}}, at
}

// hold follows the notices through an event: each is told once, or once more
// when it was taken back, and in time; none is forgotten.
func (n *noticesOfAYear) hold(y *livedYear, body Body, out Out) error {
	switch b := body.(type) {
	case Noticed:
		if y.s.Consent.Given {
			n.open = append(n.open, &noticeOfAYear{Notice: b.Notice})
		}
	case Untold:
		o := n.of(b.Notice.ID)
		o.untold, o.late = o.untold+1, time.Time{}
		y.Untold++
		if y.unasked.Equal(b.Queued) {
			y.unasked = n.before
		}
	}
	for _, r := range out.Replies {
		if o := n.of(r.Notice); o != nil {
			y.Told++
			o.told, o.queued = o.told+1, y.at
			if !r.Until.After(y.at) || r.Until.After(o.Until) || o.told > 1+o.untold || o.skipped {
				return fmt.Errorf("notice %+v may go until %v", o, r.Until)
			}
			if y.chance.IntN(4) == 0 {
				o.late = r.Until
			}
		}
	}
	for _, f := range out.Facts {
		if o := n.of(f.About); o != nil && f.Kind == NoticeSkipped {
			y.Skipped++
			o.skipped = true
		}
	}
	return n.forgotten(y)
}

// of is an open notice by its id, or nil.
func (n *noticesOfAYear) of(id string) *noticeOfAYear {
	i := slices.IndexFunc(n.open, func(o *noticeOfAYear) bool { return o.ID == id })
	if i < 0 {
		return nil
	}
	return n.open[i]
}

// forgotten reports a notice of which nothing was heard for two days after its
// end, and puts away those that are over.
func (n *noticesOfAYear) forgotten(y *livedYear) error {
	for _, o := range n.open {
		if over := o.told > o.untold || o.skipped; !over && y.at.Sub(o.Until) > 48*time.Hour {
			return fmt.Errorf("notice %+v is lost", o)
		}
	}
	n.open = slices.DeleteFunc(n.open, func(o *noticeOfAYear) bool { return y.at.Sub(o.Until) > 48*time.Hour && o.late.IsZero() })
	return nil
}

// unasked reports what the shell does by itself.
func unasked(body Body) bool {
	switch body.(type) {
	case Rang, Noticed, Untold:
		return true
	}
	return false
}
