package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"capheso/adapters"
	"capheso/dialogs"
	"capheso/lessons/viet"
)

// evalCmd scores how questions are answered, with a model or without.
type evalCmd struct {
	Questions string   `required:"" help:"File of questions, one on a line: question, verdict, id of the article, apart by tabs. Verdict and id may be empty." placeholder:"FILE.tsv"`
	Journal   string   `help:"Folder to write every question and what became of it to, one JSON object on a line." placeholder:"DIR"`
	LLM       llmFlags `embed:"" prefix:"llm-"`
}

// wanted is a line of the questions.
type wanted struct{ question, verdict, article string }

// judged is a question and what became of it, as the journal has it.
type judged struct {
	Question string         `json:"question"` // masked
	Verdict  string         `json:"verdict"`
	Article  string         `json:"article"`
	Outcome  string         `json:"outcome"` // guide, or what became of the model's answer: answered, dropped, human, failed, late
	Why      string         `json:"why,omitempty"`
	Cited    string         `json:"cited,omitempty"`
	Draft    *dialogs.Draft `json:"draft,omitempty"`
	Text     []string       `json:"text"`
	Model    float64        `json:"model_ms,omitempty"`
}

func (cmd *evalCmd) Run(c *streams, all *cli) error {
	world, err := openWorld(all.Content)
	if err != nil {
		return err
	}
	list, err := readWanted(cmd.Questions)
	if err != nil {
		return err
	}
	model, err := cmd.LLM.client(nil, slog.New(slog.NewTextHandler(c.stderr, nil)))
	if err != nil {
		return err
	}
	var by adapters.Answerer
	if model != nil {
		by = model
		world.Model = dialogs.Model{On: true, Daily: len(list) + 1}
	}
	journal, closed, err := cmd.journal()
	if err != nil {
		return err
	}
	score := &score{dropped: map[string]int{}}
	bar := newProgress(c.stderr, "asking", len(list))
	defer bar.end()
	for n, w := range list {
		bar.at(n)
		if c.ctx.Err() != nil {
			break
		}
		j := judge(c.ctx, world, by, w.question)
		score.add(w, j)
		if err := journal.Encode(j); err != nil {
			return errors.Join(fmt.Errorf("write the journal: %w", err), closed())
		}
	}
	bar.end()
	score.print(c.stdout, model != nil)
	return errors.Join(closed(), score.failed())
}

// readWanted reads the questions.
func readWanted(file string) (list []wanted, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("the questions cannot be read: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" || strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		field := append(strings.Split(lines.Text(), "\t"), "", "")
		if len(field) > 5 || strings.TrimSpace(field[0]) == "" {
			return nil, fmt.Errorf("%s:%d: a line is a question, a verdict and an article, apart by tabs", file, n)
		}
		list = append(list, wanted{field[0], strings.TrimSpace(field[1]), strings.TrimSpace(field[2])})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("the questions cannot be read: %w", err)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s: there are no questions in it", file)
	}
	return list, nil
}

// journal opens the journal, or one that keeps nothing.
func (cmd *evalCmd) journal() (*json.Encoder, func() error, error) {
	if cmd.Journal == "" {
		return json.NewEncoder(io.Discard), func() error { return nil }, nil
	}
	if err := os.MkdirAll(cmd.Journal, 0o700); err != nil {
		return nil, nil, fmt.Errorf("the journal cannot be written: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(cmd.Journal, "answers.jsonl"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("the journal cannot be written: %w", err)
	}
	out := json.NewEncoder(f)
	out.SetEscapeHTML(false)
	return out, f.Close, nil
}

// judge asks one question in a talk of its own, through the conversation itself.
func judge(ctx context.Context, w *dialogs.World, by adapters.Answerer, question string) judged {
	text, _ := dialogs.Redact(viet.Clean(question))
	f := w.Find(text)
	j := judged{Question: text, Verdict: string(f.Verdict), Article: f.Likeliest(), Outcome: "guide"}
	at := time.Now().UTC()
	s := dialogs.Session{
		User: "eval:1", Consent: dialogs.Consent{Given: true, At: at}, Learners: []dialogs.Learner{{}},
		Dialog: dialogs.Menu{}, Seen: at,
	}
	s, out := dialogs.Step(w, s, dialogs.Event{ID: "1", User: s.User, At: at, Body: dialogs.Said{Text: text}})
	replies := out.Replies
	if q, ok := s.Open(); ok {
		body, draft := put(ctx, w, by, q)
		at = time.Now().UTC()
		j.Draft, j.Model = draft, float64(at.Sub(q.At).Microseconds())/1000
		_, out = dialogs.Step(w, s, dialogs.Event{ID: "2", User: s.User, At: at, Body: body})
		replies = append(replies, out.Replies...)
		for _, fact := range out.Facts {
			if kind, ok := strings.CutPrefix(fact.Kind, "model."); ok {
				j.Outcome, j.Why = kind, fact.Text
				if kind == "answered" {
					j.Cited = fact.About
				}
			}
		}
	}
	for _, r := range replies {
		j.Text = append(j.Text, r.Text)
	}
	return j
}

// put puts a question to the model and waits no longer than a learner would.
func put(ctx context.Context, w *dialogs.World, by adapters.Answerer, q dialogs.Question) (dialogs.Body, *dialogs.Draft) {
	ctx, cancel := context.WithDeadline(ctx, q.Late)
	defer cancel()
	draft, err := by.Answer(ctx, w.Brief(q))
	if err != nil {
		return dialogs.Unanswered{Number: q.Number, Why: "failed"}, nil
	}
	return dialogs.Answered{Number: q.Number, Draft: draft}, &draft
}

// score adds up what became of questions.
type score struct {
	questions, silent           int
	verdict, verdicts           int // right, of those that say which
	article, articles           int
	asked, answered             int
	cited, citable, human, late int
	failedAt                    int
	dropped                     map[string]int // by why
	waits                       []float64      // of the model, in milliseconds
}

func (s *score) add(w wanted, j judged) {
	s.questions++
	if len(j.Text) == 0 {
		s.silent++
	}
	if w.verdict != "" {
		s.verdicts++
		s.verdict += one(w.verdict == j.Verdict)
	}
	if w.article != "" {
		s.articles++
		s.article += one(w.article == j.Article)
	}
	if j.Outcome == "guide" {
		return
	}
	s.asked++
	s.waits = append(s.waits, j.Model)
	switch j.Outcome {
	case "answered":
		s.answered++
		if w.article != "" {
			s.citable++
			s.cited += one(w.article == j.Cited)
		}
	case "dropped":
		s.dropped[j.Why]++
	case "human":
		s.human++
	case "late":
		s.late++
	default:
		s.failedAt++
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *score) print(w io.Writer, model bool) {
	fmt.Fprintf(w, "questions            %d\n", s.questions)
	fmt.Fprintf(w, "verdict right        %d of %d\n", s.verdict, s.verdicts)
	fmt.Fprintf(w, "article right        %d of %d\n", s.article, s.articles)
	fmt.Fprintf(w, "without any answer   %d\n", s.silent)
	if !model {
		return
	}
	fmt.Fprintf(w, "put to the model     %d\n", s.asked)
	fmt.Fprintf(w, "  said               %d, citing the right article %d of %d\n", s.answered, s.cited, s.citable)
	sum := 0
	for _, n := range s.dropped {
		sum += n
	}
	fmt.Fprintf(w, "  dropped            %d\n", sum)
	for _, why := range slices.Sorted(maps.Keys(s.dropped)) {
		fmt.Fprintf(w, "    %-20s %d\n", why, s.dropped[why])
	}
	fmt.Fprintf(w, "  to a person        %d\n  late               %d\n  failed             %d\n", s.human, s.late, s.failedAt)
	if n := len(s.waits); n > 0 {
		slices.Sort(s.waits)
		fmt.Fprintf(w, "  the model took     %.0f ms in the middle, %.0f ms for one in a hundred\n", s.waits[n/2], s.waits[n*99/100])
	}
}

// failed is an error when somebody would have had no answer.
func (s *score) failed() error {
	if s.silent > 0 {
		return fmt.Errorf("%d questions had no answer at all", s.silent)
	}
	return nil
}
