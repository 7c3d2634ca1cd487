package main

import (
	"strings"
	"testing"

	"capheso/adapters/adaptertest/openai"
)

// TestModelIsCounted: what a model was asked and what its server says it cost
// is in the counts, without a word of the question.
func TestModelIsCounted(t *testing.T) {
	server := openai.Start(t, func(r openai.Request) openai.Answer {
		return openai.Answer{Text: openai.Draft("Bác bấm chữ “Quên mật khẩu”.", r.Articles[0].ID, 1), In: 1200, Out: 34}
	})
	w := watchedServe(t, "-llm-url", server.URL, "-llm-model", "test")
	defer w.stop()
	const asked = "quên mật khẩu vneid thì bấm vào chữ nào ở màn hình"
	cookie := ""
	for _, text := range []string{"chào", "đồng ý", "bà", "bỏ qua", asked} {
		cookie = w.say(cookie, text)
	}
	var counts string
	for _, line := range []string{
		`capheso_model_calls_total{outcome="answered",work="answer"} 1`, `capheso_model_seconds_count{work="answer"} 1`,
		`capheso_model_tokens_total{direction="in",work="answer"} 1200`, `capheso_model_tokens_total{direction="out",work="answer"} 34`,
		`capheso_check{check="asked"} 0`,
	} {
		eventually(t, line, func() bool { _, counts = w.get(w.admin + "/metrics"); return strings.Contains(counts, line+"\n") })
	}
	for _, no := range []string{"mật khẩu", "web:", cookie} {
		if strings.Contains(counts, no) {
			t.Errorf("%q is in the counts", no)
		}
	}
}
