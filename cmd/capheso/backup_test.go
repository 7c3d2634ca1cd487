package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"filippo.io/age"

	"capheso/store/bolt"
	"capheso/store/postgres"
)

// people are browsers that will write.
func people(n int) []*writer {
	list := make([]*writer, n)
	for i := range list {
		jar, _ := cookiejar.New(nil)
		list[i] = &writer{client: &http.Client{Jar: jar, Timeout: 10 * time.Second}, all: new(atomic.Int64)}
	}
	return list
}

// writing lets people write until stop is called.
func writing(t *testing.T, all []*writer, url string) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for _, w := range all {
		wg.Go(func() { w.write(ctx, url) })
	}
	return func() { cancel(); wg.Wait() }
}

// TestRestoreDrill loses a computer: people write, a backup is made while they
// do, the program is killed, and what the backup has is restored elsewhere.
// Everything that was acknowledged before the backup is there.
func TestRestoreDrill(t *testing.T) {
	dir, away, elsewhere := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "new")
	s := serveBinary(t, dir)
	all := people(8)
	eventually(t, "forty things were said", func() bool {
		stop := writing(t, all, s.url)
		time.Sleep(100 * time.Millisecond)
		stop()
		n := 0
		for _, w := range all {
			n += len(w.acked)
		}
		return n >= 40
	})
	before := make([][]string, len(all))
	for i, w := range all {
		before[i] = slices.Clone(w.acked)
	}
	stop := writing(t, all, s.url)
	for range 3 { // every backup has another name, or is refused
		code, out, errs := call(t, "", "backup", "-data", dir, "-keep", "2", away)
		if code != 0 && !strings.Contains(errs, "exists") || code == 0 && !strings.Contains(out, "Written and checked: "+away) {
			t.Fatalf("exit %d: %s%s", code, out, errs)
		}
		if code == 0 && !strings.Contains(out, "learners") {
			t.Error(out)
		}
		time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(time.Second)))
	}
	if code, _, errs := call(t, "", "restore", "-data", dir, "-force", only(t, away, 2)); code == 0 || !strings.Contains(errs, "stop it first") || strings.Count(errs, "\n") != 1 {
		t.Errorf("restored under a running bot: %s", errs)
	}
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	stop()
	if code, out, errs := call(t, "", "restore", "-data", elsewhere, only(t, away, 2)); code != 0 || !strings.Contains(out, "Restored into "+elsewhere) {
		t.Fatalf("exit %d: %s%s", code, out, errs)
	}
	for i, w := range all {
		w.acked = before[i]
	}
	verify(t, elsewhere, all)
	again := serveBinary(t, elsewhere)
	_ = again.cmd.Process.Signal(os.Interrupt)
	if err := again.cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// only is the newest file of a folder that has n, with nothing half-made.
func only(t *testing.T, dir string, n int) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != n {
		t.Fatalf("%v, %v; want %d", entries, err, n)
	}
	file := filepath.Join(dir, entries[len(entries)-1].Name())
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	return file
}

// talked is a data folder in which somebody talked.
func talked(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if code, _, errs := call(t, "chào\nđồng ý\nbà\nbỏ qua\n", "chat", "-data", dir); code != 0 {
		t.Fatal(errs)
	}
	return dir
}

// remembers reports whether the talk of talked goes on.
func remembers(t *testing.T, dir string) bool {
	t.Helper()
	code, out, errs := call(t, "8\n", "chat", "-data", dir)
	return code == 0 && errs == "" && strings.Contains(out, "Bà muốn làm gì")
}

func TestBackupEncrypted(t *testing.T) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	other, _ := age.GenerateX25519Identity()
	dir, folder := talked(t), t.TempDir()
	file, keyFile, otherFile := filepath.Join(folder, "b.age"), filepath.Join(folder, "key"), filepath.Join(folder, "other")
	write(t, keyFile, "# created: today\n"+key.String()+"\n")
	write(t, otherFile, other.String()+"\n")
	if code, _, errs := call(t, "", "backup", "-data", dir, "-recipient", key.Recipient().String(), file); code != 0 {
		t.Fatal(errs)
	}
	data, err := os.ReadFile(file)
	if err != nil || bytes.Contains(data, []byte("console:")) || bytes.Contains(data, []byte("learners")) {
		t.Errorf("it is not encrypted, %v", err)
	}
	for _, left := range [][]string{hiddenIn(t, dir), hiddenIn(t, folder)} {
		if len(left) > 0 {
			t.Errorf("left over: %v", left)
		}
	}
	changed := bytes.Clone(data)
	changed[len(changed)/2]++
	write(t, filepath.Join(folder, "changed"), string(changed))
	write(t, filepath.Join(folder, "cut"), string(data[:len(data)-100]))
	for name, c := range map[string]struct{ file, key, want string }{
		"no key":      {file, "", "--identity"},
		"another key": {file, otherFile, "another key"},
		"no key file": {file, file, "age-keygen"},
		"changed":     {filepath.Join(folder, "changed"), keyFile, "decrypted"},
		"cut":         {filepath.Join(folder, "cut"), keyFile, "decrypted"},
	} {
		target := t.TempDir()
		code, _, errs := call(t, "", "restore", "-data", target, "-identity", c.key, c.file)
		if code == 0 || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, c.want) {
			t.Errorf("%s: exit %d, %s", name, code, errs)
		}
		if left := contents(t, target); len(left) > 0 {
			t.Errorf("%s: something was left", name)
		}
	}
	target := t.TempDir()
	if code, _, errs := call(t, "", "restore", "-data", target, "-identity", keyFile, file); code != 0 || !remembers(t, target) {
		t.Errorf("exit %d, %s", code, errs)
	}
}

func hiddenIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	for file := range contents(t, dir) {
		if strings.HasPrefix(filepath.Base(file), ".") {
			names = append(names, file)
		}
	}
	return names
}

// TestRestoreTakesNothingAway: a store is replaced only when that is asked for,
// and is kept even then.
func TestRestoreTakesNothingAway(t *testing.T) {
	dir, folder := talked(t), t.TempDir()
	file := filepath.Join(folder, "b")
	if code, _, errs := call(t, "", "backup", "-data", dir, file); code != 0 {
		t.Fatal(errs)
	}
	if code, _, errs := call(t, "", "backup", "-data", dir, file); code == 0 || !strings.Contains(errs, "overwrites nothing") {
		t.Errorf("a backup was overwritten: %s", errs)
	}
	whole, err := os.ReadFile(filepath.Join(dir, storeFile))
	if err != nil {
		t.Fatal(err)
	}
	if code, _, errs := call(t, "", "restore", "-data", dir, file); code == 0 || !strings.Contains(errs, "--force") || strings.Count(errs, "\n") != 1 {
		t.Errorf("exit %d, %s", code, errs)
	}
	if now, _ := os.ReadFile(filepath.Join(dir, storeFile)); !bytes.Equal(now, whole) {
		t.Error("the store was changed")
	}
	write(t, filepath.Join(dir, storeFile), "") // lost, as a full disk of old loses files
	if code, out, errs := call(t, "", "restore", "-data", dir, "-force", file); code != 0 || !strings.Contains(out, "is kept as") {
		t.Errorf("exit %d, %s%s", code, out, errs)
	}
	if !remembers(t, dir) {
		t.Error("the talk is forgotten")
	}
	if kept, _ := filepath.Glob(filepath.Join(dir, storeFile+".before-*")); len(kept) != 1 {
		t.Errorf("kept: %v", kept)
	}
}

// TestBackupFailuresAreOneClearLine: and nothing is lost, and nothing left.
func TestBackupFailuresAreOneClearLine(t *testing.T) {
	dir, folder := talked(t), t.TempDir()
	good := filepath.Join(folder, "good")
	if code, _, errs := call(t, "", "backup", "-data", dir, good); code != 0 {
		t.Fatal(errs)
	}
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	file := func(name, text string) string {
		write(t, filepath.Join(folder, name), text)
		return filepath.Join(folder, name)
	}
	newer := bytes.ReplaceAll(data, []byte("format3"), []byte("format9"))
	if bytes.Equal(newer, data) {
		t.Fatal("the file does not say its format where it did")
	}
	damaged := bytes.ReplaceAll(data, []byte(`"offer":2}`), []byte(`"offer":3}`))
	if bytes.Equal(damaged, data) {
		t.Fatal("nothing was damaged")
	}
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no store":         {[]string{"backup", "-data", filepath.Join(folder, "none"), filepath.Join(folder, "x")}, "no store to copy"},
		"no such folder":   {[]string{"backup", "-data", dir, filepath.Join(folder, "no", "x")}, filepath.Join(folder, "no")},
		"no recipient":     {[]string{"backup", "-data", dir, "-recipient", "bob", filepath.Join(folder, "x")}, "age1"},
		"no such backup":   {[]string{"restore", filepath.Join(folder, "nowhere")}, "nowhere"},
		"a folder":         {[]string{"restore", folder}, "no file"},
		"foreign":          {[]string{"restore", file("foreign", strings.Repeat("this is no store\n", 999))}, "not a store"},
		"empty":            {[]string{"restore", file("empty", "")}, "empty"},
		"truncated":        {[]string{"restore", file("cut", string(data[:len(data)/2]))}, "cut short"},
		"newer":            {[]string{"restore", file("newer", string(newer))}, "newer release"},
		"damaged":          {[]string{"restore", file("damaged", string(damaged))}, "damaged"},
		"of a database":    {[]string{"restore", "-store", "postgres://nobody@127.0.0.1:1/x", good}, "capheso move"},
		"no address":       {[]string{"restore", "-store", "mysql://x", good}, "--store"},
		"cut database":     {[]string{"restore", file("sql", "-- a backup of capheso in PostgreSQL, tables of version 1\nSET search_path = capheso;\n")}, "cut short"},
		"newer database":   {[]string{"restore", file("sql9", "-- a backup of capheso in PostgreSQL, tables of version 999\n")}, "newer release"},
		"foreign database": {[]string{"restore", file("sqlx", "-- a backup of capheso in PostgreSQL, tables of version 1\nDROP TABLE sessions;\n")}, "none of ours"},
	} {
		t.Run(name, func(t *testing.T) {
			before := contents(t, folder)
			args := c.args
			target := filepath.Join(t.TempDir(), "data")
			if args[0] == "restore" {
				args = append(args, "-data", target)
			}
			code, out, errs := call(t, "", args...)
			if code == 0 || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, c.want) {
				t.Errorf("exit %d, %q %q", code, out, errs)
			}
			after := contents(t, folder)
			for file, was := range before {
				if !bytes.Equal(after[file], was) {
					t.Errorf("%s was changed", file)
				}
			}
			if len(after) != len(before) {
				t.Errorf("left over: %v", hiddenIn(t, folder))
			}
			if left, _ := os.ReadDir(target); len(left) > 0 {
				t.Errorf("left over: %v", left)
			}
		})
	}
}

// mounted is a disk of its own for a test. That takes root; without it the test
// says that it did not run.
func mounted(t *testing.T, options string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("SKIPPED, because no disk can be mounted for it (it takes root): %s", out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", dir).Run() })
	return dir
}

// TestBackupOnAFullDisk: the disk for backups is full, and then the one of the
// store. Another
// can only be read.
func TestBackupOnAFullDisk(t *testing.T) {
	small, fixed := mounted(t, "size=16k"), mounted(t, "ro")
	dir, folder := talked(t), t.TempDir()
	good := filepath.Join(folder, "good")
	for _, c := range []struct {
		code int
		args []string
		want string
	}{
		{1, []string{"backup", "-data", dir, filepath.Join(small, "b")}, "the disk is full"},
		{0, []string{"backup", "-data", dir, good}, ""},
		{1, []string{"restore", "-data", small, good}, "the disk is full"},
		{1, []string{"backup", "-data", dir, filepath.Join(fixed, "b")}, "read-only"},
		{1, []string{"restore", "-data", fixed, good}, "read-only"},
	} {
		code, _, errs := call(t, "", c.args...)
		if code != c.code || !strings.Contains(errs, c.want) || strings.Count(errs, "\n") != code {
			t.Errorf("%v: exit %d, %s", c.args, code, errs)
		}
		if left := contents(t, small); len(left) > 0 {
			t.Errorf("%v: something was left", c.args)
		}
	}
	if !remembers(t, dir) {
		t.Error("the talk is forgotten")
	}
}

// TestBackupOfADatabase goes through the running bot, as for a file, and into
// an empty database.
func TestBackupOfADatabase(t *testing.T) {
	server, from := startDatabase(t)
	to, err := server.Database()
	if err != nil {
		t.Fatal(err)
	}
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "b")
	_, url := up(t, dir, "-store", from)
	w := people(1)
	stop := writing(t, w, url)
	eventually(t, "something was said", func() bool {
		st, err := postgres.Open(t.Context(), from)
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		for range st.Lives(t.Context(), "") {
			return true
		}
		return false
	})
	stop()
	if code, out, errs := call(t, "", "backup", "-data", dir, file); code != 0 || !strings.Contains(out, "1 learners") {
		t.Fatalf("exit %d: %s%s", code, out, errs)
	}
	if code, _, errs := call(t, "", "restore", "-data", t.TempDir(), file); code == 0 || !strings.Contains(errs, "--store") {
		t.Errorf("into a file: %s", errs)
	}
	for _, want := range []int{0, 1} { // the second time it is not empty
		if code, _, errs := call(t, "", "restore", "-store", to, "-data", t.TempDir(), file); code != want || want == 1 && !strings.Contains(errs, "empty database") {
			t.Errorf("exit %d: %s", code, errs)
		}
	}
	st, err := postgres.Open(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	n := 0
	for l, err := range st.Lives(t.Context(), "") {
		if n += len(l.Ledger); err != nil {
			t.Fatal(err)
		}
	}
	if n < len(w[0].acked) || n == 0 {
		t.Errorf("%d events of %d", n, len(w[0].acked))
	}
}

// TestCheckWritesNothing: a backup is looked at without being touched.
func TestCheckWritesNothing(t *testing.T) {
	dir := talked(t)
	path := filepath.Join(dir, storeFile)
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum, err := bolt.Check(t.Context(), path)
	if after, _ := os.ReadFile(path); err != nil || sum.Learners != 1 || sum.Events < 4 || !bytes.Equal(before, after) {
		t.Errorf("%+v, %v", sum, err)
	}
}
