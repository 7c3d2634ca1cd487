package bolt

import (
	"bytes"
	"errors"
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

// benchLearners is how many are talking at the same time.
const benchLearners = 5_000

// benchSession is the session of somebody in their third week: 1.3 to 1.5 kB,
// in the middle of a guide.
func benchSession(s dialogs.Session) dialogs.Session {
	sau := dialogs.Learner{Call: "bà", Province: "31", Commune: "11311", Track: "an-toan"}
	for i, lesson := range []string{"lua-dao-cong-an", "mat-khau", "otp", "vneid-muc-2"} {
		at := morning.AddDate(0, 0, i)
		sau.Done = append(sau.Done, dialogs.Done{Lesson: lesson, Version: 1, Score: 2, Of: 3, At: at})
	}
	s.Consent = dialogs.Consent{Given: true, At: morning}
	s.Learners = []dialogs.Learner{sau, {Call: "ông"}}
	for i, tip := range []string{"sac-pin", "chu-to", "tin-nhan-la"} {
		s.Coffee.Poured = append(s.Coffee.Poured, dialogs.Poured{Tip: tip, At: morning.AddDate(0, 0, i)})
	}
	s.Dialog = dialogs.Guide{ID: "quen-mat-khau-vneid", At: 3}
	s.Past = []dialogs.Dialog{dialogs.Menu{}, dialogs.Topics{}}
	s.Offer = 41
	s.Offered = []dialogs.Choice{
		{Label: "Tôi làm xong rồi", Value: "guide/next"}, {Label: "Tôi bị kẹt", Value: "guide/stuck"},
		{Label: "Đọc lại bước này", Value: "guide/again"}, {Label: "Quay lại", Value: "back"},
	}
	s.Alarms = []dialogs.Alarm{
		{Name: "coffee", At: morning.Add(24 * time.Hour)}, {Name: "review", At: morning.Add(72 * time.Hour)},
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

// A rig is a store and a bare bbolt file that begin as the same file, with all
// learners in it. Bare bbolt is given what Apply puts for the same events, in
// the same order, so that both trees grow alike.
type rig struct {
	store *Store
	bare  *bbolt.DB
	event atomic.Int64 // applied to store
	raw   atomic.Int64 // put into bare
}

type put struct{ bucket, key, value []byte }

// base is made once in a run: the file all rigs begin with, and what Apply puts
// for each of the events that follow.
var base struct {
	once sync.Once
	file []byte
	puts [][]put
}

const traced = 30_000

func makeBase(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "base.db"))
	s.db.NoSync = true
	for i := range benchLearners {
		mustApply(b, s, benchEvent(i), benchStep)
	}
	var file bytes.Buffer
	if err := s.Backup(ctx, &file); err != nil {
		b.Fatal(err)
	}
	base.file = file.Bytes()
	var current []put
	s.trace = func(bucket, key, value []byte) {
		current = append(current, put{bytes.Clone(bucket), bytes.Clone(key), bytes.Clone(value)})
	}
	for i := range traced {
		mustApply(b, s, benchEvent(benchLearners+i), benchStep)
		base.puts = append(base.puts, current)
		current = nil
	}
}

func newRig(b *testing.B) *rig {
	base.once.Do(func() { makeBase(b) })
	r := &rig{}
	r.renew(b)
	b.Cleanup(r.close)
	return r
}

// renew goes back to the beginning.
func (r *rig) renew(b *testing.B) {
	r.close()
	dir := b.TempDir()
	paths := []string{filepath.Join(dir, "store.db"), filepath.Join(dir, "bare.db")}
	for _, path := range paths {
		f, err := os.Create(path)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := f.Write(base.file); err != nil {
			b.Fatal(err)
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			b.Fatal(err)
		}
	}
	r.store = open(b, paths[0])
	var err error
	if r.bare, err = bbolt.Open(paths[1], 0o600, r.store.options()); err != nil {
		b.Fatal(err)
	}
	r.event.Store(-1)
	r.raw.Store(-1)
	// Who talks is decoded already, and both files are in memory.
	r.apply(b, 256, benchLearners)
	r.bareDrain(b, 256, benchLearners)
}

func (r *rig) close() {
	if r.store != nil {
		r.store.Close()
		r.bare.Close()
	}
}

// room goes back to the beginning when fewer than n traced events are left.
func (r *rig) room(b *testing.B, n int) {
	if max(r.event.Load(), r.raw.Load())+int64(n) < traced {
		return
	}
	b.StopTimer()
	r.renew(b)
	b.StartTimer()
}

// apply has a number of callers apply the next n events.
func (r *rig) apply(b *testing.B, callers, n int) {
	run(b, callers, n, func() error {
		i := int(r.event.Add(1))
		_, err := r.store.Apply(ctx, benchEvent(benchLearners+i), benchStep)
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

// nextPuts is what the next event puts.
func (r *rig) nextPuts() []put { return base.puts[r.raw.Add(1)] }

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

// inTurns runs b.N events in pieces that the trace has room for.
func inTurns(b *testing.B, do func(r *rig, n int)) {
	r := newRig(b)
	b.ResetTimer()
	for left := b.N; left > 0; {
		n := min(left, 5000)
		r.room(b, n)
		do(r, n)
		left -= n
	}
	perSecond(b, b.N)
}

func BenchmarkApply(b *testing.B) {
	for _, callers := range []int{1, 256} {
		b.Run(fmt.Sprint(callers), func(b *testing.B) {
			inTurns(b, func(r *rig, n int) { r.apply(b, callers, n) })
		})
	}
}

func BenchmarkBare(b *testing.B) {
	b.Run("Update", func(b *testing.B) {
		inTurns(b, func(r *rig, n int) { r.bareUpdate(b, n) })
	})
	b.Run("Drain256", func(b *testing.B) {
		inTurns(b, func(r *rig, n int) { r.bareDrain(b, 256, n) })
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
				r.room(b, c.turn)
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
