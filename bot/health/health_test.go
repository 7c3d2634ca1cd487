package health

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
	"capheso/lessons"
	"capheso/lessons/search"
	"capheso/store"
)

// shelf is a store of which only what checks ask for is there.
type shelf struct {
	store.Store
	stats  store.Stats
	failed error
	probe  error
	probes int
	facts  []store.FactOf
	asked  []store.Asked
}

func (s *shelf) Stats(context.Context) (store.Stats, error) { return s.stats, s.failed }
func (s *shelf) Probe(context.Context) error                { s.probes++; return s.probe }
func (s *shelf) Asked(_ context.Context, limit int) ([]store.Asked, error) {
	return s.asked[:min(limit, len(s.asked))], s.failed
}
func (s *shelf) Facts(_ context.Context, from, to time.Time) iter.Seq2[store.FactOf, error] {
	return func(yield func(store.FactOf, error) bool) {
		for _, f := range s.facts {
			if !f.At.Before(from) && f.At.Before(to) && !yield(f, nil) {
				return
			}
		}
	}
}

var noon = time.Date(2026, 11, 28, 5, 0, 0, 0, time.UTC)

func now() time.Time { return noon }

// one is the finding of that name.
func one(t *testing.T, c Check, name string) Finding {
	t.Helper()
	for _, f := range c(t.Context()) {
		if f.Check == name {
			if f.Grade > Well && f.Do == "" || f.Grade == Well && f.Do != "" || !strings.HasSuffix(f.What, ".") {
				t.Errorf("a line that does not help: %+v", f)
			}
			return f
		}
	}
	t.Fatalf("nothing was found of %q", name)
	return Finding{}
}

func TestStore(t *testing.T) {
	for name, c := range map[string]struct {
		shelf shelf
		want  Grade
	}{
		"well":       {shelf{}, Well},
		"away":       {shelf{failed: errors.New("the database is away")}, Broken},
		"read-only":  {shelf{probe: store.ErrReadOnly}, Broken},
		"a full one": {shelf{probe: store.ErrFull}, Broken},
	} {
		f := one(t, Store(&c.shelf), "store")
		if f.Grade != c.want || f.Stops != (c.want == Broken) || Ready([]Finding{f}) != (c.want == Well) {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// TestStoreIsProbedSeldom: a store that works is not written to for the check.
func TestStoreIsProbedSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{}
		c := Store(s)
		for range 300 {
			s.stats.Commits++
			c(t.Context())
			time.Sleep(10 * time.Second)
		}
		if s.probes != 1 {
			t.Errorf("a busy store was probed %d times", s.probes)
		}
		for range 30 {
			c(t.Context())
			time.Sleep(10 * time.Second)
		}
		if s.probes < 3 || s.probes > 7 {
			t.Errorf("an idle store was probed %d times in five minutes", s.probes)
		}
		s.probe = store.ErrFull
		time.Sleep(2 * time.Minute)
		if c(t.Context())[0].Grade != Broken {
			t.Error("a full disk was not noticed")
		}
		s.probe = nil
		if c(t.Context())[0].Grade != Well {
			t.Error("that there is room again was not noticed at once")
		}
	})
}

func TestOutbox(t *testing.T) {
	s := &shelf{stats: store.Stats{Outbox: map[string]store.Line{
		"web":      {Waiting: 2, Oldest: noon.Add(-time.Minute)},
		"telegram": {Waiting: 5, Oldest: noon.Add(-time.Hour)},
		"zalooa":   {Waiting: 9, Oldest: noon.Add(-3 * time.Hour)},
	}}}
	c := Outbox(s, now, "web", "telegram", "zalooa", "zalobot")
	for channel, want := range map[string]Grade{"web": Well, "telegram": Attention, "zalooa": Broken, "zalobot": Well} {
		if f := one(t, c, "outbox "+channel); f.Grade != want {
			t.Errorf("%+v", f)
		}
	}
}

func TestDisk(t *testing.T) {
	s := &shelf{stats: store.Stats{Bytes: 3 << 30}}
	for free, want := range map[int64]Grade{10 << 30: Well, 2 << 30: Attention, 100 << 20: Broken} {
		if f := one(t, Disk(s, func() (int64, error) { return free, nil }), "disk"); f.Grade != want {
			t.Errorf("%+v", f)
		}
	}
	s.stats.Bytes = 1 << 20
	if f := one(t, Disk(s, func() (int64, error) { return 500 << 20, nil }), "disk"); f.Grade != Attention {
		t.Errorf("%+v", f)
	}
	if f := one(t, Disk(s, func() (int64, error) { return 0, errors.New("no such thing") }), "disk"); f.Grade != Attention {
		t.Errorf("%+v", f)
	}
}

// line is a channel that reports.
type line struct {
	name   string
	report adapters.Report
}

func (l line) Name() string                                                        { return l.name }
func (l line) Limits() adapters.Limits                                             { return adapters.Limits{} }
func (l line) Mount(*http.ServeMux, adapters.Inlet)                                {}
func (l line) Send(context.Context, dialogs.UserID, dialogs.Reply) (string, error) { return "", nil }
func (l line) Report(context.Context) adapters.Report                              { return l.report }

func TestChannels(t *testing.T) {
	for name, c := range map[string]struct {
		report adapters.Report
		check  string
		want   Grade
	}{
		"answers":         {adapters.Report{Asks: true, Heard: noon.Add(-time.Minute)}, "network x", Well},
		"deaf":            {adapters.Report{Asks: true, Heard: noon.Add(-time.Hour)}, "network x", Broken},
		"not yet":         {adapters.Report{Asks: true}, "network x", Attention},
		"consent is lost": {adapters.Report{Trouble: "needs re-consent", Mend: "capheso zalo login"}, "network x", Broken},
		"a good token":    {adapters.Report{Expires: noon.Add(20 * time.Hour)}, "token x", Well},
		"an old token":    {adapters.Report{Expires: noon.Add(20 * time.Minute)}, "token x", Attention},
		"a dead token":    {adapters.Report{Expires: noon.Add(-time.Minute)}, "token x", Broken},
		"odd updates":     {adapters.Report{Odd: 12}, "aside x", Well},
		"quota left":      {adapters.Report{Used: 100, Of: 3000}, "quota x", Well},
		"quota going":     {adapters.Report{Used: 2500, Of: 3000}, "quota x", Attention},
		"quota gone":      {adapters.Report{Used: 2990, Of: 3000}, "quota x", Broken},
	} {
		check := Channels(now, func(string) time.Time { return noon.Add(-time.Hour) }, line{"x", c.report})
		if f := one(t, check, c.check); f.Grade != c.want {
			t.Errorf("%s: %+v", name, f)
		}
		if f := one(t, check, "heard x"); f.Grade != Well || !strings.Contains(f.What, "60 minutes") {
			t.Errorf("%+v", f)
		}
	}
	offline := Channels(now, nil, line{"x", adapters.Report{Asks: true, Used: 1, Of: 2}})(t.Context())
	if len(offline) != 1 || offline[0].Check != "quota x" {
		t.Errorf("of a bot that does not run: %+v", offline)
	}
}

func TestHidden(t *testing.T) {
	course := &lessons.Course{}
	c := Hidden(course, now)
	if f := one(t, c, "course"); f.Grade != Well {
		t.Errorf("%+v", f)
	}
	course.Guides = []lessons.Guide{{Meta: lessons.Meta{ID: "vneid-quen-mat-khau", Checked: noon.AddDate(-5, 0, 0), Review: noon.AddDate(-4, 0, 0)}}}
	if f := one(t, c, "course"); f.Grade != Attention || !strings.Contains(f.What, "vneid-quen-mat-khau") {
		t.Errorf("%+v", f)
	}
}

func TestUnanswered(t *testing.T) {
	course := &lessons.Course{}
	w := &dialogs.World{Course: course, Index: search.New(search.Docs(course))}
	asked := func(days int, text string) store.FactOf {
		return store.FactOf{User: "web:1", Fact: dialogs.Fact{Kind: "unanswered", At: noon.AddDate(0, 0, -days), Text: text}}
	}
	const secret = "làm sao để nuôi ong"
	s := &shelf{facts: []store.FactOf{asked(20, "cũ quá"), asked(3, secret), asked(2, "đường nào ra biển")}}
	f := one(t, Unanswered(s, w, now), "questions")
	if f.Grade != Well || !strings.Contains(f.What, "2 questions") || !strings.Contains(f.What, "3 days") {
		t.Errorf("%+v", f)
	}
	s.facts = append(s.facts, asked(1, secret), asked(1, secret))
	if f = one(t, Unanswered(s, w, now), "questions"); f.Grade != Attention || strings.Contains(f.What+f.Do, "ong") {
		t.Errorf("%+v", f)
	}
	if f := one(t, Unanswered(&shelf{}, w, now), "questions"); f.Grade != Well {
		t.Errorf("%+v", f)
	}
}

func TestClock(t *testing.T) {
	for name, c := range map[string]struct {
		jumped, off time.Duration
		known       bool
		want        Grade
	}{
		"even":      {want: Well},
		"agrees":    {off: time.Second, known: true, want: Well},
		"set":       {jumped: -time.Hour, want: Attention},
		"a bit off": {off: time.Minute, known: true, want: Attention},
		"wrong":     {off: -time.Hour, known: true, want: Broken},
	} {
		f := one(t, Clock(func() time.Duration { return c.jumped }, func() (time.Duration, bool) { return c.off, c.known }), "clock")
		if f.Grade != c.want {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// TestLookIsCheap: many who ask at once cost one look.
func TestLookIsCheap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		looks := 0
		c := New(func(context.Context) []Finding { looks++; return []Finding{well("x", "Fine.")} })
		for range 100 {
			c.Look(t.Context())
		}
		if looks != 1 {
			t.Errorf("%d looks", looks)
		}
		time.Sleep(time.Minute)
		if c.Look(t.Context()); looks != 2 {
			t.Errorf("%d looks after a minute", looks)
		}
	})
}
