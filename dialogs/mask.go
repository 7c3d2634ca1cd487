package dialogs

import "capheso/lessons/viet"

// Mask is a body with its texts cleaned and the secrets in them masked. Every
// event goes through it before anything is kept.
//
// The value of a tap stays as it is: it is compared with what was offered, and
// one that was not offered is kept nowhere.
func Mask(b Body) Body {
	switch b := b.(type) {
	case Said:
		b.Text = masked(b.Text)
		return b
	case Heard:
		b.Text = masked(b.Text)
		return b
	case Joined:
		b.Payload = masked(b.Payload)
		return b
	case Sent:
		b.Caption = masked(b.Caption)
		return b
	}
	return b
}

func masked(text string) string {
	text, _ = Redact(viet.Clean(text))
	return text
}
