// Package notices keeps what operators want told, one file for each notice in
// a folder. The running bot looks into it; a command may write into it whether
// a bot runs or not.
package notices

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"capheso/dialogs"
	"capheso/lessons"
)

// Notice is a message to many learners.
type Notice struct {
	ID    string    `json:"id"`
	Text  string    `json:"text"`  // {bác} and {cháu} become the learner's words
	To    string    `json:"to"`    // whom it is for: see Parse
	At    time.Time `json:"at"`    // when it is told
	Until time.Time `json:"until"` // of no use from then on

	Cancelled time.Time `json:"cancelled,omitzero"`
	Told      time.Time `json:"told,omitzero"` // to everybody
	Reached   int       `json:"reached"`       // sessions it was put to
}

// State is where a notice is, in a word: placed, told or cancelled.
func (n Notice) State() string {
	switch {
	case !n.Cancelled.IsZero():
		return "cancelled"
	case !n.Told.IsZero():
		return "told"
	}
	return "placed"
}

// Event is the notice for one learner. The same learner gets it once, however
// often it is put to them.
func (n Notice) Event(user dialogs.UserID, now time.Time) dialogs.Event {
	return dialogs.Event{
		ID: dialogs.EventID("notice:" + n.ID), User: user, At: now,
		Body: dialogs.Noticed{Notice: n.words()},
	}
}

// Untold is that a message of the notice, queued at a moment, was not sent while
// it might be, or before the notice was cancelled; id tells messages apart.
func (n Notice) Untold(user dialogs.UserID, id string, queued, now time.Time) dialogs.Event {
	return dialogs.Event{ID: dialogs.EventID("untold:" + id), User: user, At: now, Body: dialogs.Untold{Notice: n.words(), Queued: queued, Cancelled: n.State() == "cancelled"}}
}

// words are the notice as the conversation knows it.
func (n Notice) words() dialogs.Notice {
	return dialogs.Notice{ID: n.ID, Text: n.Text, Until: n.Until}
}

// Audience says whom a notice is for.
type Audience map[string]string

// All is the audience that is everybody.
const All = "all"

// Parse reads an audience: "all", or words such as "province=31 commune=11311
// channel=telegram track=an-toan", all of which must be true of a learner. The
// error is one line for a person.
func Parse(to string, units *lessons.Units) (Audience, error) {
	a := Audience{}
	words := strings.Fields(to)
	if len(words) == 0 {
		return nil, errors.New("say whom the notice is for: all, or province=31 commune=11311 channel=telegram track=an-toan")
	}
	if len(words) == 1 && words[0] == All {
		return a, nil
	}
	for _, w := range words {
		key, value, ok := strings.Cut(w, "=")
		if _, twice := a[key]; !ok || value == "" || twice {
			return nil, fmt.Errorf("%q is no KEY=VALUE of its own; there are province, commune, channel and track", w)
		}
		a[key] = value
	}
	return a, a.check(units)
}

func (a Audience) check(units *lessons.Units) error {
	for key, value := range a {
		switch key {
		case "channel", "track":
		case "province":
			if _, ok := units.Province(value); !ok {
				return fmt.Errorf("there is no province %s; give its code, as in province=31", value)
			}
		case "commune":
			if a["province"] == "" {
				return errors.New("a commune needs its province beside it: province=31 commune=11311")
			}
			if _, ok := units.Commune(a["province"], value); !ok {
				return fmt.Errorf("there is no commune %s in province %s", value, a["province"])
			}
		default:
			return fmt.Errorf("%q says nothing about a learner; there are province, commune, channel and track", key)
		}
	}
	return nil
}

// Has reports whether a session is of the audience: its channel, and one of
// the people who share the phone. Who never agreed to be remembered is written
// to by nobody.
func (a Audience) Has(s dialogs.Session) bool {
	if !s.Consent.Given || a["channel"] != "" && s.User.Channel() != a["channel"] {
		return false
	}
	for _, l := range s.Learners {
		if a.is("province", l.Province) && a.is("commune", l.Commune) && a.is("track", l.Track) {
			return true
		}
	}
	return false
}

func (a Audience) is(key, value string) bool { return a[key] == "" || a[key] == value }
