package health

import (
	"context"
	"fmt"
	"strings"
	"time"

	"capheso/dialogs"
	"capheso/lessons"
	"capheso/store"
)

// named is how many ids a line names.
const named = 5

// Hidden checks that no guide or article has gone unlooked-at for so long that
// learners are not shown it any more.
func Hidden(course *lessons.Course, now func() time.Time) Check {
	return func(context.Context) []Finding {
		var ids []string
		at, n := now(), 0
		see := func(m *lessons.Meta) {
			if n++; m.Hidden(at) {
				ids = append(ids, m.ID)
			}
		}
		for i := range course.Guides {
			see(&course.Guides[i].Meta)
		}
		for i := range course.Articles {
			see(&course.Articles[i].Meta)
		}
		if len(ids) == 0 {
			return []Finding{well("course", fmt.Sprintf("All %d guides and articles were looked at in time.", n))}
		}
		what := fmt.Sprintf("%d of %d guides and articles are hidden from learners, because nobody looked at them in time: %s",
			len(ids), n, strings.Join(ids[:min(named, len(ids))], ", "))
		if len(ids) > named {
			what += " …"
		}
		return []Finding{attention("course", what+".", "See what has changed, mend the files, and set their checked: and review: days.")}
	}
}

// What of the unanswered questions is looked at.
const (
	askedDays  = 14
	askedMost  = 20_000 // facts read
	askedOften = 3      // the same question
	askedEvery = 10 * time.Minute
)

// Unanswered checks for questions of the last days that the course still does
// not answer. It never tells their words: the reports do.
func Unanswered(st store.Store, w *dialogs.World, now func() time.Time) Check {
	var last []Finding
	var at time.Time
	return func(ctx context.Context) []Finding {
		if last == nil || time.Since(at) > askedEvery { // it reads many rows
			last, at = []Finding{unanswered(ctx, st, w, now())}, time.Now()
		}
		return last
	}
}

func unanswered(ctx context.Context, st store.Store, w *dialogs.World, now time.Time) Finding {
	first, times := map[string]time.Time{}, map[string]int{}
	read := 0
	for f, err := range st.Facts(ctx, now.AddDate(0, 0, -askedDays), now.Add(time.Minute)) {
		if read++; err != nil || read > askedMost {
			break
		}
		if f.Kind != "unanswered" {
			continue
		}
		if times[f.Text]++; times[f.Text] == 1 {
			first[f.Text] = f.At
		}
	}
	oldest, open, often := now, 0, 0
	for text, n := range times {
		if w.Find(text).Verdict != lessons.Unsure {
			continue // the course has learnt it since
		}
		open++
		if n >= askedOften {
			often++
		}
		if first[text].Before(oldest) {
			oldest = first[text]
		}
	}
	what := fmt.Sprintf("%d questions of the last %d days have no answer in the course, the oldest of %s ago.", open, askedDays, Span(now.Sub(oldest)))
	switch {
	case open == 0:
		return well("questions", fmt.Sprintf("Every question of the last %d days has an answer in the course.", askedDays))
	case often > 0:
		return attention("questions", what+fmt.Sprintf(" %d of them were asked %d times or more.", often, askedOften), "Write an article for those that come again and again.")
	}
	return well("questions", what)
}
