package main

import (
	"log/slog"

	"capheso/adapters"
	"capheso/adapters/web"
	"capheso/dialogs"
	"capheso/store"
)

// channels are the web chat and all networks there is a token for. None does
// anything yet. done is to be called when they are not used any more.
func (s *serveCmd) channels(dir string, st store.Store, world *dialogs.World, log *slog.Logger) (chat *web.Channel, list []adapters.Channel, done func(), err error) {
	chat = web.New(web.Options{Hosts: append(s.Host, s.HTTPS.Domain...), Picture: world.Course.ReadFile})
	list = []adapters.Channel{chat}
	speak, err := s.LLM.mouth(dir, log)
	if err != nil {
		return nil, nil, nil, err
	}
	tg, err := s.Telegram.channel(dir, world.Course.ReadFile, speak, log)
	if err != nil {
		return nil, nil, nil, err
	}
	if tg != nil {
		list = append(list, tg)
		if s.Store != "" && s.Telegram.WebhookURL == "" {
			log.Warn("Telegram lets one process ask for updates: run no second one on this database, or give all --telegram-webhook-url")
		}
	}
	zalo, done, err := s.Zalo.channels(dir, st, world, log)
	if err != nil {
		return nil, nil, nil, err
	}
	return chat, append(list, zalo...), done, nil
}
