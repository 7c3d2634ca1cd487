package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"strings"
	"time"

	"capheso/bot"
	"capheso/bot/health"
)

// adminFlag is the address of what operators look at. It is empty by default.
type adminFlag string

// listen serves it until closed is called; told is a line that says where.
func (a adminFlag) listen(b *bot.Bot, checks *health.Checks, log *slog.Logger) (told string, closed func(), err error) {
	if a == "" {
		return "", func() {}, nil
	}
	l, err := net.Listen("tcp", string(a))
	if err != nil {
		return "", nil, fmt.Errorf("cannot show counts on %s: %w; choose another address with --admin", string(a), err)
	}
	server := &http.Server{
		Handler: admin(b, checks, l.Addr()), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	done := bot.Serve(server, l)
	return fmt.Sprintf("Counts and state: http://%s/metrics and /doctor\n", l.Addr()), func() {
		server.Close()
		<-done
	}, nil
}

// admin is what operators look at. Profiles hold pieces of memory, and with
// them of what people write: they are shown to this machine alone.
func admin(b *bot.Bot, checks *health.Checks, at net.Addr) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", b.Counts())
	alive(mux, checks)
	mux.HandleFunc("GET /doctor", func(w http.ResponseWriter, r *http.Request) {
		found := checks.Look(r.Context())
		w.Header().Set("Content-Type", "application/json")
		if health.Worst(found) > health.Well {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(w).Encode(found)
	})
	if !onlyHere(at.String()) {
		return mux
	}
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", http.NotFound) // flags may name a database
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A page of another site may have its own name point here.
		if !onlyHere(r.Host) {
			plainly(w, http.StatusForbidden, "ask by an address of this machine")
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// onlyHere reports whether an address, with or without a port, is of this
// machine alone.
func onlyHere(address string) bool {
	host := address
	if name, _, err := net.SplitHostPort(address); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}
