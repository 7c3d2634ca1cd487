package lessons

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// The kinds of files, each in a folder of its own.
const (
	kindArticle = "article"
	kindGuide   = "guide"
	kindLesson  = "lesson"
	kindTip     = "tip"
	kindTrack   = "track"
	kindOutside = "outside"
)

// front is the front matter of any kind of file.
type front struct {
	Meta
	kind        string
	guide       string    // article
	skill       string    // lesson
	lessons     []string  // track
	order       int       // track
	from, until time.Time // tip
	about       string    // tip
	do          string    // tip
	times       int       // tip
	helps       string    // tip
	verdict     Verdict   // outside
}

// key is one allowed key: who may use it, and where its value goes.
type key struct {
	only  string // the one kind that may use it, or empty
	value func(*front) any
}

// frontKeys is every key there is. Anything else is an error: a misspelt key
// would otherwise be content that silently never appears.
var frontKeys = map[string]key{
	"id":        {value: func(f *front) any { return &f.ID }},
	"kind":      {value: func(f *front) any { return &f.kind }},
	"topic":     {value: func(f *front) any { return &f.Topic }},
	"title":     {value: func(f *front) any { return &f.Title }},
	"version":   {value: func(f *front) any { return &f.Version }},
	"keywords":  {value: func(f *front) any { return &f.Keywords }},
	"questions": {value: func(f *front) any { return &f.Questions }},
	"summary":   {value: func(f *front) any { return &f.Summary }},
	"sources":   {value: func(f *front) any { return &f.Sources }},
	"checked":   {value: func(f *front) any { return &f.Checked }},
	"review":    {value: func(f *front) any { return &f.Review }},
	"owner":     {value: func(f *front) any { return &f.Owner }},
	"guide":     {only: kindArticle, value: func(f *front) any { return &f.guide }},
	"skill":     {only: kindLesson, value: func(f *front) any { return &f.skill }},
	"lessons":   {only: kindTrack, value: func(f *front) any { return &f.lessons }},
	"order":     {only: kindTrack, value: func(f *front) any { return &f.order }},
	"from":      {only: kindTip, value: func(f *front) any { return &f.from }},
	"until":     {only: kindTip, value: func(f *front) any { return &f.until }},
	"about":     {only: kindTip, value: func(f *front) any { return &f.about }},
	"do":        {only: kindTip, value: func(f *front) any { return &f.do }},
	"times":     {only: kindTip, value: func(f *front) any { return &f.times }},
	"helps":     {only: kindTip, value: func(f *front) any { return &f.helps }},
	"verdict":   {only: kindOutside, value: func(f *front) any { return &f.verdict }},
}

// keysFor lists the keys a kind may use, for a message.
func keysFor(kind string) string {
	names := slices.Sorted(maps.Keys(frontKeys))
	names = slices.DeleteFunc(names, func(n string) bool {
		return frontKeys[n].only != "" && frontKeys[n].only != kind
	})
	return strings.Join(names, ", ")
}

// splitFront cuts a file into its front matter and its body and tells the line
// the body starts at.
func splitFront(src []byte) (head, body []byte, line int, ok bool) {
	rest, found := bytes.CutPrefix(src, []byte("---\n"))
	if !found {
		return nil, src, 1, false
	}
	if after, empty := bytes.CutPrefix(rest, []byte("---\n")); empty {
		return nil, after, 3, true
	}
	head, body, ok = bytes.Cut(rest, []byte("\n---\n"))
	if !ok {
		head, ok = bytes.CutSuffix(rest, []byte("\n---"))
	}
	return head, body, 3 + bytes.Count(head, []byte("\n")) + 1, ok
}

// readFront reads the front matter. kind is what the folder says the file is.
func (r *reader) readFront(head []byte, kind string) front {
	f := front{kind: kind, Meta: Meta{File: r.file, Version: 1, lines: map[string]int{}}}
	pairs, ok := r.mapping(head, 1)
	if !ok {
		return f
	}
	for _, p := range pairs {
		if _, twice := f.lines[p.key]; twice {
			r.problem(p.line, fmt.Sprintf("the key %q stands here twice", p.key), "keep one of them")
			continue
		}
		f.lines[p.key] = p.line
		k, known := frontKeys[p.key]
		if !known || k.only != "" && k.only != kind {
			r.problem(p.line, fmt.Sprintf("unknown key %q", p.key), "the keys of this kind are "+keysFor(kind))
			continue
		}
		r.decode(p, k.value(&f))
	}
	r.checkFront(&f, kind)
	return f
}

// pair is one key of a YAML mapping, its line in the file and its value.
type pair struct {
	key  string
	line int
	node ast.Node // the value as the library read it, or:

	quick bool     // the value is a text or a list, as quickPairs read it
	text  string   // empty when it is a list
	items []string // nil when it is a text
}

// mapping parses YAML that starts after the given number of lines and must be
// a mapping.
func (r *reader) mapping(src []byte, skip int) ([]pair, bool) {
	if pairs, ok := quickPairs(src, skip); ok {
		return pairs, true
	}
	file, err := parseYAML(src)
	if err != nil {
		line, what := yamlError(err)
		r.problem(line+skip, "this is not YAML: "+what, `put a text that contains ": ", "#" or quotes between "double quotes"`)
		return nil, false
	}
	if len(file.Docs) == 0 || file.Docs[0] == nil || file.Docs[0].Body == nil {
		return nil, true
	}
	node, ok := file.Docs[0].Body.(ast.MapNode)
	if !ok || len(file.Docs) > 1 {
		r.problem(skip+1, "this is not a list of keys", "write a key and its value on each line, for example: title: Quên mật khẩu")
		return nil, false
	}
	var pairs []pair
	for it := node.MapRange(); it.Next(); {
		t := it.Key().GetToken()
		pairs = append(pairs, pair{key: t.Value, line: t.Position.Line + skip, node: it.Value()})
	}
	return pairs, true
}

// parseYAML is the library's parser, whose panics on some broken texts are
// errors here.
func parseYAML(src []byte) (file *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("the text cannot be read")
		}
	}()
	return parser.ParseBytes(src, 0)
}

// decodeYAML is the library's decoder, made safe in the same way.
func decodeYAML(node ast.Node, into any) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	return yaml.NodeToValue(node, into, yaml.Strict()) == nil
}

// yamlError is the line and the words of an error of the YAML library, whose
// own text draws the source in colours.
func yamlError(err error) (int, string) {
	var e yaml.Error
	if !errors.As(err, &e) {
		what, _, _ := strings.Cut(err.Error(), "\n")
		return 1, what
	}
	line := 1
	if t := e.GetToken(); t != nil && t.Position != nil {
		line = t.Position.Line
	}
	return line, e.GetMessage()
}

// decode puts a value where its key says.
func (r *reader) decode(p pair, into any) {
	if date, ok := into.(*time.Time); ok {
		var s string
		ok := p.value(&s)
		day, err := time.Parse(time.DateOnly, s)
		if !ok || err != nil {
			r.problem(p.line, p.key+" is not a day", "write it as 2026-11-21")
			return
		}
		*date = day
		return
	}
	if !p.value(into) {
		r.problem(p.line, p.key+" has the wrong shape", shape(into))
	}
}

// value stores the value in a variable of one of the types keys have; false
// means that it is of another shape.
func (p *pair) value(into any) bool {
	if !p.quick {
		return decodeYAML(p.node, into)
	}
	switch into := into.(type) {
	case *[]string:
		*into = p.items
		return p.items != nil
	case *string:
		*into = p.text
	case *Topic:
		*into = Topic(p.text)
	case *Verdict:
		*into = Verdict(p.text)
	case *int:
		n, err := strconv.Atoi(p.text)
		*into = n
		return err == nil
	default:
		return false
	}
	return p.items == nil
}

// shape says how the value of a key is written.
func shape(into any) string {
	switch into.(type) {
	case *[]string:
		return "write a list: [one, two]"
	case *int:
		return "write a whole number"
	case *Source:
		return "write {name: Báo Dân trí, date: 04/12/2025}"
	}
	return "write one text"
}

// checkFront reports what no file can do without.
func (r *reader) checkFront(f *front, kind string) {
	if f.kind != kind {
		r.problem(f.at("kind"), fmt.Sprintf("kind %q in the folder of kind %q", f.kind, kind), "move the file or write kind: "+kind)
	}
	if !validID(f.ID) {
		r.problem(f.at("id"), fmt.Sprintf("id %q", f.ID), "write an id of lower-case letters without marks, digits and hyphens: vneid-quen-mat-khau")
	}
	if strings.TrimSpace(f.Title) == "" {
		r.problem(f.at("title"), "no title", "write title: and a few words")
	}
	if f.Version < 1 {
		r.problem(f.at("version"), "version is less than 1", "write version: 1, and a larger number when the meaning changes")
	}
	r.checkTopic(f, kind)
	if kind == kindOutside && f.verdict != Refuse && f.verdict != Scam && f.verdict != Emergency {
		r.problem(f.at("verdict"), fmt.Sprintf("verdict %q", f.verdict), "write verdict: refuse, scam or emergency")
	}
	if kind == kindTip && !f.from.IsZero() && !f.until.IsZero() && f.until.Before(f.from) {
		r.problem(f.at("until"), "until is before from", "write the first day in from and the last in until")
	}
}

// checkTopic reports a topic that no menu shows.
func (r *reader) checkTopic(f *front, kind string) {
	switch {
	case kind == kindOutside:
		if f.Topic != Outside {
			r.problem(f.at("topic"), fmt.Sprintf("topic %q", f.Topic), "write topic: OUT")
		}
	case kind == kindTrack && f.Topic == "": // a track may cross topics
	case !slices.Contains(Topics, f.Topic):
		r.problem(f.at("topic"), fmt.Sprintf("topic %q", f.Topic), fmt.Sprintf("write one of %v", Topics))
	}
}

// at is the line of a key, or the first line when it is missing.
func (m *Meta) at(key string) int {
	if line, ok := m.lines[key]; ok || m.lines == nil {
		return line
	}
	return 1
}

func validID(id string) bool {
	for part := range strings.SplitSeq(id, "-") {
		if part == "" || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return false
		}
	}
	return true
}
