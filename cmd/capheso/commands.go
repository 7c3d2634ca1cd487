package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"

	"capheso/bot"
	"capheso/bot/health"
	"capheso/control"
	"capheso/store"
)

// commands are what the running bot does for other commands on this computer.
func commands(st store.Store, checks *health.Checks) control.Commands {
	return control.Commands{
		"doctor": func(ctx context.Context, _ []string, _ io.Reader, out io.Writer) error {
			return json.NewEncoder(out).Encode(checks.Look(ctx))
		},
		"backup": func(ctx context.Context, _ []string, _ io.Reader, out io.Writer) error { return st.Backup(ctx, out) },
	}
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
