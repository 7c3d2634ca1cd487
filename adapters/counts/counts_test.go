package counts

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var november = time.Date(2026, 11, 21, 8, 0, 0, 0, vietnam)

func open(t *testing.T, file string, now time.Time) *Book {
	t.Helper()
	b, err := Open(file, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func add(t *testing.T, b *Book, at time.Time, user, kind string, n int) {
	t.Helper()
	for range n {
		if err := b.Add(at, user, kind); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCountsSurvive(t *testing.T) {
	file := filepath.Join(t.TempDir(), "counts")
	b := open(t, file, november)
	add(t, b, november, "zalooa:1", "free", 3)
	add(t, b, november, "zalooa:1", "paid", 1)
	add(t, b, november, "zalobot:2", "free", 2)
	for range 3 { // nothing is closed: each one opens what a kill has left
		b = open(t, file, november)
	}
	if b.Sum("2026-11", "free") != 5 || b.Of("zalooa:1", "2026-11", "free") != 3 || b.Of("zalooa:1", "2026-11", "paid") != 1 {
		t.Errorf("%+v", b.rows)
	}
	if b.Users("zalobot:") != 1 || b.Users("") != 2 {
		t.Errorf("users %d and %d", b.Users("zalobot:"), b.Users(""))
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
}

func TestAMonthIsVietnams(t *testing.T) {
	if got := Month(time.Date(2026, 11, 30, 18, 0, 0, 0, time.UTC)); got != "2026-12" {
		t.Errorf("one o'clock on the first of December in Hanoi is in %s", got)
	}
}

func TestABrokenLineIsLeftOut(t *testing.T) {
	file := filepath.Join(t.TempDir(), "counts")
	text := "2026-11 free 2 zalooa:1\nhello\n2026-11 free x zalooa:1\n2026-11 free -4 zalooa:1\n\n2026-11 free 7 zaloo"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	b := open(t, file, november)
	add(t, b, november, "zalooa:1", "free", 1)
	if b = open(t, file, november); b.Sum("2026-11", "free") != 3 || len(b.rows) != 1 {
		t.Errorf("%+v", b.rows)
	}
}

func TestForgottenMeansGone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "counts")
	b := open(t, file, november)
	add(t, b, november, "zalooa:1", "free", 3)
	add(t, b, november, "zalooa:12", "free", 4)
	if err := b.Forget("zalooa:1"); err != nil {
		t.Fatal(err)
	}
	if err := b.Forget("zalooa:nobody"); err != nil {
		t.Fatal(err)
	}
	add(t, b, november, "zalooa:12", "free", 1)
	data, _ := os.ReadFile(file)
	if strings.Contains(string(data), "zalooa:1\n") || b.Sum("2026-11", "free") != 8 || b.Of("zalooa:12", "2026-11", "free") != 5 {
		t.Errorf("%s", data)
	}
	if b = open(t, file, november); b.Sum("2026-11", "free") != 8 {
		t.Errorf("%+v", b.rows)
	}
}

func TestOldMonthsAreNobodys(t *testing.T) {
	file := filepath.Join(t.TempDir(), "counts")
	b := open(t, file, november)
	add(t, b, november.AddDate(0, -3, 0), "zalooa:1", "free", 1)
	add(t, b, november.AddDate(0, -4, 0), "zalooa:1", "free", 2)
	b = open(t, file, november)
	if b.Of("zalooa:1", "2026-08", "free") != 1 || b.Of("zalooa:1", "2026-07", "free") != 0 || b.Sum("2026-07", "free") != 2 {
		t.Errorf("%+v", b.rows)
	}
}

func TestManyCountAtOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "counts")
	b := open(t, file, november)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 50 {
				if err := b.Add(november, fmt.Sprintf("zalooa:%d", i), "free"); err != nil {
					t.Error(err)
				}
				if i == 0 {
					_ = b.Sum("2026-11", "free")
				}
			}
			if err := b.Forget("zalooa:3"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if b = open(t, file, november); b.Sum("2026-11", "free") != 400 {
		t.Errorf("%+v", b.sums)
	}
}

func TestWhiteSpaceIsRefused(t *testing.T) {
	b := open(t, filepath.Join(t.TempDir(), "counts"), november)
	for _, user := range []string{"", "a b", "a\nb"} {
		if b.Add(november, user, "free") == nil {
			t.Errorf("%q was taken", user)
		}
	}
}
