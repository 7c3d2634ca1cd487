package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"

	"capheso/adapters/web"
	"capheso/bot"
	"capheso/lessons"
)

// previewCmd shows one item of the course as learners see it, in a chat that
// remembers nothing.
type previewCmd struct {
	ID   string `arg:"" help:"The id of a guide, an article or a lesson. A guide's step: the id, _ and its number."`
	Addr string `help:"Address to serve on." default:"127.0.0.1:0"`
}

func (cmd *previewCmd) Run(c *streams, all *cli) error {
	world, err := openWorld(all.Content)
	if err != nil {
		return err
	}
	if !world.Opens(cmd.ID) {
		return fmt.Errorf("there is no guide, article or lesson %q%s", cmd.ID, onlyInside(world.Course, cmd.ID))
	}
	dir, err := os.MkdirTemp("", "capheso-preview-")
	if err != nil {
		return fmt.Errorf("no room for a preview: %w", err)
	}
	defer os.RemoveAll(dir)
	st, err := openStore(dir)
	if err != nil {
		return err
	}
	defer st.Close()
	listener, err := net.Listen("tcp", cmd.Addr)
	if err != nil {
		return fmt.Errorf("cannot serve on %s: %w; choose another address with --addr", cmd.Addr, err)
	}
	log := slog.New(slog.NewTextHandler(c.stderr, nil))
	chat := web.New(web.Options{Picture: world.Course.ReadFile})
	b := bot.New(st, world, log, chat)
	mux := http.NewServeMux()
	chat.Mount(mux, b.Inlet)
	link, err := chatLink("http://" + listener.Addr().String() + "/")
	if err != nil {
		return err
	}
	fmt.Fprintf(c.stdout, "Open %s\nNothing is kept. After a change of the course, start this again. Ctrl-C stops it.\n", link(cmd.ID))
	return serve(c.ctx, b, chat, listener, mux, log)
}

// onlyInside says where to see what the chat cannot open by itself.
func onlyInside(course *lessons.Course, id string) string {
	if _, ok := course.Tip(id); ok {
		return "; it is a tip: preview the item it is about"
	}
	if t, ok := course.Track(id); ok {
		return fmt.Sprintf("; it is a track: preview its lessons, the first is %s", t.Lessons[0])
	}
	return ""
}
