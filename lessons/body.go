package lessons

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tasks "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown is the parser: plain Markdown and task lists. It has no paragraph
// transformers, because a link definition would vanish from the text.
var markdown = sync.OnceValue(func() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
		parser.WithInlineParsers(util.Prioritized(extension.NewTaskCheckBoxParser(), 0)),
	)
})

// block is one thing of a body: the little of Markdown that content may use.
type block struct {
	line  int
	kind  blockKind
	text  string // of a paragraph or a heading; what a picture shows
	path  string // of a picture
	items []item // of a list

	screen *Screen // of a sketch
}

type blockKind int

const (
	paragraphBlock blockKind = iota
	headingBlock
	listBlock
	pictureBlock
	screenBlock
)

// item is one line of a list: "[x] **label** rest".
type item struct {
	line        int
	box         bool // it starts with [ ] or [x]
	checked     bool
	label, rest string
}

// reader reads one file and gathers what is wrong with it.
type reader struct {
	file     string
	problems Problems

	src    []byte // the body
	first  int    // the line of the file it starts at
	line   int    // the last line known, for nodes that carry no position
	images []block
}

func (r *reader) problem(line int, message, instead string) {
	r.problems = append(r.problems, Problem{File: r.file, Line: line, Rule: "format", Message: message, Instead: instead})
}

// blocks reads a body that starts at the given line of its file.
func (r *reader) blocks(body []byte, first int) []block {
	r.src, r.first, r.line = body, first, first
	doc := markdown().Parse(text.NewReader(body))
	var all []block
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if b, ok := r.block(n); ok {
			all = append(all, b)
		}
		all = append(all, r.images...)
		r.images = nil
	}
	return all
}

func (r *reader) block(n ast.Node) (block, bool) {
	line := r.lineOf(n)
	switch n := n.(type) {
	case *ast.Paragraph:
		t := r.inline(n)
		return block{line: line, kind: paragraphBlock, text: t}, t != ""
	case *ast.Heading:
		if n.Level != 2 {
			r.problem(line, fmt.Sprintf("a heading of level %d", n.Level), "write headings as ## Title; the title of the file is in its front matter")
		}
		return block{line: line, kind: headingBlock, text: r.inline(n)}, true
	case *ast.List:
		if n.IsOrdered() {
			r.problem(line, "a numbered list", "make each action a step: ## Title, then its text")
		}
		return block{line: line, kind: listBlock, items: r.items(n)}, true
	case *ast.FencedCodeBlock:
		if n.Info != nil && strings.TrimSpace(string(n.Info.Value(r.src))) == screenFence {
			s, alt := r.screen(string(n.Lines().Value(r.src)), line+1)
			return block{line: line, kind: screenBlock, screen: s, text: alt}, true
		}
	}
	r.problem(line, blockName(n), "write paragraphs, ## headings and - lists only")
	return block{}, false
}

// blockName names a block that content may not use.
func blockName(n ast.Node) string {
	switch n.Kind() {
	case ast.KindCodeBlock, ast.KindFencedCodeBlock:
		return "a code block (a line that starts with four spaces is one, too)"
	case ast.KindHTMLBlock:
		return "HTML"
	case ast.KindBlockquote:
		return "a quotation"
	case ast.KindThematicBreak:
		return "a dividing line"
	}
	return n.Kind().String()
}

// items reads the lines of a list.
func (r *reader) items(l *ast.List) []item {
	var items []item
	for n := l.FirstChild(); n != nil; n = n.NextSibling() {
		it := item{line: r.lineOf(n)}
		body := n.FirstChild()
		if body == nil || n.ChildCount() > 1 || body.Kind() != ast.KindTextBlock && body.Kind() != ast.KindParagraph {
			r.problem(it.line, "a list item that is not one line of text", "write - **Label** and a few words; no list inside a list")
			continue
		}
		it.read(r, body)
		items = append(items, it)
	}
	return items
}

// read takes the check box and the bold label off the front of an item.
func (it *item) read(r *reader, body ast.Node) {
	n := body.FirstChild()
	if box, ok := n.(*tasks.TaskCheckBox); ok {
		it.box, it.checked = true, box.IsChecked
		n = n.NextSibling()
	}
	if bold, ok := n.(*ast.Emphasis); ok && bold.Level == 2 {
		it.label = r.inline(bold)
		n = n.NextSibling()
	}
	var rest strings.Builder
	for ; n != nil; n = n.NextSibling() {
		r.inlineNode(&rest, n)
	}
	it.rest = strings.TrimLeft(tidy(rest.String()), ":–- ")
}

// inline is the plain text inside a node. Chat programs show no Markdown, so
// emphasis and links are problems; pictures are put aside for blocks.
func (r *reader) inline(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.inlineNode(&b, c)
	}
	return tidy(b.String())
}

func (r *reader) inlineNode(b *strings.Builder, n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		b.Write(plainText(n.Value(r.src)))
		switch {
		case n.HardLineBreak():
			b.WriteByte('\n')
		case n.SoftLineBreak():
			b.WriteByte(' ')
		}
	case *ast.String:
		b.Write(n.Value)
	case *ast.AutoLink:
		b.Write(n.Label(r.src))
	case *ast.Image:
		r.image(n)
	default:
		r.problem(r.lineOf(n), inlineName(n)+" in a text that a chat shows as it stands", "write plain words (a star or an underscore that is meant: \\* \\_)")
		b.WriteString(r.inline(n))
	}
}

// image puts a picture aside. Its path is relative to its file.
func (r *reader) image(n *ast.Image) {
	var alt strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.inlineNode(&alt, c)
	}
	at := path.Join(path.Dir(r.file), string(n.Destination))
	r.images = append(r.images, block{line: r.lineOf(n), kind: pictureBlock, text: tidy(alt.String()), path: at})
}

func inlineName(n ast.Node) string {
	switch n.Kind() {
	case ast.KindEmphasis:
		return "bold or italic"
	case ast.KindLink:
		return "a Markdown link"
	case ast.KindCodeSpan:
		return "code"
	case ast.KindRawHTML:
		return "HTML"
	}
	return n.Kind().String()
}

// plainText undoes backslash escapes and entities, which the parser leaves in.
func plainText(b []byte) []byte {
	if !bytes.ContainsAny(b, `\&`) {
		return b
	}
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(b)))
}

// tidy removes white space at the ends of every line.
func tidy(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.Join(strings.Fields(l), " ")
	}
	lines = slices.DeleteFunc(lines, func(l string) bool { return l == "" })
	return strings.Join(lines, "\n")
}

// lineOf is the line of the file a node stands on; for a node without a
// position, the last line known.
func (r *reader) lineOf(n ast.Node) int {
	for c := n; c != nil; c = c.FirstChild() {
		if at := c.Pos(); at >= 0 && at <= len(r.src) {
			r.line = r.first + bytes.Count(r.src[:at], []byte("\n"))
			break
		}
	}
	return r.line
}
