package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"capheso/adapters/web/webtest"
)

// startBot starts the built program with an empty data folder and returns the
// address of its web chat. At the end it has to stop cleanly, windows open or
// not.
func startBot(t *testing.T) (url string) {
	t.Helper()
	s := serveBinary(t, t.TempDir())
	t.Cleanup(func() {
		_ = s.cmd.Process.Signal(os.Interrupt)
		if err := s.cmd.Wait(); err != nil {
			t.Errorf("it does not stop cleanly: %v\n%s", err, s.cmd.Stderr)
		}
	})
	return s.url
}

// welcome answers the questions of a first visit.
func welcome(p *webtest.Page) {
	p.WaitFor("không phải người thật")
	p.Tap("Đồng ý")
	p.WaitFor("gọi thế nào")
	p.Tap("Bà")
	p.WaitFor("gọi là bà")
	p.Tap("Bỏ qua")
	p.WaitFor("muốn làm gì")
}

// TestBrowserLesson goes from the first visit to a finished quiz.
func TestBrowserLesson(t *testing.T) {
	b, url := webtest.Start(t), startBot(t)
	p := b.Open(url, 360, 740)
	p.WaitFor("không phải người thật")
	p.Shot("bot-phone-1-welcome")
	welcome(p)
	p.Shot("bot-phone-2-menu")
	p.Tap("Học bài")
	p.Tap("Những bước đầu tiên")
	p.Tap("Vào học")
	p.WaitFor("Bài:")
	p.Shot("bot-phone-3-lesson")
	for range 2 {
		p.Tap("Đọc tiếp")
	}
	p.Tap("Trả lời câu hỏi")
	p.WaitFor("Câu hỏi:")
	p.Shot("bot-phone-4-quiz")
	p.Tap("Máy không hỏng")
	p.WaitFor("đã học xong bài")
	p.WaitFor("1/1")
	p.Shot("bot-phone-5-done")

	before := p.Talk()
	p.Reload()
	p.Until(`document.querySelectorAll("form.choices").length === 1`)
	if after := p.Talk(); !slices.Equal(before, after) {
		t.Errorf("a reload changed the talk:\n%q\n%q", before, after)
	}
	if all := strings.Join(before, "\n"); strings.ContainsAny(all, "{}") {
		t.Errorf("an unfilled word in the talk:\n%s", all)
	}
	if bad := p.Complaints(url); len(bad) > 0 {
		t.Errorf("the page complains: %q", bad)
	}
}

// TestBrowserGuide asks a question, walks the guide and gets stuck.
func TestBrowserGuide(t *testing.T) {
	b, url := webtest.Start(t), startBot(t)
	p := b.Open(url, 1280, 800)
	welcome(p)
	p.Say("quen mat khau vneid roi chau oi")
	p.WaitFor("Quên mật khẩu VNeID")
	p.Shot("bot-desk-1-answer")
	p.Tap("Đi từng bước")
	p.WaitFor("Bước 1/")
	p.Shot("bot-desk-2-guide")
	p.Tap("Tôi bị kẹt")
	p.WaitFor("đang thấy gì trên màn hình")
	p.Shot("bot-desk-3-stuck")
	p.Tap("Không thấy chữ đó")
	p.WaitFor("Bước 1/")
	p.Tap("Xong bước này")
	p.WaitFor("Bước 2/")

	second := b.Open(url, 360, 740) // the same person on the same step
	second.WaitFor("Bước 2/")
	second.Help("Đọc lại")
	p.Until(`document.querySelectorAll("#log .mine").length && [...document.querySelectorAll("#log .mine")].at(-1).innerText.includes("Đọc lại")`)
	p.WaitFor("Bước 2/")
	second.Shot("bot-phone-6-guide")
	p.Say("mã otp của tôi là 482913 có sao không")
	p.Until(`document.body.innerText.includes("đã che")`)
	if all := strings.Join(second.Talk(), "\n"); strings.Contains(all, "482913") {
		t.Errorf("a secret is in the talk:\n%s", all)
	}
}

// TestBrowserKeyboard does it all without a mouse.
func TestBrowserKeyboard(t *testing.T) {
	b, url := webtest.Start(t), startBot(t)
	p := b.Open(url, 1280, 800)
	p.WaitFor("không phải người thật")
	p.TabTo("Đồng ý", true)
	p.Type("\r")
	p.WaitFor("gọi thế nào")
	p.TabTo("Bác", false)
	p.Type(" ")
	p.WaitFor("gọi là bác")
	p.TabTo("Gõ ở đây", false)
	for _, step := range []struct{ keys, see string }{
		{"bo qua", "muốn làm gì"},
		{"1", "muốn học về gì"},
		{"nhung buoc dau tien", "Bài tiếp theo"},
		{"vao hoc", "Bài:"},
		{"1", "Bấm lạc"},
		{"1", "Mỗi ngày học một việc"},
		{"1", "Câu hỏi:"},
		{"may khong hong", "đã học xong bài"},
		{"#", "muốn làm gì"},
	} {
		p.Type(step.keys + "\r")
		p.WaitFor(step.see)
	}
}
