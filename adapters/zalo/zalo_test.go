package zalo

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestWord(t *testing.T) {
	for text, want := range map[string]Word{
		`"a1"`: "a1", `12`: "12", `-1.5e3`: "-1.5e3", `"12"`: "12", `null`: "", `true`: "", `{"a":1}`: "", `[1]`: "", `"\u0111"`: "đ",
	} {
		got := Word("before")
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestRead(t *testing.T) {
	for text, want := range map[string]bool{`{"n":"x","a":1}`: true, `{"n":2,"a":1}`: true, `{"n":`: false, ``: false} {
		var got struct{ N, A int }
		if ok := Read([]byte(text), &got); ok != want || ok && got.A != 1 {
			t.Errorf("%s: %v, %+v", text, ok, got)
		}
	}
}

// TestRecordingFromItsHostOnly: an address that somebody else made leads nowhere.
func TestRecordingFromItsHostOnly(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("sound")) }))
	defer server.Close()
	data, err := Recording(t.Context(), server.Client(), server.URL+"/1", server.URL, "https://openapi.zalo.me")
	if err != nil || string(data) != "sound" {
		t.Errorf("%q, %v", data, err)
	}
	for _, api := range []string{"https://openapi.zalo.me", "http://elsewhere.test"} {
		if data, err := Recording(t.Context(), server.Client(), server.URL+"/1", api, "https://openapi.zalo.me"); err == nil {
			t.Errorf("with %s: %q", api, data)
		}
	}
}
