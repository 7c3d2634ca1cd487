package draw

import (
	"image"
	"image/color"
	stddraw "image/draw"
	"math"
	"strings"
	"sync"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// point is a place on the canvas, in pixels.
type point struct{ x, y float32 }

// canvas is a picture being drawn. It is used by one goroutine.
type canvas struct {
	img   *image.RGBA
	z     vector.Rasterizer
	faces map[style]font.Face
}

// style is how words look.
type style struct {
	size int
	bold bool
}

// fonts are the parsed fonts: Liberation Sans has every Vietnamese letter,
// which the fonts of x/image have not.
var fonts = sync.OnceValue(func() [2]*opentype.Font {
	var parsed [2]*opentype.Font
	for i, data := range [][]byte{liberationsansregular.TTF, liberationsansbold.TTF} {
		f, err := opentype.Parse(data)
		if err != nil {
			panic("draw: " + err.Error()) // the font is part of the program
		}
		parsed[i] = f
	}
	return parsed
})

func newCanvas(w, h int) *canvas {
	c := &canvas{img: image.NewRGBA(image.Rect(0, 0, w, h)), faces: map[style]font.Face{}}
	stddraw.Draw(c.img, c.img.Bounds(), image.White, image.Point{}, stddraw.Src)
	return c
}

// face is the font of a style. A face keeps a buffer, so each canvas has its
// own.
func (c *canvas) face(s style) font.Face {
	f, ok := c.faces[s]
	if ok {
		return f
	}
	which := fonts()[0]
	if s.bold {
		which = fonts()[1]
	}
	f, err := opentype.NewFace(which, &opentype.FaceOptions{Size: float64(s.size), DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic("draw: " + err.Error())
	}
	c.faces[s] = f
	return f
}

// width is how wide words are.
func (c *canvas) width(s style, words string) int {
	return font.MeasureString(c.face(s), words).Ceil()
}

// wrap breaks words into lines that fit. A word that is wider than a line
// stands on its own.
func (c *canvas) wrap(s style, words string, room int) []string {
	var lines []string
	line := ""
	for _, w := range strings.Fields(words) {
		longer := strings.TrimSpace(line + " " + w)
		if line != "" && c.width(s, longer) > room {
			lines = append(lines, line)
			longer = w
		}
		line = longer
	}
	return append(lines, line)
}

// lineHeight leaves room for the marks above Ấ and below ự.
func (s style) lineHeight() int { return s.size * 13 / 10 }

// words writes one line; x is its left end, y the top of the line.
func (c *canvas) words(s style, col color.Color, x, y int, words string) {
	base := y + (s.lineHeight()*77+50)/100
	d := font.Drawer{Dst: c.img, Src: image.NewUniform(col), Face: c.face(s), Dot: fixed.P(x, base)}
	d.DrawString(words)
}

// centred writes lines in the middle between two sides.
func (c *canvas) centred(s style, col color.Color, left, right, y int, lines []string) {
	for i, l := range lines {
		c.words(s, col, (left+right-c.width(s, l))/2, y+i*s.lineHeight(), l)
	}
}

// fill paints closed shapes, later ones cutting holes when they run the other
// way round.
func (c *canvas) fill(col color.Color, shapes ...[]point) {
	lo, hi := point{math.MaxFloat32, math.MaxFloat32}, point{}
	for _, s := range shapes {
		for _, p := range s {
			lo = point{min(lo.x, p.x), min(lo.y, p.y)}
			hi = point{max(hi.x, p.x), max(hi.y, p.y)}
		}
	}
	box := image.Rect(int(lo.x), int(lo.y), int(hi.x)+2, int(hi.y)+2).Intersect(c.img.Bounds())
	if box.Empty() {
		return
	}
	c.z.Reset(box.Dx(), box.Dy())
	dx, dy := float32(box.Min.X), float32(box.Min.Y)
	for _, s := range shapes {
		c.z.MoveTo(s[0].x-dx, s[0].y-dy)
		for _, p := range s[1:] {
			c.z.LineTo(p.x-dx, p.y-dy)
		}
		c.z.ClosePath()
	}
	c.z.Draw(c.img, box, image.NewUniform(col), image.Point{})
}

// corners is how round the four corners of a box are, from the upper left one
// clockwise.
type corners [4]float32

func every(r float32) corners { return corners{r, r, r, r} }

// rounded is the outline of a box with round corners, clockwise.
func rounded(b image.Rectangle, r corners) []point {
	x0, y0, x1, y1 := float32(b.Min.X), float32(b.Min.Y), float32(b.Max.X), float32(b.Max.Y)
	centres := [4]point{{x0 + r[0], y0 + r[0]}, {x1 - r[1], y0 + r[1]}, {x1 - r[2], y1 - r[2]}, {x0 + r[3], y1 - r[3]}}
	const steps = 12
	var out []point
	for i, m := range centres {
		for k := range steps + 1 {
			a := math.Pi + math.Pi/2*(float64(i)+float64(k)/steps)
			out = append(out, point{m.x + r[i]*float32(math.Cos(a)), m.y + r[i]*float32(math.Sin(a))})
		}
	}
	return out
}

func reversed(s []point) []point {
	out := make([]point, len(s))
	for i, p := range s {
		out[len(s)-1-i] = p
	}
	return out
}

// box paints a box with round corners.
func (c *canvas) box(col color.Color, b image.Rectangle, r float32) {
	c.fill(col, rounded(b, every(r)))
}

// frame paints the edge of a box, inside of it.
func (c *canvas) frame(col color.Color, b image.Rectangle, r float32, thick int) {
	c.fill(col, rounded(b, every(r)), reversed(rounded(b.Inset(thick), every(max(0, r-float32(thick))))))
}

// disc paints a circle.
func (c *canvas) disc(col color.Color, m point, r float32) { c.fill(col, circle(m, r)) }

// ring paints the line of a circle.
func (c *canvas) ring(col color.Color, m point, r, thick float32) {
	c.fill(col, circle(m, r+thick/2), reversed(circle(m, r-thick/2)))
}

func circle(m point, r float32) []point {
	const steps = 48
	out := make([]point, steps)
	for i := range out {
		a := 2 * math.Pi * float64(i) / steps
		out[i] = point{m.x + r*float32(math.Cos(a)), m.y + r*float32(math.Sin(a))}
	}
	return out
}

// stroke paints a line through points, with round ends.
func (c *canvas) stroke(col color.Color, thick float32, pts ...point) {
	for i, p := range pts {
		c.disc(col, p, thick/2)
		if i == 0 {
			continue
		}
		q := pts[i-1]
		dx, dy := float64(p.x-q.x), float64(p.y-q.y)
		n := math.Hypot(dx, dy)
		if n == 0 {
			continue
		}
		ox, oy := float32(-dy/n)*thick/2, float32(dx/n)*thick/2
		c.fill(col, []point{{q.x + ox, q.y + oy}, {p.x + ox, p.y + oy}, {p.x - ox, p.y - oy}, {q.x - ox, q.y - oy}})
	}
}
