package dialogs

import (
	"strings"
	"time"

	"capheso/lessons"
)

// vietnam has one time zone and no daylight saving.
var vietnam = time.FixedZone("ICT", 7*60*60)

// zone is the clock the learner lives by: the one they chose, or else the
// operator's, or else Vietnam's.
func (t *Turn) zone() *time.Location {
	if t.s.Zone != "" {
		if z, err := lessons.ZoneNamed(t.s.Zone); err == nil {
			return z.Location
		}
	}
	if t.World != nil && t.World.Zone != nil {
		return t.World.Zone.Location
	}
	return vietnam
}

// now is the moment of the event on the learner's clock.
func (t *Turn) now() time.Time { return t.At.In(t.zone()) }

// nextDay is the midnight after a moment on its clock.
func nextDay(now time.Time) time.Time {
	return time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, now.Location())
}

// zoneWords is what is said of the clock behind an hour; nothing while it is
// everybody's.
func (t *Turn) zoneWords() string {
	if z, err := lessons.ZoneNamed(t.s.Zone); err == nil {
		return " theo giờ " + z.Label
	}
	return ""
}

// AtZone asks which country's clock the learner lives by.
type AtZone struct {
	From int `json:"from,omitempty"` // index of the first one shown
}

func (d AtZone) Show(t *Turn) {
	if !t.s.Consent.Given {
		CoffeeMenu{}.Show(t)
		return
	}
	all := lessons.Zones()
	var choices []Choice
	for _, z := range all[d.From:min(len(all), d.From+shown)] {
		choices = append(choices, Choice{z.Label, z.Name})
	}
	t.Ask("{Bác} đang ở nước nào ạ? {Cháu} gửi mẹo theo giờ buổi sáng ở đó. {Bác} gõ tên nước cũng được.", append(choices, Choice{"Xem thêm", "more"})...)
}

func (d AtZone) Step(t *Turn) Dialog {
	if !t.s.Consent.Given {
		return CoffeeMenu{}.Step(t)
	}
	if t.Value == "more" {
		if d.From += shown; d.From >= len(lessons.Zones()) {
			d.From = 0
		}
		return t.instead(d)
	}
	name := t.Value
	if name == "" {
		found := zonesIn(t.Text)
		if len(found) > 1 {
			return t.instead(AtZone{From: found[0]})
		}
		if len(found) == 1 {
			name = lessons.Zones()[found[0]].Name
		}
	}
	if _, err := lessons.ZoneNamed(name); err != nil {
		return nil
	}
	t.s.Zone = name
	t.rearrange()
	t.Say("Dạ, {cháu} gửi lúc " + clock(t.s.Coffee.Minute) + " sáng" + t.zoneWords() + ".")
	return t.home()
}

// zonesIn finds the zones whose country stands in a short text, "con đang ở
// Đức", by their index. A label that is also another word, "anh", must be the
// whole text.
func zonesIn(text string) (found []int) {
	if len(text) > longestKeyword {
		return nil
	}
	words := folded(text)
	for i, z := range lessons.Zones() {
		in := words == folded(z.Label)
		for _, w := range z.Words {
			in = in || strings.Contains(" "+words+" ", " "+folded(w)+" ")
		}
		if in {
			found = append(found, i)
		}
	}
	return found
}
