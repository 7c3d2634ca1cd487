package dialogs

import "strings"

// host is an address in a text: the name of the machine it leads to.
type host struct {
	name string // in lower case
	look string // as the eye reads it: l for I, o for 0, m for rn
	odd  bool   // no honest message writes it so
}

// mostHosts bounds the work on a text of nothing but addresses.
const mostHosts = 50

// hosts finds the addresses in a text. It looks only at their names; nothing is
// ever opened.
func hosts(text string) []host {
	var all []host
	for _, token := range strings.FieldsFunc(text, func(r rune) bool {
		return r <= ' ' || strings.ContainsRune(`,;()<>"'“”‘’[]{}|`, r)
	}) {
		if h, ok := hostOf(token); ok && len(all) < mostHosts {
			all = append(all, h)
		}
	}
	return all
}

// hostOf reads an address. Without http in front it must end in a name that is
// known to end addresses, so that "xong.Toi" is none.
func hostOf(token string) (host, bool) {
	name := token
	i := strings.Index(name, "://")
	scheme := i >= 0
	if scheme {
		name = name[i+3:]
	} else if strings.IndexByte(name, '.') <= 0 && !strings.Contains(name, "。") {
		return host{}, false
	}
	path := false
	if i := strings.IndexAny(name, "/?#\\"); i >= 0 {
		name, path = name[:i], i+1 < len(name) && name[i] == '/'
	}
	odd := false
	if i := strings.LastIndexByte(name, '@'); i >= 0 {
		if !scheme {
			return host{}, false // an e-mail address
		}
		name, odd = name[i+1:], true // what stands in front of the @ is a decoy
	}
	if i := strings.IndexByte(name, ':'); i >= 0 {
		name = name[:i]
	}
	name = strings.Trim(strings.ReplaceAll(name, "。", "."), ".…!?-*_")
	lower := strings.ToLower(name)
	end := lower[strings.LastIndexByte(lower, '.')+1:]
	known := endings[end] || path && shorteners[lower]
	if !scheme && !known && !addressLike(lower, path) || strings.HasSuffix(lower, ".apk") {
		return host{}, false
	}
	h := host{name: lower, look: lookOf(name)}
	h.odd = odd || !known || oddEndings[end] || shorteners[lower] || strings.Contains(lower, "xn--") || !plainHost(lower) || !strings.ContainsAny(end, "abcdefghijklmnopqrstuvwxyz")
	return h, true
}

// addressLike reports a name that is an address whatever it ends in: it has a
// path, or an honest ending in the middle, as in vietinbank-ipay.vn.tc.
func addressLike(name string, path bool) bool {
	labels := strings.Split(name, ".")
	end := labels[len(labels)-1]
	if len(labels) < 2 || !plainHost(name) || len(end) < 2 || isDigit(end[0]) {
		return false
	}
	for _, l := range labels[1 : len(labels)-1] {
		switch l {
		case "com", "gov", "vn", "net", "org", "edu":
			return true
		}
	}
	return path && len(labels[0]) > 2 && len(end) <= 4
}

// plainHost reports a name of ASCII letters, digits, hyphens and dots: official
// names are all of that kind.
func plainHost(s string) bool {
	for i := range len(s) {
		if c := s[i]; !('a' <= c && c <= 'z') && !isDigit(c) && c != '-' && c != '.' {
			return false
		}
	}
	return s != ""
}

// lookOf writes a name as the eye takes it in.
func lookOf(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch r {
		case 'I', '1', '|':
			b.WriteByte('l')
			continue
		case '.', '-':
			b.WriteRune(r)
			continue
		}
		switch c := glyph(r); {
		case c == '0':
			b.WriteByte('o')
		case isWord(c) && c != foreign:
			b.WriteByte(c)
		}
	}
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), "rn", "m"), "vv", "w")
}

// official reports the hosts that are what they say: those of the state, whose
// ending nobody else can register, and a list of well-known ones.
func (h host) official() bool {
	if h.odd {
		return false
	}
	if h.name == "gov.vn" || strings.HasSuffix(h.name, ".gov.vn") {
		return true
	}
	for name := h.name; ; {
		if known[name] {
			return true
		}
		i := strings.IndexByte(name, '.')
		if i < 0 {
			return false
		}
		name = name[i+1:]
	}
}

// seams takes away what joins the parts of a host.
var seams = strings.NewReplacer(".", "", "-", "")

// pretends reports a host that is made to look like one of the state's or a
// well-known one: gov-vn in it, a known name with something added, or a name
// that differs from a known one by a letter or two.
func (h host) pretends() bool {
	if h.official() {
		return false
	}
	run := seams.Replace(h.look)
	if strings.Contains(run, "govvn") || strings.Contains(run, "govn") || strings.Contains(run, "chinhphu") {
		return true
	}
	parts := strings.FieldsFunc(h.look, func(r rune) bool { return r == '.' || r == '-' })
	for _, part := range parts {
		if part == "gov" || brands[part] || brands[lured(part)] {
			return true
		}
		for _, b := range longBrands {
			if strings.Contains(part, b) || near1(part, b) {
				return true
			}
		}
	}
	for _, b := range longBrands {
		if strings.Contains(run, b) {
			return true
		}
	}
	return false
}

// lured is a part of a name without the word that is to make a brand inviting:
// vcb of vcbdigi and of hotrovcb.
func lured(part string) string {
	for _, lure := range lures {
		for _, rest := range [...]string{strings.TrimPrefix(part, lure), strings.TrimSuffix(part, lure)} {
			if rest != part && brands[rest] {
				return rest
			}
		}
	}
	return ""
}

// near1 reports a name one letter off, or two when it is long.
func near1(a, b string) bool {
	most := 1
	if len(b) >= 9 {
		most = 2
	}
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return false
	}
	return distance(a, b) <= most
}

// distance is the number of letters put in, left out, changed, or swapped with
// the next.
func distance(a, b string) int {
	var rooms [3][64]int
	before, above, row := rooms[0][:0], rooms[1][:0], rooms[2][:0]
	for j := range len(b) + 1 {
		before, above, row = append(before, j), append(above, j), append(row, j)
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(above[j]+cost, row[j]+1, above[j+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}
