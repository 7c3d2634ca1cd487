// Package counts keeps how many messages went to whom in which month, for
// networks that bill or ration them: one small file of lines, each added when
// it happens.
//
// A process that is killed loses no line; a machine that loses power may lose
// the last seconds. The file holds ids of learners and is to be kept like the
// store.
package counts

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Nobody stands for learners who were erased or whose months are long over.
const Nobody = "-"

// keepMonths is for how many months it is known who got the messages.
const keepMonths = 3

// row is what a line counts.
type row struct{ month, kind, user string }

// Book is the counts of one file. Its methods are safe for concurrent use.
type Book struct {
	mu   sync.Mutex
	file string
	out  *os.File
	rows map[row]int
	sums map[row]int // without user
}

// Open reads a book, or begins one, and writes it anew without what nobody
// needs any more. Lines that cannot be read are left out.
func Open(file string, now time.Time) (*Book, error) {
	b, err := read(file, Month(now.AddDate(0, -keepMonths, 0)))
	if err != nil {
		return nil, err
	}
	return b, b.rewrite()
}

// Read reads a book that another process may be writing. Nothing can be added
// to it.
func Read(file string) (*Book, error) { return read(file, "") }

// read folds the lines of a file; those of months before old become nobody's.
func read(file, old string) (*Book, error) {
	b := &Book{file: file, rows: map[row]int{}, sums: map[row]int{}}
	data, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	for line := range bytes.Lines(data) {
		if r, n, ok := parse(string(line)); ok {
			if r.month < old {
				r.user = Nobody
			}
			b.add(r, n)
		}
	}
	return b, nil
}

// parse reads "2026-11 free 3 zalooa:123", ended by a new line.
func parse(line string) (r row, n int, ok bool) {
	line, whole := strings.CutSuffix(line, "\n")
	f := strings.Split(line, " ")
	if !whole || len(f) != 4 || len(f[0]) != len("2026-11") || f[1] == "" || f[3] == "" {
		return row{}, 0, false
	}
	n, err := strconv.Atoi(f[2])
	return row{f[0], f[1], f[3]}, n, err == nil && n > 0
}

func (r row) line(n int) string { return fmt.Sprintf("%s %s %d %s\n", r.month, r.kind, n, r.user) }

func (b *Book) add(r row, n int) {
	b.rows[r] += n
	b.sums[row{r.month, r.kind, ""}] += n
}

// vietnam's months are those that count.
var vietnam = time.FixedZone("ICT", 7*60*60)

// Month is how a month is written: "2026-11".
func Month(at time.Time) string { return at.In(vietnam).Format("2006-01") }

// Add counts one message. user and kind hold no white space. It is counted
// even when the error says that the file could not take it.
func (b *Book) Add(at time.Time, user, kind string) error {
	if user == "" || kind == "" || strings.ContainsAny(user+kind, " \n") {
		return fmt.Errorf("counts: %.40q, %.40q: no white space, and not empty", user, kind)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	r := row{Month(at), kind, user}
	b.add(r, 1)
	_, err := b.out.WriteString(r.line(1))
	return err
}

// Sum is how many of a kind there were in a month.
func (b *Book) Sum(month, kind string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sums[row{month, kind, ""}]
}

// Of is how many of a kind were a learner's in a month.
func (b *Book) Of(user, month, kind string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rows[row{month, kind, user}]
}

// Users is how many learners the book knows, of any month and kind, whose ids
// begin with prefix.
func (b *Book) Users(prefix string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	seen := map[string]bool{}
	for r := range b.rows {
		if r.user != Nobody && strings.HasPrefix(r.user, prefix) {
			seen[r.user] = true
		}
	}
	return len(seen)
}

// Forget makes a learner nobody: the sums stay, the id is gone from the file.
func (b *Book) Forget(user string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	known := false
	for r, n := range b.rows {
		if r.user == user {
			known = true
			delete(b.rows, r)
			b.rows[row{r.month, r.kind, Nobody}] += n
		}
	}
	if !known {
		return nil
	}
	return b.rewrite()
}

// rewrite puts a file with one line for each row in the book's place.
func (b *Book) rewrite() error {
	f, err := os.CreateTemp(filepath.Dir(b.file), filepath.Base(b.file)+".new-*") // mode 0600
	if err != nil {
		return err
	}
	lines := make([]string, 0, len(b.rows))
	for r, n := range b.rows {
		lines = append(lines, r.line(n))
	}
	slices.Sort(lines)
	w := bufio.NewWriter(f)
	for _, l := range lines {
		_, _ = w.WriteString(l) // Flush tells
	}
	if err = errors.Join(w.Flush(), f.Sync()); err == nil {
		err = os.Rename(f.Name(), b.file)
	}
	if err != nil {
		return errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	if b.out != nil {
		b.out.Close()
	}
	b.out = f // the temporary file is the book now, and its end is where lines go
	return nil
}

// Close ends the book.
func (b *Book) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.out.Close()
}
