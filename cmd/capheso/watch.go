package main

import (
	"context"
	"net/http"
	"runtime/debug"
	"time"

	"capheso/adapters"
	"capheso/bot"
	"capheso/bot/health"
	"capheso/bot/meter"
	"capheso/dialogs"
	"capheso/store"
)

// watch has a bot counted, and returns the checks that say how it stands.
func (s *serveCmd) watch(b *bot.Bot, st store.Store, world *dialogs.World, dir string, channels []adapters.Channel) *health.Checks {
	checks := health.New(
		health.Store(st), health.Disk(st, func() (int64, error) { return freeOn(dir) }), health.Outbox(st, time.Now, names(channels)...),
		health.Asked(st, time.Now),
		health.Channels(time.Now, b.Heard, channels...), health.Hidden(world.Course, time.Now),
		health.Unanswered(st, world, time.Now), health.Clock(b.Jumped, networks.ahead),
	)
	m := s.LLM.meter
	m.Watch(func() (meter.Standing, bool) { return standing(st, checks) })
	b.Meter(m)
	return checks
}

func names(channels []adapters.Channel) (list []string) {
	for _, ch := range channels {
		list = append(list, ch.Name())
	}
	return list
}

// lookTime is how long a look at the store may take.
const lookTime = 5 * time.Second

// standing is what the counts show of how it stands.
func standing(st store.Store, checks *health.Checks) (s meter.Standing, ok bool) {
	ctx, cancel := context.WithTimeout(context.Background(), lookTime)
	defer cancel()
	s.Checks = map[string]int{}
	for _, f := range checks.Look(ctx) {
		s.Checks[f.Check] = int(f.Grade)
	}
	stats, err := st.Stats(ctx)
	if err != nil {
		return s, false
	}
	s.Sessions, s.Bytes, s.Commits, s.Outbox = stats.Sessions, stats.Bytes, stats.Commits, map[string]meter.Line{}
	for channel, line := range stats.Outbox {
		s.Outbox[channel] = meter.Line{Waiting: line.Waiting, Age: time.Since(line.Oldest)}
	}
	return s, true
}

// alive answers whoever keeps services running: /healthz says that the process
// lives, /readyz that it can take what people write. They tell nothing else.
func alive(mux *http.ServeMux, checks *health.Checks) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plainly(w, http.StatusOK, "alive") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if health.Ready(checks.Look(r.Context())) {
			plainly(w, http.StatusOK, "ready")
			return
		}
		plainly(w, http.StatusServiceUnavailable, "not ready: run capheso doctor")
	})
}

func plainly(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
}

// version is the program's.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "devel"
}
