package dialogs

import (
	"time"

	"capheso/lessons"
	"capheso/lessons/viet"
)

// Step applies one event to a session: the whole conversation is this
// function. It changes neither w nor s, and the same arguments always give the
// same result. A session that was never seen is Session{User: ev.User}.
func Step(w *World, s Session, ev Event) (Session, Out) {
	t := &Turn{World: w, At: ev.At, s: s.clone(), start: s.Dialog}
	t.s.Events++
	t.clockBack()
	t.noteUnknown()
	switch body := ev.Body.(type) {
	case Left:
		t.s.Gone, t.quiet = true, true
	case Helped:
		t.s.Hush, t.quiet = t.At.Add(hushTime), true
	case Withdrew:
		t.forget()
		t.s.Gone = true // nothing is said any more: not even what is on its way has to be waited for
	case Asleep:
		t.s.Asleep, t.quiet = true, true
	case Rang:
		if !t.waited(body.Alarm) {
			t.rang(body.Alarm)
		}
	case Answered:
		t.answered(body)
	case Heard:
		t.heardWords(body)
	case Unanswered:
		t.noAnswer(body)
	case Noticed:
		t.noticed(body.Notice)
	case Untold:
		t.untold(body)
	case Arrived:
		t.quiet = true
		t.Count(Fact{Kind: NoticeArrived, About: body.Notice})
	default:
		t.heard(ev.Body)
		if !t.again {
			t.s.Repeats = 0
		}
	}
	if !t.quiet {
		t.s.Dialog.Show(t)
		t.slowly()
		t.helpLine()
	}
	t.unwait()
	return t.s, t.out
}

// noteUnknown counts a place that this release could not read.
func (t *Turn) noteUnknown() {
	if m, ok := t.s.Dialog.(Menu); ok && m.Unknown != "" {
		t.Count(Fact{Kind: "place.unknown", About: m.Unknown})
		t.s.Dialog, t.start = Menu{}, Menu{}
	}
}

// heard answers what the learner did.
func (t *Turn) heard(body Body) {
	t.s.Gone, t.s.Asleep = false, false
	before := t.s.Seen
	if !before.IsZero() {
		t.idle = t.At.Sub(before)
	}
	if t.idle < 0 {
		t.idle = doubleTap // the clock was put back: nobody knows how long it was
	}
	t.welcomeBack()
	first := t.s.Dialog == nil
	t.s.Seen = t.At
	t.wake()
	t.watchSilence()
	if t.hasty(before) || t.hushed() {
		t.quiet = true
		return
	}
	if sent, ok := body.(Sent); ok && sent.Kind == Unsupported {
		t.unread()
		return
	}
	if first {
		t.s.Dialog, t.start = Welcome{}, Welcome{}
		t.firstWords(body)
		return
	}
	t.answer(body)
	t.pourWaiting(body)
}

// answer is what becomes of what the learner did.
func (t *Turn) answer(body Body) {
	switch b := body.(type) {
	case Joined:
		t.joined(b.Payload)
	case Chose:
		t.chose(b)
	case Said:
		t.said(b.Text)
	case Sent:
		t.sent(b)
	}
}

// hushTime is how long the bot says nothing after a person of the team wrote:
// two voices at once confuse, and a person has more to say than one message.
const hushTime = 30 * time.Minute

// hushed reports whether a person of the team is answering. What is longer than
// a hush can be was set by a clock that went wrong.
func (t *Turn) hushed() bool { left := t.s.Hush.Sub(t.At); return left > 0 && left <= hushTime }

// firstWords answers the first thing a new learner does. A question is not
// put off by an introduction: it is answered, and the introduction follows. So
// is a link to a guide, which may stand on a sheet of paper.
func (t *Turn) firstWords(body Body) {
	t.moved = true // the introduction was not read yet: it does not lie behind
	if joined, ok := body.(Joined); ok {
		if d := t.World.open(joined.Payload); d != nil {
			t.Say(firstHello)
			t.enter(d)
		}
		return
	}
	said, ok := body.(Said)
	if !ok {
		return
	}
	f := t.World.Find(said.Text)
	if f.Verdict == lessons.Refuse { // "chào", the weather: the introduction is the better answer
		return
	}
	if d := f.dialog(said.Text); d != nil {
		t.Say(firstHello)
		t.enter(d)
	}
}

// firstHello is what nobody is left without.
const firstHello = "Chào {bác}. {Cháu} là Cà Phê Số, máy trả lời tự động, không phải người thật."

// joined greets somebody who opens the chat again, or came by a link to a
// guide, an article or a lesson.
func (t *Turn) joined(payload string) {
	t.overtaken()
	if d := t.World.open(payload); d != nil {
		t.enter(d)
		return
	}
	if t.returning() {
		t.enter(Resume{Long: true})
	}
}

// doubleTap is how soon after another event a tap on the choices just left is
// taken for the same tap: hands tremble.
const doubleTap = 3 * time.Second

// chose answers a tapped choice.
func (t *Turn) chose(c Chose) {
	if c.Offer != t.s.Offer || !t.offered(c.Value) {
		if c.Offer == t.s.Offer-1 && t.idle < doubleTap {
			t.quiet = true
			return
		}
		t.overtaken()
		t.Say("Nút {bác} vừa bấm là của lúc trước. Không sao ạ, mình đang ở đây:")
		return
	}
	t.overtaken()
	t.take(c.Value)
}

// offered reports whether a value is among the newest choices.
func (t *Turn) offered(value string) bool {
	for _, c := range t.s.Offered {
		if c.Value == value {
			return true
		}
	}
	return false
}

// take answers a choice, however it was made.
func (t *Turn) take(value string) {
	t.s.Misses = 0
	if next := t.shared(value); next != nil {
		t.enter(next)
		return
	}
	t.Value = value
	t.enter(t.s.Dialog.Step(t))
}

// The values every place may offer; the engine knows what they mean.
const (
	valueHome   = "home"
	valueBack   = "back"
	valuePerson = "person"
	valueAsk    = "ask"
	valueLearn  = "learn"
	valueResume = "resume"
	valueReview = "review"
)

// shared answers the values that mean the same everywhere.
func (t *Turn) shared(value string) Dialog {
	switch value {
	case valueHome:
		return t.home()
	case valueBack:
		return t.back()
	case valuePerson:
		return Person{}
	case valueAsk:
		return Ask{}
	case valueLearn:
		return t.toLearn()
	case valueResume:
		return t.resume()
	case valueReview:
		return t.toReview()
	}
	return nil
}

// said answers a typed text: one of the choices, a word that works
// everywhere, an answer to what this place asks, or a question.
func (t *Turn) said(text string) {
	t.overtaken()
	if text == "" {
		t.Say("{Cháu} chưa thấy chữ nào trong tin của {bác}.")
		return
	}
	if tooLong(text) {
		t.Say("Tin này dài quá, {cháu} không đọc hết được. {Bác} gửi lại phần chính thôi nhé.")
		return
	}
	if exposed(text) {
		t.Say(secretText)
	}
	m := viet.Match{Pick: plainly(text, t.s.Offered)}
	if m.Pick < 0 {
		if d := t.keyword(text); d != nil {
			t.s.Misses = 0
			t.enter(d)
			return
		}
		m = t.World.choose(text, t.s.Offered)
	}
	if t.returning() && (m.Pick >= 0 || t.World.search(text).Verdict == unsure) {
		t.enter(Resume{Long: true})
		return
	}
	if m.Pick >= 0 {
		t.take(t.s.Offered[m.Pick].Value)
		return
	}
	t.typed(text, m.Guesses)
}

// secretText is said when something was masked: once, and then the talk goes
// on.
const secretText = "{Bác} vừa gửi một số riêng. {Cháu} đã che đi và không giữ lại. {Bác} đừng gửi mã, mật khẩu hay số giấy tờ cho ai, kể cả {cháu}."

// typed answers a text that is none of the choices for sure.
func (t *Turn) typed(text string, guesses []int) {
	if f := t.World.alarmed(text); f.Verdict != "" {
		t.enter(f.dialog(text))
		return
	}
	t.Text = text
	if next := t.s.Dialog.Step(t); next != nil || t.quiet {
		t.enter(next)
		return
	}
	if len(guesses) > 0 {
		t.enter(t.guess(guesses))
		return
	}
	if d := t.lookup(text); d != nil {
		t.s.Misses = 0
		t.enter(d)
		return
	}
	if t.behind(text) || exposed(text) {
		return
	}
	t.miss(text)
}

// behind tries a text on the guide, lesson or test that this screen
// interrupts: who was shown an answer in the middle of a guide may well say
// "xong rồi" to the step.
func (t *Turn) behind(text string) bool {
	if running(t.s.Dialog) || !t.interrupted() {
		return false
	}
	peek := &Turn{World: t.World, At: t.At, s: t.s.clone()}
	peek.s.Dialog = peek.resume()
	peek.s.Dialog.Show(peek)
	m := t.World.choose(text, peek.s.Offered)
	if m.Pick < 0 {
		return false
	}
	t.enter(t.resume())
	t.take(peek.s.Offered[m.Pick].Value)
	return true
}

// longestText is more than anybody types; what is longer was pasted.
const longestText = 4000

func tooLong(text string) bool { return len(text) > 4*longestText || len([]rune(text)) > longestText }

// HelpLine is the hint of the last message every third turn, and whenever the
// bot did not understand.
const HelpLine = "0 gặp người · 8 đọc lại · 9 quay lại · # trang chủ"

func (t *Turn) helpLine() {
	n := len(t.out.Replies)
	if n == 0 || t.bulk || !t.missed && t.s.Events%3 != 0 {
		return
	}
	t.out.Replies[n-1].Hint = HelpLine
}

// sent answers what is not text. The words beside a picture are answered when
// they say enough; what stands in the picture nobody here can see.
func (t *Turn) sent(b Sent) {
	if b.Caption != "" {
		switch f := t.World.Find(b.Caption); {
		case exposed(b.Caption), f.Verdict == lessons.Sure, f.Verdict == lessons.Scam, f.Verdict == lessons.Emergency:
			t.said(b.Caption)
			return
		}
	}
	if b.Kind == Voice && t.listen(b.Note) {
		return
	}
	t.Say(mediaReplies[b.Kind])
	t.missed = true
}

// unread answers words that the network does not show us. Zalo hides those of
// children, of people with disabilities and of people who cannot read: whoever
// they are, nothing is asked of them, because their answer would be hidden too.
func (t *Turn) unread() {
	text := "{Cháu} không đọc được tin này, lỗi tại {cháu}. "
	if t.World.Contact.Phone == "" {
		text += "{Bác} gọi Tổng đài Cổng dịch vụ công 1800 1096 nhé. "
	}
	t.Say(text + t.World.contactText())
	t.quiet = true
}

var mediaReplies = map[Media]string{
	Picture:  "{Cháu} nhận được ảnh nhưng chưa xem được ảnh. {Bác} gõ chữ trong ảnh giúp {cháu} nhé. Đừng gửi ảnh giấy tờ hay thẻ ngân hàng.",
	Sticker:  "{Cháu} thấy hình {bác} gửi rồi, vui quá.",
	Voice:    "{Cháu} chưa nghe được tiếng nói. {Bác} gõ vài chữ giúp {cháu}, không cần dấu cũng được.",
	Video:    "{Cháu} chưa xem được phim. {Bác} gõ vài chữ giúp {cháu} nhé.",
	File:     "{Cháu} không mở tệp. Tệp lạ ai gửi cho {bác}, {bác} cũng đừng mở.",
	Location: "{Cháu} không cần biết chỗ {bác} đứng, và không giữ lại.",
}
