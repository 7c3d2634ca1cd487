// Package meter counts what the bot does, for Prometheus. Its labels are
// channels, kinds and verdicts: never a learner, never a word of theirs.
package meter

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Meter is every count of one bot. Its methods are safe for concurrent use, do
// not block, and do nothing on a nil Meter.
type Meter struct {
	registry *prometheus.Registry

	events    *prometheus.CounterVec   // channel, kind, result
	keeping   *prometheus.HistogramVec // channel
	sends     *prometheus.CounterVec   // channel, kind, fate
	sending   *prometheus.HistogramVec // channel
	replying  *prometheus.HistogramVec // channel
	questions *prometheus.CounterVec   // verdict
	facts     *prometheus.CounterVec   // kind
	faults    *prometheus.CounterVec   // doing
	erased    prometheus.Counter
	models    models
}

// Buckets from a commit to a network that is away.
var (
	fast = []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5}
	slow = []float64{.01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30, 60, 300, 1800}
)

// New makes a meter; version is the program's.
func New(version string) *Meter {
	m := &Meter{
		registry: prometheus.NewRegistry(),
		events: counter("events_total", "Events taken in: fresh ones, ones that came again, and ones that could not be kept.",
			"channel", "kind", "result"),
		keeping: histogram("keep_seconds", "From an event to its being kept on disk, with the replies to it.", fast, "channel"),
		sends: counter("sends_total", "Attempts to send a message, by what became of them.",
			"channel", "kind", "fate"),
		sending:   histogram("send_seconds", "How long a network takes for one message.", slow, "channel"),
		replying:  histogram("reply_seconds", "From an event to the network's having taken a reply to it.", slow, "channel"),
		questions: counter("questions_total", "What was typed and looked up, by what the search made of it.", "verdict"),
		facts:     counter("facts_total", "What learners did, as the reports count it.", "kind"),
		faults:    counter("faults_total", "Things that failed and that somebody may have to look at.", "doing"),
		erased: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: namespace, Name: "erased_total", Help: "Learners of whom nothing is kept any more."}),
		models: newModels(),
	}
	m.faults.WithLabelValues("a dialog panicked") // so that there is a count before the first
	m.registry.MustRegister(m.events, m.keeping, m.sends, m.sending, m.replying, m.questions, m.facts, m.faults, m.erased,
		m.models.calls, m.models.taking, m.models.tokens,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Namespace: namespace, Name: "build_info", Help: "1; the version is in the label.",
			ConstLabels: prometheus.Labels{"version": version},
		}, func() float64 { return 1 }))
	return m
}

const namespace = "capheso"

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
}

func histogram(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: buckets}, labels)
}

// Handler answers with all counts.
func (m *Meter) Handler() http.Handler {
	if m == nil {
		return http.NotFoundHandler()
	}
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 3})
}

// Add lets a part of the program that is not here be counted too. Its labels
// must keep the promise of the package.
func (m *Meter) Add(cs ...prometheus.Collector) { m.registry.MustRegister(cs...) }

// What became of an event.
const (
	Fresh  = "fresh"
	Again  = "again"
	Unkept = "unkept"
)

// Event counts an event and how long it took to keep.
func (m *Meter) Event(channel, kind, result string, took time.Duration) {
	if m == nil {
		return
	}
	m.events.WithLabelValues(channel, kind, result).Inc()
	if result == Fresh {
		m.keeping.WithLabelValues(channel).Observe(took.Seconds())
	}
}

// Question counts a text that was looked up.
func (m *Meter) Question(verdict string) {
	if m != nil {
		m.questions.WithLabelValues(verdict).Inc()
	}
}

// Fact counts what a learner did.
func (m *Meter) Fact(kind string) {
	if m != nil {
		m.facts.WithLabelValues(kind).Inc()
	}
}

// Send counts one attempt to send. since is when the event it answers
// happened, or zero when nobody waits for it or it was tried before.
func (m *Meter) Send(channel, fate string, bulk bool, took, since time.Duration) {
	if m == nil {
		return
	}
	kind := "personal"
	if bulk {
		kind = "bulk"
	}
	m.sends.WithLabelValues(channel, kind, fate).Inc()
	m.sending.WithLabelValues(channel).Observe(took.Seconds())
	if since > 0 {
		m.replying.WithLabelValues(channel).Observe(since.Seconds())
	}
}

// Fault counts something that failed; doing is one of the program's own words.
func (m *Meter) Fault(doing string) {
	if m != nil {
		m.faults.WithLabelValues(doing).Inc()
	}
}

// Erased counts learners who were erased.
func (m *Meter) Erased(n int) {
	if m != nil {
		m.erased.Add(float64(n))
	}
}
