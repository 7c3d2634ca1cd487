package lessons

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The YAML library takes a third of a millisecond for a front matter, and a
// course has hundreds. quickPairs reads the plain front matter that nearly
// every file has, thirty times as fast:
//
//	title: Quên mật khẩu
//	summary: "Hai cách: tự làm, hay ra công an xã."
//	keywords: [mật khẩu, quên]
//	questions:
//	  - quên mật khẩu thì làm sao
//
// At anything else it gives up, and the library reads the file. A fuzz test
// holds that both read the same.
func quickPairs(src []byte, skip int) (pairs []pair, ok bool) {
	lines := strings.Split(string(src), "\n")
	for i := 0; i < len(lines); i++ {
		if lines[i] == "" {
			continue
		}
		name, rest, found := strings.Cut(lines[i], ":")
		if !found || !quickKey(name) {
			return nil, false
		}
		p := pair{key: name, line: i + 1 + skip, quick: true}
		switch rest = strings.TrimRight(rest, " "); {
		case rest == "":
			if p.items, ok = quickItems(lines[i+1:]); !ok {
				return nil, false
			}
			i += len(p.items)
		case strings.HasPrefix(rest, " [") && strings.HasSuffix(rest, "]"):
			if p.items, ok = quickList(rest[2 : len(rest)-1]); !ok {
				return nil, false
			}
		case rest[0] == ' ':
			if p.text, ok = quickScalar(rest[1:]); !ok {
				return nil, false
			}
		default:
			return nil, false
		}
		pairs = append(pairs, p)
	}
	return pairs, len(pairs) > 0
}

// quickKey reports a key of small letters, which all of ours are.
func quickKey(s string) bool {
	return s != "" && s != "null" && s != "true" && s != "false" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

// quickItems reads the lines of a list, one at least, as far as they go.
func quickItems(lines []string) (items []string, ok bool) {
	for _, line := range lines {
		rest, found := strings.CutPrefix(line, "  - ")
		if !found {
			break
		}
		item, ok := quickScalar(rest)
		if !ok {
			return nil, false
		}
		items = append(items, item)
	}
	return items, len(items) > 0
}

// quickList reads what stands between [ and ].
func quickList(s string) ([]string, bool) {
	if strings.ContainsAny(s, `[]{}':#?`) {
		return nil, false
	}
	items := []string{}
	if strings.Trim(s, " ") == "" {
		return items, true
	}
	for part := range strings.SplitSeq(s, ",") {
		item, ok := quickScalar(strings.Trim(part, " "))
		if !ok {
			return nil, false
		}
		items = append(items, item)
	}
	return items, true
}

// quickScalar reads one text: plain, or in double quotes with nothing to undo.
func quickScalar(s string) (string, bool) {
	s = strings.Trim(s, " ")
	if inner, ok := strings.CutPrefix(s, `"`); ok {
		inner, ok = strings.CutSuffix(inner, `"`)
		return inner, ok && inner != "" && !strings.ContainsAny(inner, "\"\\\t") && strings.TrimSpace(inner) == inner && printable(inner)
	}
	first, _ := utf8.DecodeRuneInString(s)
	switch {
	case unicode.IsLetter(first):
		switch strings.ToLower(s) {
		case "null", "true", "false", "yes", "no", "on", "off", "y", "n":
			return "", false
		}
	case '1' <= first && first <= '9':
		if strings.Trim(s, "0123456789") != "" && !quickDay(s) {
			return "", false // 1e3, 1_000, 12:30: numbers that are not read as written
		}
	default:
		return "", false
	}
	if strings.Contains(s, ": ") || strings.Contains(s, " #") || strings.HasSuffix(s, ":") || len(s) > 1000 {
		return "", false
	}
	return s, printable(s)
}

// quickDay reports the form of a day: 2026-11-21.
func quickDay(s string) bool {
	return len(s) == 10 && s[4] == '-' && s[7] == '-' && strings.Trim(s[:4]+s[5:7]+s[8:], "0123456789") == ""
}

// printable reports a text without control characters.
func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == '\ufeff' || r == '\u2028' || r == '\u2029' })
}
