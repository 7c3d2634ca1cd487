package dialogs

// Person is the way to somebody real: the commune's digital team from the
// configuration, and the hotlines.
type Person struct {
	About string `json:"about,omitempty"` // what to tell them, if known
}

func (d Person) Show(t *Turn) {
	t.Say(t.World.contactText())
	text := "Tổng đài: VNeID 1900 0368; bảo hiểm 1900 9068; Cổng dịch vụ công 1800 1096. Khẩn cấp: công an 113, cháy 114, cấp cứu 115."
	if d.About != "" {
		text = "{Bác} nói với họ là đang vướng ở việc “" + d.About + "”.\n\n" + text
	}
	choices := []Choice{{"Trang chủ", valueHome}}
	if t.interrupted() {
		choices = []Choice{{"Làm tiếp việc cũ", valueResume}, {"Trang chủ", valueHome}}
	}
	t.Ask(text, choices...)
}

func (Person) Step(*Turn) Dialog { return nil }

// contactText names the people nearby.
func (w *World) contactText() string {
	c := w.Contact
	if c.Name == "" {
		return "{Bác} ra Trung tâm phục vụ hành chính công xã, phường, hoặc nhà văn hóa, hỏi Tổ công nghệ số cộng đồng. Họ giúp miễn phí."
	}
	text := "Người giúp {bác}: " + c.Name + "."
	if c.Phone != "" {
		text += " Điện thoại: " + c.Phone + "."
	}
	if c.Hours != "" {
		text += " Giờ làm: " + c.Hours + "."
	}
	return text + " Họ giúp miễn phí. Ai đòi tiền hay hỏi mã là kẻ gian."
}
