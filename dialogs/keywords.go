package dialogs

import (
	"strings"

	"capheso/lessons/viet"
)

// keywords are the words that work everywhere, folded, each only when it is
// the whole message but for courtesies and "tôi muốn": inside a sentence it is
// just a word.
var keywords = map[string]func(*Turn) Dialog{}

// commands lists the keywords by what they do.
var commands = []struct {
	words []string
	to    func(*Turn) Dialog
}{
	{[]string{"0", "gap nguoi", "gap nguoi that", "gap can bo", "nguoi that", "goi nguoi", "can nguoi giup", "person"}, func(*Turn) Dialog { return Person{} }},
	{[]string{"8", "doc lai", "nhac lai", "nghe lai", "noi lai", "lap lai"}, func(t *Turn) Dialog { return t.repeat() }},
	{[]string{"9", "quay lai", "tro lai", "ve truoc", "lui lai", "back"}, func(t *Turn) Dialog { return t.back() }},
	{[]string{"trang chu", "menu", "ve dau", "ve nha", "thoat", "bat dau lai", "home"}, func(t *Turn) Dialog { return t.home() }},
	{[]string{"help", "giup", "tro giup", "huong dan", "giup voi"}, func(t *Turn) Dialog { return t.home() }},
	{[]string{"start"}, func(t *Turn) Dialog { return t.home() }},
	{[]string{"hoc", "hoc bai"}, func(t *Turn) Dialog { return t.toLearn() }},
	{[]string{"on bai", "on lai", "on tap", "on lai bai", "on bai cu"}, func(t *Turn) Dialog { return t.toReview() }},
	{[]string{"hoi"}, func(*Turn) Dialog { return Ask{} }},
	{[]string{"ca phe", "ca phe sang", "cafe", "cafe sang", "coffee"}, func(*Turn) Dialog { return CoffeeMenu{} }},
	{[]string{"dung", "dung gui", "tam dung", "tam dung 1 tuan", "tam dung mot tuan", "stop"}, func(t *Turn) Dialog { return t.pauseCoffee() }},
	{[]string{"mui gio", "doi mui gio", "o nuoc ngoai", "dang o nuoc ngoai"}, func(*Turn) Dialog { return AtZone{} }},
	{[]string{"ket qua", "ket qua cua toi", "ket qua hoc"}, func(*Turn) Dialog { return Results{} }},
	{[]string{"cai dat"}, func(*Turn) Dialog { return Settings{} }},
	{[]string{"xem du lieu", "du lieu cua toi", "xem du lieu cua toi"}, func(*Turn) Dialog { return MyData{} }},
	{[]string{"xoa", "xoa du lieu", "xoa du lieu cua toi", "xoa het du lieu"}, func(*Turn) Dialog { return EraseSure{} }},
	{[]string{"doi nguoi", "nguoi khac dung", "nguoi khac"}, func(*Turn) Dialog { return People{} }},
	{[]string{"lua dao", "kiem tra lua dao", "co phai lua dao khong"}, func(*Turn) Dialog { return ScamCheck{} }},
}

func init() {
	for _, c := range commands {
		for _, w := range c.words {
			keywords[w] = c.to
		}
	}
}

// otherWord are words that a keyword only looks like without its marks: who
// says "đúng" does not want the coffee to stop.
var otherWord = map[string]bool{"đúng": true, "dùng": true, "dụng": true}

// longestKeyword is the longest message that may be one, in bytes.
const longestKeyword = 60

// keyword answers a message that is as a whole one of the keywords; nil when
// it is not.
func (t *Turn) keyword(text string) Dialog {
	if len(text) > longestKeyword {
		return nil
	}
	if text == "#" || text == "＃" || text == "#️⃣" {
		return t.home()
	}
	tokens := viet.Tokens(text)
	for _, said := range [][]string{tokens, viet.Polite(tokens), viet.Wish(tokens)} {
		whole := strings.Join(said, " ")
		if to, ok := keywords[viet.Fold(whole)]; ok && !otherWord[whole] {
			return to(t)
		}
	}
	return nil
}
