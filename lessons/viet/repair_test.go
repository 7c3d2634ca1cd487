package viet

import (
	"slices"
	"strings"
	"testing"
)

var vocabulary = set(`quen mat khau dong y ky so dien thoai muc khong co alo ok quy my
nguoi duoc chuyen khoan bao hiem dang nhap vneid 2 tai zalo buoc hoc bai gio lop ngan hang
tien ma lam sao nuoc thu toi uong di tet via ga xoong thuy tinh ban be co`)

func known(w string) bool { return vocabulary[w] }

func TestRepair(t *testing.T) {
	for in, want := range map[string]string{
		// Telex
		"ddoongf": "dong", "quene": "quen", "quheen": "", "ddawng": "dang", "kys": "ky", "maatj": "mat",
		"matja": "mat", "khaaur": "khau", "dangdw": "dang", "nguwowfi": "nguoi", "ngwowif": "nguoi",
		"dduwowcj": "duoc", "dduojwc": "duoc", "nwowcs": "nuoc", "thuws": "thu", "chuyeenr": "chuyen",
		"khoongggg": "khong", "ngaan": "ngan", "kis": "ky", "tieenf": "tien", "xoonng": "",
		// VNI
		"d9o6ng2": "dong", "ma65t": "mat", "kha63u": "khau", "ngu7o7i2": "nguoi", "tien62": "tien",
		"d9u7o7c5": "duoc", "d9": "", "mat65": "mat",
		// numbers glued on
		"muc2": "muc 2", "7gio": "7 gio", "lop12": "lop 12", "ky1": "ky 1", "2lan3": "", "12": "",
		// joined
		"quenmatkhau": "quen mat khau", "hocbai": "hoc bai", "dongy": "dong y", "nganhang": "ngan hang",
		"dienthoai": "dien thoai", "quenmatkhauvneid": "quen mat khau vneid", "quenxyz": "",
		// held keys
		"cooo": "co", "alooo": "alo", "okkk": "ok", "khônggggg": "khong",
		// i and y
		"ki": "ky", "mĩ": "my", "quí": "quy", "thui": "",
		// known already, or not to be touched
		"khẩu": "khau", "visa": "", "test": "", "gas": "", "taxi": "", "thuyền": "", "": "", "а": "", "日本": "",
	} {
		words, ok := Repair(in, known)
		if got := strings.Join(words, " "); got != want || ok != (want != "") {
			t.Errorf("Repair(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
}

func TestRepairWithoutVocabulary(t *testing.T) {
	for in, want := range map[string]string{"ddoongf": "dong", "nghieemj": "nghiem", "toi": "toi", "xkcd": ""} {
		words, _ := Repair(in, nil)
		if got := strings.Join(words, " "); got != want {
			t.Errorf("Repair(%q, nil) = %q, want %q", in, got, want)
		}
	}
}

func TestRepairAll(t *testing.T) {
	got := RepairAll(Tokens("d9a8ng ky1 vneid muc2"), known)
	want := [][]string{{"dang"}, {"ky"}, nil, {"muc"}}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("in a VNI sentence: %q, want %q", got, want)
	}
	got = RepairAll(Tokens("dang ky muc2"), known)
	want = [][]string{nil, nil, {"muc", "2"}}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("in a plain sentence: %q, want %q", got, want)
	}
}

func TestSyllable(t *testing.T) {
	for w := range strings.FieldsSeq(`nghieng nguyen khuyu quen quoc gi gin gia gieng giuong ngoan ngoeo
thuong nghe ghe yen yeu y khoeo xoong quyet quynh huynh uong di ky ly my quy tuyet khuyet ia ech`) {
		if !Syllable(w) {
			t.Errorf("%q is not taken for a syllable", w)
		}
	}
	for w := range strings.FieldsSeq(`vneid zalo ka cen ngi nge gen maatj qa quu tk test gas muc2 yong`) {
		if Syllable(w) {
			t.Errorf("%q is taken for a syllable", w)
		}
	}
}
