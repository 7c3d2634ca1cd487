package viet

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestReadings(t *testing.T) {
	for in, want := range map[string]string{
		"ko": "không", "k": "không", "đt": "điện thoại", "dt": "điện thoại", "bik": "biết",
		"mk": "mật khẩu|mình", "ck": "chuyển khoản|chồng", "j": "gì", "cccd": "căn cước công dân|căn cước",
		"hông": "", "hồng": "", "hong": "không|hồng|hỏng", "toi": "", norm.NFD.String("đk"): "đăng ký|được|điều kiện",
	} {
		if got := strings.Join(Readings(in), "|"); got != want {
			t.Errorf("Readings(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestStandard(t *testing.T) {
	for in, want := range map[string]string{
		"mần răng đổi điện thoại":   "0-2 làm sao; 0-2 làm thế nào; 1-2 sao",
		"man rang quet cu a":        "0-2 làm sao; 0-2 làm thế nào; 1-2 sao; 2-5 quét qr; 3-5 qr",
		"gọi số mô":                 "2-3 đâu",
		"mo zalo":                   "", // mở, not mô
		"mỏ than":                   "",
		"tui hổng biết":             "0-1 tôi; 1-3 không biết",
		"vô gia lô":                 "0-1 vào; 1-3 zalo",
		"gia lo":                    "0-2 zalo",
		"lấy ở mô tê cháu":          "2-4 đâu; 3-4 kia",
		"vi nét i đê là gì":         "0-4 vneid",
		"đt":                        "0-1 điện thoại!",
		"chi nhánh":                 "0-1 gì", // an alternative only: "chi" stays
		"chỉ nhánh":                 "",
		"quên mật khẩu":             "",
		"giấy chứng minh thư của u": "0-3 căn cước; 1-4 căn cước",
	} {
		var got []string
		for _, r := range Standard(Tokens(in)) {
			s := fmt.Sprintf("%d-%d %s", r.From, r.To, strings.Join(r.Words, " "))
			if r.Sure {
				s += "!"
			}
			got = append(got, s)
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("Standard(%q) = %q, want %q", in, s, want)
		}
	}
}

// The tables are edited by people who do not program: every line has to be
// well-formed, and none may stand twice.
func TestTables(t *testing.T) {
	for name, table := range map[string]string{"teencode.tsv": teencode, "dialect.tsv": dialect} {
		seen := make(map[string]bool)
		for i, line := range strings.Split(strings.TrimSpace(table), "\n") {
			at := fmt.Sprintf("%s:%d", name, i+1)
			if line == "" || line[0] == '#' {
				continue
			}
			if !norm.NFC.IsNormalString(line) || line != strings.ToLower(line) || line != strings.TrimSpace(line) {
				t.Errorf("%s: not NFC, not lower case or with spaces at the ends: %q", at, line)
			}
			cells := strings.Split(line, "\t")
			if len(cells) < 2 || len(cells) > 3 || slices.Contains(cells, "") {
				t.Fatalf("%s: want two or three cells: %q", at, line)
			}
			if seen[line] || name == "teencode.tsv" && seen[cells[0]] {
				t.Errorf("%s: stands twice: %q", at, line)
			}
			seen[line], seen[cells[0]] = true, true
			if slices.Contains(strings.Split(cells[1], "|"), cells[0]) && len(strings.Split(cells[1], "|")) == 1 {
				t.Errorf("%s: says nothing: %q", at, line)
			}
			if !slices.Equal(Tokens(cells[0]), strings.Fields(cells[0])) {
				t.Errorf("%s: never met, it is not what Tokens makes: %q", at, line)
			}
			if name == "teencode.tsv" && (len(cells) > 2 || len(Tokens(cells[0])) != 1) {
				t.Errorf("%s: a short form is one token: %q", at, line)
			}
			if len(cells) == 3 && (cells[2] != "marks" || !Marked(cells[0])) {
				t.Errorf("%s: third cell: %q", at, line)
			}
		}
		if len(seen) < 130 {
			t.Errorf("%s: only %d lines", name, len(seen))
		}
	}
}
