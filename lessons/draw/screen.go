// Package draw draws the sketches of guides: the outline of a phone, the few
// labels that matter in large type, and a red ring around the one to look at.
// It is a function from a description to a picture; the same description
// always gives the same bytes.
package draw

import (
	"bytes"
	"image"
	"image/color"
	"image/png"

	"capheso/lessons"
)

// The measures of a picture, in pixels. It is drawn twice as large as it is
// shown on a small phone, so that the letters stay sharp.
const (
	width     = 640
	tallest   = 2600
	edge      = 14 // from the picture's edge to the phone
	bezel     = 12
	round     = 64  // of the phone's corners
	lowest    = 780 // where the screen ends when little is on it: a phone is taller than wide
	left      = edge + bezel + 40
	right     = width - left
	gap       = 30 // between two things
	pad       = 12 // from a thing to its ring
	ring      = 8
	tagHeight = 46 // of the word beside the ring
)

// The colours: few, calm, and each on its ground with a contrast of at least
// 4.5 to 1. Red is for the ring, and for hanging up as on every phone.
var (
	ink    = color.RGBA{0x1c, 0x24, 0x28, 0xff}
	soft   = color.RGBA{0x53, 0x5f, 0x66, 0xff}
	pale   = color.RGBA{0xe9, 0xf0, 0xf1, 0xff}
	rule   = color.RGBA{0x9a, 0xa6, 0xab, 0xff}
	shell  = color.RGBA{0x3b, 0x4a, 0x50, 0xff}
	blue   = color.RGBA{0x1d, 0x5f, 0x9e, 0xff}
	red    = color.RGBA{0xd3, 0x1f, 0x1f, 0xff}
	paper  = color.RGBA{0xff, 0xff, 0xff, 0xff}
	large  = style{44, false}
	strong = style{44, true}
	small  = style{32, false}
	tiny   = style{28, false}
)

// notice stands under every sketch.
const notice = "Hình vẽ minh họa. Máy thật có thể hơi khác."

// PNG is the picture of a sketch.
func PNG(s *lessons.Screen) ([]byte, error) {
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := enc.Encode(&b, Image(s)); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// sketch is a screen on its way onto a canvas.
type sketch struct {
	*canvas
	y      int             // the top of what comes next
	marked image.Rectangle // what the ring goes around
	do     string          // the word beside the ring
	curved bool            // it goes around something round
}

// Image is the picture of a sketch.
func Image(s *lessons.Screen) image.Image {
	k := &sketch{canvas: newCanvas(width, tallest), y: edge + bezel}
	parts, tabs := s.Parts, (*lessons.Part)(nil)
	if n := len(parts); n > 0 && parts[n-1].Kind == lessons.Tabs {
		parts, tabs = parts[:n-1], &s.Parts[n-1]
	}
	parts = k.head(parts)
	for i := range parts {
		if parts[i].Kind == lessons.Compose && i == len(parts)-1 && tabs == nil {
			k.y = max(k.y, lowest-210) // where it stands on a phone
		}
		k.part(&parts[i])
		k.y += gap
	}
	k.y += gap / 2
	k.foot(tabs)
	bottom := k.y + bezel
	k.frame(shell, image.Rect(edge, edge, width-edge, bottom), round, bezel)
	k.mark(bottom)
	k.centred(tiny, soft, 0, width, bottom+20, []string{notice})
	return k.img.SubImage(image.Rect(0, 0, width, bottom+20+tiny.lineHeight()+12))
}

// head paints the top of the phone: its title and what is in its corner.
func (k *sketch) head(parts []lessons.Part) []lessons.Part {
	var title, cornered *lessons.Item
	rest := parts
	for len(rest) > 0 && (rest[0].Kind == lessons.Bar || rest[0].Kind == lessons.Corner) {
		if rest[0].Kind == lessons.Bar {
			title = &rest[0].Items[0]
		} else {
			cornered = &rest[0].Items[0]
		}
		rest = rest[1:]
	}
	top := k.y
	if title == nil && cornered == nil {
		k.y += 56
		k.speaker(top)
		return rest
	}
	var lines []string
	if title != nil {
		lines = k.wrap(strong, title.Text, right-left-2*80)
	}
	h := 52 + max(1, len(lines))*strong.lineHeight() + 24
	k.fill(pale, rounded(image.Rect(edge+bezel/2, edge+bezel/2, width-edge-bezel/2, top+h), corners{round, round, 0, 0}))
	k.speaker(top)
	k.centred(strong, ink, left, right, top+52, lines)
	if title != nil {
		half := k.width(strong, lines[0]) / 2
		k.note(*title, image.Rect(width/2-half, top+52, width/2+half, top+h-24))
	}
	if cornered != nil {
		m := point{right - 12, float32(top + 52 + strong.lineHeight()/2)}
		k.icon(cornered.Text, ink, m, 56)
		k.curved = cornered.Do != ""
		k.note(*cornered, image.Rect(int(m.x)-30, int(m.y)-30, int(m.x)+30, int(m.y)+30))
	}
	k.y = top + h + gap + 6
	return rest
}

// speaker is the little line by which a drawing is known for a phone.
func (k *sketch) speaker(top int) {
	k.box(rule, image.Rect(width/2-60, top+16, width/2+60, top+26), 5)
}

// foot paints the places at the bottom of the screen, or the line of the
// phone's own button.
func (k *sketch) foot(tabs *lessons.Part) {
	if tabs == nil {
		k.y = max(k.y, lowest-28)
		k.box(rule, image.Rect(width/2-90, k.y, width/2+90, k.y+10), 5)
		k.y += 28
		return
	}
	k.y = max(k.y, lowest-150)
	top := k.y
	k.y += 18
	bottom := k.columns(tabs, func(it lessons.Item, m point) {
		name, ok := familiar[it.Text]
		if !ok {
			k.ring(soft, point{m.x, m.y}, 20, 5)
			return
		}
		k.icon(name, soft, m, 52)
	}, 56, tiny)
	k.y = bottom + 30
	k.fill(rule, rounded(image.Rect(edge+bezel, top, width-edge-bezel, top+3), corners{}))
}

// note remembers what the ring goes around.
func (k *sketch) note(it lessons.Item, around image.Rectangle) {
	if it.Do != "" {
		k.marked, k.do = around, it.Do
	}
}

// mark paints the ring and beside it the word that says what to do there,
// inside the phone, which ends at bottom.
func (k *sketch) mark(bottom int) {
	if k.do == "" {
		return
	}
	r := k.marked.Inset(-pad - ring).Intersect(image.Rect(edge, edge, width-edge, tallest))
	curve := min(36, float32(r.Dy())/2)
	if k.curved {
		curve = float32(min(r.Dx(), r.Dy())) / 2
	}
	k.frame(red, r, curve, ring)
	s := style{32, true}
	label := map[string]string{"bấm": "Bấm đây", "nhập": "Nhập đây", "xem": "Xem đây", "kéo": "Kéo đây"}[k.do]
	w := k.width(s, label) + 36
	x := (r.Min.X + r.Max.X - w) / 2
	if r.Dx() > 2*w {
		x = r.Max.X - w - 24
	}
	x = min(max(x, edge+bezel+8), width-edge-bezel-w-8)
	y := r.Max.Y - ring - 8
	if y+tagHeight > bottom-bezel {
		y = r.Min.Y + ring + 8 - tagHeight
	}
	tag := image.Rect(x, y, x+w, y+tagHeight)
	k.box(paper, tag.Inset(-4), 27)
	k.box(red, tag, 23)
	k.centred(s, paper, tag.Min.X, tag.Max.X, tag.Min.Y+2, []string{label})
}
