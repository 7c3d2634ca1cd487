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
	ends     = words(`đầu cuối chót giữa nhất`)
	joiners  = words(`hay và hoặc với`)
	// those who choose, and what they say around it
	choosers = words(`tôi tui bác ông bà cô chú anh chị em mình cháu con muốn cho thì là ừ dạ vâng ok nhé nha ạ à đi`)
)

// likelier are numbers without marks that are more often something else.
var likelier = set("nam sau bay tam")

// place reads the place a text names among n options, when it says nothing
// else: a number beyond the options is exact and has no index.
func (m *menu) place(tokens []string, n int) position {
	from, to := courtesies(tokens)
	if last := len(tokens) - 1; last > 0 && tokens[last] == "a" && pointers.has(tokens[last-1]) {
		to = len(tokens) // "câu a" ends with no courtesy
	}
	rest := tokens[from:to]
	if tokens[0] == "a" && from == 0 && to == len(tokens) {
		for len(rest) > 1 && tail(rest) == 1 { // "a nhé" is not courtesy all through
			rest = rest[:len(rest)-1]
		}
	}
	named := false
	for len(rest) > 1 && choosers.has(rest[0]) && !isNumber(rest[:1]) {
		named = persons.has(rest[0])
		rest = rest[1:]
	}
	pointed := 0
	for pointed < len(rest)-1 && pointers.has(rest[pointed]) && !m.names(rest[pointed], pointed) {
		pointed++
	}
	rest = rest[pointed:]
	if i, ok := end(rest, pointed > 0, n); ok {
		return position{kind: exact, index: i}
	}
	if i, ok := end(rest, true, n); ok && !named && ends.exactly(rest[0]) && Marked(rest[0]) { // "đầu", "cuối"
		return position{kind: spoken, index: i}
	}
	if len(rest) == 3 && joiners.has(rest[1]) || len(rest) == 2 {
		if many := two(rest[0], rest[len(rest)-1], n); many != nil {
			return position{kind: several, many: many}
		}
	}
	if len(rest) == 1 && rest[0] == "a" && pointed == 0 && tokens[0] != "a" {
		return position{index: -1} // what is left of "con cháu ạ"
	}
	num, ok := bareNumber(rest)
	if !ok && pointed > 0 && len(rest) == 1 {
		num, ok = ones(rest[0], true) // "thứ tư"
	}
	if !ok {
		return position{index: -1}
	}
	p := position{kind: exact, index: num - 1}
	switch {
	case pointed > 0 || isASCIINumber(rest):
	case named:
		return position{index: -1} // bà Sáu, chị Hai
	case len(rest) == 1 && likelier[rest[0]]:
		p.kind = doubtful
	default:
		p.kind = spoken
	}
	if num < 1 || num > n {
		p.index = -1
	}
	return p
}

// names reports a pointing word that begins what a label says: "thứ" where the
// labels are days, "mức" where they are levels.
func (m *menu) names(t string, pointed int) bool {
	f := Fold(t)
	return pointed == 0 && f != "so" && f != "cau" && f != "cai" && f != "chon" && f != "bam" && m.inLabel(f)
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
func two(a, b string, n int) []int {
	x, ok := digit(a)
	y, ok2 := digit(b)
	if !ok || !ok2 || x < 1 || y < 1 || x > n || y > n || x == y {
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
