package health

import (
	"errors"
	"strings"
	"testing"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
	"capheso/store"
)

func TestAsked(t *testing.T) {
	s := &shelf{}
	c := Asked(s, now)
	if f := one(t, c, "asked"); f.Grade != Well {
		t.Errorf("none: %+v", f)
	}
	for age, want := range map[time.Duration]Grade{5 * time.Second: Well, time.Minute: Well, 3 * time.Minute: Attention} {
		s.asked = []store.Asked{{User: "web:1", Question: dialogs.Question{Text: "nuôi ong", At: noon.Add(-age)}}, {User: "web:2"}}
		if f := one(t, c, "asked"); f.Grade != want || strings.Contains(f.What+f.Do, "ong ") || strings.Contains(f.What, "web:") {
			t.Errorf("%v: %+v", age, f)
		}
	}
	s.failed = errors.New("away")
	if found := c(t.Context()); len(found) != 0 {
		t.Errorf("the store is away: %+v", found)
	}
}

// TestSilentWebhook: a network that called before and calls no more wants a
// look; one that is asked, or never called, does not.
func TestSilentWebhook(t *testing.T) {
	for name, c := range map[string]struct {
		report adapters.Report
		heard  time.Time
		want   Grade
	}{
		"lately":   {adapters.Report{Called: true}, noon.Add(-23 * time.Hour), Well},
		"silent":   {adapters.Report{Called: true}, noon.Add(-25 * time.Hour), Attention},
		"never":    {adapters.Report{Called: true}, time.Time{}, Well},
		"it polls": {adapters.Report{Asks: true, Heard: noon}, noon.Add(-25 * time.Hour), Well},
	} {
		check := Channels(now, func(string) time.Time { return c.heard }, line{"x", c.report})
		if f := one(t, check, "heard x"); f.Grade != c.want {
			t.Errorf("%s: %+v", name, f)
		}
	}
}
