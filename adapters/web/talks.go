package web

import (
	"container/list"
	"sync"

	"capheso/dialogs"
)

// talks are the talks this process knows, at most max of them. It is safe for
// concurrent use.
type talks struct {
	max int

	mu   sync.Mutex
	of   map[dialogs.UserID]*list.Element
	seen *list.List // of *known, the one seen last in front
}

type known struct {
	user dialogs.UserID
	talk *talk
}

func newTalks(max int) *talks {
	return &talks{max: max, of: map[dialogs.UserID]*list.Element{}, seen: list.New()}
}

// find returns the talk of a learner who is here now, or nil.
func (ts *talks) find(user dialogs.UserID) *talk {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	e := ts.of[user]
	if e == nil {
		return nil
	}
	ts.seen.MoveToFront(e)
	return e.Value.(*known).talk
}

// visit returns the talk of a learner who is here now, a new one when there is
// none. It is nil when every place is taken by somebody who is reading.
func (ts *talks) visit(user dialogs.UserID) *talk {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if e := ts.of[user]; e != nil {
		ts.seen.MoveToFront(e)
		return e.Value.(*known).talk
	}
	if !ts.room() {
		return nil
	}
	k := &known{user: user, talk: newTalk()}
	ts.of[user] = ts.seen.PushFront(k)
	return k.talk
}

// reach returns the talk of a learner who may not be here. A new one is the
// first to go when room is needed: a notice to everybody must not push out
// those who are in the middle of something.
func (ts *talks) reach(user dialogs.UserID) *talk {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if e := ts.of[user]; e != nil {
		return e.Value.(*known).talk
	}
	if !ts.room() {
		return nil
	}
	k := &known{user: user, talk: newTalk()}
	ts.of[user] = ts.seen.PushBack(k)
	return k.talk
}

// room makes place for one more.
func (ts *talks) room() bool {
	if ts.seen.Len() < ts.max {
		return true
	}
	for e := ts.seen.Back(); e != nil; e = e.Prev() {
		if k := e.Value.(*known); !k.talk.busy() {
			ts.remove(e)
			return true
		}
	}
	return false
}

func (ts *talks) remove(e *list.Element) []*item {
	k := ts.seen.Remove(e).(*known)
	delete(ts.of, k.user)
	return k.talk.end()
}

// drop ends a talk and forgets it.
func (ts *talks) drop(user dialogs.UserID) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if e := ts.of[user]; e != nil {
		ts.remove(e)
	}
}

// renew forgets a talk but for the bot's goodbye, which starts a new one.
func (ts *talks) renew(user dialogs.UserID) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	e := ts.of[user]
	if e == nil {
		return
	}
	t := newTalk()
	for _, it := range ts.remove(e) {
		t.add(&item{text: it.text, image: it.image, alt: it.alt, choices: it.choices, offer: it.offer, kept: true})
	}
	t.joined = true // they did not come anew
	ts.of[user] = ts.seen.PushFront(&known{user: user, talk: t})
}
