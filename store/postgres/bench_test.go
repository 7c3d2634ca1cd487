package postgres

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"capheso/dialogs"
	"capheso/store"
	"capheso/store/bolt"
)

// benchSession is the session of somebody in their third week, 1.4 kB.
func benchSession(s dialogs.Session) dialogs.Session {
	sau := dialogs.Learner{Call: "bà", Province: "31", Commune: "11311", Track: "an-toan"}
	for i := range 8 {
		sau.Done = append(sau.Done, dialogs.Done{Lesson: fmt.Sprint("bai-", i), Version: 1, Score: 2, Of: 3, At: morning})
	}
	s.Learners = []dialogs.Learner{sau}
	s.Dialog = dialogs.Guide{ID: "quen-mat-khau-vneid", At: 3}
	s.Offered = []dialogs.Choice{{Label: "Tôi làm xong rồi", Value: "guide/next"}, {Label: "Tôi bị kẹt", Value: "guide/stuck"}}
	s.Alarms = []dialogs.Alarm{{Name: "coffee", At: morning.Add(24 * time.Hour)}}
	return s
}

// benchStep answers each event with one reply, and every tenth is an achievement.
func benchStep(s dialogs.Session, ev dialogs.Event) (dialogs.Session, dialogs.Out) {
	if s.Events == 0 {
		s = benchSession(s)
	}
	s.Events++
	out := dialogs.Out{Replies: []dialogs.Reply{{
		Text: "Dạ, bước 3/7: {bác} bấm vào ô \"Quên mật khẩu\" ở dưới nút Đăng nhập nhé.", Choices: s.Offered,
	}}}
	if s.Events%10 == 0 {
		out.Facts = []dialogs.Fact{{Kind: "lesson.done", At: ev.At, Key: fmt.Sprint(s.Events), Score: 3, Of: 4}}
	}
	return s, out
}

const (
	benchCallers  = 64
	benchLearners = 5_000
)

// BenchmarkEvents is events a second, each with the record of its message, by
// 64 callers: bbolt, and 1, 2 and 4 processes on one PostgreSQL. The processes
// are stores with connections of their own in this one process.
//
//	go test ./store/postgres -run '^$' -bench Events -benchtime 3s
func BenchmarkEvents(b *testing.B) {
	b.Run("bbolt", func(b *testing.B) {
		s, err := bolt.Open(filepath.Join(b.TempDir(), "capheso.db"))
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		events(b, s)
	})
	for _, n := range []int{1, 2, 4} {
		b.Run(fmt.Sprintf("replicas=%d", n), func(b *testing.B) {
			url := database(b)
			var m meter
			var stores []store.Store
			for range n {
				stores = append(stores, open(b, url, metered(&m), Local("web")))
			}
			events(b, stores...)
			done := float64(warm + b.N)
			b.ReportMetric(float64(m.trips.Load())/done, "trips/event")
			b.ReportMetric(float64(m.statements.Load())/done, "statements/event")
			b.ReportMetric(float64(m.out.Load()+m.in.Load())/done, "wire-B/event")
		})
	}
}

const warm = 2000 // events before the clock runs

// events applies b.N events, the callers spread over the stores.
func events(b *testing.B, stores ...store.Store) {
	var n atomic.Int64
	work := func(total int64) {
		var wg sync.WaitGroup
		for w := range benchCallers {
			s := stores[w%len(stores)]
			wg.Go(func() {
				for i := n.Add(1); i <= total; i = n.Add(1) {
					if err := benchOne(s, int(i)); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
	}
	work(warm)
	b.ResetTimer()
	work(warm + int64(b.N))
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

func benchOne(s store.Store, n int) error {
	user := dialogs.UserID(fmt.Sprintf("web:%016d", (n*7919)%benchLearners))
	applied, err := s.Apply(ctx, said(user, fmt.Sprintf("web:%020d", n)), benchStep)
	if err != nil {
		return err
	}
	return s.Settle(ctx, applied.Queued[0].ID, "m", nil)
}
