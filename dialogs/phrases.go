package dialogs

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"capheso/lessons/viet"
)

// phrases is a set of lists of phrases that are looked for together: one pass
// over a text tells which lists have a phrase in it.
//
// A phrase is written with its marks. A word typed without any agrees with it,
// a word typed with other marks does not: "tự tử" is found in "muon tu tu" and
// not in "từ từ". These signs may stand in a phrase:
//   - an asterisk stands for up to six words of any kind;
//   - # stands for a word that begins with a digit, 200k or 7tr;
//   - $ stands for a word that is or ends a sum of money, triệu or 7tr;
//   - <give> stands for any word of a class: what is given, and by whom, has
//     many words, and each region its own;
//   - = in front: every word must be typed with its marks;
//   - ~ in front: it does not count behind "không", "đừng" and "chiêu", which
//     is how a warning is worded.
type phrases struct {
	starts map[string][]phrase // by the first word, folded
}

type phrase struct {
	words  []phraseWord
	list   int
	strict bool
	told   bool // not behind a negation
}

type phraseWord struct {
	fold  string
	typed []string  // with its marks
	class wordClass // any of these words, instead of one
	gap   bool      // up to six words may stand in front
}

// wordClass is words that mean the same in a phrase: how each is typed with its
// marks, by its folded form.
type wordClass map[string][]string

func classOf(words string) wordClass {
	class := wordClass{}
	for _, w := range strings.Fields(words) {
		class[viet.Fold(w)] = append(class[viet.Fold(w)], spellings(w)...)
	}
	return class
}

// longestGap is how many words an asterisk stands for.
const longestGap = 6

// found is the lists that have a phrase in a text.
type found [4]uint64

func (f *found) has(list int) bool { return f[list/64]&(1<<(list%64)) != 0 }

// add puts phrases into a list.
func (p *phrases) add(list int, all ...string) {
	if p.starts == nil {
		p.starts = map[string][]phrase{}
	}
	for _, text := range all {
		x := phrase{list: list}
		text, x.strict = strings.CutPrefix(text, "=")
		text, x.told = strings.CutPrefix(text, "~")
		gap := false
		for _, w := range strings.Fields(text) {
			if w == "*" {
				gap = true
				continue
			}
			x.words = append(x.words, phraseWord{viet.Fold(w), spellings(w), classes[w], gap})
			gap = false
		}
		p.file(x)
	}
}

// file puts a phrase where its first word finds it.
func (p *phrases) file(x phrase) {
	first := x.words[0]
	if first.class == nil {
		p.starts[first.fold] = append(p.starts[first.fold], x)
	}
	for word := range first.class {
		p.starts[word] = append(p.starts[word], x)
	}
}

// in looks for every phrase.
func (p *phrases) in(text *wording) (f found) {
	for i := range text.words {
		starts := p.starts[text.word(i)]
		for j := range starts {
			x := &starts[j]
			if !f.has(x.list) && x.at(text, i) {
				f[x.list/64] |= 1 << (x.list % 64)
			}
		}
	}
	return f
}

// at reports whether the phrase starts at the i-th word.
func (x *phrase) at(text *wording, i int) bool {
	if x.told && text.denied(i) {
		return false
	}
	for k := range x.words {
		w := &x.words[k]
		last := i
		if w.gap {
			last = min(i+longestGap, len(text.words)-1)
		}
		for i <= last && (i >= len(text.words) || !text.agrees(i, w, x.strict)) {
			i++
		}
		if i > last || i >= len(text.words) {
			return false
		}
		i++
	}
	return true
}

// wording is a text cut into words for phrases to be looked for.
type wording struct {
	text   string
	folded string
	words  []span
}

// span is where a word stands, folded and as typed.
type span struct {
	from, to, rawFrom, rawTo int32
	caps                     bool // it has a capital letter
}

// roomForWords spares messages of ordinary length the heap.
type roomForWords struct {
	folded [512]byte
	words  [64]span
}

// cut cuts a text into words. Everything but letters and digits parts them.
func cut(text string, room *roomForWords) wording {
	w := wording{text: text, words: room.words[:0]}
	folded := room.folded[:0]
	open := false
	for i, r := range text {
		c := glyph(r)
		switch {
		case c == hidden:
		case isWord(c):
			if !open {
				w.words = append(w.words, span{from: int32(len(folded)), rawFrom: int32(i)})
				open = true
			}
			folded = append(folded, c)
			last := &w.words[len(w.words)-1]
			last.to, last.rawTo = int32(len(folded)), int32(i+utf8.RuneLen(r))
			last.caps = last.caps || 'A' <= r && r <= 'Z' || r >= utf8.RuneSelf && unicode.IsUpper(r)
		case open:
			folded = append(folded, ' ')
			open = false
		}
	}
	w.folded = string(folded)
	return w
}

func (w *wording) word(i int) string { return w.folded[w.words[i].from:w.words[i].to] }

// agrees reports whether the i-th word may be meant.
func (w *wording) agrees(i int, want *phraseWord, strict bool) bool {
	word, spelt := w.word(i), want.typed
	switch want.fold {
	case "#":
		return isDigit(word[0])
	case "$":
		if isDigit(word[0]) {
			return strings.HasSuffix(strings.TrimRight(word, "0123456789"), "k") || strings.Contains(word, "tr") || strings.Contains(word, "cu") || strings.Contains(word, "ty")
		}
	}
	if want.class != nil {
		spelt = want.class[word]
	}
	if len(spelt) == 0 || want.class == nil && word != want.fold {
		return false
	}
	s := w.words[i]
	if s.rawTo-s.rawFrom == s.to-s.from { // typed without marks
		return !strict || spelt[0] == want.fold
	}
	raw := w.text[s.rawFrom:s.rawTo]
	for _, typed := range spelt {
		if raw == typed || s.caps && len(raw) == len(typed) && strings.EqualFold(raw, typed) {
			return true
		}
	}
	return false
}

// denied reports a negation up to three words in front, or "không bao giờ"
// further away.
func (w *wording) denied(i int) bool {
	for j := max(0, i-2*longestGap); j+2 < i; j++ {
		if w.word(j+1) == "bao" && w.word(j+2) == "gio" && w.word(j) == "khong" {
			return true
		}
	}
	for j := max(0, i-3); j < i; j++ {
		switch w.word(j) {
		case "khong", "dung", "ko", "k", "chua":
			return true
		case "cho", "lua", "chieu": // but not cho, chờ, lúa and chiều
			s := w.words[j]
			switch strings.ToLower(w.text[s.rawFrom:s.rawTo]) {
			case "chớ", "lừa", "chiêu":
				return true
			}
		}
	}
	return false
}

// spellings are the ways to type a word with its marks: the tone on either
// vowel of òa and ủy, and hỏi and ngã for each other, which sound alike in the
// south.
func spellings(word string) []string {
	all := []string{word}
	for _, swap := range [...]*strings.Replacer{otherTone, otherPlace} {
		for _, w := range all {
			if other := swap.Replace(w); other != w {
				all = append(all, other)
			}
		}
	}
	return all
}

var (
	otherTone = strings.NewReplacer("ả", "ã", "ã", "ả", "ẳ", "ẵ", "ẵ", "ẳ", "ẩ", "ẫ", "ẫ", "ẩ", "ẻ", "ẽ", "ẽ", "ẻ", "ể", "ễ", "ễ", "ể", "ỉ", "ĩ", "ĩ", "ỉ",
		"ỏ", "õ", "õ", "ỏ", "ổ", "ỗ", "ỗ", "ổ", "ở", "ỡ", "ỡ", "ở", "ủ", "ũ", "ũ", "ủ", "ử", "ữ", "ữ", "ử", "ỷ", "ỹ", "ỹ", "ỷ")
	otherPlace = strings.NewReplacer("òa", "oà", "óa", "oá", "ỏa", "oả", "õa", "oã", "ọa", "oạ", "òe", "oè", "óe", "oé", "ọe", "oẹ",
		"ùy", "uỳ", "úy", "uý", "ủy", "uỷ", "ũy", "uỹ", "ụy", "uỵ")
)
