package dialogs

import (
	"fmt"
	"strings"
)

// MyData shows everything that is kept about this chat.
type MyData struct{}

func (MyData) Show(t *Turn) {
	if !t.s.Consent.Given {
		t.Ask("{Cháu} chỉ giữ số hiệu của cuộc trò chuyện này để trả lời {bác}, và chỗ mình đang dừng. Không có gì khác.",
			Choice{"Xóa luôn", "erase"}, Choice{"Trang chủ", valueHome})
		return
	}
	text := "{Cháu} đang giữ: số hiệu cuộc trò chuyện, chỗ mình đang dừng, giờ nhận mẹo " + clock(t.s.Coffee.Minute) + t.zoneWords() +
		". {Bác} đồng ý ngày " + t.s.Consent.At.In(t.zone()).Format("2/1/2006") + "."
	for i := range t.s.Learners {
		if i%2 == 0 && len(t.s.Learners) > 1 { // two people fill a message
			t.Say(text)
			text = ""
		}
		text = strings.TrimPrefix(text+"\n– "+t.keptOf(i), "\n")
	}
	text += "\nKhông có tên, không có số điện thoại."
	if long := t.World.silenceText(); long != "" {
		text += " Quá " + long + " {bác} không nhắn, {cháu} tự xóa."
	}
	t.Ask(text, Choice{"Xóa hết", "erase"}, Choice{"Giữ lại", "keep"})
}

// keptOf is what is kept about one of the people.
func (t *Turn) keptOf(i int) string {
	l := &t.s.Learners[i]
	text := personLabel(i, *l)
	if place := t.placeOf(l); place != "" {
		text += ", " + place
	}
	text += fmt.Sprintf(": %d bài đã học, %d lần kiểm tra", len(l.Done), len(l.Tests))
	if len(l.Cards) > 0 {
		text += fmt.Sprintf(", %d câu để ôn", len(l.Cards))
	}
	if len(l.Acts) > 0 {
		text += fmt.Sprintf(", %d việc đang tập", len(l.Acts))
	}
	return text + "."
}

func (MyData) Step(t *Turn) Dialog {
	switch t.Value {
	case "erase":
		return EraseSure{}
	case "keep":
		return t.home()
	}
	return nil
}

// EraseSure asks once more: erasing cannot be undone.
type EraseSure struct{}

func (EraseSure) Show(t *Turn) {
	t.Ask("Xóa rồi thì kết quả học mất hẳn, không lấy lại được. {Bác} có chắc không ạ?", Choice{"Xóa hết", "erase"}, Choice{"Không xóa", "keep"})
}

func (EraseSure) Step(t *Turn) Dialog {
	switch t.Value {
	case "erase":
		return t.erase()
	case "keep":
		t.Say("Dạ, {cháu} giữ nguyên.")
		return t.home()
	}
	return nil
}

// erase says goodbye and leaves nothing but the mark that tells the shell to
// erase the chat from the store.
func (t *Turn) erase() Dialog {
	t.Say("{Cháu} xóa hết rồi ạ. Khi nào {bác} nhắn lại, mình làm quen từ đầu. Chúc {bác} khỏe.")
	t.forget()
	return nil
}

// forget leaves nothing but the mark, and says nothing.
func (t *Turn) forget() {
	t.s = Session{User: t.s.User, Events: t.s.Events, Offer: t.s.Offer + 1, Erase: true}
	t.out.Facts = nil
	t.quiet = true
}
