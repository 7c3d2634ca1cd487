package adaptertest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestLoopbackStaysHere(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "here") }))
	defer server.Close()
	client := &http.Client{Transport: Loopback()}
	resp, err := client.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	for _, url := range []string{"http://api.telegram.org", "http://192.0.2.1", "http://[2001:db8::1]", "http://0.0.0.0:1", "https://localhost.example.org"} {
		if _, err := client.Get(url); err == nil || !strings.Contains(err.Error(), "may not connect") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestPipeIsANetwork(t *testing.T) {
	l, transport := Pipe()
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })}
	go func() { _ = server.Serve(l) }()
	client := &http.Client{Transport: transport}
	resp, err := client.Post("http://anywhere.example", "text/plain", strings.NewReader("chào"))
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if string(body) != "chào" {
		t.Errorf("%q", body)
	}
	server.Close()
	if _, err := client.Get("http://anywhere.example"); err == nil {
		t.Error("a closed network answers")
	}
}
