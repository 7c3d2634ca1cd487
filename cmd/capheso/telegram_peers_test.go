package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
	"go.etcd.io/bbolt"

	"capheso/adapters/adaptertest"
	"capheso/adapters/adaptertest/botapi"
)

// peer is one of the simpler bots that TestTelegramBench measures beside ours,
// in a process of its own. It never returns.
func peer(kind string) {
	api, hook := os.Getenv("BENCH_API"), http.HandlerFunc(nil)
	answer := echo
	if kind == "talkative" {
		answer = teach()
	}
	lib, err := tg.New(botapi.Token, tg.WithSkipGetMe(), tg.WithServerURL(api), tg.WithWebhookSecretToken(benchSecret),
		tg.WithHTTPClient(0, &http.Client{Transport: adaptertest.Loopback()}), tg.WithDefaultHandler(answer))
	if err != nil {
		panic(err)
	}
	switch kind {
	case "bare":
		hook = bare(api)
	case "library", "talkative":
		go lib.StartWebhook(context.Background())
		hook = lib.WebhookHandler()
	case "bbolt":
		hook = keeping(lib, filepath.Join(os.Getenv("BENCH_DIR"), "events.db"))
	}
	mux := http.NewServeMux()
	mux.Handle("POST /hook", hook)
	panic(http.ListenAndServe(os.Getenv("BENCH_ADDR"), mux))
}

func echo(ctx context.Context, b *tg.Bot, u *models.Update) {
	_, _ = b.SendMessage(ctx, &tg.SendMessageParams{ChatID: u.Message.Chat.ID, Text: u.Message.Text})
}

// teach says as much as our bot does in a lesson, and keeps nothing: a page of
// text with two choices, and before every third one a remark of its own.
func teach() tg.HandlerFunc {
	const remark = "Bác mở ứng dụng, chạm vào ô có chữ Đăng nhập. "
	choices := &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{
		{{Text: "Tiếp tục bài học", CallbackData: "1:next"}}, {{Text: "Xem lại phần này", CallbackData: "1:again"}}}}
	var turns atomic.Int64
	return func(ctx context.Context, b *tg.Bot, u *models.Update) {
		if turns.Add(1)%3 == 0 {
			_, _ = b.SendMessage(ctx, &tg.SendMessageParams{ChatID: u.Message.Chat.ID, Text: remark, ParseMode: models.ParseModeHTML})
		}
		_, _ = b.SendMessage(ctx, &tg.SendMessageParams{ChatID: u.Message.Chat.ID, Text: remark + remark, ParseMode: models.ParseModeHTML, ReplyMarkup: choices})
	}
}

// bare posts one sendMessage and answers 200.
func bare(api string) http.HandlerFunc {
	client := &http.Client{Transport: adaptertest.Loopback()}
	return func(w http.ResponseWriter, r *http.Request) {
		var u struct {
			Message struct {
				Chat struct {
					ID int64 `json:"id"`
				} `json:"chat"`
				Text string `json:"text"`
			} `json:"message"`
		}
		if json.NewDecoder(r.Body).Decode(&u) != nil {
			return
		}
		resp, err := client.Post(api+"/bot"+botapi.Token+"/sendMessage", "application/x-www-form-urlencoded",
			strings.NewReader(form(u.Message.Chat.ID, u.Message.Text).Encode()))
		if err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
	}
}

// keeping writes each event to bbolt, one transaction each, before it answers
// 200, and sends with the library afterwards.
func keeping(lib *tg.Bot, file string) http.HandlerFunc {
	db, err := bbolt.Open(file, 0o600, nil)
	if err != nil {
		panic(err)
	}
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		u := new(models.Update)
		if err == nil {
			err = json.Unmarshal(body, u)
		}
		if err == nil {
			err = db.Update(func(tx *bbolt.Tx) error {
				b, err := tx.CreateBucketIfNotExists([]byte("events"))
				if err != nil {
					return err
				}
				return b.Put(binary.BigEndian.AppendUint64(nil, uint64(u.ID)), body)
			})
		}
		if err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		go echo(context.Background(), lib, u)
	}
}
