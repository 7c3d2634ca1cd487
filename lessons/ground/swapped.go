package ground

import "strings"

// same is the part of the words around a number or a promise that must stand
// around it in the evidence, too.
const same = 0.65

// swapped finds a number or a promise that the evidence has, but of something
// else: the fee of one paper for that of another.
func swapped(t *reading, e *proof) Fault {
	for i, x := range t.amounts {
		if !e.near(t.around(x, false, e), func(r *reading) []amount { return r.like(x) }) {
			return Fault{Swapped, x.text}
		}
		for _, y := range t.amounts[i+1:] {
			if from, to := t.clause(x.at); y.at < from || y.at >= to {
				break
			}
			if !e.together(x, y) {
				return Fault{Swapped, y.text}
			}
		}
	}
	for _, p := range promises {
		for _, x := range t.saying(p) {
			if !e.near(t.around(x, false, e), func(r *reading) []amount { return r.saying(p) }) {
				return Fault{Swapped, p}
			}
		}
	}
	return Fault{}
}

// promises are words that are true of one thing and not of another.
var promises = []string{"miễn", "phạt", "mất tiền", "thu tiền", "trả tiền", "khóa", "bắt buộc", "quá hạn", "trễ hạn", "đúng hạn"}

// like is the amounts that are the same.
func (r *reading) like(x amount) (all []amount) {
	for _, y := range r.amounts {
		if y.value == x.value && (x.unit == "" || x.unit == y.unit) {
			all = append(all, y)
		}
	}
	return all
}

// saying is where words stand side by side.
func (r *reading) saying(words string) (all []amount) {
	want := strings.Fields(words)
	for i := range r.words {
		if got := r.from(i, len(want)); strings.Join(got, " ") == words {
			all = append(all, amount{unit: words, text: words, at: i, to: i + len(want)})
		}
	}
	return all
}

// together reports two amounts that the evidence has in one clause, or in one
// sentence that has no other amount like them.
func (e *proof) together(x, y amount) bool {
	for _, r := range e.readings {
		for _, a := range r.like(x) {
			from, to := r.clause(a.at)
			start, end := r.sentence(a.at)
			for _, b := range r.like(y) {
				if b.at >= from && b.at < to || b.at >= start && b.at < end && !r.others(start, end, a, b) {
					return true
				}
			}
		}
	}
	return false
}

// others reports an amount like a or b, and not the same, between two words.
func (r *reading) others(start, end int, a, b amount) bool {
	for _, c := range r.amounts {
		if c.at >= start && c.at < end && c.at != a.at && c.at != b.at && (c.unit == a.unit || c.unit == b.unit) {
			return true
		}
	}
	return false
}

// near reports whether one of the places of the evidence that find names
// stands among mostly these words.
func (e *proof) near(around []string, find func(*reading) []amount) bool {
	if len(around) == 0 {
		return true
	}
	for _, r := range e.readings {
		for _, y := range find(r) {
			there := map[string]bool{}
			for _, w := range r.around(y, true, e) {
				there[w] = true
			}
			found := 0
			for _, w := range around {
				if there[w] {
					found++
				}
			}
			if float64(found) >= same*float64(len(around)) {
				return true
			}
		}
	}
	return false
}

// around is the words that say something in the clause of an amount, without
// those of the title. Wide is with the clause before it in the same sentence,
// and with the one behind it unless that has an amount of its own.
func (r *reading) around(x amount, wide bool, e *proof) []string {
	from, to := r.clause(x.at)
	if wide {
		if to < len(r.words) && !r.words[to].starts && !r.rival(x, to) {
			_, to = r.clause(to)
		}
		if from > 0 && !r.words[from].starts {
			from, _ = r.clause(from - 1)
		}
	}
	var out []string
	for i := from; i < to; i++ {
		w := r.words[i].lower
		if i >= x.at && i < x.to || r.counting(i) || small[w] || harmless[w] || money[w] != "" || units[w] || classes[w] || joins[w] || e.title[w] {
			continue
		}
		out = append(out, w)
	}
	return out
}

// counting reports a word that is part of an amount.
func (r *reading) counting(i int) bool {
	for _, x := range r.amounts {
		if i >= x.at && i < x.to {
			return true
		}
	}
	return false
}

// rival reports a clause with another amount of the same kind.
func (r *reading) rival(x amount, at int) bool {
	from, to := r.clause(at)
	for _, y := range r.amounts {
		if y.at >= from && y.at < to && (y.unit == x.unit || x.value == "") {
			return true
		}
	}
	return false
}

// joins are the words that join a number to what it is of.
var joins = set(`mất hết tốn khoảng chừng gồm giá phí trả gọi máy dài đủ trong vòng sau trước không đừng đều quyết dạ`)
