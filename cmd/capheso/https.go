package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"capheso/bot"
)

// httpsFlags are how the bot speaks HTTPS by itself.
type httpsFlags struct {
	Domain    []string `help:"Name this computer is reached by from outside, such as bot.example.vn. The bot then gets a certificate for it, renews it, and serves HTTPS instead of --addr. You accept the terms of the certificate authority." placeholder:"NAME"`
	HTTPSAddr string   `name:"https-addr" help:"Where HTTPS is served with --domain." default:":443"`
	HTTPAddr  string   `name:"http-addr" help:"Where HTTP is answered with --domain: it proves the name and sends people to HTTPS." default:":80"`
	Directory string   `name:"acme-directory" help:"Certificate authority. Default: Let's Encrypt." placeholder:"URL"`
	Email     string   `name:"acme-email" help:"Where the authority writes to when something is wrong with the certificate." placeholder:"ADDRESS"`
}

// certificates is the folder, in the data folder, of keys and certificates.
const certificates = "certificates"

// entrance is where the bot listens.
type entrance struct {
	net.Listener
	address string // for a person: http://127.0.0.1:8080
	close   func()
}

// Close stops listening; it may be called twice.
func (e *entrance) Close() error {
	e.close()
	return e.Listener.Close()
}

// enter listens on addr, or for HTTPS when there is a domain.
func (f *httpsFlags) enter(ctx context.Context, addr, dir string, log *slog.Logger) (*entrance, error) {
	if len(f.Domain) == 0 {
		l, err := net.Listen("tcp", addr)
		if err != nil {
			return nil, fmt.Errorf("cannot serve on %s: %w; choose another address with --addr", addr, err)
		}
		return &entrance{l, "http://" + l.Addr().String(), func() {}}, nil
	}
	m, err := f.manager(dir)
	if err != nil {
		return nil, err
	}
	secure, err := net.Listen("tcp", f.HTTPSAddr)
	if err != nil {
		return nil, notAllowed("--https-addr", f.HTTPSAddr, err)
	}
	plain, err := net.Listen("tcp", f.HTTPAddr)
	if err != nil {
		secure.Close()
		return nil, notAllowed("--http-addr", f.HTTPAddr, err)
	}
	redirect := &http.Server{
		Handler: m.HTTPHandler(nil), ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second,
		MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	bot.Serve(redirect, plain)
	for _, name := range f.Domain {
		bot.Beside(func() { obtain(ctx, m, name, log) })
	}
	return &entrance{tls.NewListener(secure, m.TLSConfig()), "https://" + f.Domain[0], func() { redirect.Close() }}, nil
}

func notAllowed(flag, addr string, err error) error {
	do := "choose another address with " + flag
	if errors.Is(err, os.ErrPermission) {
		do = "run the bot from the systemd unit in deploy/, or allow it low ports: setcap cap_net_bind_service=+ep capheso"
	}
	return fmt.Errorf("cannot serve on %s: %w; %s", addr, err, do)
}

// domainName is a name that a certificate can be had for.
var domainName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$`)

// manager keeps the certificates, in files that only this user reads.
func (f *httpsFlags) manager(dir string) (*autocert.Manager, error) {
	for i, name := range f.Domain {
		f.Domain[i] = strings.ToLower(strings.TrimSuffix(name, "."))
		if !domainName.MatchString(f.Domain[i]) {
			return nil, fmt.Errorf("--domain %.60q is no name of a computer; write one like bot.example.vn, without https://", name)
		}
	}
	if u, err := url.Parse(f.Directory); f.Directory != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
		return nil, fmt.Errorf("--acme-directory %.60q is no https:// address", f.Directory)
	}
	folder := filepath.Join(dir, certificates)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("no folder for certificates: %w", err)
	}
	return &autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(folder), Email: f.Email,
		HostPolicy: autocert.HostWhitelist(f.Domain...), Client: &acme.Client{DirectoryURL: f.Directory},
	}, nil
}

// How long to wait for the next try to get a certificate: authorities count
// tries.
const (
	askAgain     = time.Minute
	askAgainMost = time.Hour
)

// obtain gets the certificate of a name before anybody asks for it, and tells
// the operator what is in the way. From then on the manager renews it.
func obtain(ctx context.Context, m *autocert.Manager, name string, log *slog.Logger) {
	hello := &tls.ClientHelloInfo{
		ServerName: name, SupportedVersions: []uint16{tls.VersionTLS13, tls.VersionTLS12},
		SignatureSchemes: []tls.SignatureScheme{tls.ECDSAWithP256AndSHA256}, SupportedCurves: []tls.CurveID{tls.CurveP256},
		CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
	}
	for wait := askAgain; ctx.Err() == nil; wait = min(2*wait, askAgainMost) {
		cert, err := m.GetCertificate(hello)
		if err == nil {
			log.Info("there is a certificate", "domain", name, "until", cert.Leaf.NotAfter.Format(time.DateOnly))
			return
		}
		log.Warn("no certificate yet; does the name point to this computer, and do ports 80 and 443 reach it?",
			"domain", name, "err", oneLine(err.Error()), "again", wait)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
}
