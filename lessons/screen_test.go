package lessons

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// sketched is a guide whose only step has the given lines in its sketch; the
// first of them is line 14 of the file.
func sketched(lines ...string) fstest.MapFS {
	return folder("guides/x.md", step("Chữ.\n\n~~~màn hình\n"+strings.Join(lines, "\n")+"\n~~~"))
}

func TestScreen(t *testing.T) {
	c, err := Load(sketched("tiêu đề: VNeID", "  ô :  Mật khẩu", "chữ: Quên mật khẩu ← bấm", "thanh: Ví giấy tờ | Cá nhân"))
	if err != nil {
		t.Fatal(err)
	}
	g, _ := c.Guide("x")
	s := g.Steps[0]
	if s.Image != "pictures/x-1.png" || s.Text != "Chữ." || len(s.Screen.Parts) != 4 {
		t.Fatalf("step %+v", s)
	}
	const alt = "Hình vẽ minh họa màn hình: chữ “VNeID”, ô “Mật khẩu”, chữ “Quên mật khẩu”, mục ở dưới cùng “Ví giấy tờ”, mục ở dưới cùng “Cá nhân”. Khoanh đỏ chỗ cần bấm: chữ “Quên mật khẩu”."
	if s.Alt != alt {
		t.Errorf("alt is %q", s.Alt)
	}
	if p := s.Screen.Parts[2]; p.Kind != Words || p.Items[0] != (Item{"Quên mật khẩu", "bấm"}) || p.line != 16 {
		t.Errorf("part %+v", p)
	}
}

func TestScreenWithIcons(t *testing.T) {
	c, err := Load(sketched("góc: máy quay", "ô nhắn: Tin nhắn | ảnh ← bấm | gửi"))
	if err != nil {
		t.Fatal(err)
	}
	const alt = "Hình vẽ minh họa màn hình: hình nhỏ ở góc trên “máy quay”, ô viết tin “Tin nhắn”, hình nhỏ “ảnh” ở bên cạnh, hình nhỏ “gửi” ở bên cạnh. Khoanh đỏ chỗ cần bấm: hình nhỏ “ảnh” ở bên cạnh."
	if g, _ := c.Guide("x"); g.Steps[0].Alt != alt {
		t.Errorf("alt is %q", g.Steps[0].Alt)
	}
}

func TestScreenInOwnWords(t *testing.T) {
	c, err := Load(sketched("nút: Gửi", "mô tả: Nút “Gửi” màu xanh ở dưới cùng."))
	if err != nil {
		t.Fatal(err)
	}
	if g, _ := c.Guide("x"); g.Steps[0].Alt != "Nút “Gửi” màu xanh ở dưới cùng." {
		t.Errorf("alt is %q", g.Steps[0].Alt)
	}
}

// Every mistake is told with its line and with what to write instead.
func TestScreenProblems(t *testing.T) {
	for _, c := range []struct {
		lines []string
		want  string
	}{
		{[]string{"nút: Gửi", "nut: Gửi"}, `guides/x.md:15: format: a screen has no "nut"; write one of tiêu đề, góc`},
		{[]string{"Gửi"}, `guides/x.md:14: format: a line of a screen that says nothing: "Gửi"`},
		{[]string{"nút:"}, `guides/x.md:14: format: a line of a screen that says nothing`},
		{[]string{"nút: ← bấm"}, "guides/x.md:14: format: no words"},
		{[]string{"nút: Gửi ← ấn"}, `guides/x.md:14: format: an arrow with "ấn"; write ← bấm, ← nhập, ← xem or ← kéo`},
		{[]string{"nút: Gửi ← bấm", "ô: Tên ← nhập"}, "guides/x.md:14: format: 2 arrows on one screen"},
		{[]string{"nút: Chào {bác}"}, "guides/x.md:14: format: a placeholder"},
		{[]string{"nút: " + strings.Repeat("a", 41)}, "guides/x.md:14: format: a label of 41 characters"},
		{[]string{"góc: con mèo"}, "guides/x.md:14: format: there is no small picture of \"con mèo\"; write one of bánh răng"},
		{[]string{"thanh: Một"}, "guides/x.md:14: format: 1 things side by side"},
		{[]string{"nút: Gửi", "tiêu đề: VNeID"}, `guides/x.md:15: format: "tiêu đề" is not where it stands on a phone`},
		{[]string{"thanh: A | B", "nút: Gửi"}, `guides/x.md:14: format: "thanh" is not where it stands`},
		{strings.Split(strings.Repeat("nút: A\n", 8), "\n")[:8], "guides/x.md:14: format: 8 things on one screen"},
		{[]string{"mô tả: Không có gì."}, "guides/x.md:14: format: an empty screen"},
		{[]string{"nút: Gửi", "~~~", "", "~~~màn hình", "nút: Hủy"}, "guides/x.md:17: format: a second picture in one step"},
		{[]string{"nút: Gửi", "~~~", "", "![a](a.png)", "", "~~~màn"}, "guides/x.md:17: format: a second picture in one step"},
	} {
		_, err := Load(sketched(c.lines...))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q:\ngot  %v\nwant %s", c.lines, err, c.want)
		}
	}
}

// A sketch belongs into a step, and other code blocks stay problems.
func TestScreenOnlyInSteps(t *testing.T) {
	for name, src := range map[string]string{
		"articles/x.md": article("Chữ.\n\n~~~màn hình\nnút: Gửi\n~~~"),
		"guides/x.md":   step("Chữ.\n\n~~~\nnút: Gửi\n~~~"),
		"guides/y.md":   strings.Replace(step("Chữ."), "## Làm việc", "~~~màn hình\nnút: Gửi\n~~~\n\n## Làm việc", 1),
		"lessons/x.md":  quiz("Hỏi?\n\n~~~màn hình\nnút: Gửi\n~~~"),
	} {
		if _, err := Load(folder(name, src)); err == nil || !strings.Contains(err.Error(), name+":") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestServe(t *testing.T) {
	c, err := Load(fstest.MapFS{"guides/a.png": {Data: []byte("file")}})
	if err != nil {
		t.Fatal(err)
	}
	c.Serve(fstest.MapFS{"pictures/x-1.png": {Data: []byte("drawn")}, "guides/a.png": {Data: []byte("never")}})
	for name, want := range map[string]string{"pictures/x-1.png": "drawn", "guides/a.png": "file"} {
		if data, err := c.ReadFile(name); err != nil || string(data) != want {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
	if _, err := c.ReadFile("../x"); err == nil || !strings.Contains(err.Error(), fs.ErrNotExist.Error()) {
		t.Errorf("an odd path: %v", err)
	}
}
