package sheet

import (
	"bytes"
	"image"
	_ "image/jpeg" // pictures that authors put beside a guide
	_ "image/png"
	"strings"
)

// colour sets the colour of the words that follow.
func (p *printer) colour(r, g, b uint8) { p.pdf.SetTextColor(r, g, b) }

// write prints one line with its top at y.
func (p *printer) write(s size, font string, x, y float64, text string) {
	if p.err != nil {
		return
	}
	p.keep(p.pdf.SetFont(font, "", s.pt))
	p.pdf.SetXY(x, y+(s.line-s.pt)/2)
	p.keep(p.pdf.Cell(nil, text))
}

// paragraph prints a text in lines that fit and returns where it ends.
func (p *printer) paragraph(s size, font string, x, y, w float64, text string) float64 {
	for _, line := range p.lines(s, font, w, text) {
		p.write(s, font, x, y, line)
		y += s.line
	}
	return y
}

// lines breaks a text into lines that fit.
func (p *printer) lines(s size, font string, w float64, text string) []string {
	if p.err != nil {
		return nil
	}
	p.keep(p.pdf.SetFont(font, "", s.pt))
	var lines []string
	for part := range strings.SplitSeq(plain(text), "\n") {
		line := ""
		for _, word := range strings.Fields(part) {
			longer := strings.TrimSpace(line + " " + word)
			wide, err := p.pdf.MeasureTextWidth(longer)
			p.keep(err)
			if line != "" && wide > w {
				lines = append(lines, line)
				longer = word
			}
			line = longer
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// dimensions is the width and height of a picture.
func dimensions(data []byte) (w, h int, err error) {
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return 1, 1, err
	}
	return max(1, c.Width), max(1, c.Height), nil
}
