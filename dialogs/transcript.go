package dialogs

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A transcript is a talk as people can read it, and a test:
//
//	@ 2026-11-21 08:00     the clock in Vietnam; alarms due by then ring
//	@ +3s                  so much later
//	> chào                 the learner types (⏎ is a line break)
//	! tap Đồng ý           taps a button of the newest message
//	! tap 3 yes            taps a button of an earlier offer: number and value
//	! join bai-1           comes to the chat, by a link
//	! send voice           sends something that is not text
//	! send picture chào    with words beside it
//	! note 12              sends a voice note of so many seconds
//	! heard chào           the newest voice note is written down
//	! leave                blocks the bot
//	! helped               a person of the team writes to the learner
//	! asleep               nothing reaches the learner until they write
//	! notice 7 Mời {bác}…   an operator has a notice, of use for three days
//	! notice 7/2h Mời…      or for so long
//	! untold 7              it stayed on its way for too long and was not sent
//	! cancelled 7           the operator took it back before it was sent
//	! withdraw             asks the network to be forgotten
//	! hurry 30 chào        types it so many times within a second
//	! answer {…}           a model answers the newest question: a Draft in JSON
//	! no answer down       no model does, and why
//
// Every other line is what the bot says: messages apart by an empty line,
// choices as “[1] Học bài”, facts as “· fact …”, the alarm of a Morning Coffee
// as “· rang …”.

// TranscriptTime is how a transcript writes the time.
const TranscriptTime = "2006-01-02 15:04"

// Turned is one event of a transcript and what became of it.
type Turned struct {
	Before, After Session
	Event         Event
	Out           Out
}

// Play talks through the lines of a transcript and returns it with what the
// bot says today. A minute passes between events. Between turns the session
// is written and read, as in a store. watch is called after each event and may
// be nil; an error of it ends the play.
func Play(w *World, transcript string, watch func(Turned) error) (string, error) {
	p := player{world: w, watch: watch, s: Session{User: "test:1"}, at: time.Date(2026, 11, 21, 8, 0, 0, 0, vietnam), notices: map[string]Untold{}}
	for i, line := range strings.Split(strings.TrimRight(transcript, "\n"), "\n") {
		if err := p.line(line); err != nil {
			return "", fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return p.b.String(), nil
}

// player is a transcript being played.
type player struct {
	world *World
	watch func(Turned) error
	s     Session
	at    time.Time
	n     int
	now   time.Time // on the clock
	asked int       // number of the newest question
	b     strings.Builder

	notices map[string]Untold // put up so far
}

// line plays one line; the bot's own are passed over.
func (p *player) line(line string) error {
	kind, rest, _ := strings.Cut(line, " ")
	switch kind {
	case "@":
		at, err := p.clock(rest)
		if err != nil {
			return err
		}
		p.b.WriteString(line + "\n")
		return p.until(at)
	case ">":
		p.b.WriteString(line + "\n")
		return p.event(Said{Text: strings.ReplaceAll(rest, "⏎", "\n")})
	case "!":
		if many, ok := strings.CutPrefix(rest, "hurry "); ok {
			p.b.WriteString(line + "\n")
			return p.hurry(many)
		}
		body, err := p.act(rest)
		if err != nil {
			return err
		}
		p.b.WriteString(line + "\n")
		return p.event(body)
	}
	return nil
}

// hurry types one text many times, a moment after each other.
func (p *player) hurry(many string) error {
	number, text, _ := strings.Cut(many, " ")
	n, err := strconv.Atoi(number)
	for range n {
		p.at = p.at.Add(time.Second/time.Duration(n) - time.Minute)
		if err := p.event(Said{Text: text}); err != nil {
			return err
		}
	}
	return err
}

// act reads what follows an exclamation mark.
func (p *player) act(line string) (Body, error) {
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "join":
		return Joined{Payload: rest}, nil
	case "send":
		kind, caption, _ := strings.Cut(rest, " ")
		return Sent{Kind: Media(kind), Caption: strings.ReplaceAll(caption, "⏎", "\n")}, nil
	case "leave":
		return Left{}, nil
	case "helped":
		return Helped{}, nil
	case "asleep":
		return Asleep{}, nil
	case "notice":
		return p.notice(rest)
	case "untold":
		return p.notices[rest], nil
	case "cancelled":
		u := p.notices[rest]
		u.Cancelled = true
		return u, nil
	case "withdraw":
		return Withdrew{}, nil
	case "note":
		n, err := strconv.Atoi(rest)
		return Sent{Kind: Voice, Note: Recording{Ref: "note", Seconds: n}}, err
	case "heard":
		q, ok := p.s.Open()
		if !ok || q.Note == "" {
			return nil, fmt.Errorf("nobody listens")
		}
		return Heard{Number: q.Number, Text: strings.ReplaceAll(rest, "⏎", "\n")}, nil
	case "answer":
		a := Answered{Number: p.asked}
		err := json.Unmarshal([]byte(rest), &a.Draft)
		return a, err
	case "no":
		return Unanswered{Number: p.asked, Why: strings.TrimPrefix(rest, "answer ")}, nil
	case "tap":
		for _, c := range p.s.Offered {
			if c.Label == rest {
				return Chose{Offer: p.s.Offer, Value: c.Value}, nil
			}
		}
		number, value, _ := strings.Cut(rest, " ")
		if n, err := strconv.Atoi(number); err == nil {
			return Chose{Offer: n, Value: value}, nil
		}
		return nil, fmt.Errorf("no button %q", rest)
	}
	return nil, fmt.Errorf("unknown act %q", line)
}

// notice reads what an operator has to tell.
func (p *player) notice(line string) (Body, error) {
	id, text, _ := strings.Cut(line, " ")
	id, long, short := strings.Cut(id, "/")
	use := 72 * time.Hour
	if short {
		var err error
		if use, err = time.ParseDuration(long); err != nil {
			return nil, err
		}
	}
	n := Notice{ID: id, Text: text, Until: p.at.Add(use)}
	p.notices[id] = Untold{Notice: n}
	return Noticed{n}, nil
}

// clock reads a time, or how much later it is than the last event.
func (p *player) clock(text string) (time.Time, error) {
	if later, ok := strings.CutPrefix(text, "+"); ok {
		d, err := time.ParseDuration(later)
		return p.now.Add(d), err
	}
	return time.ParseInLocation(TranscriptTime, text, vietnam)
}

// until moves the clock and rings what is due on the way.
func (p *player) until(at time.Time) error {
	defer func() { p.now = at }()
	for {
		due := Alarm{At: at.Add(time.Second)}
		for _, a := range p.s.Alarms {
			if a.At.Before(due.At) {
				due = a
			}
		}
		if due.Name == "" {
			p.at = at.Add(-time.Minute) // the next event happens at this time
			return nil
		}
		p.at = due.At.Add(-time.Minute)
		if err := p.event(Rang{Alarm: due.Name, Due: due.At}); err != nil {
			return err
		}
	}
}

// event applies one event and writes what is said.
func (p *player) event(body Body) error {
	p.n++
	p.at = p.at.Add(time.Minute)
	p.now = p.at
	ev := Event{ID: EventID(strconv.Itoa(p.n)), User: p.s.User, At: p.at, Body: Mask(body)}
	after, out := Step(p.world, p.s, ev)
	if rang, ok := body.(Rang); ok && rang.Alarm == coffeeAlarm && len(out.Replies) > 0 {
		p.b.WriteString("· rang " + p.at.In(vietnam).Format(TranscriptTime) + "\n\n")
	}
	for _, r := range out.Replies {
		p.b.WriteString(FormatReply(r))
		if r.Notice != "" {
			p.notices[r.Notice] = Untold{Notice: p.notices[r.Notice].Notice, Queued: p.at}
		}
	}
	for _, f := range out.Facts {
		p.b.WriteString(formatFact(f))
	}
	if p.watch != nil {
		if err := p.watch(Turned{Before: p.s, After: after, Event: ev, Out: out}); err != nil {
			return err
		}
	}
	data, err := Encode(after)
	if err != nil {
		return err
	}
	p.s, err = Decode(data)
	if q, ok := p.s.Open(); ok {
		p.asked = q.Number
	}
	return err
}

// FormatReply is a message as a transcript writes it, with an empty line after.
func FormatReply(r Reply) string {
	var b strings.Builder
	for line := range strings.SplitSeq(r.Text, "\n") {
		if line == "" {
			continue
		}
		b.WriteString(line + "\n")
	}
	if r.Image != "" {
		b.WriteString("[ảnh: " + r.Image + " — " + r.Alt + "]\n")
	}
	for i, c := range r.Choices {
		fmt.Fprintf(&b, "[%d] %s\n", i+1, c.Label)
	}
	if r.Hint != "" {
		b.WriteString(r.Hint + "\n")
	}
	b.WriteString("\n")
	return b.String()
}

// formatFact is a fact as a transcript writes it.
func formatFact(f Fact) string {
	s := "· fact " + f.Kind
	if f.About != "" {
		s += " " + f.About
	}
	if f.Version > 0 {
		s += " v" + strconv.Itoa(f.Version)
	}
	if f.Of > 0 || f.Score > 0 {
		s += fmt.Sprintf(" %d/%d", f.Score, f.Of)
	}
	if f.Text != "" {
		s += " “" + f.Text + "”"
	}
	return s + "\n\n"
}
