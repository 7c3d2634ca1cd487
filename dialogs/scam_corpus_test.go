package dialogs

import (
	"os"
	"strings"
	"testing"

	"capheso/lessons"
	"capheso/lessons/viet"
)

// judged is what the learner would be told of a message.
func judged(text string) (signs []string, danger bool) {
	masked, _ := Redact(viet.Clean(text))
	signs = scamSigns(masked)
	danger, _ = judge(strings.Join(signs, "; "))
	return signs, danger
}

// TestScamsCaught: every scam is called dangerous or doubtful, with a reason.
func TestScamsCaught(t *testing.T) {
	w := testWorld(t)
	rows := corpus(t, "scam.txt")
	dangerous, unasked := 0, 0
	for _, row := range rows {
		signs, danger := judged(row[0])
		if len(signs) == 0 {
			t.Errorf("no sign in %q", row[0])
		}
		if danger {
			dangerous++
		}
		if w.alarmed(row[0]).Verdict == lessons.Scam {
			unasked++
		}
	}
	t.Logf("%d scams, %d dangerous, %d noticed without being asked", len(rows), dangerous, unasked)
	if dangerous*10 < len(rows)*7 {
		t.Errorf("only %d of %d scams are called dangerous", dangerous, len(rows))
	}
}

// TestOrdinaryLeftAlone: at most one ordinary message in twenty is called
// dangerous, or breaks into a talk.
func TestOrdinaryLeftAlone(t *testing.T) {
	w := testWorld(t)
	rows := corpus(t, "ordinary.txt")
	dangerous, doubtful, unasked := 0, 0, 0
	for _, row := range rows {
		signs, danger := judged(row[0])
		switch {
		case danger:
			dangerous++
			t.Logf("dangerous: %q %q", row[0], signs)
		case len(signs) > 0:
			doubtful++
		}
		if f := w.alarmed(row[0]); f.Verdict != "" {
			unasked++
			t.Logf("breaks in: %q %q", row[0], f.Signs)
		}
	}
	t.Logf("%d ordinary messages, %d dangerous, %d doubtful, %d break in", len(rows), dangerous, doubtful, unasked)
	if max(dangerous, unasked)*20 > len(rows) {
		t.Errorf("too many")
	}
}

// TestLateIsUrgent: who has paid, read the code or installed the program, or is
// in danger, gets the card for it at once.
func TestLateIsUrgent(t *testing.T) {
	w := testWorld(t)
	for _, row := range corpus(t, "late.tsv") {
		f := w.alarmed(viet.Clean(row[1]))
		if f.Verdict != lessons.Emergency {
			t.Errorf("%q is taken for %q", row[1], f.Verdict)
			continue
		}
		if f.Signs[0] != row[0] {
			t.Errorf("%q: %s, want %s", row[1], f.Signs[0], row[0])
		}
	}
}

// TestQuestionsGoOn: whoever asks about scams is answered by the course.
func TestQuestionsGoOn(t *testing.T) {
	w := testWorld(t)
	for _, row := range corpus(t, "aware.txt") {
		if f := w.alarmed(viet.Clean(row[0])); f.Verdict != "" {
			t.Errorf("%q is taken for %s %q", row[0], f.Verdict, f.Signs)
		}
	}
}

// TestSearchQuestionsGoOn counts the questions of the search's own tests that
// never reach the search. Only what is marked urgent there may be among them.
func TestSearchQuestionsGoOn(t *testing.T) {
	w := testWorld(t)
	for _, name := range []string{"questions", "holdout", "unseen"} {
		data, err := os.ReadFile("../lessons/search/testdata/" + name + ".tsv")
		if err != nil {
			t.Fatal(err)
		}
		asked, urgent := 0, 0
		for line := range strings.Lines(string(data)) {
			col := strings.Split(strings.TrimRight(line, "\n"), "\t")
			if len(col) < 4 || col[3] == "" {
				continue
			}
			asked++
			if f := w.alarmed(viet.Clean(col[1])); f.Verdict != "" {
				urgent++
				if f.Verdict != lessons.Emergency || !lateAnswer(col[3]) {
					t.Errorf("%q never reaches the search: %s %q", col[1], f.Verdict, f.Signs)
				}
			}
		}
		t.Logf("%s: %d questions in scope, %d answered by a card", name, asked, urgent)
	}
}

// lateAnswer reports the articles for those to whom it has happened already.
func lateAnswer(ids string) bool {
	for id := range strings.SplitSeq(ids, "|") {
		switch id {
		case "at-hd-lo-chuyen-tien", "at-hd-lo-doc-otp", "at-hd-lo-cai-app", "at-gia-nha-mang", "at-duong-dan-la", "at-ngai-noi-voi-con":
			return true
		}
	}
	return false
}

// TestHosts tells official addresses from those that pretend.
func TestHosts(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"https://vneid.gov.vn/huongdan/", "official"},
		{"dichvucong.gov.vn", "official"},
		{"https://www.vietcombank.com.vn", "official"},
		{"bidv-vn.top", "pretends"},
		{"vneid-gov.vn.com", "pretends"},
		{"http://dichvucong.gov.vn.thutuc.online", "pretends"},
		{"https://www.vietcornbank.com.vn/", "pretends"},
		{"vietcombannk.com", "pretends"},
		{"zaIopay.vn", "pretends"},
		{"https://vneid.gov.vn@tinhte.xyz/a", "odd"},
		{"vіetcombank.com.vn", "pretends"}, // a Cyrillic і
		{"http://xn--vietcmbank-8bb.com", "pretends"},
		{"bit.ly/abc", "odd"},
		{"bit.do/abc", "odd"},
		{"vietinbank-ipay.vn.tc", "pretends"},
		{"agirbank.com", "pretends"},
		{"vietconbank.com", "pretends"},
		{"vietcombaank.net", "pretends"},
		{"vletcombank.vn", "pretends"},
		{"bidv.com.vn.co", "pretends"},
		{"dichvucong-gov.org", "pretends"},
		{"dvcquocgia.com", "pretends"},
		{"vneid2.com", "pretends"},
		{"thue-gov.com", "pretends"},
		{"canhsat-giaothong.org", "pretends"},
		{"vietc0mbank.com.vn", "pretends"},
		{"ⅴietcombank.com", "pretends"}, // a Roman numeral
		{"vıetcombank.com", "pretends"}, // a Turkish ı
		{"vietcombank。com", "pretends"}, // an ideographic full stop, which browsers take for a dot
		{"hxxps://vneid-capnhat.com", "pretends"},
		{"VNEID.GOV.VN.COM/x", "pretends"},
		{"sacornbank.vn", "pretends"},
		{"shoppee.vn", "pretends"},
		{"zalo.me.login.top", "pretends"},
		{"smartbanking-bidv.net", "pretends"},
		{"vcbdigi.net", "pretends"},
		{"viettell.com", "pretends"},
		{"chinhphu.vn", "official"},
		{"ngân-hàng.vn", "odd"},
		{"https://mbbank.com.vn", "official"},
		{"hello/world", ""},
		{"TP.HCM/Q1", ""},
		{"v.v.../", ""},
		{"ThS.BS", ""},
		{"quatang.top", "odd"},
		{"http://10.1.2.3/vcb", "odd"},
		{"quancomchay.com", "other"},
		{"xong.Toi di", ""},
		{"lan@gmail.com", ""},
		{"1.300.000", ""},
		{"file.apk", ""},
		{"VNeID v.v.", ""},
	} {
		got := ""
		for _, h := range hosts(c.text) {
			switch {
			case h.official():
				got = "official"
			case h.pretends():
				got = "pretends"
			case h.odd:
				got = "odd"
			default:
				got = "other"
			}
		}
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

// TestVerdicts: nothing is ever called safe, no verdict is longer than a
// message may be, and each says one thing to do.
func TestVerdicts(t *testing.T) {
	all := append([]sign{fakeLink, oddLink, otherLink}, signs...)
	for _, s := range all {
		if signNamed(s.name).name != s.name || strings.Contains(s.name, ";") {
			t.Errorf("the sign %q cannot be found again", s.name)
		}
		if s.weight <= 0 {
			t.Errorf("the sign %q lowers a score", s.name)
		}
	}
	w := testWorld(t)
	for _, d := range []ScamCheck{{}, {Checked: true}, {Checked: true, Signs: otherLink.name}, {Checked: true, Signs: fakeLink.name}, {Checked: true, Signs: "một dấu hiệu của bản cũ"}} {
		turn := &Turn{World: w}
		d.Show(turn)
		if err := wellSaid(turn.out.Replies); err != nil {
			t.Errorf("%+v: %v", d, err)
		}
		for _, r := range turn.out.Replies {
			if strings.Contains(strings.ToLower(r.Text), "an toàn") && !strings.Contains(r.Text, "không") {
				t.Errorf("%+v calls something safe: %q", d, r.Text)
			}
		}
	}
}

func BenchmarkAlarmed(b *testing.B) {
	w := testWorld(b)
	for _, c := range []struct{ name, text string }{
		{"short", "xong rồi"},
		{"plain", "quen mat khau vneid roi chau oi"},
		{"marked", "quên mật khẩu VNeID thì làm sao cháu ơi"},
		{"scam", "BIDV: TK cua quy khach bi khoa. Xac thuc ngay tai bidv-vn.top"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w.alarmed(c.text)
			}
		})
	}
}
