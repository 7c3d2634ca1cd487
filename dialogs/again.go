package dialogs

import (
	"strings"
	"unicode"
)

// repeat shows the same screen again, word for word. Who asks for it twice in a
// row gets it one idea at a time, and the ways out.
func (t *Turn) repeat() Dialog {
	t.again = true
	t.s.Repeats++
	return t.instead(t.s.Dialog)
}

// slowly takes what is shown apart for whoever asked for it twice.
func (t *Turn) slowly() {
	if !t.again || t.s.Repeats < 2 {
		return
	}
	t.missed = true // the first time around did not help either
	apart := false
	for i := range t.out.Replies {
		r := &t.out.Replies[i]
		text := oneByOne(r.Text)
		apart = apart || text != r.Text
		r.Text = text
	}
	if apart {
		first := &t.out.Replies[0]
		first.Text = address("{Cháu} nói lại, mỗi dòng một ý:", t.me().Call) + "\n\n" + first.Text
	}
}

// oneByOne puts each sentence of a text into a paragraph of its own. The line of
// its source is one idea.
func oneByOne(text string) string {
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		if strings.HasPrefix(line, sourceWord) {
			b.WriteString(line)
			continue
		}
		for j, sentence := range sentences(line) {
			if j > 0 {
				b.WriteString("\n\n")
			}
			b.WriteString(sentence)
		}
	}
	return b.String()
}

// sentences splits a line behind what ends a sentence. A dot behind a number at
// the start, "1. Mở", or behind a short abbreviation, "TP. Huế", ends none.
func sentences(line string) (list []string) {
	from := 0
	for i := range len(line) - 1 {
		if line[i+1] != ' ' || !strings.ContainsRune(".?!", rune(line[i])) || line[i] == '.' && abbreviated(line[from:i]) {
			continue
		}
		list = append(list, line[from:i+1])
		from = i + 2
	}
	if from < len(line) {
		list = append(list, line[from:])
	}
	return list
}

// abbreviated reports whether the last word of what stands before a dot is a
// number alone, or one or two capital letters.
func abbreviated(before string) bool {
	word := before[strings.LastIndexByte(before, ' ')+1:]
	capitals := len([]rune(word)) <= 2
	digits := word == before
	for _, r := range word {
		capitals = capitals && unicode.IsUpper(r)
		digits = digits && unicode.IsDigit(r)
	}
	return capitals || digits
}
