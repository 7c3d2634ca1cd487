package ground

import (
	"strconv"
	"strings"
)

// amount is a number of a text as it is compared: its value, the unit behind it
// and the word that says what it counts in front. "100.000 đ", "100 nghìn đồng"
// and "một trăm nghìn đồng" are one amount.
type amount struct {
	value  string // canonical
	unit   string // empty: none
	class  string // "bước", "ngày", "mức" …; empty: none
	text   string // as written
	at, to int    // the words it takes
}

// amounts are those of the evidence.
type amounts struct {
	values  map[string]bool
	units   map[[2]string]bool // value, unit
	classes map[[2]string]bool // class, value
}

func newAmounts() amounts {
	return amounts{map[string]bool{}, map[[2]string]bool{}, map[[2]string]bool{}}
}

func (a *amounts) add(r *reading) {
	for _, x := range r.amounts {
		a.values[x.value] = true
		a.units[[2]string{x.value, x.unit}] = true
		a.classes[[2]string{x.class, x.value}] = true
	}
}

// numbers wants every number to stand in the evidence, with the same unit and
// of the same thing.
func numbers(t *reading, e *proof) Fault {
	for _, x := range t.amounts {
		switch {
		case !e.amounts.values[x.value],
			x.unit != "" && !e.amounts.units[[2]string{x.value, x.unit}],
			x.class != "" && !e.amounts.classes[[2]string{x.class, x.value}]:
			return Fault{Number, x.text}
		}
	}
	return Fault{}
}

// amountsOf finds the numbers of a text, in digits and in words. Digits that
// stand side by side are one number, as people write telephone numbers.
func amountsOf(r *reading) []amount {
	var list []amount
	for i := 0; i < len(r.words); {
		value, n, unit := numberAt(r, i)
		if n == 0 {
			i++
			continue
		}
		if last := len(list) - 1; last >= 0 && list[last].to == i && !r.words[i].breaks && list[last].unit == "" && bare(list[last].value) && bare(value) {
			list[last].value += value
			list[last].to = i + n
			list[last].unit = r.unitAt(i + n)
			i += n
			continue
		}
		x := amount{value: value, unit: unit, text: r.words[i].text, at: i, to: i + n}
		if unit == "" {
			x.unit = r.unitAt(i + n)
		}
		if i > 0 && !r.words[i].breaks && classes[r.words[i-1].lower] {
			x.class = r.words[i-1].lower
		}
		list = append(list, x)
		i += n
	}
	return list
}

// bare reports a value that is digits only.
func bare(value string) bool { return strings.Trim(value, "0123456789") == "" }

// unitAt is the unit that begins at word i; empty when none does.
func (r *reading) unitAt(i int) string {
	if i >= len(r.words) || r.words[i].breaks {
		return ""
	}
	w := r.words[i].lower
	if n := r.next(i); w == "phần" && n != nil && n.lower == "trăm" {
		return "%"
	}
	if u, ok := money[w]; ok {
		return u
	}
	if units[w] {
		return w
	}
	return ""
}

// numberAt reads the number that begins at word i: its value, how many words it
// takes, and the unit when it is written on to it.
func numberAt(r *reading, i int) (value string, n int, unit string) {
	if w := r.words[i].lower; hasDigit(w) {
		digits, rest := cutDigits(w)
		if digits == "" { // a code, such as CT01: names sees to it, and here it is a number too
			return w, 1, ""
		}
		value = canonical(digits)
		if u, ok := money[rest]; ok {
			return value, 1, u
		}
		if m, ok := magnitudes[rest]; ok || rest == "k" {
			if rest == "k" {
				m = 1000
			}
			return times(value, m), 1, ""
		}
		if rest != "" {
			return value + rest, 1, ""
		}
		n = 1
		for j := r.next(i + n - 1); j != nil; j = r.next(i + n - 1) {
			m, ok := magnitudes[j.lower]
			if !ok {
				break
			}
			value = times(value, m)
			n++
		}
		if j := r.next(i + n - 1); n > 1 && j != nil && j.lower == "rưỡi" {
			return value + " rưỡi", n + 1, ""
		}
		return value, n, ""
	}
	return wordsAt(r, i)
}

// cutDigits parts a word that begins with a digit into the number and the
// letters written on to it.
func cutDigits(w string) (digits, rest string) {
	for i, c := range w {
		if !('0' <= c && c <= '9' || strings.ContainsRune("./-,:", c)) {
			return w[:i], w[i:]
		}
	}
	return w, ""
}

// canonical is a number without the marks that only help reading.
func canonical(s string) string {
	switch {
	case strings.ContainsAny(s, "/"):
		parts := strings.Split(s, "/")
		for i, p := range parts {
			if q := strings.TrimLeft(p, "0"); q != "" {
				parts[i] = q
			}
		}
		return strings.Join(parts, "/")
	case thousands(s, "."), thousands(s, ","), strings.Count(s, "") > 8 && !strings.ContainsAny(s, ":"):
		return marks.Replace(s)
	case len(s) > 1 && !strings.ContainsAny(s, ".,-:") && len(s) <= 2:
		return strings.TrimLeft(s[:len(s)-1], "0") + s[len(s)-1:] // 05 is 5
	}
	return s
}

// marks takes away what divides the digits of a number.
var marks = strings.NewReplacer(".", "", ",", "", "-", "")

// thousands reports a number in groups of three.
func thousands(s, mark string) bool {
	parts := strings.Split(s, mark)
	if len(parts) < 2 || len(parts[0]) > 3 {
		return false
	}
	for _, p := range parts[1:] {
		if _, err := strconv.Atoi(p); len(p) != 3 || err != nil {
			return false
		}
	}
	return true
}

func times(value string, m int) string {
	n, err := strconv.Atoi(value)
	if err != nil || n > 1_000_000_000 {
		return value + "×" + strconv.Itoa(m) // not a number we can read: no evidence has it either
	}
	return strconv.Itoa(n * m)
}

// The words around numbers.
var (
	magnitudes = map[string]int{"trăm": 100, "nghìn": 1000, "ngàn": 1000, "triệu": 1_000_000, "tỷ": 1_000_000_000, "tỉ": 1_000_000_000}
	money      = map[string]string{"đ": "đồng", "đồng": "đồng", "vnđ": "đồng", "vnd": "đồng", "%": "%"}
	units      = set(`ngày tháng năm tuần giờ phút giây buổi quý lần bản tờ bộ bước số chữ tuổi người mục trang ô nút dòng ảnh
		kg km mét thẻ máy hôm đêm sáng chiều giấy loại mức tấm cuốn quyển ứng hồ nơi cách việc bên phần`)
	classes = set(`bước mức ngày tháng năm điều khoản mục quý tầng mẫu loại cấp hạng quận phường thứ số lần giờ trước sau đến từ tuổi lúc cửa`)
)

func set(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}
