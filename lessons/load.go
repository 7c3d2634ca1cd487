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
func Load(fsys ...fs.FS) (*Course, error) { return LoadBy(inTurn, fsys...) }

// Each calls do with 0 to n-1 and returns when all calls have. It may make
// several at a time.
type Each func(n int, do func(i int))

func inTurn(n int, do func(i int)) {
	for i := range n {
		do(i)
	}
}

// LoadBy is Load, with the files read by each: reading them takes most of the
// time of a start.
func LoadBy(each Each, fsys ...fs.FS) (*Course, error) {
	c := &Course{Sources: map[string]Source{}, files: fsys}
	l := loader{known: map[string]*entry{}, sources: c.Sources, each: each}
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
	c.Index()
	if len(l.problems) > 0 {
		return c, Problems(sorted(l.problems))
	}
	return c, nil
}

// loader gathers files by id.
type loader struct {
	each     Each
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
	var names []string
	for _, e := range list {
		name := path.Join(dir, e.Name())
		switch ext := strings.ToLower(path.Ext(name)); {
		case hidden(e) || slices.Contains(pictureTypes, ext):
		case e.IsDir() || ext != ".md":
			l.problem(name, errors.New("this is neither a .md file nor a picture; take it out of the folder"))
		default:
			names = append(names, name)
		}
	}
	files := make([]parsed, len(names))
	l.each(len(names), func(i int) { files[i] = readFile(fsys, names[i], kind) })
	for i, f := range files {
		l.file(names[i], kind, f)
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
func open(fsys fs.FS, name string) ([]byte, error) {
	src, err := fs.ReadFile(fsys, name)
	switch {
	case err != nil:
		return nil, err
	case len(src) > maxFile:
		return nil, fmt.Errorf("the file has %d bytes; the most is %d", len(src), maxFile)
	case !utf8.Valid(src):
		return nil, errors.New("the file is not UTF-8; save it as UTF-8")
	}
	return normal(src), nil
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

// parsed is one file that was read. add puts it into a course; it is nil when
// the file is too broken to be of use.
type parsed struct {
	id       string
	add      func(*Course)
	problems Problems
	err      error // it could not be read at all
}

// readFile reads one file. It is called for several at a time.
func readFile(fsys fs.FS, name, kind string) (p parsed) {
	src, err := open(fsys, name)
	if err != nil {
		return parsed{err: err}
	}
	p.id, p.add, p.problems = parse(name, kind, src)
	p.problems = append(p.problems, missingPictures(fsys, p.add)...)
	return p
}

// file keeps one file under its id.
func (l *loader) file(name, kind string, p parsed) {
	if p.err != nil {
		l.problem(name, p.err)
	}
	l.problems = append(l.problems, p.problems...)
	id, add := p.id, p.add
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
	src, err := open(fsys, sourcesFile)
	if err != nil {
		l.problem(sourcesFile, err)
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
