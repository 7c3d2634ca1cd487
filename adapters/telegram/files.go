package telegram

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"sync"
)

// mostFiles are remembered; a forgotten one is uploaded once more.
const mostFiles = 10_000

// files remembers the ids of what Telegram keeps for us, as long as the process
// runs, so that nothing is uploaded twice.
type files struct {
	mu     sync.Mutex
	ids    map[string]string
	coming map[string]chan struct{} // being uploaded; closed when that is over
}

// take returns the id of a file. When it is empty the caller is the one who
// uploads the file and calls uploaded; others who need it wait for that.
func (f *files) take(ctx context.Context, name string) (id string, err error) {
	for {
		f.mu.Lock()
		id, known := f.ids[name]
		coming := f.coming[name]
		if !known && coming == nil {
			if f.coming == nil {
				f.ids, f.coming = map[string]string{}, map[string]chan struct{}{}
			}
			f.coming[name] = make(chan struct{})
		}
		f.mu.Unlock()
		if known || coming == nil {
			return id, nil
		}
		select {
		case <-coming:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// uploaded ends an upload. An empty id means that it failed: who waits tries it.
func (f *files) uploaded(name, id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.ids) >= mostFiles {
		clear(f.ids)
	}
	if id != "" {
		f.ids[name] = id
	}
	close(f.coming[name])
	delete(f.coming, name)
}

// forget drops an id that Telegram does not know any more.
func (f *files) forget(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.ids, name)
}

// spoken is the name of a text read aloud. No picture has one like it.
func spoken(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "aloud:" + hex.EncodeToString(sum[:])
}
