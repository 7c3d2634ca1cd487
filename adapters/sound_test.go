package adapters

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestRecordingsAreFetchedFromTheNetworkOnly: an address in a message must not
// make us ask anybody else.
func TestRecordingsAreFetchedFromTheNetworkOnly(t *testing.T) {
	for address, want := range map[string]bool{
		"https://x-voice-aac-dl.zdn.vn/a.aac":       true,
		"https://zdn.vn/a.aac":                      true,
		"http://x.zdn.vn/a.aac":                     false,
		"https://zdn.vn.evil.example/a.aac":         false,
		"https://evilzdn.vn/a.aac":                  false,
		"https://x.zdn.vn@169.254.169.254/latest":   false,
		"https://user@x.zdn.vn/a":                   false,
		"https://x.zdn.vn:8443/a":                   false,
		"https://169.254.169.254/latest/meta-data/": false,
		"file:///etc/passwd":                        false,
		"http://127.0.0.1:1/a":                      true,
		"http://127.0.0.1:2/a":                      false,
		"":                                          false,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := allowed(u, []string{"zdn.vn", "127.0.0.1:1"}); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}

func TestDownloads(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("somebody else was asked") }))
	defer other.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/good":
			_, _ = w.Write([]byte("OggS"))
		case "/large":
			_, _ = w.Write(make([]byte, MostSound+1))
		case "/away":
			http.Redirect(w, r, other.URL, http.StatusFound)
		case "/empty":
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	host := strings.TrimPrefix(server.URL, "http://")
	if data, err := Download(t.Context(), http.DefaultClient, server.URL+"/good", host); err != nil || string(data) != "OggS" {
		t.Errorf("%q, %v", data, err)
	}
	for _, path := range []string{"/large", "/away", "/empty", "/gone"} {
		if data, err := Download(t.Context(), http.DefaultClient, server.URL+path, host); err == nil {
			t.Errorf("%s: %d bytes", path, len(data))
		}
	}
	if _, err := Download(t.Context(), http.DefaultClient, other.URL, host); err == nil {
		t.Error("another host was asked")
	}
}
