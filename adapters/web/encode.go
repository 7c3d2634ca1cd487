package web

import (
	"bytes"
	"crypto/rand"
	"embed"
	"html/template"
	"net/http"
	"path"

	"capheso/dialogs"
)

//go:embed static
var files embed.FS

var pages = template.Must(template.ParseFS(files, "static/*.html"))

// view is the page as the template shows it.
type view struct {
	Who     string // empty: this browser is not known
	Joined  bool   // the bot knows that they are here
	Last    string // id of the newest message shown
	Bubbles []bubble
	Notice  string // what went wrong, if anything
	Draft   string // words that could not be sent
	Key     string // their id, or a new one
	Start   string // the payload of a link that led here
	Helpers []dialogs.Choice
}

// bubble is one message on the page.
type bubble struct {
	ID, Key    string
	Mine       bool
	Text       string
	Image, Alt string
	Offer      int
	Choices    []button
	Live       bool // its choices can be tapped: no newer ones were offered
	New        bool // the bot's answer to the learner's last words begins here
	Who, Fresh string
}

// button is one choice with the number it can be typed as.
type button struct {
	N int
	dialogs.Choice
}

// see fills in the talk; nil is one this process does not know.
func (v *view) see(user dialogs.UserID, t *talk) {
	v.Who = who(user)
	if t == nil {
		return
	}
	_, v.Joined = t.arrival()
	items, _, _ := t.since(0)
	live, fresh := -1, 0
	for i, it := range items {
		v.Bubbles = append(v.Bubbles, v.bubble(t, it))
		v.Last = t.id(it.seq)
		if len(it.choices) > 0 {
			live = i
		}
		if it.mine {
			fresh = i + 1
		}
	}
	if fresh < len(items) {
		v.Bubbles[fresh].New = true
	}
	if live >= 0 {
		v.Bubbles[live].Live = true
	}
}

func (v *view) bubble(t *talk, it item) bubble {
	b := bubble{
		ID: t.id(it.seq), Key: it.key, Mine: it.mine, Text: it.text, Image: localImage(it.image), Alt: it.alt,
		Offer: it.offer, Who: v.Who, Fresh: rand.Text(),
	}
	for i, c := range it.choices {
		b.Choices = append(b.Choices, button{i + 1, c})
	}
	return b
}

func (v *view) write(w http.ResponseWriter, status int) {
	if v.Key == "" {
		v.Key = rand.Text()
	}
	v.Helpers = helpers
	render(w, status, "chat.html", v)
}

func render(w http.ResponseWriter, status int, name string, data any) {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		panic("web: " + err.Error()) // a fault of the template; the tests render every part of it
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// static serves the files of the page. Browsers ask each time whether they
// changed, so that a new release is whole at once.
func static(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	kind := map[string]string{
		".css": "text/css; charset=utf-8",
		".js":  "text/javascript; charset=utf-8",
		".svg": "image/svg+xml",
	}[path.Ext(name)]
	data, err := files.ReadFile("static/" + name)
	if err != nil || kind == "" {
		http.NotFound(w, r)
		return
	}
	serve(w, r, kind, data)
}
