package dialogs

import (
	"regexp"
	"strings"

	"capheso/lessons"
	"capheso/lessons/viet"
)

// A sign is something scammers write. The weights follow what each sign alone
// makes likely; no rule lowers a score, since a scammer can paste a bank's own
// warning.
type sign struct {
	name   string // what the learner is told, in plain words
	weight int
	any    []string // folded phrases
}

var signs = []sign{
	{"đòi mã hoặc mật khẩu", 4, []string{"doc ma otp", "gui ma otp", "cung cap otp", "cung cap ma", "nhap otp", "ma otp cho", "xac thuc ngay", "nhap mat khau"}},
	{"bảo cài ứng dụng lạ", 5, []string{".apk", "cai ung dung theo link", "cai app theo link", "tai app tai link", "cai dat theo duong dan", "tai ung dung tai"}},
	{"đòi đóng tiền trước", 3, []string{"dong phi truoc", "chuyen phi", "phi ho so", "dat coc truoc", "nap tien de", "nop phi de nhan"}},
	{"khoe trúng thưởng, hoàn tiền", 3, []string{"trung thuong", "nhan thuong", "hoan tien", "qua tri an", "nhan qua", "trung giai"}},
	{"việc nhẹ lương cao", 4, []string{"viec nhe luong cao", "cong tac vien online", "tha tim", "lam nhiem vu nhan", "chot don nhan hoa hong"}},
	{"hứa lãi chắc chắn", 4, []string{"cam ket loi nhuan", "loi nhuan cam ket", "lai suat cao", "khong lo von", "bao lai"}},
	{"hứa lấy lại tiền", 5, []string{"thu hoi tien bi lua", "lay lai tien bi lua", "ho tro lay lai tien"}},
	{"xưng công an, tòa án, ngân hàng", 2, []string{"cong an", "vien kiem sat", "toa an", "can bo dieu tra", "ngan hang", "dien luc", "buu dien"}},
	{"dọa khóa, dọa bắt", 2, []string{"bi khoa", "se khoa", "tam khoa", "bi dinh chi", "lenh bat", "cat dien", "bi phong toa", "khoi to"}},
	{"giục làm gấp", 1, []string{"ngay lap tuc", "trong 24h", "trong 24 gio", "gap", "ngay hom nay", "het han"}},
	{"bảo chuyển tiền", 2, []string{"chuyen tien", "chuyen khoan", "tai khoan an toan", "tai khoan tam giu"}},
	{"bảo giữ bí mật", 3, []string{"khong duoc noi voi ai", "giu bi mat", "khong noi cho nguoi nha"}},
}

// scamScore is what makes a message suspicious, and what makes it very likely
// a scam.
const (
	scamScore   = 4
	strongSigns = 3
)

var (
	linkLike = regexp.MustCompile(`(?i)\b(?:https?://\S+|(?:[a-z0-9-]+\.)+(?:com|net|org|vn|vip|top|xyz|info|site|online|club|cc|me|ly|link|shop|icu|live)\b(?:/\S*)?)`)
	// official hosts end so; everything else in a forwarded message is a sign
	officialHost = regexp.MustCompile(`(?i)(?:^|//|\.)(?:[a-z0-9-]+\.)*gov\.vn(?:[/:?#]|$)`)
)

// scamSigns lists the signs in a message, in plain words.
func scamSigns(text string) []string {
	names, _ := scamWeigh(text)
	return names
}

func scamWeigh(text string) (names []string, score int) {
	folded := strings.Join(strings.Fields(viet.Fold(text)), " ")
	for _, link := range linkLike.FindAllString(text, -1) {
		if !officialHost.MatchString(link) {
			names, score = append(names, "có đường dẫn lạ"), score+4
			break
		}
	}
	for _, s := range signs {
		if near(folded, s.any) {
			names, score = append(names, s.name), score+s.weight
		}
	}
	return names, score
}

// alarmed answers what cannot wait for a search: danger, money just lost, and
// a forwarded message that looks like a scam. The zero Finding is none of it.
func (w *World) alarmed(text string) Finding {
	folded := strings.Join(viet.Tokens(viet.Fold(text)), " ")
	for _, e := range emergencies {
		if e.matches(folded) {
			return Finding{Verdict: lessons.Emergency, Signs: []string{e.kind}}
		}
	}
	if !forwarded(text, folded) {
		return Finding{}
	}
	if names, score := scamWeigh(text); score >= scamScore {
		return Finding{Verdict: lessons.Scam, Signs: names}
	}
	return Finding{}
}

// forwarded reports a text that looks like somebody else's message: it is
// quoted, announced as one, holds a link, or is long.
func forwarded(text, folded string) bool {
	return linkLike.MatchString(text) || strings.Count(text, `"`) >= 2 || strings.ContainsAny(text, "“”") ||
		strings.Contains(folded, "tin nhan nay") || strings.Contains(folded, "tin nhan toi nhan") ||
		strings.Contains(folded, ".apk") || strings.Count(folded, " ") > pastedWords
}

// ScamCheck looks at a message the learner is not sure about. It never says
// that a message is safe.
type ScamCheck struct {
	Checked bool   `json:"checked,omitempty"` // a message was looked at
	Strong  bool   `json:"strong,omitempty"`
	Signs   string `json:"signs,omitempty"` // found in it, in plain words
}

func (d ScamCheck) Show(t *Turn) {
	choices := []Choice{{"Đã lỡ làm theo", "late"}, {"Nơi báo lừa đảo", "report"}, {"Trang chủ", valueHome}}
	switch {
	case d.Signs != "":
		level := "Tin này có dấu hiệu lừa đảo"
		if d.Strong {
			level = "Tin này rất giống lừa đảo"
		}
		t.Say(level + ": " + d.Signs + ".")
		t.Ask("{Bác} đừng bấm đường dẫn, đừng đọc mã, đừng chuyển tiền. Muốn chắc, {bác} gọi số in sau thẻ ngân hàng, hoặc ra công an xã, phường hỏi.", choices...)
	case d.Checked:
		t.Ask("{Cháu} chưa thấy dấu hiệu rõ ràng, nhưng {cháu} không dám chắc. {Bác} vẫn đừng bấm đường dẫn và đừng đọc mã. {Bác} hỏi người nhà hoặc công an xã, phường.", choices...)
	default:
		t.Ask("{Bác} chép tin nhắn đáng ngờ rồi gửi vào đây, {cháu} xem giúp. Nếu là cuộc gọi, {bác} kể họ nói gì.", Choice{"Đã lỡ làm theo", "late"}, Choice{"Quay lại", valueBack})
	}
}

func (d ScamCheck) Step(t *Turn) Dialog {
	switch {
	case t.Value == "late":
		return Card{Kind: lostMoney}
	case t.Value == "report":
		return Card{Kind: whereToReport}
	case t.Text != "" && d == ScamCheck{}:
		names, score := scamWeigh(t.Text)
		t.Count(Fact{Kind: "scam.checked", Score: score})
		return ScamCheck{Checked: true, Strong: len(names) >= strongSigns, Signs: strings.Join(names, "; ")}
	}
	return nil
}

func near(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
