package dialogs

import (
	"testing"
	"time"

	"capheso/lessons/viet"
)

// FuzzStep talks nonsense: each byte of acts is something a learner does, and
// text is what they type. Whatever it is, a step never panics, breaks no rule
// of the replies, and leaves a session that can be kept.
func FuzzStep(f *testing.F) {
	w := testWorld(f)
	f.Add([]byte{0, 1, 2, 3, 4}, "quen mat khau vneid roi chau oi")
	f.Add([]byte{10, 11, 12, 1, 1, 1, 1, 20, 30, 40, 50, 60}, "Hải Phòng")
	f.Add([]byte("abcdefghijklmnopqrstuvwxyz"), "TK cua ban bi khoa, bam bidv-vn.top ma OTP 123456")
	f.Add([]byte{255, 254, 1, 1, 0, 0, 200, 201}, "\u202e\xff{bác}")
	f.Fuzz(func(t *testing.T, acts []byte, text string) {
		text, _ = Redact(viet.Clean(text))
		s := Session{User: "test:1"}
		at := time.Date(2026, 11, 21, 1, 0, 0, 0, time.UTC)
		for i, act := range acts[:min(len(acts), 60)] {
			at = at.Add(time.Duration(act) * time.Minute)
			ev := Event{ID: EventID(rune(i)), User: s.User, At: at, Body: anyBody(act, text, s)}
			next, out := Step(w, s, ev)
			if err := wellSaid(out.Replies); err != nil {
				t.Fatalf("%T at %T: %v", ev.Body, s.Dialog, err)
			}
			data, err := Encode(next)
			if err != nil {
				t.Fatal(err)
			}
			if s, err = Decode(data); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// anyBody makes something a learner does out of a byte.
func anyBody(act byte, text string, s Session) Body {
	n := int(act / 8)
	switch act % 8 {
	case 0:
		return Said{Text: text}
	case 1, 2, 3:
		if len(s.Offered) > 0 {
			return Chose{Offer: s.Offer, Value: s.Offered[n%len(s.Offered)].Value}
		}
		return Joined{}
	case 4:
		words := []string{"0", "8", "9", "#", "1", "2", "có", "không", "xóa dữ liệu", "cà phê", "đổi người", "lừa đảo"}
		return Said{Text: words[n%len(words)]}
	case 5:
		return Sent{Kind: []Media{Sticker, Voice, Picture, Unsupported, File}[n%5]}
	case 6:
		if len(s.Alarms) > 0 {
			return Rang{Alarm: s.Alarms[0].Name}
		}
		return Chose{Offer: n, Value: text}
	}
	return []Body{Left{}, Joined{Payload: text}, Chose{Offer: s.Offer - 1, Value: "yes"}}[n%3]
}
