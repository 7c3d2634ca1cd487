package search

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/unicode/norm"

	"capheso/lessons"
	"capheso/lessons/viet"
	"capheso/lessons/viet/viettest"
)

// handmade is a course small enough to see through.
func handmade() []Doc {
	return []Doc{
		{ID: "quen-mat-khau", Topic: lessons.VNeID, Guide: "dat-lai-mat-khau", Title: "Quên mật khẩu VNeID",
			Keywords: []string{"quên mật khẩu", "lấy lại mật khẩu"}, Summary: "Đặt mật khẩu mới bằng mã OTP."},
		{ID: "dat-lai-mat-khau", Topic: lessons.VNeID, Title: "Đặt lại mật khẩu VNeID", Body: []string{"Bấm “Quên mật khẩu”."}},
		{ID: "quet-qr", Topic: lessons.Payment, Title: "Quét mã QR trả tiền", Keywords: []string{"mã vuông", "trả tiền chợ"}},
		{ID: "duong-di", Topic: lessons.Basics, Title: "Tìm đường bằng bản đồ", Keywords: []string{"chỉ đường"}},
		{ID: "duong-lich", Topic: lessons.Basics, Title: "Xem lịch dương lịch âm", Keywords: []string{"dương lịch"}},
		{ID: "gui-anh", Topic: lessons.Basics, Title: "Gửi ảnh qua Zalo", Keywords: []string{"gửi hình"}},
		{ID: "thoi-tiet", Topic: lessons.Outside, Title: "Thời tiết", Questions: []string{"mai có mưa không"}},
	}
}

func ids(r Result) []string {
	var out []string
	for _, h := range r.Hits {
		out = append(out, h.ID)
	}
	return out
}

func TestFind(t *testing.T) {
	x := New(handmade())
	for question, want := range map[string]string{
		"quên mật khẩu VNeID":          "quen-mat-khau",
		"quen mat khau vneid chau oi":  "quen-mat-khau",
		"quenmatkhau vneid":            "quen-mat-khau", // joined
		"quên mk vneid":                "quen-mat-khau", // teencode
		"ddawtj laij maatj khaaur":     "dat-lai-mat-khau",
		"que1t ma4 vuo6ng":             "quet-qr",
		"tra tien bang ma vuong":       "quet-qr",
		"tìm đường":                    "duong-di",   // marks that were typed count
		"xem dương":                    "duong-lich", // and the other way round
		"gởi hình qua da lô răng cháu": "gui-anh",
		"mai có mưa không cháu":        "thoi-tiet",
		"gửi ảnh qua zalô":             "gui-anh",
		"trỉ đường":                    "duong-di", // written as it is heard
	} {
		r := x.Find(question, 3)
		if len(r.Hits) == 0 || r.Hits[0].ID != want {
			t.Errorf("Find(%q) = %v, want %s first", question, ids(r), want)
		}
	}
}

func TestArticleAndGuide(t *testing.T) {
	docs := handmade()
	r := New(docs).Find("mật khẩu VNeID", 5)
	if got := ids(r); slices.Contains(got, "quen-mat-khau") == slices.Contains(got, "dat-lai-mat-khau") {
		t.Errorf("an article and its guide: %v, want one of the two", got)
	}
	if r.Band != High {
		t.Errorf("they compete: %v", r)
	}
	// Two articles that lead to one guide are two answers.
	docs = append(docs, Doc{ID: "doi-mat-khau", Topic: lessons.VNeID, Guide: "dat-lai-mat-khau", Title: "Đổi mật khẩu VNeID"})
	got := ids(New(docs).Find("mật khẩu VNeID", 5))
	if !slices.Contains(got, "quen-mat-khau") || !slices.Contains(got, "doi-mat-khau") {
		t.Errorf("two articles with the same guide: %v, want both", got)
	}
}

func TestConcurrent(t *testing.T) {
	x := New(handmade())
	want := x.Find("quên mật khẩu", 3)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if got := x.Find("quên mật khẩu", 3); !reflect.DeepEqual(got, want) {
					t.Errorf("%v, alone %v", got, want)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestNothingFound(t *testing.T) {
	x := New(handmade())
	for _, q := range []string{"", "   ", "???", "👍👍", "xyzzy"} {
		if r := x.Find(q, 3); r.Band != Low {
			t.Errorf("Find(%q) = %v %v, want low", q, r.Band, ids(r))
		}
	}
	if r := New(nil).Find("quên mật khẩu", 3); r.Band != Low || len(r.Hits) != 0 {
		t.Errorf("an empty index finds %v", r)
	}
	if r := x.Find("quên mật khẩu", 0); len(r.Hits) != 0 {
		t.Errorf("limit 0 gives %v", ids(r))
	}
}

// The order in which documents are given must not matter, and a question
// gives the same result every time.
func TestDeterminism(t *testing.T) {
	docs := Docs(course(t))
	x := New(docs)
	slices.Reverse(docs)
	y := New(docs)
	for _, q := range append(askings(t, "questions.tsv"), askings(t, "unseen.tsv")...) {
		first := x.Find(q.text, 5)
		if again := x.Find(q.text, 5); !reflect.DeepEqual(first, again) {
			t.Fatalf("%q: %v, then %v", q.text, first, again)
		}
		if other := y.Find(q.text, 5); !reflect.DeepEqual(first, other) {
			t.Fatalf("%q: %v, with the documents reversed %v", q.text, first, other)
		}
	}
}

// However the title of a document is typed, the same document comes first.
func TestRetypedTitles(t *testing.T) {
	docs := Docs(course(t))
	x := New(docs)
	ways := map[string]func(string) string{
		"without marks": viet.Fold,
		"NFD":           norm.NFD.String,
		"upper case":    strings.ToUpper,
		"telex":         viettest.Telex,
		"vni":           viettest.VNI,
		"polite":        func(s string) string { return s + " ạ" },
		"wide":          func(s string) string { return "  " + strings.ReplaceAll(s, " ", "  ") + " " },
	}
	for _, d := range docs {
		want := x.Find(d.Title, 1)
		if len(want.Hits) == 0 {
			t.Errorf("%s: its title finds nothing", d.ID)
			continue
		}
		for name, way := range ways {
			got := x.Find(way(d.Title), 1)
			if len(got.Hits) == 0 || got.Hits[0].ID != want.Hits[0].ID {
				t.Errorf("%q %s, %q: %v, want %s", d.Title, name, way(d.Title), ids(got), want.Hits[0].ID)
			}
		}
	}
}

// The title of an article finds the article, unless another answers it better.
func TestOwnTitles(t *testing.T) {
	docs := Docs(course(t))
	x := New(docs)
	for _, d := range docs {
		r := x.Find(d.Title, 3)
		ok := slices.ContainsFunc(r.Hits, func(h Hit) bool {
			other := docs[slices.IndexFunc(docs, func(o Doc) bool { return o.ID == h.ID })]
			return h.ID == d.ID || other.Guide == d.ID || d.Guide == h.ID
		})
		if !ok {
			t.Errorf("%q finds %v, not %s", d.Title, ids(r), d.ID)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, q := range []string{"", "quen mat khau vneid", "ko dk dc vneid", "ddawng kys", "d9o6ng2", "mần răng",
		"\xff\xfe", strings.Repeat("quên ", 500), strings.Repeat("a", 5000), "👍\u200d👍", "quenmatkhauvneidroichauoi"} {
		f.Add(q, 5)
	}
	x := New(handmade())
	f.Fuzz(func(t *testing.T, q string, limit int) {
		r := x.Find(q, limit)
		if len(r.Hits) > max(limit, 0) {
			t.Fatalf("%d hits, limit %d", len(r.Hits), limit)
		}
		if math.IsNaN(r.Confidence) || r.Confidence < 0 || r.Coverage < 0 || r.Coverage > 1 {
			t.Fatalf("confidence %v, coverage %v", r.Confidence, r.Coverage)
		}
		for i, h := range r.Hits {
			if !(h.Score > 0) || math.IsInf(h.Score, 0) {
				t.Fatalf("score %v", h.Score)
			}
			if i > 0 && (h.Score > r.Hits[i-1].Score || h.Score == r.Hits[i-1].Score && h.ID < r.Hits[i-1].ID) {
				t.Fatalf("not sorted: %v", r.Hits)
			}
		}
		if !reflect.DeepEqual(r, x.Find(q, limit)) {
			t.Fatal("a second search differs")
		}
	})
}
