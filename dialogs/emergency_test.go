package dialogs

import (
	"testing"

	"capheso/lessons"
)

// TestCardLeadsToGuide: in the course we ship, the cards for a loss offer their
// guide, and it starts at its first step. A course without it offers none.
func TestCardLeadsToGuide(t *testing.T) {
	course, err := lessons.Load(lessons.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	shipped, small := &World{Course: course}, testWorld(t)
	for _, kind := range []string{lostMoney, lostCode, strangeApp} {
		d := Card{Kind: kind}
		turn := &Turn{World: shipped}
		d.Show(turn)
		if err := wellSaid(turn.out.Replies); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		if !turn.offered("walk") {
			t.Errorf("%s does not offer its guide", kind)
		}
		turn.Value = "walk"
		if g, ok := d.Step(turn).(Guide); !ok || g.ID != cards[kind].guide || g.At != 0 {
			t.Errorf("%s leads to %+v", kind, d.Step(turn))
		}
		without := &Turn{World: small}
		d.Show(without)
		if without.offered("walk") {
			t.Errorf("%s offers a guide the course does not have", kind)
		}
	}
	for kind := range cards {
		turn := &Turn{World: shipped}
		Card{Kind: kind}.Show(turn)
		if err := wellSaid(turn.out.Replies); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
