package draw

import (
	"image"
	"image/color"

	"capheso/lessons"
)

// part paints one part at y and moves y below it.
func (k *sketch) part(p *lessons.Part) {
	it := p.Items[0]
	for _, it := range p.Items {
		if it.Do != "" {
			k.y += pad
		}
	}
	before := k.do
	switch p.Kind {
	case lessons.Words:
		k.text(it)
	case lessons.Field:
		k.field(it)
	case lessons.Digits:
		k.digits(it)
	case lessons.Button:
		k.button(it)
	case lessons.Line, lessons.Switch:
		k.line(it, p.Kind == lessons.Switch)
	case lessons.Slider:
		k.slider(it)
	case lessons.Compose:
		k.compose(p)
	case lessons.Tick:
		k.tick(it)
	case lessons.Box:
		k.told(it)
	case lessons.Square:
		k.square(it)
	case lessons.Photo:
		k.photo(it)
	case lessons.Round:
		k.round(it)
	case lessons.Apps:
		k.apps(p)
	case lessons.Bar, lessons.Corner: // not at the top: one of a kind is enough
		k.text(it)
	}
	if k.do != before {
		k.y = max(k.y, k.marked.Max.Y) + pad + tagHeight // room for the word beside the ring
	}
}

// text paints words; when they are to be pressed, in blue.
func (k *sketch) text(it lessons.Item) {
	col := color.Color(ink)
	if it.Do == "bấm" {
		col = blue
	}
	lines := k.wrap(large, it.Text, right-left)
	widest := 0
	for _, l := range lines {
		widest = max(widest, k.width(large, l))
	}
	h := len(lines) * large.lineHeight()
	k.centred(large, col, left, right, k.y, lines)
	k.note(it, image.Rect((width-widest)/2-14, k.y, (width+widest)/2+14, k.y+h))
	k.y += h
}

// field paints an empty box with its name inside.
func (k *sketch) field(it lessons.Item) {
	lines := k.wrap(large, it.Text, right-left-56)
	b := image.Rect(left, k.y, right, k.y+len(lines)*large.lineHeight()+40)
	k.frame(rule, b, 18, 4)
	for i, l := range lines {
		k.words(large, soft, left+28, b.Min.Y+20+i*large.lineHeight(), l)
	}
	k.note(it, b)
	k.y = b.Max.Y
}

// digits paints six boxes below their name.
func (k *sketch) digits(it lessons.Item) {
	lines := k.wrap(large, it.Text, right-left)
	k.centred(large, ink, left, right, k.y, lines)
	top := k.y + len(lines)*large.lineHeight() + 22
	const n, between = 6, 14
	w := (right - left - (n-1)*between) / n
	for i := range n {
		x := left + i*(w+between)
		k.frame(rule, image.Rect(x, top, x+w, top+96), 14, 4)
	}
	k.note(it, image.Rect(left, top, right, top+96))
	k.y = top + 96
}

// button paints a wide button.
func (k *sketch) button(it lessons.Item) {
	lines := k.wrap(strong, it.Text, right-left-56)
	b := image.Rect(left, k.y, right, k.y+len(lines)*strong.lineHeight()+44)
	k.box(blue, b, 24)
	k.centred(strong, paper, left, right, b.Min.Y+22, lines)
	k.note(it, b)
	k.y = b.Max.Y
}

// line paints a line of a list, with what leads on or switches at its end.
func (k *sketch) line(it lessons.Item, sw bool) {
	lines := k.wrap(large, it.Text, right-left-110)
	b := image.Rect(left, k.y, right, k.y+len(lines)*large.lineHeight()+36)
	for i, l := range lines {
		k.words(large, ink, left+8, b.Min.Y+18+i*large.lineHeight(), l)
	}
	mid := float32(b.Min.Y+b.Max.Y) / 2
	if sw {
		k.box(blue, image.Rect(right-100, int(mid)-28, right-4, int(mid)+28), 28)
		k.disc(paper, point{right - 32, mid}, 22)
	} else {
		k.stroke(soft, 6, point{right - 30, mid - 18}, point{right - 12, mid}, point{right - 30, mid + 18})
	}
	if it.Do == "" {
		k.fill(pale, rounded(image.Rect(left, b.Max.Y, right, b.Max.Y+4), corners{}))
	}
	k.note(it, b)
	k.y = b.Max.Y
}

// slider paints a line with a knob, between a small and a large letter.
func (k *sketch) slider(it lessons.Item) {
	lines := k.wrap(large, it.Text, right-left)
	k.centred(large, ink, left, right, k.y, lines)
	top := k.y + len(lines)*large.lineHeight() + 28
	mid := float32(top + 44)
	k.words(style{34, true}, ink, left, top+20, "A")
	k.words(style{60, true}, ink, right-44, top+4, "A")
	k.stroke(rule, 10, point{left + 60, mid}, point{right - 80, mid})
	k.stroke(blue, 10, point{left + 60, mid}, point{left + 260, mid})
	k.disc(blue, point{left + 260, mid}, 30)
	k.note(it, image.Rect(left-6, top, right+6, top+88))
	k.y = top + 88
}

// compose paints the box for a message with small pictures at its end.
func (k *sketch) compose(p *lessons.Part) {
	const each = 106
	it, icons := p.Items[0], p.Items[1:]
	end := right - each*len(icons)
	lines := k.wrap(large, it.Text, end-left-44)
	b := image.Rect(left, k.y, end, k.y+len(lines)*large.lineHeight()+36)
	k.frame(rule, b, 40, 4)
	for i, l := range lines {
		k.words(large, soft, left+30, b.Min.Y+18+i*large.lineHeight(), l)
	}
	k.note(it, b)
	mid := (b.Min.Y + b.Max.Y) / 2
	for i, ic := range icons {
		x := end + each*i + each/2 + 8
		k.icon(ic.Text, blue, point{float32(x), float32(mid)}, 60)
		k.curved = k.curved || ic.Do != ""
		k.note(ic, image.Rect(x-36, mid-36, x+36, mid+36))
	}
	k.y = b.Max.Y
}

// tick paints a box to tick and its words.
func (k *sketch) tick(it lessons.Item) {
	lines := k.wrap(large, it.Text, right-left-84)
	h := max(60, len(lines)*large.lineHeight())
	k.frame(soft, image.Rect(left+4, k.y+2, left+60, k.y+58), 10, 5)
	if it.Do == "" {
		k.stroke(blue, 8, point{left + 17, float32(k.y + 30)}, point{left + 28, float32(k.y + 42)}, point{left + 48, float32(k.y + 18)})
	}
	for i, l := range lines {
		k.words(large, ink, left+84, k.y+i*large.lineHeight(), l)
	}
	k.note(it, image.Rect(left, k.y-2, right, k.y+h))
	k.y += h
}

// told paints what the machine says, in a frame of its own.
func (k *sketch) told(it lessons.Item) {
	lines := k.wrap(strong, it.Text, right-left-72)
	b := image.Rect(left, k.y, right, k.y+len(lines)*strong.lineHeight()+72)
	k.box(pale, b, 28)
	k.frame(rule, b, 28, 3)
	k.centred(strong, ink, left, right, b.Min.Y+36, lines)
	k.note(it, b)
	k.y = b.Max.Y
}

// square paints a square of black and white that no machine can read: a sketch
// must not lead anywhere.
func (k *sketch) square(it lessons.Item) {
	const cells, cell = 21, 14
	x0, y0 := width/2-cells*cell/2, k.y
	dark := func(x, y, w, h int) {
		k.fill(ink, rounded(image.Rect(x0+x*cell, y0+y*cell, x0+(x+w)*cell, y0+(y+h)*cell), corners{}))
	}
	for _, at := range [][2]int{{0, 0}, {14, 0}, {0, 14}} {
		b := image.Rect(x0+at[0]*cell, y0+at[1]*cell, x0+(at[0]+7)*cell, y0+(at[1]+7)*cell)
		k.frame(ink, b, 0, cell)
		dark(at[0]+2, at[1]+2, 3, 3)
	}
	for y := range cells {
		for x := range cells {
			free := x < 8 && y < 8 || x > 12 && y < 8 || x < 8 && y > 12
			if !free && (x*7+y*13+x*y*3)%5 < 2 {
				dark(x, y, 1, 1)
			}
		}
	}
	k.y += cells*cell + 18
	lines := k.wrap(small, it.Text, right-left)
	k.centred(small, soft, left, right, k.y, lines)
	k.y += len(lines) * small.lineHeight()
	k.note(it, image.Rect(x0-10, y0-10, x0+cells*cell+10, k.y))
}

// photo paints what the camera sees: the four corners that it searches with.
func (k *sketch) photo(it lessons.Item) {
	b := image.Rect(left+20, k.y, right-20, k.y+300)
	k.box(pale, b, 24)
	x0, y0, x1, y1 := float32(b.Min.X+40), float32(b.Min.Y+34), float32(b.Max.X-40), float32(b.Max.Y-34)
	const arm = 54
	k.stroke(soft, 8, point{x0, y0 + arm}, point{x0, y0}, point{x0 + arm, y0})
	k.stroke(soft, 8, point{x1 - arm, y0}, point{x1, y0}, point{x1, y0 + arm})
	k.stroke(soft, 8, point{x1, y1 - arm}, point{x1, y1}, point{x1 - arm, y1})
	k.stroke(soft, 8, point{x0 + arm, y1}, point{x0, y1}, point{x0, y1 - arm})
	lines := k.wrap(large, it.Text, b.Dx()-140)
	h := len(lines) * large.lineHeight()
	k.centred(large, ink, b.Min.X, b.Max.X, b.Min.Y+(b.Dy()-h)/2, lines)
	k.note(it, b)
	k.y = b.Max.Y
}

// round paints a round button with a small picture.
func (k *sketch) round(it lessons.Item) {
	const r = 62
	m := point{width / 2, float32(k.y + r)}
	ground := blue
	if it.Text == "gác máy" {
		ground = red // phones paint this one red
	}
	k.curved = it.Do != ""
	k.disc(ground, m, r)
	k.icon(it.Text, paper, m, 70)
	k.note(it, image.Rect(width/2-r, k.y, width/2+r, k.y+2*r))
	k.y += 2 * r
}

// apps paints small pictures with names, as on the first screen of a phone.
func (k *sketch) apps(p *lessons.Part) {
	k.y = k.columns(p, func(it lessons.Item, m point) {
		k.box(blue, image.Rect(int(m.x)-58, int(m.y)-58, int(m.x)+58, int(m.y)+58), 28)
		if name, ok := familiar[it.Text]; ok {
			k.icon(name, paper, m, 76)
			return
		}
		s := style{64, true}
		first := string([]rune(it.Text)[:1])
		k.words(s, paper, int(m.x)-k.width(s, first)/2, int(m.y)-s.lineHeight()/2, first)
	}, 120, small)
}

// columns paints things side by side, each with its name below, and returns
// where they end.
func (k *sketch) columns(p *lessons.Part, paint func(lessons.Item, point), high int, s style) int {
	w := (width - 2*(edge+bezel)) / len(p.Items)
	bottom := k.y
	for i, it := range p.Items {
		x := edge + bezel + i*w
		paint(it, point{float32(x + w/2), float32(k.y + high/2)})
		lines := k.wrap(s, it.Text, w-12)
		end := k.y + high + 8 + len(lines)*s.lineHeight()
		k.centred(s, ink, x, x+w, k.y+high+8, lines)
		half := max(high/2, k.width(s, lines[0])/2) + 4
		k.note(it, image.Rect(x+w/2-half, k.y-4, x+w/2+half, end))
		bottom = max(bottom, end)
	}
	return bottom
}
