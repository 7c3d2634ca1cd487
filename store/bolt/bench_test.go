package bolt

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"capheso/dialogs"
)

// The benchmarks compare Apply with bare bbolt putting the very rows that Apply
// puts. BenchmarkRatio measures both turn by turn in one run, because the
// machine may be busy with something else:
//
//	go test ./store/bolt -run - -bench 'Apply|Bare|Ratio' -benchtime 2s

const benchLearners = 10_000

// benchSession is about as large as the session of somebody in their third
// week: 1.2 to 1.4 kB.
func benchSession(s dialogs.Session) dialogs.Session {
	s.Consent = dialogs.Consent{Given: true, At: morning}
	s.Offer = 41
	s.Offered = []dialogs.Choice{
		{Label: "Có, cháu chỉ tiếp đi", Value: "guide/next"}, {Label: "Tôi bị kẹt", Value: "guide/stuck"},
		{Label: "Đọc lại bước này", Value: "guide/again"}, {Label: "Quay lại", Value: "back"},
	}
	s.Alarms = []dialogs.Alarm{
		{Name: "coffee", At: morning.Add(24 * time.Hour)}, {Name: "review", At: morning.Add(72 * time.Hour)},
	}
	for _, l := range []string{"bác", "ông"} {
		s.Learners = append(s.Learners, dialogs.Learner{Call: l})
	}
	for i := range 10 {
		s.Offered = append(s.Offered, dialogs.Choice{
			Label: fmt.Sprintf("Bài %d: Nhận ra tin nhắn lừa đảo", i), Value: fmt.Sprintf("lesson/lua-dao-%d", i),
		})
	}
	return s
}

// benchStep answers each event with one reply, every third with two, and every
// tenth is an achievement.
func benchStep(s dialogs.Session, ev dialogs.Event) (dialogs.Session, dialogs.Out) {
	if s.Events == 0 {
		s = benchSession(s)
	}
	s.Events++
	s.Seen = ev.At
	reply := dialogs.Reply{
		Text:    "Dạ, bước 3/7: {bác} bấm vào ô \"Quên mật khẩu\" ở dưới nút Đăng nhập nhé. Xong rồi {bác} bấm nút Tiếp.",
		Choices: s.Offered[:3], Offer: s.Offer,
	}
	out := dialogs.Out{Replies: []dialogs.Reply{reply}}
	if s.Events%3 == 0 {
		out.Replies = append(out.Replies, reply)
	}
	if s.Events%10 == 0 {
		out.Facts = []dialogs.Fact{{Kind: "lesson.done", At: ev.At, Key: fmt.Sprint("lesson/", s.Events), Score: 3, Of: 4}}
	}
	return s, out
}

func benchEvent(n int) dialogs.Event {
	user := dialogs.UserID(fmt.Sprintf("zalooa:%016d", (n*7919)%benchLearners))
	return said(user, fmt.Sprintf("zalooa:%020d", n))
}

// rig is a store and a bare bbolt file, both with all learners, and what one
// store puts for a number of events.
type rig struct {
	store *Store
	bare  *bbolt.DB
	puts  [][]put // per event
	event atomic.Int64
	raw   atomic.Int64
}

type put struct{ bucket, key, value []byte }

// rigs are made once: the benchmarks of one run share them.
var rigs struct {
	once sync.Once
	rig  *rig
	dir  string
}

func TestMain(m *testing.M) {
	code := m.Run()
	if rigs.rig != nil {
		rigs.rig.store.Close()
		rigs.rig.bare.Close()
		os.RemoveAll(rigs.dir)
	}
	os.Exit(code)
}

const traced = 40_000 // events whose puts are replayed, over and over

func newRig(b *testing.B) *rig {
	rigs.once.Do(func() {
		dir, err := os.MkdirTemp("", "capheso-bench")
		if err != nil {
			b.Fatal(err)
		}
		rigs.dir = dir
		r := &rig{store: open(noCleanup{b}, filepath.Join(dir, "store.db"))}
		r.store.db.NoSync = true
		r.apply(b, 256, benchLearners)
		r.copyBare(b, filepath.Join(dir, "bare.db"))
		var mu sync.Mutex
		var current []put
		r.store.trace = func(bucket, key, value []byte) {
			mu.Lock()
			current = append(current, put{bytes.Clone(bucket), bytes.Clone(key), bytes.Clone(value)})
			mu.Unlock()
		}
		for i := range traced {
			mustApply(b, r.store, benchEvent(benchLearners+i), benchStep)
			r.puts = append(r.puts, current)
			current = nil
		}
		r.store.trace = nil
		r.store.db.NoSync = false
		for _, db := range []*bbolt.DB{r.store.db, r.bare} {
			if err := db.Sync(); err != nil {
				b.Fatal(err)
			}
		}
		r.event.Store(benchLearners + traced)
		rigs.rig = r
	})
	return rigs.rig
}

// noCleanup keeps a store open beyond the benchmark that happened to make it.
type noCleanup struct{ *testing.B }

func (noCleanup) Cleanup(func()) {}

func (r *rig) copyBare(b *testing.B, path string) {
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	if err := r.store.Backup(ctx, f); err != nil {
		b.Fatal(err)
	}
	f.Close()
	if r.bare, err = bbolt.Open(path, 0o600, r.store.options()); err != nil {
		b.Fatal(err)
	}
}

// apply has a number of callers apply the next n events.
func (r *rig) apply(b *testing.B, callers, n int) {
	run(b, callers, n, func() error {
		i := int(r.event.Add(1))
		_, err := r.store.Apply(ctx, benchEvent(i), benchStep)
		return err
	})
}

// run has a number of callers do n things together.
func run(b *testing.B, callers, n int, do func() error) {
	var left atomic.Int64
	left.Store(int64(n))
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				if err := do(); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// nextPuts is what the next event would put, under keys of its own.
func (r *rig) nextPuts() []put {
	return r.puts[int(r.raw.Add(1))%len(r.puts)]
}

func replay(tx *bbolt.Tx, puts []put) error {
	for _, p := range puts {
		b := tx.Bucket(p.bucket)
		var err error
		if p.value == nil {
			err = b.Delete(p.key)
		} else {
			err = b.Put(p.key, p.value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *rig) bareUpdate(b *testing.B, n int) {
	for range n {
		puts := r.nextPuts()
		if err := r.bare.Update(func(tx *bbolt.Tx) error { return replay(tx, puts) }); err != nil {
			b.Fatal(err)
		}
	}
}

// bareDrain is the plainest group commit: a goroutine that takes a request, and
// all others that wait, and commits them together.
func (r *rig) bareDrain(b *testing.B, callers, n int) {
	type job struct {
		puts []put
		done chan error
	}
	jobs := make(chan job, maxBatch)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		var batch []job
		for j := range jobs {
			batch = append(batch[:0], j)
			for len(batch) < maxBatch && len(jobs) > 0 {
				batch = append(batch, <-jobs)
			}
			err := r.bare.Update(func(tx *bbolt.Tx) error {
				for _, j := range batch {
					if err := replay(tx, j.puts); err != nil {
						return err
					}
				}
				return nil
			})
			for _, j := range batch {
				j.done <- err
			}
		}
	}()
	run(b, callers, n, func() error {
		j := job{r.nextPuts(), make(chan error, 1)}
		jobs <- j
		return <-j.done
	})
	close(jobs)
	<-stopped
}

func perSecond(b *testing.B, n int) {
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkApply(b *testing.B) {
	for _, callers := range []int{1, 256} {
		b.Run(fmt.Sprint(callers), func(b *testing.B) {
			r := newRig(b)
			b.ResetTimer()
			r.apply(b, callers, b.N)
			perSecond(b, b.N)
		})
	}
}

func BenchmarkBare(b *testing.B) {
	b.Run("Update", func(b *testing.B) {
		r := newRig(b)
		b.ResetTimer()
		r.bareUpdate(b, b.N)
		perSecond(b, b.N)
	})
	b.Run("Drain256", func(b *testing.B) {
		r := newRig(b)
		b.ResetTimer()
		r.bareDrain(b, 256, b.N)
		perSecond(b, b.N)
	})
}

// BenchmarkRatio lets both take many short turns and reports the medians, so
// that what else the machine does meanwhile falls on both or on neither.
func BenchmarkRatio(b *testing.B) {
	for _, c := range []struct{ callers, turn int }{{1, 50}, {256, 2048}} {
		b.Run(fmt.Sprint(c.callers), func(b *testing.B) {
			r := newRig(b)
			var ours, bare, ratios []float64
			for b.Loop() {
				start := time.Now()
				r.apply(b, c.callers, c.turn)
				middle := time.Now()
				if c.callers == 1 {
					r.bareUpdate(b, c.turn)
				} else {
					r.bareDrain(b, c.callers, c.turn)
				}
				o, w := middle.Sub(start).Seconds(), time.Since(middle).Seconds()
				ours = append(ours, float64(c.turn)/o)
				bare = append(bare, float64(c.turn)/w)
				ratios = append(ratios, w/o)
			}
			b.ReportMetric(median(ours), "events/s")
			b.ReportMetric(median(bare), "bare/s")
			b.ReportMetric(median(ratios), "ratio")
		})
	}
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}
