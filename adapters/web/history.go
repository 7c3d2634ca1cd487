package web

import (
	"crypto/rand"
	"strconv"
	"strings"
	"sync"

	"capheso/dialogs"
)

// item is one message of a talk as the page shows it.
type item struct {
	seq     int    // its place in the talk, from 1
	key     string // the id the page gave to the learner's own words
	mine    bool   // said by the learner
	text    string
	image   string
	alt     string // what the image shows
	choices []dialogs.Choice
	offer   int

	posts int  // posts of it that the bot has not answered for yet
	kept  bool // the bot has it, it may be shown
}

// talk is what was said in one chat since this process first saw it. It is
// safe for concurrent use.
//
// The learner's words take their place before the bot keeps them, because the
// reply may arrive first; readers stop in front of words that wait.
type talk struct {
	epoch string // tells this talk from an earlier one of the same learner

	mu      sync.Mutex
	items   []*item
	last    int // seq of the newest item
	bytes   int
	wake    chan struct{} // closed when there is something new to read
	over    bool          // the talk has ended, pages should let go of it
	streams int

	joined  bool
	joining string // the id under which the bot is told that they came
}

func newTalk() *talk {
	return &talk{epoch: rand.Text()[:8], wake: make(chan struct{}), joining: rand.Text()}
}

// say gives the learner's words their place. The same words under the same key
// are the same item, however often they are posted. Each call is followed by
// one of said.
func (t *talk) say(key, text string) *item {
	t.mu.Lock()
	defer t.mu.Unlock()
	if it := t.byKey(key); it != nil {
		if it.text == text {
			it.posts++
			return it
		}
		// A form that came back out of the browser's cache carries the key of
		// other words. These are new ones and must not be taken for a repeat.
		key = rand.Text()
	}
	it := &item{key: key, mine: true, text: text, posts: 1}
	t.add(it)
	return it
}

// said tells whether the bot has kept the words. Words that nobody keeps and
// no other post is waiting for leave the talk.
func (t *talk) said(it *item, kept bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	it.posts--
	it.kept = it.kept || kept
	if kept {
		t.joined = true // a bot that was spoken to needs no other sign
	}
	if !it.kept && it.posts == 0 {
		for i := range t.items {
			if t.items[i] == it {
				t.items = append(t.items[:i:i], t.items[i+1:]...)
				t.bytes -= it.size()
				break
			}
		}
	}
	t.changed()
}

// reply adds a message of the bot and returns its id. Its hint is left out: the
// page always shows the ways out as buttons.
func (t *talk) reply(r dialogs.Reply) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	it := &item{text: r.Text, image: r.Image, alt: r.Alt, choices: r.Choices, offer: r.Offer, kept: true}
	t.add(it)
	t.changed()
	return t.id(it.seq)
}

// add appends and forgets the oldest beyond the limits, but never what still
// waits to be kept.
func (t *talk) add(it *item) {
	t.last++
	it.seq = t.last
	t.items = append(t.items, it)
	t.bytes += it.size()
	for len(t.items) > 1 && t.items[0].kept && (len(t.items) > maxItems || t.bytes > maxHistory) {
		t.bytes -= t.items[0].size()
		t.items[0] = nil
		t.items = t.items[1:]
	}
}

func (it *item) size() int {
	n := len(it.text) + len(it.image) + len(it.alt) + len(it.key)
	for _, c := range it.choices {
		n += len(c.Label) + len(c.Value)
	}
	return n
}

// changed wakes every reader.
func (t *talk) changed() {
	close(t.wake)
	t.wake = make(chan struct{})
}

func (t *talk) byKey(key string) *item {
	for _, it := range t.items {
		if it.mine && it.key == key {
			return it
		}
	}
	return nil
}

// since returns copies of the items after seq that may be shown, and a channel
// that is closed when there may be more. over means that nothing will follow.
func (t *talk) since(seq int) (items []item, wake <-chan struct{}, over bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, it := range t.items {
		if !it.kept {
			break
		}
		if it.seq > seq {
			items = append(items, *it)
		}
	}
	return items, t.wake, t.over
}

// label is what stood on the choice they tapped.
func (t *talk) label(offer int, value string) (label string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := len(t.items) - 1; i >= 0; i-- {
		if it := t.items[i]; !it.mine && it.offer == offer {
			for _, c := range it.choices {
				if c.Value == value {
					return c.Label, true
				}
			}
		}
	}
	return "", false
}

// end makes every page let go of the talk. What was said since the learner's
// last words is returned: the goodbye.
func (t *talk) end() []*item {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over = true
	t.changed()
	rest := t.items
	for i := len(rest) - 1; i >= 0; i-- {
		if rest[i].mine {
			return rest[i+1:]
		}
	}
	return rest
}

// open counts a stream in, unless there are too many.
func (t *talk) open() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.streams >= maxStreams {
		return false
	}
	t.streams++
	return true
}

func (t *talk) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.streams--
}

func (t *talk) busy() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.streams > 0
}

// arrival is the id of the event that tells the bot they came; done says that
// it knows.
func (t *talk) arrival() (id string, done bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.joining, t.joined
}

func (t *talk) arrived() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.joined = true
}

// id names an item for the page and for Last-Event-ID.
func (t *talk) id(seq int) string { return t.epoch + "-" + strconv.Itoa(seq) }

// place is the seq that an id names, or 0 when it is of another talk, so that
// its owner is told everything.
func (t *talk) place(id string) int {
	epoch, n, _ := strings.Cut(id, "-")
	seq, err := strconv.Atoi(n)
	if epoch != t.epoch || err != nil || seq < 0 {
		return 0
	}
	return seq
}
