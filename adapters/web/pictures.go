package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"path"
	"strings"
)

// drawnFolder is the folder of the course that /pictures/ stands for; what is
// in another folder keeps its name below it.
const drawnFolder = "pictures/"

// localImage is where the page finds the picture of a reply: a path of this
// server as it is, a path of the course below /pictures/. The page's policy
// would not load others, and a broken picture helps nobody.
func localImage(src string) string {
	switch {
	case src == "" || strings.HasPrefix(src, "//") || strings.ContainsAny(src, ":\\"):
		return ""
	case strings.HasPrefix(src, "/"):
		return src
	}
	u := url.URL{Path: "/pictures/" + strings.TrimPrefix(src, drawnFolder)}
	return u.String()
}

// picture serves a picture of the course. It may be replaced while the program
// is updated, so the browser asks whether it changed.
func (c *Channel) picture(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if !strings.Contains(name, "/") {
		name = drawnFolder + name
	}
	kind := map[string]string{".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}[strings.ToLower(path.Ext(name))]
	if kind == "" || c.read == nil {
		http.NotFound(w, r)
		return
	}
	data, err := c.read(name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	serve(w, r, kind, data)
}

// serve answers with a file that browsers may keep but ask about each time.
func serve(w http.ResponseWriter, r *http.Request, kind string, data []byte) {
	sum := sha256.Sum256(data)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(data)
}
