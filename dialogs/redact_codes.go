package dialogs

import "strings"

// paymentAt reads the text of a payment square, as EMVCo writes it: it begins
// with 000201 and ends with 6304 and a checksum.
func (d *door) paymentAt(i int) secret {
	if !strings.HasPrefix(d.fold[i:], "000201") || d.digit(i-1) {
		return secret{}
	}
	end := d.token(i)
	if end-i < 20 {
		return secret{}
	}
	line := d.fold[i:min(d.len(), i+512)]
	if n := strings.IndexByte(line, '\n'); n >= 0 {
		line = line[:n]
	}
	if n := strings.LastIndex(line, "6304"); n >= 0 && i+n+8 <= d.len() {
		end = max(end, i+n+8)
	}
	for d.in(end) && strings.IndexByte("0123456789", d.fold[end]) >= 0 { // what follows may be a number
		end++
	}
	// the next piece of a code that was sent with a space in it
	if next := d.token(end + 1); d.digit(end+1) && next-end > 6 {
		end = next
	}
	return secret{i, end, tagPayment}
}

// machineReadAt reads a line that machines read on a passport or an identity
// card: it is filled up with <.
func (d *door) machineReadAt(i int) secret {
	end := d.token(i)
	if end-i < 20 || !strings.Contains(d.fold[i:end], "<<") {
		return secret{}
	}
	return secret{i, end, tagIdentity}
}

// plateAt reads a number plate: 29A-123.45, 59-X1 123.45, 29MĐ1-123.45,
// 51F-1234. Loosely written ones need a word about a vehicle near by.
func (d *door) plateAt(i int) secret {
	j := d.digits(i)
	if j-i != 2 || d.fold[i] == '0' || d.word(i-1) {
		return secret{}
	}
	if d.in(j) && (d.fold[j] == '-' || d.fold[j] == ' ') {
		j++
	}
	first := j
	j = d.letters(j)
	if j-first != 1 && j-first != 2 {
		return secret{}
	}
	big := d.upper(first)
	if d.digit(j) && !d.digit(j+1) { // the digit of the series
		j++
	}
	sep := byte(0)
	if d.in(j) && strings.IndexByte(" -.", d.fold[j]) >= 0 {
		sep = d.fold[j]
		j++
	}
	end, size := d.plateTail(j)
	if size != 5 && size != 4 {
		return secret{}
	}
	told := says(d.before(i, contextReach), vehicleWords)
	if told || big && size == 5 && d.fold[first] != 'h' || size == 5 && sep == '-' || big && sep == '-' && d.fold[first] != 'h' {
		return secret{i, end, tagPlate}
	}
	return secret{}
}

var vehicleWords = []string{"bien", "bien so", "xe", "bks", "phat nguoi", "o to", "oto"}

// plateTail reads the four or five digits at the end of a number plate.
func (d *door) plateTail(i int) (end, size int) {
	end = d.digits(i)
	size = end - i
	if size == 3 && d.in(end) && (d.fold[end] == '.' || d.fold[end] == ' ') && d.digits(end+1) == end+3 {
		end, size = end+3, 5
	}
	return end, size
}
