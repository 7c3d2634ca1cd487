package dialogs

import "strings"

// The cards, by what has happened.
const (
	illness       = "illness"
	danger        = "danger"
	fire          = "fire"
	despair       = "despair"
	lostMoney     = "money"
	whereToReport = "report"
)

// emergency recognises one kind of danger in a folded text: any phrase of any,
// and none of not.
type emergency struct {
	kind string
	any  []string
	not  []string
}

var emergencies = []emergency{
	{illness, []string{"dau nguc", "tuc nguc", "kho tho", "meo mieng", "yeu liet", "liet nua nguoi", "bat tinh", "ngat xiu", "dot quy", "co giat", "chay mau nhieu", "uong nham thuoc", "ngo doc"}, []string{"nguoi la bao", "goi bao", "xung", "bao con", "la gi"}},
	{fire, []string{"chay nha", "nha dang chay", "dang chay lon", "no binh ga", "ro ri ga", "ro ga"}, nil},
	{despair, []string{"muon chet", "khong muon song", "tu tu", "chan song", "chet cho xong", "song lam gi nua"}, nil},
	{danger, []string{"dang bi doa", "dang danh toi", "bi danh dap", "no den nha doa", "doa giet", "bi bat coc", "dang bi danh", "dot nhap", "co trom", "dang bi cuop", "bi bao hanh"}, nil},
	{lostMoney, []string{
		"lo chuyen tien", "lo chuyen khoan", "vua chuyen tien cho", "da chuyen tien cho", "chuyen tien roi moi biet", "lo gui tien", "tot chuyen tien",
		"lo doc ma", "lo doc otp", "da doc ma", "da doc otp", "doc ma otp cho", "doc otp cho no", "lo dua ma", "lo cho ma",
		"lo bam link", "lo bam vao link", "bam link roi", "lo bam duong dan", "lo cai app", "lo cai ung dung", "cai app la roi", "lo tai app",
		"bi lua mat", "bi lua het tien", "vua bi lua", "mat sach tien", "mat het tien trong tai khoan", "tien trong tai khoan bi tru", "bi tru het tien",
		"bi lua roi", "bam mat roi", "bam so 1 roi", "bam phim 1 roi"},
		[]string{"chuyen nham", "lay lai tien bi lua", "nham nguoi", "nham so"}},
}

func (e emergency) matches(folded string) bool {
	return near(folded, e.any) && !near(folded, e.not)
}

// Card is what to do right now, the number to call first.
type Card struct {
	Kind string `json:"kind"`
}

func (d Card) Show(t *Turn) {
	first, then := cards[d.Kind].first, cards[d.Kind].then
	if first == "" {
		Person{}.Show(t)
		return
	}
	t.Say(first)
	choices := []Choice{{"Gặp người thật", valuePerson}}
	if d.Kind == lostMoney {
		choices = append(choices, Choice{"Nơi báo lừa đảo", "report"})
	}
	t.Ask(then, append(choices, Choice{"Trang chủ", valueHome})...)
}

func (Card) Step(t *Turn) Dialog {
	if t.Value == "report" {
		return t.instead(Card{Kind: whereToReport})
	}
	return nil
}

// cards hold what is said. Sources: services-vi 6.3 and 6.4 (S14, S44, S46).
var cards = map[string]struct{ first, then string }{
	illness: {
		"{Bác} gọi 115 ngay ạ. Nói rõ địa chỉ và người bệnh đang thế nào.",
		"{Cháu} là máy, không chữa bệnh được. Trong lúc chờ, {bác} gọi người nhà hoặc hàng xóm tới, và đừng tự uống thuốc.",
	},
	fire: {
		"{Bác} gọi 114 ngay ạ, và ra khỏi nhà trước đã.",
		"Ra ngoài rồi {bác} gọi người xung quanh. Đồ đạc để sau, người là quan trọng nhất.",
	},
	despair: {
		"{Bác} ơi, {cháu} là máy nhưng nghe mà thương. {Bác} gọi ngay người thân gần nhất, hoặc 115 nếu thấy không ổn. Trẻ em gọi 111.",
		"{Bác} đừng ở một mình lúc này. Có người muốn nghe {bác} nói. {Cháu} chỉ chỗ gặp người thật nhé?",
	},
	danger: {
		"{Bác} gọi 113 ngay ạ. Nếu có trẻ em bị hại, gọi thêm 111.",
		"{Bác} tới chỗ có người, khóa cửa lại nếu được. Đừng tự cãi nhau với họ.",
	},
	lostMoney: {
		"{Bác} bình tĩnh, nhiều người cũng bị như vậy, không phải lỗi của {bác}. Việc đầu tiên: gọi ngân hàng theo số in sau thẻ, xin khóa tài khoản.",
		"Rồi {bác} ra công an xã, phường trình báo; đang bị ép thì gọi 113. Giữ lại tin nhắn, đừng xóa. Lỡ cài ứng dụng lạ thì tắt mạng, tắt máy. Đừng chuyển thêm đồng nào, kể cả cho người hứa lấy lại tiền.",
	},
	whereToReport: {
		"Nơi báo chắc nhất là công an xã, phường. Đang bị đe dọa thì gọi 113.",
		"Có VNeID mức 2, {bác} vào mục “Kiến nghị, phản ánh về ANTT”. Cuộc gọi lừa đảo báo số 156, tin nhắn rác báo 5656. Nếu không liên lạc được, {bác} ra công an xã, phường.",
	},
}

// EmergencyText is what the card of a finding says, as one text.
func EmergencyText(kind string) string {
	return strings.Join([]string{cards[kind].first, cards[kind].then}, "\n")
}
