package ground

import (
	"strings"
	"unicode"

	"capheso/lessons/viet"
)

// quotes wants what stands in quotation marks, the names of buttons and
// screens, to stand in the evidence word by word.
func quotes(t *reading, e *proof) Fault {
	for _, q := range t.quotes {
		if !e.says(q) {
			return Fault{Quote, q}
		}
	}
	return Fault{}
}

// strange wants every word that is not plain Vietnamese to stand in the
// evidence: addresses, codes, foreign words, and names, which have a capital
// within a sentence.
func strange(t *reading, e *proof) Fault {
	for i, w := range t.words {
		switch {
		case hasDigit(w.text) && !letters(w.text): // numbers saw to it
		case !viet.Syllable(viet.Fold(w.lower)) && !e.words[w.lower]:
			return Fault{Name, w.text}
		case shouted(w.text) && !e.written[w.text]:
			return Fault{Name, w.text}
		case w.capital && !w.starts && !w.quoted && !persons[w.lower] && !e.written[w.text]:
			return Fault{Name, w.text}
		}
		if n := t.next(i); n != nil && w.capital && n.capital && !persons[w.lower] && !persons[n.lower] && !e.names[[2]string{w.text, n.text}] {
			return Fault{Name, w.text + " " + n.text}
		}
	}
	return Fault{}
}

// persons are the words learner and bot are addressed with.
var persons = set(`bác cháu ông bà cô chú anh chị em`)

func letters(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// shouted reports a word in capitals.
func shouted(s string) bool {
	upper := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			upper++
		}
	}
	return upper > 1
}

// things wants a form, a paper, an office or a button to be one of the
// evidence: the word for it and the word behind stand there side by side.
func things(t *reading, e *proof) Fault {
	for i, w := range t.words {
		n := t.next(i)
		if n == nil || !kinds[w.lower] || pointers[n.lower] || hasDigit(n.lower) || e.pairs[[2]string{w.lower, n.lower}] {
			continue
		}
		return Fault{Thing, w.text + " " + n.text}
	}
	return Fault{}
}

// kinds are words that name something by the word behind them, and pointers
// words behind them that name nothing.
var (
	kinds = set(`khai đơn phiếu giấy mẫu hồ sơ sổ thẻ biên chứng đài trang dụng ngân phòng sở bộ cục chi nút mục ô chữ dòng màu ví
		tỉnh huyện xã phường quận thôn luật nghị định lệnh công tổ ban hội trung trạm bưu`)
	pointers = set(`này đó ấy kia của trên dưới trong ở và hoặc rồi để là có không thì mà cho với khi nếu được đã đang sẽ phải cần nào đúng ra vào lên
		xuống đi lại mới cũ ngay ạ nhé bác cháu mình thôi nữa cũng vẫn vừa theo tại đến từ`)
)

// claims wants words that promise, threaten or set a time to stand in the
// evidence: they are facts without a number.
func claims(t *reading, e *proof) Fault {
	flow := t.flow()
	for _, c := range claimed {
		if strings.Contains(flow, " "+c+" ") && !e.says(c) {
			return Fault{Claim, c}
		}
	}
	return Fault{}
}

func (r *reading) flow() string {
	var b strings.Builder
	b.WriteByte(' ')
	for i, w := range r.words {
		if w.breaks && i > 0 {
			b.WriteString("| ")
		}
		b.WriteString(w.lower + " ")
	}
	return b.String()
}

var claimed = []string{
	"miễn phí", "mất phí", "thu phí", "tốn phí", "tính phí", "lệ phí", "phí", "giảm giá", "khuyến mãi", "quà", "thưởng", "trúng", "hoàn tiền", "hỗ trợ tiền", "tặng", "biếu",
	"mất tiền", "tốn tiền", "trả tiền", "nộp tiền", "đóng tiền", "đặt cọc", "phạt", "tù", "khởi tố", "bắt", "khóa", "cắt", "thu hồi", "hết hạn", "hết hiệu lực", "vĩnh viễn",
	"bắt buộc", "hạn chót", "quá hạn", "hôm nay", "ngày mai", "hôm sau", "tuần này", "tuần sau", "tháng này", "tháng sau", "cuối tháng", "đầu tháng", "cuối năm", "đầu năm", "năm nay", "năm sau",
	"trong ngày", "cùng ngày", "ngay lập tức", "suốt đời", "trọn đời", "mọi lúc", "cả đêm", "cuối tuần", "chủ nhật", "thứ bảy", "giờ hành chính", "nửa", "gấp đôi", "vài", "mấy",
	"công an", "cán bộ", "nhân viên", "bác sĩ", "luật sư", "chuyên gia", "giám đốc", "bộ trưởng", "thủ tướng", "người thật", "con người", "chính phủ", "nhà nước", "tòa án", "viện kiểm sát",
	"an toàn", "bảo đảm", "đảm bảo", "chắc chắn", "cam kết", "hợp pháp", "chính thức", "không sao", "tự động", "qua mạng", "trực tuyến", "tại nhà", "ở nhà", "bưu điện", "ngân hàng", "người thân", "con cháu", "ủy quyền",
	"chấm com", "chấm vn", "chấm net", "chấm", "gạch chéo", "a còng",
}
