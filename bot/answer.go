package bot

import (
	"context"
	"strconv"
	"sync"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
	"capheso/store"
)

// The sizes of the loop that has questions answered.
const (
	atTheModel = 32              // questions put to it at once; the others wait for their turn
	unsettled  = 1024            // questions in hand
	typingFor  = 4 * time.Second // a network shows the typing sign a little longer
)

// asking is the questions this process has in hand.
type asking struct {
	by    adapters.Answerer // nil answers none
	fresh chan store.Asked  // to be settled
	slots chan struct{}

	mu   sync.Mutex
	open map[dialogs.UserID]*inHand
}

// inHand is a question that is being settled.
type inHand struct {
	number int
	stop   context.CancelFunc // nil before it begins
	over   bool               // the learner waits no longer
}

func newAsking() asking {
	return asking{
		fresh: make(chan store.Asked, unsettled), slots: make(chan struct{}, atTheModel),
		open: make(map[dialogs.UserID]*inHand),
	}
}

// AnswerBy has questions answered by somebody outside the conversation. It is
// called before Run; the world says when the conversation asks (World.Model).
func (b *Bot) AnswerBy(a adapters.Answerer) { b.asking.by = a }

// follow takes note of the question a session waits for after an event: a fresh
// one is handed over in memory, and nobody works on one that was overtaken.
func (b *Bot) follow(ctx context.Context, user dialogs.UserID, open *dialogs.Question) {
	if open != nil {
		if !b.asking.take(store.Asked{User: user, Question: *open}) {
			b.meter.Model(workOf(*open), "busy", 0)
			b.logged(ctx, "put a question off", b.apply(ctx, answeredBy(user, open.Number, b.now(), dialogs.Unanswered{Number: open.Number, Why: "busy"})))
		}
		return
	}
	b.asking.drop(user, 0)
}

// take puts a question in hand, unless it is. False means that there are too
// many.
func (a *asking) take(q store.Asked) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if h := a.open[q.User]; h != nil {
		if h.number == q.Number {
			return true
		}
		h.end()
	}
	select {
	case a.fresh <- q:
		a.open[q.User] = &inHand{number: q.Number}
		return true
	default:
		delete(a.open, q.User)
		return false
	}
}

// drop ends the work on a learner's question; 0 is whichever there is.
func (a *asking) drop(user dialogs.UserID, number int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if h := a.open[user]; h != nil && (number == 0 || h.number == number) {
		h.end()
		delete(a.open, user)
	}
}

// waits says whether a question of a learner is in hand.
func (a *asking) waits(user dialogs.UserID) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.open[user] != nil
}

func (h *inHand) end() {
	h.over = true
	if h.stop != nil {
		h.stop()
	}
}

// begin says whether a question is still wanted, and how to stop its work.
func (a *asking) begin(q store.Asked, stop context.CancelFunc) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	h := a.open[q.User]
	if h == nil || h.number != q.Number || h.over {
		return false
	}
	h.stop = stop
	return true
}

// answer settles questions until ctx ends. What is open then is open at the
// next start: those that have time left are asked again, and the others have
// the guide's own words as soon as their alarm rings.
func (b *Bot) answer(ctx context.Context) {
	var work sync.WaitGroup
	defer work.Wait()
	left, err := b.store.Asked(ctx, unsettled/2)
	b.logged(ctx, "look for open questions", err)
	for _, q := range left {
		if b.now().Before(q.Late) {
			b.asking.take(q)
		}
	}
	for {
		select {
		case <-ctx.Done():
			return
		case q := <-b.asking.fresh:
			work.Go(func() { b.settleQuestion(ctx, q) })
		}
	}
}

// settleQuestion has one question answered. The learner hears that it takes
// longer, and after that has the guide's own words, whatever the model does.
func (b *Bot) settleQuestion(ctx context.Context, q store.Asked) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer b.settled()
	defer b.asking.drop(q.User, q.Number)
	if !b.asking.begin(q, stop) {
		return
	}
	var helpers sync.WaitGroup
	defer helpers.Wait()
	defer stop()
	helpers.Go(func() { b.typing(ctx, q.User) })
	result := make(chan dialogs.Body, 1)
	helpers.Go(func() { result <- b.consult(ctx, q) })
	slow, late := time.NewTimer(q.Slow.Sub(b.now())), time.NewTimer(q.Late.Sub(b.now()))
	defer slow.Stop()
	defer late.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case body := <-result:
			if ctx.Err() == nil {
				b.logged(ctx, "tell an answer", b.apply(ctx, answeredBy(q.User, q.Number, b.now(), body)))
			}
			return
		case <-slow.C:
			b.ringQuestion(ctx, q, dialogs.SlowAlarm, q.Slow)
		case <-late.C:
			b.ringQuestion(ctx, q, dialogs.LateAlarm, q.Late)
			return
		}
	}
}

// ringQuestion rings an alarm of a question on time. The loop that rings would
// see it within a minute.
func (b *Bot) ringQuestion(ctx context.Context, q store.Asked, alarm string, at time.Time) {
	due := store.Due{User: q.User, Alarm: dialogs.Alarm{Name: alarm, At: at}}
	b.logged(ctx, "ring for a question", b.apply(ctx, rang(due, b.now())))
}

// consult puts a question to the model when it is its turn.
func (b *Bot) consult(ctx context.Context, q store.Asked) dialogs.Body {
	if q.Note != "" {
		return b.hear(ctx, q)
	}
	none := dialogs.Unanswered{Number: q.Number, Why: "none"}
	if b.asking.by == nil {
		return none
	}
	ctx, cancel := context.WithDeadline(ctx, q.Late)
	defer cancel()
	if take(ctx, b.asking.slots) != nil {
		b.busy(q)
		return none
	}
	defer func() { <-b.asking.slots }()
	draft, err := b.asking.by.Answer(ctx, b.world.Brief(q.Question))
	if err != nil {
		if ctx.Err() == nil {
			b.log.Warn("no answer from the model", "err", err)
		}
		none.Why = "failed"
		return none
	}
	return dialogs.Answered{Number: q.Number, Draft: draft}
}

// typing shows on the learner's screen that somebody is writing, where the
// network can.
func (b *Bot) typing(ctx context.Context, user dialogs.UserID) {
	p := b.posts[user.Channel()]
	if p == nil {
		return
	}
	typist, ok := p.channel.(adapters.Typist)
	if !ok || b.asking.by == nil && b.ears == nil {
		return
	}
	for ctx.Err() == nil {
		typist.Typing(ctx, user)
		select {
		case <-ctx.Done():
		case <-time.After(typingFor):
		}
	}
}

// answeredBy is the event of an answer, or of none. A question has one.
func answeredBy(user dialogs.UserID, number int, now time.Time, body dialogs.Body) dialogs.Event {
	return dialogs.Event{ID: dialogs.EventID("answered:" + strconv.Itoa(number)), User: user, At: now, Body: body}
}
