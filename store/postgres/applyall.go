package postgres

import (
	"context"

	"capheso/dialogs"
	"capheso/store"
)

// ApplyAll is described in package store. Each event is a transaction of its
// own: none spans two learners.
func (s *Store) ApplyAll(ctx context.Context, evs []dialogs.Event, step store.Step) []store.Result {
	results := make([]store.Result, len(evs))
	for i, ev := range evs {
		results[i].Applied, results[i].Err = s.Apply(ctx, ev, step)
	}
	return results
}
