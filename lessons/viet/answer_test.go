package viet

import (
	"strings"
	"testing"
)

func TestNumber(t *testing.T) {
	for in, want := range map[string]int{
		"2": 2, "2.": 2, " 2 ) ": 2, "số 2": 2, "so 2": 2, "Câu B": 2, "b": 2, "2️⃣": 2, "２": 2, "②": 2, "🔟": 10,
		"số 2 nhé cháu": 2, "hai": 2, "ba": 3, "bốn": 4, "nam": 5, "sáu ạ": 6, "bẩy": 7, "mười": 10, "mười hai": 12,
		"muoi lam": 15, "hai mươi": 20, "hai mươi mốt": 21, "hai lăm": 25, "ba chục": 30, "bốn mươi tư": 44,
		"một trăm": 100, "một trăm linh năm": 105, "mot tram le nam": 105, "hai trăm ba mươi mốt": 231,
		"chín trăm chín mươi chín": 999, "năm nghìn": 5000, "hai ngàn không trăm linh sáu": 2006,
		"chọn số 1": 1, "cho bác số 3 với": 3, "số không": 0, "0": 0, "07": 7, "100": 100,
		"thứ hai": -1, "2 lần": -1, "1 2": -1, "": -1, "không": -1, "bà": -1, "sau này": -1, "nằm": -1, "1,5": -1,
		"hai ba": -1, "mười không": -1, "2 triệu": -1, "số": -1, "z": -1, "ạ": -1, "à": -1, "99999999999": -1,
		"năm mươi nghìn đồng": -1, "tu": -1, "h": -1, "đ": -1,
	} {
		n, ok := Number(in)
		if !ok {
			n = -1
		}
		if n != want {
			t.Errorf("Number(%q) = %d, want %d", in, n, want)
		}
	}
}

func TestYesNo(t *testing.T) {
	yes := `có|co|Có ạ|cóoo|cooo|ừ|uh|u|ờ|ừm|dạ|da|vâng|vang a|dạ vâng|ok|OKE|okkk|đồng ý|dong y|đồng í|ddoongf ys|dong y nhe|được|dc|đc|
đuợc|dduwowcj|rồi|roi a|được rồi|dung roi|đúng|phải|đúng rồi cháu ạ|ừ được|được thôi|tôi đồng ý|bác có muốn|có chứ|cũng được|cos|yes`
	no := `không|khong|ko|k|kg|hông|hổng|hong|hok|hem|khum|thôi|chưa|đừng|chẳng|ko dc|không được|không đồng ý|ko dong y|khoong|kho6ng|
dạ không|không ạ|thôi cháu ạ|thôi khỏi|khỏi|không cần đâu|chưa muốn|vẫn chưa|khong muon|không, để mai|ko, mai bác học|ừ không|
không không|không phải|khônggg|không có|chưa được|kdc|bác không muốn đâu cháu ơi|không cảm ơn cháu`
	neither := `|được không|có không|dong y khong|đồng ý chưa|phải không|ok k|có hay không|không biết|không hiểu|không sao|chắc có|
có lẽ|có thể|thôi được|thôi cũng được|cỏ|cò|cô|khống|bhông|khonh|duc|vân|có ai gọi đòi tiền|quên mật khẩu|2|b|đã|cha|dung|sao không|
sai|hong roi|hong ma roi|không sai|không phải là không được|không có gì|ừ mà cái này là sao|có mất tiền không|học bài|không vào được zalo thì làm sao`
	check := func(list, want string) {
		for in := range strings.SplitSeq(strings.ReplaceAll(list, "\n", ""), "|") {
			yes, ok := YesNo(in)
			got := "neither"
			if ok && yes {
				got = "yes"
			} else if ok {
				got = "no"
			}
			if got != want {
				t.Errorf("YesNo(%q) is %s, want %s", in, got, want)
			}
		}
	}
	check(yes, "yes")
	check(no, "no")
	check(neither, "neither")
}

func TestPolite(t *testing.T) {
	for in, want := range map[string]string{
		"dạ cháu ơi cho bác hỏi quên mật khẩu ạ": "quên mật khẩu",
		"cho tôi học bài với":                    "học bài",
		"cháu cho bác học bài đi":                "học bài",
		"học bài giúp bác nhé cháu ơi":           "học bài",
		"xin cảm ơn cháu":                        "cảm ơn",
		"dạ":                                     "dạ",
		"cháu ơi":                                "cháu ơi",
		"toi muon vay":                           "toi muon vay",
		"ho khau":                                "ho khau",
		"lam on chi giup toi":                    "chi",
		"":                                       "",
		"nhờ cháu xem hộ":                        "xem",
		"alo cháu à làm sao nghen":               "làm sao",
	} {
		if got := strings.Join(Polite(Tokens(in)), " "); got != want {
			t.Errorf("Polite(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWish(t *testing.T) {
	for in, want := range map[string]string{
		"bác muốn học":                "học",
		"dạ tui cần gặp người thật ạ": "gặp người thật",
		"ba muon duoc hoc bai voi":    "hoc bai",
		"muốn học":                    "học",
		"bác muốn":                    "bác muốn",
		"bà không muốn học":           "bà không muốn học",
		"mẹ chồng muốn học":           "mẹ chồng muốn học",
		"":                            "",
	} {
		if got := strings.Join(Wish(Tokens(in)), " "); got != want {
			t.Errorf("Wish(%q) = %q, want %q", in, got, want)
		}
	}
}
