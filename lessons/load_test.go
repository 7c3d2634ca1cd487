package lessons

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/text/unicode/norm"
)

// folder makes a file system of path and content in turn.
func folder(files ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		m[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return m
}

// Good files of each kind, for tests to break.
const (
	goodArticle = `---
id: quen-mat-khau
kind: article
topic: VNEID
title: Quên mật khẩu VNeID
version: 2
keywords: [mật khẩu, quên]
questions:
  - quên mật khẩu vneid
summary: Lấy lại mật khẩu.
sources: [S01]
checked: 2026-11-01
review: 2027-05-01
owner: Nhóm nội dung
guide: lay-mat-khau
---
{Bác} bấm “Quên mật khẩu” ở trang đầu.

Việc này không mất tiền.
`
	goodGuide = `---
id: lay-mat-khau
kind: guide
topic: VNEID
title: Lấy lại mật khẩu
owner: Nhóm nội dung
---
{Bác} để sẵn thẻ căn cước.

## Mở ứng dụng

{Bác} mở VNeID, hình vuông màu đỏ.
Nó ở trang đầu.

![Trang đầu của VNeID](trang-dau.png)

- **Không thấy hình** {Cháu} chỉ cách tải về.
- **Máy báo lỗi** {Bác} thử lại sau.

## Bấm “Quên mật khẩu”

{Bác} bấm “Quên mật khẩu”.
`
	goodLesson = `---
id: ma-sau-so
kind: lesson
topic: ANTOAN
title: Mã sáu số
skill: an-toan
owner: Nhóm nội dung
---
Máy gửi mã sáu số để biết đúng là {bác}.

Ai hỏi mã ấy là kẻ gian.

## Câu hỏi

Có người gọi hỏi mã. {Bác} làm gì?

- [ ] **Đọc mã** Gần đúng. {Cháu} nói rõ hơn: mã chỉ để {bác} dùng.
- [x] **Cúp máy** Đúng rồi, {bác} cẩn thận lắm.

## Ôn

Ai được biết mã?

- [x] **Chỉ {bác}** Đúng vậy.
- [ ] **Ngân hàng** Gần đúng. Ngân hàng không bao giờ hỏi.
`
	goodTip = `---
id: cuoi-tuan
kind: tip
topic: KYNANG
title: Sạc máy
from: 2026-11-01
until: 2026-12-31
about: quen-mat-khau
owner: Nhóm nội dung
---
{Bác} sạc máy trước khi đi ngủ.

Đừng vừa sạc vừa gọi.

## Câu hỏi

{Bác} hay sạc lúc nào?

- [x] **Tối** Tiện đấy.
- [x] **Sáng** Cũng tốt.
`
	goodTrack = `---
id: lop-mot
kind: track
title: Lớp một
lessons: [ma-sau-so]
owner: Nhóm nội dung
---
`
	goodOutside = `---
id: thoi-tiet
kind: outside
topic: OUT
title: Thời tiết
verdict: refuse
owner: Nhóm nội dung
---
{Cháu} không biết thời tiết.
`
	goodSources = "S01: {name: Báo Dân trí, date: 04/12/2025}\nS02: {name: Cẩm nang}\n"
)

func goodCourse() fstest.MapFS {
	return folder("articles/a.md", goodArticle, "guides/g.md", goodGuide, "guides/trang-dau.png", "png", "lessons/l.md", goodLesson,
		"tips/t.md", goodTip, "tracks/k.md", goodTrack, "outside/o.md", goodOutside, "sources.yaml", goodSources, "README.md", "for authors")
}

func TestLoad(t *testing.T) {
	c, err := Load(goodCourse())
	if err != nil {
		t.Fatal(err)
	}
	a, ok := c.Article("quen-mat-khau")
	if !ok || a.Topic != VNeID || a.Version != 2 || a.Guide != "lay-mat-khau" || len(a.Messages) != 2 || a.Messages[0] != "{Bác} bấm “Quên mật khẩu” ở trang đầu." ||
		!slices.Equal(a.Keywords, []string{"mật khẩu", "quên"}) || !a.Checked.Equal(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)) || a.File != "articles/a.md" {
		t.Errorf("article %+v", a)
	}
	g, ok := c.Guide("lay-mat-khau")
	if !ok || g.Version != 1 || g.Intro != "{Bác} để sẵn thẻ căn cước." || len(g.Steps) != 2 {
		t.Fatalf("guide %+v", g)
	}
	s := g.Steps[0]
	if s.Title != "Mở ứng dụng" || s.Text != "{Bác} mở VNeID, hình vuông màu đỏ. Nó ở trang đầu." || s.Image != "guides/trang-dau.png" || s.Alt != "Trang đầu của VNeID" ||
		len(s.Stuck) != 2 || s.Stuck[0].See != "Không thấy hình" || s.Stuck[0].Help != "{Cháu} chỉ cách tải về." {
		t.Errorf("step %+v", s)
	}
	l, ok := c.Lesson("ma-sau-so")
	if !ok || l.Skill != "an-toan" || len(l.Pages) != 2 || len(l.Questions) != 1 || len(l.Review) != 1 || len(l.Questions[0].Answers) != 2 {
		t.Fatalf("lesson %+v", l)
	}
	if w := l.Questions[0].Answers[1]; w.Label != "Cúp máy" || w.Why != "Đúng rồi, {bác} cẩn thận lắm." || !w.Right || l.Questions[0].Answers[0].Right {
		t.Errorf("answer %+v", w)
	}
	tip, ok := c.Tip("cuoi-tuan")
	if !ok || tip.Text != "{Bác} sạc máy trước khi đi ngủ.\n\nĐừng vừa sạc vừa gọi." || tip.Until.Day() != 31 || tip.About != "quen-mat-khau" || len(tip.Question.Answers) != 2 {
		t.Errorf("tip %+v", tip)
	}
	if k, ok := c.Track("lop-mot"); !ok || !slices.Equal(k.Lessons, []string{"ma-sau-so"}) {
		t.Errorf("track %+v", k)
	}
	if o, ok := c.Outside("thoi-tiet"); !ok || o.Verdict != Refuse || o.Topic != Outside || len(o.Messages) != 1 {
		t.Errorf("outside %+v", o)
	}
	if got := c.Cite([]string{"S02", "S01", "S01", "S99"}); !slices.Equal(got, []string{"Cẩm nang", "Báo Dân trí, 04/12/2025"}) {
		t.Errorf("Cite = %q", got)
	}
	if b, err := c.ReadFile(s.Image); err != nil || string(b) != "png" {
		t.Errorf("ReadFile = %q, %v", b, err)
	}
	if _, err := c.ReadFile("guides/none.png"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("ReadFile of nothing: %v", err)
	}
	for _, p := range Lint(c, time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)) {
		t.Error(p)
	}
}

func TestLookupMisses(t *testing.T) {
	c, _ := Load(goodCourse())
	for _, id := range []string{"", "a", "zzz", "lay-mat-kha", "lay-mat-khauu"} {
		if _, ok := c.Guide(id); ok {
			t.Errorf("Guide(%q) was found", id)
		}
	}
	if _, ok := new(Course).Article("x"); ok {
		t.Error("an empty course has an article")
	}
}

// An operator's folder adds, replaces by id and by code, and brings its own
// pictures.
func TestLoadLayers(t *testing.T) {
	mine := folder(
		"guides/anything.md", strings.Replace(goodGuide, "title: Lấy lại mật khẩu", "title: Xã ta lấy lại mật khẩu", 1),
		"guides/trang-dau.png", "mine",
		"articles/new.md", strings.Replace(goodArticle, "id: quen-mat-khau", "id: them", 1),
		"sources.yaml", "S01: {name: Xã ta}\nX1: {name: Khác}\n")
	c, err := Load(goodCourse(), mine)
	if err != nil {
		t.Fatal(err)
	}
	if g, _ := c.Guide("lay-mat-khau"); g.Title != "Xã ta lấy lại mật khẩu" || len(c.Guides) != 1 {
		t.Errorf("guides %+v", c.Guides)
	}
	if len(c.Articles) != 2 || c.Sources["S01"].Name != "Xã ta" || c.Sources["X1"].Name != "Khác" || c.Sources["S02"].Name != "Cẩm nang" {
		t.Errorf("%d articles, sources %v", len(c.Articles), c.Sources)
	}
	if b, _ := c.ReadFile("guides/trang-dau.png"); string(b) != "mine" {
		t.Errorf("picture %q", b)
	}
}

// Windows line ends, a byte order mark and decomposed letters make no
// difference.
func TestLoadForms(t *testing.T) {
	want, _ := Load(folder("lessons/l.md", goodLesson))
	for name, src := range map[string]string{
		"CRLF": strings.ReplaceAll(goodLesson, "\n", "\r\n"),
		"BOM":  "\ufeff" + goodLesson,
		"NFD":  norm.NFD.String(goodLesson),
	} {
		c, err := Load(folder("lessons/l.md", src))
		if err != nil || c.Lessons[0].Pages[1] != want.Lessons[0].Pages[1] || c.Lessons[0].Questions[0].line != want.Lessons[0].Questions[0].line {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Broken files say where they are broken and how to mend them.
func TestLoadProblems(t *testing.T) {
	swap := strings.Replace
	for _, c := range []struct{ name, src, want string }{
		{"articles/a.md", "no front matter\n", "articles/a.md:1: format: no front matter; start the file"},
		{"articles/a.md", "---\nid: a\n", "articles/a.md:1: format: no front matter"},
		{"articles/a.md", "---\n---\n", "articles/a.md:1: format: id \"\"; write an id"},
		{"articles/a.md", swap(goodArticle, "summary:", "sumary:", 1), `articles/a.md:10: format: unknown key "sumary"; the keys of this kind are checked, guide, id`},
		{"articles/a.md", swap(goodArticle, "owner:", "verdict:", 1), `articles/a.md:14: format: unknown key "verdict"`},
		{"articles/a.md", swap(goodArticle, "version: 2", "title: Hai", 1), `articles/a.md:6: format: `},
		{"articles/a.md", swap(goodArticle, "title: Quên", "title: Quên: mất", 1), `articles/a.md:5: format: this is not YAML`},
		{"articles/a.md", swap(goodArticle, "version: 2", "version: hai", 1), `articles/a.md:6: format: version has the wrong shape; write a whole number`},
		{"articles/a.md", swap(goodArticle, "version: 2", "version: 0", 1), `articles/a.md:6: format: version is less than 1`},
		{"articles/a.md", swap(goodArticle, "[mật khẩu, quên]", "{a: b}", 1), `articles/a.md:7: format: keywords has the wrong shape; write a list`},
		{"articles/a.md", swap(goodArticle, "2026-11-01", "1/11/2026", 1), `articles/a.md:12: format: checked is not a day; write it as 2026-11-21`},
		{"articles/a.md", swap(goodArticle, "topic: VNEID", "topic: VNeID", 1), `articles/a.md:4: format: topic "VNeID"; write one of [VNEID`},
		{"articles/a.md", swap(goodArticle, "kind: article", "kind: guide", 1), `articles/a.md:3: format: kind "guide" in the folder of kind "article"`},
		{"articles/a.md", swap(goodArticle, "id: quen-mat-khau", "id: Quên_mật", 1), `articles/a.md:2: format: id "Quên_mật"`},
		{"articles/a.md", swap(goodArticle, "title: Quên mật khẩu VNeID\n", "", 1), `articles/a.md:1: format: no title`},
		{"articles/a.md", "---\n- a\n- b\n---\n", "articles/a.md:2: format: this is not a list of keys"},
		{"articles/a.md", swap(goodArticle, "Việc này", "Việc **này**", 1), `articles/a.md:19: format: bold or italic in a text`},
		{"articles/a.md", swap(goodArticle, "Việc này", "[Việc](http://a.vn)", 1), `articles/a.md:19: format: a Markdown link in a text`},
		{"articles/a.md", swap(goodArticle, "Việc này", "Việc `này`", 1), `articles/a.md:19: format: code in a text`},
		{"articles/a.md", swap(goodArticle, "Việc này", "    Việc này", 1), `articles/a.md:19: format: a code block`},
		{"articles/a.md", swap(goodArticle, "Việc này", "> Việc này", 1), `articles/a.md:19: format: a quotation`},
		{"articles/a.md", swap(goodArticle, "Việc này", "<b>Việc</b>", 1), `articles/a.md:19: format: HTML`},
		{"articles/a.md", swap(goodArticle, "Việc này", "***\n\nViệc này", 1), `articles/a.md:19: format: a dividing line`},
		{"articles/a.md", swap(goodArticle, "Việc này", "- Việc này", 1), `articles/a.md:19: format: only paragraphs stand here`},
		{"articles/a.md", strings.SplitAfter(goodArticle, "\n---\n")[0], `articles/a.md:1: format: no text`},
		{"outside/o.md", swap(goodOutside, "refuse", "no", 1), `outside/o.md:6: format: verdict "no"; write verdict: refuse, scam or emergency`},
		{"outside/o.md", swap(goodOutside, "OUT", "VNEID", 1), `outside/o.md:4: format: topic "VNEID"; write topic: OUT`},
		{"guides/g.md", swap(goodGuide, "## Mở", "# Mở", 1), `guides/g.md:10: format: a heading of level 1`},
		{"guides/g.md", swap(goodGuide, "trang-dau.png", "khong-co.png", 1), `guides/g.md:15: format: there is no picture guides/khong-co.png`},
		{"guides/g.md", swap(goodGuide, "![", "![A](trang-dau.png)\n\n![", 1), `guides/g.md:17: format: a second picture in one step`},
		{"guides/g.md", swap(goodGuide, "- **Máy báo lỗi**", "- Máy báo lỗi", 1), `guides/g.md:18: format: a list in a step says what a stuck learner may see`},
		{"guides/g.md", swap(goodGuide, "- **Máy báo lỗi**", "  - **Máy báo lỗi**", 1), `guides/g.md:17: format: a list item that is not one line of text`},
		{"guides/g.md", swap(goodGuide, "- **Không", "1. **Không", 1), `guides/g.md:17: format: a numbered list`},
		{"guides/g.md", swap(goodGuide, "\n{Bác} bấm “Quên mật khẩu”.\n", "", 1), `guides/g.md:20: format: a step without text`},
		{"guides/g.md", strings.SplitAfter(goodGuide, "căn cước.\n")[0], `guides/g.md:1: format: a guide without steps`},
		{"guides/g.md", swap(goodGuide, "{Bác} để sẵn", "- {Bác} để sẵn", 1), `guides/g.md:8: format: a list or a picture before the first step`},
		{"lessons/l.md", swap(goodLesson, "## Ôn", "## Kiểm tra", 1), `lessons/l.md:20: format: heading "Kiểm tra"; the headings of a lesson are ## Câu hỏi and ## Ôn`},
		{"lessons/l.md", swap(goodLesson, "[x] **Cúp máy**", "**Cúp máy**", 1), `lessons/l.md:18: format: this is not an answer`},
		{"lessons/l.md", swap(goodLesson, "Có người gọi hỏi mã. {Bác} làm gì?\n", "", 1), `lessons/l.md:16: format: answers without a question`},
		{"lessons/l.md", strings.Split(goodLesson, "- [x] **Chỉ")[0], `lessons/l.md:22: format: a question without answers`},
		{"lessons/l.md", strings.Split(goodLesson, "Ai được")[0], `lessons/l.md:20: format: no question under the heading`},
		{"lessons/l.md", swap(goodLesson, "Máy gửi mã sáu số để biết đúng là {bác}.\n\nAi hỏi mã ấy là kẻ gian.\n", "", 1), `lessons/l.md:1: format: a lesson without pages`},
		{"lessons/l.md", swap(goodLesson, "Ai hỏi", "- Ai hỏi", 1), `lessons/l.md:11: format: only paragraphs stand before ## Câu hỏi`},
		{"tips/t.md", swap(goodTip, "2026-12-31", "2026-10-31", 1), `tips/t.md:7: format: until is before from`},
		{"tips/t.md", strings.Split(goodTip, "## Câu hỏi")[0], `tips/t.md:1: format: a tip with 0 questions`},
		{"tips/t.md", swap(goodTip, "## Câu hỏi", "## Ôn", 1), `tips/t.md:15: format: heading "Ôn"`},
		{"tracks/k.md", goodTrack + "text\n", `tracks/k.md:8: format: a track has no text`},
		{"tracks/k.md", swap(goodTrack, "lessons: [ma-sau-so]\n", "", 1), `tracks/k.md:1: format: a track without lessons`},
		{"sources.yaml", "S01: Báo\n", `sources.yaml:1: format: source "S01" has the wrong shape`},
		{"sources.yaml", goodSources + "S03: {name: A, dat: 1}\n", `sources.yaml:3: format: source "S03" has the wrong shape`},
		{"sources.yaml", "S01: {name: A\n", `sources.yaml:1: format: this is not YAML`},
		{"article/a.md", goodArticle, `article: format: a course has no such place`},
		{"articles/a.txt", goodArticle, `articles/a.txt: format: this is neither a .md file nor a picture`},
		{"articles/a.md", "\xff\xfe", `articles/a.md: format: the file is not UTF-8`},
		{"articles/a.md", strings.Repeat("a", maxFile+1), `articles/a.md: format: the file has 32769 bytes`},
	} {
		fsys := goodCourse()
		for _, old := range []string{"a", "o", "g", "l", "t", "k"} { // only the broken file of its kind
			delete(fsys, c.name[:strings.IndexByte(c.name+"/", '/')]+"/"+old+".md")
		}
		fsys[c.name] = &fstest.MapFile{Data: []byte(c.src)}
		course, err := Load(fsys)
		var ps Problems
		if !errors.As(err, &ps) || course == nil {
			t.Errorf("%s: err = %v, want %s", c.name, err, c.want)
			continue
		}
		if !slices.ContainsFunc(ps, func(p Problem) bool { return strings.HasPrefix(p.String(), c.want) }) {
			t.Errorf("got\n%v\nwant %s", err, c.want)
		}
	}
}

// Every problem of every file is told at once, in the order of the files.
func TestLoadTellsAll(t *testing.T) {
	c, err := Load(folder("articles/b.md", "x", "articles/a.md", "x", "guides/g.md", goodGuide, "tips/t.md", goodTip))
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[0], "articles/a.md:1:") || !strings.HasPrefix(lines[2], "guides/g.md:15:") {
		t.Errorf("error:\n%v", err)
	}
	if _, ok := c.Tip("cuoi-tuan"); !ok {
		t.Error("the good file was not read")
	}
}

func TestLoadSameID(t *testing.T) {
	_, err := Load(folder("articles/a.md", goodArticle, "articles/b.md", goodArticle))
	if err == nil || err.Error() != `articles/b.md: format: the id "quen-mat-khau" is already used by articles/a.md; give this file another one` {
		t.Errorf("same kind: %v", err)
	}
	_, err = Load(goodCourse(), folder("guides/g.md", strings.Replace(goodGuide, "lay-mat-khau", "quen-mat-khau", 1), "guides/trang-dau.png", ""))
	if err == nil || !strings.Contains(err.Error(), `the id "quen-mat-khau" belongs to a file of kind article`) {
		t.Errorf("other kind: %v", err)
	}
}

func TestLoadNothing(t *testing.T) {
	if c, err := Load(); err != nil || len(c.Articles) != 0 {
		t.Errorf("Load() = %v, %v", c, err)
	}
	if _, err := Load(os.DirFS(t.TempDir() + "/none")); err == nil {
		t.Error("a folder that does not exist was loaded")
	}
	if _, err := Load(nil); err == nil {
		t.Error("no file system was loaded")
	}
}

func TestTexts(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{"Một dòng\nhai dòng.", "Một dòng hai dòng."},
		{"Một dòng  \nhai dòng.", "Một dòng\nhai dòng."},
		{"Một dòng\\\nhai dòng.", "Một dòng\nhai dòng."},
		{`Gọi \*101# và &amp; chờ.`, "Gọi *101# và & chờ."},
		{"Gõ *101# rồi gọi.", "Gõ *101# rồi gọi."},
		{"[S01]: là chữ thường", "[S01]: là chữ thường"},
		{"100.000 đ là một trăm nghìn.", "100.000 đ là một trăm nghìn."},
		{"Xem <https://vneid.gov.vn> nhé.", "Xem https://vneid.gov.vn nhé."},
		{"{Bác} bấm “Tiếp tục”.", "{Bác} bấm “Tiếp tục”."},
	} {
		head := strings.SplitAfter(goodOutside, "\n---\n")[0]
		course, err := Load(folder("outside/o.md", head+c.body))
		if err != nil || course.Outsides[0].Messages[0] != c.want {
			t.Errorf("%q: %+v, %v", c.body, course.Outsides, err)
		}
	}
}

func BenchmarkLoadEmbedded(b *testing.B) {
	for b.Loop() {
		if _, err := Load(Embedded()); err != nil {
			b.Fatal(err)
		}
	}
}
