package postgres

import (
	"sync"

	"capheso/dialogs"
	"capheso/store"
)

// whose remembers whose the messages on their way are, and how many attempts at
// each had begun when this process saw it last.
type whose struct {
	mu  sync.Mutex
	way map[store.MessageID]onItsWay
}

type onItsWay struct {
	user  dialogs.UserID
	tries int
}

// whoseSize is how many are remembered: more than can be on their way at once.
const whoseSize = 50_000

func (w *whose) keep(m store.Message) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.way == nil {
		w.way = map[store.MessageID]onItsWay{}
	}
	if len(w.way) >= whoseSize {
		for any := range w.way {
			delete(w.way, any)
			break
		}
	}
	w.way[m.ID] = onItsWay{m.To, m.Tries}
}

func (w *whose) get(id store.MessageID) (dialogs.UserID, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, ok := w.way[id]
	return m.user, ok
}

func (w *whose) tries(id store.MessageID) (n int, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, ok := w.way[id]
	return m.tries, ok
}

// began notes one more attempt.
func (w *whose) began(id store.MessageID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m, ok := w.way[id]; ok {
		m.tries++
		w.way[id] = m
	}
}

func (w *whose) drop(id store.MessageID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.way, id)
}

// forget leaves nothing of learners.
func (w *whose) forget(gone map[dialogs.UserID]bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, m := range w.way {
		if gone[m.user] {
			delete(w.way, id)
		}
	}
}
