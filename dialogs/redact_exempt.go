package dialogs

import "strings"

// everybodys reports a run that is made of public hotlines and years, or lists
// small numbers in order.
func (d *door) everybodys(n *number) bool {
	if n.digits[0] == '0' {
		return false
	}
	return d.hotlines(n) || d.listed(n)
}

// hotlines reports that every group is a public number or a year.
func (d *door) hotlines(n *number) bool {
	for i := 0; i < len(n.groups); {
		k := d.hotline(n.groups[i:])
		if k == 0 {
			return false
		}
		i += k
	}
	return true
}

// hotline is how many groups the public number or year takes that the groups
// begin with; 0 when it is none.
func (d *door) hotline(groups [][2]int) int {
	first := d.fold[groups[0][0]:groups[0][1]]
	if len(first) >= 4 && (first[:4] == "1900" || first[:4] == "1800") {
		length := 0
		for i, g := range groups {
			length += g[1] - g[0]
			last := i == len(groups)-1
			if length == 10 || length == 8 && (last || groups[i+1][1]-groups[i+1][0] != 2) {
				return i + 1
			}
		}
	}
	if shortLine(first) || year(first) {
		return 1
	}
	return 0
}

// shortLine reports the short public numbers: emergencies, reports of scams,
// citizens' lines and those of the phone companies.
func shortLine(digits string) bool {
	switch digits {
	case "111", "112", "113", "114", "115", "156", "190", "191", "195", "197", "198", "199", "900", "909", "1022", "1414", "5656", "8785", "9084", "9090", "9191", "9123":
		return true
	}
	return false
}

func year(digits string) bool {
	return len(digits) == 4 && (digits[:2] == "19" || digits[:2] == "20")
}

// listed reports a list of small numbers or of round sums: 5 10 15 20 25, or
// 20000 50000 100000.
func (d *door) listed(n *number) bool {
	if len(n.groups) < 3 {
		return false
	}
	rising, round, last := true, true, -1
	for _, g := range n.groups {
		text := d.fold[g[0]:g[1]]
		round = round && len(text) >= 4 && strings.HasSuffix(text, "000")
		value := 0
		for i := range min(len(text), 3) {
			value = value*10 + int(text[i]-'0')
		}
		rising = rising && len(text) <= 2 && value > last
		last = value
	}
	return rising || round && !luhn(n.digits)
}

// fileNumber reports the number of a file or of a procedure at a public
// service: 000.00.04.H35-260915-0012, 2.000889.000.00.00.H40.
func (d *door) fileNumber(n *number) bool {
	size := func(i int) int {
		if i < 0 {
			i += len(n.groups)
		}
		if i < 0 || i >= len(n.groups) {
			return 0
		}
		return n.groups[i][1] - n.groups[i][0]
	}
	if d.letter(n.start-1) && !d.word(n.start-2) && size(0) == 2 && size(-2) == 6 && (size(-1) == 4 || size(-1) == 5) && len(n.groups) <= 4 {
		return true
	}
	followed := d.in(n.end+1) && d.fold[n.end] == '.' && d.letter(n.end+1) && d.digit(n.end+2)
	return followed && len(n.groups) == 5 && size(0) == 1 && size(1) == 6 && size(2) == 3 && size(3) == 2 && size(4) == 2
}

// moneyFrom is the group at which an amount of money begins that ends the run,
// or -1. No amount begins with 0 or has more than twelve digits.
func (d *door) moneyFrom(n *number) int {
	unit := d.unit(n.end)
	k := d.thousands(n)
	g := n.groups[k]
	length := 0
	for _, h := range n.groups[k:] {
		length += h[1] - h[0]
	}
	switch {
	case d.fold[g[0]] == '0' || length > 12:
		return -1
	case unit, k == 0 && k < len(n.groups)-1 && d.fold[g[1]] != ' ' && says(d.before(n.start, tailReach), moneyWords):
		return k
	}
	return -1
}

// thousands is the group from which on the run is written as an amount:
// 1.300.000.
func (d *door) thousands(n *number) int {
	k := len(n.groups) - 1
	if k == 0 || n.groups[k][1]-n.groups[k][0] != 3 {
		return k
	}
	mark := d.fold[n.groups[k][0]-1]
	for i := k - 1; i >= 0; i-- {
		g, next := n.groups[i], n.groups[i+1]
		if next[0]-g[1] != 1 || d.fold[g[1]] != mark || mark != '.' && mark != ',' && mark != ' ' {
			break
		}
		size := g[1] - g[0]
		if size > 3 {
			break
		}
		k = i
		if size < 3 {
			break
		}
	}
	return k
}

var moneyWords = []string{"tien", "gia", "phi", "tong", "so du", "vay", "luong", "chuyen", "nap", "rut", "thuong", "cuoc", "thue"}

// unit reports that what follows makes a number an amount of money.
func (d *door) unit(i int) bool {
	close := !d.blank(i)
	if !close {
		i++
	}
	end := d.letters(i)
	if end == i || d.digit(end) || d.in(end) && d.fold[end] == '@' {
		return false
	}
	switch next := d.fold[min(end+1, d.len()):d.letters(min(end+1, d.len()))]; d.fold[i:end] {
	case "d", "vnd", "vnđ", "trieu", "nghin", "ty", "ti", "usd", "tram":
		return true
	case "dong":
		return next != "a" && next != "nai" && next != "thap" && next != "hoi" && next != "anh"
	case "ngan":
		return next != "hang"
	case "k", "tr":
		return close
	}
	return false
}

// counted reports a short number with something around it that says it is no
// code: a year, a count, a hotline that is to be called.
func (d *door) counted(n *number, before string) bool {
	word, gap := lastWord(before)
	switch {
	case len(n.groups) == 1 && year(n.digits) && (strings.ContainsRune(gap, '/') || yearWord(word)):
		return true
	case d.in(n.end) && (d.fold[n.end] == '%' || d.fold[n.end] == '/' && len(n.digits) == 3):
		return true
	case len(n.digits) <= 5 && d.measured(n.end):
		return true
	case d.hotlines(n) && (len(n.digits) == 8 && !announced(word) || d.calls(before) || !year(n.digits) && !announced(word)):
		return true
	}
	return d.listed(n) && !says(before, codeWords)
}

func yearWord(w string) bool {
	switch w {
	case "nam", "thang", "tu", "den", "truoc", "sau", "luat", "quy", "tet":
		return true
	}
	return false
}

// announced reports the words that stand directly in front of a code.
func announced(w string) bool {
	switch w {
	case "la", "ma", "otp", "pin", "khau", "mk", "pass", "thuc", "minh", "nhan", "nay", "code", "passcode", "atm", "the", "stk", "tk":
		return true
	}
	return false
}

// calls reports that a number is one to be called or written to.
func (d *door) calls(before string) bool {
	word, _ := lastWord(before)
	switch word {
	case "goi", "dai", "hotline", "bao", "gui", "line":
		return true
	}
	return false
}

// measured reports a unit after i.
func (d *door) measured(i int) bool {
	if d.blank(i) {
		i++
	}
	switch d.fold[i:d.letters(i)] {
	case "mah", "so", "ky", "chu", "phut", "giay", "gio", "ngay", "thang", "tuoi", "lan", "m", "km", "kg", "gb", "mb", "mg", "do", "nguoi", "con", "xa", "m2", "km2", "kwh":
		return true
	}
	return false
}

// round reports an amount by its look.
func (d *door) round(n *number) bool {
	return n.digits[0] != '0' && strings.HasSuffix(n.digits, "000")
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
