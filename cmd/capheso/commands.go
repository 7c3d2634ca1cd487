package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"

	"capheso/adapters"
	"capheso/bot"
	"capheso/bot/health"
	"capheso/cmd/capheso/control"
	"capheso/dialogs"
	"capheso/store"
)

// inside is what commands have that need the store: of the running bot, or of
// one that is stopped.
type inside struct {
	store    store.Store
	world    *dialogs.World
	checks   *health.Checks     // of the running bot
	dir      string             // the data folder
	running  bool               // a bot does it
	rates    map[string]float64 // messages a second of each channel, where that is known
	terminal io.Writer          // for progress; nil shows none
}

// commands are what the running bot does for other commands on this computer.
func commands(i *inside) control.Commands {
	return control.Commands{
		"doctor": func(ctx context.Context, _ []string, _ io.Reader, out io.Writer) error {
			return json.NewEncoder(out).Encode(i.checks.Look(ctx))
		},
		"backup": func(ctx context.Context, _ []string, _ io.Reader, out io.Writer) error {
			return i.store.Backup(ctx, out)
		},
		"notice": i.putNotice,
		"ledger": i.ledger,
	}
}

// ratesOf is how many messages a second each channel sends.
func ratesOf(channels []adapters.Channel) map[string]float64 {
	rates := map[string]float64{}
	for _, ch := range channels {
		rates[ch.Name()] = ch.Limits().Rate
	}
	return rates
}

// listenForCommands serves commands on the socket of a data folder until stop
// is called. A folder that cannot have a socket is no reason not to teach.
func listenForCommands(dir string, c control.Commands, log *slog.Logger) (stop func()) {
	l, err := control.Listen(dir)
	if err != nil {
		log.Warn("commands such as capheso backup cannot reach this bot", "err", oneLine(err.Error()))
		return func() {}
	}
	server := &http.Server{Handler: c, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	done := bot.Serve(server, l)
	return func() {
		server.Close()
		<-done
	}
}
