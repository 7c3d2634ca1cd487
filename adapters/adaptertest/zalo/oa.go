package zalo

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf16"
)

// The paths that faults are asked for by.
const (
	SendPath   = "/v3.0/oa/message/cs"
	TokenPath  = "/v4/oa/access_token"
	ProbePath  = "/v2.0/oa/getoa"
	UploadPath = "/v2.0/oa/upload/image"
)

// OA is the API and OAuth of one Official Account.
type OA struct {
	faults
	AppID     string
	AppSecret string
	OASecret  string
	Webhook   string // the whole address deliveries go to
	Client    *http.Client
	Life      time.Duration    // of access tokens; 0 is 25 hours
	Now       func() time.Time // nil is the clock
	NoButtons int              // the code that refuses buttons; 0 takes them

	mu       sync.Mutex
	grant    pair
	old      map[string]bool // refresh tokens that were used
	reused   int
	rotated  int
	codes    map[string]string // authorization code → challenge
	n        int
	last     map[string]time.Time // user → last interaction
	shown    map[string][]Message
	uploaded map[string][]byte
	uploads  int
}

type pair struct {
	access, refresh string
	until           time.Time
	dead            bool
}

// NewOA is an account with an app, and with no consent yet.
func NewOA() *OA {
	return &OA{
		AppID: "360846524940903967", AppSecret: "app-secret-for-tests", OASecret: "oa-secret-for-tests",
		Client: http.DefaultClient,
		old:    map[string]bool{}, codes: map[string]string{}, last: map[string]time.Time{},
		shown: map[string][]Message{}, uploaded: map[string][]byte{},
	}
}

func (o *OA) now() time.Time {
	if o.Now != nil {
		return o.Now()
	}
	return time.Now()
}

// ServeHTTP is openapi.zalo.me and oauth.zaloapp.com in one.
func (o *OA) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	switch {
	case path == "/v4/oa/permission" && r.Method == http.MethodGet:
		o.permission(w, r)
	case path == TokenPath && r.Method == http.MethodPost:
		_ = r.ParseForm()
		o.act(w, r, path, func() any { return o.token(r) }, func(code int) any {
			return map[string]any{"error": code, "error_name": "Refused", "error_reason": "on demand"}
		})
	case path == SendPath && r.Method == http.MethodPost:
		data, _ := io.ReadAll(r.Body)
		o.act(w, r, path, func() any { return o.send(r, data) }, refusal)
	case path == ProbePath && r.Method == http.MethodGet:
		o.act(w, r, path, func() any { return o.about(r) }, refusal)
	case strings.HasPrefix(path, "/v2.0/oa/upload/") && r.Method == http.MethodPost:
		o.act(w, r, path, func() any { return o.upload(r) }, refusal)
	default:
		write(w, http.StatusOK, refusal(-209))
	}
}

// refusal is how the API says no.
func refusal(code int) any {
	return map[string]any{"error": code, "message": fmt.Sprintf("refused with %d", code)}
}

// success is how it says yes.
func success(data any) any {
	return map[string]any{"error": 0, "message": "Success", "data": data}
}

// permission is the page on which an admin of the OA agrees. This one always
// does.
func (o *OA) permission(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || q.Get("app_id") != o.AppID || q.Get("code_challenge") == "" {
		write(w, http.StatusOK, map[string]any{"error": -14003, "error_name": "Invalid redirect uri"})
		return
	}
	o.mu.Lock()
	o.n++
	code := fmt.Sprintf("code-%d", o.n)
	o.codes[code] = q.Get("code_challenge")
	o.mu.Unlock()
	back.RawQuery = url.Values{"code": {code}, "oa_id": {"388613280878808645"}, "state": {q.Get("state")}}.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

// token trades a code or a refresh token. Used a second time, a refresh token
// kills the grant.
func (o *OA) token(r *http.Request) any {
	o.mu.Lock()
	defer o.mu.Unlock()
	no := func(code int, name string) any {
		return map[string]any{"error": code, "error_name": name, "error_reason": "", "ref_doc": "https://developers.zalo.me"}
	}
	if r.Header.Get("secret_key") != o.AppSecret || r.PostForm.Get("app_id") != o.AppID {
		return no(-14002, "Invalid appId")
	}
	switch r.PostForm.Get("grant_type") {
	case "authorization_code":
		code := r.PostForm.Get("code")
		sum := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
		want, ok := o.codes[code]
		delete(o.codes, code)
		if !ok || base64.RawURLEncoding.EncodeToString(sum[:]) != want {
			return no(-14005, "Invalid code")
		}
	case "refresh_token":
		refresh := r.PostForm.Get("refresh_token")
		if o.old[refresh] {
			o.reused++
			o.grant.dead = true
			return no(-14014, "Refresh token was used")
		}
		if o.grant.dead || refresh == "" || refresh != o.grant.refresh {
			return no(-14012, "Invalid refresh token")
		}
		o.old[refresh] = true
		o.rotated++
	default:
		return no(-14001, "Invalid grant type")
	}
	p := o.issue()
	return map[string]any{"access_token": p.access, "refresh_token": p.refresh, "expires_in": strconv.Itoa(int(p.until.Sub(o.now()).Seconds()))}
}

func (o *OA) issue() pair {
	life := o.Life
	if life == 0 {
		life = 25 * time.Hour
	}
	o.n++
	o.grant = pair{fmt.Sprintf("access-%d", o.n), fmt.Sprintf("refresh-%d", o.n), o.now().Add(life), false}
	return o.grant
}

// Consent gives tokens by hand, as the API Explorer does. All others die.
func (o *OA) Consent() (access, refresh string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.grant.refresh != "" {
		o.old[o.grant.refresh] = true
	}
	p := o.issue()
	return p.access, p.refresh
}

// Expire lets the access token die before its time.
func (o *OA) Expire() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.grant.until = o.now()
}

// Grant is the pair that is good now.
func (o *OA) Grant() (access, refresh string, dead bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.grant.access, o.grant.refresh, o.grant.dead
}

// Rotated is how often the tokens were renewed, and Reused how often somebody
// came with a refresh token that was spent.
func (o *OA) Rotated() int { o.mu.Lock(); defer o.mu.Unlock(); return o.rotated }

// Reused is described at Rotated.
func (o *OA) Reused() int { o.mu.Lock(); defer o.mu.Unlock(); return o.reused }

// checkToken is the code that refuses a token, or 0.
func (o *OA) checkToken(r *http.Request) int {
	switch given := r.Header.Get("access_token"); {
	case given == "" || given != o.grant.access || o.grant.dead:
		return -216
	case !o.now().Before(o.grant.until):
		return -220
	}
	return 0
}

func (o *OA) about(r *http.Request) any {
	o.mu.Lock()
	defer o.mu.Unlock()
	if code := o.checkToken(r); code != 0 {
		return refusal(code)
	}
	return success(map[string]any{"oa_id": "388613280878808645", "name": "Cà Phê Số", "is_verified": true, "package_name": "Tiêu chuẩn"})
}

// The body of a send, as the documentation has it.
type sending struct {
	Recipient struct {
		User string `json:"user_id"`
	} `json:"recipient"`
	Message struct {
		Text       string `json:"text"`
		Attachment *struct {
			Type    string `json:"type"`
			Payload struct {
				Template string `json:"template_type"`
				Elements []struct {
					Media string `json:"media_type"`
					URL   string `json:"url"`
					ID    string `json:"attachment_id"`
				} `json:"elements"`
				Buttons []struct{ Title, Type, Payload string } `json:"buttons"`
			} `json:"payload"`
		} `json:"attachment"`
	} `json:"message"`
}

func (o *OA) send(r *http.Request, data []byte) any {
	o.mu.Lock()
	defer o.mu.Unlock()
	if code := o.checkToken(r); code != 0 {
		return refusal(code)
	}
	var s sending
	if json.Unmarshal(data, &s) != nil || s.Recipient.User == "" || s.Message.Text == "" && s.Message.Attachment == nil {
		return refusal(-201)
	}
	m := Message{Text: s.Message.Text}
	if len(utf16.Encode([]rune(m.Text))) > 2000 {
		return refusal(-210)
	}
	if a := s.Message.Attachment; a != nil {
		for _, b := range a.Payload.Buttons {
			m.Buttons = append(m.Buttons, b.Title)
		}
		if len(m.Buttons) > 0 && o.NoButtons != 0 {
			return refusal(o.NoButtons)
		}
		for _, e := range a.Payload.Elements {
			if m.Image = e.URL + e.ID; e.ID != "" && o.uploaded[e.ID] == nil {
				return refusal(-100)
			}
		}
	}
	return o.show(s.Recipient.User, m)
}

// show puts a message on a screen, if the window is open.
func (o *OA) show(user string, m Message) any {
	since, known := o.now(), false
	if at, ok := o.last[user]; ok {
		since, known = at, true
	}
	idle := o.now().Sub(since)
	switch {
	case !known:
		return refusal(-232)
	case idle > 7*24*time.Hour:
		return refusal(-230)
	}
	o.n++
	data := map[string]any{"message_id": fmt.Sprintf("sent-%d", o.n), "user_id": user, "sent_time": strconv.FormatInt(o.now().UnixMilli(), 10)}
	if m.Billed = idle > 48*time.Hour; !m.Billed {
		data["quota"] = map[string]any{"quota_type": "reply"}
	}
	o.shown[user] = append(o.shown[user], m)
	return success(data)
}

func (o *OA) upload(r *http.Request) any {
	file, _, err := r.FormFile("file")
	if err != nil {
		return refusal(-201)
	}
	data, _ := io.ReadAll(file)
	o.mu.Lock()
	defer o.mu.Unlock()
	if code := o.checkToken(r); code != 0 {
		return refusal(code)
	}
	if len(data) > 1<<20 {
		return refusal(-210)
	}
	o.uploads++
	id := fmt.Sprintf("upload-%d", o.uploads)
	o.uploaded[id] = data
	return success(map[string]any{"attachment_id": id})
}

// Uploads is how many files were uploaded. DropUploads forgets them, as Zalo
// does after seven days.
func (o *OA) Uploads() int { o.mu.Lock(); defer o.mu.Unlock(); return o.uploads }

// DropUploads is described at Uploads.
func (o *OA) DropUploads() { o.mu.Lock(); defer o.mu.Unlock(); clear(o.uploaded) }

// Shown lists the messages on a person's screen.
func (o *OA) Shown(user string) []Message {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.shown[user])
}

// Interacted opens the window of a person.
func (o *OA) Interacted(user string, at time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last[user] = at
}

// Text is the delivery of a text.
func (o *OA) Text(user, id, text string) []byte {
	o.Interacted(user, o.now())
	return o.Event("user_send_text", map[string]any{
		"sender": map[string]any{"id": user}, "recipient": map[string]any{"id": "388613280878808645"},
		"user_id_by_app": "552177279717587730", "message": map[string]any{"text": text, "msg_id": id},
	})
}

// Event is a delivery of any name, with the fields that all of them have.
func (o *OA) Event(name string, fields map[string]any) []byte {
	fields["event_name"], fields["app_id"] = name, o.AppID
	if fields["timestamp"] == nil {
		fields["timestamp"] = strconv.FormatInt(o.now().UnixMilli(), 10)
	}
	data, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	return data
}

// Sign is the value of X-ZEvent-Signature.
func (o *OA) Sign(body []byte) string {
	var stamp struct {
		Timestamp string `json:"timestamp"`
	}
	_ = json.Unmarshal(body, &stamp)
	sum := sha256.Sum256([]byte(o.AppID + string(body) + stamp.Timestamp + o.OASecret))
	return "mac=" + hex.EncodeToString(sum[:])
}

// Deliver posts a signed delivery up the ladder, until it is taken.
func (o *OA) Deliver(ctx context.Context, body []byte) (attempts int, taken bool) {
	mac := o.Sign(body)
	return delivery{o.Client, o.Webhook, body, func(attempt int) http.Header {
		h := http.Header{"X-Zevent-Signature": {mac}}
		if attempt > 1 {
			h.Set("num_retry", strconv.Itoa(attempt-1))
		}
		return h
	}, Ladder}.deliver(ctx)
}
