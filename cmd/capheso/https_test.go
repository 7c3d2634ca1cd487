package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// pebbleFiles builds Let's Encrypt's test server and the name server that
// belongs to it, once.
var pebbleFiles = sync.OnceValues(func() (dir string, err error) {
	if dir, err = os.MkdirTemp("", "capheso-pebble-"); err != nil {
		return "", err
	}
	const pebble = "github.com/letsencrypt/pebble/v2/cmd/"
	out, err := exec.Command("go", "build", "-o", dir+"/", pebble+"pebble", pebble+"pebble-challtestsrv").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return dir, nil
})

// authority is a certificate authority that speaks ACME.
type authority struct {
	directory string
	ca        string         // the certificate of its own server
	roots     *x509.CertPool // of the certificates it issues
	pem       []byte         // the same
}

// startPebble starts an authority whose certificates last so many seconds, and
// which finds every name on this computer, at the ports given.
func startPebble(t *testing.T, https, http string, seconds int) *authority {
	t.Helper()
	dir, err := pebbleFiles()
	if err != nil {
		t.Fatal(err)
	}
	module, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/letsencrypt/pebble/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	certs := filepath.Join(strings.TrimSpace(string(module)), "test", "certs")
	names, admin, listen, manage := freeAddress(t), freeAddress(t), freeAddress(t), freeAddress(t)
	start(t, exec.Command(filepath.Join(dir, "pebble-challtestsrv"), "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "",
		"-dnsserver", names, "-management", admin, "-http01", "", "-https01", "", "-tlsalpn01", "", "-doh", ""))
	config, err := json.Marshal(map[string]any{"pebble": map[string]any{
		"listenAddress": listen, "managementListenAddress": manage,
		"certificate": filepath.Join(certs, "localhost", "cert.pem"), "privateKey": filepath.Join(certs, "localhost", "key.pem"),
		"httpPort": port(t, http), "tlsPort": port(t, https),
		"profiles": map[string]any{"default": map[string]any{"description": "for tests", "validityPeriod": seconds}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "pebble.json")
	write(t, file, string(config))
	pebble := exec.Command(filepath.Join(dir, "pebble"), "-config", file, "-dnsserver", names)
	pebble.Env = append(os.Environ(), "PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0")
	start(t, pebble)
	a := &authority{directory: "https://" + listen + "/dir", ca: filepath.Join(certs, "pebble.minica.pem"), roots: x509.NewCertPool()}
	client := a.trusting(t)
	eventually(t, "an authority", func() bool {
		resp, err := client.Get("https://" + manage + "/roots/0")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		a.pem, err = io.ReadAll(resp.Body)
		return err == nil && a.roots.AppendCertsFromPEM(a.pem)
	})
	return a
}

// trusting is a client that trusts the authority's own server.
func (a *authority) trusting(t *testing.T) *http.Client {
	t.Helper()
	pem, err := os.ReadFile(a.ca)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
}

func port(t *testing.T, address string) (n int) {
	t.Helper()
	addr, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return addr.Port
}

// start starts a program that ends with the test.
func start(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	var out shared
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("%s:\n%s", filepath.Base(cmd.Path), out.String())
		}
	})
}

// visit opens the bot's page by its name and returns the certificate shown.
func (a *authority) visit(t *testing.T, name, address string) (*x509.Certificate, *http.Response, error) {
	t.Helper()
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: a.roots, ServerName: name}, DisableKeepAlives: true, ForceAttemptHTTP2: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	}
	resp, err := (&http.Client{Transport: transport}).Get("https://" + name + "/")
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	return resp.TLS.PeerCertificates[0], resp, nil
}

// TestHTTPS has the built binary get a certificate from a real authority, show
// it again after a start, and renew it.
func TestHTTPS(t *testing.T) {
	file, err := build()
	if err != nil {
		t.Fatal(err)
	}
	const name = "bot.example.vn"
	secure, plain, dir := freeAddress(t), freeAddress(t), t.TempDir()
	ca := startPebble(t, secure, plain, 24)
	up := func() (stop func()) {
		bot := exec.Command(file, "serve", "-data", dir, "-domain", name, "-https-addr", secure, "-http-addr", plain,
			"-acme-directory", ca.directory, "-acme-email", "to-cong-nghe-so@example.vn")
		bot.Env = append(os.Environ(), "SSL_CERT_FILE="+ca.ca)
		var out shared
		bot.Stdout, bot.Stderr = &out, &out
		if err := bot.Start(); err != nil {
			t.Fatal(err)
		}
		eventually(t, "ready", func() bool { return strings.Contains(out.String(), "open https://"+name) })
		return func() {
			_ = bot.Process.Signal(os.Interrupt)
			if err := bot.Wait(); err != nil || t.Failed() {
				t.Errorf("%v: %s", err, out.String())
			}
		}
	}
	stop := up()
	var first *x509.Certificate
	eventually(t, "a certificate", func() bool {
		cert, resp, err := ca.visit(t, name, secure)
		first = cert
		return err == nil && resp.StatusCode == http.StatusOK && resp.ProtoMajor == 2
	})
	if err := first.VerifyHostname(name); err != nil {
		t.Error(err)
	}
	if _, _, err := ca.visit(t, "other.example.vn", secure); err == nil {
		t.Error("another name was served")
	}
	onlyOurs(t, filepath.Join(dir, certificates))
	stays := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	req, _ := http.NewRequest(http.MethodGet, "http://"+plain+"/size", nil)
	req.Host = name
	if resp, err := stays.Do(req); err != nil || resp.Header.Get("Location") != "https://"+name+"/size" {
		t.Errorf("HTTP leads to %v, %v", resp, err)
	}
	eventually(t, "a renewed certificate", func() bool {
		cert, _, err := ca.visit(t, name, secure)
		return err == nil && cert.SerialNumber.Cmp(first.SerialNumber) != 0
	})
	stop()
	defer up()()
	if _, resp, err := ca.visit(t, name, secure); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("after a start: %v, %v", resp, err)
	}
}

// onlyOurs looks that nobody else may read the keys.
func onlyOurs(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) < 2 { // a key of the account, one of the name
		t.Errorf("%d files, %v", len(entries), err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", e.Name(), info.Mode(), err)
		}
	}
}

func TestHTTPSFlagsAreOneClearLine(t *testing.T) {
	used, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer used.Close()
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"an address":    {[]string{"-domain", "https://bot.example.vn"}, "without https://"},
		"a number":      {[]string{"-domain", "127.0.0.1"}, "bot.example.vn"},
		"no https":      {[]string{"-domain", "bot.example.vn", "-acme-directory", "http://ca"}, "acme-directory"},
		"port is taken": {[]string{"-domain", "bot.example.vn", "-https-addr", used.Addr().String()}, "--https-addr"},
		"other is":      {[]string{"-domain", "bot.example.vn", "-https-addr", "127.0.0.1:0", "-http-addr", used.Addr().String()}, "--http-addr"},
	} {
		t.Run(name, func(t *testing.T) {
			code, out, errs := call(t, "", append([]string{"serve", "-data", t.TempDir()}, c.args...)...)
			if code == 0 || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, c.want) {
				t.Errorf("exit %d, %q %q", code, out, errs)
			}
		})
	}
}
