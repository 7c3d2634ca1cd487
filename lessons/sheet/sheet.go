// Package sheet lays a guide out on paper: A4, large type, the pictures of its
// steps, and beside each a square that leads a phone to the same step. It is a
// function from a guide to a PDF.
package sheet

import (
	"fmt"
	"strings"

	"github.com/signintech/gopdf"
	"rsc.io/qr"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"

	"capheso/lessons"
)

// Options is what a sheet shows beside the guide itself.
type Options struct {
	// Link is the address that the square of a step leads to; steps count from
	// 0. Without it the sheet has no squares.
	Link func(step int) string
	// Sources is the last line: where the facts come from and when somebody
	// looked at them.
	Sources string
}

// The measures of a page, in points of 1/72 inch.
const (
	pageW, pageH = 595.28, 841.89
	margin       = 46
	footer       = 34 // from the lower edge to the line at the foot
	column       = 24 // between the picture and the text
	pictureW     = 158
	squareW      = 66
	captionW     = 84 // of the words beside or below a square
	between      = 26 // two steps
)

// type sizes and the height of a line of each.
type size struct{ pt, line float64 }

var (
	heading = size{27, 34}
	title   = size{19, 25}
	body    = size{17, 24.5}
	help    = size{13, 18}
	note    = size{10.5, 14}
)

// printer is a sheet being laid out.
type printer struct {
	pdf    gopdf.GoPdf
	course *lessons.Course
	guide  *lessons.Guide
	o      Options
	y      float64
	page   int
	err    error // the first; nothing is done after it
}

// PDF prints a guide. It reads the pictures of the course, so it may block.
func PDF(c *lessons.Course, g *lessons.Guide, o Options) ([]byte, error) {
	p := &printer{course: c, guide: g, o: o}
	p.pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	p.pdf.SetInfo(gopdf.PdfInfo{Title: plain(g.Title), Author: plain(g.Owner), Creator: "Cà Phê Số"})
	p.keep(p.pdf.AddTTFFontData("regular", liberationsansregular.TTF))
	p.keep(p.pdf.AddTTFFontData("bold", liberationsansbold.TTF))
	p.turn()
	p.head()
	for i := range g.Steps {
		p.step(i)
	}
	p.end()
	if p.err != nil {
		return nil, fmt.Errorf("print %s: %w", g.ID, p.err)
	}
	return p.pdf.GetBytesPdfReturnErr()
}

func (p *printer) keep(err error) {
	if p.err == nil {
		p.err = err
	}
}

// plain fills the placeholders with the words that fit most readers.
var plain = strings.NewReplacer("{bác}", "bác", "{Bác}", "Bác", "{cháu}", "cháu", "{Cháu}", "Cháu").Replace

// turn begins a page.
func (p *printer) turn() {
	p.pdf.AddPage()
	p.page++
	p.y = margin
	p.colour(90, 100, 106)
	p.write(note, "regular", margin, pageH-footer, fmt.Sprintf("Cà Phê Số · %s · trang %d", plain(p.guide.Title), p.page))
}

// room begins a page when less than h is left on this one.
func (p *printer) room(h float64) {
	if p.y+h > pageH-footer-14 && p.y > margin {
		p.turn()
	}
}

func (p *printer) head() {
	p.colour(29, 95, 158)
	p.y = p.paragraph(heading, "bold", margin, p.y, pageW-2*margin, p.guide.Title) + 6
	p.colour(28, 36, 40)
	intro := p.guide.Intro
	if intro == "" {
		intro = p.guide.Summary
	}
	p.y = p.paragraph(body, "regular", margin, p.y, pageW-2*margin, intro) + between
}

// step prints one step: its picture and square to the left, its words to the
// right.
func (p *printer) step(i int) {
	s := &p.guide.Steps[i]
	left := p.left()
	x := margin + left
	w := pageW - margin - x
	picture, high := p.picture(s)
	p.room(max(p.wordsHeight(s, w), p.titleHeight(s)+high+p.squareHeight()))
	p.rule()
	p.number(i)
	p.colour(28, 36, 40)
	top := p.paragraph(title, "bold", margin+38, p.y+3, pageW-2*margin-38, s.Title) + 10
	y := top
	if picture != nil {
		p.keep(p.pdf.ImageByHolder(picture, margin, y, &gopdf.Rect{W: pictureW, H: high}))
		y += high + 8
	}
	if p.o.Link != nil {
		p.square(margin, y, i)
		y += p.squareHeight()
	}
	p.colour(28, 36, 40)
	p.y = max(y, p.words(s, x, top, w)) + between
}

// left is how wide the column of pictures is.
func (p *printer) left() float64 {
	for _, s := range p.guide.Steps {
		if s.Image != "" {
			return pictureW + column
		}
	}
	if p.o.Link != nil {
		return captionW + column
	}
	return 38
}

// beside reports whether the words of a square stand beside it rather than
// below.
func (p *printer) beside() bool { return p.left() > captionW+squareW }

// picture is what a step shows, and how high it is on paper.
func (p *printer) picture(s *lessons.Step) (gopdf.ImageHolder, float64) {
	if s.Image == "" {
		return nil, 0
	}
	data, err := p.course.ReadFile(s.Image)
	p.keep(err)
	w, h, err := dimensions(data)
	p.keep(err)
	holder, err := gopdf.ImageHolderByBytes(data)
	p.keep(err)
	if p.err != nil {
		return nil, 0
	}
	return holder, pictureW * float64(h) / float64(w)
}

func (p *printer) titleHeight(s *lessons.Step) float64 {
	return float64(len(p.lines(title, "bold", pageW-2*margin-38, s.Title)))*title.line + 13
}

func (p *printer) squareHeight() float64 {
	if p.o.Link == nil {
		return 0
	}
	if p.beside() {
		return squareW + 4
	}
	return squareW + 3*note.line
}

// wordsHeight is how high words would make the step.
func (p *printer) wordsHeight(s *lessons.Step, w float64) float64 {
	h := p.titleHeight(s) + float64(len(p.lines(body, "regular", w, s.Text)))*body.line + 30
	for _, b := range s.Stuck {
		h += help.line + float64(len(p.lines(help, "regular", w-12, b.Help)))*help.line + 4
	}
	return h
}

// words prints what to do and what helps those who are stuck; it returns where
// that ends.
func (p *printer) words(s *lessons.Step, x, y, w float64) float64 {
	y = p.paragraph(body, "regular", x, y-3, w, s.Text) + 8
	if len(s.Stuck) == 0 {
		return y
	}
	p.colour(83, 95, 102)
	y = p.paragraph(help, "bold", x, y, w, "Nếu bị kẹt:") + 2
	for _, b := range s.Stuck {
		p.colour(28, 36, 40)
		y = p.paragraph(help, "bold", x+12, y, w-12, b.See)
		p.colour(60, 70, 76)
		y = p.paragraph(help, "regular", x+12, y, w-12, b.Help) + 4
	}
	return y
}

// number prints the number of a step in a disc.
func (p *printer) number(i int) {
	p.pdf.SetFillColor(29, 95, 158)
	p.keep(p.pdf.Rectangle(margin, p.y, margin+28, p.y+28, "F", 14, 16))
	p.colour(255, 255, 255)
	text := fmt.Sprint(i + 1)
	p.keep(p.pdf.SetFont("bold", "", 16))
	w, err := p.pdf.MeasureTextWidth(text)
	p.keep(err)
	p.write(size{16, 28}, "bold", margin+14-w/2, p.y, text)
}

// rule draws a thin line above a step.
func (p *printer) rule() {
	p.pdf.SetStrokeColor(200, 208, 212)
	p.pdf.SetLineWidth(0.8)
	p.pdf.Line(margin, p.y-between/2, pageW-margin, p.y-between/2)
}

// square prints the code that leads a phone to a step, and says so.
func (p *printer) square(x, y float64, i int) {
	code, err := qr.Encode(p.o.Link(i), qr.M)
	if err != nil {
		p.keep(err)
		return
	}
	p.pdf.SetFillColor(0, 0, 0)
	cell := squareW / float64(code.Size)
	for row := range code.Size {
		for from := 0; from < code.Size; from++ {
			to := from
			for to < code.Size && code.Black(to, row) {
				to++
			}
			if to > from { // a run of black at once: hair lines between cells confuse cameras
				p.pdf.RectFromUpperLeftWithStyle(x+float64(from)*cell, y+float64(row)*cell, float64(to-from)*cell, cell+0.05, "F")
				from = to
			}
		}
	}
	p.colour(83, 95, 102)
	words := fmt.Sprintf("Đưa máy ảnh vào đây để mở bước %d", i+1)
	if p.beside() {
		p.paragraph(note, "regular", x+squareW+8, y+8, captionW, words)
		return
	}
	p.paragraph(note, "regular", x, y+squareW+3, captionW, words)
}

// end prints the sources.
func (p *printer) end() {
	last := "Máy của mỗi người hơi khác nhau. Không đọc mã số, mật khẩu cho ai, kể cả người xưng là cán bộ."
	if p.o.Sources != "" {
		last += " " + p.o.Sources
	}
	p.room(4 * note.line)
	p.rule()
	p.colour(83, 95, 102)
	p.y = p.paragraph(note, "regular", margin, p.y-4, pageW-2*margin, last)
}
