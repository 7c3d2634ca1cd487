package dialogs

import (
	"time"

	"capheso/lessons/viet"
)

// Welcome is the first screen: what the bot is, what it can do, what it never
// asks, and whether it may remember the learner. Both answers are equal, and
// nothing is kept before a yes. (Law 134/2025/QH15 art. 11: people must know
// that they talk to a machine. Law 91/2025/QH15 art. 9: silence is no consent.)
type Welcome struct {
	More bool `json:"more,omitempty"` // what is kept, for how long, who sees it
	Met  bool `json:"met,omitempty"`  // they were introduced: only the question is left
}

func (d Welcome) Show(t *Turn) {
	if d.More {
		t.Say(t.World.keptWhere() + "Câu nào {cháu} chưa trả lời được, người soạn bài đọc để viết thêm; số riêng trong đó đã che.")
		until := "{Cháu} giữ tới khi {bác} bảo xóa."
		if long := t.World.silenceText(); long != "" {
			until = "{Cháu} giữ tới khi {bác} bảo xóa. Quá " + long + " không thấy {bác} nhắn, {cháu} tự xóa."
		}
		t.Ask(until+" Nhắn “xem dữ liệu” để xem, nhắn “xóa dữ liệu” để xóa, làm ngay trong lúc trò chuyện. {Bác} chọn nhé:", consentChoices...)
		return
	}
	if !d.Met {
		t.Say("Chào {bác}. {Cháu} là Cà Phê Số, máy trả lời tự động, không phải người thật. {Cháu} không bao giờ hỏi mã, mật khẩu hay tiền.")
		t.Say("{Cháu} giúp {bác} ba việc:\n– dạy bài ngắn hai phút;\n– chỉ cách làm từng bước trên điện thoại;\n– mỗi sáng một mẹo nhỏ, gọi là Cà phê sáng.\nCần người thật, {bác} nhắn số 0.")
	}
	t.Ask("Để nhớ {bác} học tới đâu, {cháu} xin ghi: cách gọi, nơi ở nếu {bác} nói, bài, câu hỏi và việc {bác} đã làm, câu {cháu} chưa trả lời được. Không ghi tên, số điện thoại. {Bác} xóa lúc nào cũng được. Không đồng ý vẫn học và hỏi được. {Bác} chọn nhé:",
		append(consentChoices[:2:2], Choice{"Nói rõ hơn", "more"})...)
}

// met reports a learner whose introduction lies not far back.
func (t *Turn) met() bool {
	for _, d := range append(t.s.Past[:len(t.s.Past):len(t.s.Past)], t.s.Dialog) {
		if _, ok := d.(Welcome); ok {
			return true
		}
	}
	return false
}

var consentChoices = []Choice{{"Đồng ý", "yes"}, {"Không đồng ý", "no"}}

func (d Welcome) Step(t *Turn) Dialog {
	switch t.Value {
	case "more":
		return t.instead(Welcome{More: true})
	case "yes":
		t.s.Consent = Consent{Given: true, At: t.At}
		if len(t.s.Learners) == 0 {
			t.s.Learners = []Learner{{}}
		}
		t.Count(Fact{Kind: "consent", Key: "consent"})
		t.rearrange()
		return t.instead(Call{})
	case "no":
		t.s.Consent = Consent{At: t.At}
		t.Say("Dạ được. {Cháu} không ghi lại gì về {bác}. {Bác} vẫn học và hỏi bình thường.")
		return t.afterWelcome()
	}
	return nil
}

// afterWelcome goes on with what the introduction interrupted, or to the menu.
func (t *Turn) afterWelcome() Dialog {
	if t.interrupted() {
		return t.instead(Resume{})
	}
	return t.home()
}

// Call asks how the learner is to be addressed.
type Call struct {
	More bool `json:"more,omitempty"` // the second half of the words
	Only bool `json:"only,omitempty"` // from the settings: nothing else is asked after it
}

func (d Call) Show(t *Turn) {
	if d.More {
		t.Ask("Hay {cháu} gọi là:", Choice{"Cô", "cô"}, Choice{"Chú", "chú"}, Choice{"Anh", "anh"}, Choice{"Chị", "chị"}, Choice{"Bạn", "bạn"})
		return
	}
	t.Ask("{Cháu} gọi thế nào cho phải ạ?", Choice{"Bác", "bác"}, Choice{"Ông", "ông"}, Choice{"Bà", "bà"}, Choice{"Cách gọi khác", "more"})
}

func (d Call) Step(t *Turn) Dialog {
	if t.Value == "more" {
		return t.instead(Call{More: true, Only: d.Only})
	}
	call := t.Value
	if call == "" {
		call = callIn(t.Text)
	}
	if _, ok := calls[call]; !ok {
		return nil
	}
	t.me().Call = call
	t.Say("Dạ, từ giờ {cháu} gọi là {bác}.")
	if d.Only {
		return t.finish(Settings{})
	}
	return t.instead(Where{})
}

// callIn finds the one honorific in a short text such as "gọi là cô nhé".
func callIn(text string) string {
	found := ""
	for _, w := range viet.Tokens(text) {
		if _, ok := calls[w]; ok {
			if found != "" && found != w {
				return ""
			}
			found = w
		}
	}
	return found
}

// idleReturn is how long a silence makes the bot ask before it goes on with a
// guide, a lesson or a test.
const idleReturn = 24 * time.Hour

// returning reports a learner who comes back after a long silence into the
// middle of something.
func (t *Turn) returning() bool { return t.idle >= idleReturn && running(t.s.Dialog) }

// Resume asks somebody who comes back whether to go on. What was left lies in
// the history, however long ago it was.
type Resume struct {
	Long bool `json:"long,omitempty"` // after a long silence
}

func (d Resume) Show(t *Turn) {
	text := "Mình đang dở " + t.leftAt() + ". Mình làm tiếp không ạ?"
	if d.Long {
		text = "Chào {bác} trở lại. Lần trước mình dừng ở " + t.leftAt() + ". Mình làm tiếp không ạ?"
	}
	t.Ask(text,
		Choice{"Làm tiếp", valueResume}, Choice{"Đi lại từ đầu", "again"}, Choice{"Để sau", valueHome})
}

func (Resume) Step(t *Turn) Dialog {
	if t.Value != "again" {
		return nil
	}
	switch d := t.resume().(type) {
	case Guide:
		return t.finish(Guide{ID: d.ID})
	case Stuck:
		return t.finish(Guide{ID: d.ID})
	case AtLesson:
		return t.finish(AtLesson{ID: d.ID})
	case Quiz:
		return t.finish(AtLesson{ID: d.ID})
	case Test:
		return t.finish(Test{Track: d.Track, After: d.After})
	case Review:
		return t.finish(d)
	}
	return t.home()
}

// leftAt names the place the learner left.
func (t *Turn) leftAt() string {
	for i := len(t.s.Past) - 1; i >= 0; i-- {
		switch d := t.s.Past[i].(type) {
		case Guide:
			return d.where(t.World)
		case Stuck:
			return Guide{ID: d.ID, At: d.At}.where(t.World)
		case AtLesson:
			return "bài “" + t.World.lessonTitle(d.ID) + "”"
		case Quiz:
			return "câu hỏi của bài “" + t.World.lessonTitle(d.ID) + "”"
		case Test:
			return "bài thử sức"
		case Review:
			return "câu ôn của bài “" + t.World.lessonTitle(d.ID) + "”"
		}
	}
	return "việc đang dở"
}
