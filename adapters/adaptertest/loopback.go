package adaptertest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
)

// Loopback is a transport that reaches this machine and nothing else: a test
// that would ask a real network fails instead. It looks at the address it
// connects to, so that no name can lead it out.
func Loopback() *http.Transport {
	var dialer net.Dialer
	return &http.Transport{
		MaxIdleConnsPerHost: 64,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if err := onThisMachine(address); err != nil {
				return nil, err
			}
			return dialer.DialContext(ctx, network, address)
		},
	}
}

// onThisMachine accepts literal loopback addresses, and localhost by its name.
func onThisMachine(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsLoopback() || host == "localhost" {
		return nil
	}
	return fmt.Errorf("adaptertest: a test may not connect to %s", address)
}

// Pipe is a network inside the process: a listener, and a transport whose
// every connection leads to it. In a synctest bubble a server on it needs no
// real time.
func Pipe() (net.Listener, *http.Transport) {
	l := &pipe{conns: make(chan net.Conn), closed: make(chan struct{})}
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		select {
		case l.conns <- theirs:
			return ours, nil
		case <-l.closed:
			return nil, net.ErrClosed
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return l, &http.Transport{DialContext: dial, MaxIdleConnsPerHost: 64}
}

type pipe struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p *pipe) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close ends Accept and refuses new connections. It may be called once, which
// is what http.Server does.
func (p *pipe) Close() error {
	close(p.closed)
	return nil
}

func (p *pipe) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }
