package dialogs

import (
	"slices"
	"strings"

	"capheso/lessons"
)

// alarmed answers what cannot wait for a search: danger, money just lost, and
// a forwarded message that looks like a scam. The zero Finding is none of it.
// It runs on every typed text.
func (w *World) alarmed(text string) Finding {
	var room roomForWords
	words := cut(text, &room)
	f := book.in(&words)
	if kind := emergencyIn(&f, len(words.words) <= fewWords); kind != "" {
		return Finding{Verdict: lessons.Emergency, Signs: []string{kind}}
	}
	enough := scamScore
	if !forwarded(text, &words, &f) {
		if f.has(listAsks) || len(words.words) < fewestTold && !f.has(listReported) {
			return Finding{}
		}
		if enough = plainScore; f.has(listReported) {
			enough = reportedScore
		}
	}
	if names, score := weigh(text, &f); score >= enough {
		return Finding{Verdict: lessons.Scam, Signs: names}
	}
	return Finding{}
}

// scamScore is what makes a message suspicious, and dangerScore very likely a
// scam. What a learner tells of a call is a question too, which the course may
// answer better: reportedScore is what it takes to be told first, and plainScore
// what it takes in a text of which nothing shows that a stranger said it.
const (
	scamScore     = 4
	dangerScore   = 6
	reportedScore = 7
	plainScore    = 9
	fewestTold    = 14 // words; a question is shorter
)

// scamSigns lists the signs in a message, in plain words, the strongest first.
func scamSigns(text string) []string {
	names, _ := scamWeigh(text)
	return names
}

func scamWeigh(text string) (names []string, score int) {
	var room roomForWords
	words := cut(text, &room)
	f := book.in(&words)
	return weigh(text, &f)
}

// weigh adds up the signs. Rules only add: a scammer can paste a bank's own
// warning.
func weigh(text string, f *found) (names []string, score int) {
	var seen []sign
	if s := linkSign(text); s.weight > 0 {
		seen = append(seen, s)
	}
	if strings.Contains(strings.ToLower(text), ".apk") {
		seen = append(seen, signs[signApp])
	}
	for i, s := range signs {
		if f.has(firstSign+i) && !slices.ContainsFunc(seen, func(x sign) bool { return x.name == s.name }) {
			seen = append(seen, s)
		}
	}
	slices.SortStableFunc(seen, func(a, b sign) int { return b.weight - a.weight })
	for i, s := range seen {
		score += s.weight
		if i < shownSigns {
			names = append(names, s.name)
		}
	}
	return names, score
}

// shownSigns is how many signs a learner is told.
const shownSigns = 3

// linkSign is the worst an address in the text says of it.
func linkSign(text string) (worst sign) {
	if strings.IndexByte(text, '.') < 0 && !strings.Contains(text, "://") && !strings.Contains(text, "。") {
		return worst
	}
	for _, h := range hosts(text) {
		s := sign{}
		switch {
		case h.official():
		case h.pretends():
			s = fakeLink
		case h.odd:
			s = oddLink
		default:
			s = otherLink
		}
		if s.weight > worst.weight {
			worst = s
		}
	}
	return worst
}

// forwarded reports a text that looks like somebody else's message: it is
// quoted, announced as one, holds an address, is long, or speaks as offices
// and salesmen do.
func forwarded(text string, words *wording, f *found) bool {
	return f.has(listForwarded) || len(words.words) > pastedWords || strings.Count(text, `"`) >= 2 || strings.Contains(text, "“") ||
		strings.Contains(text, ".apk") || strings.IndexByte(text, '.') >= 0 && len(hosts(text)) > 0
}

// ScamCheck looks at a message the learner is not sure about. It never says
// that a message is safe.
type ScamCheck struct {
	Checked bool   `json:"checked,omitempty"` // a message was looked at
	Signs   string `json:"signs,omitempty"`   // found in it, in plain words
}

func (d ScamCheck) Show(t *Turn) {
	choices := []Choice{{"Đã lỡ làm theo", "late"}, {"Nơi báo lừa đảo", "report"}, {"Trang chủ", valueHome}}
	switch {
	case d.Signs != "":
		danger, next := judge(d.Signs)
		level := "Chưa chắc, nhưng tin này có dấu hiệu lừa đảo:"
		if danger {
			level = "Nguy hiểm. Tin này rất giống lừa đảo:"
		}
		t.Say(level + "\n– " + strings.ReplaceAll(d.Signs, "; ", "\n– "))
		t.Ask(next, choices...)
	case d.Checked:
		t.Ask("Chưa chắc. {Cháu} chưa thấy dấu hiệu rõ, nhưng kẻ gian hay đổi lời. Tin nào đòi tiền, đòi mã hay bảo bấm vào đâu thì {bác} đừng làm theo. {Bác} đưa người nhà hoặc công an xã, phường xem giúp.", choices...)
	default:
		t.Ask("{Bác} chép tin nhắn đáng ngờ rồi gửi vào đây, {cháu} xem giúp. Nếu là cuộc gọi, {bác} kể họ nói gì.", Choice{"Đã lỡ làm theo", "late"}, Choice{"Quay lại", valueBack})
	}
}

func (d ScamCheck) Step(t *Turn) Dialog {
	switch {
	case t.Value == "late":
		return Card{Kind: lostMoney}
	case t.Value == "report":
		return Card{Kind: whereToReport}
	case t.Text != "" && d == ScamCheck{}:
		names, score := scamWeigh(t.Text)
		t.Count(Fact{Kind: "scam.checked", Score: score})
		return ScamCheck{Checked: true, Signs: strings.Join(names, "; ")}
	}
	return nil
}

// judge says how dangerous the signs are that were found, and the one thing to
// do next.
func judge(names string) (danger bool, next string) {
	score := 0
	for name := range strings.SplitSeq(names, "; ") {
		s := signNamed(name)
		score += s.weight
		if next == "" && s.next != "" {
			next = s.next
		}
	}
	if next == "" {
		next = askPolice
	}
	return score >= dangerScore, next
}

// signNamed finds a sign by what the learner is told.
func signNamed(name string) sign {
	for _, s := range [...]sign{fakeLink, oddLink, otherLink} {
		if s.name == name {
			return s
		}
	}
	for _, s := range signs {
		if s.name == name {
			return s
		}
	}
	return sign{}
}
