package dialogs

import "strings"

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// endings are what an address may end in when nothing else says that it is one.
var endings = setOf(`com net org vn info biz edu gov io co me cc ly gg gl to us uk ru cn kr jp tv fm im in is la ws tk ml ga cf gq pw
	top xyz vip site online club shop live link icu app dev pro asia work win bid store fun tech space website support click buzz cfd
	sbs rest bond life world today news page best lol cyou monster quest hair skin makeup beauty autos boats gift cash loan money
	finance fund bet casino date men stream download review trade party science racing cricket accountant faith`)

// oddEndings are cheap or free, and what honest offices in Vietnam do not use.
var oddEndings = setOf(`top xyz vip site online club shop live link icu cc work win bid store fun tech space website support click buzz
	cfd sbs rest bond life world today best lol cyou monster quest hair skin makeup beauty autos boats gift cash loan money finance
	fund bet casino date men stream download review trade party science racing cricket accountant faith tk ml ga cf gq pw ws biz info`)

// shorteners hide where an address leads.
var shorteners = setOf(`bit.ly tinyurl.com t.ly goo.gl is.gd cutt.ly rb.gy t.co ow.ly shorturl.at s.id tiny.cc shorten.asia rebrand.ly v.gd bom.so
	by.com.vn clk.vn soo.gd bl.ink urlz.fr bit.do n9.cl lnkd.in u.to qr.ae adf.ly ouo.io shorte.st`)

// known are hosts of their owners. Being on the list only means that the
// address is no sign by itself; no message is ever called safe.
var known = setOf(`vietcombank.com.vn bidv.com.vn agribank.com.vn vietinbank.vn techcombank.com mbbank.com.vn acb.com.vn vpbank.com.vn
	tpb.vn sacombank.com.vn hdbank.com.vn vib.com.vn shb.com.vn msb.com.vn lpbank.com.vn ocb.com.vn seabank.com.vn namabank.com.vn
	pvcombank.com.vn momo.vn zalopay.vn vnpay.vn napas.com.vn evn.com.vn cskh.evn.com.vn viettel.vn viettel.com.vn vinaphone.com.vn
	vnpt.vn vnpt.com.vn mobifone.vn vnpost.vn shopee.vn lazada.vn tiki.vn ghn.vn ghtk.vn zalo.me zalo.vn facebook.com youtube.com
	youtu.be google.com gmail.com apple.com microsoft.com vnexpress.net tuoitre.vn thanhnien.vn dantri.com.vn vietnamnet.vn
	baotintuc.vn nhandan.vn vtv.vn vov.vn laodong.vn nld.com.vn vietnamplus.vn baochinhphu.vn chinhphu.vn wikipedia.org`)

// brands are names that stand as a whole between dots or hyphens in an address
// that pretends; longBrands also inside a longer word.
var (
	brands = setOf(`vneid vssid dvc dvcqg bidv vcb acb mb mbb tpb scb vib shb msb ocb evn evnhcmc evnhn momo zalo bhxh csgt etax gdt sbv tcb fb ghn ghtk
		vnpt vtp napas lazada lzd tiki icloud quocgia`)
	longBrands = strings.Fields(`vneid vssid dichvucong vietcombank vcbdigibank agribank vietinbank techcombank mbbank vpbank tpbank sacombank
		hdbank lpbank seabank pvcombank namabank zalopay viettel vinaphone mobifone vnpost shopee lazada facebook dienmayxanh baohiemxahoi
		tongcucthue canhsatgiaothong phatnguoi evncskh dienluc bocongan dinhdanh hoanthue binhdanhocvuso`)
)

// lures are what is put in front of a brand, or behind it.
var lures = strings.Fields(`digi digibank bank banking smart smartbanking ebank ibank ipay pay online quocgia xacthuc xacminh capnhat dangky dangnhap
	hotro khuyenmai trian qua quatang nhanqua diemthuong hoantien baomat sinhtrac naptien thanhtoan cskh app vn viet support login
	secure verify help gift 2 24h 247 sim 4g 5g id`)
