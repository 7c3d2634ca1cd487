package notices

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Folder is where notices lie. Its methods are safe for concurrent use within
// a process; between processes each change is one rename.
type Folder struct {
	dir string
	mu  sync.Mutex
}

// In is the folder of notices in a data folder. Nothing is made until Place.
func In(data string) *Folder { return &Folder{dir: filepath.Join(data, "notices")} }

// ErrNone: there is no such notice.
var ErrNone = errors.New("there is no such notice; capheso notice list shows them")

const ending = ".json"

// Place puts a notice into the folder under a new id, which it returns.
func (f *Folder) Place(n Notice) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return "", err
	}
	n.ID = n.At.UTC().Format("0102") + "-" + strings.ToLower(rand.Text()[:5])
	return n.ID, f.write(n)
}

// Change has change change a notice and keeps what it leaves, unless it
// returns an error.
func (f *Folder) Change(id string, change func(*Notice) error) (Notice, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n, err := f.read(id)
	if err != nil {
		return n, err
	}
	if err := change(&n); err != nil {
		return n, err
	}
	return n, f.write(n)
}

// Get reads one notice.
func (f *Folder) Get(id string) (Notice, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.read(id)
}

// List reads all notices, the earliest first. A file that cannot be read is
// left out, and the error names it.
func (f *Folder) List() (list []Notice, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	entries, err := os.ReadDir(f.dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var bad []error
	for _, e := range entries {
		id, ok := strings.CutSuffix(e.Name(), ending)
		if !ok {
			continue
		}
		n, err := f.read(id)
		if err != nil {
			bad = append(bad, err)
			continue
		}
		list = append(list, n)
	}
	slices.SortFunc(list, func(a, b Notice) int { return a.At.Compare(b.At) })
	return list, errors.Join(append(bad, err)...)
}

// Due lists the notices to be told at now.
func (f *Folder) Due(now time.Time) ([]Notice, error) {
	list, err := f.List()
	return slices.DeleteFunc(list, func(n Notice) bool { return n.State() != "placed" || n.At.After(now) }), err
}

// Withdrawn reports a notice that was cancelled: what of it still waits to be
// sent is not.
func (f *Folder) Withdrawn(id string) bool {
	n, err := f.Get(id)
	return err == nil && n.State() == "cancelled"
}

func (f *Folder) read(id string) (n Notice, err error) {
	if id == "" || strings.ContainsAny(id, `/\.`) {
		return n, ErrNone
	}
	data, err := os.ReadFile(filepath.Join(f.dir, id+ending))
	if errors.Is(err, os.ErrNotExist) {
		return n, ErrNone
	}
	if err != nil {
		return n, err
	}
	if err := json.Unmarshal(data, &n); err != nil || n.ID != id {
		return n, fmt.Errorf("%s is no notice (%v); take it away", filepath.Join(f.dir, id+ending), err)
	}
	return n, nil
}

// write replaces a file as a whole: a crash leaves the old or the new one.
func (f *Folder) write(n Notice) (err error) {
	data, err := json.MarshalIndent(n, "", "  ")
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(f.dir, "new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(temp.Name())
		}
	}()
	_, err = temp.Write(append(data, '\n'))
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), filepath.Join(f.dir, n.ID+ending))
}
