package main

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"capheso/adapters/adaptertest/botapi"
)

// journal is a language model that writes down every byte it is sent, and is of
// no help.
type journal struct{ shared }

func (j *journal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.Write(&j.shared)
	if strings.HasSuffix(r.URL.Path, "/audio/transcriptions") { // a voice note says what is private
		_ = json.NewEncoder(w).Encode(map[string]string{"text": secretsSaid[0].text + " " + secretsSaid[1].text})
		return
	}
	http.Error(w, "no", http.StatusInternalServerError)
}

// secretsSaid are what people send that must be found nowhere, and how each is
// wrapped. None of them has five digits of another.
var secretsSaid = []struct{ text, secret string }{
	{"mã OTP ngân hàng gửi là 739164, bác đọc cho ai được", "739164"},
	{"căn cước của bác 001160012345 quên mật khẩu vneid", "001160012345"},
	{"the cua toi 4111 1111 1111 1111 bi khoa lam sao", "4111 1111"},
	{"stk 19036852147 techcombank chuyen tien the nao", "19036852147"},
	{"mật khẩu là Hoasen@1957 mà vào không được", "Hoasen@1957"},
	{"goi lai cho toi 0912 345 678 nhe", "0912 345 678"},
	{"thư của bác sauthi57@gmail.com", "sauthi57"},
	{"０８６７５３０９２２ là số của con tôi", "０８６７５３０９２２"},
	{"Tin nhắn nó gửi: \"Ma OTP cua ban la 550721, nhap tai bidv-vn.top\"", "550721"},
}

// TestNoSecretLeavesTheDoor has people send secrets in every way a network
// knows, with a model that writes down what it is sent, and then looks for the
// secrets in every file, in the log and in what the model saw.
func TestNoSecretLeavesTheDoor(t *testing.T) {
	api, base := fakeAPI(t)
	model := &journal{}
	models := httptest.NewServer(model)
	defer models.Close()
	dir, address := t.TempDir(), freeAddress(t)
	r := serving(t, "-data", dir, "-addr", address, "-telegram-api", base, "-telegram-rate", "0", "-burst", "0",
		"-llm-url", models.URL+"/v1", "-llm-model", "fake", "-llm-hear", "ears", "-llm-learner", "1000")
	eventually(t, "connected", func() bool { return strings.Contains(r.errs.String(), "@"+botapi.Username) })

	const chat = 4711
	l := &learner{t: t, api: api, chat: chat}
	l.says("/start", "máy trả lời tự động")
	l.taps("Đồng ý", -1, "gọi thế nào")
	l.taps("Bà", -1, "gọi là bà")
	l.says("bỏ qua", "Bà muốn làm gì")
	for _, s := range secretsSaid {
		for _, fields := range everyWay(s.text) {
			api.SayMore(chat, fields)
		}
		api.Push("4711", map[string]any{"edited_message": map[string]any{
			"message_id": 1 << 30, "date": 1, "edit_date": 2, "text": s.text,
			"chat": map[string]any{"id": chat, "type": "private"}, "from": map[string]any{"id": chat, "is_bot": false, "first_name": "Sáu"},
		}})
		api.Tap(chat, api.Last(chat).ID, "1:"+s.text)
	}
	eventually(t, "every update was taken", func() bool { return api.Waiting() == 0 })
	talkOnTheWeb(t, "http://"+address)
	l.seen = len(api.Sent(chat))
	l.says("#", "Bà muốn làm gì")
	api.Record(chat, 5, []byte("OggS"))
	l.reads("nghe bà hỏi")
	r.stop()
	code := <-r.done
	close(r.done)
	if code != 0 {
		t.Fatalf("exit %d: %s", code, r.errs.String())
	}

	places := map[string]string{"the log": r.errs.String() + r.out.String(), "the model's journal": model.String()}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		places[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(places) < 4 {
		t.Fatalf("only %d places were looked at", len(places))
	}
	found := false
	for place, what := range places {
		found = found || strings.Contains(what, "đã che")
		for _, s := range secretsSaid {
			if strings.Contains(what, s.secret) || strings.Contains(what, url.QueryEscape(s.secret)) {
				t.Errorf("%q is in %s", s.secret, place)
			}
		}
	}
	if !strings.Contains(places["the model's journal"], "/chat/completions") {
		t.Error("no question was put to the model")
	}
	if !found {
		t.Error("nothing masked was kept: the test looks in the wrong places")
	}
	var heard strings.Builder
	for _, m := range api.Sent(chat) {
		heard.WriteString(m.Text + "\n")
	}
	for _, s := range secretsSaid {
		if strings.Contains(heard.String(), s.secret) {
			t.Errorf("%q was said back", s.secret)
		}
	}
}

// everyWay are the messages that can carry a text.
func everyWay(text string) []map[string]any {
	photo := []map[string]any{{"file_id": "AgAC", "file_unique_id": "u", "width": 90, "height": 90}}
	return []map[string]any{
		{"text": text},
		{"text": "/start " + text},
		{"text": text, "forward_origin": map[string]any{"type": "hidden_user", "sender_user_name": text, "date": 1}},
		{"text": "vâng", "reply_to_message": map[string]any{"message_id": 1, "date": 1, "text": text, "chat": map[string]any{"id": 4711, "type": "private"}}},
		{"photo": photo, "caption": text},
		{"document": map[string]any{"file_id": "BQAC", "file_unique_id": "v", "file_name": text + ".pdf"}},
		{"contact": map[string]any{"phone_number": text, "first_name": text}},
		{"poll": map[string]any{"id": "1", "question": text, "options": []any{}, "type": "regular"}},
		// A kind of message that the library cannot read is put aside.
		{"text": text, "paid_media": map[string]any{"star_count": 1, "paid_media": []any{map[string]any{"type": "hologram"}}}},
	}
}

// talkOnTheWeb says every secret in the web chat, as words and as values of
// choices nobody offered.
func talkOnTheWeb(t *testing.T, base string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	post := func(path string, form url.Values) int {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+path, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", base)
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	if code := post("/join", url.Values{}); code >= 400 {
		t.Fatalf("joining: %d", code)
	}
	for _, s := range secretsSaid {
		if code := post("/say", url.Values{"text": {s.text}}); code >= 400 {
			t.Errorf("saying %q: %d", s.text, code)
		}
		post("/say", url.Values{"offer": {"1"}, "value": {s.text}})
		post("/join", url.Values{"start": {s.secret}})
	}
}
