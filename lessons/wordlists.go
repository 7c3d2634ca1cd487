package lessons

// acronyms are short names in capitals that older people know from their own
// cards and papers.
var acronyms = map[string]bool{
	"CCCD": true, "CMND": true, "BHYT": true, "BHXH": true, "GPLX": true, "UBND": true,
	"CSGT": true, "HSSK": true, "TPHCM": true,
	// brands that are written so
	"VNPT": true, "BIDV": true, "VPBANK": true, "NAPAS": true, "VTVCAB": true,
}

// actions are the verbs of things to do with hands, each with the act it
// stands for: bấm, ấn and nhấn are one act in different mouths.
var actions = map[string]string{
	"bấm": "bấm", "ấn": "bấm", "nhấn": "bấm", "chạm": "bấm", "nhấp": "bấm",
	"mở": "mở", "chọn": "chọn", "nhập": "nhập", "gõ": "nhập", "điền": "nhập", "viết": "nhập",
	"kéo": "kéo", "vuốt": "kéo", "lướt": "kéo", "gọi": "gọi", "quét": "quét", "tải": "tải", "cài": "cài",
	"xóa": "xóa", "xoá": "xóa", "gửi": "gửi", "bật": "bật", "tắt": "tắt", "áp": "áp", "chụp": "chụp",
	"đặt": "đặt", "cắm": "cắm", "rút": "rút", "tích": "bấm", "tick": "bấm", "quay": "quay",
	"khai": "nhập", "kèm": "kèm", "đính": "kèm", "gỡ": "xóa", "thoát": "thoát",
}

// leads are words that may stand before an instruction.
var leads = map[string]bool{
	"{bác}": true, "{cháu}": true, "mời": true, "hãy": true, "nhớ": true, "cứ": true, "xin": true,
	"giờ": true, "bây": true, "cũng": true, "nên": true, "cần": true, "phải": true, "giúp": true,
	"tiếp": true, "theo": true, "rồi": true, "và": true, "sau": true, "đó": true, "xong": true,
	"lại": true, "chỉ": true, "việc": true, "nhẹ": true, "tay": true, "trước": true, "tiên": true,
	"hết": true, "đầu": true, "cuối": true, "cùng": true, "thì": true, "lúc": true, "này": true,
}

// term is a word of the trade. It is fine when one of the plain wordings
// stands in the same message, or when it is explained on the spot.
type term struct {
	word    string   // as termFlow has it: lower case, single spaces
	plain   []string // any of these near it explains it
	instead string
	english bool // R25 rather than R23
	soft    bool // a warning: most people know it
}

var jargon = []term{
	{word: "otp", plain: []string{"6 số", "6 chữ số", "sáu số", "sáu chữ số", "mã số gửi", "gửi về điện thoại", "nhắn về"}, instead: "mã 6 số gửi về điện thoại (OTP)"},
	{word: "qr", plain: []string{"ô vuông", "hình vuông"}, instead: "ô vuông đen trắng (mã QR)"},
	{word: "nfc", plain: []string{"chip", "áp thẻ", "đặt thẻ", "chạm thẻ"}, instead: "áp thẻ vào lưng máy để đọc chip (NFC)"},
	{word: "passcode", plain: []string{"6 số", "6 chữ số", "sáu số", "sáu chữ số"}, instead: "mã 6 số riêng của VNeID (passcode)"},
	{word: "PIN", plain: []string{"mã số", "số bí mật", "6 số", "4 số", "6 chữ số", "4 chữ số"}, instead: "mã số bí mật (PIN)"},
	{word: "apk", plain: []string{"tệp"}, instead: "tệp cài ứng dụng lạ (APK)"},
	{word: "đăng nhập", plain: []string{"vào tài khoản", "vào được tài khoản", "mở tài khoản"}, instead: "vào tài khoản (đăng nhập)"},
	{word: "đăng xuất", plain: []string{"ra khỏi tài khoản", "thoát"}, instead: "thoát khỏi tài khoản (đăng xuất)"},
	{word: "xác thực", plain: []string{"chứng tỏ", "đúng là", "chính là", "kiểm tra", "xác nhận", "chính chủ", "khuôn mặt"}, instead: "xác nhận đúng là {bác} (xác thực)"},
	{word: "tích hợp", plain: []string{"đưa", "thêm", "có sẵn"}, instead: "đưa giấy tờ vào VNeID (tích hợp)"},
	{word: "định danh", plain: []string{"12 số", "số trên thẻ", "số in trên thẻ", "số căn cước", "là ai", "căn cước điện tử", "thẻ căn cước"}, instead: "12 số trên thẻ căn cước (số định danh)"},
	{word: "kích hoạt", plain: []string{"bật", "mở lần đầu", "lần đầu", "bắt đầu dùng"}, instead: "bắt đầu dùng tài khoản (kích hoạt)", soft: true},
	{word: "trực tuyến", plain: []string{"trên mạng", "qua mạng", "tại nhà", "ở nhà", "trên điện thoại", "qua điện thoại"}, instead: "trên mạng", soft: true},
	{word: "truy cập", instead: "vào", soft: true},
	{word: "giao diện", instead: "màn hình", soft: true},
	{word: "trình duyệt", plain: []string{"vào mạng", "xem trang", "chrome", "safari", "cốc cốc"}, instead: "ứng dụng xem trang mạng (trình duyệt)", soft: true},
	{word: "sinh trắc học", plain: []string{"khuôn mặt", "vân tay", "quét mặt", "chụp mặt"}, instead: "khuôn mặt, vân tay (sinh trắc học)"},
	{word: "mã hóa", plain: []string{"giấu", "khóa"}, instead: "giấu đi để người khác không đọc được (mã hóa)", soft: true},
	{word: "trí tuệ nhân tạo", plain: []string{"máy"}, instead: "máy biết trả lời (trí tuệ nhân tạo, AI)"},
	{word: "ai tạo", plain: []string{"máy"}, instead: "do máy tạo (AI)"},

	{word: "app", plain: []string{"ứng dụng"}, instead: "ứng dụng", english: true},
	{word: "link", plain: []string{"đường dẫn"}, instead: "đường dẫn", english: true},
	{word: "sms", plain: []string{"tin nhắn"}, instead: "tin nhắn", english: true},
	{word: "web", plain: []string{"trang"}, instead: "trang mạng", english: true},
	{word: "website", plain: []string{"trang"}, instead: "trang mạng", english: true},
	{word: "email", plain: []string{"thư điện tử"}, instead: "thư điện tử (email)", english: true},
	{word: "e-mail", plain: []string{"thư điện tử"}, instead: "thư điện tử (email)", english: true},
	{word: "chatbot", plain: []string{"máy trả lời"}, instead: "máy trả lời tự động (chatbot)", english: true},
	{word: "deepfake", plain: []string{"giả"}, instead: "giả khuôn mặt, giả giọng nói (deepfake)", english: true},
	{word: "passkey", plain: []string{"khuôn mặt", "vân tay"}, instead: "vào bằng vân tay hoặc khuôn mặt", english: true},
	{word: "password", instead: "mật khẩu", english: true},
	{word: "click", instead: "bấm", english: true},
	{word: "login", instead: "vào tài khoản", english: true},
	{word: "logout", instead: "thoát khỏi tài khoản", english: true},
	{word: "online", instead: "trên mạng", english: true},
	{word: "offline", instead: "không cần mạng", english: true},
	{word: "update", instead: "cập nhật", english: true},
	{word: "download", instead: "tải về", english: true},
	{word: "upload", instead: "gửi lên", english: true},
	{word: "check", instead: "kiểm tra", english: true},
	{word: "scan", instead: "quét", english: true},
	{word: "file", plain: []string{"tệp"}, instead: "tệp", english: true},
	{word: "hotline", instead: "số điện thoại gọi giúp", english: true},
	{word: "icon", instead: "hình nhỏ", english: true},
	{word: "menu", plain: []string{"danh sách", "danh mục"}, instead: "danh sách", english: true},
	{word: "inbox", instead: "hộp tin nhắn", english: true},
	{word: "chat", instead: "nhắn tin", english: true},
	{word: "account", instead: "tài khoản", english: true},
	{word: "code", instead: "mã", english: true},
	{word: "confirm", instead: "xác nhận", english: true},
	{word: "ok", instead: "đồng ý; the name of a button stands in quotes: “OK”", english: true},
	{word: "smartphone", instead: "điện thoại thông minh", english: true},
	{word: "user", instead: "người dùng", english: true},
	{word: "admin", instead: "người quản lý", english: true},
	{word: "share", instead: "chia sẻ", english: true},
	{word: "like", instead: "thích", english: true},
	{word: "comment", instead: "bình luận", english: true},
	{word: "livestream", instead: "phát trực tiếp", english: true},
	{word: "spam", instead: "tin rác", english: true},
	{word: "hack", instead: "chiếm tài khoản", english: true},
	{word: "hacker", instead: "kẻ gian", english: true},
	{word: "fake", instead: "giả", english: true},
	{word: "block", instead: "chặn", english: true},
	{word: "report", instead: "báo cáo", english: true},
	{word: "tab", instead: "trang", english: true},
	{word: "video call", instead: "gọi có hình", english: true},
}

// names are phrases that hold a word of the trade without being one.
var names = []string{"app store", "ch play", "google play"}

// addressed are the words for learner and bot that texts must leave to the
// placeholders, each with phrases in which it means somebody else.
var addressed = map[string]struct {
	instead string
	fine    []string
}{
	"bác": {"{bác}", []string{"bác sĩ", "bác sỹ", "bác hồ", "bác bỏ", "phản bác", "hai bác", "các bác", "cô bác", "chú bác"}},
	"cháu": {"{cháu}, or con cháu when a grandchild is meant", []string{"con cháu", "các cháu", "cháu nội", "cháu ngoại", "đứa cháu", "cháu trai", "cháu gái",
		"con hay cháu", "con hoặc cháu", "cháu nhà", "người cháu", "cháu con", "một cháu", "cháu nhỏ", "cháu bé", "bà cháu", "ông cháu"}},
	"bạn": {"{bác}, or bạn bè, người bạn when a friend is meant", []string{"bạn bè", "người bạn", "kết bạn", "các bạn", "bạn cũ", "bạn thân", "bạn già", "bạn chung",
		"bạn hữu", "bạn của", "một bạn", "bạn gái", "bạn trai", "tình bạn", "đánh bạn", "bầu bạn", "làm bạn", "bạn hàng", "bạn đọc", "bạn quen", "danh sách bạn", "bạn học", "bạn hưu", "nhóm bạn"}},
	"em":  {"{cháu}, or em bé, em gái when somebody else is meant", []string{"trẻ em", "em bé", "chị em", "anh em", "các em", "em gái", "em trai", "đứa em", "con em", "em út"}},
	"tôi": {"{cháu} for the bot, {bác} for the learner", []string{"chúng tôi", "bề tôi"}},
}

// nouns are words in which "không" negates nothing, by what follows it.
var nouns = map[string]bool{"gian": true, "khí": true, "quân": true, "lực": true, "trung": true, "số": true}

// negations are the words that say no.
var negations = map[string]bool{"không": true, "chưa": true, "chẳng": true, "đừng": true, "chớ": true}

// joints are words between two negations that make them two statements.
var joints = map[string]bool{
	"và": true, "hay": true, "hoặc": true, "cũng": true, "mà": true, "nếu": true, "khi": true, "vì": true,
	"là": true, "thì": true, "để": true, "nên": true, "kẻo": true, "nhưng": true, "rồi": true, "có": true,
	"còn": true, "lúc": true, "mỗi": true, "ai": true, "đã": true, "được": true, "hễ": true,
}

// official are the places links may lead to; an entry covers what stands
// before it: gov.vn covers vneid.gov.vn.
var official = []string{
	"gov.vn", "chinhphu.vn", "quochoi.vn",
	"tinnhiemmang.vn", // of the national cyber security centre
}

// endings make a word with dots an address of the web.
var endings = map[string]bool{
	"vn": true, "com": true, "net": true, "org": true, "info": true, "vip": true, "top": true, "xyz": true, "cc": true,
	"me": true, "io": true, "gl": true, "ly": true, "app": true, "site": true, "online": true, "club": true, "shop": true,
	"link": true, "gd": true, "to": true, "asia": true, "biz": true, "work": true, "icu": true, "life": true, "live": true,
}

// shorteners hide where a link leads.
var shorteners = []string{"bit.ly", "tinyurl.com", "goo.gl", "t.ly", "is.gd", "cutt.ly", "s.id", "by.com.vn", "shorturl.at", "rb.gy", "ow.ly"}
