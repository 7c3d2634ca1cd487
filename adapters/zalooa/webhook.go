package zalooa

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"capheso/adapters"
)

// The routes of the channel.
const (
	WebhookPath  = "/zalo/oa"
	CallbackPath = "/zalo/oauth"
)

// maxBody is the longest delivery that is read. Real ones have a few thousand
// bytes.
const maxBody = 1 << 20

// Mount adds the webhook, the file that proves a domain ours, and the address
// an OA's consent comes back to.
func (c *Channel) Mount(mux *http.ServeMux, in adapters.Inlet) {
	mux.Handle(WebhookPath, c.webhook(in))
	mux.Handle("GET "+CallbackPath, c.Callback())
	for _, code := range c.o.Verifiers {
		mux.Handle("GET /zalo_verifier"+code+".html", verifier(code))
	}
}

// webhook takes deliveries. Everything but a delivery that could not be kept
// is answered with 200: Zalo sends again for two hours and then switches the
// webhook off, and the console accepts no address that answers its unsigned
// test otherwise.
func (c *Channel) webhook(in adapters.Inlet) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			return
		}
		body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
		if err != nil {
			http.Error(w, "the body did not arrive whole", http.StatusBadRequest)
			return
		}
		signature := r.Header.Get("X-ZEvent-Signature")
		if signature == "" && empty(body) {
			return // the console's test
		}
		if len(body) > maxBody || !c.proven(body, proof{signature, r.Header.Get("X-ZEvent-Timestamp")}) {
			c.told.forged.count(c, "zalo oa: deliveries without a good signature were dropped; see that the app id and the OA secret are the console's")
			return
		}
		if c.keep(r, decode(body), in) != nil {
			http.Error(w, "not kept", http.StatusServiceUnavailable)
		}
	})
}

// keep hands an incident to the bot, when there is something to hand over.
func (c *Channel) keep(r *http.Request, i incident, in adapters.Inlet) error {
	if i.app != "" && i.app != c.o.AppID {
		c.told.stranger.count(c, "zalo oa: signed deliveries name another app", "app", i.app)
	}
	switch i.kind {
	case ignored:
		c.told.ignored.count(c, "")
	case unknown:
		c.told.unknown.count(c, "zalo oa: an event of an unknown name was passed over", "event", i.name)
	case malformed:
		c.told.malformed.count(c, "zalo oa: a signed delivery could not be read", "event", i.name)
	case taken:
		i.ev.At = c.now()
		if err := in(r.Context(), i.ev); err != nil {
			c.told.unkept.count(c, "zalo oa: deliveries could not be kept; Zalo will send them again", "err", err)
			return err
		}
		c.told.taken.count(c, "")
	}
	return nil
}

// empty reports a body that says nothing.
func empty(body []byte) bool {
	b := bytes.TrimSpace(body)
	return len(b) == 0 || string(b) == "{}"
}

// verifier serves the page by which Zalo knows that a domain is ours.
func verifier(code string) http.Handler {
	page := `<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><meta name="zalo-platform-site-verification" content="` + code + `" /><title>Zalo</title></head><body></body></html>
`
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, page)
	})
}

// validCode accepts what a verifier code is made of, so that it can stand in a
// path and in a page.
func validCode(code string) bool {
	return code != "" && len(code) <= 100 && !strings.ContainsFunc(code, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_'
	})
}
