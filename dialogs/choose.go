package dialogs

import (
	"strings"

	"capheso/lessons/viet"
)

// plainly finds the one choice whose number, label or other word a text is, to
// the letter or with all its marks left out; -1 when there is none or more
// than one. Most texts are such, and the matcher is spared them.
func plainly(text string, choices []Choice) int {
	if len(text) > longestKeyword {
		return -1
	}
	if n := len(text); n == 1 && '1' <= text[0] && int(text[0]-'0') <= len(choices) {
		return int(text[0] - '1')
	}
	same := strings.EqualFold
	if lower := strings.ToLower(text); viet.FoldsTo(text, lower) { // typed without marks
		text, same = lower, func(a, b string) bool { return viet.FoldsTo(b, a) }
	}
	found := -1
	for i, c := range choices {
		if !same(text, c.Label) && !hasWord(c.Value, text, same) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}

func hasWord(value, text string, same func(a, b string) bool) bool {
	for _, w := range synonyms[value] {
		if same(text, w) {
			return true
		}
	}
	return false
}

// choose finds the choice that a text means. A plain yes or no also means the
// one choice that begins with the same: "chưa có" is "Chưa lưu".
func (w *World) choose(text string, choices []Choice) viet.Match {
	m := w.menu(choices).Choose(text)
	if m.Pick >= 0 {
		return m
	}
	if same := sayingTheSame(text, choices); same >= 0 {
		return viet.Match{Pick: same}
	}
	return m
}

// menu is the choices made ready for the matcher: labels and values say all
// that goes into it. The World remembers it, and that changes no answer.
func (w *World) menu(choices []Choice) *viet.Menu {
	var room [512]byte
	key := room[:0]
	for _, c := range choices {
		key = append(append(key, c.Label...), 0)
		key = append(append(key, c.Value...), 0)
	}
	return w.menus.Of(key, func() []viet.Option {
		options := make([]viet.Option, len(choices))
		for i, c := range choices {
			options[i] = viet.Option{Label: c.Label, Words: synonyms[c.Value]}
		}
		return options
	})
}

// sayingTheSame is the one choice that begins with yes, or with no, as a text
// that is no more than that; -1 when there is none or more than one.
func sayingTheSame(text string, choices []Choice) int {
	yes, ok := viet.YesNo(text)
	if !ok {
		return -1
	}
	same := -1
	for i, c := range choices {
		first, _, _ := strings.Cut(c.Label, " ")
		if y, ok := viet.YesNo(first); ok && y == yes {
			if same >= 0 {
				return -1
			}
			same = i
		}
	}
	return same
}

// synonyms are other words for a choice, by its value.
var synonyms = map[string][]string{
	valueHome:   {"trang chủ", "về đầu", "thôi"},
	valueBack:   {"quay lại", "trở lại"},
	valuePerson: {"gặp người", "người thật", "gọi điện"},
	valueAsk:    {"hỏi", "tôi muốn hỏi", "hỏi việc khác", "cách làm"},
	valueLearn:  {"học", "vào học", "học tiếp", "bài học", "dạy tôi"},
	valueReview: {"ôn", "ôn bài", "ôn lại", "ôn tập", "ôn một câu"},
	valueResume: {"làm tiếp", "tiếp tục", "tiếp", "có"},
	"next":      {"tiếp", "tiếp theo", "tiếp tục", "xong", "xong rồi", "rồi", "được rồi", "làm rồi", "ok", "có", "ừ"},
	"stuck":     {"kẹt", "bị kẹt", "tôi bị kẹt", "không được", "không thấy", "chưa được", "không làm được", "không hiểu", "báo lỗi", "máy báo lỗi", "bị lỗi", "có lỗi"},
	"yes":       {"có", "ừ", "đồng ý", "được", "vâng", "ok"},
	"no":        {"không", "thôi", "không đồng ý", "chưa"},
	"skip":      {"bỏ qua", "thôi", "không", "không nói", "để sau"},
	"walk":      {"từng bước", "mở hướng dẫn", "hướng dẫn", "có", "làm", "đi", "chỉ tôi"},
	"not":       {"không phải", "không đúng", "khác", "không phải ý tôi"},
	"other":     {"khác", "thứ khác", "cái khác", "không có trong này"},
	"coffee":    {"cà phê", "mẹo"},
	"more":      {"xem thêm", "thêm", "mục khác", "khác"},
	"pause":     {"tạm dừng", "nghỉ", "dừng 1 tuần"},
	"erase":     {"xóa", "xóa hết", "xóa dữ liệu"},
	"keep":      {"giữ", "giữ lại", "không xóa", "thôi"},
}
