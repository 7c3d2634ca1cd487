package viettest

import "testing"

func TestRetype(t *testing.T) {
	for in, want := range map[string][2]string{
		"Đồng ý":            {"DDoongf ys", "D9o6ng2 y1"},
		"quên mật khẩu 2":   {"queen maatj khaaur 2", "que6n ma6t5 kha6u3 2"},
		"Người dưới, trăng": {"Nguwowif duwowis, trawng", "Ngu7o7i2 du7o7i1, tra8ng"},
		"zalo":              {"zalo", "zalo"},
		"":                  {"", ""},
	} {
		if got := Telex(in); got != want[0] {
			t.Errorf("Telex(%q) = %q, want %q", in, got, want[0])
		}
		if got := VNI(in); got != want[1] {
			t.Errorf("VNI(%q) = %q, want %q", in, got, want[1])
		}
	}
}
