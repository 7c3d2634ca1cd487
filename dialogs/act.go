package dialogs

import (
	"slices"
	"time"

	"capheso/lessons"
)

// Act is something to do on the phone that a tip asked a learner for. It comes
// back until it was done as often as the tip wants.
type Act struct {
	Tip   string    `json:"tip"`
	At    time.Time `json:"at"`              // when it was asked for last
	Next  time.Time `json:"next"`            // it is not spoken of before
	Again bool      `json:"again,omitempty"` // then it is asked for again, and not how it went
	Done  int       `json:"done,omitempty"`
	Told  int       `json:"told,omitempty"` // times it was spoken of since it was done
}

// The habits of actions.
const (
	actRest     = 3                  // days until one that was done, or not spoken of, is asked for again
	actPatience = 3                  // times it is spoken of before it is let go
	actSilence  = 3 * 24 * time.Hour // nobody silent for longer is asked how it went
	mostActs    = 10                 // of one learner
)

// askFor notes that a tip asked for an action: the next morning begins with
// how it went.
func (t *Turn) askFor(tip *lessons.Tip) {
	me := t.me()
	if tip.Do == "" || !t.s.Consent.Given || slices.ContainsFunc(me.Acts, func(a Act) bool { return a.Tip == tip.ID }) {
		return
	}
	kept := slices.DeleteFunc(slices.Clone(me.Acts), func(a Act) bool { return a.Told >= actPatience })
	kept = kept[max(0, len(kept)-mostActs+1):]
	me.Acts = append(kept, Act{Tip: tip.ID, At: t.At, Next: nextDay(t.now()).UTC()})
}

// nextAct is the action to speak of: the first whose day has come. How it went
// is asked only of who wrote since it was asked for.
func (t *Turn) nextAct() *Act {
	if t.left() <= 0 || t.At.Sub(t.s.Seen) >= actSilence {
		return nil
	}
	acts := t.me().Acts
	for i := range acts {
		a := &acts[i]
		if _, ok := t.action(a.Tip); ok && !a.Next.After(t.At) && a.Told < actPatience && (a.Again || t.s.Seen.After(a.At)) {
			return a
		}
	}
	return nil
}

// action is the tip that asks for an action, if it may be shown.
func (t *Turn) action(id string) (*lessons.Tip, bool) {
	tip, ok := t.World.Course.Tip(id)
	return tip, ok && tip.Do != "" && !t.hidden(&tip.Meta)
}

// act is where the action of a tip stands.
func (t *Turn) act(tip string) (Act, bool) {
	for _, a := range t.me().Acts {
		if a.Tip == tip {
			return a, true
		}
	}
	return Act{}, false
}

// keepAct writes an action back, or lets it go when it is over.
func (t *Turn) keepAct(a Act, over bool) {
	me := t.me()
	me.Acts = slices.DeleteFunc(slices.Clone(me.Acts), func(o Act) bool { return o.Tip == a.Tip })
	if !over {
		me.Acts = append(me.Acts, a)
	}
}

// later is the start of a day from now.
func (t *Turn) later(days int) time.Time { return nextDay(t.now()).AddDate(0, 0, days-1).UTC() }

// speakOf goes to an action. When nothing is said to it, it is asked for again
// after some days.
func (t *Turn) speakOf(a Act, coffee bool) Dialog {
	d := AtAct{Tip: a.Tip, Again: a.Again, Coffee: coffee}
	a.Told++
	a.Next = t.later(actRest)
	if a.Again {
		a.At, a.Again, a.Next = t.At, false, t.later(1)
	} else {
		a.Again = true
	}
	t.keepAct(a, false)
	return d
}

// didAct counts an action that was done.
func (t *Turn) didAct(a Act, tip *lessons.Tip) (over bool) {
	a.Done, a.Told, a.Again, a.Next = a.Done+1, 0, true, t.later(actRest)
	over = a.Done >= tip.Times
	t.keepAct(a, over)
	r := t.reviewed()
	t.me().Reviewed = Reviewed{At: t.At, Items: r.Items + 1, Gently: r.Gently}
	t.Count(Fact{Kind: "act.done", About: tip.ID, Score: a.Done, Of: tip.Times})
	t.did()
	return over
}

// walkedAct counts the action that a finished guide helps with, if it was asked
// for within the last days.
func (t *Turn) walkedAct(guide string) {
	for _, a := range t.me().Acts {
		tip, ok := t.action(a.Tip)
		if !ok || t.At.Sub(a.At) > actSilence {
			continue
		}
		if g, ok := t.World.help(tip).(Guide); ok && g.ID == guide && t.left() > 0 {
			t.didAct(a, tip)
			return
		}
	}
}

// help is the step of a guide, or else the article, for who could not do what
// a tip asks for; nil when there is none.
func (w *World) help(tip *lessons.Tip) Dialog {
	if d := w.open(tip.Helps); d != nil {
		return d
	}
	if a, ok := w.Course.Article(tip.About); ok && a.Guide != "" {
		return w.open(a.Guide)
	}
	return w.open(tip.About)
}
