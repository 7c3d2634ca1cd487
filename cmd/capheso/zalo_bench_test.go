package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"capheso/adapters/adaptertest/zalo"
	"capheso/adapters/zalooa"
)

// zaloEvery is the pace of the benchmark: 200 deliveries a second.
const zaloEvery = time.Second / 200

// BenchmarkZaloWebhook delivers 200 signed events a second, come what may, to
// a handler that only reads them, to one that keeps them in a file, and to the
// whole bot: signature, fsync, answer and all the replies going out meanwhile. The times are counted from
// when Zalo wanted to deliver.
//
//	go test -run '^$' -bench ZaloWebhook -benchtime 4000x ./cmd/capheso
func BenchmarkZaloWebhook(b *testing.B) {
	b.Run("bare", func(b *testing.B) {
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
		defer server.Close()
		hammer(b, zalo.NewOA(), server.URL)
	})
	b.Run("bare, kept on disk", func(b *testing.B) {
		var one sync.Mutex
		file, err := os.Create(filepath.Join(b.TempDir(), "kept"))
		if err != nil {
			b.Fatal(err)
		}
		defer file.Close()
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			one.Lock()
			defer one.Unlock()
			if _, err := io.Copy(file, r.Body); err != nil || file.Sync() != nil {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		}))
		defer server.Close()
		hammer(b, zalo.NewOA(), server.URL)
	})
	b.Run("capheso", func(b *testing.B) {
		oa := zalo.NewOA()
		api := httptest.NewServer(oa)
		defer api.Close()
		b.Setenv("CAPHESO_ZALO_OA_APP_SECRET", oa.AppSecret)
		b.Setenv("CAPHESO_ZALO_OA_OA_SECRET", oa.OASecret)
		dir := b.TempDir()
		account := []string{"-data", dir, "-zalo-oa-app-id", oa.AppID, "-zalo-oa-api", api.URL, "-zalo-oa-oauth", api.URL}
		access, refresh := oa.Consent()
		var out, errs shared
		if code := run(b.Context(), append([]string{"zalo", "import-token"}, account...), strings.NewReader(access+"\n"+refresh+"\n"), io.Discard, &errs); code != 0 {
			b.Fatal(errs.String())
		}
		ctx, stop := context.WithCancel(b.Context())
		done := make(chan int, 1)
		go func() {
			done <- run(ctx, append([]string{"serve", "-addr", "127.0.0.1:0", "-burst", "0", "-zalo-oa-rate", "1000"}, account...), strings.NewReader(""), &out, &errs)
		}()
		defer func() { stop(); <-done }()
		for !readyLine.MatchString(out.String()) {
			time.Sleep(10 * time.Millisecond)
		}
		hammer(b, oa, readyLine.FindString(out.String())+zalooa.WebhookPath)
	})
}

// hammer delivers b.N events of a thousand people and reports how long the
// answers took.
func hammer(b *testing.B, oa *zalo.OA, url string) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}, Timeout: 10 * time.Second}
	took := make([]time.Duration, b.N)
	late := 0
	var all sync.WaitGroup
	b.ResetTimer()
	began := time.Now()
	for i := range b.N {
		want := began.Add(time.Duration(i) * zaloEvery)
		time.Sleep(time.Until(want))
		all.Go(func() {
			body := oa.Text(fmt.Sprintf("25125236254%05d", i%1000), fmt.Sprintf("m%d", i), "8")
			req, _ := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
			req.Header.Set("X-ZEvent-Signature", oa.Sign(body))
			resp, err := client.Do(req)
			if err != nil || resp.StatusCode != http.StatusOK {
				b.Errorf("%v %v", resp, err)
				return
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			took[i] = time.Since(want)
		})
	}
	all.Wait()
	b.StopTimer()
	slices.Sort(took)
	for _, d := range took {
		if d > 50*time.Millisecond {
			late++
		}
	}
	ms := func(p float64) float64 { return float64(took[int(p*float64(len(took)-1))].Microseconds()) / 1000 }
	b.ReportMetric(ms(0.5), "p50-ms")
	b.ReportMetric(ms(0.99), "p99-ms")
	b.ReportMetric(ms(1), "max-ms")
	b.ReportMetric(float64(b.N)/time.Since(began).Seconds(), "events/s")
	b.ReportMetric(100*float64(late)/float64(b.N), "%over50ms")
}
