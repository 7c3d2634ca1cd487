package lessons

import (
	"slices"
	"strings"

	"capheso/lessons/viet"
)

// FindProvince says which provinces a learner may mean, the best first, three
// at most; exactly one is sure. It takes any spelling with or without marks,
// short forms (tphcm), names of before July 2025 and of well-known towns, and
// one slip of the finger; words around the name do no harm.
func (u *Units) FindProvince(text string) []Province {
	var found []Province
	for _, i := range search(u.names, text) {
		found = append(found, u.provinces[i])
	}
	return found
}

// FindCommune says which communes of a province a learner may mean, like
// FindProvince. Unknown provinces have none.
func (u *Units) FindCommune(province, text string) []Commune {
	var found []Commune
	for _, i := range search(u.inside[province], text) {
		found = append(found, u.communes[province][i])
	}
	return found
}

// most is how many units are shown to choose from.
const most = 3

// unitName is a name by which a unit may be called.
type unitName struct {
	unit   int      // index of the unit
	words  []string // folded
	keys   []string // the same words with their marks, see viet.Key
	joined string   // the folded words without spaces
	kind   string   // "phuong", "xa", "dac khu" or empty
	source nameSource
}

// nameSource says where a name comes from; the smaller, the more it counts.
type nameSource int

const (
	ofToday nameSource = iota // the official name
	ofOld                     // of a province before July 2025
	asSaid                    // what people say
)

func newUnitName(unit int, name, kind string, source nameSource) unitName {
	n := unitName{unit: unit, kind: kind, source: source}
	n.words, n.keys = split(name)
	n.joined = strings.Join(n.words, "")
	return n
}

// split cuts a text into folded words and the same words with marks.
func split(text string) (words, keys []string) {
	for _, t := range viet.Tokens(text) {
		if w := viet.Fold(t); w != "" { // a mark without its letter folds to nothing
			words = append(words, w)
			keys = append(keys, viet.Key(t))
		}
	}
	return words, keys
}

// asked is one reading of what a learner typed.
type asked struct {
	words, keys []string
	joined      string // the words without spaces
	ends        []int  // where each word ends in joined
	kind        string // of the unit, when a word for it stands in front
	marked      bool   // some word has marks, so a word without them is meant so
	scant       bool   // too little to be a part of a name
}

// asides are answers that name no place, though one may have them in its name:
// "thôi" is not Thới Bình.
var asides = []string{"thoi", "khong", "ko", "hong", "da", "vang", "uh", "ok", "co", "roi", "xa", "tinh", "phuong"}

func newAsked(words, keys []string) asked {
	q := asked{words: words, keys: keys, joined: strings.Join(words, ""), marked: !slices.Equal(words, keys)}
	// A number alone is no ward of today: "phường 1" was one of hundreds.
	q.scant = len(q.joined) < 2 || strings.Trim(q.joined, "0123456789") == "" || slices.Contains(asides, q.joined)
	end := 0
	for _, w := range words {
		end += len(w)
		q.ends = append(q.ends, end)
	}
	return q
}

// run is n words from the i-th on, without spaces.
func (q *asked) run(i, n int) string {
	start := 0
	if i > 0 {
		start = q.ends[i-1]
	}
	return q.joined[start:q.ends[i+n-1]]
}

// The ways a name can fit, the better the greater.
const (
	slipFit   = iota + 1 // but for one letter
	partFit              // the text is a part of the name
	insideFit            // the name stands somewhere in the text
	wholeFit             // the name is the text
)

// fit is how well a name fits.
type fit struct {
	name  *unitName
	level int
	marks int // words that agree in their marks, too
	named bool
}

// search finds the units whose names fit a text best.
func search(names []unitName, text string) []int {
	if len(text) > 400 { // nobody's address; a name is at most forty letters
		return nil
	}
	words, keys := split(text)
	if len(words) == 0 || len(words) > 40 || denies(words) {
		return nil
	}
	fits := best(names, readings(words, keys), partFit)
	if len(fits) == 0 {
		fits = best(names, repaired(words, keys), partFit)
	}
	if len(fits) == 0 {
		fits = best(names, readings(words, keys), slipFit)
	}
	var units []int
	for _, f := range fits {
		if !slices.Contains(units, f.name.unit) && len(units) < most {
			units = append(units, f.name.unit)
		}
	}
	return units
}

// denies reports a text that says where somebody is not: "không phải Huế".
func denies(words []string) bool {
	for _, no := range []string{"khong", "ko", "hong"} {
		i := slices.Index(words, no)
		if i >= 0 && i+1 < len(words) && (words[i+1] == "phai" || words[i+1] == "o") {
			return true
		}
	}
	return false
}

// readings are the text as it stands and, when it starts with the word for a
// kind of unit, without that word: "xa phien" may be Xà Phiên or Xã Phiên.
func readings(words, keys []string) []asked {
	all := []asked{newAsked(words, keys)}
	line := strings.Join(words, " ") + " "
	for _, k := range kinds {
		if n := strings.Count(k.words, " ") + 1; strings.HasPrefix(line, k.words+" ") && len(words) > n {
			q := newAsked(words[n:], keys[n:])
			q.kind, q.marked = k.kind, all[0].marked
			return append(all, q)
		}
	}
	return all
}

// repaired reads the text with what an input method left behind put right.
func repaired(words, keys []string) []asked {
	var w, k []string
	changed := false
	for i, fixed := range viet.RepairAll(words, nil) {
		if fixed == nil {
			w, k = append(w, words[i]), append(k, keys[i])
			continue
		}
		changed = true
		w, k = append(w, fixed...), append(k, fixed...)
	}
	if !changed {
		return nil
	}
	return readings(w, k)
}

// best keeps the names that fit best, from the given level on.
func best(names []unitName, texts []asked, least int) []fit {
	var fits []fit
	for i := range names {
		f := fit{name: &names[i]}
		for j := range texts {
			f.try(&texts[j], least == slipFit)
		}
		if f.level >= least {
			fits = append(fits, f)
		}
	}
	return narrow(fits)
}

// try keeps the better of what is known and how the name fits a reading.
func (f *fit) try(q *asked, slips bool) {
	n, now := f.name, fit{name: f.name, named: q.kind != "" && q.kind == f.name.kind}
	at := index(q.words, n.words)
	switch {
	case q.joined == n.joined && (len(n.words) > 1 || sameMarks(n, q, 0)):
		now.level = wholeFit
		now.marks = agree(n.keys, q.keys)
	case at >= 0 && stands(n, q, at):
		now.level = insideFit
		now.marks = agree(n.keys, q.keys[at:])
		now.named = now.named && at == 0 || at > 0 && n.kind != "" && strings.HasPrefix(lastWord(n.kind), q.words[at-1])
	case !q.scant && index(n.words, q.words) >= 0:
		now.level = partFit
		now.marks = agree(n.keys[index(n.words, q.words):], q.keys)
	case slips && (oneSlip(q.joined, n.joined) || slipInside(n, q)):
		now.level = slipFit
	}
	if !q.marked {
		now.marks = 0
	}
	if now.level > f.level || now.level == f.level && (now.named && !f.named || now.marks > f.marks) {
		*f = now
	}
}

// lastWord is the word of a kind that stands right before the name.
func lastWord(kind string) string { return kind[strings.LastIndexByte(kind, ' ')+1:] }

// leadIn are words before a name of one syllable: "ở Huế".
var leadIn = []string{"o", "tinh", "tp", "pho", "que", "tai", "phuong", "xa", "p", "x"}

// stands reports that the name found among the words of a text is meant. A
// name of one syllable is also an ordinary word, so it needs a word before it
// that leads to a place, and no other marks than its own.
func stands(n *unitName, q *asked, at int) bool {
	if len(n.words) > 1 {
		return true
	}
	return at > 0 && slices.Contains(leadIn, q.words[at-1]) && sameMarks(n, q, at)
}

// sameMarks reports that the word at a place has the marks of the name, or
// none: Vinh is not Vĩnh.
func sameMarks(n *unitName, q *asked, at int) bool {
	return q.keys[at] == q.words[at] || q.keys[at] == n.keys[0]
}

// index is where the words of part stand in a row in all, or -1.
func index(all, part []string) int {
	for i := 0; i+len(part) <= len(all); i++ {
		if slices.Equal(all[i:i+len(part)], part) {
			return i
		}
	}
	return -1
}

// agree counts the words whose marks agree, side by side.
func agree(a, b []string) int {
	count := 0
	for i := range min(len(a), len(b)) {
		if a[i] == b[i] {
			count++
		}
	}
	return count
}

// narrow leaves the names of the best level that nothing sets apart.
func narrow(fits []fit) []fit {
	level := 0
	for _, f := range fits {
		level = max(level, f.level)
	}
	keep := func(ok func(fit) bool) {
		if slices.ContainsFunc(fits, ok) {
			fits = slices.DeleteFunc(fits, func(f fit) bool { return !ok(f) })
		}
	}
	keep(func(f fit) bool { return f.level == level })
	switch level {
	case insideFit:
		fits = outer(fits)
		keep(func(f fit) bool { return f.named })
	case wholeFit, partFit:
		keep(func(f fit) bool { return f.named })
		marks := 0
		for _, f := range fits {
			marks = max(marks, f.marks)
		}
		keep(func(f fit) bool { return f.marks == marks })
	}
	if level <= partFit { // a guess: names of the books before names of the street
		keep(func(f fit) bool { return f.name.source != asSaid })
	}
	slices.SortStableFunc(fits, func(a, b fit) int { return int(a.name.source - b.name.source) })
	return fits
}

// outer drops names that are a part of another one that fits, and those whose
// twin but for the marks fits better.
func outer(fits []fit) []fit {
	return slices.DeleteFunc(slices.Clone(fits), func(f fit) bool {
		return slices.ContainsFunc(fits, func(g fit) bool {
			longer := len(g.name.words) > len(f.name.words) && index(g.name.words, f.name.words) >= 0
			return longer || g.name.joined == f.name.joined && g.marks > f.marks
		})
	})
}

// slipInside looks for the name, but for one letter, among the words.
func slipInside(n *unitName, q *asked) bool {
	if len(n.words) < 2 || len(n.joined) < 6 {
		return false
	}
	for i := 0; i+len(n.words) <= len(q.words); i++ {
		if oneSlip(q.run(i, len(n.words)), n.joined) {
			return true
		}
	}
	return false
}

// oneSlip reports two words of four letters or more that differ by a letter
// left out, put in, replaced or two changed places. Digits never differ.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 4 || len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if i < len(b) && digit(b[i]) || i < len(a) && digit(a[i]) {
		return false
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) {
		return true
	}
	swapped := i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	return swapped || a[i+1:] == b[i+1:]
}

func digit(c byte) bool { return '0' <= c && c <= '9' }
