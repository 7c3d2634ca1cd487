package dialogs

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"capheso/lessons"
	"capheso/lessons/search"
)

// TestAYearOfMornings lives a year with learners of all kinds: some write every
// day and some never again, some take lessons, leave guides in the middle,
// pause, move abroad, call a person or block the bot. Alarms ring late, a network
// closes its window, and operators have notices, some of which are still on their
// way when it is too late for them. Whatever they do, the habits of the coffee and of
// the reviews hold.
func TestAYearOfMornings(t *testing.T) {
	course, err := lessons.Load(lessons.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	w := &World{Course: course, Index: search.New(search.Docs(course)), Units: lessons.EmbeddedUnits()}
	const groups = 4
	var years [groups]tally
	t.Run("learners", func(t *testing.T) {
		for g := range groups {
			t.Run(fmt.Sprint(g), func(t *testing.T) {
				t.Parallel()
				for i := g; i < yearLearners; i += groups {
					y := newYear(w, uint64(i))
					if err := y.live(); err != nil {
						t.Fatalf("learner %d: %v\n%s", i, err, y.story())
					}
					years[g].add(y.tally)
				}
			})
		}
	})
	var all tally
	for _, y := range years {
		all.add(y)
	}
	t.Logf("%d learners: %+v", yearLearners, all)
	if all.Tips == 0 || all.Acts == 0 || all.Helped == 0 || all.Reviews == 0 || all.Warm == 0 || all.Weekly == 0 || all.Waited == 0 || all.Ended == 0 || all.Abroad == 0 || all.Late == 0 || all.Told == 0 || all.Untold == 0 || all.Skipped == 0 {
		t.Error("the year left something out")
	}
}

// tally is what happened in a year.
type tally struct{ Steps, Tips, Acts, Helped, Reviews, Warm, Weekly, Waited, Ended, Abroad, Late, Told, Untold, Skipped int }

func (a *tally) add(b tally) {
	a.Steps += b.Steps
	a.Tips += b.Tips
	a.Acts += b.Acts
	a.Helped += b.Helped
	a.Reviews += b.Reviews
	a.Warm += b.Warm
	a.Weekly += b.Weekly
	a.Waited += b.Waited
	a.Ended += b.Ended
	a.Abroad += b.Abroad
	a.Late += b.Late
	a.Told += b.Told
	a.Untold += b.Untold
	a.Skipped += b.Skipped
}

// livedYear is one learner's year.
type livedYear struct {
	tally
	world  *World
	chance *rand.Rand
	s      Session
	at     time.Time
	end    time.Time
	eager  float64   // messages a day, roughly
	until  time.Time // the learner falls silent then
	window bool      // the network takes nothing after a week of silence

	unasked time.Time // the last message nobody asked for
	tip     time.Time // the last tip that was not wished for
	shown   map[string]time.Time
	reviews map[string]int // by day
	notices noticesOfAYear
	last    [20]moment // for a failure
}

// moment is an event as a failure tells it.
type moment struct {
	at      time.Time
	body    Body
	to      Dialog
	replies int
}

func (y *livedYear) story() string {
	var b strings.Builder
	for i := range y.last {
		m := y.last[(y.Steps+1+i)%len(y.last)]
		fmt.Fprintf(&b, "%s %T%v at %T: %d replies\n", m.at.Format(time.DateTime), m.body, m.body, m.to, m.replies)
	}
	return b.String()
}

func newYear(w *World, seed uint64) *livedYear {
	c := rand.New(rand.NewPCG(seed, 7))
	start := time.Date(2027, 1, 5, 0, 0, 0, 0, time.UTC).Add(time.Duration(c.IntN(24*60)) * time.Minute)
	y := &livedYear{world: w, chance: c, s: Session{User: "test:1"}, at: start, end: start.AddDate(1, 0, 0),
		eager: []float64{0.02, 0.05, 0.15, 0.3, 0.7}[c.IntN(5)], until: start.AddDate(0, 0, 1+c.IntN(500)), window: c.IntN(3) == 0,
		shown: map[string]time.Time{}, reviews: map[string]int{}}
	y.notices.next(y)
	return y
}

// live plays the year, event by event.
func (y *livedYear) live() error {
	for _, text := range []string{"chào", "đồng ý", "bác", "bỏ qua"} {
		if err := y.event(y.at.Add(time.Minute), Said{Text: text}); err != nil {
			return err
		}
	}
	act := y.nextAct()
	for y.at.Before(y.end) {
		var ring time.Time
		alarm := y.first()
		if !alarm.At.IsZero() {
			ring = alarm.At.Add(y.late())
		}
		shell, at := y.notices.due(y, ring, act)
		var err error
		switch {
		case shell != nil:
			err = y.event(maxTime(at, y.at), shell)
		case !ring.IsZero() && (act.IsZero() || ring.Before(act)):
			err = y.event(maxTime(ring, y.at), Rang{Alarm: alarm.Name})
			if err == nil && y.window && y.at.Sub(y.s.Seen) > 7*24*time.Hour && !y.s.Asleep {
				err = y.event(y.at.Add(time.Second), Asleep{})
			}
		case !act.IsZero():
			err = y.event(maxTime(act, y.at), y.does())
			act = y.nextAct()
		default: // nothing will ever happen again
			y.Ended++
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// first is the next alarm, or none.
func (y *livedYear) first() (first Alarm) {
	for _, a := range y.s.Alarms {
		if first.At.IsZero() || a.At.Before(first.At) {
			first = a
		}
	}
	return first
}

// late is how long an alarm rings after its time.
func (y *livedYear) late() time.Duration {
	if y.chance.IntN(30) > 0 {
		return time.Duration(y.chance.IntN(60)) * time.Second
	}
	y.Late++
	return time.Duration(y.chance.IntN(20*60)) * time.Minute
}

// nextAct is when the learner does something; in bursts, as people write.
func (y *livedYear) nextAct() time.Time {
	gap := time.Duration(y.chance.ExpFloat64() / y.eager * float64(24*time.Hour))
	if y.chance.IntN(4) > 0 {
		gap = time.Duration(y.chance.IntN(180)) * time.Second
	}
	next := y.at.Add(gap)
	if next.After(y.until) || next.After(y.end) {
		return time.Time{}
	}
	return next
}

// said is what learners type.
var typedInAYear = []string{"quên mật khẩu vneid", "học bài", "vào học", "ôn bài", "on bai", "cà phê", "9", "#", "0", "8", "1", "2", "3",
	"chưa", "rồi", "xong", "tôi bị kẹt", "chào cháu", "tạm dừng", "mui gio", "con o duc", "mỹ, miền đông", "uc", "việt nam", "cài đặt", "đổi giờ", "6 giờ 30", "9 giờ"}

// does is something a learner does.
func (y *livedYear) does() Body {
	switch n := y.chance.IntN(400); {
	case n == 0:
		return Left{}
	case n < 4:
		return Helped{}
	case n < 20:
		return Joined{}
	case n < 280 && len(y.s.Offered) > 0:
		return Chose{Offer: y.s.Offer, Value: y.s.Offered[y.chance.IntN(len(y.s.Offered))].Value}
	}
	text := typedInAYear[y.chance.IntN(len(typedInAYear))]
	if text == "tạm dừng" && y.chance.IntN(3) > 0 {
		text = "ôn bài"
	}
	return Said{Text: text}
}

// event applies an event and holds what it brings against the habits.
func (y *livedYear) event(at time.Time, body Body) error {
	before := y.s
	y.at, y.Steps = at, y.Steps+1
	after, out := Step(y.world, before, Event{ID: "1", User: before.User, At: at, Body: body})
	y.s = after
	y.last[y.Steps%len(y.last)] = moment{at, body, after.Dialog, len(out.Replies)}
	if after.Erase {
		y.notices.open = nil
		y.s, y.unasked, y.tip, y.shown, y.reviews = Session{User: before.User}, time.Time{}, time.Time{}, map[string]time.Time{}, map[string]int{}
	}
	if err := wellSaid(out.Replies); err != nil {
		return err
	}
	zone := (&Turn{World: y.world, s: after}).zone()
	if zone != vietnam {
		y.Abroad++
	}
	if err := y.notices.hold(y, body, out); err != nil {
		return err
	}
	rang := unasked(body)
	if rang && len(out.Replies) > 0 || len(out.Replies) > 0 && out.Replies[len(out.Replies)-1].Bulk {
		if !rang {
			y.Waited++
		}
		if err := y.disturbed(before, out, rang, at.In(zone)); err != nil {
			return err
		}
	}
	if _, unable := before.Dialog.(Unable); unable && running(after.Dialog) {
		y.Helped++
	}
	_, wished := before.Dialog.(CoffeeMenu)
	return y.facts(out.Facts, wished, at.In(zone))
}

func maxTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
