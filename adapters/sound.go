package adapters

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Sound is a recording, or a text read aloud. Name ends as the format does:
// "note.ogg".
type Sound struct {
	Name string
	Data []byte
}

// MostSound is how large a voice note may be, in bytes. A minute is a tenth of
// it.
const MostSound = 2 << 20

// ErrSound: a recording that is too large, or not where recordings of this
// network are.
var ErrSound = errors.New("not a voice note of this network")

// Recorder is a Channel whose voice notes can be fetched. Fetch asks only the
// network's own hosts, takes no more than MostSound, and blocks until it has
// the recording or ctx ends. Its errors name no token.
type Recorder interface {
	Fetch(ctx context.Context, ref string) (Sound, error)
}

// Ears write down what is said in a recording, in Vietnamese. Hear blocks until
// they have, or ctx ends. An empty text is a recording without words.
type Ears interface {
	Hear(ctx context.Context, s Sound) (string, error)
}

// Download gets a recording by its address if the host is one of those allowed:
// a name, or the end of one after a dot. It follows no redirect.
func Download(ctx context.Context, client *http.Client, address string, hosts ...string) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil || !allowed(u, hosts) {
		return nil, ErrSound
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, ErrSound
	}
	still := *client
	still.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := still.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("a voice note is answered with status %d", resp.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, MostSound+1))
	if err != nil {
		return nil, err
	}
	if len(data) == 0 || len(data) > MostSound {
		return nil, ErrSound
	}
	return data, nil
}

// allowed reports an address at one of the hosts. A name with a port is that of
// a server of tests, which may do without TLS.
func allowed(u *url.URL, hosts []string) bool {
	if u.User != nil {
		return false
	}
	for _, h := range hosts {
		switch {
		case strings.Contains(h, ":"):
			if u.Host == h {
				return true
			}
		case u.Scheme == "https" && u.Port() == "" && (u.Hostname() == h || strings.HasSuffix(u.Hostname(), "."+h)):
			return true
		}
	}
	return false
}
