package meter

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// models counts what language models are asked. "work" is answer, hear or speak.
type models struct {
	calls  *prometheus.CounterVec   // work, outcome
	taking *prometheus.HistogramVec // work
	tokens *prometheus.CounterVec   // work, direction
}

func newModels() models {
	m := models{
		calls: counter("model_calls_total", "Times a model was wanted, by what became of it: answered, unfounded (said something that no guide says, or was not sure), "+
			"late, failed, overtaken (nobody waited any more), busy (no turn in time), spent (the day's budget), resting (the breaker), remembered, withheld (nothing to ask, or nothing that may leave).",
			"work", "outcome"),
		taking: histogram("model_seconds", "How long a model takes, with the second try.", slow, "work"),
		tokens: counter("model_tokens_total", "Tokens that the model's server says it read (in) and wrote (out).", "work", "direction"),
	}
	m.calls.WithLabelValues("answer", "answered") // so that there is a count before the first
	m.taking.WithLabelValues("answer")
	m.tokens.WithLabelValues("answer", "in")
	m.tokens.WithLabelValues("answer", "out")
	return m
}

// Model counts that a model was wanted. took is 0 when its server was not asked,
// or not to the end.
func (m *Meter) Model(work, outcome string, took time.Duration) {
	if m == nil {
		return
	}
	m.models.calls.WithLabelValues(work, outcome).Inc()
	if took > 0 {
		m.models.taking.WithLabelValues(work).Observe(took.Seconds())
	}
}

// Tokens counts what a model's server says it read and wrote.
func (m *Meter) Tokens(work string, in, out int) {
	if m != nil {
		m.models.tokens.WithLabelValues(work, "in").Add(float64(max(0, in)))
		m.models.tokens.WithLabelValues(work, "out").Add(float64(max(0, out)))
	}
}
