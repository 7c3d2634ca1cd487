package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
	"capheso/store"
)

// crowd makes any number of learners who all take their Morning Coffee in the
// same minute. A few hundred of them have really talked: they were welcomed,
// took lessons, asked, walked guides and answered tips, each morning of the
// last weeks. The others are like them but for their id and their commune.
type crowd struct {
	world   *dialogs.World
	channel adapters.Channel
	morning time.Time // the next tip is due
	lives   []store.Life
	last    []dialogs.Session // of each life
}

const (
	crowdLives = 400
	crowdDays  = 30                  // the oldest has been here for so long
	crowdKept  = 14 * 24 * time.Hour // what the bot remembers of events and outcomes
	crowdSeed  = 7
	crowdFirst = 1_000_000_000 // ids have ten digits, as Telegram's do
)

// keenness is on how many days of a hundred somebody opens the chat: most do
// seldom, and a few nearly always.
var keenness = []int{7, 7, 7, 7, 7, 7, 7, 20, 20, 60}

func newCrowd(world *dialogs.World, channel adapters.Channel, morning time.Time) *crowd {
	c := &crowd{world: world, channel: channel, morning: morning}
	for i := range crowdLives {
		p := &player{crowd: c, chance: rand.New(rand.NewPCG(crowdSeed, uint64(i)))}
		p.play(1 + i%crowdDays)
		c.lives = append(c.lives, p.life)
		c.last = append(c.last, p.session)
	}
	return c
}

// user is the id of learner i; ids grow with i.
func (c *crowd) user(i int) dialogs.UserID {
	return dialogs.UserID(fmt.Sprintf("%s:%d", c.channel.Name(), crowdFirst+i))
}

// life is everything of learner i.
func (c *crowd) life(i int) (store.Life, error) {
	n := i % len(c.lives)
	user := c.user(i)
	s := c.last[n]
	s.User, s.Learners = user, slices.Clone(s.Learners)
	provinces := c.world.Units.Provinces()
	province := provinces[i%len(provinces)].Code
	communes := c.world.Units.Communes(province)
	s.Learners[0].Province, s.Learners[0].Commune = province, communes[i/len(provinces)%len(communes)].Code
	encoded, err := dialogs.Encode(s)
	if err != nil {
		return store.Life{}, err
	}
	l := c.lives[n]
	l.User, l.Session, l.Outcomes = user, encoded, slices.Clone(l.Outcomes)
	for i := range l.Outcomes {
		l.Outcomes[i].To = user
	}
	return l, nil
}

// player is one life on its way.
type player struct {
	*crowd
	chance  *rand.Rand
	session dialogs.Session
	life    store.Life
	now     time.Time
	events  int
}

// play lets somebody come a number of days ago and stay until last evening.
func (p *player) play(days int) {
	p.session = dialogs.Session{User: p.user(0)}
	p.now = p.morning.AddDate(0, 0, -days).Add(2 * time.Hour)
	p.does(dialogs.Joined{})
	for _, text := range []string{"đồng ý", []string{"bà", "ông", "bác", "cô"}[p.chance.IntN(4)], "bỏ qua"} {
		p.does(dialogs.Said{Text: text})
	}
	p.wander(2 + p.chance.IntN(10))
	keen := keenness[p.chance.IntN(len(keenness))]
	for day := days - 1; day > 0; day-- {
		p.now = p.coffeeOn(p.morning.AddDate(0, 0, -day))
		p.does(dialogs.Rang{Alarm: "coffee"})
		if p.chance.IntN(100) < keen {
			after := 10 + p.chance.IntN(600)
			if day == 1 {
				after = 300 + after/2 // a tip late in the morning would put off the one that is due
			}
			p.now = p.now.Add(time.Duration(after) * time.Minute)
			p.wander(1 + p.chance.IntN(9))
		}
	}
}

// coffeeOn is when the alarm of a morning rings: a tip late in the one before
// puts it off.
func (p *player) coffeeOn(seven time.Time) time.Time {
	for _, a := range p.session.Alarms {
		if a.Name == "coffee" && a.At.After(seven) && a.At.Before(seven.Add(5*time.Hour)) {
			return a.At
		}
	}
	return seven
}

// wander taps what is offered, but nothing that ends the tips, and comes home.
func (p *player) wander(taps int) {
	for range taps {
		var may []dialogs.Choice
		for _, c := range p.session.Offered {
			if !slices.Contains([]string{"pause", "off", "erase", "more", "hour", "settings", "hide"}, c.Value) {
				may = append(may, c)
			}
		}
		if len(may) == 0 {
			break
		}
		p.does(dialogs.Chose{Offer: p.session.Offer, Value: may[p.chance.IntN(len(may))].Value})
	}
	p.does(dialogs.Said{Text: "#"})
}

// does has one thing happen to the learner, and keeps of it what a store keeps.
func (p *player) does(body dialogs.Body) {
	p.now = p.now.Add(time.Duration(15+p.chance.IntN(60)) * time.Second)
	p.events++
	id := fmt.Sprintf("%s:%d", p.channel.Name(), 700_000_000+p.events)
	ev := dialogs.Event{ID: dialogs.EventID(id), User: p.session.User, At: p.now, Body: body}
	next, out := dialogs.Step(p.world, p.session, ev)
	p.session = next
	p.life.Revision++
	if p.morning.Sub(p.now) > crowdKept {
		return
	}
	if _, rang := body.(dialogs.Rang); !rang { // that stands in no ledger
		p.life.Ledger = append(p.life.Ledger, store.Numbered{Revision: p.life.Revision, Entry: store.Entry{ID: ev.ID, At: ev.At}})
	}
	for _, r := range adapters.Pack(p.channel.Limits(), out.Replies) {
		m := store.Message{ID: store.MessageID(1 + len(p.life.Outcomes)), Reply: r, Queued: p.now, Tries: 1, Next: p.now}
		p.life.Outcomes = append(p.life.Outcomes, store.Outcome{Message: m, Remote: fmt.Sprint(5_000 + len(p.life.Outcomes)), At: p.now.Add(time.Second)})
	}
}
