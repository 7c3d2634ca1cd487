package zalooa

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"
)

// sign is the signature Zalo puts on a webhook body: a plain digest, no HMAC,
// of the exact bytes and the timestamp as the body writes it.
func sign(appID string, body []byte, timestamp, secret string) string {
	h := sha256.New()
	h.Write([]byte(appID))
	h.Write(body)
	h.Write([]byte(timestamp + secret))
	return hex.EncodeToString(h.Sum(nil))
}

// proof is what a delivery shows for itself.
type proof struct {
	signature string // the header, with or without "mac="
	time      string // a header that some programs saw; the field of the body goes first
}

// proven reports whether a body was signed with one of our secrets. Zalo's
// pages disagree on whether the webhook has a secret of its own, so both it
// and the app's are tried; the time it takes does not tell which failed.
func (c *Channel) proven(body []byte, p proof) bool {
	given := strings.TrimSpace(p.signature)
	if len(given) >= 4 && strings.EqualFold(given[:4], "mac=") {
		given = given[4:]
	}
	given = strings.ToLower(given)
	times := []string{timestamp(body)}
	if p.time != "" && p.time != times[0] {
		times = append(times, p.time)
	}
	ok := 0
	for _, secret := range []string{c.o.OASecret, c.o.AppSecret} {
		if secret == "" {
			continue
		}
		for _, t := range times {
			ok |= subtle.ConstantTimeCompare([]byte(given), []byte(sign(c.o.AppID, body, t, secret)))
		}
	}
	return ok == 1
}
