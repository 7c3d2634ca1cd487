package web

import (
	"crypto/rand"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"capheso/dialogs"
	"capheso/lessons/viet"
)

// post is what came with POST /say.
type post struct {
	key  string       // the page's id of the message; made here when it sent none
	who  string       // whom the page shows; empty when it does not know yet
	body dialogs.Body // Said or Chose
	text string       // the learner's words as their bubble shows them
}

// helpers are the four words that work everywhere, as the page names them.
var helpers = []dialogs.Choice{
	{Value: "0", Label: "Gặp người"},
	{Value: "8", Label: "Đọc lại"},
	{Value: "9", Label: "Quay lại"},
	{Value: "#", Label: "Trang chủ"},
}

// refusal is a request that is not taken, and what the learner reads then.
type refusal struct {
	status int
	notice string
}

var (
	refuseEmpty  = &refusal{http.StatusUnprocessableEntity, "Ô chữ còn trống. Xin gõ câu hỏi, rồi bấm “Gửi”."}
	refuseLong   = &refusal{http.StatusRequestEntityTooLarge, "Tin này dài quá, máy chưa nhận được. Xin gửi phần quan trọng nhất thôi."}
	refuseForm   = &refusal{http.StatusBadRequest, "Máy chưa đọc được tin này. Xin mở lại trang rồi thử lần nữa."}
	refuseType   = &refusal{http.StatusUnsupportedMediaType, refuseForm.notice}
	refuseOther  = &refusal{http.StatusConflict, "Trang này là của người dùng trước. Xin mở lại trang."}
	refuseSite   = &refusal{http.StatusForbidden, "Tin này đến từ một trang khác nên máy không nhận. Xin mở lại trang này rồi thử lần nữa."}
	refuseHost   = &refusal{http.StatusMisdirectedRequest, "Địa chỉ này không phải của Cà Phê Số."}
	refuseFull   = &refusal{http.StatusServiceUnavailable, "Đang có nhiều người dùng quá. Xin chờ ít phút rồi thử lại."}
	refuseBusy   = &refusal{http.StatusServiceUnavailable, "Máy đang bận, tin chưa gửi được. Chữ đã gõ vẫn còn trong ô. Xin bấm “Gửi” lần nữa."}
	refuseSoon   = &refusal{http.StatusServiceUnavailable, "Máy đang bận. Xin chờ ít giây rồi thử lại."}
	refuseStream = &refusal{http.StatusTooManyRequests, "Trang này đang mở ở nhiều cửa sổ quá. Xin đóng bớt."}
	refuseNobody = &refusal{http.StatusUnauthorized, "Xin bấm “Bắt đầu”."}
)

// readForm reads the fields of a post. A body that is too long is read to its
// end, within reason: a browser that is cut off never shows the answer.
func readForm(r *http.Request) (url.Values, *refusal) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, refuseType
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, refuseForm
	}
	if len(body) > maxBody {
		_, _ = io.CopyN(io.Discard, r.Body, maxDrained)
		return nil, refuseLong
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, refuseForm
	}
	return form, nil
}

// readJoin reads the fields of POST /join: start is the payload of the link
// that led here, id the page's own name of this visit. The script of the page
// sends nothing when there was no link.
func readJoin(r *http.Request) (url.Values, *refusal) {
	if r.Header.Get("Content-Type") == "" {
		return nil, nil
	}
	form, no := readForm(r)
	switch {
	case no != nil:
		return nil, no
	case !validKey(form.Get("start")) || !validKey(form.Get("id")):
		return nil, refuseForm
	case form.Get("id") == "":
		form.Set("id", rand.Text())
	}
	return form, nil
}

// decodePost makes an event's body of the fields of POST /say: text, or offer
// and value for a tapped choice; id and who are the page's own.
func decodePost(form url.Values) (post, *refusal) {
	p := post{key: form.Get("id"), who: form.Get("who")}
	if !validKey(p.key) {
		return p, refuseForm
	}
	if form.Has("offer") {
		return p, p.choice(form.Get("offer"), form.Get("value"))
	}
	return p, p.words(form.Get("text"))
}

func (p *post) choice(offer, value string) *refusal {
	n, err := strconv.Atoi(offer)
	if err != nil || n < 0 || len(value) > maxValue || !utf8.ValidString(value) {
		return refuseForm
	}
	p.body = dialogs.Chose{Offer: n, Value: value}
	return nil
}

// words takes a text. What it hides is masked before anything else sees it.
func (p *post) words(text string) *refusal {
	text = viet.Clean(text)
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return refuseEmpty
	case n > maxText:
		return refuseLong
	}
	text, _ = dialogs.Redact(text)
	p.body, p.text = dialogs.Said{Text: text}, text
	for _, h := range helpers {
		if text == h.Value {
			p.text = h.Value + " · " + h.Label
		}
	}
	return nil
}

// validKey accepts an id of letters, digits, - and _, or none.
func validKey(key string) bool {
	return len(key) <= maxKey && !strings.ContainsFunc(key, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' && r != '_'
	})
}
