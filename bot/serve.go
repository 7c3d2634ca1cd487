package bot

import (
	"net"
	"net/http"
)

// Serve runs a web server beside the caller until it is closed, for commands
// that wait for an answer by HTTP. The channel gets the server's error.
func Serve(s *http.Server, l net.Listener) <-chan error {
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	return done
}
