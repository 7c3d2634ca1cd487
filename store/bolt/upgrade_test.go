package bolt

import (
	"path/filepath"
	"testing"
	"time"

	"capheso/store/storetest"
)

// TestUpgrade brings the file of the first release along: it holds the same
// before and after, also once all that is old has been pruned, and nobody looks
// for old rows any more.
func TestUpgrade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "capheso.db")
	write(t, path, read(t, oldFile(storetest.Releases[0])))
	before, err := Check(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time there is nothing to do
		s := open(t, path)
		if !s.old.Load() {
			t.Error("the old rows are not looked for")
		}
		s.Close()
		after, err := Check(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		if after != before || after.Waiting == 0 || after.Settled == 0 || after.Events == 0 {
			t.Errorf("before %+v\n after %+v", before, after)
		}
	}
	s := open(t, path)
	if n, err := s.Prune(ctx, time.Now().AddDate(-100, 0, 0)); n != 0 || err != nil || !s.old.Load() {
		t.Errorf("%d rows pruned, %v; looks for old rows: %v", n, err, s.old.Load())
	}
	if n, err := s.Prune(ctx, time.Now().AddDate(100, 0, 0)); n != before.Events+before.Settled || err != nil || s.old.Load() {
		t.Errorf("%d of %d + %d rows pruned, %v; looks for old rows: %v", n, before.Events, before.Settled, err, s.old.Load())
	}
	s.Close()
	if s = open(t, path); s.old.Load() {
		t.Error("old rows are looked for again")
	}
	s.Close()
	left, err := Check(ctx, path)
	if err != nil || left.Learners != before.Learners || left.Waiting != before.Waiting || left.Events+left.Settled != 0 {
		t.Errorf("left %+v, %v", left, err)
	}
}
