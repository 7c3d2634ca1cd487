package lessons

import (
	"cmp"
	"hash/fnv"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Article finds an article by id. Like every lookup here it allocates nothing,
// and what it points at is only to be read.
func (c *Course) Article(id string) (*Article, bool) {
	return find(c.Articles, id, func(a *Article) string { return a.ID })
}

// Guide finds a guide by id.
func (c *Course) Guide(id string) (*Guide, bool) {
	return find(c.Guides, id, func(g *Guide) string { return g.ID })
}

// Lesson finds a lesson by id.
func (c *Course) Lesson(id string) (*Lesson, bool) {
	return find(c.Lessons, id, func(l *Lesson) string { return l.ID })
}

// Track finds a track by id.
func (c *Course) Track(id string) (*Track, bool) {
	return find(c.Tracks, id, func(t *Track) string { return t.ID })
}

// Tip finds a tip by id.
func (c *Course) Tip(id string) (*Tip, bool) {
	if i := c.TipIndex(id); i >= 0 {
		return &c.Tips[i], true
	}
	return nil, false
}

// TipIndex is where a tip stands in Tips, or -1.
func (c *Course) TipIndex(id string) int {
	if i, ok := c.tipAt[id]; ok {
		return i
	}
	return -1
}

// Mornings are the tips, as their index in Tips, in the order in which they are
// poured: what is over soonest first, or it would mostly be over before its
// turn, then in the order of Mix. The result is shared: do not change it.
func (c *Course) Mornings() []int { return c.mornings }

// Outside finds a fixed reply by id.
func (c *Course) Outside(id string) (*OutsideReply, bool) {
	return find(c.Outsides, id, func(o *OutsideReply) string { return o.ID })
}

func find[T any](list []T, id string, key func(*T) string) (*T, bool) {
	lo, hi := 0, len(list)
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		if key(&list[mid]) < id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == len(list) || key(&list[lo]) != id {
		return nil, false
	}
	return &list[lo], true
}

// Index puts every list in the order the lookups need.
func (c *Course) Index() {
	slices.SortFunc(c.Articles, func(a, b Article) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Guides, func(a, b Guide) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Lessons, func(a, b Lesson) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Tracks, func(a, b Track) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Tips, func(a, b Tip) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Outsides, func(a, b OutsideReply) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Overrides, func(a, b Override) int { return strings.Compare(a.ID, b.ID) })
	c.indexTips()
	c.syllabus = nil
	for i := range c.Tracks {
		c.syllabus = append(c.syllabus, &c.Tracks[i])
	}
	slices.SortStableFunc(c.syllabus, func(a, b *Track) int { return cmp.Compare(a.Order, b.Order) })
}

func (c *Course) indexTips() {
	c.mornings, c.tipAt = make([]int, len(c.Tips)), make(map[string]int, len(c.Tips))
	for i := range c.Tips {
		h := fnv.New32a()
		h.Write([]byte(c.Tips[i].ID))
		c.Tips[i].Mix = h.Sum32()
		c.mornings[i], c.tipAt[c.Tips[i].ID] = i, i
	}
	slices.SortFunc(c.mornings, func(i, j int) int {
		a, b := &c.Tips[i], &c.Tips[j]
		return cmp.Or(over(a).Compare(over(b)), cmp.Compare(a.Mix, b.Mix), cmp.Compare(i, j))
	})
}

// over is when a tip makes no sense any more; far away when it always does.
func over(t *Tip) time.Time {
	if t.Until.IsZero() {
		return time.Unix(1<<40, 0)
	}
	return t.Until
}

// Syllabus is the tracks in the order in which they are offered. The result is
// shared: do not change it.
func (c *Course) Syllabus() []*Track { return c.syllabus }

// ReadFile reads a picture of the course by the path a Step carries. It reads
// from the program or from the operator's folder, so it may block on a disk.
// A path nobody has is fs.ErrNotExist.
func (c *Course) ReadFile(name string) ([]byte, error) {
	for _, fsys := range slices.Backward(c.files) {
		if b, err := fs.ReadFile(fsys, name); err == nil {
			return b, nil
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Days around the review date of a file: from WarnBefore days ahead its author
// is told, and HideAfter days behind it no longer reaches learners.
const (
	WarnBefore = 30
	HideAfter  = 60
)

// Hidden reports whether a file is past its review date by more than HideAfter
// days. Only the date of now counts.
func (m *Meta) Hidden(now time.Time) bool {
	return !m.Review.IsZero() && day(now).After(m.Review.AddDate(0, 0, HideAfter))
}

// due reports whether the review date of a file is less than WarnBefore days
// away.
func (m *Meta) due(now time.Time) bool {
	return !m.Review.IsZero() && !day(now).Before(m.Review.AddDate(0, 0, -WarnBefore))
}

// DrawnFolder is where drawn pictures stand, beside the folders of the course.
const DrawnFolder = "pictures"

// DrawnPath is the path of the drawn picture of a step, which counts from 0.
func DrawnPath(guide string, step int) string {
	return path.Join(DrawnFolder, guide+"-"+strconv.Itoa(step+1)+".png")
}

// Serve adds a file system that ReadFile looks at when the course has no such
// file: drawn pictures. It must be called before the course is shared.
func (c *Course) Serve(fsys fs.FS) { c.files = append([]fs.FS{fsys}, c.files...) }

// String is the source as a learner sees it: "Báo Dân trí, 04/12/2025".
func (s Source) String() string {
	if s.Date == "" {
		return s.Name
	}
	return s.Name + ", " + s.Date
}

// Cite is the display text of the sources of a file, in its order and each
// once. Unknown codes are left out; Lint reports them.
func (c *Course) Cite(codes []string) []string {
	var list []string
	for _, code := range codes {
		s, ok := c.Sources[code]
		if text := s.String(); ok && !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}
