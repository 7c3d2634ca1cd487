package dialogs

import (
	"strings"

	"capheso/lessons/viet"
)

// Where asks for the province and then the commune, typed in any spelling. It
// can be skipped at every point.
type Where struct {
	Province string `json:"province,omitempty"` // code, once known
	Among    string `json:"among,omitempty"`    // values to choose from when a name fits several, by spaces
	Only     bool   `json:"only,omitempty"`     // from the settings
}

var skipWhere = Choice{"Bỏ qua", "skip"}

func (d Where) Show(t *Turn) {
	if d.Among != "" {
		t.Ask("Có phải một trong các nơi này không ạ?", append(d.among(t.World), skipWhere)...)
		return
	}
	if d.Province == "" {
		t.Ask("{Bác} ở tỉnh, thành phố nào? {Cháu} hỏi để chỉ người giúp ở gần. {Bác} gõ tên, ví dụ: Hải Phòng. Không muốn nói thì {bác} chọn Bỏ qua.", skipWhere)
		return
	}
	p, _ := t.World.Units.Province(d.Province)
	t.Ask("{Bác} ở xã, phường nào của "+p.Name+"? {Bác} gõ tên, không cần dấu.", skipWhere)
}

func (d Where) Step(t *Turn) Dialog {
	switch {
	case t.Value == "skip":
		return d.done(t)
	case strings.HasPrefix(t.Value, "p:"):
		return d.province(t, strings.TrimPrefix(t.Value, "p:"))
	case strings.HasPrefix(t.Value, "c:"):
		return d.commune(t, strings.TrimPrefix(t.Value, "c:"))
	case t.Text == "" || len(t.Text) > longestKeyword:
		return nil
	case d.Province == "":
		return d.findProvince(t)
	}
	return d.findCommune(t)
}

func (d Where) findProvince(t *Turn) Dialog {
	d.Among = ""
	found := t.World.Units.FindProvince(t.Text)
	switch len(found) {
	case 0:
		return d.unknown(t)
	case 1:
		return d.province(t, found[0].Code)
	}
	for _, p := range found[:min(3, len(found))] {
		d.Among += " p:" + p.Code
	}
	return d
}

func (d Where) findCommune(t *Turn) Dialog {
	d.Among = ""
	found := t.World.Units.FindCommune(d.Province, t.Text)
	switch len(found) {
	case 0:
		return d.unknown(t)
	case 1:
		return d.commune(t, found[0].Code)
	}
	for _, c := range found[:min(3, len(found))] {
		d.Among += " c:" + c.Code
	}
	return d
}

// among lists the places of that name as choices.
func (d Where) among(w *World) []Choice {
	var choices []Choice
	for _, value := range strings.Fields(d.Among) {
		name := ""
		if code, ok := strings.CutPrefix(value, "p:"); ok {
			p, _ := w.Units.Province(code)
			name = p.Name
		} else {
			c, _ := w.Units.Commune(d.Province, strings.TrimPrefix(value, "c:"))
			name = c.Name
		}
		choices = append(choices, Choice{name, value})
	}
	return choices
}

// unknown says that a name was not found, unless the text is no name at all
// but a question.
func (d Where) unknown(t *Turn) Dialog {
	if f := t.World.search(t.Text); f.Verdict != unsure || len(viet.Tokens(t.Text)) > 6 {
		return nil
	}
	t.Say("{Cháu} chưa tìm ra tên này. {Bác} gõ lại giúp {cháu}, hoặc chọn Bỏ qua.")
	t.missed = true
	return t.instead(d)
}

func (d Where) province(t *Turn, code string) Dialog {
	p, ok := t.World.Units.Province(code)
	if !ok {
		return nil
	}
	t.me().Province, t.me().Commune = code, ""
	t.Say("Dạ, " + p.Name + ".")
	return t.instead(Where{Province: code, Only: d.Only})
}

func (d Where) commune(t *Turn, code string) Dialog {
	c, ok := t.World.Units.Commune(d.Province, code)
	if !ok {
		return nil
	}
	t.me().Commune = code
	t.Say("Dạ, {cháu} nhớ rồi: " + c.Name + ".")
	return d.done(t)
}

func (d Where) done(t *Turn) Dialog {
	if d.Only {
		return t.finish(Settings{})
	}
	if t.s.Active == 0 {
		t.Say("Xong phần làm quen rồi ạ. Mỗi sáng lúc " + clock(t.s.Coffee.Minute) + " {cháu} gửi {bác} một mẹo nhỏ. Không muốn nhận, {bác} nhắn: tạm dừng.")
	}
	return t.afterWelcome()
}

// placeOf names where a learner lives, as far as it is known.
func (t *Turn) placeOf(l *Learner) string {
	var names []string
	if c, ok := t.World.Units.Commune(l.Province, l.Commune); ok {
		names = append(names, c.Name)
	}
	if p, ok := t.World.Units.Province(l.Province); ok {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}
