package dialogs

import (
	"fmt"
	"strconv"
	"time"
)

// pauseCoffee stops the tips for a week, in one reply.
func (t *Turn) pauseCoffee() Dialog {
	if !t.s.Consent.Given {
		return CoffeeMenu{}
	}
	t.s.Coffee.Paused = t.At.Add(coffeePause)
	t.rearrange()
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
	text := "Mỗi sáng lúc " + clock(t.s.Coffee.Minute) + t.zoneWords() + " {cháu} gửi {bác} một mẹo nhỏ."
	switch {
	case t.s.Coffee.Off:
		text = "{Bác} đang tắt Cà phê sáng."
		choices = append(choices, Choice{"Bật lại", "on"})
	case t.At.Before(t.s.Coffee.Paused):
		text = "Cà phê sáng đang nghỉ tới ngày " + t.s.Coffee.Paused.In(t.zone()).Format("2/1") + "."
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
		t.rearrange()
		t.Say("Dạ, {cháu} gửi lại từ lần tới.")
		return t.instead(CoffeeMenu{})
	case "off":
		t.s.Coffee.Off = true
		t.rearrange()
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
	t.Ask("{Bác} muốn nhận mẹo lúc mấy giờ sáng ạ?", Choice{"6 giờ 30", "390"}, Choice{"7 giờ", "420"}, Choice{"8 giờ", "480"}, Choice{"9 giờ", "540"}, Choice{"{Bác} ở nước ngoài", "zone"})
}

func (CoffeeHour) Step(t *Turn) Dialog {
	if t.Value == "zone" {
		return AtZone{}
	}
	minute, err := strconv.Atoi(t.Value)
	if err != nil || minute < quietUntil || minute >= coffeeOver {
		return nil
	}
	t.s.Coffee.Minute, t.s.Coffee.Off = minute, false
	t.rearrange()
	t.Say("Dạ, {cháu} gửi lúc " + clock(minute) + " mỗi sáng" + t.zoneWords() + ".")
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
