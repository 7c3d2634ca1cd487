package zalooa

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"capheso/dialogs"
)

// samples says what each delivery under testdata/events is to us. A sample
// that is not here fails the test, and so does one that is here alone.
var samples = map[string]incident{
	"user_send_text":           event("246845883529197922", "msg:96d3cdf3af150460909", dialogs.Said{Text: "message"}),
	"user_send_text_quote":     event("246845883529197922", "msg:m2", dialogs.Said{Text: "dạ"}),
	"user_send_text_numbers":   event("246845883529197922", "msg:9007199254740993", dialogs.Said{Text: "chào"}),
	"user_send_image":          event("246845883529197922", "msg:m3", dialogs.Sent{Kind: dialogs.Picture}),
	"user_send_image_text":     event("246845883529197922", "msg:m4", dialogs.Said{Text: "cái này là gì vậy cháu"}),
	"user_send_gif":            event("246845883529197922", "msg:m5", dialogs.Sent{Kind: dialogs.Picture}),
	"user_send_link":           event("246845883529197922", "msg:m6", dialogs.Said{Text: "https://vneid-gov.xyz/nhan-tien Nhận tiền hỗ trợ"}),
	"user_send_audio":          event("246845883529197922", "msg:m7", dialogs.Sent{Kind: dialogs.Voice, Note: dialogs.Recording{Ref: "https://voice.zdn.vn/1.amr"}}),
	"user_send_video":          event("246845883529197922", "msg:m8", dialogs.Sent{Kind: dialogs.Video}),
	"user_send_sticker":        event("246845883529197922", "msg:m9", dialogs.Sent{Kind: dialogs.Sticker}),
	"user_send_location":       event("246845883529197922", "msg:m10", dialogs.Sent{Kind: dialogs.Location}),
	"user_send_location_guide": event("246845883529197922", "msg:m11", dialogs.Sent{Kind: dialogs.Location}),
	"user_send_business_card":  event("246845883529197922", "msg:m12", dialogs.Sent{Kind: dialogs.Unsupported}),
	"user_send_file":           event("246845883529197922", "msg:m13", dialogs.Sent{Kind: dialogs.File}),

	"follow":             event("24684588352919792", "follow:154397978274", dialogs.Joined{}),
	"unfollow":           event("24684588352919792", "unfollow:154397978274", dialogs.Left{}),
	"user_submit_info":   event("246845883529697922", "user_submit_info:1540368141908", dialogs.Joined{}),
	"user_click_chatnow": event("246845883529197922", "user_click_chatnow:1543908534740", dialogs.Joined{}),
	"user_withdraw":      event("246845883529197922", "user_withdraw:1543908534741", dialogs.Withdrew{}),

	"oa_send_text_admin":  event("246845883529197922", "msg:e2", dialogs.Helped{}),
	"oa_send_image_admin": event("246845883529197922", "msg:e3", dialogs.Helped{}),

	"oa_send_text": {kind: ignored}, "oa_send_template": {kind: ignored},
	"user_received_message":     event("246845883529197922", "msg:r1", dialogs.Arrived{Remote: "r1", Or: "zalooa:388613280878808645"}),
	"user_received_message_zbs": {kind: ignored},
	"user_seen_message":         {kind: ignored}, "user_reacted_message": {kind: ignored},
	"anonymous_send_text": {kind: ignored}, "add_user_to_tag": {kind: ignored},
	"widget_interaction_accepted": {kind: ignored}, "user_call_oa": {kind: ignored},
	"user_send_group_text": {kind: ignored}, "create_group": {kind: ignored},

	"unknown_event": {kind: unknown},
}

func event(user, id string, body dialogs.Body) incident {
	return incident{kind: taken, ev: dialogs.Event{ID: dialogs.EventID(id), User: dialogs.UserID("zalooa:" + user), Body: body}}
}

func TestSamples(t *testing.T) {
	files, err := filepath.Glob("testdata/events/*.json")
	if err != nil || len(files) != len(samples) {
		t.Errorf("%d files, %d samples, %v", len(files), len(samples), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want, ok := samples[name]
			if got := decode(data); !ok || got.kind != want.kind || got.ev != want.ev {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

// TestEveryEventIsReadOrPassedOver walks the catalogue with deliveries that
// hold a name and nothing else: none of them may become an event of nobody.
func TestEveryEventIsReadOrPassedOver(t *testing.T) {
	if len(catalogue) < 60 {
		t.Errorf("only %d events", len(catalogue))
	}
	for name := range catalogue {
		if got := decode([]byte(`{"event_name":"` + string(name) + `"}`)); got.kind == taken || got.kind == unknown {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestOddBodies(t *testing.T) {
	for body, want := range map[string]kind{
		``: malformed, `{}`: malformed, `null`: malformed, `[]`: malformed, `"user_send_text"`: malformed, `{`: malformed,
		`{"event_name":{}}`:               malformed,
		`{"event_name":"user_send_text"}`: malformed,
		`{"event_name":"user_send_text","sender":{"id":""},"message":{"text":"a"}}`:          malformed,
		`{"event_name":"user_send_text","sender":{"id":"a:b"},"message":{"text":"a"}}`:       malformed,
		`{"event_name":"user_send_text","sender":"1","message":{"text":"a"}}`:                malformed,
		`{"event_name":"user_send_text","sender":{"id":"1"},"message":"a","timestamp":1}`:    taken,
		`{"event_name":"user_send_text","sender":{"id":"1"},"message":{"text":["a"]}}`:       taken,
		`{"event_name":"user_send_image","sender":{"id":"1"},"message":{"attachments":"a"}}`: taken,
		`{"event_name":"USER_SEND_TEXT","sender":{"id":"1"}}`:                                unknown,
	} {
		if got := decode([]byte(body)); got.kind != want {
			t.Errorf("%s: %+v, want kind %d", body, got, want)
		}
	}
}

// TestLongIDsFitTheStore: a store takes ids of a kilobyte and users of half.
func TestLongIDsFitTheStore(t *testing.T) {
	long := strings.Repeat("9", 5000)
	got := decode([]byte(`{"event_name":"user_send_text","sender":{"id":"1"},"message":{"text":"a","msg_id":"` + long + `"}}`))
	if got.kind != taken || len(got.ev.ID) > 1000 {
		t.Errorf("%d, %d bytes", got.kind, len(got.ev.ID))
	}
	if got = decode([]byte(`{"event_name":"user_send_text","sender":{"id":"` + long + `"}}`)); got.kind != malformed {
		t.Errorf("a user id of %d bytes: %d", len(long), got.kind)
	}
}

// FuzzWebhookBody reads any body. What becomes an event can be kept by a
// store, and reading it again gives the same.
func FuzzWebhookBody(f *testing.F) {
	files, _ := filepath.Glob("testdata/events/*.json")
	for _, file := range append(files, "testdata/signed.json") {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got := decode(data)
		if got.kind != taken {
			if got.ev != (dialogs.Event{}) {
				t.Errorf("an event of kind %d: %+v", got.kind, got)
			}
			return
		}
		if got.ev.Body == nil || got.ev.ID == "" || len(got.ev.ID) > 512 || len(got.ev.User) > 128 ||
			got.ev.User.Channel() != name || strings.ContainsRune(string(got.ev.User), 0) {
			t.Errorf("%+v", got)
		}
		if again := decode(data); again.ev != got.ev {
			t.Errorf("%+v, then %+v", got, again)
		}
		_ = timestamp(data)
	})
}
