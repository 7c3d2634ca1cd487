package dialogs

import (
	"fmt"
	"strconv"

	"capheso/lessons"
)

func (d Guide) Show(t *Turn) {
	g, step, ok := t.World.step(d)
	if !ok {
		t.Ask("Hướng dẫn này không còn nữa. {Bác} hỏi lại {cháu} nhé.", Choice{"Hỏi việc khác", valueAsk}, Choice{"Trang chủ", valueHome})
		return
	}
	if t.hidden(&g.Meta) {
		t.putAway(&g.Meta)
		return
	}
	if d.At == 0 && g.Intro != "" && !d.under(t.start) {
		t.Say(g.Intro)
	}
	done := Choice{"Xong bước này", "next"}
	if d.At == len(g.Steps)-1 {
		done.Label = "Xong cả rồi"
	}
	choices := []Choice{done, {"Tôi bị kẹt", "stuck"}}
	if d.Helped {
		choices = append(choices, Choice{"Gặp người thật", valuePerson})
	}
	t.Ask(fmt.Sprintf("Bước %d/%d: %s\n\n%s", d.At+1, len(g.Steps), step.Title, step.Text), choices...)
	last := &t.out.Replies[len(t.out.Replies)-1]
	last.Image, last.Alt = step.Image, address(step.Alt, t.me().Call)
}

func (d Guide) Step(t *Turn) Dialog {
	g, _, ok := t.World.step(d)
	if !ok || t.hidden(&g.Meta) {
		return nil
	}
	switch t.Value {
	case "next":
		if d.At+1 < len(g.Steps) {
			return Guide{ID: d.ID, Version: g.Version, At: d.At + 1}
		}
		t.Count(Fact{Kind: "guide.done", About: g.ID, Version: g.Version})
		t.did()
		t.walkedAct(g.ID)
		t.me().Walking = nil
		return t.finish(Walked{ID: d.ID})
	case "stuck":
		t.Count(Fact{Kind: "guide.stuck", About: g.ID, Version: g.Version, Score: d.At + 1, Of: len(g.Steps)})
		return Stuck{ID: d.ID, At: d.At}
	}
	return d.sees(t)
}

// sees helps somebody who types what is on the screen instead of saying that
// they are stuck.
func (d Guide) sees(t *Turn) Dialog {
	g, step, _ := t.World.step(d)
	if t.Text == "" {
		return nil
	}
	seen := make([]Choice, len(step.Stuck))
	for i, b := range step.Stuck {
		seen[i] = Choice{Label: b.See}
	}
	m := t.World.choose(t.Text, seen)
	if m.Pick < 0 {
		return nil
	}
	t.Count(Fact{Kind: "guide.stuck", About: g.ID, Version: g.Version, Score: d.At + 1, Of: len(g.Steps)})
	t.Say(step.Stuck[m.Pick].Help)
	d.Helped = true
	return t.instead(d)
}

// under reports whether a place is part of the same guide.
func (d Guide) under(place Dialog) bool {
	switch p := place.(type) {
	case Guide:
		return p.ID == d.ID
	case Stuck:
		return p.ID == d.ID
	}
	return false
}

// where names the step for somebody who comes back.
func (d Guide) where(w *World) string {
	g, ok := w.Course.Guide(d.ID)
	if !ok {
		return "một hướng dẫn"
	}
	return "bước " + strconv.Itoa(d.At+1) + " của “" + g.Title + "”"
}

// step finds a guide and the step a place is at. A guide that became shorter
// meanwhile is taken up at its last step.
func (w *World) step(d Guide) (*lessons.Guide, lessons.Step, bool) {
	g, ok := w.Course.Guide(d.ID)
	if !ok || len(g.Steps) == 0 {
		return nil, lessons.Step{}, false
	}
	return g, g.Steps[min(d.At, len(g.Steps)-1)], true
}

func (w *World) hasStep(d Guide) bool {
	_, _, ok := w.step(d)
	return ok
}

// Stuck asks what is on the screen, and helps.
type Stuck struct {
	ID string `json:"id"`
	At int    `json:"at,omitempty"`
}

func (d Stuck) Show(t *Turn) {
	_, step, ok := t.World.step(Guide{ID: d.ID, At: d.At})
	if !ok {
		Guide{ID: d.ID}.Show(t)
		return
	}
	var choices []Choice
	for i, b := range step.Stuck[:min(shown, len(step.Stuck))] {
		choices = append(choices, Choice{b.See, strconv.Itoa(i)})
	}
	t.Ask("Không sao ạ, chỗ này nhiều người cũng vướng. {Bác} đang thấy gì trên màn hình?", append(choices, Choice{"Thứ khác", "other"})...)
}

func (d Stuck) Step(t *Turn) Dialog {
	g, step, ok := t.World.step(Guide{ID: d.ID, At: d.At})
	if !ok || t.Value == "" {
		return nil
	}
	again := Guide{ID: d.ID, Version: g.Version, At: d.At, Helped: true}
	i, err := strconv.Atoi(t.Value)
	if err != nil || i < 0 || i >= len(step.Stuck) {
		t.Count(Fact{Kind: "guide.lost", About: g.ID, Version: g.Version, Score: d.At + 1, Of: len(g.Steps)})
		t.s.Past = append(t.s.Past, again)
		return t.instead(Person{About: g.Title})
	}
	t.Say(step.Stuck[i].Help)
	t.s.Past = t.s.Past[:max(0, len(t.s.Past)-1):max(0, len(t.s.Past)-1)]
	return t.instead(again)
}

// Walked is a guide just finished.
type Walked struct {
	ID string `json:"id"`
}

func (d Walked) Show(t *Turn) {
	name := "việc này"
	if g, ok := t.World.Course.Guide(d.ID); ok {
		name = "“" + g.Title + "”"
	}
	t.Ask("Xong cả rồi ạ. {Bác} đã tự làm được "+name+". Lần sau quên, {bác} cứ hỏi lại {cháu}.",
		Choice{"Hỏi việc khác", valueAsk}, Choice{"Trang chủ", valueHome})
}

func (Walked) Step(*Turn) Dialog { return nil }
