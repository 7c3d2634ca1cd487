package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"capheso/adapters/web"
	"capheso/bot"
	"capheso/bot/meter"
	"capheso/bot/notices"
	"capheso/lessons"
)

// serveCmd runs the bot.
type serveCmd struct {
	Data  string   `help:"Folder of the store. Default: the user's data folder." placeholder:"DIR"`
	Store string   `help:"Database to keep everything in instead, shared by any number of replicas. A password belongs into PGPASSWORD or a password file." placeholder:"postgres://USER@HOST/NAME"`
	Addr  string   `help:"Address of the web chat." default:"127.0.0.1:8080"`
	Host  []string `help:"Names the web chat is reached by, when it stands behind a proxy on this machine." placeholder:"NAME"`

	ContactName  string `help:"Who helps people of this commune: the name of its digital team." placeholder:"NAME"`
	ContactPhone string `help:"Their telephone number." placeholder:"NUMBER"`
	ContactHours string `help:"When they are there." placeholder:"TEXT"`

	Burst int       `help:"Messages one person may send at once; more are kept, and answered with one line. 0 is no limit." default:"20" placeholder:"N"`
	Keep  keepFlags `embed:"" prefix:"keep-"`
	Zone  string    `help:"Time zone of learners who chose none, for a bot of people abroad: Europe/Berlin. Mornings and days are theirs." default:"Asia/Ho_Chi_Minh" placeholder:"NAME"`
	Admin adminFlag `help:"Address for counts (/metrics), how it stands (/doctor) and, on this machine alone, profiles (/debug/pprof). Default: none." placeholder:"127.0.0.1:9090"`

	HTTPS    httpsFlags    `embed:""`
	Telegram telegramFlags `embed:"" prefix:"telegram-"`
	Zalo     zaloFlags     `embed:"" prefix:"zalo-"`
	LLM      llmFlags      `embed:"" prefix:"llm-"`
}

// stopTime is how long open requests may take to end after Ctrl-C. With what
// the bot takes after that (bot.Run) a stop is over within ten seconds.
const stopTime = 3 * time.Second

func (s *serveCmd) Run(c *streams, all *cli) error {
	world, err := openWorld(all.Content)
	if err != nil {
		return err
	}
	world.Contact.Name, world.Contact.Phone, world.Contact.Hours = s.ContactName, s.ContactPhone, s.ContactHours
	world.Burst = s.Burst
	if world.Zone, err = lessons.ZoneNamed(s.Zone); err != nil {
		return err
	}
	dir, err := dataFolder(s.Data)
	if err != nil {
		return err
	}
	log := newLog(c.stderr)
	st, where, err := openServed(c.ctx, s.Store, dir, log)
	if err != nil {
		return err
	}
	defer st.Close()

	listener, err := s.HTTPS.enter(c.ctx, s.Addr, dir, log)
	if err != nil {
		return err
	}
	defer listener.Close()
	s.LLM.meter = meter.New(version())
	chat, channels, done, err := s.channels(dir, st, world, log)
	if err != nil {
		return err
	}
	defer done()
	b := bot.New(st, world, log, channels...)
	s.Keep.set(world, b)
	quiet, err := s.LLM.join(b, world, dir, log)
	if err != nil {
		return err
	}
	defer quiet()
	if err := s.LLM.hear(b, world, log); err != nil {
		listener.Close()
		return err
	}
	checks := s.watch(b, st, world, dir, channels)
	mux := http.NewServeMux()
	for _, ch := range channels {
		ch.Mount(mux, b.Inlet)
	}
	alive(mux, checks)
	counts, closeAdmin, err := s.Admin.listen(b, checks, log)
	if err != nil {
		return err
	}
	defer closeAdmin()
	b.Notices = notices.In(dir)
	within := &inside{store: st, world: world, checks: checks, dir: dir, running: true, rates: ratesOf(channels)}
	defer listenForCommands(dir, commands(within), log)()
	bot.Beside(func() { settle(world) })
	fmt.Fprintf(c.stdout, "Cà Phê Số is ready: open %s\nEverything is kept in %s. Ctrl-C stops it.\n%s", listener.address, where, counts)
	return serve(c.ctx, b, chat, listener, mux, log)
}

// serve runs the bot and the web server until ctx or the bot ends, then stops
// the server first so that nothing is taken in that is not answered.
func serve(ctx context.Context, b *bot.Bot, chat *web.Channel, l net.Listener, mux http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	server.RegisterOnShutdown(chat.Close)
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	ctx, end := context.WithCancel(ctx)
	defer end()
	failed := context.AfterFunc(ctx, func() {
		deadline, cancel := context.WithTimeout(context.Background(), stopTime)
		defer cancel()
		if server.Shutdown(deadline) != nil {
			server.Close()
		}
		stop()
	})
	defer failed()
	worked := b.Go(running, end)
	err := server.Serve(l)
	if !errors.Is(err, http.ErrServerClosed) {
		stop()
		<-worked
		return fmt.Errorf("the web server stopped: %w", err)
	}
	return <-worked
}
