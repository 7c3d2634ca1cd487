package main

import (
	"bytes"
	"context"
	"image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"capheso/adapters/web/webtest"
)

func TestCheckStats(t *testing.T) {
	code, out, errs := call(t, "", "check", "-stats")
	for _, want := range []string{"topic", "VNEID", "all", "skill", "track", "bat-dau"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("exit %d, no %q in\n%s%s", code, want, out, errs)
		}
	}
}

// TestCheckFacts: each line has its source and where it stands.
func TestCheckFacts(t *testing.T) {
	code, out, errs := call(t, "", "check", "-facts")
	if code != 0 || errs != "" {
		t.Fatalf("exit %d: %s", code, errs)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	shape := regexp.MustCompile(`^(address|phone|fee|date|law|span|number)\t[^\t]+\t[a-z]+/[a-z0-9-]+\.md:[1-9]\d*\t[^\t]*\t.+$`)
	for _, line := range lines[1:] {
		if !shape.MatchString(line) {
			t.Errorf("line %q", line)
		}
	}
	if len(lines) < 500 || !strings.Contains(out, "phone\t1900 0368\tguides/vneid-quen-mat-khau.md:") {
		t.Errorf("%d lines", len(lines))
	}
}

// TestCheckShowsOverrides: an operator sees which of our files theirs replace.
func TestCheckShowsOverrides(t *testing.T) {
	dir := t.TempDir()
	ours, err := os.ReadFile("../../lessons/content/vi/guides/kn-wifi.md")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "guides", "wifi-xa.md"), string(ours))
	code, out, _ := call(t, "", "check", "-content", dir)
	if want := "override: guides/wifi-xa.md takes the place of guides/kn-wifi.md of the course (kn-wifi)\n"; code != 0 || !strings.Contains(out, want) {
		t.Errorf("exit %d:\n%s", code, out)
	}
	if _, alone, _ := call(t, "", "check"); strings.Contains(alone, "override:") {
		t.Errorf("without a folder:\n%s", alone)
	}
}

// TestCheckSaysWhatIsDue: what is late is named even when warnings are not
// asked for, and is no error.
func TestCheckSaysWhatIsDue(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "articles", "cu.md"), strings.Join([]string{"---", "id: cu", "kind: article", "topic: KYNANG", "title: Bài cũ",
		"questions: [bài cũ]", "checked: 2020-01-01", "review: 2020-06-01", "owner: Nhóm", "---", "", "Chữ.", ""}, "\n"))
	code, out, _ := call(t, "", "check", "-content", dir)
	if want := "articles/cu.md:8: warning: fresh: hidden: it was to be looked at again on 2020-06-01"; code != 0 || !strings.Contains(out, want) {
		t.Errorf("exit %d:\n%s", code, out)
	}
}

func TestPictures(t *testing.T) {
	dir := t.TempDir()
	code, out, errs := call(t, "", "pictures", "vneid-quen-mat-khau", "-o", dir)
	if code != 0 || !strings.Contains(out, "8 pictures in "+dir) {
		t.Fatalf("exit %d: %s%s", code, out, errs)
	}
	data, err := os.ReadFile(filepath.Join(dir, "vneid-quen-mat-khau-1.png"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := png.Decode(bytes.NewReader(data)); err != nil {
		t.Error(err)
	}
	if code, _, errs := call(t, "", "pictures", "khong-co", "-o", dir); code == 0 || !strings.Contains(errs, "khong-co") {
		t.Errorf("exit %d: %s", code, errs)
	}
}

func TestPrint(t *testing.T) {
	file := filepath.Join(t.TempDir(), "guide.pdf")
	code, out, errs := call(t, "", "print", "vneid-quen-mat-khau", "-o", file, "-link", "https://t.me/CaPheSoBot")
	if code != 0 || errs != "" || !strings.Contains(out, "https://t.me/CaPheSoBot?start=vneid-quen-mat-khau") {
		t.Fatalf("exit %d: %s%s", code, out, errs)
	}
	data, err := os.ReadFile(file)
	if err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) || len(data) > 1<<20 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	if code, _, errs := call(t, "", "print", "vneid-quen-mat-khau", "-o", file); code != 0 || !strings.Contains(errs, "--link") {
		t.Errorf("a sheet that leads nowhere: exit %d, %s", code, errs)
	}
	for _, args := range [][]string{{"khong-co"}, {"kn-wifi", "-link", "t.me/x"}, {"kn-wifi", "-o", filepath.Join(file, "x.pdf")}} {
		if code, _, errs := call(t, "", append([]string{"print"}, args...)...); code == 0 || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: exit %d, %s", args, code, errs)
		}
	}
}

// TestPreview: the address it prints opens the item, and its picture is there.
func TestPreview(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{"preview", "vneid-quen-mat-khau_2"}, strings.NewReader(""), in, io.Discard)
	}()
	line := make([]byte, 512)
	n, _ := out.Read(line)
	link := regexp.MustCompile(`http://[^\s]+`).FindString(string(line[:n]))
	if !strings.HasSuffix(link, "/?start=vneid-quen-mat-khau_2") {
		t.Fatalf("it says %q", line[:n])
	}
	page := get(t, link)
	if !strings.Contains(page, `data-start="vneid-quen-mat-khau_2"`) {
		t.Errorf("the page does not open the item:\n%s", page)
	}
	base, _, _ := strings.Cut(link, "?")
	if pic := get(t, base+"pictures/vneid-quen-mat-khau-2.png"); !strings.HasPrefix(pic, "\x89PNG") {
		t.Errorf("no picture: %.60q", pic)
	}
	stop()
	if code := <-done; code != 0 {
		t.Errorf("exit %d", code)
	}
	for id, want := range map[string]string{"khong-co": "there is no", "bat-dau": "preview its lessons"} {
		if code, _, errs := call(t, "", "preview", id); code == 0 || !strings.Contains(errs, want) {
			t.Errorf("%s: exit %d, %s", id, code, errs)
		}
	}
}

func get(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", url, resp.Status, err)
	}
	return string(data)
}

// TestBrowserPicture: the picture of a step is on the learner's screen, whole,
// with words for those who cannot see it.
func TestBrowserPicture(t *testing.T) {
	b, url := webtest.Start(t), startBot(t)
	p := b.Open(url+"/?start=kn-zalo-goi-video_3", 360, 740)
	p.WaitFor("Bước 3/5")
	p.Until(`(() => { const i = document.querySelector("img.picture"); return i && i.complete && i.naturalWidth > 600 && i.alt.includes("máy quay") })()`)
	p.Until(`(() => { const b = document.querySelector("img.picture").getBoundingClientRect(); return b.left >= 0 && b.right <= innerWidth && b.width > 250 })()`)
	p.Shot("bot-phone-7-picture")
	if bad := p.Complaints(url); len(bad) > 0 {
		t.Errorf("the page complains: %q", bad)
	}
}
