package zalooa

import (
	"context"
	"net/url"

	"capheso/adapters"
	"capheso/dialogs"
)

// mediaHost is where Zalo keeps what people record.
const mediaHost = "zdn.vn"

// longestRef is far above any address of a voice note.
const longestRef = 500

var _ adapters.Recorder = (*Channel)(nil)

// Fetch gets a voice note by its address, from Zalo's own hosts only. Zalo
// records AMR, which not every server can hear.
func (c *Channel) Fetch(ctx context.Context, ref string) (adapters.Sound, error) {
	hosts := []string{mediaHost}
	if u, err := url.Parse(c.o.API); err == nil && c.o.API != DefaultAPI {
		hosts = append(hosts, u.Host) // a server of tests keeps everything in one place
	}
	data, err := adapters.Download(ctx, c.client, ref, hosts...)
	return adapters.Sound{Name: "note.amr", Data: data}, err
}

// recorded is a voice note, which can be fetched when its address is told.
func recorded(d *delivery) (word, dialogs.Body) {
	s := dialogs.Sent{Kind: dialogs.Voice}
	for _, p := range d.Message.Parts {
		if p.Type == "audio" && len(p.Payload.URL) <= longestRef {
			s.Note.Ref = string(p.Payload.URL)
		}
	}
	return d.Sender.ID, s
}
