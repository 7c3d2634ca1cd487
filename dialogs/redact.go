package dialogs

import (
	"strings"
	"unicode"

	"capheso/lessons/viet"
)

// Redact masks what nobody should ever send: codes, card, identity, account
// and phone numbers, passwords, e-mail addresses. It is applied at the door,
// before disk, log and every dialog. found reports whether anything was
// masked. A run of nine digits or more that cannot be told is masked too.
//
// Numbers of public hotlines, amounts of money and dates stay.
func Redact(text string) (masked string, found bool) {
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsDigit(r) || r == '@' }) {
		return text, false
	}
	runes := []rune(text)
	var b strings.Builder
	for i := 0; i < len(runes); {
		if end, tag := secretAt(runes, i); tag != "" {
			b.WriteString(tag)
			i, found = end, true
			continue
		}
		// a word is taken whole, so that no secret is looked for inside it
		end := i + 1
		if wordRune(runes[i]) {
			for end < len(runes) && wordRune(runes[end]) {
				end++
			}
		}
		b.WriteString(string(runes[i:end]))
		i = end
	}
	return b.String(), found
}

// Masked reports a text in which Redact masked something.
func Masked(text string) bool {
	for _, tag := range tags {
		if strings.Contains(text, tag) {
			return true
		}
	}
	return false
}

// What stands where a secret stood. People see these in their own messages.
const (
	tagCode     = "[mã đã che]"
	tagIdentity = "[số căn cước đã che]"
	tagPhone    = "[số điện thoại đã che]"
	tagCard     = "[số thẻ đã che]"
	tagAccount  = "[số tài khoản đã che]"
	tagNumber   = "[dãy số đã che]"
	tagMail     = "[thư điện tử đã che]"
)

var tags = []string{tagCode, tagIdentity, tagPhone, tagCard, tagAccount, tagNumber, tagMail}

// secretAt tells whether a secret starts at i, where it ends and what to write
// in its place.
func secretAt(runes []rune, i int) (end int, tag string) {
	if end := mailAt(runes, i); end > 0 {
		return end, tagMail
	}
	digits, end := digitRun(runes, i)
	if len(digits) < 3 {
		return 0, ""
	}
	before := viet.Fold(string(runes[max(0, i-45):i]))
	after := viet.Fold(string(runes[end:min(len(runes), end+25)]))
	switch n := len(digits); {
	case hotline(digits) || money(after) && !near(before, codeWords):
		return 0, ""
	case n <= 8 && (near(before, codeWords) || near(after, codeTails)):
		return end, tagCode
	case n >= 6 && near(before, accountWords):
		return end, tagAccount
	case n < 9:
		return 0, ""
	case n == 12 && digits[0] == '0':
		return end, tagIdentity
	case n >= 13 && n <= 19 && luhn(digits):
		return end, tagCard
	case (n == 10 || n == 11) && (digits[0] == '0' || strings.HasPrefix(digits, "84")):
		return end, tagPhone
	}
	return end, tagNumber
}

var (
	codeWords    = []string{"otp", "ma xac", "ma kich hoat", "ma so gui ve", "passcode", "ma pin", "pin la", "mat khau la", "mat khau:", "mk la", "cvv", "ma bi mat"}
	codeTails    = []string{"la ma", "is your"}
	accountWords = []string{"stk", "so tai khoan", "tai khoan so", "so tk"}
)

func near(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// digitRun reads digits from i on, over single spaces, dots and hyphens
// between them, in any script's digits and keycap emoji; the letter o counts
// as 0 between digits. end is after the last digit.
func digitRun(runes []rune, i int) (digits string, end int) {
	if i > 0 && wordRune(runes[i-1]) {
		return "", i
	}
	var b strings.Builder
	gaps := 0
	for j := i; j < len(runes); j++ {
		switch r := runes[j]; {
		case unicode.IsDigit(r):
			b.WriteRune(rune('0' + digitValue(r)))
			end, gaps = j+1, 0
		case (r == 'o' || r == 'O') && gaps == 0 && (b.Len() > 0 || i == j) && j+1 < len(runes) && unicode.IsDigit(runes[j+1]):
			b.WriteRune('0')
		case r == '\ufe0f' || r == '\u20e3':
			if b.Len() > 0 {
				end = j + 1
			}
		case (r == ' ' || r == '.' || r == '-') && b.Len() > 0 && gaps == 0:
			gaps++
		default:
			return b.String(), end
		}
	}
	return b.String(), end
}

// digitValue is the value of a decimal digit of any script: Unicode keeps each
// script's ten digits in a row.
func digitValue(r rune) int {
	for n := range 10 {
		if !unicode.IsDigit(r - rune(n) - 1) {
			return n
		}
	}
	return int(r-'0') % 10
}

// hotline reports the numbers everybody may know.
func hotline(digits string) bool {
	return (len(digits) == 8 || len(digits) == 10) && (strings.HasPrefix(digits, "1900") || strings.HasPrefix(digits, "1800"))
}

// money reports whether what follows a number makes it an amount.
func money(after string) bool {
	after = strings.TrimLeft(after, " ")
	for _, unit := range []string{"dong", "d ", "vnd", "trieu", "nghin", "ngan", "ty ", "tram", "k "} {
		if strings.HasPrefix(after+" ", unit) {
			return true
		}
	}
	return false
}

// luhn is the check digit rule of payment cards (ISO/IEC 7812-1, annex B).
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// mailAt reads an e-mail address that starts at i; 0 when there is none.
func mailAt(runes []rune, i int) int {
	if i > 0 && wordRune(runes[i-1]) {
		return 0
	}
	end, at, dot := i, 0, 0
	for end < len(runes) && (wordRune(runes[end]) || strings.ContainsRune("._+-@", runes[end])) {
		switch runes[end] {
		case '@':
			at = end
		case '.':
			dot = end
		}
		end++
	}
	if at > i && dot > at+1 && dot < end-1 {
		return end
	}
	return 0
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
