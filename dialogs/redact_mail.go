package dialogs

import "strings"

// passportAt reads a passport number, one letter and seven or eight digits,
// and a number plate's or another paper's that begins with a letter.
func (d *door) passportAt(i int) secret {
	if d.fold[i] == foreign || !d.digit(i+1) || d.word(i-1) {
		return secret{}
	}
	end := d.digits(i + 1)
	if n := end - i - 1; (n == 7 || n == 8) && !d.word(end) {
		return secret{i, end, tagPassport}
	}
	return secret{}
}

// mailAt reads an e-mail address, the @ perhaps in words.
func (d *door) mailAt(i int) secret {
	if !d.mail {
		return secret{}
	}
	end := d.mailPart(i)
	at := d.atSign(end)
	if at == end {
		return secret{}
	}
	host := d.mailPart(at)
	name := d.fold[at:host]
	if strings.IndexByte(strings.Trim(name, ".-"), '.') > 0 || d.fold[end] == ' ' && mailService(name) || mailService(name) {
		for host > at && strings.IndexByte(".-_+", d.fold[host-1]) >= 0 {
			host--
		}
		return secret{i, host, tagMail}
	}
	return secret{}
}

// mailPart is the end of what may be one side of an e-mail address.
func (d *door) mailPart(i int) int {
	for most := i + longestToken; i < most && (d.word(i) || d.in(i) && strings.IndexByte("._+-", d.fold[i]) >= 0); {
		i++
	}
	return i
}

// atSign steps over an @ with spaces around it, or its name; it stays at i when
// there is none.
func (d *door) atSign(i int) int {
	rest := d.fold[i:]
	for _, at := range []string{"@", " @ ", " @", "@ ", " a cong ", " acong ", " a vong "} {
		if strings.HasPrefix(rest, at) {
			return i + len(at)
		}
	}
	return i
}

// mayHoldMail reports whether it is worth looking for e-mail addresses.
func (g *glyphs) mayHoldMail() bool {
	return strings.IndexByte(g.fold, '@') >= 0 || strings.Contains(g.fold, "cong ") || strings.Contains(g.fold, "vong ")
}
