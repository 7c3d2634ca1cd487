package adapters

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"capheso/dialogs"
)

func TestPackShowsChoicesAsTheChannelCan(t *testing.T) {
	r := []dialogs.Reply{{Text: "Chọn:", Offer: 3, Choices: []dialogs.Choice{{Label: "Học bài", Value: "learn"}, {Label: "Hỏi cách làm giấy tờ", Value: "ask"}}}}
	for _, c := range []struct {
		name   string
		limits Limits
		text   string
		labels []string
	}{
		{"buttons", Limits{Buttons: 5}, "Chọn:", []string{"Học bài", "Hỏi cách làm giấy tờ"}},
		{"no buttons", Limits{}, "Chọn:\n\n1. Học bài\n2. Hỏi cách làm giấy tờ", nil},
		{"too few buttons", Limits{Buttons: 1}, "Chọn:\n\n1. Học bài\n2. Hỏi cách làm giấy tờ", nil},
		{"short labels", Limits{Buttons: 5, Label: 10}, "Chọn:\n\n1. Học bài\n2. Hỏi cách làm giấy tờ", []string{"1", "2"}},
	} {
		got := Pack(c.limits, r)
		if len(got) != 1 || got[0].Text != c.text || len(got[0].Choices) != len(c.labels) || got[0].Offer != 3 {
			t.Errorf("%s: %+v", c.name, got)
			continue
		}
		for i, l := range c.labels {
			if got[0].Choices[i].Label != l || got[0].Choices[i].Value != r[0].Choices[i].Value {
				t.Errorf("%s: choice %d is %+v", c.name, i, got[0].Choices[i])
			}
		}
	}
	if r[0].Choices[0].Label != "Học bài" || r[0].Text != "Chọn:" {
		t.Error("Pack changed what it was given")
	}
}

func TestPackPutsTheHintLast(t *testing.T) {
	r := []dialogs.Reply{{Text: "Chọn:", Hint: "0 gặp người", Choices: []dialogs.Choice{{Label: "Học", Value: "learn"}}}}
	if got := Pack(Limits{}, r)[0]; got.Text != "Chọn:\n\n1. Học\n\n0 gặp người" || got.Hint != "" {
		t.Errorf("%+v", got)
	}
	if got := Pack(Limits{Hints: true, Buttons: 3}, r)[0]; got.Text != "Chọn:" || got.Hint != "0 gặp người" {
		t.Errorf("%+v", got)
	}
}

func TestPackSplitsAtSentences(t *testing.T) {
	text := "Bác mở ứng dụng. Bác bấm nút màu đỏ. Bác chờ một chút. Xong rồi ạ."
	got := Pack(Limits{Text: 40}, []dialogs.Reply{{Text: text, Image: "a.png", Choices: nil, Offer: 1}})
	if len(got) != 2 || got[0].Text != "Bác mở ứng dụng. Bác bấm nút màu đỏ." || got[1].Text != "Bác chờ một chút. Xong rồi ạ." {
		t.Fatalf("%+v", got)
	}
	if got[0].Image != "a.png" || got[1].Image != "" || got[0].Offer != 0 || got[1].Offer != 1 {
		t.Errorf("the picture goes first and the offer last: %+v", got)
	}
}

func TestSplitNeverBreaksACharacter(t *testing.T) {
	units := map[string]func(string) int{
		"runes":  nil,
		"bytes":  func(s string) int { return len(s) },
		"utf-16": func(s string) int { return len(utf16.Encode([]rune(s))) },
	}
	texts := []string{
		strings.Repeat("ế", 100), strings.Repeat("👨‍👩‍👧", 20), strings.Repeat("e\u0302\u0301", 40),
		strings.Repeat("chữ dài không dấu chấm ", 20), strings.Repeat("👍🏽", 30), "", "a",
	}
	for name, count := range units {
		for _, text := range texts {
			l := Limits{Text: 30, Count: count}
			parts := l.split(text)
			if squeeze(strings.Join(parts, "")) != squeeze(text) {
				t.Errorf("%s: %q lost something: %q", name, text, parts)
			}
			for _, p := range parts {
				r, _ := utf8.DecodeRuneInString(p)
				if !utf8.ValidString(p) || l.count(p) > 30 || p != "" && joins(r) {
					t.Errorf("%s: bad part %q (%d)", name, p, l.count(p))
				}
			}
		}
	}
}

// TestSplitNeverBreaksAnEmoji: whole ones only, wherever the limit falls.
func TestSplitNeverBreaksAnEmoji(t *testing.T) {
	utf16Units := func(s string) int { return len(utf16.Encode([]rune(s))) }
	for _, emoji := range [][]string{
		{"🇻🇳"}, {"🇻🇳", "🇱🇦"}, {"🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F"}, {"👨‍👩‍👧"}, {"👍🏽"}, {"1️⃣"}, {"❤️"},
	} {
		for shift := range 8 {
			text := strings.Repeat("a", shift) + strings.Repeat(strings.Join(emoji, ""), 40)
			for _, p := range (Limits{Text: 30, Count: utf16Units}).split(text) {
				rest := strings.TrimLeft(p, "a")
				for rest != "" {
					i := slices.IndexFunc(emoji, func(e string) bool { return strings.HasPrefix(rest, e) })
					if i < 0 {
						t.Fatalf("after %d letters %q became %q", shift, emoji, p)
					}
					rest = rest[len(emoji[i]):]
				}
			}
		}
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func TestPackTypesNumbersWhereAValueDoesNotFit(t *testing.T) {
	long := strings.Repeat("x", 60)
	r := dialogs.Reply{Text: "Chọn:", Offer: 2, Choices: []dialogs.Choice{{Label: "Một", Value: "a"}, {Label: "Hai", Value: long}}}
	got := Pack(Limits{Buttons: 5, Value: 55}, []dialogs.Reply{r})
	if len(got) != 1 || len(got[0].Choices) != 0 || got[0].Text != "Chọn:\n\n1. Một\n2. Hai" {
		t.Errorf("%+v", got)
	}
	if got := Pack(Limits{Buttons: 5, Value: 60}, []dialogs.Reply{r}); len(got[0].Choices) != 2 || got[0].Text != "Chọn:" {
		t.Errorf("a value that just fits: %+v", got)
	}
}

func TestPackPutsShortWordsBesideAPicture(t *testing.T) {
	l := Limits{Text: 200, Caption: 40}
	text := "Bác mở ứng dụng. Bác bấm nút màu đỏ. " + strings.Repeat("Bác chờ một chút nhé. ", 10)
	got := Pack(l, []dialogs.Reply{{Text: text, Image: "a.png", Offer: 1}})
	if len(got) != 3 || got[0].Text != "Bác mở ứng dụng. Bác bấm nút màu đỏ." || got[0].Image == "" || got[1].Image != "" || got[2].Offer != 1 {
		t.Errorf("%d parts: %+v", len(got), got)
	}
	if got := Pack(l, []dialogs.Reply{{Text: text, Offer: 1}}); len(got) != 2 {
		t.Errorf("without a picture: %+v", got)
	}
	if got := Pack(l, []dialogs.Reply{{Text: "Bác bấm đây.", Image: "a.png"}}); len(got) != 1 {
		t.Errorf("a short text: %+v", got)
	}
}
