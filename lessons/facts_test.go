package lessons

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestEveryFactHasASource: whatever the course states that somebody can look
// up has a source in the list of sources.
func TestEveryFactHasASource(t *testing.T) {
	c, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	n := map[StatedKind]int{}
	for _, f := range Facts(c) {
		n[f.Kind]++
		if len(f.Sources) == 0 && f.Free == "" {
			t.Errorf("content/vi/%s:%d: the %s %q has no source; write sources: [S01], or leave it out", f.File, f.Line, f.Kind, f.Text)
		}
		for _, code := range f.Sources {
			if _, ok := c.Sources[code]; !ok {
				t.Errorf("content/vi/%s: there is no source %q", f.File, code)
			}
		}
	}
	for _, kind := range []StatedKind{Address, Phone, Fee, Date, Law, Span, Number} {
		if n[kind] == 0 {
			t.Errorf("no %s in the whole course: is it still found?", kind)
		}
	}
	t.Log(n)
}

func TestFacts(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Gọi 1900 0368 hoặc 0225 000 111.", "phone 1900 0368, phone 0225 000 111"},
		{"Gọi 113 ngay.", "phone 113 (everyday)"},
		{"Phí 100.000 đ, sau 31/12/2026 là 200.000 đồng.", "fee 100.000 đ, fee 200.000 đồng, date 31/12/2026"},
		{"Trang https\\://vneid.gov.vn và “dichvucong.gov.vn”.", "address vneid.gov.vn, address dichvucong.gov.vn"},
		{"Đuôi phải là “.gov.vn”.", "address gov.vn (everyday)"},
		{"Theo Nghị định 69/2024/NĐ-CP, trong 8 ngày làm việc.", "law Nghị định 69/2024/NĐ-CP, span 8 ngày làm việc"},
		{"Ngày 20/10, mạng 4G, tháng 9/2026.", "date 20/10 (everyday), date 9/2026"},
		{"Mật khẩu dài 8 đến 20 ký tự.", "number 8, number 20"},
		{"Bấm số 0, đừng lấy 123456. Gõ “người 70 tuổi”.", "number 70 (example), number 0 (name), number 123456 (name)"},
		{"Không có gì.", ""},
	} {
		course, err := Load(folder("articles/x.md", article(c.text)))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range Facts(course) {
			if f.File != "articles/x.md" {
				continue
			}
			if f.Line != 8 {
				t.Errorf("%q on line %d", f.Text, f.Line)
			}
			text := fmt.Sprintf("%s %s", f.Kind, f.Text)
			if f.Free != "" {
				text += " (" + f.Free + ")"
			}
			got = append(got, text)
		}
		want := strings.Split(c.want, ", ")
		slices.Sort(got)
		slices.Sort(want)
		if c.want == "" {
			want = nil
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q:\ngot  %q\nwant %q", c.text, got, want)
		}
	}
}

func TestStats(t *testing.T) {
	fsys := goodCourse()
	fsys["guides/x.md"] = &fstest.MapFile{Data: []byte(step("Chữ.\n\n~~~màn hình\nnút: Gửi\n~~~\n\n- **Một** a\n- **Hai** b"))}
	c, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	topics, skills := Stats(c)
	all := topics[len(topics)-1]
	if all.Name != "all" || all.Guides != len(c.Guides) || all.Articles != len(c.Articles) || all.Lessons != len(c.Lessons) || all.Tips != len(c.Tips) || all.Screens != 1 {
		t.Errorf("sum %+v of %d articles, %d guides, %d lessons, %d tips", all, len(c.Articles), len(c.Guides), len(c.Lessons), len(c.Tips))
	}
	sum := Tally{Name: "all"}
	for _, topic := range topics[:len(topics)-1] {
		sum.Articles += topic.Articles
		sum.Guides += topic.Guides
		sum.Steps += topic.Steps
		sum.Screens += topic.Screens
		sum.Stuck += topic.Stuck
		sum.Lessons += topic.Lessons
		sum.Quiz += topic.Quiz
		sum.Review += topic.Review
		sum.Tips += topic.Tips
	}
	if sum != all {
		t.Errorf("the topics have %+v, the sum is %+v", sum, all)
	}
	n := 0
	for _, s := range skills {
		n += s.Lessons
	}
	if n != len(c.Lessons) {
		t.Errorf("%d lessons by skill, %d in all", n, len(c.Lessons))
	}
}

// TestOverrides: what a commune's folder replaces is known, and what it only
// adds is not called so.
func TestOverrides(t *testing.T) {
	ours := folder("articles/x.md", article("Chữ."))
	ours["sources.yaml"] = &fstest.MapFile{Data: []byte("S01: {name: Báo, date: 1/2026}\n")}
	theirs := fstest.MapFS{
		"articles/khac.md": {Data: []byte(article("Chữ của xã."))},
		"articles/moi.md":  {Data: []byte(strings.Replace(article("Thêm."), "id: x", "id: moi", 1))},
		"sources.yaml":     {Data: []byte("S01: {name: Báo khác, date: 1/2026}\nS99: {name: Báo mới, date: 1/2026}\n")},
	}
	c, err := Load(ours, theirs)
	if err != nil {
		t.Fatal(err)
	}
	want := []Override{{"S01", "sources.yaml", "sources.yaml"}, {"x", "articles/khac.md", "articles/x.md"}}
	if !slices.Equal(c.Overrides, want) {
		t.Errorf("overrides %+v", c.Overrides)
	}
	if c, _ := Load(ours); len(c.Overrides) != 0 {
		t.Errorf("alone: %+v", c.Overrides)
	}
}
