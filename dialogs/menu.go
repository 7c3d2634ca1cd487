package dialogs

import (
	"strconv"
)

// Menu is home: the few things the bot can do.
type Menu struct {
	// Unknown is the stored name of a place this release does not know, which
	// became the menu; it is counted once.
	Unknown string `json:"unknown,omitempty"`
}

func (Menu) Show(t *Turn) {
	var choices []Choice
	if g := t.me().Walking; g != nil && t.World.hasStep(*g) {
		choices = append(choices, Choice{"Làm tiếp bước " + strconv.Itoa(g.At+1), "walking"})
	}
	choices = append(choices, Choice{"Học bài", valueLearn}, Choice{"Hỏi cách làm", valueAsk}, Choice{"Cà phê sáng", "coffee"}, Choice{"Mục khác", "more"})
	t.Ask("{Bác} muốn làm gì ạ? {Bác} chọn một số, hoặc gõ câu hỏi như nói chuyện.", choices...)
}

func (Menu) Step(t *Turn) Dialog {
	switch t.Value {
	case "walking":
		if g := t.me().Walking; g != nil {
			return *g
		}
	case "coffee":
		return CoffeeMenu{}
	case "more":
		return More{}
	}
	return nil
}

// More is the rest of the menu.
type More struct{}

func (More) Show(t *Turn) {
	t.Ask("{Bác} chọn một mục:", Choice{"Kết quả học", "results"}, Choice{"Cài đặt", "settings"},
		Choice{"Ai đang dùng máy", "people"}, Choice{"Dữ liệu của {bác}", "data"}, Choice{"Gặp người thật", valuePerson})
}

func (More) Step(t *Turn) Dialog {
	switch t.Value {
	case "results":
		return Results{}
	case "settings":
		return Settings{}
	case "people":
		return People{}
	case "data":
		return MyData{}
	}
	return nil
}

// Settings changes what the bot knows of the learner.
type Settings struct{}

func (Settings) Show(t *Turn) {
	if !t.s.Consent.Given {
		t.Ask("{Bác} đã chọn không cho {cháu} ghi lại, nên chưa có gì để cài đặt. Nếu {bác} đổi ý, {bác} chọn Cho ghi lại.",
			Choice{"Cho ghi lại", "consent"}, Choice{"Trang chủ", valueHome})
		return
	}
	t.Ask("{Cháu} đang gọi là {bác}. {Bác} muốn đổi gì ạ?", Choice{"Cách gọi", "call"}, Choice{"Nơi ở", "where"},
		Choice{"Giờ cà phê", "hour"}, t.streakChoice(), Choice{"Trang chủ", valueHome})
}

func (Settings) Step(t *Turn) Dialog {
	switch t.Value {
	case "consent":
		return t.finish(Welcome{Met: true})
	case "call":
		return Call{Only: true}
	case "where":
		return Where{Only: true}
	case "hour":
		return CoffeeHour{}
	case "streak":
		me := t.me()
		me.Streak.Hidden = !me.Streak.Hidden
		t.Say("Dạ, {cháu} nhớ rồi.")
		return t.instead(Settings{})
	}
	return nil
}

// People is who shares this phone. Each keeps a progress of their own.
type People struct{}

// mostLearners is how many people can share a phone: as many as one screen of
// choices shows.
const mostLearners = 4

func (People) Show(t *Turn) {
	if !t.s.Consent.Given {
		Settings{}.Show(t)
		return
	}
	var choices []Choice
	for i, l := range t.s.Learners {
		choices = append(choices, Choice{personLabel(i, l), "is:" + strconv.Itoa(i)})
	}
	if len(choices) < mostLearners {
		choices = append(choices, Choice{"Thêm người", "new"})
	}
	t.Ask("Ai đang cầm máy ạ? Mỗi người có bài học riêng.", choices...)
}

// personLabel tells the people on one phone apart without a name.
func personLabel(i int, l Learner) string {
	call := l.Call
	if call == "" {
		call = defaultCall
	}
	return "Người " + strconv.Itoa(i+1) + " (" + call + ")"
}

func (People) Step(t *Turn) Dialog {
	switch {
	case t.Value == "consent":
		return t.finish(Welcome{Met: true})
	case t.Value == "new" && len(t.s.Learners) < mostLearners:
		t.s.Learners = append(t.s.Learners, Learner{})
		t.s.Active = len(t.s.Learners) - 1
		t.Count(Fact{Kind: "learner.new"})
		return t.finish(Call{})
	case len(t.Value) > 3 && t.Value[:3] == "is:":
		i, err := strconv.Atoi(t.Value[3:])
		if err != nil || i < 0 || i >= len(t.s.Learners) {
			return nil
		}
		t.s.Active = i
		t.Say("Dạ, {cháu} chào {bác}. {Bác} học tiếp phần của mình nhé.")
		return t.home()
	}
	return nil
}
