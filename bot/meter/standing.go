package meter

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Standing is what is not counted but looked at.
type Standing struct {
	Sessions, Bytes int64
	Commits         uint64
	Outbox          map[string]Line // by channel
	Checks          map[string]int  // 0 is well, 1 wants a look, 2 is broken
}

// Line is what waits to be sent by a channel.
type Line struct {
	Waiting int
	Age     time.Duration // of the oldest
}

// Watch has look called whenever somebody asks for the counts. ok false leaves
// the numbers out.
func (m *Meter) Watch(look func() (s Standing, ok bool)) { m.registry.MustRegister(standing{look}) }

type standing struct{ look func() (Standing, bool) }

var (
	sessions = describe("sessions", "Learners with a session, roughly when there are very many.")
	size     = describe("store_bytes", "Size of the store on disk.")
	commits  = describe("store_commits_total", "Transactions this process has committed.")
	waiting  = describe("outbox_waiting", "Learners with a message on its way, or to be tried again.", "channel")
	age      = describe("outbox_age_seconds", "Age of the oldest message that may be sent.", "channel")
	check    = describe("check", "What capheso doctor says: 0 is well, 1 wants a look, 2 is broken.", "check")
)

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, labels, nil)
}

// Describe is of prometheus.Collector.
func (s standing) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{sessions, size, commits, waiting, age, check} {
		ch <- d
	}
}

// Collect is of prometheus.Collector.
func (s standing) Collect(ch chan<- prometheus.Metric) {
	st, ok := s.look()
	if !ok {
		return
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	gauge(sessions, float64(st.Sessions))
	gauge(size, float64(st.Bytes))
	ch <- prometheus.MustNewConstMetric(commits, prometheus.CounterValue, float64(st.Commits))
	for channel, line := range st.Outbox {
		gauge(waiting, float64(line.Waiting), channel)
		gauge(age, line.Age.Seconds(), channel)
	}
	for name, grade := range st.Checks {
		gauge(check, float64(grade), name)
	}
}
