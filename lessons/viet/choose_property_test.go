package viet_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"capheso/lessons/viet"
	"capheso/lessons/viet/viettest"

	"golang.org/x/text/unicode/norm"
)

// menus are the options of the table, by name.
func menus(t testing.TB) map[string][]viet.Option {
	data, err := os.ReadFile("testdata/choose.tsv")
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string][]viet.Option)
	for line := range strings.Lines(string(data)) {
		left, right, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if !strings.HasPrefix(left, "@") {
			continue
		}
		for o := range strings.SplitSeq(right, "|") {
			label, words, _ := strings.Cut(o, "=")
			all[left] = append(all[left], viet.Option{Label: label, Words: strings.FieldsFunc(words, func(r rune) bool { return r == ',' })})
		}
	}
	return all
}

// ways are the ways a label is typed. Those that keep the marks have to pick
// the label whatever the others are.
var ways = []struct {
	name  string
	marks bool
	typed func(string) string
}{
	{"as shown", true, func(s string) string { return s }},
	{"upper case", true, strings.ToUpper},
	{"NFD", true, norm.NFD.String},
	{"NFKD upper", true, func(s string) string { return norm.NFKD.String(strings.ToUpper(s)) }},
	{"spaces", true, func(s string) string { return "  " + strings.ReplaceAll(s, " ", "   ") + " \n" }},
	{"ạ", true, func(s string) string { return s + " ạ" }},
	{"nhé cháu", true, func(s string) string { return s + " nhé cháu" }},
	{"cháu ơi", true, func(s string) string { return "cháu ơi " + s }},
	{"stop", true, func(s string) string { return s + "." }},
	{"no marks", false, viet.Fold},
	{"no marks upper", false, func(s string) string { return strings.ToUpper(viet.Fold(s)) }},
	{"no marks ạ", false, func(s string) string { return viet.Fold(s) + " a" }},
	{"Telex", false, viettest.Telex},
	{"VNI", false, viettest.VNI},
	{"Telex ạ", false, func(s string) string { return viettest.Telex(strings.ToLower(s) + " ạ") }},
}

// TestChooseEveryLabel types every label of every menu in every way: it picks
// itself. Without its marks it may be another label too, and a number word may
// be the place of another: then it is asked back.
func TestChooseEveryLabel(t *testing.T) {
	for menu, options := range menus(t) {
		for i, o := range options {
			for _, way := range ways {
				text := way.typed(o.Label)
				m := viet.Choose(text, options)
				if m.Pick == i || m.Pick < 0 && (!way.marks && twins(options, i) || isNumber(o.Label)) {
					continue
				}
				t.Errorf("%s: %q typed %s as %q gives %+v, want %d", menu, o.Label, way.name, text, m, i)
			}
		}
	}
}

// isNumber reports a label that may be the place of another option.
func isNumber(label string) bool {
	_, ok := viet.Number(label)
	return ok
}

// twins reports that another option has the same letters.
func twins(options []viet.Option, i int) bool {
	for j, o := range options {
		if i != j && viet.Fold(o.Label) == viet.Fold(options[i].Label) {
			return true
		}
	}
	return false
}

// TestChooseEveryNumber types the place of every option in every way.
func TestChooseEveryNumber(t *testing.T) {
	words := []string{"một", "hai", "ba", "bốn", "năm", "sáu", "bảy"}
	options := menus(t)["@main"]
	options = append(slices.Clip(options), viet.Option{Label: "Trang chủ"}, viet.Option{Label: "Cài đặt"}, viet.Option{Label: "Để sau"})
	for i, w := range words {
		d := string(rune('1' + i))
		letter := string(rune('a' + i))
		for _, text := range []string{d, d + ".", "(" + d + ")", "số " + d, "so " + d, "SỐ " + d, d + " ạ", d + " nhé cháu", "cho bác số " + d,
			"bác chọn " + d, d + "\ufe0f\u20e3", string(rune('１' + i)), w, "số " + w, norm.NFD.String(w), strings.ToUpper(w), "câu " + letter,
			letter, strings.ToUpper(letter), "đáp án " + letter, "cái thứ " + w, "cai thu " + d, "y " + d, "chon so " + viet.Fold(w)} {
			if m := viet.Choose(text, options); m.Pick != i {
				t.Errorf("%q gives %+v, want %d", text, m, i)
			}
		}
	}
	for _, text := range []string{"0", "8", "15", "số 8", "tám", "cái thứ chín", "h", "1000000000000"} {
		if m := viet.Choose(text, options); m.Pick >= 0 {
			t.Errorf("%q, beyond the options, picks %d", text, m.Pick)
		}
	}
}

// TestChooseSlips makes every slip of one finger in every label: it picks that label or nothing, never another one. What the
// slip makes into something else that was really said does not count.
func TestChooseSlips(t *testing.T) {
	picked, asked, all := 0, 0, 0
	for menu, options := range menus(t) {
		said := make(map[string]bool) // what is another label, or in it
		for _, o := range options {
			for _, phrase := range append(o.Words, o.Label) {
				for _, w := range viet.Tokens(viet.Fold(phrase)) {
					said[w] = true
				}
			}
		}
		for i, o := range options {
			for text, changed := range slips(viet.Fold(o.Label)) {
				m := viet.Choose(text, options)
				all++
				switch {
				case m.Pick == i:
					picked++
				case slices.Contains(m.Guesses, i):
					asked++
				case m.Pick < 0 || viet.Readings(strings.Trim(changed, "()")) != nil || said[viet.Fold(changed)] || hasNumber(text):
				default:
					t.Errorf("%s: %q typed as %q picks %q", menu, o.Label, text, options[m.Pick].Label)
				}
			}
		}
	}
	t.Logf("of %d slips %.0f %% understood, %.0f %% asked back", all, 100*float64(picked)/float64(all), 100*float64(asked)/float64(all))
}

// hasNumber reports a text with a number word: a slip may turn bà into ba.
func hasNumber(text string) bool {
	for _, w := range viet.Tokens(text) {
		if isNumber(w) {
			return true
		}
	}
	return false
}

// slips are the texts one finger makes of a label: a letter left out, doubled,
// hit beside, or swapped with the next. With each comes the word it is in.
func slips(label string) map[string]string {
	all := make(map[string]string)
	words := strings.Fields(label)
	for n, word := range words {
		r := []rune(word)
		for i := range r {
			put := func(s string) {
				all[strings.Join(slices.Concat(words[:n], []string{s}, words[n+1:]), " ")] = s
			}
			put(string(r[:i]) + string(r[i+1:]))
			put(string(r[:i+1]) + string(r[i:]))
			put(string(r[:i]) + "p" + string(r[i+1:]))
			put(string(r[:i]) + "i" + string(r[i+1:]))
			if i+1 < len(r) {
				put(string(r[:i]) + string(r[i+1]) + string(r[i]) + string(r[i+2:]))
			}
		}
	}
	return all
}

// TestChooseNotChoices says at every menu what is meant for no menu. Asking back
// is no harm but a nuisance, and a question asked back is one not looked up.
func TestChooseNotChoices(t *testing.T) {
	data, err := os.ReadFile("testdata/not-choices.txt")
	if err != nil {
		t.Fatal(err)
	}
	all, asked := 0, 0
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		for menu, options := range menus(t) {
			for _, text := range []string{line, viettest.Telex(line)} {
				m := viet.Choose(text, options)
				all++
				if m.Pick >= 0 {
					t.Errorf("%s: %q picks %q", menu, text, options[m.Pick].Label)
				}
				if len(m.Guesses) > 0 {
					asked++
					t.Logf("%s: %q asks back %q", menu, text, options[m.Guesses[0]].Label)
				}
			}
		}
	}
	if 200*asked > all {
		t.Errorf("%d of %d are asked back, more than 1 in 200", asked, all)
	}
}

func TestChooseNothing(t *testing.T) {
	options := menus(t)["@main"]
	for _, text := range []string{"", " ", "\n", "…", "😀😀", "\xff\xfe", strings.Repeat("học bài ", 1<<17), strings.Repeat("😀", 10000), "\u202e", "日本語"} {
		if m := viet.Choose(text, options); m.Pick >= 0 || len(m.Guesses) > 0 {
			t.Errorf("%.20q gives %+v", text, m)
		}
	}
	for _, options := range [][]viet.Option{nil, {}, {{}}, {{Label: " "}, {Label: "…"}}} {
		if m := viet.Choose("học bài", options); m.Pick >= 0 || len(m.Guesses) > 0 {
			t.Errorf("of %+v it takes %+v", options, m)
		}
	}
}

func FuzzChoose(f *testing.F) {
	for _, text := range []string{"2", "học bài", "ddoongf ys", "không đồng ý", "d9o6ng2 y1", "cháu ơi", "hai mươi mốt", "1 hay 2", "quenmatkhau", "cái cuối"} {
		f.Add(text, "Học bài|Hỏi cách làm|2 tuần|Không đồng ý|Đồng ý")
	}
	f.Fuzz(func(t *testing.T, text, labels string) {
		var options []viet.Option
		for l := range strings.SplitSeq(labels, "|") {
			label, words, _ := strings.Cut(l, "=")
			options = append(options, viet.Option{Label: label, Words: strings.Split(words, ",")})
		}
		m := viet.Choose(text, options)
		if m.Pick < -1 || m.Pick >= len(options) || len(m.Guesses) > 2 || m.Pick >= 0 && len(m.Guesses) > 0 {
			t.Fatalf("Choose(%q, %q) = %+v", text, labels, m)
		}
		for i, g := range m.Guesses {
			if g < 0 || g >= len(options) || slices.Index(m.Guesses, g) != i {
				t.Fatalf("Choose(%q, %q) = %+v", text, labels, m)
			}
		}
		if again := viet.Choose(text, options); again.Pick != m.Pick || !slices.Equal(again.Guesses, m.Guesses) {
			t.Fatalf("Choose(%q, %q) = %+v, then %+v", text, labels, m, again)
		}
	})
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"  a\t b\n\n c ", "a\u202eb", "e\u0323\u0302", "\u0300\x1c\u0323", "\xff", "👨‍👩‍👧"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := viet.Clean(s)
		if !utf8.ValidString(c) {
			t.Fatalf("Clean(%q) = %q is not UTF-8", s, c)
		}
		if again := viet.Clean(c); again != c {
			t.Fatalf("Clean(%q) = %q, and cleaned again %q", s, c, again)
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Đồng ý", "ＶＮｅＩＤ", "İ", "ﬁ", "e\u0323\u0302", "\xff", "日本", "00\xf2ȓ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := viet.Fold(s)
		if !utf8.ValidString(folded) {
			t.Fatalf("Fold(%q) = %q is not UTF-8", s, folded)
		}
		if again := viet.Fold(folded); again != folded {
			t.Fatalf("Fold(%q) = %q, and folded again %q", s, folded, again)
		}
		for _, w := range viet.Tokens(s) {
			if w == "" || !utf8.ValidString(w) {
				t.Fatalf("Tokens(%q) has %q", s, w)
			}
			viet.Key(w)
			viet.Repair(w, nil)
		}
		viet.Number(s)
		viet.YesNo(s)
		viet.Standard(viet.Polite(viet.Tokens(s)))
	})
}

// BenchmarkChoose prints what one text costs at a menu made ready before: a
// number, a label, a question; half and 99 in 100 of the inputs of the table;
// and what making ready costs.
func BenchmarkChoose(b *testing.B) {
	options := menus(b)["@main"]
	m := viet.NewMenu(options)
	for name, text := range map[string]string{"number": "2", "label": "Học bài", "folded": "hoc bai", "sentence": "cháu ơi cho bác học bài đi",
		"question": "quên mật khẩu vneid", "long question": "quen mat khau vneid roi lam sao chau oi"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m.Choose(text)
			}
		})
	}
	b.Run("ready", func(b *testing.B) {
		for b.Loop() {
			viet.NewMenu(options)
		}
	})
	b.Run("table", func(b *testing.B) {
		calls := tableCalls(b)
		var took []time.Duration
		n := 0
		for b.Loop() {
			c := calls[n%len(calls)]
			n++
			start := time.Now()
			c.menu.Choose(c.text)
			took = append(took, time.Since(start))
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2])/1e3, "p50-µs")
		b.ReportMetric(float64(took[len(took)*99/100])/1e3, "p99-µs")
		b.ReportMetric(0, "ns/op")
	})
}

type calling struct {
	text string
	menu *viet.Menu
}

func tableCalls(b *testing.B) (calls []calling) {
	data, err := os.ReadFile("testdata/choose.tsv")
	if err != nil {
		b.Fatal(err)
	}
	all := menus(b)
	var menu *viet.Menu
	for line := range strings.Lines(string(data)) {
		left, _, _ := strings.Cut(strings.TrimSpace(line), "\t")
		switch {
		case left == "" || left[0] == '#':
		case left[0] == '@':
			menu = viet.NewMenu(all[left])
		default:
			calls = append(calls, calling{left, menu})
		}
	}
	return calls
}
