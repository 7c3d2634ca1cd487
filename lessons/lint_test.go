package lessons

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

var november = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// article, step and quiz make a file of a few lines around what is tested.
// The tested text starts in line 8 (article), 11 (step) or 16 (quiz).
func article(text string) string {
	return "---\nid: x\nkind: article\ntopic: VNEID\ntitle: Tên bài\nowner: Nhóm\n---\n" + text + "\n"
}

func step(text string) string {
	return "---\nid: x\nkind: guide\ntopic: VNEID\ntitle: Tên bài\nowner: Nhóm\n---\n\n## Làm việc\n\n" + text + "\n"
}

func quiz(text string) string {
	return "---\nid: x\nkind: lesson\ntopic: VNEID\ntitle: Tên bài\nowner: Nhóm\n---\n\nTrang một.\n\nTrang hai.\n\n## Ôn\n\n\n" + text + "\n\n## Câu hỏi\n\n" + text + "\n"
}

func tipped(text string) string {
	return "---\nid: x\nkind: tip\ntopic: VNEID\ntitle: Tên bài\nowner: Nhóm\n---\n" + text + "\n"
}

// doing is a tip with more front matter.
func doing(front string) string {
	text := tipped("Một.\n\n## Câu hỏi\n\nA?\n\n- [x] **Có** Đúng vậy.\n- [ ] **Không** Gần đúng thôi.")
	return strings.Replace(text, "owner:", front+"\nowner:", 1)
}

// linted is what the linter says of one file beside the good ones.
func linted(t *testing.T, name, src string) []Problem {
	t.Helper()
	fsys := goodCourse()
	fsys[name] = &fstest.MapFile{Data: []byte(src)}
	fsys["guides/a.png"] = &fstest.MapFile{}
	c, err := Load(fsys)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return Lint(c, november)
}

// Every rule has texts that break it and texts that come close and do not.
func TestRules(t *testing.T) {
	const answers = "\n\n- [x] **Có** Đúng vậy.\n- [ ] **Không** Gần đúng thôi."
	long := strings.TrimSpace(strings.Repeat("Một hai ba bốn năm. ", 16)) // 319 characters
	tested := map[string]bool{}
	for _, c := range []struct{ rule, name, bad, want, good string }{
		{"R1", "articles/x.md", article(long), "articles/x.md:8: R1: the message has 319 characters; the most is 300", article("Một hai ba bốn năm.")},
		{"R1", "articles/x.md", article(long[:len(long)*4/5]), "warning: R1: the message has", article("Một hai ba.")},
		{"R1", "tips/x.md", tipped(long[:len(long)*9/10] + "\n\n## Câu hỏi\n\nA?" + answers), "the most is 260", tipped("Một.\n\n## Câu hỏi\n\nA?" + answers)},
		{"R1", "guides/x.md", step(long), "guides/x.md:11: R1: the message has", step("Một hai ba.")},
		{"R2", "articles/x.md", article("Một hai ba bốn năm sáu bảy tám chín mười một hai ba bốn năm sáu bảy tám chín mười một hai ba bốn năm sáu."), "articles/x.md:8: R2: a sentence of 26 tiếng, “Một hai ba bốn năm…”",
			article("Một hai ba bốn năm sáu bảy tám chín mười. Một hai ba bốn năm sáu bảy tám chín mười một hai ba bốn.")},
		{"R2", "articles/x.md", article("Một hai ba bốn năm sáu bảy tám chín mười một hai ba bốn năm sáu bảy tám chín mười một."), "warning: R2: a sentence of 21 tiếng", article("Một “hai ba bốn năm sáu bảy tám chín mười một hai ba bốn năm” xong.")},
		{"R2", "articles/x.md", article("Một hai ba bốn năm sáu bảy tám chín mười một hai ba bốn năm."), "warning: R2: sentences have 15.0 tiếng on average", article("Một hai ba. Phí 100.000 đ, vào vneid.gov.vn.")},
		{"R3", "guides/x.md", step("{Bác} bấm “Tiếp tục”, rồi nhập mật khẩu."), "guides/x.md:11: R3: two actions in one step (“bấm”, “nhập”); split it into two steps", step("{Bác} bấm “Tiếp tục”. Bấm nút này chưa mất tiền. {Bác} thấy chữ gì?")},
		{"R3", "guides/x.md", step("Mời {bác} mở VNeID. Chọn “Cài đặt”."), "(“mở”, “chọn”)", step("Khi mở VNeID, {bác} chọn “Mở khóa”. Chọn sai thì làm lại được.")},
		{"R3", "guides/x.md", step("{Bác} kéo xuống và bấm “Lưu”."), "(“kéo”, “bấm”)", step("{Bác} kéo xuống để tìm chữ “Bấm vào đây”. Đừng bấm vội.")},
		{"R3", "guides/x.md", step("{Bác} bấm “Một”. {Bác} bấm “Hai”."), "(“bấm”, “bấm”)", step("{Bác} ấn “Một”, nút màu đỏ. Bấm nhẹ thôi.")},
		{"R3", "guides/x.md", step("{Bác} chọn xã, sau đó khai các ô và kèm ảnh."), "(“chọn”, “khai”)", step("Tải xong, {bác} bấm “Mở”. Mở lại cũng được.")},
		{"R4", "guides/x.md", step("Chữ.\n\n- **Một** a\n- **Hai** b\n- **Ba** c\n- **Bốn** d"), "guides/x.md:16: R4: 4 things a stuck learner may see; the most is 3", step("Chữ.\n\n- **Một** a\n- **Hai** b\n- **Ba** c")},
		{"R4", "lessons/x.md", quiz("Hỏi gì?\n\n- [x] **Một** a"), "lessons/x.md:16: R4: 1 answers", quiz("Hỏi gì?" + answers)},
		{"R4", "lessons/x.md", quiz("Hỏi gì?\n\n- [x] **Một** a\n- [ ] **Hai** a\n- [ ] **Ba** a\n- [ ] **Bốn** a\n- [ ] **Năm** a"), "R4: 5 answers; the most is 4", quiz("Hỏi gì?" + answers)},
		{"R4", "tips/x.md", tipped("Một.\n\n## Câu hỏi\n\nA?" + answers + "\n- [ ] **Ba** a"), "tips/x.md:12: R4: 3 answers to the question of a tip", tipped("Một.\n\n## Câu hỏi\n\nA?" + answers)},
		{"R5", "articles/x.md", article("Một.\n\nHai.\n\nBa.\n\nBốn."), "articles/x.md:14: R5: 4 messages", article("Một.\n\nHai.\n\nBa.")},
		{"R6", "guides/x.md", step("Chữ." + strings.Repeat("\n\n## Làm nữa\n\nChữ.", 9)), "guides/x.md:45: R6: 10 steps", step("Chữ." + strings.Repeat("\n\n## Làm nữa\n\nChữ.", 8))},
		{"R7", "articles/x.md", article("Phí | thời hạn"), `articles/x.md:8: R7: "|" is Markdown or a table`, article("Phí và thời hạn")},
		{"R7", "articles/x.md", article("Cần:\\\n\\- một\\\n\\- hai"), "R7: a list inside a message", article("Cần: một - hai")},
		{"R7", "articles/x.md", article("Cần:\\\n1\\. một"), "R7: a list inside a message", article("Cần 1. Xong.")},
		{"R7", "articles/x.md", article("ĐỪNG bấm."), "R7: ĐỪNG in capitals is hard to read; write đừng", article("Mang CCCD và BHYT tới UBND xã, mở VNeID 4G. Chữ “HỦY BỎ” màu đỏ.")},
		{"R7", "articles/x.md", article("Chào ☕ buổi sáng 🌞."), "R7: 2 emoji; keep one", article("Chào 👩‍👩‍👧.")},
		{"R8", "guides/x.md", step("Chữ.\n\n- **Không thấy nút màu đỏ** a"), "guides/x.md:13: R8: the label “Không thấy nút màu đỏ” has 21 characters", step("Chữ.\n\n- **Không thấy nút đỏ** a")},
		{"R8", "lessons/x.md", quiz("Hỏi?\n\n- [x] **Gọi 113** a\n- [ ] **gọi con** b"), "“Gọi 113” and “gọi con” start with the same word", quiz("Hỏi?" + answers)},
		{"R23", "articles/x.md", article("Máy gửi OTP cho {bác}."), "articles/x.md:8: R23: “otp” is not explained in the same message; write mã 6 số gửi về điện thoại (OTP)", article("Máy gửi mã 6 số (OTP) cho {bác}.")},
		{"R23", "articles/x.md", article("{Bác} quét mã QR."), "“qr” is not explained", article("{Bác} đưa ô vuông đen trắng (mã QR) lên.")},
		{"R23", "articles/x.md", article("{Bác} đăng nhập trước."), "“đăng nhập” is not explained", article("{Bác} bấm “Đăng nhập”. Đăng nhập là vào tài khoản của mình.")},
		{"R23", "articles/x.md", article("{Bác} nhập PIN."), "“PIN” is not explained", article("Máy gần hết pin. Pin yếu thì sạc. Mã số bí mật gọi là PIN.")},
		{"R23", "articles/x.md", article("Xem trên trình duyệt."), "warning: R23: “trình duyệt” is a word of the trade", article("Xem bằng ứng dụng xem trang mạng (trình duyệt).")},
		{"R24", "articles/x.md", article("{Bác} bấm nút Tiếp tục."), "R24: the button Tiếp stands without “ ”", article("{Bác} bấm nút “Tiếp tục” của VNeID, bấm Zalo.")},
		{"R24", "articles/x.md", article(`{Bác} bấm "Tiếp tục".`), "R24: straight quotation marks; write “Tiếp tục”", article("{Bác} bấm “Tiếp tục”.")},
		{"R24", "articles/x.md", article("{Bác} bấm “Tiếp tục."), "R24: a quotation mark without its other half", article("{Bác} bấm “Tiếp tục”.")},
		{"R24", "articles/x.md", article("{Bác} vào mục Cài đặt."), "warning: R24: Cài after “mục”", article("{Bác} vào mục “Cài đặt”.")},
		{"R25", "articles/x.md", article("{Bác} được yêu cầu chờ."), "R25: “được yêu cầu” is office language", article("Máy hỏi mã, {bác} chờ.")},
		{"R25", "articles/x.md", article("{Bác} không thể không có thẻ."), "R25: a double negation (“không … không”)", article("{Bác} không đọc mã, không bấm vội. Chưa thấy có sao không? Đừng lo nếu không thấy. Không gian mạng không vào được nữa.")},
		{"R25", "articles/x.md", article("{Bác} click vào đó."), "R25: “click” is not explained in the same message; write bấm", article("{Bác} bấm vào “Click here”.")},
		{"R25", "articles/x.md", article("Tải app về."), "R25: “app”", article("Tải ứng dụng (app) ở App Store.")},
		{"R26", "articles/x.md", article("Mời bác xem."), "R26: “bác” speaks to one kind of learner only; write {bác}", article("Mời {bác} hỏi bác sĩ. Bộ đã bác bỏ tin này.")},
		{"R26", "articles/x.md", article("Cháu giúp {bác}."), "R26: “Cháu” speaks", article("Con cháu giúp {bác}. Các cháu ở xa.")},
		{"R26", "articles/x.md", article("Mời bạn xem."), "R26: “bạn” speaks", article("{Bác} hỏi bạn bè, kết bạn trên Zalo. Chữ “Bạn đã nhận” là của máy.")},
		{"R26", "articles/x.md", article("Để tôi giúp."), "R26: “tôi” speaks", article("Để {cháu} giúp. {Cháu} chờ.")},
		{"R26", "articles/x.md", article("Mời {ông} xem."), "R26: unknown placeholder {ông}; write {bác} or {cháu}", article("Mời {bác} xem.")},
		{"R26", "articles/x.md", article("Xong. {bác} chờ."), "R26: {bác} starts a sentence; write {Bác}", article("Xong. {Bác} chờ, {bác} nhé.")},
		{"R26", "articles/x.md", article("Mời {Bác} xem."), "R26: {Bác} stands in the middle of a sentence", article("Nhớ này: {Bác} xem.")},
		{"R26", "articles/x.md", article("Mời {bác xem."), "R26: a brace without its other half", article("Mời {bác} xem.")},
		{"R27", "lessons/x.md", quiz("Hỏi?\n\n- [x] **Có** Đúng.\n- [ ] **Không** Sai rồi {bác} ạ."), "R27: “sai rồi” blames the learner; write “Gần đúng.", quiz("Hỏi?" + answers)},
		{"R27", "lessons/x.md", quiz("Hỏi?\n\n- [x] **Có** Đúng.\n- [ ] **Không** Sai. Là có."), "R27: “Sai” is a slap", quiz("Hỏi?\n\n- [x] **Có** Đúng.\n- [ ] **Không** Gần đúng, máy sai.")},
		{"R27", "articles/x.md", article("Giỏi quá!!"), "R27: a chain of exclamation marks", article("Giỏi quá! Đó không phải lỗi của {bác}.")},
		{"R27", "articles/x.md", article("Giỏi! Hay!"), "warning: R27: 2 exclamation marks", article("Giỏi!")},
		{"R30", "articles/x.md", article("Gọi 0912345678."), "R30: the phone number 0912345678 has no spaces; write 0912 345 678", article("Gọi 0912 345 678. Chữ “0912345678” là ví dụ.")},
		{"R30", "articles/x.md", article("Gọi 19000368 nhé."), "R30: the phone number 19000368 has no spaces", article("Gọi 1900 0368 nhé.")},
		{"R30", "articles/x.md", article("Phí 100000 đồng."), "R30: the amount 100000 đồng has no dots; write 100.000 đ", article("Phí 100.000 đồng, 50.000 đ, 3 triệu.")},
		{"R30", "articles/x.md", article("Phí 100,000đ."), "R30: the amount 100,000đ has a comma", article("Phí 100.000đ.")},
		{"R30", "articles/x.md", article("Phí 50k thôi."), "R30: the amount 50k", article("Phí 50.000 đ thôi.")},
		{"R30", "articles/x.md", article("Từ 2026-08-15."), "R30: the date 2026-08-15", article("Từ 15/8/2026.")},
		{"R30", "articles/x.md", article("Từ 05/8 đến."), "warning: R30: the date 05/8 has a zero", article("Từ 5/8 đến 10/10/2026.")},
		{"R30", "articles/x.md", article("Lúc 23h đêm."), "R30: the time 23h", article("Lúc 23 giờ đêm.")},
		{"R32", "guides/x.md", step("Chữ.\n\n![](a.png)"), "guides/x.md:13: R32: a picture without words; write ![what it shows](a.png)", step("Chữ.\n\n![Nút đỏ](a.png)")},
		{"R32", "guides/x.md", step("{Bác} làm như hình."), "R32: “như hình”", step("{Bác} thấy hình người màu xanh.")},
		{"R34", "guides/x.md", step("{Bác} nhớ mã này để lát nữa dùng."), "R34: “nhớ mã này", step("{Bác} không cần nhớ mã này. Nhớ mang thẻ. Mã 6 số của mình thì {bác} nhớ mã 6 số.")},
		{"R35", "lessons/x.md", strings.Replace(quiz("Hỏi?"+answers), "Trang hai.", strings.Repeat("Trang.\n\n", 4), 1), "lessons/x.md:17: R35: 5 pages; write two to four", quiz("Hỏi?" + answers)},
		{"R35", "lessons/x.md", strings.Replace(quiz("Hỏi?"+answers), "Trang hai.\n", "", 1), "R35: 1 pages", quiz("Hỏi?" + answers)},
		{"R35", "lessons/x.md", strings.Replace(quiz("Hỏi?"+answers), "Trang hai.", strings.Repeat("Một hai ba. ", 90), 1), "lessons/x.md:9: R35: the pages have 272 tiếng", quiz("Hỏi?" + answers)},
		{"R39", "articles/x.md", article("Vào bit.ly/abc để xem."), "R39: bit.ly hides where it leads", article("Trang thật là vneid.gov.vn, không phải đuôi .vip.")},
		{"R39", "articles/x.md", article("Vào trang vneid-gov.vip để xem."), "R39: vneid-gov.vip is not on the list", article("Trang thật: dichvucong.gov.vn/p/home.")},
		{"R39", "articles/x.md", article("Trang giả “vneidgov.vn” nhé."), "R39: vneidgov.vn is not on the list", article("Trang thật của VNeID: <https://vneid.gov.vn>.")},
		{"R39", "articles/x.md", article("vneid.gov.vn"), "R39: vneid.gov.vn stands alone", article("Trang của VNeID là vneid.gov.vn. Phí 100.000 đ.")},
		{"R39", "articles/x.md", article("Trang thật là http\\://vneid.gov.vn nhé."), "starts with http://", article("Trang thật là vneid.gov.vn nhé.")},
		{"R43", "articles/x.md", strings.Replace(article("Chữ."), "owner:", "guide: khong-co\nowner:", 1), `articles/x.md:6: R43: there is no guide "khong-co"`, strings.Replace(article("Chữ."), "owner:", "guide: lay-mat-khau\nowner:", 1)},
		{"R43", "tips/x.md", strings.Replace(tipped("Một.\n\n## Câu hỏi\n\nA?"+answers), "owner:", "about: gi-do\nowner:", 1), `tips/x.md:6: R43: there is no article, guide or lesson "gi-do"`, strings.Replace(tipped("Một.\n\n## Câu hỏi\n\nA?"+answers), "owner:", "about: ma-sau-so\nowner:", 1)},
		{"R1", "tips/x.md", doing("do: " + strings.Repeat("mở máy ra xem ", 6) + "\nhelps: lay-mat-khau"), "tips/x.md:6: R1: the message has 83 characters; the most is 80", doing("do: mở máy ra xem\nhelps: lay-mat-khau")},
		{"R43", "tips/x.md", doing("do: mở máy ra xem"), "tips/x.md:6: R43: nothing helps who could not do it", doing("do: mở máy ra xem\nhelps: lay-mat-khau_1")},
		{"R43", "tips/x.md", doing("do: mở máy ra xem\nhelps: lay-mat-khau_99"), `tips/x.md:7: R43: there is no step "lay-mat-khau_99"`, doing("do: mở máy ra xem\nhelps: lay-mat-khau")},
		{"R43", "tips/x.md", doing("do: mở máy ra xem.\nhelps: lay-mat-khau"), "tips/x.md:6: R43: do ends with a full stop", doing("do: mở máy ra xem\nhelps: lay-mat-khau")},
		{"R43", "tips/x.md", doing("do: mở máy ra xem\nhelps: lay-mat-khau\ntimes: 3"), "tips/x.md:8: R43: times is 3; write 1 or 2", doing("do: mở máy ra xem\nhelps: lay-mat-khau\ntimes: 2")},
		{"R43", "tips/x.md", doing("times: 2"), "tips/x.md:6: R43: times or helps without do", doing("do: mở máy ra xem\nhelps: lay-mat-khau\ntimes: 2")},
		{"R43", "tracks/x.md", strings.Replace(goodTrack, "id: lop-mot\nkind: track\ntitle: Lớp một\nlessons: [ma-sau-so]", "id: x\nkind: track\ntitle: X\nlessons: [ma-sau-so, la, ma-sau-so]", 1), `tracks/x.md:5: R43: there is no lesson "la"`, strings.Replace(goodTrack, "lop-mot", "x", 1)},
		{"R43", "lessons/x.md", quiz("Hỏi?\n\n- [ ] **Có** a\n- [ ] **Không** b"), "lessons/x.md:16: R43: 0 right answers; mark exactly one", quiz("Hỏi?" + answers)},
		{"R43", "lessons/x.md", quiz("Hỏi?\n\n- [x] **Có**\n- [ ] **Không** b"), "lessons/x.md:18: R43: “Có” is not explained", quiz("Hỏi?" + answers)},
		{"R43", "lessons/x.md", strings.Split(quiz("Hỏi?"+answers), "## Câu hỏi")[0], "R43: a lesson without a quiz", quiz("Hỏi?" + answers)},
		{"facts", "articles/x.md", article("Phí là 20.000 đ."), "articles/x.md:8: facts: “20.000 đ” is a fact without a source; write its source in sources: [S01]", article("Gọi 113 ngay. Chờ 5 phút.")},
		{"facts", "articles/x.md", article("Gọi 1900 0368."), "“1900 0368” is a fact", strings.Replace(article("Gọi 1900 0368."), "owner:", "sources: [S01]\nchecked: 2026-11-01\nowner:", 1)},
		{"facts", "articles/x.md", strings.Replace(article("Chữ."), "owner:", "sources: [S99]\nchecked: 2026-11-01\nowner:", 1), `articles/x.md:6: facts: there is no source "S99"`, strings.Replace(article("Chữ."), "owner:", "sources: [S02]\nchecked: 2026-11-01\nowner:", 1)},
		{"facts", "articles/x.md", strings.Replace(article("Chữ."), "owner:", "sources: [S01]\nowner:", 1), "facts: nobody says when the facts were checked", article("Chữ.")},
		{"facts", "articles/x.md", strings.Replace(article("Chữ."), "owner:", "checked: 2026-12-01\nowner:", 1), "facts: checked is a day that has not come yet", strings.Replace(article("Chữ."), "owner:", "checked: 2026-11-21\nowner:", 1)},
		{"facts", "articles/x.md", strings.Replace(article("Chữ."), "owner:", "checked: 2026-11-01\nreview: 2026-10-01\nowner:", 1), "facts: review is not after checked", strings.Replace(article("Chữ."), "owner:", "checked: 2026-11-01\nreview: 2027-11-21\nowner:", 1)},
		{"fresh", "articles/x.md", strings.Replace(article("Chữ."), "owner:", "checked: 2026-01-01\nreview: 2026-11-20\nowner:", 1), "warning: fresh: stale: it was to be looked at again on 2026-11-20", article("Chữ.")},
		{"fresh", "articles/x.md", strings.Replace(article("Chữ."), "owner:", "checked: 2026-01-01\nreview: 2026-12-21\nowner:", 1), "warning: fresh: due: it is to be looked at again by 2026-12-21", strings.Replace(article("Chữ."), "owner:", "checked: 2026-01-01\nreview: 2026-12-22\nowner:", 1)},
		{"fresh", "articles/x.md", strings.Replace(article("Chữ."), "owner:", "checked: 2026-01-01\nreview: 2026-09-21\nowner:", 1), "warning: fresh: hidden: it was to be looked at again on 2026-09-21", article("Chữ.")},
		{"fresh", "articles/x.md", strings.Replace(article("Chữ."), "owner:", "checked: 2026-01-01\nreview: 2026-09-22\nowner:", 1), "warning: fresh: stale: it was to be looked at again on 2026-09-22", article("Chữ.")},
		{"meta", "articles/x.md", strings.Replace(article("Chữ."), "owner: Nhóm\n", "", 1), "warning: meta: nobody looks after this file", strings.Replace(article("Chữ."), "owner:", "questions: [làm gì]\nowner:", 1)},
		{"meta", "articles/x.md", article("Chữ."), "warning: meta: no questions", strings.Replace(article("Chữ."), "owner:", "questions: [làm gì]\nowner:", 1)},
		{"meta", "articles/x.md", strings.Replace(article("Chữ."), "Tên bài", "Quên mật khẩu VNeID", 1), "warning: meta: the title is that of articles/a.md", strings.Replace(article("Chữ."), "owner:", "questions: [làm gì]\nowner:", 1)},
	} {
		tested[c.rule] = true
		found := false
		var all []string
		for _, p := range linted(t, c.name, c.bad) {
			all = append(all, p.String())
			found = found || p.Rule == c.rule && strings.Contains(p.String(), c.want)
		}
		if !found {
			t.Errorf("%s: want %s, got\n%s", c.rule, c.want, strings.Join(all, "\n"))
		}
		for _, p := range linted(t, c.name, c.good) {
			if p.Rule == c.rule {
				t.Errorf("%s: false alarm: %s\n%s", c.rule, p, c.good)
			}
		}
	}
	for _, r := range rules {
		if !tested[r.id] || r.what == "" {
			t.Errorf("rule %s (%s) has no example", r.id, r.what)
		}
	}
}

// Problems come in the order of the files, and the errors can be told apart.
func TestLintOrder(t *testing.T) {
	fsys := goodCourse()
	for i := range 3 {
		fsys[fmt.Sprintf("articles/x%d.md", i)] = &fstest.MapFile{Data: []byte(strings.Replace(article("Giỏi! Hay!\n\nMời bác."), "id: x", fmt.Sprint("id: x", 9-i), 1))}
	}
	c, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	ps := Problems(Lint(c, november))
	for i := 1; i < len(ps); i++ {
		if ps[i].File < ps[i-1].File || ps[i].File == ps[i-1].File && ps[i].Line < ps[i-1].Line {
			t.Errorf("%v after %v", ps[i], ps[i-1])
		}
	}
	if n := len(ps.Errors()); n != 3 || len(ps) <= n {
		t.Errorf("%d errors of %d problems, want 3", n, len(ps))
	}
}

// The day is the day where the author is: early on the 21st in Việt Nam it is
// still the 20th in UTC.
func TestLintDay(t *testing.T) {
	c, err := Load(folder("articles/a.md", strings.Replace(article("Chữ."), "owner:", "checked: 2026-11-21\nowner:", 1)))
	if err != nil {
		t.Fatal(err)
	}
	vietnam := time.FixedZone("ICT", 7*60*60)
	for _, p := range Lint(c, time.Date(2026, 11, 21, 5, 0, 0, 0, vietnam)) {
		if p.Rule == "facts" {
			t.Error(p)
		}
	}
}

// A course made in a test has no files; its problems have no lines.
func TestLintWithoutFiles(t *testing.T) {
	c := &Course{Articles: []Article{{Meta: Meta{ID: "a", Title: "A"}, Messages: []string{"Mời bác."}}}}
	for _, p := range Lint(c, november) {
		if p.File != "" || p.Line != 0 {
			t.Errorf("problem %v", p)
		}
	}
}

func BenchmarkLintEmbedded(b *testing.B) {
	c, err := Load(Embedded())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		Lint(c, november)
	}
}

// TestLintMessage: a notice is held against the rules for texts, and against
// nothing that only a course can break.
func TestLintMessage(t *testing.T) {
	for text, rules := range map[string][]string{
		"Tổ công nghệ số mời {bác} tới nhà văn hóa sáng thứ Bảy 5/12.": nil,
		"Mời {bac} ra nhà văn hóa.":                      {"R26"},
		"Bạn vào bit.ly/abc NGAY!!!":                     {"R7", "R26", "R27", "R39"},
		strings.Repeat("Mời {bác} ra nhà văn hóa. ", 20): {"R1"},
	} {
		var got []string
		for _, p := range LintMessage("notice.txt", text) {
			if p.File != "notice.txt" || p.Line != 1 {
				t.Errorf("it stands at %s:%d", p.File, p.Line)
			}
			got = append(got, p.Rule)
		}
		if !slices.Equal(got, rules) {
			t.Errorf("%.40q breaks %v, want %v", text, got, rules)
		}
	}
}
