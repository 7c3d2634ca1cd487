package dialogs

import "capheso/lessons"

// hidden reports whether what a file says has gone too long without anybody
// looking at it again. It is not shown then: a button that moved or a fee that
// rose does more harm than a guide that is away.
func (t *Turn) hidden(m *lessons.Meta) bool {
	return !t.At.IsZero() && m.Hidden(t.now())
}

// putAway says that a text is hidden, and whom to ask instead.
func (t *Turn) putAway(m *lessons.Meta) {
	t.Say("“" + m.Title + "”: phần này lâu rồi chưa ai xem lại, có thể đã đổi. {Cháu} cất đi để {bác} khỏi làm theo điều cũ.")
	text := t.World.contactText()
	if line, ok := hotlines[m.Topic]; ok {
		text += " " + line
	}
	t.Ask(text, Choice{"Hỏi việc khác", valueAsk}, Choice{"Trang chủ", valueHome})
}

// hotlines is whom to call about a topic when the people nearby are away; the
// numbers are those of Person.
var hotlines = map[lessons.Topic]string{
	lessons.VNeID:     "Tổng đài VNeID: 1900 0368.",
	lessons.Insurance: "Tổng đài bảo hiểm: 1900 9068.",
	lessons.Portal:    "Tổng đài Cổng dịch vụ công: 1800 1096.",
	lessons.Safety:    "Mất tiền thì gọi ngân hàng, số ở mặt sau thẻ. Đang bị đe dọa thì gọi 113.",
	lessons.Payment:   "Chuyện tiền thì gọi ngân hàng, số ở mặt sau thẻ.",
}
