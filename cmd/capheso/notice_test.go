package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"capheso/adapters/web"
	"capheso/cmd/capheso/control"
	"capheso/dialogs"
	"capheso/store"
	"capheso/store/bolt"
)

// neighbours fills a store with some learners of the crowd, who are all awake.
func neighbours(t *testing.T, dir string, n int) *crowd {
	t.Helper()
	world, err := openWorld("")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().In(vietnamese)
	people := newCrowd(world, web.New(web.Options{}), time.Date(now.Year(), now.Month(), now.Day(), 7, 0, 0, 0, vietnamese))
	st, err := bolt.Open(filepath.Join(dir, storeFile))
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	var lives []store.Life
	for i := range n {
		l, err := people.life(i)
		if err != nil {
			t.Fatal(err)
		}
		lives = append(lives, l)
	}
	if err := st.TakeLives(t.Context(), lives); err != nil {
		t.Fatal(err)
	}
	return people
}

// does runs a command that must succeed, and returns what it wrote.
func does(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(t.Context(), args, strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("%v: exit %d: %s%s", args, code, out.String(), errs.String())
	}
	return out.String()
}

// fails runs a command that must fail with one line.
func fails(t *testing.T, want string, args ...string) {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), args, strings.NewReader(""), &out, &errs)
	if code == 0 || !strings.Contains(errs.String(), want) {
		t.Errorf("%v: exit %d: %s; want %q", args, code, errs.String(), want)
	}
}

func textFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "text.txt")
	if err := os.WriteFile(file, []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

const invitation = "Tổ công nghệ số mời {bác} tới nhà văn hóa sáng thứ Bảy, có người chỉ cách dùng điện thoại."

var noticeID = regexp.MustCompile(`\d{4}-[a-z2-7]{5}`)

// TestNoticeOnAStoppedBot: the preview counts, a dry run puts up nothing, and
// what is put up can be listed and taken back.
func TestNoticeOnAStoppedBot(t *testing.T) {
	dir := t.TempDir()
	people := neighbours(t, dir, 100)
	province := people.world.Units.Provinces()[0].Code
	file := textFile(t, invitation)
	at := time.Now().In(vietnamese).AddDate(0, 0, 1).Format("2006-01-02") + " 08:00"
	put := []string{"notice", "-data", dir, "-text-file", file, "-at", at}

	out := does(t, append(put, "-to", "all", "-dry-run")...)
	if !strings.Contains(out, "100 learners are all.") || !strings.Contains(out, "mời bác tới") || !strings.Contains(out, "dry run") {
		t.Errorf("a dry run says %s", out)
	}
	if got := does(t, "notice", "list", "-data", dir); got != "" {
		t.Errorf("a dry run left %s", got)
	}
	out = does(t, append(put, "-to", "province="+province)...)
	if !strings.Contains(out, "3 learners are province="+province+".") { // 100 over 34 provinces
		t.Errorf("it says %s", out)
	}
	id := noticeID.FindString(out)
	if got := does(t, "notice", "list", "-data", dir); !strings.Contains(got, id+"  placed     "+at) {
		t.Errorf("listed as %s", got)
	}
	does(t, "notice", "cancel", id, "-data", dir)
	if got := does(t, "notice", "list", "-data", dir); !strings.Contains(got, id+"  cancelled") {
		t.Errorf("listed as %s", got)
	}
	fails(t, "cancelled already", "notice", "cancel", id, "-data", dir)
	fails(t, "no such notice", "notice", "cancel", "0101-aaaaa", "-data", dir)
}

func TestNoticeRefusesNonsense(t *testing.T) {
	dir := t.TempDir()
	neighbours(t, dir, 3)
	good := textFile(t, invitation)
	put := func(args ...string) []string { return append([]string{"notice", "-data", dir}, args...) }
	fails(t, "mend them", put("-to", "all", "-text-file", textFile(t, "Bạn click vào bit.ly/abc để nhận OTP NGAY!!!"))...)
	fails(t, "mend them", put("-to", "all", "-text-file", textFile(t, strings.Repeat("Mời {bác} ra nhà văn hóa. ", 20)))...)
	fails(t, "unknown placeholder", put("-to", "all", "-text-file", textFile(t, "Mời {bac} ra nhà văn hóa."))...)
	fails(t, "is empty", put("-to", "all", "-text-file", textFile(t, ""))...)
	fails(t, "no province", put("-to", "province=999", "-text-file", good)...)
	fails(t, "is over", put("-to", "all", "-text-file", good, "-at", "2020-01-01 08:00")...)
	fails(t, "no time", put("-to", "all", "-text-file", good, "-at", "tomorrow")...)
	fails(t, "--for", put("-to", "all", "-text-file", good, "-for", "1000h")...)
	fails(t, "nobody", put("-to", "channel=telegram", "-text-file", good)...)
	fails(t, "no store", "notice", "-to", "all", "-text-file", good, "-data", t.TempDir())
	fails(t, "--notice ID or --user", "ledger", "-data", dir)
	fails(t, "no learner", "ledger", "-user", "web:nobody", "-data", dir)
}

// TestNoticeThroughTheRunningBot: the same command while the bot has the store,
// and what became of the notice.
func TestNoticeThroughTheRunningBot(t *testing.T) {
	dir := t.TempDir()
	neighbours(t, dir, 50)
	file := textFile(t, invitation)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	ended := make(chan int, 1)
	var served, errs bytes.Buffer
	go func() {
		ended <- run(ctx, []string{"serve", "-data", dir, "-addr", address}, strings.NewReader(""), &served, &errs)
	}()
	for !control.Running(dir) {
		select {
		case code := <-ended:
			t.Fatalf("serve ended with %d: %s", code, errs.String())
		case <-time.After(20 * time.Millisecond):
		}
	}
	out := does(t, "notice", "-data", dir, "-text-file", file, "-to", "all")
	if !strings.Contains(out, "50 learners are all.") || !strings.Contains(out, "by the running bot") {
		t.Errorf("it says %s", out)
	}
	var far []string
	watched := control.Watching(t.Context(), func(doing string, done, total int) { far = append(far, fmt.Sprint(doing, " ", done, " of ", total)) })
	order := strings.NewReader(`{"Notice":{"To":"all","Text":"Mời {bác}.","At":"2026-12-01T01:00:00Z","Until":"2026-12-02T01:00:00Z"},"DryRun":true}`)
	if err := control.Call(watched, dir, "notice", nil, order, io.Discard); err != nil || len(far) == 0 || far[0] != "counting 1 of 50" {
		t.Errorf("it is told that it is at %q, %v", far, err)
	}
	id := noticeID.FindString(out)
	for !strings.Contains(does(t, "notice", "list", "-data", dir), id+"  told") {
		time.Sleep(200 * time.Millisecond)
	}
	ledger := does(t, "ledger", "-notice", id, "-data", dir)
	rows := strings.Count(ledger, "web:")
	if rows != 50 || strings.Contains(ledger, "web:1000000000") {
		t.Errorf("%d rows: %s", rows, ledger)
	}
	if whole := does(t, "ledger", "-notice", id, "-ids", "-data", dir); !strings.Contains(whole, "web:1000000000") {
		t.Errorf("whole ids: %s", whole)
	}
	if brief := does(t, "ledger", "-notice", id, "-brief", "-data", dir); strings.Contains(brief, "web:") || brief == "" {
		t.Errorf("briefly: %s", brief)
	}
	fails(t, "no such notice", "ledger", "-notice", "none", "-data", dir)
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("serve ended with %d: %s", code, errs.String())
	}
}

// TestLedgerSaysWhatBecame: sent, read, queued, skipped and failed.
func TestLedgerSaysWhatBecame(t *testing.T) {
	dir := t.TempDir()
	people := neighbours(t, dir, 5)
	fails(t, "no such notice", "ledger", "-notice", "x", "-data", dir)
	noon := time.Now().In(vietnamese).AddDate(0, 0, 1).Format("2006-01-02") + " 12:00"
	id := noticeID.FindString(does(t, "notice", "-data", dir, "-text-file", textFile(t, invitation), "-to", "all", "-at", noon))
	st, err := bolt.Open(filepath.Join(dir, storeFile))
	if err != nil {
		t.Fatal(err)
	}
	at, _ := time.ParseInLocation(dialogs.TranscriptTime, noon, vietnamese)
	step := func(s dialogs.Session, ev dialogs.Event) (dialogs.Session, dialogs.Out) {
		return dialogs.Step(people.world, s, ev)
	}
	apply := func(i int, id string, body dialogs.Body) []store.Message {
		done, err := st.Apply(t.Context(), dialogs.Event{ID: dialogs.EventID(id), User: people.user(i), At: at, Body: body}, step)
		if err != nil {
			t.Fatal(err)
		}
		return done.Queued
	}
	apply(4, "left", dialogs.Left{})
	notice := dialogs.Noticed{Notice: dialogs.Notice{ID: id, Text: invitation, Until: at.Add(time.Hour)}}
	for i := range 5 {
		for _, m := range apply(i, "notice:"+id, notice) {
			switch i {
			case 0, 1:
				err = st.Settle(t.Context(), m.ID, "remote-7", nil)
			case 2:
				err = st.Settle(t.Context(), m.ID, "", os.ErrPermission)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	apply(1, "read", dialogs.Said{Text: "1"})
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	got := does(t, "ledger", "-notice", id, "-ids", "-data", dir)
	for i, want := range []string{"sent     remote-7", "read", "failed   permission denied", "queued", "skipped  blocked or left the bot"} {
		line := ""
		for l := range strings.SplitSeq(got, "\n") {
			if strings.HasPrefix(l, string(people.user(i))) {
				line = l
			}
		}
		if !strings.Contains(line, want) {
			t.Errorf("learner %d: %q, want %q", i, line, want)
		}
	}
	if !strings.Contains(got, "1 failed: permission denied") {
		t.Errorf("counted as %s", got)
	}
	if own := does(t, "ledger", "-user", string(people.user(0)), "-data", dir); !strings.Contains(own, "remote-7 Thông báo") {
		t.Errorf("of one learner: %s", own)
	}
}

// TestLedgerOfANoticeThatNightOvertook: it waits for the morning, then it is
// queued, and then sent; that it failed in the evening is the last word never.
func TestLedgerOfANoticeThatNightOvertook(t *testing.T) {
	dir := t.TempDir()
	people := neighbours(t, dir, 1)
	evening := time.Now().In(vietnamese).AddDate(0, 0, 1).Format("2006-01-02") + " 19:50"
	id := noticeID.FindString(does(t, "notice", "-data", dir, "-text-file", textFile(t, invitation), "-to", "all", "-at", evening))
	at, _ := time.ParseInLocation(dialogs.TranscriptTime, evening, vietnamese)
	notice := dialogs.Notice{ID: id, Text: invitation, Until: at.Add(72 * time.Hour)}
	with := func(do func(st *bolt.Store) error) {
		t.Helper()
		st, err := bolt.Open(filepath.Join(dir, storeFile))
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(do(st), st.Close()); err != nil {
			t.Fatal(err)
		}
	}
	var queued []store.Message
	apply := func(at time.Time, id string, body dialogs.Body) {
		with(func(st *bolt.Store) error {
			done, err := st.Apply(t.Context(), dialogs.Event{ID: dialogs.EventID(id), User: people.user(0), At: at, Body: body},
				func(s dialogs.Session, ev dialogs.Event) (dialogs.Session, dialogs.Out) {
					return dialogs.Step(people.world, s, ev)
				})
			queued = append(queued, done.Queued...)
			return err
		})
	}
	settle := func(m store.Message, remote string, failed error) {
		with(func(st *bolt.Store) error { return st.Settle(t.Context(), m.ID, remote, failed) })
	}
	says := func(want string) {
		t.Helper()
		if got := does(t, "ledger", "-notice", id, "-brief", "-data", dir); got != want+"\n" {
			t.Errorf("the ledger says %q, want %q", got, want)
		}
	}
	apply(at, "put", dialogs.Noticed{Notice: notice})
	if len(queued) != 1 {
		t.Fatalf("queued %+v", queued)
	}
	apply(at.Add(10*time.Minute), "untold", dialogs.Untold{Notice: notice, Queued: queued[0].Queued})
	says("1 waits: had night")
	settle(queued[0], "", os.ErrDeadlineExceeded)
	says("1 waits: had night")
	apply(at.Add(12*time.Hour), "morning", dialogs.Rang{Alarm: "notice"})
	if len(queued) != 2 {
		t.Fatalf("queued %+v", queued)
	}
	says("1 queued")
	settle(queued[1], "remote-9", nil)
	says("1 sent")
	apply(at.Add(13*time.Hour), "arrived", dialogs.Arrived{Notice: id})
	says("1 delivered")
	if got := does(t, "ledger", "-notice", id, "-data", dir); !strings.Contains(got, "08:50:00  delivered  remote-9") {
		t.Errorf("when and as what: %s", got)
	}
	apply(at.Add(14*time.Hour), "read", dialogs.Said{Text: "1"})
	apply(at.Add(15*time.Hour), "arrived once more", dialogs.Arrived{Notice: id})
	says("1 read")
}
