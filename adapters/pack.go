package adapters

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"capheso/dialogs"
)

// Pack makes replies fit a channel, in order: choices that cannot be buttons
// become numbered lines, a hint becomes the last line, and a text that is too long becomes several, split
// where a sentence ends if it can be. Choices stay with the last part. It
// changes nothing it is given.
func Pack(l Limits, replies []dialogs.Reply) []dialogs.Reply {
	out := make([]dialogs.Reply, 0, len(replies))
	for _, r := range replies {
		r = l.hint(l.choices(r))
		parts := l.parts(r)
		for i, part := range parts {
			piece := dialogs.Reply{Text: part, Bulk: r.Bulk, Until: r.Until, Notice: r.Notice}
			if i == 0 {
				piece.Image, piece.Alt = r.Image, r.Alt
			}
			if i == len(parts)-1 {
				piece.Choices, piece.Offer, piece.Hint = r.Choices, r.Offer, r.Hint
			}
			out = append(out, piece)
		}
	}
	return out
}

// choices writes choices into the text where the channel needs it.
func (l Limits) choices(r dialogs.Reply) dialogs.Reply {
	if len(r.Choices) == 0 || l.fits(r.Choices) {
		return r
	}
	var b strings.Builder
	b.WriteString(r.Text)
	b.WriteString("\n")
	numbers := make([]dialogs.Choice, len(r.Choices))
	for i, c := range r.Choices {
		n := strconv.Itoa(i + 1)
		b.WriteString("\n" + n + ". " + c.Label)
		numbers[i] = dialogs.Choice{Label: n, Value: c.Value}
	}
	r.Text, r.Choices = b.String(), nil
	if len(numbers) <= l.Buttons && l.carries(numbers) {
		r.Choices = numbers // the words are in the text, the buttons carry numbers
	}
	return r
}

// hint writes the hint under the text where the channel does not show it.
func (l Limits) hint(r dialogs.Reply) dialogs.Reply {
	if r.Hint != "" && !l.Hints {
		r.Text, r.Hint = r.Text+"\n\n"+r.Hint, ""
	}
	return r
}

// carries reports whether all values can be those of buttons. A value that
// does not fit is still a choice: the learner types its number.
func (l Limits) carries(choices []dialogs.Choice) bool {
	for _, c := range choices {
		if l.Value > 0 && len(c.Value) > l.Value {
			return false
		}
	}
	return true
}

// fits reports whether all choices can be buttons with their whole labels.
func (l Limits) fits(choices []dialogs.Choice) bool {
	if len(choices) > l.Buttons || !l.carries(choices) {
		return false
	}
	for _, c := range choices {
		if l.Label > 0 && utf8.RuneCountInString(c.Label) > l.Label {
			return false
		}
	}
	return true
}

// count measures a text in the channel's unit.
func (l Limits) count(s string) int {
	if l.Count != nil {
		return l.Count(s)
	}
	return utf8.RuneCountInString(s)
}

// parts cuts the text of a reply. The first part goes beside the picture, if
// there is one.
func (l Limits) parts(r dialogs.Reply) []string {
	if r.Image == "" || l.Caption == 0 || l.count(r.Text) <= l.Caption {
		return l.split(r.Text)
	}
	beside := l
	beside.Text = l.Caption
	cut := beside.cut(r.Text)
	first := strings.TrimRightFunc(r.Text[:cut], unicode.IsSpace)
	rest := strings.TrimLeftFunc(r.Text[cut:], unicode.IsSpace)
	return append([]string{first}, l.split(rest)...)
}

// split cuts a text into parts that fit.
func (l Limits) split(text string) []string {
	var parts []string
	for l.Text > 0 && l.count(text) > l.Text {
		cut := l.cut(text)
		parts = append(parts, strings.TrimRightFunc(text[:cut], unicode.IsSpace))
		text = strings.TrimLeftFunc(text[cut:], unicode.IsSpace)
	}
	return append(parts, text)
}

// cut is where the first part of a text that is too long ends: after a
// sentence in the second half of the room, else after a word, else after a
// character. It is at least one character, however small the room.
func (l Limits) cut(text string) int {
	room := l.room(text)
	sentence, word := 0, 0
	for i, r := range text[:room] {
		switch next := i + utf8.RuneLen(r); {
		case r == '\n', (r == '.' || r == '?' || r == '!' || r == '…') && endsWord(text[next:]):
			sentence = next
		case unicode.IsSpace(r):
			word = next
		}
	}
	switch {
	case sentence > room/2:
		return sentence
	case word > room/2:
		return word
	}
	return room
}

func endsWord(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || unicode.IsSpace(r)
}

// room is the longest prefix that fits and breaks no character: marks, skin
// tones and joined emoji stay with what they belong to, and the two letters of
// a flag with each other.
func (l Limits) room(text string) int {
	fits, last, letters := 0, rune(0), 0
	for i, r := range text {
		half := flagLetter(r) && letters%2 == 1
		if i > 0 && !joins(r) && !half && last != '\u200d' {
			if l.count(text[:i]) > l.Text {
				break
			}
			fits = i
		}
		last = r
		if letters++; !flagLetter(r) {
			letters = 0
		}
	}
	if fits == 0 {
		_, n := utf8.DecodeRuneInString(text)
		return n
	}
	return fits
}

// joins reports a character that belongs to the one before it.
func joins(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Variation_Selector) || r == '\u200d' ||
		0x1F3FB <= r && r <= 0x1F3FF || 0xE0020 <= r && r <= 0xE007F // skin tones; the small flags of parts of a country
}

// flagLetter reports one of the letters that are a flag in pairs.
func flagLetter(r rune) bool { return 0x1F1E6 <= r && r <= 0x1F1FF }
