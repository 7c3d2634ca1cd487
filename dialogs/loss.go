package dialogs

// fewWords is how short a text must be for "đã chuyển tiền" to be all it says.
const fewWords = 6

// lossIn is the kind of loss a text tells of in any words; empty when there is
// none; few says that it has few words. No phrase alone says it: something was given, it is done, and to whom or
// how it turned out.
func lossIn(f *found, few bool) string {
	if f.has(listHypothetical) || f.has(listAsks) {
		return ""
	}
	if few && f.has(listShortCode) {
		return lostCode
	}
	if few && f.has(listShort) {
		return lostMoney
	}
	past := f.has(listDone) || f.has(listOutcome)
	toThem := f.has(listToThem)
	switch {
	case f.has(listInstalled) && (past && f.has(listTheirs) || f.has(listPossessed)), f.has(listSlip) && f.has(listInstalled) && !f.has(listOwnFault):
		return strangeApp
	case past && toThem && f.has(listSecret) && f.has(listTold), past && toThem && f.has(listGaveCode), past && f.has(listTyped) && f.has(listOddPlace), f.has(listSlip) && f.has(listGaveCode) && !f.has(listOwnFault):
		return lostCode
	case f.has(listGaveMoney) && (past && toThem || f.has(listOutcome) || past && f.has(listRegret) || f.has(listSlip)):
		return lostMoney
	case f.has(listMoneyGone) && (f.has(listClicked) || f.has(listCheated) || past && f.has(listRegret)):
		return lostMoney
	}
	return ""
}

// The lists of the book: two for each emergency, what is told in any words,
// what sounds forwarded, then the signs.
const (
	listHypothetical = 20 + iota
	listAsks
	listDone
	listShort
	listShortCode
	listTyped
	listOddPlace
	listSlip
	listOwnFault
	listSecret
	listTold
	listGaveCode
	listGaveMoney
	listToThem
	listRegret
	listOutcome
	listMoneyGone
	listCheated
	listClicked
	listInstalled
	listTheirs
	listPossessed
	listForwarded
	listReported
	firstSign
)

// The classes of words. Each region has its own.
var classes = map[string]wordClass{
	"<give>":    classOf("chuyển gửi gởi ck bắn đưa nộp đóng nạp trả góp cọc ứng bank banking biếu thanh"),
	"<pay>":     classOf("chuyển gửi gởi ck bắn nộp đóng nạp góp cọc ứng bank banking"),
	"<say>":     classOf("đọc nhắn đưa cho gửi gởi cung khai nói chụp nhập gõ điền"),
	"<ask>":     classOf("bảo biểu bểu bẩu kêu đòi bắt ép hỏi dặn nhờ xin dọa hù dụ dỗ hướng chỉ rủ"),
	"<them>":    classOf("nó hấn hắn họ bọn thằng kẻ"),
	"<they>":    classOf("nó hấn hắn họ bọn thằng kẻ ổng bả chúng đứa"),
	"<code>":    classOf("mã otp pin cvv mật"),
	"<install>": classOf("cài tải download"),
	"<app>":     classOf("app ứng phần tệp file apk vneid vssid etax zoom ultraview ultraviewer anydesk teamviewer"),
	"<go>":      classOf("mất đi bay hết sạch bốc trừ rút hao"),
	"<kin>":     classOf("con cháu em anh chị cô chú bạn"),
	"<open>":    classOf("bấm ấn nhấn mở vào vô quét nhấp chạm"),
	"<many>":    classOf("mấy sáu ba bốn dãy con các những 6 3 4"),
	"$":         classOf("triệu tr ngàn nghìn củ tỷ tỉ chục"),
}

// told is what people tell, by list.
var told = map[int][]string{
	listHypothetical: hypothetical,
	listAsks: {"có được không", "được không", "được không cháu", "có nên", "nên không", "có phải", "có đúng không", "làm sao để", "bảo tôi", "bắt tôi", "đòi tôi", "bảo bác", "bắt bác", "đòi bác", "kêu tui", "bắt tui", "chưa gửi", "chưa đọc", "chưa cho", "chưa chuyển", "không đọc", "không chuyển", "không cho", "=muốn",
		"lừa đảo nhiều", "phòng thế nào", "cảnh báo", "cảnh giác", "khuyến cáo", "quý khách", "kính gửi"},
	listDone:      {"rồi", "lỡ", "trót", "vừa", "đã", "xong", "mất rồi", "mới", "hết", "r", "hôm qua", "hôm kia", "hôm trước", "hồi sáng", "hồi trưa", "hồi chiều", "hồi tối", "hồi nãy", "lúc nãy", "nãy giờ", "ban nãy", "sáng nay", "chiều nay", "trưa nay", "tối qua", "hôm bữa", "bữa trước", "bữa hổm", "bữa qua", "tuần trước", "tháng trước", "luôn", "giờ", "chừ", "nay"},
	listShort:     {"đã chuyển tiền", "đã chuyển khoản", "chuyển khoản rồi", "đã ck", "ck rồi", "ck r"},
	listShortCode: {"đọc mã mất", "đọc otp mất", "đã đọc mã", "đã đọc otp", "đọc mã rồi", "đọc otp rồi", "đọc otp r", "đọc mã r", "đã đưa mã", "đã cho mã", "đã gửi mã", "đưa mã rồi", "cho mã rồi"},
	listTyped:     {"nhập * mật khẩu", "gõ * mật khẩu", "điền * mật khẩu", "nhập * số thẻ", "điền * số thẻ", "gõ * số thẻ", "nhập * otp", "điền * otp", "gõ * otp", "=nhập * mã", "=điền * mã", "điền * stk", "điền * số tài khoản", "điền * thông tin", "khai * số thẻ"},
	listOddPlace:  {"trang giống", "trang giả", "trang lạ", "trang đó", "web giả", "web lạ", "không phải ngân hàng", "trang nhận", "nhận hỗ trợ", "nhận quà", "đường dẫn", "link", "mới thấy", "giúp bạn", "bình chọn"},
	listSlip:      {"lỡ", "lở", "lo dai", "trót", "dại dột", "dại quá", "lỡ dại", "lỡ tay", "lỡ miệng", "ngu quá", "nhẹ dạ", "cả tin"},
	// What slips without anybody being cheated.
	listOwnFault: {"xóa", "tắt", "nhầm chữ", "bấm nhầm", "cho con", "cho cháu", "cho vợ", "cho chồng", "đổi", "quên", "gỡ"},
	listSecret:   {"=mã", "cái mã", "mã số", "mã otp", "mã zalo", "mã xác", "đọc mã", "cho mã", "nhập mã", "hỏi mã", "mã <kin>", "otp", "mật khẩu", "pin", "căn cước", "cccd", "số thẻ", "số trên thẻ", "số sau", "hai mặt", "2 mặt", "ba số", "<many> số", "con số", "số gửi về", "số trong tin", "số nhắn về", "thẻ atm", "ảnh thẻ", "ngày hết hạn", "sim"},
	listTold:     {"đọc", "gửi", "gởi", "đưa", "nhắn", "chụp", "khai", "cung cấp", "điền", "nhập", "quét mặt", "nói ra", "mượn", "=cho"},
	listGaveCode: {"trả lời * mã", "lấy mất mật khẩu", "lấy mật khẩu", "chụp * căn cước * <give>", "đọc * mã", "đọc * otp", "đọc * số thẻ", "đưa * mã", "đưa * otp", "đưa * mật khẩu", "đưa * thông tin", "đưa * thẻ", "đưa * căn cước", "cho * mã", "cho * otp", "cho * mật khẩu", "cho * số thẻ", "cho * thông tin",
		"gửi * mã", "gửi * mật khẩu", "gửi * căn cước", "gửi * thông tin", "chụp * căn cước", "chụp * thẻ", "khai * thông tin", "nhắn * mã", "đưa * số trên thẻ", "đọc * số trên thẻ", "đọc * sáu số", "đọc * 6 số", "đọc * dãy số", "gửi * ảnh thẻ", "cho * nick", "cho * số trên thẻ", "đưa * hết số",
		"<say> * <many> số", "đọc * con số", "nói * mật khẩu", "khai * căn cước", "khai * số tài khoản", "cung cấp * số thẻ", "cung cấp * mã", "cung cấp * căn cước", "mã * <kin> * cho người", "mã * lỡ * cho", "<say> * seri", "<say> * ba số sau"},
	listGaveMoney: {"<give> * tiền", "<give> * $", "<pay> #", "chuyển khoản", "đóng phí", "nộp phí", "trả phí", "ck", "đặt cọc", "<pay> cọc", "đóng cọc", "chuyển xong", "mua * thẻ cào", "nạp vô", "nạp vào", "đầu tư * $", "cho vay * $", "<give> hết", "<pay> * lần", "gửi cho", "chuyển cho", "đưa cho", "ký gửi", "gom * <give>", "tui chuyển", "tôi chuyển", "bác chuyển", "trả tiền", "thanh toán", "chuyển rồi", "tiền * <give> <them>", "tiền * <give> hết", "bán * vàng", "rút * sổ", "vay * gửi", "đưa hết", "đưa vốn", "rút tiền"},
	listToThem: {"cho <them>", "cho tụi nó", "=cho tụi", "cho bọn", "cho người ta", "cho người lạ", "cho một người lạ", "cho chúng", "cho con nhỏ", "cho công an giả", "cho cha đó", "cho ông đó", "cho cô ta", "<them> gạt", "<them> dụ", "<them> dỗ", "<them> lừa", "<give> <them>", "đọc <them>", "cho đứa", "bọn nó", "tụi nó", "đứa lạ", "người lạ gọi", "theo lời <them>", "nghe lời <them>", "nghe lời * công an", "theo lời * công an", "theo lời tòa án", "vô bọn", "cho shipper giả", "cho ngân hàng giả",
		"cho * nhân viên", "cho * tổng đài", "cho * xưng", "cho * tự xưng", "cho * trên mạng", "cậu trên điện thoại", "cô trên điện thoại", "ông trên điện thoại", "thằng trên điện thoại", "cho người gọi", "bọn xấu", "kẻ xấu", "tự xưng", "người xin", "người hỏi", "người gọi tới", "người gọi đến", "số <them> đưa", "số <them> cho", "<them> hỏi", "<them> xin", "<them> kêu", "<them> biểu"},
	listRegret: {"giả danh", "bị lừa", "bị gạt", "bị dụ", "quen trên mạng", "quen qua mạng", "kẻ gian", "kẻ lừa", "bọn lừa", "lừa đảo", "giả mạo", "dại quá", "dại dột", "bị chiếm", "bị dỗ", "bị <them>", "mới biết", "thì muộn", "đã muộn", "xấu hổ", "trắng tay", "công an giả", "shipper giả", "giả giọng", "tiền ảo", "lòi mặt", "mới nghi", "mới thấy", "giờ thấy", "giả làm", "con nói không", "mượn danh", "mới nghĩ lại", "nghe người ta xúi", "bọn xấu", "nói bị mất zalo", "công an dỏm", "công an dởm", "đâu biết", "ai dè", "ai ngờ", "té ra", "hóa ra", "cục gạch", "nói không có", "làm gì có", "không có ai", "thằng lừa", "~bị * lừa", "con bảo không", "cháu nói không", "cháu bảo không", "trúng thưởng đâu không thấy"},
	listOutcome: {"biến mất", "mất hút", "mất tăm", "biệt tăm", "lặn mất", "chặn số", "chặn máy", "chặn zalo", "chặn facebook", "chặn tôi", "chặn tui", "chặn luôn", "chặn mất", "<them> chặn", "<them> cũng chặn", "<them> lại chặn", "<them> khóa", "chặn hết", "block", "bay màu", "app sập", "web sập", "sàn sập", "bị sập", "không nhận được quà", "không thấy quà", "không nhận được hàng", "không thấy hàng", "không gửi hàng", "không giao hàng", "không có hàng", "không rút được", "vẫn không rút", "rút không được", "không liên lạc được", "gọi không nghe", "gọi * không được", "gọi hổng được", "không bắt máy", "máy * tắt", "tắt máy", "khóa máy", "thuê bao",
		"đòi thêm", "đòi nữa", "đòi * nữa", "đòi nạp nữa", "trốn mất", "trốn rồi", "bỏ trốn", "xóa nhóm", "đuổi khỏi nhóm", "đá khỏi nhóm", "giải tán", "đóng cửa", "không vào được", "đăng nhập không được", "đi đâu mất", "đòi không được", "chẳng thấy gì", "đâu không thấy", "không trả thưởng", "mở không lên", "không trả lời", "bùng luôn", "bùng mất", "bùng tiền", "im re", "im luôn", "đòi không trả", "không thấy đâu"},
	listMoneyGone: {"<go> * $", "tiền * mất", "tiền * sạch", "tiền <go>", "tài khoản * <go>", "thẻ * <go>", "hết tiền", "mất tiền", "mất trắng", "mất đứt", "mất toi", "mất tiêu $", "<them> lấy * $", "<them> rút * $", "<them> ăn * $"},
	listCheated:   {"<them> lừa", "<them> gạt", "<them> lấy", "<them> rút", "bị <them>", "bị lừa", "bị gạt", "bị hack", "bị rút", "bị lấy", "gạt bác", "mất trắng", "~bị * lừa", "lấy mất", "gạt tôi", "gạt tui", "họ gạt", "bị shipper"},
	listClicked:   {"<open> * đường dẫn", "<open> * link", "<open> * tin", "<open> * mã", "<open> * cái mã", "cài * app", "cài * ứng dụng", "cài * phần mềm", "đường dẫn lạ", "link lạ", "sau khi cài", "gọi lại * số"},
	listInstalled: {"<install> * <app>", "<install> cái", "<install> xong", "<install> rồi", "cho * xem màn hình", "cho * coi màn hình", "chia sẻ màn hình", "bật trợ năng", "bật quyền trợ năng", "cho * vô máy", "app * <install>", "ứng dụng * <install>", "phần mềm * <install>", "tệp * <install>", "cho * vào máy", "mở * tệp", "bấm đồng ý", "bị * điều khiển", "<install> * định danh", "đưa máy cho", "điều khiển từ xa", "điều khiển máy", "teamviewer", "ultraview", "anydesk"},
	listTheirs:    {"cho người ta", "ai gửi", "<they> gửi", "<they> gởi", "<they> đưa", "<they> bảo", "<they> kêu", "<they> biểu", "<they> chỉ", "<they> hướng dẫn", "của <they>", "cho <them>", "<them> điều khiển", "điều khiển máy", "cho thằng", "cho đứa", "nó coi", "nó xem", "lạ", "giả", "tin nhắn", "qua zalo", "trên link", "đường dẫn", "đường link", "link", "ông * gửi", "cô * gửi", "file apk", "apk"},
	listPossessed: {"màn hình đen", "đen thui", "tự nhảy", "tự bấm", "tự mở", "tự chạy", "tự tắt", "tự gọi", "không tắt được", "nóng ran", "nhảy lung tung", "chạy lung tung", "máy đơ", "đơ luôn", "máy treo", "bị điều khiển", "từ xa"},
}
