package llm

import (
	"crypto/sha256"
	"sync"
	"time"

	"capheso/adapters/counts"
	"capheso/dialogs"
)

// mostKnown is how many answers are remembered, some hundred bytes each.
const mostKnown = 4096

// known are answers that may be given again. They lie in memory only: an answer
// is worth less than the certainty that an erased learner's words are gone.
type known struct {
	mu      sync.Mutex
	answers map[key]dialogs.Draft
}

// key is a question, the articles it was put with, word by word, the model and
// what it was told to do: when any of them changes it is another question.
type key [sha256.Size]byte

func (c *Client) keyOf(b dialogs.Brief) key {
	b.Question = b.Canonical()
	return sha256.Sum256([]byte(c.model + "\x00" + task + "\x00" + dataOf(b)))
}

func (k *known) get(at key) (dialogs.Draft, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	d, ok := k.answers[at]
	return d, ok
}

// put remembers an answer; when there is no room it forgets any other.
func (k *known) put(at key, d dialogs.Draft) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.answers == nil {
		k.answers = make(map[key]dialogs.Draft)
	}
	if len(k.answers) >= mostKnown {
		for any := range k.answers {
			delete(k.answers, any)
			break
		}
	}
	k.answers[at] = d
}

// day counts the questions of each day, so that a bill cannot run away.
type day struct {
	mu   sync.Mutex
	most int          // 0 is no limit
	book *counts.Book // outlasts a restart; nil counts in memory
	date string
	n    int
}

var vietnam = time.FixedZone("ICT", 7*60*60)

// spend counts one question, unless the day has had enough.
func (d *day) spend(now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	date := now.In(vietnam).Format("02")
	kind := "llm-" + date
	if month := counts.Month(now); d.date != month+date {
		d.date, d.n = month+date, 0
		if d.book != nil {
			d.n = d.book.Sum(month, kind)
		}
	}
	if d.most > 0 && d.n >= d.most {
		return false
	}
	d.n++
	if d.book != nil {
		_ = d.book.Add(now, counts.Nobody, kind) // counted in memory whatever the file says
	}
	return true
}
