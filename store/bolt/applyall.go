package bolt

import (
	"context"
	"errors"

	"capheso/dialogs"
	"capheso/store"
)

// ApplyAll is described in package store. All events are one transaction. They
// are prepared before it, so that callers side by side keep several processors
// busy while one of them commits.
func (s *Store) ApplyAll(ctx context.Context, evs []dialogs.Event, step store.Step) []store.Result {
	all := s.newGroup(evs, step)
	err := s.view(ctx, all.look)
	if err == nil {
		all.prepare()
		err = s.writeBulk(ctx, all.commit)
	}
	if errors.Is(err, store.ErrDamaged) { // only those suffer that need the page
		return s.applyEach(ctx, evs, step)
	}
	for i, a := range all.list {
		switch {
		case a == nil:
		case err != nil:
			all.results[i] = store.Result{Err: err}
		case a.kept != nil:
			all.results[i].Applied = a.result
			if a.kept.talking { // a morning's alarms do not drive out who talks
				s.memory.keep(a.ev.User, a.kept.session, a.kept.next)
			}
		}
	}
	return all.results
}

func (s *Store) applyEach(ctx context.Context, evs []dialogs.Event, step store.Step) []store.Result {
	results := make([]store.Result, len(evs))
	for i, ev := range evs {
		results[i].Applied, results[i].Err = s.Apply(ctx, ev, step)
	}
	return results
}

// group is events on their way into the store together. An event that cannot
// be kept is nil in the list and has its error in the results.
type group struct {
	list    []*application
	results []store.Result
}

func (s *Store) newGroup(evs []dialogs.Event, step store.Step) *group {
	g := &group{make([]*application, len(evs)), make([]store.Result, len(evs))}
	for i, ev := range evs {
		if err := checkEvent(ev); err != nil {
			g.results[i].Err = err
			continue
		}
		g.list[i] = s.application(ev, step)
	}
	return g
}

// look reads what the steps start from. Whatever is wrong with a row is seen
// again by commit.
func (g *group) look(t *tx) error {
	for _, a := range g.list {
		if a != nil {
			t.look(a)
		}
	}
	return nil
}

// prepare runs the steps.
func (g *group) prepare() {
	for i, a := range g.list {
		if a == nil || a.duplicate {
			continue
		}
		var err error
		if a.ahead, err = a.prepare(a.row); err != nil {
			g.list[i], g.results[i].Err = nil, err
		}
		a.row = nil
	}
}

// commit writes the events and what they change. One that fails has written
// nothing.
func (g *group) commit(t *tx) error {
	for i, a := range g.list {
		if a != nil {
			g.results[i].Err = a.commit(t)
		}
	}
	return nil
}
