package dialogs

import "testing"

func TestRedact(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"quên mật khẩu vneid", "quên mật khẩu vneid"},
		{"ma xac nhan vneid cua bac la 482913 nhap giup", "ma xac nhan vneid cua bac la [mã đã che] nhap giup"},
		{"Mã OTP: 4829", "Mã OTP: [mã đã che]"},
		{"482913 là mã của bác", "[mã đã che] là mã của bác"},
		{"căn cước tôi 001160012345 làm hộ", "căn cước tôi [số căn cước đã che] làm hộ"},
		{"001 160 012 345", "[số căn cước đã che]"},
		{"001.160.012.345", "[số căn cước đã che]"},
		{"goi toi 0912 345 678 nhe", "goi toi [số điện thoại đã che] nhe"},
		{"o912345678", "[số điện thoại đã che]"},
		{"thẻ 4111 1111 1111 1111", "thẻ [số thẻ đã che]"},
		{"stk 123456 vcb", "stk [số tài khoản đã che] vcb"},
		{"gửi an.nguyen@example.com nhé", "gửi [thư điện tử đã che] nhé"},
		{"０９１２３４５６７８", "[số điện thoại đã che]"},
		{"0️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "[số điện thoại đã che]"},
		{"số 123456789", "số [dãy số đã che]"},
		// what must stay
		{"gọi 1900 0368 hay 1900.9068", "gọi 1900 0368 hay 1900.9068"},
		{"gọi 113", "gọi 113"},
		{"mất 1.300.000.000 đồng", "mất 1.300.000.000 đồng"},
		{"chuyển 15000000 đồng", "chuyển 15000000 đồng"},
		{"ngày 24/09/2026", "ngày 24/09/2026"},
		{"2", "2"},
		{"câu 1 hay 2", "câu 1 hay 2"},
		{"5 giấy tờ từ 15/8/2026", "5 giấy tờ từ 15/8/2026"},
	} {
		got, found := Redact(c.in)
		if got != c.want {
			t.Errorf("Redact(%q) = %q, want %q", c.in, got, c.want)
		}
		if found != (c.in != c.want) || found != Masked(got) {
			t.Errorf("Redact(%q): found = %v", c.in, found)
		}
		if again, _ := Redact(got); again != got {
			t.Errorf("Redact is not idempotent on %q: %q", got, again)
		}
	}
}
