package dialogs

import "strings"

// The cards, by what has happened.
const (
	illness       = "illness"
	danger        = "danger"
	fire          = "fire"
	despair       = "despair"
	lostMoney     = "money"
	lostCode      = "code"
	strangeApp    = "app"
	whereToReport = "report"
)

// emergency recognises one kind of danger: any phrase of any, and none of not.
type emergency struct {
	kind string
	any  []string
	not  []string
}

// hypothetical is how people ask about a thing that has not happened.
var hypothetical = []string{"nếu lỡ", "nếu như", "có nên", "để khỏi", "tránh bị", "phòng tránh", "nghe nói", "nghe kể", "là gì", "bài lỡ", "chuyển nhầm", "nhầm số", "nhầm người", "ck nhầm", "bấm lộn", "lộn số", "gửi nhầm", "hứa giúp", "hứa lấy lại", "hứa đòi", "sợ người ta", "sợ nó", "sợ bị", "chưa điền", "chưa nhập", "thu hồi tiền bị lừa", "lấy lại tiền bị lừa", "bạn tôi bị"}

// emergencies are looked through in this order: whoever is in danger or ill is
// answered before the money is.
var emergencies = []emergency{
	{illness, []string{
		"đau ngực", "tức ngực", "đau thắt ngực", "khó thở", "không thở được", "thở không nổi", "méo miệng", "nói ngọng", "yếu liệt", "liệt nửa người", "liệt tay", "bất tỉnh",
		"ngất xỉu", "ngất rồi", "xỉu rồi", "đột quỵ", "tai biến rồi", "co giật", "chảy máu nhiều", "chảy máu không cầm", "uống nhầm", "uống thuốc sâu", "thuốc trừ sâu", "ngộ độc", "ngã đập đầu", "hóc xương", "bị điện giật", "ngã xuống", "ngã quỵ", "ngã cầu thang", "thở dốc", "thở gấp", "tím tái", "lơ mơ", "gọi không tỉnh", "gọi không dậy", "không nói được nữa", "nôn ra máu", "ho ra máu", "hôn mê", "ngất lịm", "cứng hàm", "nói không ra tiếng", "tím người", "ho sặc", "hóc nghẹn", "nghẹt thở", "đuối nước", "ngừng thở", "tê nửa người", "không cử động", "liệt người", "ngã gãy", "chảy nhiều máu", "đau dữ dội", "đau tim", "nhồi máu", "cơn đau tim"},
		[]string{"người lạ báo", "gọi báo", "xưng", "báo con", "là gì", "chuyển gấp", "viện phí", "chuyển tiền", "chuyển khoản"}},
	{fire, []string{"cháy nhà", "nhà đang cháy", "nhà tôi đang cháy", "nhà tui đang cháy", "nhà bác đang cháy", "đang cháy lớn", "cháy bếp", "cháy lớn", "bốc cháy", "nổ bình ga", "nổ bình gas", "rò rỉ ga", "rò rỉ gas", "rò ga", "xì ga", "xì gas", "hàng xóm đang cháy", "nhà * đang cháy", "khói mù mịt", "chập điện cháy", "cháy xe", "cháy chợ", "bốc lửa", "bếp * cháy", "gas * cháy", "ga * cháy"},
		[]string{"phòng cháy", "phòng chống"}},
	{despair, []string{
		"=tự tử", "muốn tự tử", "định tự tử", "nghĩ tới tự tử", "nghĩ đến tự tử", "tự vẫn", "tự sát", "muốn chết", "không muốn sống", "hết muốn sống", "chẳng muốn sống", "không thiết sống", "chán sống", "chết cho xong", "chết quách", "sống làm gì nữa", "sống không bằng chết"},
		[]string{"chết máy", "tử tế"}},
	{danger, []string{
		"đang bị dọa", "đang bị đe dọa", "đang đánh tôi", "đang đánh tui", "đang đánh bác", "nó đánh tôi", "nó đánh tui", "nó đánh bác", "chồng đánh", "chồng tôi đánh", "bị đánh đập", "đến nhà dọa", "đến nhà đòi đánh",
		"dọa giết", "bị bắt cóc", "đang bị đánh", "đột nhập", "có trộm", "trộm vô nhà", "trộm vào nhà", "đang bị cướp", "cướp vô nhà", "bị bạo hành", "cầm dao", "cầm mã tấu", "cầm gậy", "đang đánh", "bị đánh", "bị hành hung", "phá cửa", "đập cửa", "đòi giết", "đòi đánh", "đòi chém", "dọa đánh", "dọa chém", "bị nhốt", "bị ép ký", "bị rượt", "trèo tường", "kẻ lạ * vô", "kẻ lạ * vào nhà", "lẻn vô", "lẻn vào", "cạy cửa"},
		[]string{"đánh máy", "đánh chữ", "đánh bài", "đánh cờ", "đánh răng", "đánh giá", "đánh cá", "bà con", "hay có trộm", "nhắc"}},
	{strangeApp, []string{
		"lỡ cài app", "lỡ cài ứng dụng", "lỡ cài phần mềm", "lỡ cài file", "lỡ cài apk", "lỡ cài vneid giả", "trót cài", "lỡ tải app", "lỡ tải ứng dụng", "lỡ tải phần mềm", "lỡ tải file", "đã cài file apk", "cài * apk * rồi", "cài app lạ rồi",
		"cài app giả rồi", "cài vneid giả rồi", "cài ứng dụng lạ rồi", "cài ứng dụng giả rồi", "cài * nó gửi rồi", "cài * họ gửi * rồi", "cài * họ gửi * làm sao", "cài cái nó gửi", "máy * bị điều khiển", "máy * người ta điều khiển", "điện thoại bị điều khiển",
		"cài * của nó * rồi", "cài * của họ * rồi", "cài * nó bảo * rồi", "cài * họ bảo * rồi", "cài * nó kêu * rồi", "cài * theo nó * rồi", "cho nó xem màn hình", "cho họ xem màn hình", "cho người ta xem màn hình", "điều khiển từ xa rồi", "máy tự chạy", "tự bấm tự chạy", "lỡ chia sẻ màn hình", "trót chia sẻ màn hình", "chia sẻ màn hình cho nó * rồi", "cài * xong máy", "cài * xong * máy tự", "máy * tự nhảy", "máy tự mở", "màn hình tự", "cho nó coi màn hình", "cho họ coi màn hình", "cho nó điều khiển", "bật chia sẻ màn hình * rồi", "điện thoại bị nó", "máy bị nó"},
		hypothetical},
	{lostCode, []string{
		"lỡ đọc mã", "lỡ đọc otp", "lỡ đọc cái mã", "lỡ đọc * số", "trót đọc", "đã đọc mã cho", "đã đọc otp cho", "đọc * mã * cho nó", "đọc * mã * cho thằng", "đọc * mã * cho con nhỏ", "đọc * mã * cho người ta * rồi", "đọc * mã * cho họ * rồi", "đọc otp cho nó", "đọc otp cho người ta * rồi", "đọc otp cho họ * rồi",
		"lỡ đưa mã", "lỡ đưa otp", "lỡ cho mã", "lỡ cho otp", "lỡ gửi mã", "lỡ gửi otp", "trót đưa mã", "trót gửi mã", "đưa mã otp cho người * giờ", "đưa mã otp cho nó", "lỡ chụp mã", "lỡ lộ mã", "lỡ lộ mật khẩu", "lộ mã otp rồi",
		"lỡ nhập mã", "lỡ nhập otp", "lỡ nhập mật khẩu", "lỡ gõ mật khẩu", "lỡ gõ mã", "lỡ cho mật khẩu", "nhập * web giả", "nhập * trang giả", "nhập * trang lạ rồi", "nhập * link lạ rồi", "gõ mật khẩu * trang lạ",
		"lỡ quét * mã", "trót quét", "điền số thẻ", "lỡ cho * số thẻ", "lỡ đọc số thẻ", "lỡ đưa số thẻ", "lỡ gửi * căn cước", "lỡ chụp * căn cước", "gửi * căn cước cho nó rồi", "gửi * căn cước cho họ rồi", "lỡ khai", "điền hết thông tin", "khai hết thông tin", "nhập hết thông tin", "điền thông tin * rồi * link", "mất zalo rồi", "mất nick rồi", "mất facebook rồi", "bị chiếm zalo", "zalo * chiếm", "facebook * chiếm", "nick * chiếm", "văng khỏi zalo", "bị chiếm nick", "zalo * bị cướp", "bị hack sau khi", "lấy mất mật khẩu", "lấy mất zalo", "facebook * bị cướp", "số trên thẻ với mã", "nghe lời nó đọc", "nghe lời họ đọc", "nghe lời * đọc hết", "bấm * link * gõ mật khẩu", "bấm * link * nhập mật khẩu", "bấm * link * đăng nhập"},
		hypothetical},
	{lostMoney, []string{
		"lỡ chuyển", "lỡ ck", "lỡ gửi tiền", "lỡ nạp tiền", "lỡ đóng tiền", "lỡ nộp tiền", "trót chuyển", "trót gửi tiền", "trót nạp", "tốt chuyển tiền cho", "chuyển * cho nó rồi", "chuyển * cho nó mất rồi", "chuyển * cho nó * triệu rồi", "chuyển * triệu cho nó",
		"ck cho nó", "chuyển hết tiền * rồi", "chuyển hết tiền * cho nó", "vừa chuyển tiền cho bọn", "vừa gửi tiền cho bọn", "chuyển * cho bọn lừa", "gửi * tiền cho bọn lừa", "chuyển * cho công an giả", "đã chuyển tiền cho kẻ", "vào tài khoản an toàn rồi", "chuyển tiền rồi mới biết",
		"chuyển * chặn số", "chuyển * nó chặn", "chuyển * nó block", "xong mới biết bị lừa", "rồi mới biết bị lừa", "mới biết bị lừa", "bị lừa rồi", "bác bị * lừa", "tôi bị * lừa", "tui bị * lừa", "bà bị * lừa", "~bị lừa mất", "~bị lừa hết", "~bị lừa sạch", "~bị lừa gửi", "~bị lừa chuyển * tiền", "~bị lừa chuyển khoản", "vừa bị lừa", "mới bị lừa", "bị dụ chuyển tiền", "nó lừa tui", "nó lừa tôi", "nó lừa bác",
		"mất sạch tiền", "mất sạch rồi", "mất hết tiền trong tài khoản", "tiền trong tài khoản bị trừ hết", "tiền trong tài khoản * bị trừ hết", "bị trừ hết tiền", "rút hết tiền", "rút sạch tiền", "nạp * triệu * không rút được", "nạp * triệu * rút không được",
		"nộp phí * rồi * đòi nữa", "đóng phí * rồi * đòi nữa", "nộp phí cho nó rồi", "đóng phí cho nó rồi", "lỡ bấm * link", "lỡ bấm * đường dẫn", "lỡ nhấn * link", "trót bấm * link", "bấm link rồi", "bấm vào link rồi", "bấm mất rồi", "lỡ làm theo", "lỡ tin", "trót tin", "lỡ nghe lời", "vừa mất * triệu", "mất * triệu vì", "mất * vì bọn", "tài khoản hết tiền", "tài khoản * hết sạch", "tiền bay", "hết sạch tiền", "mất hết tiền", "bị rút hết", "bị dụ nạp", "bị dụ đầu tư", "bị dụ chuyển", "app biến mất", "trang web biến mất", "tiền * đi mất rồi", "tiền * mất rồi", "nạp * giờ * không vào được", "chuyển theo lời", "chuyển tiền theo nó", "bấm * link * rồi điền", "bị gạt mất", "bị gạt tiền", "bị gạt hết", "bị gạt rồi", "bị lừa * triệu", "lừa mất", "bị rút sạch", "nó lấy hết tiền", "lấy hết tiền của", "lấy sạch tiền", "chuyển cọc * gọi không ai nghe", "cọc * rồi * gọi không"},
		hypothetical},
}

// emergencyIn is the kind of danger a text tells of; empty when there is none.
func emergencyIn(f *found, few bool) string {
	for i, e := range emergencies {
		if f.has(2*i) && !f.has(2*i+1) {
			return e.kind
		}
	}
	return lossIn(f, few)
}

// Card is what to do right now, the number to call first.
type Card struct {
	Kind string `json:"kind"`
}

func (d Card) Show(t *Turn) {
	card, ok := cards[d.Kind]
	if !ok {
		Person{}.Show(t)
		return
	}
	t.Say(card.first)
	var choices []Choice
	if _, ok := t.World.Course.Guide(card.guide); ok {
		choices = append(choices, Choice{"Đi từng bước", "walk"})
	}
	choices = append(choices, Choice{"Gặp người thật", valuePerson})
	if card.guide != "" {
		choices = append(choices, Choice{"Nơi báo lừa đảo", "report"})
	}
	t.Ask(card.then, append(choices, Choice{"Trang chủ", valueHome})...)
}

func (d Card) Step(t *Turn) Dialog {
	switch t.Value {
	case "report":
		return t.instead(Card{Kind: whereToReport})
	case "walk":
		if _, ok := t.World.Course.Guide(cards[d.Kind].guide); ok {
			return Guide{ID: cards[d.Kind].guide}
		}
	}
	return nil
}

// card is what is said at once, what then, and the guide that goes through it
// step by step, if the course has it.
type card struct{ first, then, guide string }

// cards hold what is said. Sources: services-vi 6.3 and 6.4 (S14, S44, S46).
var cards = map[string]card{
	illness: {
		first: "{Bác} gọi 115 ngay ạ. Nói rõ địa chỉ và người bệnh đang thế nào.",
		then:  "{Cháu} là máy, không chữa bệnh được. Trong lúc chờ, {bác} gọi người nhà hoặc hàng xóm tới, và đừng tự uống thuốc.",
	},
	fire: {
		first: "{Bác} gọi 114 ngay ạ, và ra khỏi nhà trước đã.",
		then:  "Ra ngoài rồi {bác} gọi người xung quanh. Đồ đạc để sau, người là quan trọng nhất.",
	},
	despair: {
		first: "{Bác} ơi, {cháu} là máy nhưng nghe mà thương. {Bác} gọi ngay người thân gần nhất, hoặc 115 nếu thấy không ổn. Trẻ em gọi 111.",
		then:  "{Bác} đừng ở một mình lúc này. Có người muốn nghe {bác} nói. {Cháu} chỉ chỗ gặp người thật nhé?",
	},
	danger: {
		first: "{Bác} gọi 113 ngay ạ. Nếu có trẻ em bị hại, gọi thêm 111.",
		then:  "{Bác} tới chỗ có người, khóa cửa lại nếu được. Đừng tự cãi nhau với họ.",
	},
	lostMoney: {
		first: "{Bác} bình tĩnh, nhiều người cũng bị như vậy, không phải lỗi của {bác}. Việc đầu tiên: gọi ngân hàng theo số in sau thẻ, xin khóa tài khoản.",
		then:  "Rồi {bác} ra công an xã, phường trình báo; đang bị ép thì gọi 113. Giữ lại tin nhắn, đừng xóa. Lỡ cài ứng dụng lạ thì tắt mạng, tắt máy. Đừng chuyển thêm đồng nào, kể cả cho người hứa lấy lại tiền.",
		guide: "at-hd-lo-chuyen-tien",
	},
	lostCode: {
		first: "{Bác} bình tĩnh, làm nhanh thì còn giữ được tiền. Việc đầu tiên: gọi ngân hàng theo số in sau thẻ, xin khóa tài khoản.",
		then:  "Từ giờ {bác} không đọc thêm mã nào nữa. Mã của VNeID thì gọi 1900 0368 nhờ khóa. Giữ lại tin nhắn, rồi báo công an xã, phường.",
		guide: "at-hd-lo-doc-otp",
	},
	strangeApp: {
		first: "{Bác} tắt nguồn điện thoại đó ngay ạ, để kẻ gian không điều khiển được nữa. Không phải lỗi của {bác}.",
		then:  "Rồi {bác} mượn máy khác, gọi ngân hàng theo số in sau thẻ, xin khóa tài khoản. Sau đó báo công an xã, phường. Chưa xóa sạch máy thì đừng dùng lại.",
		guide: "at-hd-lo-cai-app",
	},
	whereToReport: {
		first: "Nơi báo chắc nhất là công an xã, phường. Đang bị đe dọa thì gọi 113.",
		then:  "Có VNeID mức 2, {bác} vào mục “Kiến nghị, phản ánh về ANTT”. Cuộc gọi lừa đảo báo số 156, tin nhắn rác báo 5656. Nếu không liên lạc được, {bác} ra công an xã, phường.",
	},
}

// EmergencyText is what the card of a finding says, as one text.
func EmergencyText(kind string) string {
	return strings.Join([]string{cards[kind].first, cards[kind].then}, "\n")
}
