package viet

// position is the place in the list a text names.
type position struct {
	kind  positionKind
	index int   // -1 when it lies beyond the options
	many  []int // the places of a text that names two
}

type positionKind int

const (
	none     positionKind = iota
	exact                 // digits, a letter, "số hai", "cái cuối"
	spoken                // a bare number word, which may be another word
	doubtful              // one that without its marks is another common word: nam, sau
	several               // "1 hay 2"
)

var (
	pointers = words(`số câu cái mục ý ô dòng nút chọn bấm nhấn ấn gõ lấy thứ đáp án phương lựa`)
	lettered = words(`câu ý án mục chọn bấm nhấn`) // what a letter may follow
	ends     = words(`đầu cuối chót giữa nhất`)
	joiners  = words(`hay và hoặc với`)
	// those who choose, and what they say around it
	choosers = words(`tôi tui bác ông bà cô chú anh chị em mình cháu con muốn cho thì là ừ dạ vâng ok nhé nha ạ à đi`)
)

// likelier are numbers without marks that are more often something else.
var likelier = set("nam sau bay tam")

// place reads the place a text names among n options, when it says nothing
// else: a number beyond the options is exact and has no index.
func (m *Menu) place(tokens []string, n int) position {
	p := m.pointed(tokens)
	if i, ok := end(p.rest, p.pointer != "", n); ok {
		return position{kind: exact, index: i}
	}
	if i, ok := end(p.rest, true, n); ok && !p.named && ends.exactly(p.rest[0]) && Marked(p.rest[0]) { // "đầu", "cuối"
		return position{kind: spoken, index: i}
	}
	if many := two(p.rest, n); many != nil {
		return position{kind: several, many: many}
	}
	num, kind := p.number()
	if num < 1 || num > n {
		num = 0
	}
	return position{kind: kind, index: num - 1}
}

// pointing is a text that may name a place, without what stands around it.
type pointing struct {
	rest    []string
	pointer string // the word before, số or cái or thứ; empty when there is none
	named   bool   // a person is named: bà Sáu is not number six
	whole   bool   // nothing was left out in front
}

func (m *Menu) pointed(tokens []string) pointing {
	from, to := courtesies(tokens)
	if last := len(tokens) - 1; last > 0 && tokens[last] == "a" && lettered.has(tokens[last-1]) {
		to = len(tokens) // "câu a" ends with no courtesy
	}
	p := pointing{rest: tokens[from:to], whole: from == 0}
	if tokens[0] == "a" && len(p.rest) == len(tokens) {
		for len(p.rest) > 1 && tail(p.rest) == 1 { // "a nhé" is not courtesy all through
			p.rest = p.rest[:len(p.rest)-1]
		}
	}
	for len(p.rest) > 1 && choosers.has(p.rest[0]) && !isNumber(p.rest[:1]) {
		p.named, p.whole = persons.has(p.rest[0]), false
		p.rest = p.rest[1:]
	}
	for len(p.rest) > 1 && pointers.has(p.rest[0]) && (p.pointer != "" || !m.names(p.rest[0])) {
		p.pointer = p.rest[0]
		p.rest = p.rest[1:]
	}
	return p
}

// number is the number of a text that points at one, from 1.
func (p pointing) number() (int, positionKind) {
	if len(p.rest) == 1 && p.rest[0] == "a" && !lettered.has(p.pointer) && !(p.whole && p.pointer == "") {
		return 0, none // what is left of "con cháu ạ"
	}
	n, ok := bareNumber(p.rest)
	if !ok && p.pointer != "" && len(p.rest) == 1 {
		n, ok = ones(p.rest[0], true) // "thứ tư"
	}
	switch {
	case !ok:
		return 0, none
	case p.pointer != "" || isASCIINumber(p.rest):
		return n, exact
	case p.named:
		return 0, none // bà Sáu, chị Hai
	case len(p.rest) == 1 && likelier[p.rest[0]]:
		return n, doubtful
	}
	return n, spoken
}

// names reports a pointing word that begins what a label says: "thứ" where the
// labels are days, "mức" where they are levels.
func (m *Menu) names(t string) bool {
	f := Fold(t)
	return f != "so" && f != "cau" && f != "cai" && f != "chon" && f != "bam" && m.inLabel(f)
}

func isNumber(tokens []string) bool {
	_, ok := number(tokens)
	return ok
}

// isASCIINumber reports digits or a letter, which are never another word.
func isASCIINumber(rest []string) bool {
	if len(rest) != 1 {
		return false
	}
	_, ok := digit(rest[0])
	return ok || len(rest[0]) == 1
}

// two are the places of "1 2" and "1 hay 2", nil when they are none.
func two(rest []string, n int) []int {
	if len(rest) != 2 && (len(rest) != 3 || !joiners.has(rest[1])) {
		return nil
	}
	x, ok := digit(rest[0])
	y, ok2 := digit(rest[len(rest)-1])
	if !ok || !ok2 || min(x, y) < 1 || max(x, y) > n || x == y {
		return nil
	}
	return []int{x - 1, y - 1}
}

// end reads the first, the middle and the last of a list. A bare "dau" is too
// many other words.
func end(rest []string, pointed bool, n int) (int, bool) {
	word, more := "", ""
	if len(rest) > 0 {
		word = rest[0]
	}
	if len(rest) == 2 {
		more = rest[1]
	}
	if len(rest) == 0 || len(rest) > 2 || !pointed && more == "" {
		return 0, false
	}
	switch {
	case agrees(word, "đầu") && (more == "" || agrees(more, "tiên")),
		agrees(word, "nhất") && more == "" && pointed,
		agrees(word, "trên") && agrees(more, "cùng"):
		return 0, true
	case agrees(word, "nhì") && more == "" && pointed && n > 1:
		return 1, true
	case agrees(word, "cuối") && (more == "" || agrees(more, "cùng")),
		agrees(word, "chót") && more == "",
		(agrees(word, "dưới") || agrees(word, "sau")) && agrees(more, "cùng"):
		return n - 1, true
	case agrees(word, "giữa") && more == "" && n%2 == 1:
		return n / 2, true
	}
	return 0, false
}
