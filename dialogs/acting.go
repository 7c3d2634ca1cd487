package dialogs

// AtAct asks whether something was done, or to do it once more.
type AtAct struct {
	Tip    string `json:"tip"`
	Again  bool   `json:"again,omitempty"`
	Coffee bool   `json:"coffee,omitempty"` // it came in the morning, and the tip of the day is still to come
}

// open is where the action stands that is spoken of here; ok is false when it
// is over, or somebody else has the phone.
func (d AtAct) open(t *Turn) (a Act, ok bool) {
	if a, ok = t.act(d.Tip); !ok || a.Told == 0 {
		return a, false
	}
	_, ok = t.action(d.Tip)
	return a, ok
}

func (d AtAct) Show(t *Turn) {
	a, ok := d.open(t)
	if !ok {
		Menu{}.Show(t)
		return
	}
	tip, _ := t.action(d.Tip)
	text, ask := "Hôm trước {cháu} nhờ {bác} "+tip.Do+".", "{Bác} làm được chưa ạ?"
	if d.Again {
		ask = "Làm xong, {bác} chọn “Rồi” nhé."
	}
	switch {
	case d.Again && a.Done > 0:
		text = "Hôm nay {bác} làm lại một lần cho quen tay nhé: " + tip.Do + "."
	case d.Again:
		text = "Hôm nay mình thử lại nhé: " + tip.Do + "."
	case dayOf(a.At.In(t.zone())).AddDate(0, 0, 1).Equal(dayOf(t.now())):
		text = "Hôm qua {cháu} nhờ {bác} " + tip.Do + "."
	}
	if d.Coffee {
		text = "Cà phê sáng ☕\n" + text
	}
	t.Ask(text+"\n\n"+ask, Choice{"Rồi", "done"}, Choice{"Chưa", "not"}, Choice{"Tạm dừng 1 tuần", "pause"})
}

func (d AtAct) Step(t *Turn) Dialog {
	a, ok := d.open(t)
	if !ok {
		return nil
	}
	tip, _ := t.action(d.Tip)
	switch t.Value {
	case "pause":
		return t.pauseCoffee()
	case "done":
		if t.didAct(a, tip) {
			t.Say("Tốt quá ạ. {Bác} tự làm được việc này rồi.")
		} else {
			t.Say("Tốt quá ạ. Ít hôm nữa {cháu} nhờ {bác} làm lại một lần cho quen tay.")
		}
		return t.afterAct(d.Coffee)
	case "not":
		a.Again, a.Next = true, t.later(1)
		t.keepAct(a, false)
		t.Count(Fact{Kind: "act.not", About: tip.ID})
		return Unable{Tip: d.Tip, Coffee: d.Coffee}
	}
	return nil
}

// afterAct goes on with the tip of the day, when the morning began with an
// action, or home.
func (t *Turn) afterAct(coffee bool) Dialog {
	if tip := t.nextTip(); coffee && tip != nil && t.coffeeTime() {
		t.s.Unasked = t.At
		t.setCoffee()
		t.pour(tip)
		return t.instead(t.s.Dialog)
	}
	if t.interrupted() {
		return Resume{Long: true}
	}
	return t.home()
}

// Unable asks what helps somebody who could not do something: the way is the
// guide, and in it the place where people get stuck.
type Unable struct {
	Tip    string `json:"tip"`
	Coffee bool   `json:"coffee,omitempty"`
}

func (d Unable) Show(t *Turn) {
	tip, ok := t.action(d.Tip)
	if !ok {
		Menu{}.Show(t)
		return
	}
	choices := []Choice{{"Xem cách làm", "how"}, {"Gặp người thật", valuePerson}, {"Để lúc khác", "later"}}
	if _, ok := t.World.help(tip).(Guide); ok {
		choices = []Choice{{"Làm cùng {cháu}", "how"}, {"Tôi bị kẹt", "stuck"}, {"Để lúc khác", "later"}}
	}
	t.Ask("Không sao ạ, việc này nhiều người phải thử vài lần. {Bác} muốn mình làm sao?", choices...)
}

func (d Unable) Step(t *Turn) Dialog {
	tip, ok := t.action(d.Tip)
	if !ok {
		return nil
	}
	switch t.Value {
	case "how":
		switch h := t.World.help(tip).(type) {
		case Guide:
			return Guide{ID: h.ID}
		case nil:
			return Person{About: tip.Title}
		default:
			return h
		}
	case "stuck":
		if g, ok := t.World.help(tip).(Guide); ok {
			return Stuck{ID: g.ID, At: g.At}
		}
	case "later":
		t.Say("Dạ, mình không vội. Bữa khác {cháu} hỏi lại.")
		return t.afterAct(d.Coffee)
	}
	return nil
}
