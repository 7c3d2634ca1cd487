package lessons

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"

	"capheso/lessons/viet"
)

// Province is one of the provinces and cities of today.
type Province struct {
	Code string   // two digits, as in the state's list: "01"
	Name string   // "Thành phố Hà Nội"
	Old  []string // the provinces before July 2025 it is made of, itself included
}

// Commune is a ward (phường), a commune (xã) or a special zone (đặc khu).
type Commune struct {
	Code     string // five digits: "00004"
	Province string // the code of its province
	Name     string // "Phường Ba Đình"
}

// Units is the table of administrative units: provinces and, right under
// them, communes. Districts are no more since July 2025. It is built once and
// then only read, by any number of goroutines.
type Units struct {
	provinces []Province
	communes  map[string][]Commune  // by code of the province
	names     []unitName            // of provinces: of today, of old, in everyday speech
	inside    map[string][]unitName // of communes, by code of the province
}

// EmbeddedUnits is the table that comes with the program, as of September
// 2026. It is read at the first call, which takes some milliseconds.
var EmbeddedUnits = sync.OnceValue(func() *Units {
	units, err := files.ReadFile("content/units.tsv")
	if err != nil { // the files are part of the program
		panic(err)
	}
	others, err := files.ReadFile("content/units-old.tsv")
	if err != nil {
		panic(err)
	}
	u, err := ParseUnits(units, others)
	if err != nil {
		panic(err)
	}
	return u
})

// ParseUnits reads two tables of tab-separated columns: units has the code and
// the name of a province and the code and the name of a commune; others has the
// code of a province of today, another name of it, and "old" for a former
// province or "said" for a name people use. Errors name the table and line.
func ParseUnits(units, others []byte) (*Units, error) {
	u := &Units{communes: map[string][]Commune{}, inside: map[string][]unitName{}}
	err := eachRow("units", units, 4, func(f []string) error {
		if n := len(u.provinces); n == 0 || u.provinces[n-1].Code != f[0] {
			if _, twice := u.communes[f[0]]; twice {
				return fmt.Errorf("the rows of province %s do not stand together", f[0])
			}
			u.provinces = append(u.provinces, Province{Code: f[0], Name: f[1]})
			u.addProvinceName(n, f[1], ofToday)
		}
		i := len(u.communes[f[0]])
		u.communes[f[0]] = append(u.communes[f[0]], Commune{Code: f[2], Province: f[0], Name: f[3]})
		kind, bare := cutKind(f[3])
		u.inside[f[0]] = append(u.inside[f[0]], newUnitName(i, bare, kind, ofToday))
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(u.provinces) == 0 {
		return nil, fmt.Errorf("units: no rows")
	}
	return u, eachRow("units-old", others, 3, func(f []string) error {
		i := slices.IndexFunc(u.provinces, func(p Province) bool { return p.Code == f[0] })
		if i < 0 {
			return fmt.Errorf("there is no province %q", f[0])
		}
		switch f[2] {
		case "old":
			u.provinces[i].Old = append(u.provinces[i].Old, f[1])
			u.addProvinceName(i, f[1], ofOld)
		case "said":
			u.addProvinceName(i, f[1], asSaid)
		default:
			return fmt.Errorf("%q is neither old nor said", f[2])
		}
		return nil
	})
}

// eachRow calls f with the columns of every line.
func eachRow(table string, src []byte, columns int, f func([]string) error) error {
	for n, line := range strings.Split(string(bytes.TrimSpace(src)), "\n") {
		if line = strings.TrimRight(line, "\r"); line == "" {
			continue
		}
		cols := strings.Split(line, "\t")
		if len(cols) != columns || slices.Contains(cols, "") {
			return fmt.Errorf("%s:%d: not %d columns", table, n+1, columns)
		}
		if err := f(cols); err != nil {
			return fmt.Errorf("%s:%d: %w", table, n+1, err)
		}
	}
	return nil
}

func (u *Units) addProvinceName(i int, name string, source nameSource) {
	_, bare := cutKind(name)
	u.names = append(u.names, newUnitName(i, bare, "", source))
}

// Provinces are the provinces and cities in the order of their codes. The
// result is shared: do not change it.
func (u *Units) Provinces() []Province { return u.provinces }

// Province finds a province by code.
func (u *Units) Province(code string) (Province, bool) {
	for _, p := range u.provinces {
		if p.Code == code {
			return p, true
		}
	}
	return Province{}, false
}

// Communes are the communes of a province. The result is shared.
func (u *Units) Communes(province string) []Commune { return u.communes[province] }

// Commune finds a commune by its code and that of its province.
func (u *Units) Commune(province, code string) (Commune, bool) {
	for _, c := range u.communes[province] {
		if c.Code == code {
			return c, true
		}
	}
	return Commune{}, false
}

// kinds are the words for the kind of a unit, folded, with the short forms
// people type, and what they mean. The longer ones come first.
var kinds = []struct{ words, kind string }{
	{"thanh pho", ""}, {"thi tran", "xa"}, {"dac khu", "dac khu"}, {"thi xa", ""}, {"t p", ""},
	{"tinh", ""}, {"phuong", "phuong"}, {"xa", "xa"}, {"tp", ""}, {"tt", "xa"}, {"p", "phuong"}, {"x", "xa"}, {"dk", "dac khu"},
}

// cutKind takes the kind off the front of an official name.
func cutKind(name string) (kind, bare string) {
	for _, w := range []string{"Thành phố ", "Đặc khu ", "Phường ", "Tỉnh ", "Xã "} {
		if rest, ok := strings.CutPrefix(name, w); ok {
			return viet.Fold(strings.TrimSpace(w)), rest
		}
	}
	return "", name
}
