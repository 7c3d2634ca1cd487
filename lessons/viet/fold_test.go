package viet

import (
	"slices"
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Đồng ý":        "dong y",
		"ĐƯỜNG":         "duong",
		"hoà":           "hoa",
		"mật khẩu":      "mat khau",
		"ABC 12":        "abc 12",
		"ＶＮｅＩＤ":         "vneid",
		"quên passcode": "quen passcode",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
		if got := Fold(norm.NFD.String(in)); got != want {
			t.Errorf("Fold(NFD %q) = %q, want %q", in, got, want)
		}
	}
}

func TestKey(t *testing.T) {
	same := [][2]string{{"hoà", "hòa"}, {"thuỷ", "thủy"}, {"Quý", "quý"}, {"khoẻ", "khỏe"}}
	for _, p := range same {
		if Key(p[0]) != Key(p[1]) || Key(p[0]) != Key(norm.NFD.String(p[1])) {
			t.Errorf("%q and %q have different keys", p[0], p[1])
		}
	}
	for _, p := range [][2]string{{"đường", "dương"}, {"chó", "chò"}, {"hoa", "hoà"}, {"ma", "má"}} {
		if Key(p[0]) == Key(p[1]) {
			t.Errorf("%q and %q have one key", p[0], p[1])
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"  chào \t bác  ":       "chào bác",
		"a\u202eb\u200bc\u0000": "abc",
		"dòng 1 \n\n dòng 2":    "dòng 1\ndòng 2",
		"a\u200b\u0301":         "á",
		"xấu\xff\xfe":           "xấu",
		"👨‍👩‍👧":                 "👨‍👩‍👧",
		"":                      "",
		" \n ":                  "",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMarked(t *testing.T) {
	for in, want := range map[string]bool{"dong y": false, "ĐONG": true, "đồng": true, "OK 👍": false} {
		if Marked(in) != want {
			t.Errorf("Marked(%q) = %v", in, !want)
		}
	}
}

func TestTokens(t *testing.T) {
	got := Tokens("Quên mật khẩu, VNeID-mức 2️⃣?")
	want := []string{"quên", "mật", "khẩu", "vneid", "mức", "2"}
	if !slices.Equal(got, want) {
		t.Errorf("Tokens = %q, want %q", got, want)
	}
}

func TestFoldsTo(t *testing.T) {
	texts := []string{"", "a", "dong y", "Đồng ý", "ĐỒNG Ý", "đồng", "đồng ý ạ", "do\u0302\u0300ng y\u0301", "ﬁ", "İ", "日本", "2 tuần", "\xff", "…"}
	for _, s := range texts {
		for _, u := range texts {
			if got, want := FoldsTo(s, Fold(u)), Fold(s) == Fold(u); got != want {
				t.Errorf("FoldsTo(%q, %q) is %v", s, Fold(u), got)
			}
		}
	}
}
