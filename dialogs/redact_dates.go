package dialogs

import "strings"

// date is a day as it is typed: 12/5/1950, 12-05-50, 12 tháng 5 năm 1950,
// 12051950.
type date struct {
	end   int
	year  int  // two digits or four
	loose bool // the parts are only spaces apart, or nothing
}

// dateAt is the end of a full date that starts at i, or 0. Dates break runs of
// digits.
func (d *door) dateAt(i int) int {
	if x, ok := d.date(i); ok && !x.loose && x.year >= 1900 && x.year < 2100 {
		return x.end
	}
	return 0
}

// date reads a date of any of those forms.
func (d *door) date(i int) (x date, ok bool) {
	if d.digit(i - 1) {
		return x, false
	}
	day, j := d.small(i)
	if d.digits(i)-i == 8 && !d.word(i+8) {
		return d.packed(i)
	}
	mark, j := d.dateMark(j)
	if mark == 0 || day < 1 || day > 31 {
		return x, false
	}
	month, j := d.small(j)
	if month < 1 || month > 12 {
		return x, false
	}
	again, j := d.dateMark(j)
	if again != mark && !(mark == 't' && again == 'n') {
		return x, false
	}
	end := d.digits(j)
	if end-j != 4 && end-j != 2 || d.letter(end) || d.in(end) && d.fold[end] == mark && d.digit(end+1) {
		return x, false
	}
	return date{end: end, year: d.value(j, end), loose: mark == ' '}, true
}

// packed reads a date without anything between its parts.
func (d *door) packed(i int) (date, bool) {
	day, month, year := d.value(i, i+2), d.value(i+2, i+4), d.value(i+4, i+8)
	ok := 1 <= day && day <= 31 && 1 <= month && month <= 12 && 1900 <= year && year < 2100
	return date{end: i + 8, year: year, loose: true}, ok
}

// small reads a number of one or two digits; -1 when there is none.
func (d *door) small(i int) (value, end int) {
	end = d.digits(i)
	if end == i || end > i+2 {
		return -1, i
	}
	return d.value(i, end), end
}

func (d *door) value(from, to int) (n int) {
	for ; from < to; from++ {
		n = n*10 + int(d.fold[from]-'0')
	}
	return n
}

// dateMark reads what stands between the parts of a date: a sign, a space, or
// the words tháng (t) and năm (n). It is 0 when there is none.
func (d *door) dateMark(i int) (mark byte, end int) {
	rest := d.fold[min(i, d.len()):]
	for _, m := range [...]struct {
		text string
		mark byte
	}{{" thang ", 't'}, {" nam ", 'n'}, {" / ", '/'}, {" - ", '-'}, {"/", '/'}, {"-", '-'}, {".", '.'}, {" ", ' '}} {
		if strings.HasPrefix(rest, m.text) {
			return m.mark, i + len(m.text)
		}
	}
	return 0, i
}

// birthAt reads a date of birth: a date with words of birth in front. The end
// of a card's life is masked the same way, after the card's number.
func (d *door) birthAt(i int) secret {
	if d.last == tagCard && i-d.floor < tailReach {
		if month, j := d.small(i); 1 <= month && month <= 12 && d.in(j) && d.fold[j] == '/' && d.digits(j+1) == j+3 {
			return secret{i, j + 3, tagCode}
		}
	}
	x, ok := d.date(i)
	if !ok || !born(d, d.before(i, 30)) {
		return secret{}
	}
	return secret{i, x.end, tagBirth}
}

// born reports words of birth that no number separates from the date.
func born(d *door, before string) bool {
	for i := len(before) - 1; i >= 0; i-- {
		if isDigit(before[i]) {
			before = before[i+1:]
			break
		}
	}
	if says(before, []string{"ns", "sn", "dob", "ngaysinh", "ngay sinh", "date of birth"}) {
		return true
	}
	i := strings.LastIndex(before, "sinh")
	if i < 0 {
		return hasPhrase(before, "de ngay") && strings.Contains(strings.ToLower(d.text), "đẻ") // để ngày is no birth
	}
	if i > 0 && isLetter(before[i-1]) || len(before) > i+4 && isLetter(before[i+4]) {
		return false
	}
	prev, _ := lastWord(before[:i])
	next, _, _ := strings.Cut(strings.TrimLeft(before[i+4:], " "), " ")
	switch prev {
	case "hoc", "ve", "thi", "phat", "an", "gia", "hy", "tam", "ho", "khai", "giam", "tuyen", "tan", "thu":
		return false
	}
	switch next {
	case "trac", "vien", "hoat", "song", "thai", "ly":
		return false
	}
	return true
}
