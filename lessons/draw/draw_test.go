package draw

import (
	"bytes"
	"errors"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/font/sfnt"

	"capheso/lessons"
)

func embedded(t testing.TB) *lessons.Course {
	t.Helper()
	c, err := lessons.Load(lessons.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestPicturesOfTheCourse draws every sketch there is, and one in ten where the
// race detector makes drawing twenty times as slow. With -artifacts they are
// kept to be looked at.
func TestPicturesOfTheCourse(t *testing.T) {
	c, dir, n := embedded(t), t.ArtifactDir(), 0
	fsys := FS(c)
	for _, g := range c.Guides {
		for _, s := range g.Steps {
			if s.Screen == nil {
				continue
			}
			n++
			if raced && n%10 != 1 {
				continue
			}
			data, err := fs.ReadFile(fsys, s.Image)
			if err != nil {
				t.Fatal(err)
			}
			pic, err := png.Decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if b := pic.Bounds(); len(data) > 200<<10 || b.Dx() != width || b.Dy() > 2*width {
				t.Errorf("%s: %d bytes, %v; leave something out", s.Image, len(data), b)
			}
			if err := os.WriteFile(filepath.Join(dir, filepath.Base(s.Image)), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n == 0 {
		t.Error("the course has no sketches")
	}
	t.Logf("%d pictures", n)
}

// TestEveryLetter: the fonts have every letter of the course and all of the
// Vietnamese alphabet, in both weights.
func TestEveryLetter(t *testing.T) {
	letters := map[rune]string{}
	add := func(words, where string) {
		for _, r := range words {
			letters[r] = where
		}
	}
	const vowels = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ" +
		"AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬEÈẺẼÉẸÊỀỂỄẾỆIÌỈĨÍỊOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢUÙỦŨÚỤƯỪỬỮỨỰYỲỶỸÝỴĐ"
	add(vowels+notice+"“”–…→₫", "the alphabet")
	for _, g := range embedded(t).Guides {
		add(g.Title+g.Summary+g.Intro, g.File)
		for _, s := range g.Steps {
			add(s.Title+s.Text+s.Alt, g.File)
			for _, b := range s.Stuck {
				add(b.See+b.Help, g.File)
			}
		}
	}
	var buf sfnt.Buffer
	for r, where := range letters {
		for i, f := range fonts() {
			if g, err := f.GlyphIndex(&buf, r); (err != nil || g == 0) && r != '\n' {
				t.Errorf("font %d has no %q of %s", i, r, where)
			}
		}
	}
}

// TestSameBytes: a picture is a function of its sketch, so that caches and
// uploads can rely on its name.
func TestSameBytes(t *testing.T) {
	s := everything()
	one, err := PNG(s)
	if err != nil {
		t.Fatal(err)
	}
	if two, _ := PNG(s); !bytes.Equal(one, two) {
		t.Error("two drawings of one sketch differ")
	}
}

// everything has a part of each kind, each small picture, and long words.
func everything() *lessons.Screen {
	part := func(k lessons.PartKind, items ...string) lessons.Part {
		p := lessons.Part{Kind: k}
		for _, it := range items {
			p.Items = append(p.Items, lessons.Item{Text: it})
		}
		return p
	}
	s := &lessons.Screen{Parts: []lessons.Part{
		part(lessons.Bar, "Một tiêu đề dài hơn một dòng của máy"), part(lessons.Corner, "bánh răng"),
		part(lessons.Words, "Chữ"), part(lessons.Field, "Ô"), part(lessons.Digits, "Mã"), part(lessons.Button, "Nút"),
		part(lessons.Line, "Dòng"), part(lessons.Switch, "Gạt"), part(lessons.Slider, "Kéo"), part(lessons.Tick, "Đánh dấu"),
		part(lessons.Box, "Báo"), part(lessons.Apps, "VNeID", "Cài đặt"), part(lessons.Compose, "Tin nhắn", "gửi"),
	}}
	for _, name := range lessons.Icons {
		s.Parts = append(s.Parts, part(lessons.Round, name))
	}
	s.Parts = append(s.Parts, part(lessons.Tabs, "Tin nhắn", "Cá nhân"))
	return s
}

// TestEveryIcon: each name that authors may write has a picture of its own.
func TestEveryIcon(t *testing.T) {
	for _, name := range lessons.Icons {
		if p, ok := icons[name]; !ok || len(p.lines)+len(p.rings)+len(p.dots) == 0 {
			t.Errorf("no picture of %q", name)
		}
	}
	if len(icons) != len(lessons.Icons) {
		t.Errorf("%d pictures for %d names", len(icons), len(lessons.Icons))
	}
	for name, icon := range familiar {
		if _, ok := icons[icon]; !ok {
			t.Errorf("%q is shown as %q, which is no picture", name, icon)
		}
	}
}

// TestRing: there is red in a picture with an arrow and none in one without.
func TestRing(t *testing.T) {
	for _, do := range []string{"", "bấm", "nhập", "xem"} {
		s := &lessons.Screen{Parts: []lessons.Part{{Kind: lessons.Button, Items: []lessons.Item{{Text: "Gửi", Do: do}}}}}
		pic, n := Image(s), 0
		for y := range pic.Bounds().Dy() {
			for x := range pic.Bounds().Dx() {
				if pic.At(x, y) == red {
					n++
				}
			}
		}
		if (do == "") != (n == 0) || do != "" && n < 4000 {
			t.Errorf("%q: %d red points", do, n)
		}
	}
}

func TestFS(t *testing.T) {
	c := embedded(t)
	fsys := FS(c)
	for _, name := range []string{".", "pictures", "pictures/x-1.png", "../pictures/x", ""} {
		if _, err := fsys.Open(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %v", name, err)
		}
	}
	c.Serve(fsys)
	for _, g := range c.Guides {
		for _, s := range g.Steps {
			if s.Screen == nil {
				continue
			}
			data, err := c.ReadFile(s.Image)
			if err != nil || !bytes.HasPrefix(data, []byte("\x89PNG")) {
				t.Errorf("%s: %v", s.Image, err)
			}
			return
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	s := everything()
	s.Parts = s.Parts[:6]
	for b.Loop() {
		if _, err := PNG(s); err != nil {
			b.Fatal(err)
		}
	}
}
