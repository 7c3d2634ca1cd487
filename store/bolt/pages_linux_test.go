package bolt

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"capheso/dialogs"
)

// TestAMorningDoesNotFillTheMemory: however large the file, what rings everybody
// holds no more of it in memory than a few commits touch.
func TestAMorningDoesNotFillTheMemory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large.db")
	s := open(t, path)
	s.db.NoSync = true
	text := strings.Repeat("Bác mở Cài đặt, chọn Cỡ chữ. ", 120)
	fills := func(session dialogs.Session, _ dialogs.Event) (dialogs.Session, dialogs.Out) {
		session.Events++
		session.Offered = []dialogs.Choice{{Label: text, Value: "x"}}
		return session, dialogs.Out{}
	}
	const learners, group = 4096, 128
	most := 0
	for round := range 3 {
		for from := 0; from < learners; from += group {
			evs := make([]dialogs.Event, group)
			for i := range evs {
				evs[i] = said(dialogs.UserID(fmt.Sprintf("web:%06d", from+i)), fmt.Sprint(round))
			}
			for _, r := range s.ApplyAll(ctx, evs, fills) {
				if r.Err != nil {
					t.Fatal(r.Err)
				}
			}
			if round > 0 {
				most = max(most, residentOf(t, path))
			}
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	size := int(info.Size()) >> 10
	t.Logf("the file has %d kB; at most %d kB were in memory", size, most)
	if most == 0 || most > size/3 {
		t.Errorf("%d kB of %d were in memory", most, size)
	}
}

// residentOf is how many kB of a mapped file are in this process's memory.
func residentOf(t *testing.T, path string) (kb int) {
	t.Helper()
	f, err := os.Open("/proc/self/smaps")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ours := false
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := lines.Text()
		if strings.Contains(line, "-") && strings.Contains(line, " r") {
			ours = strings.HasSuffix(line, path)
		}
		var n int
		if _, err := fmt.Sscanf(line, "Rss: %d kB", &n); err == nil && ours {
			kb += n
		}
	}
	return kb
}
