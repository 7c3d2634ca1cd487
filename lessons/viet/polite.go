package viet

var (
	heads      = words(`dạ thưa xin ơi alo`)
	openers    = words(`cho giúp nhờ giùm dùm hộ chào`)
	asides     = words(`cho giúp giùm dùm chỉ bảo`)
	tails      = words(`ạ nhé nha nhá nghen nhỉ hỉ với đi luôn giùm dùm giúp`)
	tailsExact = words(`à hè hén hen vậy đó đấy ấy mà hộ cái thôi đây nè`)
	thanks     = words(`cảm cám`)
	toward     = words(`cho của và nhờ gọi gửi`) // before one who is talked about, not to
	wishes     = words(`muốn cần thích`)

	// every courtesy in front begins, and every one behind ends, with one of these
	first = union(heads, openers, persons, listeners, words(`làm vui`))
	final = union(tails, tailsExact, persons, listeners, words(`ơi à ơn`))
)

// Polite leaves out the courtesies around what is said: dạ, cháu ơi, xin, cho
// tôi, cho bác hỏi in front; ạ, nhé, với, đi, giúp bác, cảm ơn behind. The result
// is part of tokens and never empty, for "dạ" can be an answer.
func Polite(tokens []string) []string {
	from, to := courtesies(tokens)
	return tokens[from:to]
}

// Wish leaves out the courtesies and who wishes it: "bác muốn học ạ" and "cho
// tui được học với" wish for "học". The result is part of tokens and never empty.
func Wish(tokens []string) []string {
	s := Polite(tokens)
	n := 0
	if len(s) > n+1 && persons.has(s[n]) {
		n++
	}
	if len(s) <= n+1 || !wishes.has(s[n]) {
		n = 0
	} else {
		n++
	}
	if len(s) > n+1 && agrees(s[n], "được") {
		n++
	}
	return s[n:]
}

// courtesies is where what is meant begins and ends.
func courtesies(tokens []string) (from, to int) {
	to = len(tokens)
	for from < to {
		n := head(tokens[from:to])
		if n == 0 {
			break
		}
		from += n
	}
	for from < to {
		n := tail(tokens[from:to])
		if n == 0 || to-n <= from {
			break
		}
		to -= n
	}
	if from >= to {
		return 0, len(tokens)
	}
	return from, to
}

// head is how many tokens of courtesy s begins with.
func head(s []string) int {
	if len(first.alike(s[0])) == 0 {
		return 0
	}
	at := func(i int) string {
		if i < len(s) {
			return s[i]
		}
		return ""
	}
	switch {
	case persons.has(at(0)) && isCall(at(1)):
		return 2
	case openers.has(at(0)) && persons.has(at(1)):
		if Fold(at(2)) == "hoi" && len(s) > 3 {
			return 3
		}
		return 2
	case listeners.has(at(0)) && asides.has(at(1)):
		return 1
	case Fold(at(0)) == "lam" && agrees(at(1), "ơn"), Fold(at(0)) == "vui" && agrees(at(1), "lòng"),
		Fold(at(0)) == "xin" && Fold(at(1)) == "hoi":
		return 2
	case Fold(at(0)) == "cho" && Fold(at(1)) == "hoi" && len(s) > 2:
		return 2
	case heads.has(at(0)):
		return 1
	}
	return 0
}

// isCall reports the word after a name that calls it: ơi, à.
func isCall(t string) bool { return agrees(t, "ơi") || t == "à" }

// tail is how many tokens of courtesy s ends with.
func tail(s []string) int {
	last, before := s[len(s)-1], ""
	if len(final.alike(last)) == 0 {
		return 0
	}
	if len(s) > 1 {
		before = s[len(s)-2]
	}
	switch {
	case isCall(last) && persons.has(before),
		thanks.has(before) && agrees(last, "ơn"),
		openers.has(before) && persons.has(last) && !listeners.has(last):
		return 2
	case tails.has(last), tailsExact.exactly(last), listeners.has(last) && !toward.has(before):
		return 1
	}
	return 0
}
