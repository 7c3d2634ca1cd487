package dialogs

import (
	"reflect"
	"testing"
)

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		line string
		want []string
	}{
		{"", nil},
		{"Bác mở VNeID.", []string{"Bác mở VNeID."}},
		{"Bác mở VNeID. Bác thấy chưa ạ? Chưa thì thôi!", []string{"Bác mở VNeID.", "Bác thấy chưa ạ?", "Chưa thì thôi!"}},
		{"Xong rồi ạ. Phí 35.000 đ, tới 31/12/2026. Sau đó khác.", []string{"Xong rồi ạ.", "Phí 35.000 đ, tới 31/12/2026.", "Sau đó khác."}},
		{"1. Mở VNeID. Chạm “Ví”. Xong.", []string{"1. Mở VNeID.", "Chạm “Ví”.", "Xong."}},
		{"Ở TP. Huế hay Q. Ba Đình đều được. Dạ.", []string{"Ở TP. Huế hay Q. Ba Đình đều được.", "Dạ."}},
		{"Mã OTP. Không đưa ai.", []string{"Mã OTP.", "Không đưa ai."}},
		{"Xong bước 3. Bác nghỉ.", []string{"Xong bước 3.", "Bác nghỉ."}},
		{"Sao…? Đợi", []string{"Sao…?", "Đợi"}},
		{"hết. ", []string{"hết."}},
	} {
		if got := sentences(c.line); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.line, got, c.want)
		}
	}
}
