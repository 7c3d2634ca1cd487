package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// call runs the program as a person would, with a fresh home.
func call(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	var out, errs bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(stdin), &out, &errs)
	return code, out.String(), errs.String()
}

const firstLesson = "chào\nđồng ý\nbà\nHải Phòng\nan bien\nhọc bài\n1\nvào học\n"

func TestChatTeaches(t *testing.T) {
	code, out, errs := call(t, firstLesson+strings.Repeat("1\n", 6)+"#\nquen mat khau vneid roi chau oi\n1\n", "chat")
	if code != 0 || errs != "" {
		t.Fatalf("exit %d, %s", code, errs)
	}
	for _, want := range []string{"máy trả lời tự động", "Phường An Biên", "đã học xong bài", "Quên mật khẩu VNeID", "Bước 1/"} {
		if !strings.Contains(out, want) {
			t.Errorf("nothing like %q in:\n%s", want, out)
		}
	}
}

func TestChatRemembersInAFolder(t *testing.T) {
	dir := t.TempDir()
	call(t, "chào\nđồng ý\nbà\nbỏ qua\n", "chat", "-data", dir)
	code, out, _ := call(t, "8\n", "chat", "-data", dir)
	if code != 0 || !strings.Contains(out, "Bà muốn làm gì") {
		t.Errorf("exit %d:\n%s", code, out)
	}
}

func TestChatWithoutInputSaysNothing(t *testing.T) {
	if code, out, errs := call(t, "", "chat"); code != 0 || out != "" || errs != "" {
		t.Errorf("exit %d, %q, %q", code, out, errs)
	}
}

// TestOddInputIsAnswered: whatever is typed gets a short, clear answer, and
// the talk goes on.
func TestOddInputIsAnswered(t *testing.T) {
	for name, odd := range map[string]string{
		"a megabyte":     strings.Repeat("quên mật khẩu ", 80_000),
		"invalid UTF-8":  "\xff\xfe\x80 quên \xc3",
		"control":        "\x00\x01\x1b[31mquên\x07",
		"bidi":           "\u202equên mật khẩu\u2066",
		"emoji":          strings.Repeat("😀", 10_000),
		"white space":    " \t \u00a0 ",
		"empty":          "",
		"unknown":        "/khongco",
		"a long word":    strings.Repeat("a", 100_000),
		"many marks":     "a" + strings.Repeat("\u0301", 20_000),
		"only a bracket": "{bác} {0} %d %s",
	} {
		t.Run(name, func(t *testing.T) {
			code, out, errs := call(t, "chào\nđồng ý\nbà\nbỏ qua\n"+odd+"\n#\n", "chat")
			if code != 0 || errs != "" {
				t.Fatalf("exit %d, %s", code, errs)
			}
			parts := strings.SplitAfter(out, "4. Mục khác\n")
			if len(parts) < 3 || len(parts[1]) < 20 || len(parts[1]) > 2500 {
				t.Errorf("%d parts, the answer is:\n%.600s", len(parts), out[len(parts[0]):])
			}
			if strings.ContainsAny(out, "\x00\x1b\u202e") {
				t.Error("control characters came back")
			}
		})
	}
}

func TestRecordIsATest(t *testing.T) {
	file := filepath.Join(t.TempDir(), "talk.txtar")
	if code, _, errs := call(t, "chào\nkhông đồng ý\nma otp la 123456\n", "chat", "-record", file); code != 0 {
		t.Fatal(errs)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"-- talk --", "> chào\n", "> không đồng ý\n", "[1] Đồng ý\n", "mã đã che"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("no %q in\n%s", want, data)
		}
	}
	if strings.Contains(string(data), "123456") {
		t.Error("a secret was recorded")
	}
	replays(t, file)
}

func TestAskJSON(t *testing.T) {
	code, out, errs := call(t, "quen mat khau vneid roi chau oi\nmai co mua khong\n\ndau nguc tho doc\nxyzzy qwerty\n", "ask", "-json")
	if code != 0 {
		t.Fatal(errs)
	}
	want := []struct{ verdict, article, topic string }{
		{"answer", "vneid-quen-mat-khau", "VNEID"}, {"refuse", "*", "OUT"}, {"emergency", "*", "*"}, {"unsure", "*", "*"},
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d lines:\n%s", len(lines), out)
	}
	for i, line := range lines {
		var a answer
		dec := json.NewDecoder(strings.NewReader(line))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&a); err != nil {
			t.Fatal(err)
		}
		w := want[i]
		if a.Verdict != w.verdict || w.article != "*" && a.Article != w.article || w.topic != "*" && a.Topic != w.topic || a.Text == "" {
			t.Errorf("%s", line)
		}
		if a.Verdict == "answer" && (len(a.Sources) == 0 || len(a.Candidates) == 0 || a.Candidates[0].ID != a.Article) {
			t.Errorf("an answer has sources, and stands first among its candidates: %s", line)
		}
	}
}

func TestCheckIsGreenOnTheCourse(t *testing.T) {
	if code, out, errs := call(t, "", "check"); code != 0 {
		t.Errorf("%s%s", out, errs)
	}
}

func TestCheckTellsFileAndLine(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "articles", "hong.md"), "---\nid: hong\nkind: article\n---\n\nChào bác.\n")
	code, out, _ := call(t, "", "check", "-content", dir)
	if code == 0 || !strings.Contains(out, "articles/hong.md:") {
		t.Errorf("exit %d:\n%s", code, out)
	}
	if code, _, errs := call(t, "chào\n", "chat", "-content", dir); code == 0 || !strings.Contains(errs, "articles/hong.md:") || strings.Count(errs, "\n") != 1 {
		t.Errorf("a broken course: exit %d, %s", code, errs)
	}
}

func TestContentOverrides(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "articles", "xa-an-bien.md"), `---
id: xa-an-bien
kind: article
topic: PHONGTRAO
title: Lớp học số của phường An Biên
keywords: [lớp học số, An Biên, học ở đâu]
questions: ["lớp học số An Biên mở ở đâu"]
summary: Lớp mở ở nhà văn hóa.
checked: 2026-11-21
review: 2027-05-20
owner: Phường An Biên
---

Lớp học số của phường An Biên mở ở nhà văn hóa, {bác} cứ ghé.
`)
	_, out, errs := call(t, "lop hoc so an bien o dau\n", "ask", "-json", "-content", dir)
	if !strings.Contains(out, `"article":"xa-an-bien"`) {
		t.Errorf("%s%s", out, errs)
	}
}

// TestFailuresAreOneClearLine: every failure names what is wrong, on one line,
// and the exit code says so.
func TestFailuresAreOneClearLine(t *testing.T) {
	dir := t.TempDir()
	foreign, empty, cut := filepath.Join(dir, "foreign"), filepath.Join(dir, "empty"), filepath.Join(dir, "cut")
	write(t, filepath.Join(foreign, storeFile), strings.Repeat("this is no store\n", 1000))
	write(t, filepath.Join(empty, storeFile), "")
	if code, _, errs := call(t, "chào\nđồng ý\n", "chat", "-data", cut); code != 0 {
		t.Fatal(errs)
	}
	whole, err := os.ReadFile(filepath.Join(cut, storeFile))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(cut, storeFile), string(whole[:12<<10]))
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"unknown command":  {[]string{"frobnicate"}, "frobnicate"},
		"unknown flag":     {[]string{"chat", "-nosuch"}, "nosuch"},
		"no such content":  {[]string{"chat", "-content", filepath.Join(dir, "nowhere")}, "nowhere"},
		"foreign store":    {[]string{"chat", "-data", foreign}, storeFile},
		"empty store":      {[]string{"chat", "-data", empty}, storeFile},
		"truncated store":  {[]string{"chat", "-data", cut}, storeFile},
		"bad address":      {[]string{"serve", "-addr", "256.0.0.1:1", "-data", filepath.Join(dir, "new")}, "--addr"},
		"unknown zone":     {[]string{"serve", "-zone", "Europe/Atlantis", "-data", filepath.Join(dir, "new")}, "Europe/Berlin"},
		"no configuration": {[]string{"chat", "-config", filepath.Join(dir, "no.yaml")}, "no.yaml"},
		"unwritable data":  {[]string{"chat", "-data", "/proc/capheso"}, "/proc/capheso"},
		"unwritable tape":  {[]string{"chat", "-record", filepath.Join(dir, "no", "such", "x.txtar")}, "x.txtar"},
	} {
		t.Run(name, func(t *testing.T) {
			before := contents(t, dir)
			code, out, errs := call(t, "chào\n", c.args...)
			if code == 0 || strings.Count(strings.TrimSpace(errs), "\n") != 0 || !strings.Contains(errs, c.want) {
				t.Errorf("exit %d, %q %q", code, out, errs)
			}
			for file, data := range before {
				if now, _ := os.ReadFile(file); !bytes.Equal(now, data) {
					t.Errorf("%s was changed", file)
				}
			}
		})
	}
}

func TestTwoProcessesOnOneStore(t *testing.T) {
	dir := t.TempDir()
	s := serveBinary(t, dir)
	defer func() { _ = s.cmd.Process.Kill(); _ = s.cmd.Wait() }()
	if code, _, errs := call(t, "chào\n", "chat", "-data", dir); code == 0 || !strings.Contains(errs, "another process") {
		t.Errorf("exit %d, %s", code, errs)
	}
}

func TestServeSaysWhereItIsAndStops(t *testing.T) {
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{"-data", dir, "-addr", "127.0.0.1:0"}, strings.NewReader(""), in, os.Stderr)
	}()
	line := make([]byte, 512)
	n, _ := out.Read(line)
	text := string(line[:n])
	if strings.Count(text, "\n") != 2 || !strings.Contains(text, dir) {
		t.Errorf("it says %q", text)
	}
	resp, err := http.Get(readyLine.FindString(text))
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("%v %v", resp, err)
	}
	info, err := os.Stat(filepath.Join(dir, storeFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the store has mode %v, %v", info.Mode(), err)
	}
	stop()
	select {
	case code := <-done:
		if code != 0 {
			t.Errorf("exit %d", code)
		}
	case <-time.After(time.Minute):
		t.Fatal("it does not stop")
	}
}

func TestFlagsFromEnvironmentAndFile(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("CAPHESO_CONTENT", filepath.Join(dir, "from-env"))
	if code, _, errs := call(t, "", "ask"); code == 0 || !strings.Contains(errs, "from-env") {
		t.Errorf("environment: exit %d, %s", code, errs)
	}
	t.Setenv("CAPHESO_CONTENT", "")
	os.Unsetenv("CAPHESO_CONTENT")
	write(t, filepath.Join(dir, "c.yaml"), "content: "+filepath.Join(dir, "from-file")+"\n")
	if code, _, errs := call(t, "", "ask", "-config", filepath.Join(dir, "c.yaml")); code == 0 || !strings.Contains(errs, "from-file") {
		t.Errorf("file: exit %d, %s", code, errs)
	}
}

func TestHelp(t *testing.T) {
	code, out, _ := call(t, "", "--help")
	for _, want := range []string{"serve", "chat", "ask", "check", "--content", "CAPHESO_"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("exit %d, no %q in\n%s", code, want, out)
		}
	}
}

// contents reads every file under a folder.
func contents(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files[path], err = os.ReadFile(path)
		}
		if errors.Is(err, fs.ErrNotExist) { // a socket of somebody who is just leaving
			delete(files, path)
			return nil
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
