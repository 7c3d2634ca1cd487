package ground

import "strconv"

// numerals are the words for numbers. Some are other words as well: those count
// only beside what is counted.
var numerals = map[string]int{
	"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6,
	"bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
}

var (
	otherWords = set(`không một mốt ba tư năm lăm`)
	scales     = map[string]int{"mươi": 10, "chục": 10, "trăm": 100, "nghìn": 1000, "ngàn": 1000, "triệu": 1_000_000, "tỷ": 1_000_000_000, "tỉ": 1_000_000_000}
	fillers    = set(`linh lẻ`)
)

// wordsAt reads a number in words: its value and how many words it takes.
func wordsAt(r *reading, i int) (value string, n int, unit string) {
	run := r.numberWords(i)
	if len(run) == 0 {
		return "", 0, ""
	}
	if spelt(run) {
		for _, w := range run {
			value += strconv.Itoa(numerals[w])
		}
		return value, len(run), ""
	}
	if run[0] == "không" { // "không hai ngày" is a negation and a number
		return "", 0, ""
	}
	if len(run) == 1 && otherWords[run[0]] && !r.counted(i) {
		return "", 0, ""
	}
	return strconv.Itoa(sum(run)) + half(run), len(run), ""
}

// numberWords is the run of number words that begins at i.
func (r *reading) numberWords(i int) []string {
	var run []string
	for j := i; j < len(r.words) && (j == i || !r.words[j].breaks); j++ {
		w := r.words[j].lower
		_, digit := numerals[w]
		_, scale := scales[w]
		switch {
		case digit, scale:
		case len(run) > 0 && (fillers[w] || w == "rưỡi"):
		default:
			return run
		}
		if w == "năm" && len(run) > 0 && !r.yearless(j) {
			return run // "hai năm": two years
		}
		if w == "không" && len(run) > 0 && r.digitsAfter(i) < 3 {
			return run
		}
		run = append(run, w)
	}
	return run
}

// yearless reports an "năm" that is a five within a number.
func (r *reading) yearless(i int) bool {
	_, scale := scales[r.words[i-1].lower]
	n := r.next(i)
	return scale && n != nil && (units[n.lower] || money[n.lower] != "" || scales[n.lower] > 0) || r.digitsAfter(i-1) >= 3
}

// digitsAfter is how many words for single digits follow each other from i.
func (r *reading) digitsAfter(i int) (n int) {
	for j := i; j >= 0 && j < len(r.words) && (j == i || !r.words[j].breaks); j++ {
		if v, ok := numerals[r.words[j].lower]; !ok || v > 9 {
			return n
		}
		n++
	}
	return n
}

// counted reports a word that stands between words that make it a number.
func (r *reading) counted(i int) bool {
	if i > 0 && !r.words[i].breaks && classes[r.words[i-1].lower] && r.words[i].lower != "năm" {
		return true
	}
	return r.unitAt(i+1) != ""
}

// spelt reports a number that is said digit by digit.
func spelt(run []string) bool {
	if len(run) < 3 {
		return false
	}
	for _, w := range run {
		if v, ok := numerals[w]; !ok || v > 9 {
			return false
		}
	}
	return true
}

// sum is the value of a number in words. Nonsense gets some value that no
// evidence has.
func sum(run []string) int {
	total, part, digit := 0, 0, -1
	for _, w := range run {
		if v, ok := numerals[w]; ok {
			if digit >= 0 {
				part = part*10 + digit
			}
			digit = v
			continue
		}
		s, ok := scales[w]
		if !ok {
			continue
		}
		switch {
		case s <= 100:
			part, digit = part+max(digit, 0)*s, -1
			if part == 0 {
				part = s
			}
		default:
			if digit >= 0 {
				part += digit
			}
			total, part, digit = total+max(part, 1)*s, 0, -1
		}
	}
	if digit >= 0 {
		part += digit
	}
	return total + part
}

func half(run []string) string {
	if run[len(run)-1] == "rưỡi" {
		return " rưỡi"
	}
	return ""
}
