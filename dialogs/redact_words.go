package dialogs

import "strings"

// How far a word reaches that says what a number is, in glyphs.
const (
	passwordReach = 45
	contextReach  = 45
	tailReach     = 25
)

// before is what stands in front of i and may say what comes there, folded.
// What was masked says nothing.
func (d *door) before(i, reach int) string {
	return d.fold[max(d.floor, i-reach, 0):i]
}

// after is what stands behind i, up to the next number.
func (d *door) after(i int) string {
	end := i
	for end < d.len() && end < i+tailReach && !d.digit(end) && d.fold[end] != '[' && d.fold[end] != '\n' {
		end++
	}
	return d.fold[i:end]
}

// says reports whether a folded text has one of the phrases in it, as whole
// words.
func says(text string, phrases []string) bool {
	for _, p := range phrases {
		if hasPhrase(text, p) {
			return true
		}
	}
	return false
}

func hasPhrase(text, phrase string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], phrase)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(phrase)
		if (i == 0 || !isLetter(text[i-1])) && (end == len(text) || !isLetter(text[end])) {
			return true
		}
		from = i + 1
	}
}

// lastWord is the last word of a folded text, and what stands between it and
// the end.
func lastWord(text string) (word, gap string) {
	end := len(text)
	for end > 0 && !isWord(text[end-1]) {
		end--
	}
	start := end
	for start > 0 && isWord(text[start-1]) {
		start--
	}
	return text[start:end], text[end:]
}

var (
	codeWords = []string{
		"otp", "ma xac", "ma kich hoat", "passcode", "ma pin", "so pin", "pin the", "pin atm", "pin la", "mat khau", "matkhau", "mk", "cvv", "cvc", "cvv2",
		"ma bi mat", "so bi mat", "ma so bi mat", "ma bao mat", "ma dang nhap", "ma gui ve", "gui ve", "nhan ve", "ma 6 so", "ma so gui ve", "6 so", "sau so",
		"verification code", "security code", "password", "pass", "code", "doc ma", "cai ma", "ma no", "ma nay", "ma do", "ma cua",
	}
	codeTails    = []string{"la ma", "is your", "la otp", "otp", "cvv", "la pin", "la passcode"}
	cvvWords     = []string{"cvv", "cvc", "cvv2", "so sau the", "mat sau"}
	accountWords = []string{"stk", "so tai khoan", "tai khoan so", "so tk", "sotaikhoan", "sotk"}
	looseAccount = []string{
		"tk", "tai khoan", "acc", "vcb", "vietcombank", "bidv", "agribank", "vietinbank", "techcombank", "tcb", "mb", "mbbank", "acb", "vpbank", "tpbank",
		"sacombank", "hdbank", "lpbank", "msb", "vib", "shb", "momo", "zalopay",
	}
	accountTails  = []string{"la so tk", "la stk", "la so tai khoan", "so tk"}
	phoneWords    = []string{"sdt", "so dien thoai", "so dt", "dt", "dien thoai", "so ban", "may ban", "dt ban", "co dinh", "goi so", "lh", "goi"}
	identityWords = []string{"can cuoc", "cccd", "cmnd", "cmt", "chung minh", "dinh danh"}
	insureWords   = []string{"bhyt", "bhxh", "bao hiem"}
	passportWords = []string{"ho chieu", "passport", "hc"}
	taxWords      = []string{"mst", "ma so thue"}
	cardWords     = []string{"so the", "the", "visa", "master", "napas"}
)

// note remembers a word that says what may come next.
func (d *door) note(i, end int) {
	word := d.fold[i:end]
	switch {
	case passwordLike(word) && (word != "khau" || strings.HasSuffix(d.fold[:i], "mat ")):
		d.hint, d.expect = end, false
	case d.hint >= 0 && word == "la":
		d.expect = true
	case d.expect && (word == "so" || word == "chu"):
	default:
		d.expect = false
	}
}

// passwordAt reads a password: what stands after "là" or a colon if it can be
// no Vietnamese word, or anything near the word that mixes letters with digits
// or signs.
func (d *door) passwordAt(i int) secret {
	if d.blank(i) || d.fold[i] == '"' || d.fold[i] == ':' || d.fold[i] == '=' {
		return secret{}
	}
	end := d.token(i)
	for end > i && strings.IndexByte(`.,;?)"`, d.fold[end-1]) >= 0 {
		end--
	}
	letters, digits, signs := 0, 0, 0
	for j := i; j < end; j++ {
		switch c := d.fold[j]; {
		case isLetter(c):
			letters++
		case isDigit(c):
			digits++
		case strings.IndexByte("@!#$%^&*_+", c) >= 0:
			signs++
		case c == '/' || c == symbol || c == ':':
			return secret{} // an address, an emoji, another word for it
		}
	}
	mixed := letters > 0 && end-i >= 5 && (digits > 0 || signs > 0) || digits > 0 && signs > 0 && end-i >= 5
	named := d.expect && (letters >= longerThanWords || mixed || letters > 0 && digits+signs > 0 && end-i >= 4 ||
		digits >= 4 || letters >= 4 && d.fold[d.prior(i)] != 'a' && end == d.len())
	if mixed || named {
		return secret{i, end, tagCode}
	}
	return secret{}
}

// longerThanWords is more letters than any Vietnamese syllable has: nghiêng.
const longerThanWords = 8

// prior is the last glyph before i that is no space.
func (d *door) prior(i int) int {
	for i--; i > 0 && d.blank(i); i-- {
	}
	return max(i, 0)
}
