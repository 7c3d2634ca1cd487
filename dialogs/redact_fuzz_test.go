package dialogs

import (
	"strings"
	"testing"
	"unicode/utf8"

	"capheso/lessons/viet"
)

// FuzzRedact promises of any text: no panic, valid UTF-8, masking twice changes
// nothing, found tells the truth, and no nine digits in a row are left that
// are not money, a hotline or the number of a file.
func FuzzRedact(f *testing.F) {
	for _, name := range []string{"secrets.tsv", "innocent.txt", "scam.txt", "ordinary.txt"} {
		for i, row := range corpus(f, name) {
			if i%7 == 0 {
				f.Add(row[0])
			}
		}
	}
	f.Add("otp 482913, 2024 [mã đã che], 1022 x@y.vn dong")
	f.Add("123456789 d@x.vn [số thẻ đã che] 12/27 \u200d9\ufe0f\u20e3")
	f.Fuzz(func(t *testing.T, text string) {
		text = viet.Clean(text)
		got, found := Redact(text)
		if !utf8.ValidString(got) {
			t.Fatalf("Redact(%q) is not UTF-8: %q", text, got)
		}
		if found != (got != text) {
			t.Fatalf("Redact(%q) = %q, found %v", text, got, found)
		}
		if found && !Masked(got) {
			t.Fatalf("Redact(%q) = %q has no tag", text, got)
		}
		if again, more := Redact(got); more || again != got {
			t.Fatalf("Redact(%q) = %q, and of that %q", text, got, again)
		}
		if run := longRun(got); run != "" {
			t.Fatalf("Redact(%q) = %q leaves %q", text, got, run)
		}
	})
}

// longRun finds nine ASCII digits in a row that neither begin like a hotline
// nor are followed by a letter or a sign of money.
func longRun(s string) string {
	for i := 0; i < len(s); i++ {
		j := i
		for j < len(s) && isDigit(s[j]) {
			j++
		}
		if j-i < 9 {
			i = j
			continue
		}
		run, rest := s[i:j], strings.TrimLeft(viet.Fold(s[j:]), " ")
		unit, _, _ := strings.Cut(rest, " ")
		money := run[0] != '0' && len(run) <= 12 && unit != "" && strings.IndexByte("dvtnuk", unit[0]) >= 0
		if !money && !strings.HasPrefix(run, "1900") && !strings.HasPrefix(run, "1800") {
			return run
		}
		i = j
	}
	return ""
}

func BenchmarkRedact(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"short", "xong rồi"},
		{"plain", "quen mat khau vneid roi chau oi"},
		{"marked", "quên mật khẩu VNeID thì làm sao cháu ơi"},
		{"one", "2"},
		{"step", "tôi bị kẹt ở bước 3/7"},
		{"phone", "goi toi 0912 345 678 nhe"},
		{"otp", "ma xac nhan vneid cua bac la 482913 nhap giup bac voi"},
		{"money", "chuyển 15.000.000 đồng phải quay mặt à cháu"},
		{"spoken", "số bác là không chín tám bảy sáu năm bốn ba hai một"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Redact(c.text)
			}
		})
	}
}
