package lessons

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Screen is a sketch of the phone at one step: the few labels that matter and
// the one place to look at. Real screens differ from phone to phone, so it is
// drawn as an outline and says that it is a drawing.
type Screen struct {
	Parts []Part
}

// Part is one thing on a Screen, from the top down.
type Part struct {
	Kind  PartKind
	Items []Item // one; of Apps and Tabs two to four side by side; of Compose also its Icons

	line int
}

// Item is one label.
type Item struct {
	Text string
	Do   string // what the learner does here: "bấm", "nhập", "xem" or "kéo"; empty when nothing
}

// PartKind is what a part looks like. The values are the words of the files.
type PartKind string

// The kinds of parts.
const (
	Bar     PartKind = "tiêu đề"   // the title at the top of the screen
	Corner  PartKind = "góc"       // a small picture in the upper right corner, by its name
	Words   PartKind = "chữ"       // words to read, or to press like a link
	Field   PartKind = "ô"         // an empty box to type into, with its name
	Digits  PartKind = "mã"        // six boxes for a code, with their name
	Button  PartKind = "nút"       // a wide button
	Line    PartKind = "dòng"      // a line of a list that leads on
	Switch  PartKind = "gạt"       // a line with a switch
	Slider  PartKind = "thanh kéo" // a line with a knob to pull
	Compose PartKind = "ô nhắn"    // the box for a message, and small pictures beside it
	Tick    PartKind = "đánh dấu"  // a line with a box to tick
	Box     PartKind = "báo"       // what the machine tells, in a frame
	Square  PartKind = "ô vuông"   // a square of black and white, as QR codes are
	Photo   PartKind = "ảnh"       // a frame in which the camera shows something
	Round   PartKind = "nút tròn"  // a round button, by the name of its picture
	Apps    PartKind = "ứng dụng"  // small pictures of apps with their names
	Tabs    PartKind = "thanh"     // the line of places at the bottom of the screen
)

// partKinds is every kind, in the order of the authors' page.
var partKinds = []PartKind{Bar, Corner, Words, Field, Digits, Button, Line, Switch, Slider, Compose, Tick, Box, Square, Photo, Round, Apps, Tabs}

// Icons are the small pictures that a Corner or a Round can show.
var Icons = []string{"bánh răng", "máy quay", "ống nghe", "gác máy", "người", "kính lúp", "chuông", "ba chấm", "dấu cộng", "ô vuông", "máy ảnh", "micro", "gửi", "ảnh", "phát", "quay lại", "tin nhắn", "danh bạ", "ngôi nhà", "thẻ"}

// doings are the words after the arrow.
var doings = []string{"bấm", "nhập", "xem", "kéo"}

const (
	screenFence = "màn hình"
	maxParts    = 7  // more is not a sketch, and too small to read
	maxLabel    = 40 // characters; two lines of large type
)

// screen reads the lines of a sketch:
//
//	tiêu đề: VNeID
//	ô: Mật khẩu
//	chữ: Quên mật khẩu ← bấm
//
// The words after "mô tả:" describe it instead of the description made here.
func (r *reader) screen(src string, first int) (*Screen, string) {
	s, alt := &Screen{}, ""
	for i, line := range strings.Split(strings.TrimRight(src, "\n"), "\n") {
		at := first + i
		kind, text, ok := strings.Cut(strings.TrimSpace(line), ":")
		kind, text = strings.TrimSpace(kind), strings.TrimSpace(text)
		switch {
		case !ok || text == "":
			r.problem(at, fmt.Sprintf("a line of a screen that says nothing: %q", strings.TrimSpace(line)), "write what it is, a colon and its words: nút: Tiếp tục")
		case kind == "mô tả":
			alt = text
		case !slices.Contains(partKinds, PartKind(kind)):
			r.problem(at, fmt.Sprintf("a screen has no %q", kind), "write one of "+kindNames())
		default:
			s.Parts = append(s.Parts, r.part(PartKind(kind), text, at))
		}
	}
	r.checkScreen(s, first)
	if alt == "" {
		alt = s.Describe()
	}
	return s, alt
}

func kindNames() string {
	names := make([]string, len(partKinds))
	for i, k := range partKinds {
		names[i] = string(k)
	}
	return strings.Join(names, ", ") + ", mô tả"
}

// part reads what follows the colon.
func (r *reader) part(kind PartKind, text string, at int) Part {
	p := Part{Kind: kind, line: at}
	words := []string{text}
	fewest, most := 1, 1
	switch kind {
	case Apps, Tabs:
		words, fewest, most = strings.Split(text, "|"), 2, 4
	case Compose:
		words, most = strings.Split(text, "|"), 3
	}
	for i, w := range words {
		icon := kind == Corner || kind == Round || kind == Compose && i > 0
		p.Items = append(p.Items, r.item(strings.TrimSpace(w), icon, at))
	}
	if n := len(p.Items); n < fewest || n > most {
		r.problem(at, fmt.Sprintf("%d things side by side", n), fmt.Sprintf("write %d to %d with | between them: thanh: Tin nhắn | Danh bạ | Cá nhân", fewest, most))
	}
	return p
}

// item reads one label, or the name of a small picture, and the arrow behind
// it.
func (r *reader) item(text string, icon bool, at int) Item {
	label, do, arrow := strings.Cut(text, "←")
	it := Item{Text: strings.TrimSpace(label), Do: strings.TrimSpace(do)}
	switch n := utf8.RuneCountInString(it.Text); {
	case arrow && !slices.Contains(doings, it.Do):
		r.problem(at, fmt.Sprintf("an arrow with %q", it.Do), "write ← bấm, ← nhập, ← xem or ← kéo")
	case n == 0:
		r.problem(at, "no words", "write the words as they stand on the screen")
	case n > maxLabel:
		r.problem(at, fmt.Sprintf("a label of %d characters; the most is %d", n, maxLabel), "keep the words that the eye looks for")
	case strings.ContainsAny(it.Text, "{}“”"):
		r.problem(at, "a placeholder or a quotation mark on a screen", "write the words as they stand on the screen")
	case icon && !slices.Contains(Icons, it.Text):
		r.problem(at, fmt.Sprintf("there is no small picture of %q", it.Text), "write one of "+strings.Join(Icons, ", "))
	}
	return it
}

// checkScreen looks at the sketch as a whole: R32 wants one red ring at most.
func (r *reader) checkScreen(s *Screen, first int) {
	rings := 0
	for i, p := range s.Parts {
		for _, it := range p.Items {
			if it.Do != "" {
				rings++
			}
		}
		if p.Kind == Bar && i > 0 || p.Kind == Tabs && i < len(s.Parts)-1 {
			r.problem(p.line, fmt.Sprintf("%q is not where it stands on a phone", p.Kind), "write tiêu đề first and thanh last")
		}
	}
	switch {
	case len(s.Parts) == 0:
		r.problem(first, "an empty screen", "write a few lines: nút: Tiếp tục ← bấm")
	case len(s.Parts) > maxParts:
		r.problem(first, fmt.Sprintf("%d things on one screen; the most is %d", len(s.Parts), maxParts), "keep the few that matter")
	case rings > 1:
		r.problem(first, fmt.Sprintf("%d arrows on one screen", rings), "keep one: the learner looks for one thing")
	}
}

// Describe is the sketch in words, for those who cannot see it.
func (s *Screen) Describe() string {
	var parts []string
	ring := ""
	for _, p := range s.Parts {
		for i, it := range p.Items {
			name := partName(p.Kind) + " “" + it.Text + "”"
			if p.Kind == Compose && i > 0 {
				name = "hình nhỏ “" + it.Text + "” ở bên cạnh"
			}
			parts = append(parts, name)
			if it.Do != "" {
				ring = ". Khoanh đỏ chỗ cần " + it.Do + ": " + name
			}
		}
	}
	return "Hình vẽ minh họa màn hình: " + strings.Join(parts, ", ") + ring + "."
}

// partName is what a part is called in a description.
func partName(k PartKind) string {
	switch k {
	case Bar, Words:
		return "chữ"
	case Corner:
		return "hình nhỏ ở góc trên"
	case Digits:
		return "ô mã số"
	case Switch:
		return "dòng có nút gạt"
	case Compose:
		return "ô viết tin"
	case Tick:
		return "ô đánh dấu"
	case Box:
		return "khung báo"
	case Square:
		return "ô vuông đen trắng"
	case Photo:
		return "khung ảnh"
	case Apps:
		return "hình ứng dụng"
	case Tabs:
		return "mục ở dưới cùng"
	}
	return string(k)
}
