package notices

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"capheso/dialogs"
	"capheso/lessons"
)

var eight = time.Date(2026, 12, 1, 1, 0, 0, 0, time.UTC)

func TestAudience(t *testing.T) {
	units := lessons.EmbeddedUnits()
	commune := units.Communes("31")[0].Code
	sau := dialogs.Session{User: "telegram:1", Consent: dialogs.Consent{Given: true}, Learners: []dialogs.Learner{
		{Track: "an-toan"}, {Province: "31", Commune: commune},
	}}
	for to, want := range map[string]bool{
		"all": true, "province=31": true, "province=31 commune=" + commune: true, "channel=telegram": true, "track=an-toan": true,
		"province=01": false, "channel=zalooa": false,
		"province=31 track=an-toan": false, // two people of one phone: one lives there, the other learns that
	} {
		a, err := Parse(to, units)
		if err != nil {
			t.Errorf("%q: %v", to, err)
			continue
		}
		if a.Has(sau) != want {
			t.Errorf("%q has her: %v", to, !want)
		}
	}
	everybody, _ := Parse("all", units)
	sau.Consent.Given = false
	if everybody.Has(sau) {
		t.Error("somebody who never agreed is written to")
	}
	for _, to := range []string{"", "everybody", "province=", "province=999", "commune=" + commune, "province=31 commune=0", "age=70", "province=31 province=01"} {
		if _, err := Parse(to, units); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v", to, err)
		}
	}
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	f := In(dir)
	if list, err := f.List(); len(list) != 0 || err != nil {
		t.Errorf("before the first notice: %v, %v", list, err)
	}
	later, err := f.Place(Notice{Text: "sau", At: eight.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	id, err := f.Place(Notice{Text: "trước", At: eight})
	if err != nil || id == later {
		t.Fatalf("%s, %s, %v", id, later, err)
	}
	due := func(now time.Time) (ids []string) {
		list, err := In(dir).Due(now) // as another process sees it
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range list {
			ids = append(ids, n.ID)
		}
		return ids
	}
	if got := due(eight.Add(-time.Second)); len(got) != 0 {
		t.Errorf("due before its time: %v", got)
	}
	if got := due(eight.Add(2 * time.Hour)); len(got) != 2 || got[0] != id {
		t.Errorf("due: %v", got)
	}
	for _, state := range []string{"cancelled", "told"} {
		n, err := f.Change(map[string]string{"cancelled": id, "told": later}[state], func(n *Notice) error {
			if state == "told" {
				n.Told, n.Reached = eight, 7
			} else {
				n.Cancelled = eight
			}
			return nil
		})
		if err != nil || n.State() != state {
			t.Errorf("%+v, %v", n, err)
		}
	}
	if got := due(eight.Add(2 * time.Hour)); len(got) != 0 || !f.Withdrawn(id) || f.Withdrawn(later) {
		t.Errorf("still due: %v", got)
	}
	for _, bad := range []string{"none", "", "../notices/" + id, id + ".json"} {
		if _, err := f.Get(bad); !errors.Is(err, ErrNone) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestABadFileIsInNobodysWay: the others are told.
func TestABadFileIsInNobodysWay(t *testing.T) {
	dir := t.TempDir()
	f := In(dir)
	if _, err := f.Place(Notice{Text: "đúng", At: eight}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "notices", "half.json"), []byte(`{"id":"ha`), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := f.Due(eight)
	if len(list) != 1 || err == nil || !strings.Contains(err.Error(), "half.json") {
		t.Errorf("%v, %v", list, err)
	}
}
