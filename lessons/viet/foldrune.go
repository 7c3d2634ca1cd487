package viet

// FoldRune folds one precomposed Vietnamese or other Latin letter to the ASCII
// letter Fold writes for it, 'Đ' to 'd'. It is 0 for everything else. It does
// not allocate, for those who read a text letter by letter.
func FoldRune(r rune) byte {
	switch {
	case 'a' <= r && r <= 'z':
		return byte(r)
	case 'A' <= r && r <= 'Z':
		return byte(r) + 'a' - 'A'
	case r < 0x80 || r > lastLetter:
		return 0
	}
	return letters[r].fold
}

// FoldsTo reports whether Fold(s) is folded. It stops at the first letter that
// differs and does not allocate.
func FoldsTo(s, folded string) bool {
	n := 0
	for _, r := range s {
		c := FoldRune(r)
		if c == 0 && r < 0x80 {
			c = byte(r)
		}
		switch {
		case r >= 0x80 && c == 0:
			return Fold(s) == folded
		case n == len(folded) || folded[n] != c:
			return false
		}
		n++
	}
	return n == len(folded)
}
