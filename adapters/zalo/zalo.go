// Package zalo is what Zalo's two platforms, of bots and of Official Accounts,
// have in common.
package zalo

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"capheso/adapters"
)

// Word is a JSON string or number: Zalo sends ids, codes and times as either.
// Anything else is the empty word, never an error.
type Word string

// UnmarshalJSON never fails.
func (w *Word) UnmarshalJSON(data []byte) error {
	var s string
	var n json.Number
	switch {
	case json.Unmarshal(data, &s) == nil:
		*w = Word(s)
	case json.Unmarshal(data, &n) == nil:
		*w = Word(n)
	default:
		*w = ""
	}
	return nil
}

// Read decodes what Zalo sent, and reports whether it could. A field of a type we
// did not expect stays empty, and the others are read.
func Read(data []byte, into any) bool {
	err := json.Unmarshal(data, into)
	_, mistyped := err.(*json.UnmarshalTypeError)
	return err == nil || mistyped
}

// mediaHost is where Zalo keeps what people record.
const mediaHost = "zdn.vn"

// LongestRef is far above the length of any address of a voice note.
const LongestRef = 500

// Recording gets what somebody recorded by its address, from Zalo's own hosts
// only. A server of tests keeps everything in one place: where api is not the
// usual one, its host is allowed too.
func Recording(ctx context.Context, client *http.Client, ref, api, usual string) ([]byte, error) {
	hosts := []string{mediaHost}
	if u, err := url.Parse(api); err == nil && api != usual {
		hosts = append(hosts, u.Host)
	}
	return adapters.Download(ctx, client, ref, hosts...)
}
