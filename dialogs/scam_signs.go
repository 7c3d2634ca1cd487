package dialogs

// A sign is something scammers write. The weights follow what each sign alone
// makes likely. Source: services-vi 6.1, 6.2.
type sign struct {
	name   string // what the learner is told, in plain words
	weight int
	next   string // the one thing to do, where this sign says so
	any    []string
}

// The next thing to do.
const (
	askBank   = "{Bác} đừng bấm, đừng đọc mã, đừng chuyển tiền. Muốn chắc, {bác} gọi ngân hàng theo số in sau thẻ."
	askPolice = "{Bác} đừng bấm, đừng làm theo, đừng chuyển tiền. Muốn chắc, {bác} ra công an xã, phường hỏi."
	askFamily = "{Bác} đừng chuyển tiền vội. {Bác} gọi cho người thân theo số vẫn gọi hằng ngày, nghe đúng giọng rồi hãy tính."
	askHouse  = "{Bác} đừng chuyển tiền, đừng bấm đường dẫn. {Bác} hỏi người nhà xem có ai đặt hàng không."
)

// Signs of addresses are found by reading the address.
var (
	fakeLink  = sign{name: "đường dẫn giả làm trang thật", weight: 6}
	oddLink   = sign{name: "có đường dẫn lạ", weight: 4}
	otherLink = sign{name: "có đường dẫn", weight: 2}
)

// signApp is the place of the sign for programs from outside the shops.
const signApp = 0

var signs = []sign{
	signApp: {"bảo cài ứng dụng ngoài kho chính", 6, askPolice, []string{
		"cài ứng dụng theo", "cài app theo", "cài phần mềm theo", "cài * theo đường link", "cài * theo link", "cài * theo đường dẫn", "cài * tại đường dẫn", "tải ứng dụng theo", "tải ứng dụng tại", "tải app tại", "tải app theo", "tải * theo link",
		"cài giúp em", "cài giúp cháu", "cài app này", "cài ứng dụng này", "gửi link cài", "gửi * link cài", "gửi file", "link cài lại", "cài lại phần mềm", "quyền trợ năng", "file apk", "phải cài ứng dụng", "phải cài app", "phải cài phần mềm", "cài * theo đường", "cài * mới theo", "tải ở đường link", "tải * đường link", "tải * ở link", "đừng tải trên ch play", "gửi phần mềm", "cài vào máy", "~cài phần mềm", "tải về cài", "cài đặt theo", "tải bản mới", "quét mã * cài", "cài giúp phần mềm", "cài giúp ứng dụng", "cài hộ phần mềm", "tải phần mềm", "tải ứng dụng về", "cài bàn phím"}},
	{"đòi mã số hoặc mật khẩu", 5, askBank, []string{
		"~đọc mã", "~đọc * mã", "~đọc otp", "~cho em xin mã", "~cho * mã otp", "~gửi mã otp", "~gửi mã cho", "~cung cấp mã", "~cung cấp otp", "~nhập mã otp", "~nhập otp", "~nhập * otp", "~nhập mã xác thực", "~nhập mật khẩu", "~nhập tên * mật khẩu", "~nhập số thẻ", "~mã vừa gửi", "~mã * vừa gửi", "~cái mã gửi", "~xin * mã", "~nhập số tài khoản và mã",
		"~đăng nhập lại", "~hai mặt thẻ", "~2 mặt thẻ", "~mặt sau thẻ", "xác thực ngay", "xác minh ngay", "~mã zalo gửi", "~đọc số căn cước", "verify your account", "~nhắn mã", "~mã xác nhận cho", "~gửi lại mã", "~chụp * thẻ", "~cho xin số thẻ", "~cung cấp thông tin", "~cung cấp số", "~xác nhận thông tin", "~số thẻ và", "~đọc ba số", "~đọc 3 số", "~đọc số thẻ", "~ba số sau", "~số ở lưng thẻ", "~mã hiện trên máy", "~cái mã hiện", "send us code", "login code", "~xin số tài khoản", "~đăng nhập bằng số", "~đăng nhập bằng zalo", "~đăng nhập facebook"}},
	{"đòi xem màn hình máy", 6, askBank, []string{"chia sẻ màn hình", "mở màn hình cho", "điều khiển từ xa", "teamviewer", "anydesk", "ultraviewer", "bật màn hình", "cho xem màn hình", "quay màn hình", "bật camera", "bật máy quay", "mở camera"}},
	{"bảo chuyển tiền vào tài khoản lạ để giữ", 7, askPolice, []string{
		"~tài khoản an toàn", "~tài khoản tạm giữ", "~tài khoản tạm giam", "~tài khoản của cơ quan điều tra", "tài khoản * viện kiểm sát", "chứng minh trong sạch", "chứng minh * vô tội", "chuyển toàn bộ tiền", "chuyển hết tiền", "tiền bảo lãnh", "triệu bảo lãnh", "chuyển tiền để xác minh", "chuyển tiền * xác minh", "phục vụ điều tra"}},
	{"bắt giữ kín, không cho kể ai", 5, askPolice, []string{
		"không được nói với ai", "không nói với ai", "đừng nói với ai", "đừng kể", "không được kể", "không cho kể", "giữ bí mật", "bí mật tuyệt đối", "không nói cho người nhà", "kể cả người nhà", "kể cả con cái", "ở một mình", "ở yên trong phòng", "thuê nhà nghỉ", "ra nhà nghỉ", "vào khách sạn", "không được cúp máy", "không được tắt máy", "đừng nói ba mẹ", "đừng nói bố mẹ", "đừng nói gì với", "không nói cho ai", "đừng cho ai biết", "không cho ai biết"}},
	{"xưng công an, cơ quan, công ty", 2, askPolice, []string{
		"xưng công an", "xưng là công an", "xưng tòa án", "tôi là cán bộ", "là cán bộ công an", "cán bộ điều tra", "bộ công an", "công an quận", "công an phường", "công an huyện", "công an tỉnh", "công an thành phố", "viện kiểm sát", "kiểm sát viên", "tòa án", "thiếu tá", "đại úy", "trung tá", "thượng úy", "cảnh phục", "cảnh sát giao thông", "an ninh mạng",
		"cục thuế", "chi cục thuế", "tổng cục thuế", "thuế thông báo", "điện lực", "bưu điện", "bảo hiểm xã hội", "bhxh", "ngân hàng nhà nước", "chính phủ hỗ trợ", "vneid thông báo", "bên ngân hàng", "nhân viên ngân hàng", "bên nhà mạng", "nhà mạng gọi", "bên điện lực", "bên bảo hiểm", "gặp công an", "đội điều tra", "điều tra viên", "cơ quan điều tra", "bên thuế", "cán bộ thuế", "công ty nước", "công ty điện", "bên công ty", "bên bưu điện", "cán bộ", "bên phường", "bên xã", "chăm sóc khách hàng", "tổng đài viên", "nhà nước đổi", "nhà nước hỗ trợ", "thi hành án", "thừa phát lại", "quản lý thị trường"}},
	{"dọa khóa, dọa phạt, dọa bắt", 3, "", []string{
		"bị khóa", "sẽ khóa", "tạm khóa", "bị tạm khóa", "để mở khóa", "mở khóa", "bị đình chỉ", "vô hiệu hóa", "bị thu hồi", "lệnh bắt", "bắt tạm giam", "bị bắt giữ", "thì bắt", "cắt điện sau", "sẽ cắt điện", "sẽ cắt", "mai cắt nước", "bị phong tỏa", "khởi tố", "sẽ bị phạt", "bị phạt", "rửa tiền", "ma túy", "giấy triệu tập", "liên quan * vụ án", "dính vào", "liên quan đến đường dây",
		"khóa 2 chiều", "khóa hai chiều", "khóa sim", "thiết bị lạ", "thiết bị khác", "phát sinh phí", "nhiễm virus", "có * virus", "bị lỗi đồng bộ", "dừng lương hưu", "đăng lên facebook", "không em báo công an", "dữ liệu * bị sai", "chưa chuẩn hóa", "giao dịch bất thường", "sổ bảo hiểm * bị trùng", "vi phạm", "không hợp tác", "áp giải", "khai báo", "sắp bị xóa", "bị xóa", "sẽ bị xóa", "bị tạm dừng", "bị tạm ngưng", "bị hủy", "kẻo bị", "sẽ thu phí", "bị trừ tiền", "bị trừ * triệu", "hàng cấm", "thẻ * giả", "liên đới", "còn nợ", "nợ thuế", "nợ cước", "chậm trả", "rút * từ thẻ", "cắt mạng", "cắt internet", "trốn thuế", "bị nghi", "lên tòa", "ở tù", "đi tù", "bị cầm cố", "bị dùng * mua", "thuốc cấm", "bị sao chép", "bị đánh cắp", "bị rò rỉ", "bị lợi dụng", "cắt lúc", "to avoid ban", "bị tố cáo", "bị kiện", "niêm phong", "kê biên", "tịch thu", "biên bản phạt"}},
	{"giục làm gấp", 1, "", []string{
		"ngay lập tức", "trong 24h", "trong 24 giờ", "trong 2h", "sau 2 giờ", "2 giờ nữa", "2 tiếng nữa", "gấp", "trong hôm nay", "hạn cuối hôm nay", "trước 17h", "trước 16h", "sắp hết hạn", "hết hạn hôm nay", "chỉ còn * suất", "mai hết suất", "nhanh kẻo", "liên hệ ngay", "cập nhật ngay", "bấm ngay", "gọi ngay", "ngay hôm nay", "nhận ngay", "tải * ngay", "làm nhanh", "nhanh lên", "kẻo mất", "kẻo hết", "mai tăng giá", "số lượng có hạn", "trước 24h", "30 phút nữa", "xác nhận ngay", "đăng ký ngay", "nộp luôn", "chỉ có hôm nay", "đúng # giờ", "nội trong", "liền trong", "hôm nay là hạn cuối"}},
	{"bảo chuyển tiền", 2, "", []string{
		"~chuyển tiền", "~chuyển khoản", "~chuyển gấp", "~ck vào", "~chuyển vào stk", "~vào stk", "~vào tk", "vào tài khoản sau", "vào số này", "vào ví này", "~chuyển * triệu", "~chuyển * ngàn", "~chuyển giúp", "~chuyển cho con", "~chuyển cho em", "~chuyển cho cháu", "~nộp phạt", "thanh toán phí", "nạp tiền", "nạp tối thiểu", "nạp trước", "nạp thêm", "em nạp", "send", "bắn cho", "bắn tiền", "gửi con #", "vào tk này", "vào số tài khoản", "stk này", "đưa tiền cho", "gửi tiền vào", "nạp #", "chuyển #", "gửi vào tài khoản", "trả giúp", "chuyển khoản khắc phục", "khắc phục hậu quả", "ký quỹ", "tiền * giữ hộ", "đưa tiền * giữ hộ", "đền liền", "đền # triệu", "đền tiền"}},
	{"bắt đóng tiền trước mới được nhận", 4, askPolice, []string{
		"đóng phí", "nộp phí", "phí hồ sơ", "phí giải ngân", "phí bảo hiểm khoản vay", "đóng trước", "nộp trước", "phải đóng", "đóng thuế", "nộp thuế", "phí hải quan", "thuế hải quan", "phí vận chuyển", "tiền vận chuyển", "tiền hồ sơ", "để nhận giải", "mới nhận được", "mới rút được", "nạp * để rút", "nạp * mới rút", "đặt cọc trước", "cọc trước", "ứng trước", "tiền cọc", "thu phí * trước", "phí giữ suất", "hoàn phí", "phí * đặt cọc", "hồ sơ vay", "phí luật sư", "phí rút", "đóng #", "cọc #", "chỉ đóng", "chỉ cần đóng", "tiền tài liệu", "phí kích hoạt", "phải trả trước", "phí làm hồ sơ", "cọc * triệu", "chỉ phải mua", "chỉ cần mua", "phí mở thẻ", "mở hồ sơ", "phí mở", "đặt trước #", "đóng # mở", "đóng # làm", "phải mua", "chỉ trả tiền ship", "chỉ trả phí", "chỉ trả #", "nộp # triệu", "nếu không nộp"}},
	{"khoe trúng thưởng, tặng tiền, tặng quà", 3, askPolice, []string{
		"trúng thưởng", "trúng giải", "trúng * xe", "trúng * triệu", "trúng iphone", "trúng bộ", "trúng học bổng", "may mắn trúng", "nhận thưởng", "nhận quà", "tặng quà", "quà tri ân", "tri ân tặng", "hoàn tiền", "hoàn thuế", "điểm thưởng", "đổi quà", "nhận hỗ trợ", "nhận tiền", "chưa nhận", "tặng bạn", "tặng * voucher", "voucher", "nhận thẻ cào", "được hỗ trợ", "hỗ trợ người cao tuổi", "hỗ trợ người nghèo", "khoản trợ cấp", "được miễn lệ phí", "phát quà", "được chọn nhận", "được tặng", "lì xì", "bồi thường", "đền bù", "chưa rút", "trúng tuyển", "muốn tặng", "triệu usd", "gói khám", "được nhận", "điểm danh", "tặng tour", "tặng chuyến", "nhận quà tết", "danh sách nhận quà", "nhà tài trợ", "mạnh thường quân tặng", "tặng xe", "tặng máy", "tặng vàng", "được chọn thử", "dùng thử miễn phí", "nhận lại #", "trúng suất"}},
	{"việc nhẹ lương cao", 6, askPolice, []string{
		"việc nhẹ lương cao", "cộng tác viên online", "ctv online", "tuyển ctv", "tuyển cộng tác viên", "thả tim", "bấm like", "làm nhiệm vụ", "nhận nhiệm vụ", "mỗi nhiệm vụ", "chốt đơn", "hoa hồng", "lương cao", "kiếm * mỗi ngày", "mỗi ngày kiếm", "xem video và", "đóng gói tại nhà", "làm tại nhà", "không cần tiếng", "bay liền", "nhập liệu", "làm đại lý", "nhiệm vụ hôm nay", "mỗi đơn", "trả # một", "việc làm tại nhà", "xem video kiếm", "nhận lại #", "đánh giá khách sạn", "gõ văn bản", "xâu hạt", "đơn gia công", "gia công * tại nhà", "vòng tay", "ký quỹ để nhận", "kiếm tiền bằng", "kiếm tiền online", "rút tiền sau", "rút tiền trong ngày", "xem quảng cáo"}},
	{"hứa lời chắc chắn", 6, askPolice, []string{
		"cam kết lợi nhuận", "lợi nhuận cam kết", "cam kết lãi", "lãi suất cao", "không lo lỗ", "không lo vốn", "bao lãi", "chắc thắng", "phím hàng", "đọc lệnh", "kéo lệnh", "lãi * mỗi ngày", "lãi * ngày", "lời gấp", "lại gấp đôi", "lãi gấp", "gấp đôi", "hoàn vốn", "tiền ảo", "sàn đầu tư", "sàn vàng", "đầu tư chung", "đầu tư quốc tế", "nhóm vip", "biết trước kết quả", "em cho số", "bitcoin", "mỗi tháng lãi", "tháng lãi", "lãi # một", "bao tiêu", "sinh lời", "chuyển # nhận", "siêu lợi nhuận", "x2", "x3", "x10", "bao thắng", "lãi cao", "đầu tư * lãi", "kéo lợi nhuận", "lợi nhuận mỗi ngày", "nhóm học chứng khoán", "học chứng khoán", "chứng khoán * thầy", "lãi # phần trăm", "lãi 15", "lãi 20", "lãi 30", "lợi nhuận # mỗi"}},
	{"hứa lấy lại tiền bị lừa", 6, askPolice, []string{"thu hồi tiền", "lấy lại tiền", "hỗ trợ lấy lại", "nhận lại tiền", "lấy lại * bị lừa", "từng bị lừa"}},
	{"bảo bấm phím, nhắn cú pháp", 4, askPolice, []string{"bấm phím", "nhấn phím", "soạn * gửi 8", "soạn * gửi 9", "soạn ds", "soạn * gửi 1414 rồi", "gọi lại số", "nâng cấp sim", "nâng cấp * sim", "chuẩn hóa thông tin", "quét mặt lại", "chuyển đổi sim", "ấn phím", "ấn số", "nhấn số", "bấm số", "cuộc gọi tự động", "giọng máy"}},
	{"báo người thân gặp nạn để xin tiền", 5, askFamily, []string{
		"bị tai nạn", "đang cấp cứu", "mổ gấp", "chấn thương", "viện phí", "cho bác sĩ mổ", "bị công an bắt", "đang ở bệnh viện", "cần * mổ", "đâm xe", "tông xe", "gây tai nạn", "đang nằm viện", "cấp cứu", "bị bắt vì", "cháu * bị bắt", "con * bị bắt", "gây tai nạn", "cần đền", "đâm chết", "nằm bệnh viện"}},
	{"xin tiền qua tin nhắn, không cho gọi lại", 4, askFamily, []string{
		"đổi số mới", "số mới rồi", "số mới của con", "đừng gọi lại", "đang họp", "không nghe máy được", "mượn * triệu", "vay * triệu", "cho em vay", "cho con mượn", "cho tôi mượn", "cho cháu mượn", "mai cháu trả", "mai em trả", "tối em trả", "em trả", "đang kẹt", "hết tiền rồi", "sếp đây", "con đổi số", "điện thoại con hỏng", "mất điện thoại", "số của bạn con", "bận họp", "mượn máy bạn", "gửi con #", "bắn cho con", "mẹ bắn", "mai con gửi lại", "chuyển giúp con", "đổi số", "kẹt tiền", "cho cô mượn", "cho chú mượn", "chiều cháu trả", "chiều con trả"}},
	{"xưng người giao hàng đòi chuyển khoản", 4, askHouse, []string{
		"em là shipper", "shipper * chuyển", "phí ship", "gửi bảo vệ rồi", "đăng ký hội viên", "số hội viên", "chuyển nhầm vào số", "đơn hàng * bị giữ", "sai địa chỉ", "bưu kiện * không giao", "xác nhận địa chỉ", "bưu phẩm chứa", "bưu kiện * nộp", "phiếu cào", "giao hàng * chuyển khoản", "gói hàng", "gửi đi campuchia", "kiện hàng", "trả ship"}},
	{"dọa tung ảnh, đòi tiền", 7, askPolice, []string{"video nhạy cảm", "ảnh nhạy cảm", "ảnh nóng", "clip nóng", "ghép ảnh", "gửi cho vợ", "gửi cho * cơ quan", "your video", "hacked your", "ảnh * lên mạng", "không trả thì ảnh", "gọi cho người thân", "cuộc cho người thân", "tung hết ảnh", "tung ảnh", "tung clip", "tung video", "phát tán ảnh", "đăng ảnh của"}},
	{"xin ảnh căn cước, quay mặt", 4, askPolice, []string{
		"ảnh 2 mặt", "ảnh hai mặt", "ảnh căn cước", "chụp căn cước", "quay video khuôn mặt", "cập nhật khuôn mặt", "xác thực sinh trắc", "cập nhật sinh trắc", "cài sinh trắc", "xác thực khuôn mặt", "chỉ cần cccd", "cần cccd", "làm định danh * online", "làm căn cước online", "kết bạn zalo", "kết bạn telegram", "telegram", "ib zalo", "liên hệ zalo", "chụp * căn cước", "gửi * cccd", "qua zalo", "vào nhóm zalo", "nhóm zalo này", "nhóm telegram", "inbox mình", "inbox", "nick facebook"}},
	{"bảo quét ô vuông lạ", 3, askPolice, []string{"quét mã qr", "quét * mã qr", "mã qr * quét", "quét qr", "quét mã này", "quét mã"}},
	{"cho vay dễ, đòi phí", 4, askPolice, []string{"vay 0", "không cần thế chấp", "không thế chấp", "giải ngân", "nợ xấu vẫn vay", "hỗ trợ vay", "khoản vay", "gói vay", "trả lại kèm lãi", "thu nợ", "app vay", "duyệt * vay", "xóa nợ xấu", "nợ xấu", "vay tiền nhanh", "vay tín chấp", "vay nhanh", "lãi 0", "cấp thẻ tín dụng", "mở thẻ tín dụng", "không cần lương", "vay vốn * không lãi", "không lãi"}},
	{"quen qua mạng, gửi quà, đòi phí", 5, askFamily, []string{"thùng quà", "gửi quà nhưng", "giữ ở sân bay", "bác sĩ quân đội", "triệu đô", "quen trên facebook", "quen qua mạng", "quen trên mạng", "em thân yêu", "cưới em", "hẹn hò", "hoàng tử", "triệu usd", "quen qua", "làm quen", "anh yêu em", "em yêu anh", "mua vé sang", "gửi * đô", "sang thăm em"}},
	{"hỏi thuê, mua tài khoản", 6, askPolice, []string{"thuê tài khoản", "mua tài khoản", "mua lại sim", "mua lại * tài khoản", "bán tài khoản", "mướn tài khoản"}},
	{"xin chuyển lại tiền vào số khác", 4, askBank, []string{"chuyển nhầm vào tài khoản", "chuyển nhầm * chuyển lại", "tiền nhầm", "nhận * nhầm", "chuyển lại * số * khác", "tài khoản khác này", "tiền chuyển nhầm", "xin lại tiền", "chuyển khoản nhầm"}},
	{"đòi tiền cọc, chuyển khoản trước", 3, askHouse, []string{"đặt cọc", "chuyển khoản trước", "chuyển cọc", "giữ chỗ", "chuyển khoản 100", "không hoàn tiền", "thanh lý hải quan", "giữ suất", "giữ lô", "cọc", "chính chủ", "đất nền", "đặt trước", "giữ hàng", "chuyển khoản đặt hàng", "đặt hàng trước"}},
	{"hứa điều khó tin", 3, askHouse, []string{"chữa dứt điểm", "dứt điểm", "gia truyền", "không khỏi hoàn tiền", "giải hạn", "vong theo", "mua 1 tặng 1", "khám bệnh miễn phí tại hội trường", "biết trước", "thuốc bổ", "chữa khỏi", "khỏi hẳn", "cam kết khỏi", "đảm bảo trúng", "bói", "thu phí từ ngày mai", "để được miễn phí", "hết đau", "thần dược", "bài thuốc bí truyền", "uống là khỏi", "xương khớp mỹ"}},
	{"kêu gọi tiền vào tài khoản riêng", 2, askPolice, []string{"stk cá nhân", "tài khoản cá nhân", "cô bác thương", "chia sẻ giúp em", "chia sẻ cho * bạn", "chia sẻ tin này", "chia sẻ cho #", "gửi cho # người", "chuyển tiếp cho"}},
	{"nhờ bình chọn, bảo đăng nhập", 4, askFamily, []string{"bình chọn"}},
	{"bảo bấm vào đường dẫn", 2, "", []string{"~bấm vào link", "~bấm vào đây", "~bấm vào đường dẫn", "~nhấp vào", "~truy cập", "~bấm link", "~vào link", "link em gửi", "đường link em gửi", "~click", "link này", "đường link", "link sau", "hủy lệnh tại", "tại đây"}},
	{"hăm dọa để lấy tiền", 5, askPolice, nil},
	{"bảo làm theo từng bước qua điện thoại", 4, askBank, nil},
	{"nhờ mua thẻ cào, đọc số thẻ", 5, askFamily, nil},
	{"nhờ trả giúp tiền hàng cho người khác", 4, askHouse, nil},
}

// soundsForwarded is how offices, shops and scammers write, and learners do
// not.
var soundsForwarded = []string{
	"tin nhắn này", "tin nhắn tôi nhận", "tin nhắn tui nhận", "nó nhắn như vầy", "nội dung tin nhắn", "nhắn như sau", "quý khách", "kính gửi", "trân trọng", "chúc mừng bạn", "của quý", "thông báo của", "anh chị", "chào anh chị", "chào chị", "chào bạn",
	"thuê bao của", "tài khoản của bạn", "xin chào", "dear", "your account", "you have", "cần tuyển", "tuyển ctv", "tuyển cộng tác viên", "tuyển gấp", "cam kết", "mẹ ơi con", "cậu ơi", "cô ơi con", "bà ơi con", "em bên", "em là", "cháu là cô giáo", "liên hệ zalo", "ib zalo", "soạn * gửi",
}
