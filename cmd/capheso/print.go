package main

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"capheso/dialogs"
	"capheso/lessons"
	"capheso/lessons/sheet"
)

// printCmd prints a guide on paper.
type printCmd struct {
	Guide string `arg:"" help:"The id of the guide."`
	Out   string `short:"o" help:"The PDF to write. Default: the id and .pdf." placeholder:"FILE"`
	Link  string `help:"Address of the chat that the squares on the sheet lead to: https://t.me/YourBot or the public address of the web chat." default:"http://127.0.0.1:8080/" placeholder:"URL"`
}

func (cmd *printCmd) Run(c *streams, all *cli) error {
	course, err := openCourse(all.Content)
	if err != nil {
		return err
	}
	g, ok := course.Guide(cmd.Guide)
	if !ok {
		return fmt.Errorf("there is no guide %q", cmd.Guide)
	}
	if g.Hidden(time.Now()) {
		return fmt.Errorf("%s was to be looked at again on %s: check its facts before it goes on paper", g.File, g.Review.Format(time.DateOnly))
	}
	link, err := chatLink(cmd.Link)
	if err != nil {
		return err
	}
	data, err := sheet.PDF(course, g, sheet.Options{
		Link:    func(step int) string { return link(dialogs.Payload(g.ID, step)) },
		Sources: sourcesLine(course, &g.Meta),
	})
	if err != nil {
		return err
	}
	if cmd.Out == "" {
		cmd.Out = g.ID + ".pdf"
	}
	if err := os.WriteFile(cmd.Out, data, 0o644); err != nil {
		return fmt.Errorf("write the sheet: %w", err)
	}
	fmt.Fprintf(c.stdout, "%s: %d kB; its squares lead to %s\n", cmd.Out, len(data)>>10, link(g.ID))
	if u, _ := url.Parse(cmd.Link); u != nil && u.Hostname() == "127.0.0.1" {
		fmt.Fprintln(c.stderr, "capheso: that is this computer alone; give the address that phones reach with --link")
	}
	return nil
}

// chatLink makes links into the chat: web and Telegram both take the payload
// as "start".
func chatLink(base string) (func(payload string) string, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q is no address of a chat; write https://…", base)
	}
	return func(payload string) string {
		to := *u
		q := to.Query()
		q.Set("start", payload)
		to.RawQuery = q.Encode()
		return to.String()
	}, nil
}

// sourcesLine says on paper what the last message of an answer says.
func sourcesLine(course *lessons.Course, m *lessons.Meta) string {
	var parts []string
	if sources := course.Cite(m.Sources); len(sources) > 0 {
		parts = append(parts, "Nguồn: "+strings.Join(sources, "; ")+".")
	}
	if !m.Checked.IsZero() {
		parts = append(parts, "Xem lại ngày "+m.Checked.Format("2/1/2006")+".")
	}
	return strings.Join(parts, " ")
}
