package zalobot

import (
	"context"

	"capheso/adapters"
	"capheso/adapters/zalo"
	"capheso/dialogs"
)

var _ adapters.Recorder = (*Channel)(nil)

// Fetch gets a voice note by its address, from Zalo's own hosts only. Zalo
// records raw AAC, which not every server can hear.
func (c *Channel) Fetch(ctx context.Context, ref string) (adapters.Sound, error) {
	data, err := zalo.Recording(ctx, c.client, ref, c.o.API, DefaultAPI)
	return adapters.Sound{Name: "note.aac", Data: data}, err
}

// recorded is a voice note, which can be fetched when its address is told.
func recorded(m *message) dialogs.Body {
	s := dialogs.Sent{Kind: dialogs.Voice}
	if len(m.Voice) <= zalo.LongestRef {
		s.Note.Ref = string(m.Voice)
	}
	return s
}
