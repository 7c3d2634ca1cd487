package dialogs

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"time"

	"capheso/lessons"
)

// The alarm of the Morning Coffee, and its habits.
const (
	coffeeAlarm   = "coffee"
	coffeeDefault = 7 * 60 // minute of the day: 07:00
	coffeePause   = 7 * 24 * time.Hour
	coffeeLate    = 3 * time.Hour        // a morning is over then
	coffeeMemory  = 120 * 24 * time.Hour // no tip comes twice within it
)

// setCoffee sets the alarm to the next morning at the learner's hour.
func (t *Turn) setCoffee() {
	if !t.s.Consent.Given || t.s.Coffee.Off {
		t.s.setAlarm(coffeeAlarm, time.Time{})
		return
	}
	now := t.now()
	from := now
	if p := t.s.Coffee.Paused; p.After(now) {
		from = p.In(vietnam)
	}
	minute := t.s.Coffee.Minute
	if minute == 0 {
		minute = coffeeDefault
	}
	next := time.Date(from.Year(), from.Month(), from.Day(), minute/60, minute%60, 0, 0, vietnam)
	if !next.After(from) {
		next = next.AddDate(0, 0, 1)
	}
	t.s.setAlarm(coffeeAlarm, next.UTC())
}

// rang answers an alarm. The tip never breaks into a guide, a lesson or a
// test, and does not come when the morning is long over.
func (t *Turn) rang(alarm string) {
	t.quiet = true
	var due time.Time
	for _, a := range t.s.Alarms {
		if a.Name == alarm {
			due = a.At
		}
	}
	if alarm != coffeeAlarm || due.IsZero() {
		t.s.setAlarm(alarm, time.Time{})
		return
	}
	t.setCoffee()
	if t.s.Gone || t.s.Asleep || t.hushed() || t.s.Coffee.Off || t.At.Before(t.s.Coffee.Paused) || t.At.Sub(due) > coffeeLate || t.engaged() {
		return
	}
	if tip := t.nextTip(); tip != nil {
		t.bulk, t.quiet = true, false
		t.pour(tip)
	}
}

// engaged reports a learner who is in the middle of something. What was left
// a day ago was left: it waits behind the tip.
func (t *Turn) engaged() bool {
	return (running(t.s.Dialog) || t.interrupted()) && t.At.Sub(t.s.Seen) < idleReturn
}

// pour shows a tip and remembers that it was shown.
func (t *Turn) pour(tip *lessons.Tip) {
	kept := make([]Poured, 0, len(t.s.Coffee.Poured)+1)
	for _, p := range t.s.Coffee.Poured {
		if t.At.Sub(p.At) < coffeeMemory {
			kept = append(kept, p)
		}
	}
	if t.s.Consent.Given {
		t.s.Coffee.Poured = append(kept, Poured{Tip: tip.ID, At: t.At})
	}
	t.Count(Fact{Kind: "tip.sent", About: tip.ID})
	if _, ok := t.s.Dialog.(AtTip); ok {
		t.moved = true
	}
	t.enter(AtTip{ID: tip.ID})
}

// nextTip is the first tip of the season that was not shown in a while. What
// is over soonest comes first, or it would mostly be over before its turn; the
// rest comes in an order that mixes the topics.
func (t *Turn) nextTip() *lessons.Tip {
	var best *lessons.Tip
	var rank uint32
	for i := range t.World.Course.Tips {
		tip := &t.World.Course.Tips[i]
		if !inSeason(tip, t.now()) || t.hidden(&tip.Meta) || t.poured(tip.ID) {
			continue
		}
		h := fnv.New32a()
		h.Write([]byte(tip.ID))
		r := h.Sum32()
		if best == nil || soonerOver(tip, best) || r < rank && !soonerOver(best, tip) {
			best, rank = tip, r
		}
	}
	return best
}

// soonerOver reports whether a is over before b. A tip without a last day is
// never over.
func soonerOver(a, b *lessons.Tip) bool {
	return !a.Until.IsZero() && (b.Until.IsZero() || a.Until.Before(b.Until))
}

func (t *Turn) poured(tip string) bool {
	for _, p := range t.s.Coffee.Poured {
		if p.Tip == tip && t.At.Sub(p.At) < coffeeMemory {
			return true
		}
	}
	return false
}

// inSeason reports whether a tip makes sense on the day of now.
func inSeason(tip *lessons.Tip, now time.Time) bool {
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	return (tip.From.IsZero() || !day.Before(tip.From)) && (tip.Until.IsZero() || !day.After(tip.Until))
}

// AtTip is a tip with its question.
type AtTip struct {
	ID string `json:"id"`
}

func (d AtTip) Show(t *Turn) {
	tip, ok := t.World.Course.Tip(d.ID)
	if !ok {
		Menu{}.Show(t)
		return
	}
	t.Say("Cà phê sáng ☕\n" + tip.Text)
	choices := make([]Choice, len(tip.Question.Answers))
	for i, a := range tip.Question.Answers {
		choices[i] = Choice{a.Label, strconv.Itoa(i)}
	}
	choices = append(choices, t.reviewChoice("Ôn 1 câu")...)
	t.Ask(t.warmLine()+tip.Question.Text, append(choices, Choice{"Tạm dừng 1 tuần", "pause"})...)
}

func (d AtTip) Step(t *Turn) Dialog {
	if t.Value == "pause" {
		return t.pauseCoffee()
	}
	tip, ok := t.World.Course.Tip(d.ID)
	i, err := strconv.Atoi(t.Value)
	if !ok || err != nil || i < 0 || i >= len(tip.Question.Answers) {
		return nil
	}
	a := tip.Question.Answers[i]
	t.Count(Fact{Kind: "tip.answered", About: tip.ID, Score: i + 1})
	t.did()
	t.Say(a.Why)
	switch {
	case t.interrupted():
		return Resume{Long: true}
	case t.World.meta(tip.About) != nil:
		return t.finish(Answer{ID: tip.About})
	}
	return t.home()
}

// pauseCoffee stops the tips for a week, in one reply.
func (t *Turn) pauseCoffee() Dialog {
	if !t.s.Consent.Given {
		return CoffeeMenu{}
	}
	t.s.Coffee.Paused = t.At.Add(coffeePause)
	t.setCoffee()
	t.Say("Dạ, {cháu} nghỉ gửi mẹo một tuần. Muốn nhận lại sớm hơn, {bác} nhắn: cà phê.")
	if running(t.s.Dialog) {
		return t.instead(t.s.Dialog)
	}
	if t.interrupted() {
		return Resume{Long: true}
	}
	return t.home()
}

// CoffeeMenu is everything about the tips.
type CoffeeMenu struct{}

func (CoffeeMenu) Show(t *Turn) {
	if !t.s.Consent.Given {
		t.Ask("Cà phê sáng là một mẹo nhỏ mỗi ngày. Vì {bác} chọn không cho ghi lại, {cháu} không tự gửi, {bác} muốn thì đọc ngay.",
			Choice{"Đọc một mẹo", "now"}, Choice{"Trang chủ", valueHome})
		return
	}
	choices := []Choice{{"Đọc một mẹo ngay", "now"}, {"Đổi giờ", "hour"}}
	text := "Mỗi sáng lúc " + clock(t.s.Coffee.Minute) + " {cháu} gửi {bác} một mẹo nhỏ."
	switch {
	case t.s.Coffee.Off:
		text = "{Bác} đang tắt Cà phê sáng."
		choices = append(choices, Choice{"Bật lại", "on"})
	case t.At.Before(t.s.Coffee.Paused):
		text = "Cà phê sáng đang nghỉ tới ngày " + t.s.Coffee.Paused.In(vietnam).Format("2/1") + "."
		choices = append(choices, Choice{"Bật lại", "on"})
	default:
		choices = append(choices, Choice{"Tạm dừng 1 tuần", "pause"}, Choice{"Không nhận nữa", "off"})
	}
	t.Ask(text, choices...)
}

func (CoffeeMenu) Step(t *Turn) Dialog {
	switch t.Value {
	case "now":
		if tip := t.nextTip(); tip != nil {
			t.pour(tip)
			return t.instead(t.s.Dialog)
		}
		t.Say("Hết mẹo mới rồi ạ. Mai {cháu} pha ly khác.")
		return t.home()
	case "hour":
		return CoffeeHour{}
	case "on":
		t.s.Coffee.Off, t.s.Coffee.Paused = false, time.Time{}
		t.setCoffee()
		t.Say("Dạ, {cháu} gửi lại từ lần tới.")
		return t.instead(CoffeeMenu{})
	case "off":
		t.s.Coffee.Off = true
		t.setCoffee()
		t.Say("Dạ, {cháu} không gửi nữa. Lúc nào cần, {bác} nhắn: cà phê.")
		return t.home()
	case "pause":
		return t.pauseCoffee()
	}
	return nil
}

// CoffeeHour asks when the tip should come. Nothing is sent from 20:00 to
// 06:30.
type CoffeeHour struct{}

func (CoffeeHour) Show(t *Turn) {
	if !t.s.Consent.Given {
		CoffeeMenu{}.Show(t)
		return
	}
	t.Ask("{Bác} muốn nhận mẹo lúc mấy giờ sáng ạ?", Choice{"6 giờ 30", "390"}, Choice{"7 giờ", "420"}, Choice{"8 giờ", "480"}, Choice{"9 giờ", "540"})
}

func (CoffeeHour) Step(t *Turn) Dialog {
	minute, err := strconv.Atoi(t.Value)
	if err != nil || minute < 390 || minute >= 20*60 {
		return nil
	}
	t.s.Coffee.Minute, t.s.Coffee.Off = minute, false
	t.setCoffee()
	t.Say("Dạ, {cháu} gửi lúc " + clock(minute) + " mỗi sáng.")
	return t.home()
}

// clock says a minute of the day as people do: "7 giờ", "6 giờ 30".
func clock(minute int) string {
	if minute == 0 {
		minute = coffeeDefault
	}
	if minute%60 == 0 {
		return fmt.Sprintf("%d giờ", minute/60)
	}
	return fmt.Sprintf("%d giờ %02d", minute/60, minute%60)
}
