package search

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"capheso/lessons"
)

// synthetic makes documents of real Vietnamese syllables, the same every time,
// shaped like those of the course: the frequent syllables come often, the rest
// seldom.
func synthetic(n int) []Doc {
	r := rand.New(rand.NewPCG(1, 2))
	all := syllables()
	zipf := rand.NewZipf(r, 1.1, 8, uint64(len(all)-1))
	text := func(words int) string {
		ws := make([]string, words)
		for i := range ws {
			ws[i] = all[zipf.Uint64()]
		}
		return strings.Join(ws, " ")
	}
	texts := func(n, words int) []string {
		ts := make([]string, n)
		for i := range ts {
			ts[i] = text(words)
		}
		return ts
	}
	docs := make([]Doc, n)
	for i := range docs {
		docs[i] = Doc{
			ID: fmt.Sprintf("s%06d", i), Topic: lessons.Topics[i%len(lessons.Topics)],
			Title: text(7), Keywords: texts(7, 3), Questions: texts(4, 8), Summary: text(16), Body: texts(3, 30),
		}
	}
	return docs
}

// syllables is every well-formed combination of a start, a rhyme and a tone
// that the tables below give: some thousands.
func syllables() []string {
	starts := strings.Fields("b c ch d đ g h kh l m n ng nh ph qu r s t th tr v x")
	rhymes := strings.Fields(`a á à ả ạ an án àn ạn ang áng àng anh ánh ành ai ái ài ải ao áo ào ảo
		am ám àm ảm ay áy ày ảy ây ấy ầy an ân ấn ần ận ăn ắn ằn ặn e é è ẻ en én ên ến ền ện ênh
		i í ì ỉ ị in ín ình inh o ó ò ỏ ọ on ón ong óng òng ô ố ồ ổ ộ ông ống ồng ộng ơ ớ ờ ở ợ
		u ú ù ủ ụ un ung úng ùng ư ứ ừ ử ự ưng ứng ương ướng ường ượng ươi ưới ười`)
	var all []string
	for _, s := range starts {
		for _, y := range rhymes {
			all = append(all, s+y)
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// scaled is the course among synthetic documents, n in all.
func scaled(t testing.TB, n int) []Doc {
	docs := Docs(course(t))
	return append(docs, synthetic(max(0, n-len(docs)))...)
}

// BenchmarkFind prints the time of a question over indexes of several sizes:
// ns/op is the mean, p99-µs the slow end.
func BenchmarkFind(b *testing.B) {
	qs := append(askings(b, "questions.tsv"), askings(b, "unseen.tsv")...)
	for _, n := range []int{0, 1000, 10000} {
		x := New(scaled(b, n))
		b.Run(fmt.Sprintf("docs=%d", x.Len()), func(b *testing.B) {
			took := make([]time.Duration, 0, b.N)
			b.ReportAllocs()
			for i := range b.N {
				start := time.Now()
				x.Find(qs[i%len(qs)].text, 5)
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1e3, "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1e3, "p99-µs")
		})
	}
}

// BenchmarkNew prints the time and the memory an index takes.
func BenchmarkNew(b *testing.B) {
	for _, n := range []int{0, 1000, 10000} {
		docs := scaled(b, n)
		b.Run(fmt.Sprintf("docs=%d", len(docs)), func(b *testing.B) {
			for range b.N {
				New(docs)
			}
			b.ReportMetric(heap(func() any { return New(docs) }), "heap-MB")
		})
	}
}

// heap is the memory, in MB, that what build returns keeps alive.
func heap(build func() any) float64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	kept := build()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(kept)
	return float64(int64(after.HeapAlloc)-int64(before.HeapAlloc)) / (1 << 20)
}
