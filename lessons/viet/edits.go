package viet

// near is by how many slips of the finger two folded tokens differ, -1 when by
// too many: one edit is allowed from four letters on, two from eight. An edit is
// a letter more, less or other, or two neighbours swapped.
func near(a, b string) int {
	most := 0
	switch n := min(len(a), len(b)); {
	case n >= 8:
		most = 2
	case n >= 4:
		most = 1
	}
	if most == 0 || max(len(a), len(b))-min(len(a), len(b)) > most || max(len(a), len(b)) > longest {
		return -1
	}
	if n := edits(a, b, most); n <= most {
		return n
	}
	return -1
}

// edits is the Damerau–Levenshtein distance (optimal string alignment); any
// number above most when it is more than most.
func edits(a, b string, most int) int {
	var rows [3][longest + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
