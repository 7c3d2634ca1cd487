package dialogs

import "strings"

// Redact masks what nobody should ever send: identity, card, account, phone,
// insurance, tax and passport numbers, codes, passwords, e-mail addresses,
// number plates, payment codes and dates of birth. It is applied at the door,
// before disk, log and every dialog. found reports whether anything was
// masked. A run of nine digits or more that cannot be told is masked too.
//
// It reads digits in any script, keycap emoji, digits apart by spaces, dots
// and hyphens, the letter o for 0 and Vietnamese number words. Numbers of
// public hotlines, amounts of money, file numbers and dates that are nobody's
// birthday stay. Names and addresses are not recognised.
//
// Redact of a redacted text changes nothing.
func Redact(text string) (masked string, found bool) {
	for mayHide(text) {
		next, again := redactOnce(text)
		if !again {
			break
		}
		// what is masked is no longer context, so another look may mask more;
		// each look leaves less to be masked
		text, found = next, true
	}
	return text, found
}

// Masked reports a text in which Redact masked something.
func Masked(text string) bool {
	if strings.IndexByte(text, '[') < 0 {
		return false
	}
	for _, tag := range tags {
		if strings.Contains(text, tag) {
			return true
		}
	}
	return false
}

// exposed reports a text in which a code, a password, a card or an identity
// number was masked: what nobody should ever send, and is warned of.
func exposed(text string) bool {
	return strings.Contains(text, tagCode) || strings.Contains(text, tagIdentity) || strings.Contains(text, tagCard)
}

// What stands where a secret stood. People see these in their own messages.
// None holds a digit or an @, so that no tag is ever masked itself.
const (
	tagCode      = "[mã đã che]"
	tagIdentity  = "[số căn cước đã che]"
	tagPhone     = "[số điện thoại đã che]"
	tagCard      = "[số thẻ đã che]"
	tagAccount   = "[số tài khoản đã che]"
	tagInsurance = "[số bảo hiểm đã che]"
	tagPassport  = "[số hộ chiếu đã che]"
	tagTax       = "[mã số thuế đã che]"
	tagPlate     = "[biển số xe đã che]"
	tagBirth     = "[ngày sinh đã che]"
	tagPayment   = "[mã thanh toán đã che]"
	tagNumber    = "[dãy số đã che]"
	tagMail      = "[thư điện tử đã che]"
)

var tags = []string{
	tagCode, tagIdentity, tagPhone, tagCard, tagAccount, tagInsurance, tagPassport, tagTax,
	tagPlate, tagBirth, tagPayment, tagNumber, tagMail,
}

// secret is a part of a text to be masked, in glyphs.
type secret struct {
	from, to int
	tag      string // empty: there is none
}

// door walks once through a text.
type door struct {
	glyphs
	mail   bool   // there is an @ or the name of a mail service
	spoken bool   // there are enough number words to spell a number
	floor  int    // where the last secret ended: what was masked is no context
	last   string // its tag
	hint   int    // where a word for password ended, -1 when none is near
	expect bool   // what comes next is said to be the password
	skip   int    // up to here there is nothing to mask
}

// redactOnce masks what it finds from left to right.
func redactOnce(text string) (masked string, found bool) {
	var room roomForGlyphs
	d := door{glyphs: layOut(text, &room), hint: -1}
	d.mail, d.spoken = d.mayHoldMail(), d.digitWords() >= 2
	var b strings.Builder
	done := 0
	for i := 0; i < d.len(); {
		if n := d.tagAt(i); n > 0 {
			i = n
			continue
		}
		s := d.secretAt(i)
		if s.tag == "" {
			i = d.pass(i)
			continue
		}
		b.WriteString(text[done:d.at[s.from]])
		b.WriteString(s.tag)
		done, found = int(d.at[s.to]), true
		d.floor, d.last, d.hint, d.expect = s.to, s.tag, -1, false
		i = s.to
	}
	if !found {
		return text, false
	}
	b.WriteString(text[done:])
	return b.String(), true
}

// tagAt steps over a tag, which counts as the secret it stands for. It is 0
// when there is none at i.
func (d *door) tagAt(i int) int {
	if d.fold[i] != '[' {
		return 0
	}
	rest := d.text[d.at[i]:]
	for _, tag := range tags {
		if strings.HasPrefix(rest, tag) {
			end := i
			for int(d.at[end]) < int(d.at[i])+len(tag) {
				end++
			}
			d.floor, d.last, d.hint, d.expect = end, tag, -1, false
			return end
		}
	}
	return 0
}

// secretAt tells whether a secret starts at i.
func (d *door) secretAt(i int) secret {
	start := !d.word(i - 1)
	if start && d.word(i) {
		if s := d.mailAt(i); s.tag != "" {
			return s
		}
		if s := d.machineReadAt(i); s.tag != "" {
			return s
		}
	}
	if d.hint >= 0 && (i == 0 || d.blank(i-1) || d.fold[i-1] == '"' || d.fold[i-1] == ':' || d.fold[i-1] == '=') {
		if s := d.passwordAt(i); s.tag != "" {
			return s
		}
	}
	if d.spoken && start && d.word(i) {
		if s := d.spokenAt(i); s.tag != "" {
			return s
		}
	}
	switch {
	case d.digit(i) && (i == d.floor || !d.digit(i-1)):
		return d.numberAt(i)
	case start && d.letter(i):
		return d.passportAt(i)
	}
	return secret{}
}

// pass steps over what is no secret and takes note of what it may announce.
func (d *door) pass(i int) int {
	if d.hint >= 0 && i-d.hint > passwordReach {
		d.hint, d.expect = -1, false
	}
	switch c := d.fold[i]; {
	case d.letter(i):
		end := d.letters(i)
		d.note(i, end)
		return end
	case d.digit(i):
		if n := d.dateAt(i); n > 0 {
			return n
		}
		d.expect = false
		return max(d.digits(i), d.skip)
	case c == ':' || c == '=' || c == '"':
		d.expect = d.hint >= 0
	case c == '\n':
		d.hint, d.expect = -1, false
	}
	return i + 1
}
