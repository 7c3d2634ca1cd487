package bolt

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"capheso/dialogs"
)

// BenchmarkOpen1M opens a store of a million sessions. The file is built once,
// by the quickest way there is, and takes about 3 GB of the temporary folder.
func BenchmarkOpen1M(b *testing.B) {
	if testing.Short() {
		b.Skip("SKIPPED: builds a file of 3 GB")
	}
	path := filepath.Join(b.TempDir(), "capheso.db")
	build(b, path, 1_000_000)
	for b.Loop() {
		s, err := Open(path)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if _, ok, err := s.Session(ctx, learner(77_777)); !ok || err != nil {
			b.Fatal(ok, err)
		}
		s.Close()
		b.StartTimer()
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/1e6, "MB")
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms/open")
}

// build writes what that many learners leave after their first event, in the
// order of the keys.
func build(b *testing.B, path string, n int) {
	s := open(b, path)
	s.db.NoSync = true
	users := make([]dialogs.UserID, n)
	for i := range users {
		users[i] = learner(i)
	}
	slices.Sort(users)
	const piece = 20_000
	for from := 0; from < n; from += piece {
		err := s.write(ctx, func(t *tx) error {
			t.in(learners).FillPercent, t.in(ledger).FillPercent = 0.9, 0.9
			for _, user := range users[from:min(from+piece, n)] {
				if err := s.application(said(user, "e1"), benchStep).commit(t); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := s.db.Sync(); err != nil {
		b.Fatal(err)
	}
	s.Close()
}
