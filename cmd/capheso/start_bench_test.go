package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"capheso/dialogs"
	"capheso/store"
	"capheso/store/bolt"
)

// startLearners is how many people the store of BenchmarkStart has.
const startLearners = 100_000

// BenchmarkStart starts the release build on a store of 100,000 learners until
// it has answered its first request, and prints how long that takes, how large
// the program is and how much memory it holds when it has nothing to do.
//
//	go test ./cmd/capheso -run '^$' -bench Start -benchtime 20x
func BenchmarkStart(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("SKIPPED: reads /proc")
	}
	file := filepath.Join(b.TempDir(), "capheso")
	compile := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", file, ".")
	compile.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := compile.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	dir := b.TempDir()
	settleCrowd(b, dir, startLearners)
	var idle, most float64
	fastest := time.Hour
	for b.Loop() {
		from := time.Now()
		s := startTimed(b, file, dir)
		b.StopTimer()
		fastest = min(fastest, time.Since(from))
		time.Sleep(3 * time.Second) // until it has nothing to do
		idle, most = max(idle, status(b, s.Process.Pid, "VmRSS")), max(most, status(b, s.Process.Pid, "VmHWM"))
		_ = s.Process.Signal(os.Interrupt)
		if err := s.Wait(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	info, err := os.Stat(file)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms/start")
	b.ReportMetric(fastest.Seconds()*1000, "ms/fastest")
	b.ReportMetric(float64(info.Size())/1e6, "MB-binary")
	b.ReportMetric(idle, "MB-idle")
	b.ReportMetric(most, "MB-peak")
}

// startTimed returns when the program has answered a person.
func startTimed(b *testing.B, file, dir string) *exec.Cmd {
	cmd := exec.Command(file, "serve", "-data", dir, "-addr", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	line := make([]byte, 512)
	n, _ := out.Read(line)
	resp, err := http.Get(readyLine.FindString(string(line[:n])))
	if err != nil || resp.StatusCode != http.StatusOK {
		b.Fatal(resp, err)
	}
	resp.Body.Close()
	return cmd
}

// status is a figure of a process in MB.
func status(b *testing.B, pid int, name string) float64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), name+":")
	fields := strings.Fields(rest)
	kb, err := strconv.ParseFloat(fields[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kb * 1024 / 1e6
}

// settleCrowd fills the store of a data folder with people in their third week.
func settleCrowd(tb testing.TB, dir string, n int) {
	tb.Helper()
	st, err := bolt.Open(filepath.Join(dir, storeFile))
	if err != nil {
		tb.Fatal(err)
	}
	defer st.Close()
	ctx, at := tb.Context(), time.Now().UTC()
	if err := st.Begin(ctx); err != nil {
		tb.Fatal(err)
	}
	var part []store.Life
	for i := range n {
		user := dialogs.UserID(fmt.Sprintf("zalooa:%016d", i))
		session, err := dialogs.Encode(learnt(user, at))
		if err != nil {
			tb.Fatal(err)
		}
		part = append(part, store.Life{User: user, Revision: 1, Session: session,
			Ledger: []store.Numbered{{Revision: 1, Entry: store.Entry{ID: "e1", At: at}}}})
		if len(part) == 5_000 || i == n-1 {
			if err := st.TakeLives(ctx, part); err != nil {
				tb.Fatal(err)
			}
			part = part[:0]
		}
	}
	if err := st.End(ctx); err != nil {
		tb.Fatal(err)
	}
}

// learnt is the session of somebody who has learnt a while and gets a tip
// tomorrow.
func learnt(user dialogs.UserID, at time.Time) dialogs.Session {
	sau := dialogs.Learner{Call: "bà", Province: "31", Commune: "11311"}
	for i, lesson := range []string{"lua-dao-cong-an", "mat-khau", "otp", "vneid-muc-2"} {
		sau.Done = append(sau.Done, dialogs.Done{Lesson: lesson, Version: 1, Score: 2, Of: 3, At: at.AddDate(0, 0, -i)})
	}
	return dialogs.Session{
		User: user, Events: 1, Seen: at, Consent: dialogs.Consent{Given: true, At: at},
		Learners: []dialogs.Learner{sau}, Dialog: dialogs.Menu{},
		Alarms: []dialogs.Alarm{{Name: "coffee", At: at.Add(20 * time.Hour)}},
	}
}
