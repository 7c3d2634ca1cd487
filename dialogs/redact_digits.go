package dialogs

import "strings"

// number is a run of digits that people would read as one number: its groups
// stand apart by no more than a space, a dot, a hyphen and the like.
type number struct {
	digits string
	groups [][2]int // where each stands, in glyphs
	start  int
	end    int
}

// longestNumber is how many digits are taken as one run, unless they stand
// without a gap.
const longestNumber = 40

// numberAt reads what starts with a digit at i: a number plate, a payment code,
// a date or a number.
func (d *door) numberAt(i int) secret {
	if s := d.paymentAt(i); s.tag != "" {
		return s
	}
	if s := d.plateAt(i); s.tag != "" {
		return s
	}
	if s := d.birthAt(i); s.tag != "" {
		return s
	}
	if d.dateAt(i) > 0 {
		return secret{}
	}
	var digits [longestNumber]byte
	var groups [longestNumber][2]int
	n := d.gather(i, digits[:0], groups[:0])
	if len(n.digits) < 3 {
		return secret{}
	}
	return d.classify(&n)
}

// gather takes the groups of a number.
func (d *door) gather(i int, digits []byte, groups [][2]int) number {
	n := number{start: i, end: i}
	for j := i; d.digit(j) && len(groups) < longestNumber; {
		end := d.digits(j)
		if j > i && (d.dateAt(j) > 0 || len(digits)+end-j > longestNumber) {
			break
		}
		for k := j; k < end && len(digits) < longestNumber; k++ {
			digits = append(digits, d.fold[k])
		}
		groups = append(groups, [2]int{j, end})
		n.end = end
		j = d.gap(groups, end)
	}
	n.digits, n.groups = string(digits), groups
	return n
}

// gap steps over what stands between two groups of one number; it is the end of
// the text when the next digits are another number.
func (d *door) gap(groups [][2]int, i int) int {
	j, comma, slash := i, false, false
	for j < d.len() && j < i+4 && strings.IndexByte(" .-_()*,/", d.fold[j]) >= 0 {
		comma = comma || d.fold[j] == ','
		slash = slash || d.fold[j] == '/'
		j++
	}
	if j == i || !d.digit(j) {
		return d.len()
	}
	last := groups[len(groups)-1]
	here, next := last[1]-last[0], d.digits(j)-j
	switch {
	case slash && (here < 3 || next < 3):
		return d.len()
	case comma && !(here >= 3 && next >= 3 && (j == i+1 || d.fold[groups[0][0]] == '0') || here == 1 && next == 1 && j == i+1):
		return d.len()
	}
	return j
}

// classify tells what a number is by its length and by what stands around it.
func (d *door) classify(n *number) secret {
	length := len(n.digits)
	before := d.before(n.start, contextReach)
	if d.fileNumber(n) {
		return d.leave(n)
	}
	if k := d.moneyFrom(n); k >= 0 {
		return d.rest(n, k)
	}
	if length < 9 {
		if d.counted(n, before) {
			return d.leave(n)
		}
		if tag := d.short(n, before); tag != "" {
			return secret{n.start, n.end, tag}
		}
		return secret{}
	}
	if s, ok := d.told(n, before); ok {
		return s
	}
	if d.everybodys(n) {
		return d.leave(n)
	}
	return d.long(n, before)
}

// leave lets a whole number stand, so that no part of it is looked at again.
func (d *door) leave(n *number) secret {
	d.skip = n.end
	return secret{}
}

// rest masks what stands in front of an amount of money, if that is a secret.
func (d *door) rest(n *number, k int) secret {
	if k == 0 {
		return d.leave(n)
	}
	front := number{groups: n.groups[:k], start: n.start, end: n.groups[k-1][1]}
	length := 0
	for _, g := range front.groups {
		length += g[1] - g[0]
	}
	front.digits = n.digits[:length]
	s := secret{}
	if length >= 3 {
		s = d.classify(&front)
	}
	d.skip = n.end
	return s
}

// told masks a number that is announced as an account, whatever it looks like.
func (d *door) told(n *number, before string) (secret, bool) {
	if says(before, accountWords) && !d.calls(before) {
		return secret{n.start, n.end, tagAccount}, true
	}
	return secret{}, false
}

// long names the kind of a number of nine digits or more; it is masked in any
// case.
func (d *door) long(n *number, before string) secret {
	length, first := len(n.digits), n.digits[0]
	s := secret{n.start, n.end, tagNumber}
	switch {
	case length == 13 && d.insured(n):
		s.from -= 2
		s.tag = tagInsurance
	case says(before, insureWords):
		s.tag = tagInsurance
	case says(before, taxWords):
		s.tag = tagTax
	case length >= 13 && length <= 19 && luhn(n.digits):
		s.tag = tagCard
	case length == 12 && first == '0', says(before, identityWords):
		s.tag = tagIdentity
	case (length == 10 || length == 11) && (first == '0' || strings.HasPrefix(n.digits, "84")):
		s.tag = tagPhone
	case length >= 16 && says(before, cardWords):
		s.tag = tagCard
	case says(before, looseAccount):
		s.tag = tagAccount
	}
	if s.tag == tagIdentity && d.in(n.end) && d.fold[n.end] == '|' { // the square code of an identity card
		for d.in(s.to) && d.fold[s.to] != '\n' {
			s.to++
		}
	}
	return s
}

// insured reports the two letters in front of the number of an insurance card.
func (d *door) insured(n *number) bool {
	i := n.start
	return i-2 >= d.floor && d.letter(i-1) && d.letter(i-2) && !d.word(i-3) && '1' <= n.digits[0] && n.digits[0] <= '5'
}

// short names a number of three to eight digits, which is a secret only when
// something says so.
func (d *door) short(n *number, before string) string {
	length := len(n.digits)
	after := d.after(n.end)
	switch {
	case length == 3:
		if says(before, cvvWords) || says(after, cvvWords[:3]) {
			return tagCode
		}
		return ""
	case d.coded(n, before, after):
		return tagCode
	case length >= 6 && (says(before, accountWords) || says(after, accountTails)):
		return tagAccount
	case length >= 7 && says(before, passportWords):
		return tagPassport
	case d.round(n):
		return ""
	case length >= 6 && says(before, looseAccount):
		return tagAccount
	case length >= 7 && says(before, phoneWords):
		return tagPhone
	case length == 6 && d.alone(n):
		return tagCode
	}
	return ""
}

// coded reports that the words around a number make it a code.
func (d *door) coded(n *number, before, after string) bool {
	if says(after, codeTails) || d.last == tagCode && n.start-d.floor < tailReach/2 && len(n.digits) >= 4 {
		return true
	}
	word, gap := lastWord(before)
	switch {
	case gap == "-" && word == "g" && len(n.digits) == 6: // G-482913
		return true
	case says(before, codeWords):
		return !says(before, notCodes)
	}
	// mã alone, or ma directly in front; ma without its mark is mà as a rule
	i := strings.LastIndex(before, "ma ")
	if i < 0 || i > 0 && isLetter(before[i-1]) || len(before)-i > tailReach || says(before, notCodes) {
		return false
	}
	at := n.start - len(before) + i
	marked := strings.EqualFold(d.raw(at, at+2), "mã")
	rest := strings.TrimSpace(before[i+3:])
	return marked || !d.round(n) && d.raw(at, at+2) == "ma" && (rest == "" || len(n.digits) == 6 && (rest == "la" || rest == "so" || rest == "so la"))
}

// notCodes are numbers that everybody may know, though people call them mã.
var notCodes = []string{
	"ma thu tuc", "ma ho so", "ma tinh", "ma xa", "ma buu", "ma vung", "ma loi", "ma don", "ma van don", "ma san pham", "ma chung khoan", "ma lop", "ma khach hang",
	"ma bai", "ma cau", "ma bien chung",
}

// alone reports that a number is the whole message.
func (d *door) alone(n *number) bool {
	return strings.TrimSpace(d.fold[:n.start]) == "" && strings.Trim(d.fold[n.end:], " .!") == ""
}
