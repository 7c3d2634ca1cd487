package lessons

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folders says what kind of files a folder holds.
var folders = map[string]string{
	"articles": kindArticle,
	"guides":   kindGuide,
	"lessons":  kindLesson,
	"outside":  kindOutside,
	"tips":     kindTip,
	"tracks":   kindTrack,
}

// pictureTypes are the pictures every channel can show.
var pictureTypes = []string{".png", ".jpg", ".jpeg"}

const (
	sourcesFile = "sources.yaml"
	maxFile     = 32 << 10 // bytes; ten times a long file, and small enough for parsers with bad cases
)

// Load reads a course. A later file system adds to the earlier ones, and a
// file whose id is already known takes its place; so does a source by its
// code. It blocks on the file systems and keeps them for Course.ReadFile.
//
// When files are broken the error is Problems, with all of them, and the
// course holds whatever could be read: it is for showing an author more of
// what is wrong, not for teaching. Load looks at the form of each file only;
// Lint looks at what the files say.
func Load(fsys ...fs.FS) (*Course, error) {
	c := &Course{Sources: map[string]Source{}, files: fsys}
	l := loader{known: map[string]*entry{}, sources: c.Sources}
	for i, f := range fsys {
		if f == nil {
			return c, errors.New("lessons: Load was given no file system")
		}
		l.layer = i
		l.read(f)
	}
	for _, e := range l.known {
		e.add(c)
	}
	c.Overrides = l.overrides
	c.sort()
	if len(l.problems) > 0 {
		return c, Problems(sorted(l.problems))
	}
	return c, nil
}

// loader gathers files by id.
type loader struct {
	layer    int
	known    map[string]*entry
	sources  map[string]Source
	problems Problems

	overrides []Override
}

// entry is one file that was read.
type entry struct {
	layer int
	kind  string
	file  string
	add   func(*Course)
}

// read reads one file system.
func (l *loader) read(fsys fs.FS) {
	root, err := fs.ReadDir(fsys, ".")
	if err != nil {
		l.problem(".", err)
		return
	}
	for _, e := range root {
		kind, known := folders[e.Name()]
		switch {
		case hidden(e):
		case known && e.IsDir():
			l.folder(fsys, e.Name(), kind)
		case e.Name() == sourcesFile:
			l.readSources(fsys)
		case e.Name() != "README.md":
			l.problem(e.Name(), errors.New("a course has no such place; it has the folders articles, guides, lessons, outside, tips and tracks, and sources.yaml"))
		}
	}
}

// folder reads the files of one kind. Pictures stand beside them.
func (l *loader) folder(fsys fs.FS, dir, kind string) {
	list, err := fs.ReadDir(fsys, dir)
	if err != nil {
		l.problem(dir, err)
	}
	for _, e := range list {
		name := path.Join(dir, e.Name())
		switch ext := strings.ToLower(path.Ext(name)); {
		case hidden(e) || slices.Contains(pictureTypes, ext):
		case e.IsDir() || ext != ".md":
			l.problem(name, errors.New("this is neither a .md file nor a picture; take it out of the folder"))
		default:
			if src, ok := l.open(fsys, name); ok {
				l.file(fsys, name, kind, src)
			}
		}
	}
}

// hidden reports what editors and systems leave behind.
func hidden(e fs.DirEntry) bool {
	return strings.HasPrefix(e.Name(), ".") || strings.HasSuffix(e.Name(), "~")
}

func (l *loader) problem(file string, err error) {
	l.problems = append(l.problems, Problem{File: file, Rule: "format", Message: err.Error()})
}

// open reads one file into the form everything else expects: UTF-8 in NFC,
// lines that end with a line feed.
func (l *loader) open(fsys fs.FS, name string) ([]byte, bool) {
	src, err := fs.ReadFile(fsys, name)
	switch {
	case err != nil:
		l.problem(name, err)
	case len(src) > maxFile:
		l.problem(name, fmt.Errorf("the file has %d bytes; the most is %d", len(src), maxFile))
	case !utf8.Valid(src):
		l.problem(name, errors.New("the file is not UTF-8; save it as UTF-8"))
	default:
		return normal(src), true
	}
	return nil, false
}

func normal(src []byte) []byte {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	if bytes.IndexByte(src, '\r') >= 0 {
		src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	}
	if norm.NFC.IsNormal(src) {
		return src
	}
	return norm.NFC.Bytes(src)
}

// file parses one file and keeps it under its id.
func (l *loader) file(fsys fs.FS, name, kind string, src []byte) {
	id, add, problems := parse(name, kind, src)
	problems = append(problems, missingPictures(fsys, add)...)
	l.problems = append(l.problems, problems...)
	if id == "" || add == nil {
		return
	}
	old, taken := l.known[id]
	switch {
	case !taken:
	case old.layer == l.layer:
		l.problem(name, fmt.Errorf("the id %q is already used by %s; give this file another one", id, old.file))
		return
	case old.kind != kind:
		l.problem(name, fmt.Errorf("the id %q belongs to a file of kind %s; give this file another one", id, old.kind))
		return
	default:
		l.overrides = append(l.overrides, Override{ID: id, File: name, Old: old.file})
	}
	l.known[id] = &entry{layer: l.layer, kind: kind, file: name, add: add}
}

// missingPictures reports pictures of a guide that are not in its file system.
func missingPictures(fsys fs.FS, add func(*Course)) (ps Problems) {
	if add == nil {
		return nil
	}
	var c Course
	add(&c)
	for _, g := range c.Guides {
		for _, s := range g.Steps {
			if s.Image == "" || s.Screen != nil {
				continue
			}
			if _, err := fs.Stat(fsys, s.Image); err != nil {
				ps = append(ps, Problem{File: g.File, Line: s.picture, Rule: "format",
					Message: "there is no picture " + s.Image, Instead: "put it beside the file or correct its name"})
			}
		}
	}
	return ps
}

// parse reads one file. add puts it into a course; it is nil when the file is
// too broken to be of use.
func parse(name, kind string, src []byte) (id string, add func(*Course), problems Problems) {
	r := &reader{file: name}
	head, body, line, ok := splitFront(src)
	if !ok {
		r.problem(1, "no front matter", "start the file with a line ---, the keys, and another line ---")
		return "", nil, r.problems
	}
	f := r.readFront(head, kind)
	all := r.blocks(body, line)
	switch kind {
	case kindArticle:
		a := Article{Guide: f.guide, Messages: r.messages(&f.Meta, all)}
		a.Meta = f.Meta
		add = func(c *Course) { c.Articles = append(c.Articles, a) }
	case kindOutside:
		o := OutsideReply{Verdict: f.verdict, Messages: r.messages(&f.Meta, all)}
		o.Meta = f.Meta
		add = func(c *Course) { c.Outsides = append(c.Outsides, o) }
	case kindGuide:
		g := r.guide(f, all)
		add = func(c *Course) { c.Guides = append(c.Guides, g) }
	case kindLesson:
		l := r.lesson(f, all)
		add = func(c *Course) { c.Lessons = append(c.Lessons, l) }
	case kindTip:
		t := r.tip(f, all)
		add = func(c *Course) { c.Tips = append(c.Tips, t) }
	case kindTrack:
		t := r.track(f, all)
		add = func(c *Course) { c.Tracks = append(c.Tracks, t) }
	}
	return f.ID, add, r.problems
}

// readSources reads the list of sources.
func (l *loader) readSources(fsys fs.FS) {
	src, ok := l.open(fsys, sourcesFile)
	if !ok {
		return
	}
	r := &reader{file: sourcesFile}
	pairs, _ := r.mapping(src, 0)
	here := map[string]bool{}
	for _, p := range pairs {
		var s Source
		switch ok := p.value(&s); {
		case !ok || s.Name == "":
			r.problem(p.line, fmt.Sprintf("source %q has the wrong shape", p.key), shape(&s))
		case here[p.key]:
			r.problem(p.line, fmt.Sprintf("source %q stands here twice", p.key), "keep one of them")
		default:
			here[p.key] = true
			if _, known := l.sources[p.key]; known {
				l.overrides = append(l.overrides, Override{ID: p.key, File: sourcesFile, Old: sourcesFile})
			}
			l.sources[p.key] = s
		}
	}
	l.problems = append(l.problems, r.problems...)
}
