package zalooa

import (
	"context"

	"capheso/adapters"
	"capheso/adapters/zalo"
	"capheso/dialogs"
)

var _ adapters.Recorder = (*Channel)(nil)

// Fetch gets a voice note by its address, from Zalo's own hosts only. Zalo
// records AMR, which not every server can hear.
func (c *Channel) Fetch(ctx context.Context, ref string) (adapters.Sound, error) {
	data, err := zalo.Recording(ctx, c.client, ref, c.o.API, DefaultAPI)
	return adapters.Sound{Name: "note.amr", Data: data}, err
}

// recorded is a voice note, which can be fetched when its address is told.
func recorded(d *delivery) (word, dialogs.Body) {
	s := dialogs.Sent{Kind: dialogs.Voice}
	for _, p := range d.Message.Parts {
		if p.Type == "audio" && len(p.Payload.URL) <= zalo.LongestRef {
			s.Note.Ref = string(p.Payload.URL)
		}
	}
	return d.Sender.ID, s
}
